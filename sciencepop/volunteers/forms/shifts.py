"""What coordinators fill in: shifts, needs, templates."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, HiddenField, RadioField, SelectField
from wtforms import Form as Part
from wtforms.validators import NumberRange, Optional, ValidationError

from sciencepop.core.clock import SHANGHAI
from sciencepop.core.forms import BlockField, Form, LineField
from sciencepop.programme.forms.fields import (
    ClockField,
    DayField,
    TicksField,
    WholeField,
    WholeNumberField,
    given,
    needed,
    option,
    vocabulary,
)
from sciencepop.volunteers import vocabulary as words
from sciencepop.volunteers.messages import MODES, WEEKDAYS
from sciencepop.volunteers.models import NeedMode
from sciencepop.volunteers.services import NeedWish, ShiftWish, TemplateWish

ROWS = 4
_grown = NumberRange(14, 80, _l("请填 14 到 80 之间的整数，或留空。"))
_sane = NumberRange(0, 500, _l("请填 0 到 500 之间的整数。"))


class NearDayField(DayField):
    """A day of this century: what is farther off is a slip of the hand, and no calendar can reckon with it."""

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not 2000 <= self.data.year <= 2100:
            raise ValidationError(_("请写成 2026-10-24 这样的日期。"))


class NeedRow(Part):
    """One role; a row without one is left out."""

    role = SelectField(_l("岗位"), validate_choice=False)
    minimum = WholeNumberField(_l("最少"), [Optional(), _sane], default=1)
    target = WholeNumberField(_l("希望"), [Optional(), _sane], default=2)
    maximum = WholeNumberField(_l("最多"), [Optional(), _sane], default=3)
    age_min = WholeNumberField(_l("最小年龄"), [Optional(), _grown])
    mode = SelectField(_l("报名方式"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = vocabulary(words.vocabulary().roles.values())
        self.role.choices = [option("", _("（不需要）")), *roles]
        self.mode.choices = [option(mode.value, label) for mode, label in MODES.items()]

    def wish(self) -> NeedWish | None:
        """The need, with the skills that its role usually asks for."""
        role = words.vocabulary().roles.get(self.role.data or "")
        if role is None:
            return None
        mode = self.mode.data if self.mode.data in set(NeedMode) else NeedMode.INSTANT
        return NeedWish(
            role=role.slug,
            minimum=self.minimum.data or 0,
            target=self.target.data or 0,
            maximum=self.maximum.data or 0,
            skills=tuple(role.skills.split()),
            age_min=self.age_min.data,
            mode=NeedMode(mode),
        )


class TextsForm(Form):
    """What shifts and templates have in common."""

    title_zh = LineField(_l("名称"), [needed()], longest=80)
    title_en = LineField(_l("英文名称"), longest=160)
    meet_zh = LineField(_l("集合地点"), longest=120)
    meet_en = LineField(_l("集合地点（英文）"), longest=240)
    risk_zh = BlockField(_l("风险提示"), longest=1000)
    risk_en = BlockField(_l("风险提示（英文）"), longest=2000)
    insurance_needed = BooleanField(_l("必须有志愿者保险"))
    needs = FieldList(FormField(NeedRow), min_entries=ROWS, max_entries=ROWS)

    def texts(self) -> dict[str, Any]:
        names = ("title_zh", "title_en", "meet_zh", "meet_en", "risk_zh", "risk_en", "insurance_needed")
        return {name: self[name].data or "" for name in names} | {"insurance_needed": bool(self.insurance_needed.data)}

    def wishes(self) -> list[NeedWish]:
        return [wish for row in self.needs if (wish := row.form.wish()) is not None]


class ShiftForm(TextsForm):
    """A single shift."""

    occurrence = HiddenField()
    on_day = NearDayField(_l("日期"), [given()])
    from_time = ClockField(_l("从几点"), [given()])
    until_time = ClockField(_l("到几点"), [given()])
    place_zh = LineField(_l("地点（不在基地时填写）"), longest=120)
    place_en = LineField(_l("地点（英文）"), longest=240)
    closes_hours = WholeField(_l("开始前几小时截止报名"), 0, 720, default=12)
    everyone_on = NearDayField(_l("先让当周没有班次的人报名，到哪天放开"), [Optional()])

    def wish(self, now: datetime) -> ShiftWish:
        """What was wished; ask only after `validate`. A shift that ends before it begins goes over midnight."""
        day, start, end = self.on_day.data, self.from_time.data, self.until_time.data
        assert day is not None
        assert start is not None
        assert end is not None
        starts_at = _at(day, start)
        ends_at = _at(day, end) if end > start else _at(day + timedelta(days=1), end)
        closes_at = starts_at - timedelta(hours=self.closes_hours.data or 0)
        everyone_at = _at(self.everyone_on.data, time(8)) if self.everyone_on.data else None
        needs = [NeedWish(**(vars(need) | {"everyone_at": everyone_at})) for need in self.wishes()]
        number = self.occurrence.data or ""
        return ShiftWish(
            **self.texts(),
            starts_at=starts_at,
            ends_at=ends_at,
            opens_at=min(now, closes_at),
            closes_at=closes_at,
            place_zh=self.place_zh.data or "",
            place_en=self.place_en.data or "",
            occurrence_id=int(number) if number.isascii() and number.isdigit() else None,
            needs=needs,
        )


class TemplateForm(TextsForm):
    """Shifts for every session of an event, or for weekdays of the base."""

    kind = RadioField(_l("为什么排班"), default="event", validate_choice=False)
    event = SelectField(_l("哪个活动"), coerce=int, validate_choice=False)
    before_minutes = WholeField(_l("提前几分钟到"), 0, 720, default=30)
    after_minutes = WholeField(_l("结束后多留几分钟"), 0, 720, default=15)
    weekdays = TicksField(_l("每周哪几天"))
    from_time = ClockField(_l("从几点"), [Optional()])
    minutes = WholeField(_l("一班几分钟"), 15, 1440, optional=True)
    from_on = NearDayField(_l("从哪天"), [Optional()])
    until_on = NearDayField(_l("到哪天"), [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [option("event", _("某个活动的每一场")), option("days", _("基地的固定日子"))]
        self.weekdays.choices = [option(str(number), label) for number, label in enumerate(WEEKDAYS)]

    def validate_kind(self, field: Any) -> None:
        if field.data == "event":
            known: Any = self.event.choices or ()
            if self.event.data not in {choice.value for choice in known}:
                raise ValidationError(_("请选择活动。"))
            return
        given_all = all(
            (self.weekdays.data, self.from_time.data, self.minutes.data, self.from_on.data, self.until_on.data)
        )
        if field.data != "days" or not given_all:
            raise ValidationError(_("请填写每周哪几天、几点、多长，以及从哪天到哪天。"))

    def wish(self) -> TemplateWish:
        """What was wished; ask only after `validate`."""
        if self.kind.data == "event":
            return TemplateWish(
                **self.texts(),
                needs=self.wishes(),
                event_id=self.event.data,
                before_minutes=self.before_minutes.data or 0,
                after_minutes=self.after_minutes.data or 0,
            )
        return TemplateWish(
            **self.texts(),
            needs=self.wishes(),
            weekdays=tuple(self.weekdays.data or ()),
            from_time=self.from_time.data,
            minutes=self.minutes.data,
            from_on=self.from_on.data,
            until_on=self.until_on.data,
        )


class NumbersForm(Form):
    """How many a need wants."""

    minimum = WholeField(_l("最少"), 0, 500)
    target = WholeField(_l("希望"), 0, 500)
    maximum = WholeField(_l("最多"), 1, 500)


class ReasonForm(Form):
    """Why something ends."""

    reason = LineField(_l("原因（会告诉志愿者）"), [needed()], longest=200)


class PressForm(Form):
    """A form that is a button."""


class RiskForm(Form):
    """A button with the risks."""

    risk = BooleanField(_l("我看过风险提示，同意"))


def _at(day: date, clock_time: time) -> datetime:
    return datetime.combine(day, clock_time, SHANGHAI)
