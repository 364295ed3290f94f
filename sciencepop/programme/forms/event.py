"""The form of an event: what it is, for whom, how one takes part, and its English."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import AnyOf

from sciencepop.core.forms import BlockField, Form, LineField
from sciencepop.core.reference import get_reference
from sciencepop.programme.forms.fields import (
    PriceField,
    TicksField,
    WholeField,
    needed,
    option,
    vocabulary,
)
from sciencepop.programme.messages import FIELDS
from sciencepop.programme.models import BookingMode, WaitingPolicy
from sciencepop.programme.rules.completeness import MOST_SEATS
from sciencepop.programme.services.content import FIELDS as CONTENT
from sciencepop.programme.services.content import EventInput


class EventForm(Form):
    """Every field of `EventInput`. `seen` names the text that the editor started from."""

    seen = HiddenField()
    kind = SelectField(FIELDS["kind"])
    title_zh = LineField(FIELDS["title_zh"], [needed()], longest=80)
    title_en = LineField(FIELDS["title_en"], longest=160)
    summary_zh = LineField(FIELDS["summary_zh"], longest=120)
    summary_en = LineField(FIELDS["summary_en"], longest=240)
    body_zh = BlockField(FIELDS["body_zh"], longest=5000)
    body_en = BlockField(FIELDS["body_en"], longest=10000)
    source_note = LineField(FIELDS["source_note"], longest=300)
    audiences = TicksField(FIELDS["audiences"])
    topics = TicksField(FIELDS["topics"])
    access = TicksField(FIELDS["access"])
    age_min = WholeField(FIELDS["age_min"], 0, 120, optional=True)
    age_max = WholeField(FIELDS["age_max"], 0, 120, optional=True)
    adult_needed = BooleanField(FIELDS["adult_needed"])
    price_cents = PriceField(FIELDS["price_cents"], default=0)
    price_note_zh = LineField(FIELDS["price_note_zh"], longest=120)
    price_note_en = LineField(FIELDS["price_note_en"], longest=240)
    rain_plan_zh = LineField(FIELDS["rain_plan_zh"], longest=120)
    rain_plan_en = LineField(FIELDS["rain_plan_en"], longest=240)
    bring_zh = LineField(FIELDS["bring_zh"], longest=120)
    bring_en = LineField(FIELDS["bring_en"], longest=240)
    booking_mode = RadioField(
        FIELDS["booking_mode"],
        choices=[
            option(BookingMode.SEATS.value, _l("需要预约席位")),
            option(BookingMode.DROP_IN.value, _l("无需预约，直接前往")),
        ],
        default=BookingMode.SEATS.value,
        validators=[AnyOf([mode.value for mode in BookingMode], _l("请选择怎样参加。"))],
        validate_choice=False,
    )
    seats = WholeField(FIELDS["seats"], 1, MOST_SEATS, optional=True)
    seats_per_booking = WholeField(FIELDS["seats_per_booking"], 1, 50, default=5)
    minors_per_booking = WholeField(FIELDS["minors_per_booking"], 0, 50, default=3)
    names_needed = BooleanField(FIELDS["names_needed"])
    waiting_policy = RadioField(
        FIELDS["waiting_policy"],
        choices=[
            option(WaitingPolicy.FILL.value, _l("空位不够前面一组时，先问后面坐得下的一组（席位不空着）")),
            option(WaitingPolicy.STRICT.value, _l("严格按先后，空位留给排在前面的一组（可能暂时空着）")),
        ],
        default=WaitingPolicy.FILL.value,
        validators=[AnyOf([policy.value for policy in WaitingPolicy], _l("请选择怎样递补。"))],
        validate_choice=False,
    )
    booking_opens_days = WholeField(FIELDS["booking_opens_days"], 0, 365, default=60)
    booking_closes_minutes = WholeField(FIELDS["booking_closes_minutes"], 0, 10080, default=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reference = get_reference()
        self.kind.choices = vocabulary(reference.event_kinds.values())
        self.audiences.choices = vocabulary(reference.audiences.values())
        self.topics.choices = vocabulary(reference.topics.values())
        self.access.choices = vocabulary(reference.access.values())

    def given(self) -> EventInput:
        """The event as it was typed; ask only after `validate`."""
        values: dict[str, Any] = {name: self[name].data for name in CONTENT}
        for name in ("audiences", "topics", "access"):
            values[name] = tuple(values[name] or ())
        values["booking_mode"] = BookingMode(values["booking_mode"])
        values["waiting_policy"] = WaitingPolicy(values["waiting_policy"])
        if values["booking_mode"] is BookingMode.DROP_IN:
            values["seats"] = None
        return EventInput(**values)

    @property
    def has_english_errors(self) -> bool:
        return any(field.errors for field in self if field.name.endswith("_en"))
