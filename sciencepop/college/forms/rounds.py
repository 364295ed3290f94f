"""Sheets of wishes, and what the branch says of a round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import DataRequired, ValidationError

from sciencepop.bookings.rules.visitors import Visitor, read_phone
from sciencepop.college.messages import SOURCES
from sciencepop.college.models import CourseClass, SheetSource
from sciencepop.college.rules.rounds import CONFIRM_HOURS, MOST_WISHES
from sciencepop.college.services import RoundWish
from sciencepop.college.words import hours_of, where
from sciencepop.core.forms import Form, LineField
from sciencepop.core.i18n import tr
from sciencepop.programme.forms.fields import MomentField, WholeField, given, needed, option


class WishForm(Form):
    """Up to five classes, the dearest first.

    Whether a class is offered is asked by the service, with the round held: in the last minute nobody reads all of them
    for every sheet. Choices are needed to show the form.
    """

    wish_1 = SelectField(_l("第一志愿"), default="", validate_choice=False)
    wish_2 = SelectField(_l("第二志愿"), default="", validate_choice=False)
    wish_3 = SelectField(_l("第三志愿"), default="", validate_choice=False)
    wish_4 = SelectField(_l("第四志愿"), default="", validate_choice=False)
    wish_5 = SelectField(_l("第五志愿"), default="", validate_choice=False)

    @property
    def wishes(self) -> list[Any]:
        return [self[f"wish_{place}"] for place in range(1, MOST_WISHES + 1)]

    @property
    def codes(self) -> list[str]:
        """What was chosen, in its order; a place left empty in between does not count."""
        return [field.data for field in self.wishes if field.data]

    def offer(self, classes: Sequence[CourseClass]) -> None:
        choices = [
            option("", _("不选")),
            *(option(one.code, f"{tr(one.course, 'title')} · {hours_of(one)} · {where(one)}") for one in classes),
        ]
        for field in self.wishes:
            field.choices = choices

    def show(self, codes: Sequence[str]) -> None:
        """The sheet as it is."""
        for field, code in zip(self.wishes, codes, strict=False):
            field.data = code


class DeskWishForm(WishForm):
    """The same, told at a desk or on the telephone, by one person or by two who come together."""

    name = LineField(_l("称呼"), [DataRequired(_l("请填写称呼，小名也可以。"))], longest=40)
    phone = LineField(_l("电话"), longest=20)
    other_name = LineField(_l("一起上课的另一位"), longest=40)
    source = RadioField(_l("怎么填的"), default=SheetSource.DESK.value)
    consent = BooleanField(_l("已把上面的话读给本人听，本人同意"), [DataRequired(_l("请先征得本人同意，再打勾。"))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source.choices = [
            option(source.value, SOURCES[source]) for source in (SheetSource.DESK, SheetSource.TELEPHONE)
        ]

    def validate_phone(self, field: Any) -> None:
        if read_phone(field.data or "") is None:
            raise ValidationError(_("请填写电话号码，或者不填。"))

    @property
    def visitors(self) -> list[Visitor]:
        phone = read_phone(self.phone.data or "") or ""
        return [Visitor(name, phone) for name in (self.name.data, self.other_name.data) if name]


class RoundForm(Form):
    """A round's hours, and what will decide it."""

    opens_at = MomentField(_l("开始填志愿"), [given()])
    closes_at = MomentField(_l("截止填志愿"), [given()])
    entropy_source = LineField(_l("用什么开奖"), [needed()], longest=200)
    entropy_due = MomentField(_l("几时开奖"), [given()])
    confirm_hours = WholeField(_l("摇中以后几小时内确认"), 1, 240, default=CONFIRM_HOURS)

    def wish(self) -> RoundWish:
        """What was wished; ask only after `validate`."""
        opens_at, closes_at, due = self.opens_at.moment, self.closes_at.moment, self.entropy_due.moment
        assert opens_at is not None
        assert closes_at is not None
        assert due is not None
        return RoundWish(
            opens_at, closes_at, self.entropy_source.data or "", due, self.confirm_hours.data or CONFIRM_HOURS
        )


class EntropyForm(Form):
    """What the public draw, or the dice, gave."""

    entropy = LineField(_l("开奖号码"), longest=200)
