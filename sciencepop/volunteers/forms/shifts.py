"""What coordinators fill in: shifts, needs, templates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Optional, ValidationError

from sciencepop.core.clock import SHANGHAI, local
from sciencepop.core.forms import Form, LineField
from sciencepop.programme.forms.fields import (
    ClockField,
    NearDayField,
    TicksField,
    WholeField,
    given,
    needed,
    option,
)
from sciencepop.volunteers.forms.needs import TextsForm, kept_wish, shown_need, with_spare
from sciencepop.volunteers.messages import WEEKDAYS
from sciencepop.volunteers.models import Shift, ShiftTemplate
from sciencepop.volunteers.rules.edits import Decision
from sciencepop.volunteers.rules.waves import MOST_DAYS
from sciencepop.volunteers.services import ShiftWish, TemplateWish


class ShiftForm(TextsForm):
    """A single shift."""

    cause = HiddenField()
    on_day = NearDayField(_l("日期"), [given()])
    from_time = ClockField(_l("从几点"), [given()])
    until_time = ClockField(_l("到几点"), [given()])
    place_zh = LineField(_l("地点（在别处时填写）"), longest=120)
    place_en = LineField(_l("地点（英文）"), longest=240)
    meet_time = ClockField(_l("几点集合"), [Optional()])
    closes_hours = WholeField(_l("开始前几小时截止报名"), 0, 720, default=12)

    def wish(self, opens_at: datetime, exact: Collection[str] = ()) -> ShiftWish:
        """What was wished; ask only after `validate`. A shift that ends before it begins goes over midnight, and people
        gather on the day before where they do so at a later hour."""
        day, start, end = self.on_day.data, self.from_time.data, self.until_time.data
        assert day is not None
        assert start is not None
        assert end is not None
        starts_at = _at(day, start)
        ends_at = _at(day, end) if end > start else _at(day + timedelta(days=1), end)
        closes_at = starts_at - timedelta(hours=self.closes_hours.data or 0)
        return ShiftWish(
            **self.texts(),
            starts_at=starts_at,
            ends_at=ends_at,
            meet_at=self._meet_at(day, start),
            opens_at=min(opens_at, closes_at),
            closes_at=closes_at,
            place_zh=self.place_zh.data or "",
            place_en=self.place_en.data or "",
            needs=self.wishes(exact),
        )

    def _meet_at(self, day: date, start: time) -> datetime | None:
        meet = self.meet_time.data
        if meet is None or meet == start:
            return None
        return _at(day, meet) if meet < start else _at(day - timedelta(days=1), meet)


class EditForm(ShiftForm):
    """A shift that was made; `seen` is its sequence that the editor started from."""

    seen = HiddenField()

    def decisions(self, sent: Iterable[tuple[str, str]]) -> dict[str, Decision]:
        """What was said of those who no longer fit, by the codes of their assignments."""
        said = [(name.removeprefix("fit-"), value) for name, value in sent if name.startswith("fit-")]
        return {code: Decision(value) for code, value in said if value in set(Decision)}


def shown(shift: Shift) -> dict[str, Any]:
    """A shift as its form shows it."""
    start, end = local(shift.starts_at), local(shift.ends_at)
    names = ("title_zh", "title_en", "meet_zh", "meet_en", "place_zh", "place_en", "risk_zh", "risk_en")
    return {name: getattr(shift, name) for name in names} | {
        "insurance_needed": shift.insurance_needed,
        "on_day": start.date(),
        "from_time": start.time(),
        "until_time": end.time(),
        "meet_time": local(shift.meet_at).time() if shift.meet_at else None,
        "closes_hours": int((shift.starts_at - shift.closes_at).total_seconds()) // 3600,
        "seen": str(shift.sequence),
        "needs": with_spare([shown_need(vars(kept_wish(need, shift))) for need in shift.needs]),
    }


@dataclass(frozen=True)
class Whole:
    """What a template makes a shift for each part of: its column, and the words for it and for lacking it."""

    column: str
    each: Any
    missing: Any


WHOLES: Mapping[str, Whole] = {
    "event": Whole("event_id", _l("某个活动的每一场"), _l("请选择活动。")),
    "class": Whole("class_id", _l("某个班的每一课"), _l("请选择班。")),
    "venue": Whole("festival_venue_id", _l("科技节某个会场的每一天"), _l("请选择会场。")),
}


class TemplateForm(TextsForm):
    """Shifts for every part of something whole (`WHOLES`) or for weekdays; say by `offer` or `keep` which."""

    wholes: Sequence[str] = ()
    kind = RadioField(_l("为什么排班"), validate_choice=False)
    event = SelectField(_l("哪个活动"), coerce=int, choices=[], validate_choice=False)
    course_class = SelectField(_l("哪个班"), coerce=int, choices=[], validate_choice=False)
    venue = SelectField(_l("哪个会场"), coerce=int, choices=[], validate_choice=False)
    before_minutes = WholeField(_l("提前几分钟到"), 0, 720, default=30)
    after_minutes = WholeField(_l("结束后多留几分钟"), 0, 720, default=15)
    weekdays = TicksField(_l("每周哪几天"))
    from_time = ClockField(_l("从几点"), [Optional()])
    minutes = WholeField(_l("一班几分钟"), 15, 1440, optional=True)
    from_on = NearDayField(_l("从哪天"), [Optional()])
    until_on = NearDayField(_l("到哪天"), [Optional()])
    meet_minutes = WholeField(_l("开始前几分钟集合"), 0, 120, optional=True, default=0)
    opens_days = WholeField(_l("提前几天开放报名"), 0, MOST_DAYS, optional=True, default=30)
    closes_hours = WholeField(_l("开始前几小时截止报名"), 0, 720, optional=True, default=12)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.weekdays.choices = [option(str(number), label) for number, label in enumerate(WEEKDAYS)]

    def offer(self, choices: Mapping[str, list[SelectChoice]]) -> None:
        """What a shift may be made for each part of, by kind, with those that there are."""
        self.wholes = list(choices)
        self.kind.choices = [*(option(whole, WHOLES[whole].each) for whole in choices), option("days", _("固定的日子"))]
        if self.kind.data not in (*choices, "days"):
            self.kind.data = self.wholes[0]
        for whole, rows in choices.items():
            self.chosen(whole).choices = rows

    def keep(self, template: ShiftTemplate) -> None:
        """What a template that was made is for stays, whatever is sent."""
        numbers = {whole: getattr(template, kind.column) for whole, kind in WHOLES.items()}
        self.wholes = [whole for whole, number in numbers.items() if number]
        self.kind.data = self.wholes[0] if self.wholes else "days"
        for whole in self.wholes:
            self.chosen(whole).choices = [SelectChoice(numbers[whole], "")]
            self.chosen(whole).data = numbers[whole]

    def chosen(self, whole: str) -> SelectField:
        """The field that says which."""
        return {"event": self.event, "class": self.course_class, "venue": self.venue}[whole]

    def validate_kind(self, field: Any) -> None:
        if field.data in self.wholes:
            chosen = self.chosen(field.data)
            known: Any = chosen.choices or ()
            if chosen.data not in {choice.value for choice in known}:
                raise ValidationError(WHOLES[field.data].missing)
            return
        given_all = all(
            (self.weekdays.data, self.from_time.data, self.minutes.data, self.from_on.data, self.until_on.data)
        )
        if field.data != "days" or not given_all:
            raise ValidationError(_("请填写每周哪几天、几点、多长，以及从哪天到哪天。"))

    def wish(self, exact: Collection[str] = ()) -> TemplateWish:
        """What was wished; ask only after `validate`."""
        common = self.texts() | {
            "needs": self.wishes(exact),
            "meet_minutes": self.meet_minutes.data or 0,
            "opens_days": 30 if self.opens_days.data is None else self.opens_days.data,
            "closes_minutes": (12 if self.closes_hours.data is None else self.closes_hours.data) * 60,
        }
        if self.kind.data in self.wholes:
            return TemplateWish(
                **common,
                **{WHOLES[self.kind.data].column: self.chosen(self.kind.data).data},
                before_minutes=self.before_minutes.data or 0,
                after_minutes=self.after_minutes.data or 0,
            )
        return TemplateWish(
            **common,
            weekdays=tuple(self.weekdays.data or ()),
            from_time=self.from_time.data,
            minutes=self.minutes.data,
            from_on=self.from_on.data,
            until_on=self.until_on.data,
        )


OF_TEMPLATE = ("before_minutes", "after_minutes", "weekdays", "from_time", "minutes", "from_on", "until_on")


def shown_template(template: ShiftTemplate) -> dict[str, Any]:
    """A template as its form shows it."""
    texts = ("title_zh", "title_en", "meet_zh", "meet_en", "risk_zh", "risk_en", "insurance_needed")
    names = (*OF_TEMPLATE, *texts, "meet_minutes", "opens_days")
    return {name: getattr(template, name) for name in names} | {
        "closes_hours": template.closes_minutes // 60,
        "needs": with_spare([shown_need(need) for need in template.needs]),
    }


class NumbersForm(Form):
    """How many a need wants."""

    minimum = WholeField(_l("最少"), 0, 500)
    target = WholeField(_l("希望"), 0, 500)
    maximum = WholeField(_l("最多"), 1, 500)


class ReasonForm(Form):
    """Why something ends."""

    reason = LineField(_l("原因（会告诉志愿者）"), [needed()], longest=200)


def is_number(text: str) -> bool:
    """Whether somebody sent the number of a row: digits, and no more than a database takes."""
    return text.isascii() and text.isdigit() and len(text) < 19


class RiskForm(Form):
    """A button with the risks."""

    risk = BooleanField(_l("我看过风险提示，同意"))


def _at(day: date, clock_time: time) -> datetime:
    return datetime.combine(day, clock_time, SHANGHAI)
