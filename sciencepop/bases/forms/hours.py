"""One form for each kind of rule of a base's opening hours; `rule()` is what was typed, as a plain value."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.validators import ValidationError

from sciencepop.bases import messages
from sciencepop.bases.forms.fields import HoursField, MinutesField, must_tell
from sciencepop.bases.forms.record import DAYS, week_shown, week_typed
from sciencepop.bases.rules.hours import EVERY_DAY, FreeDays, HoursRule, RuleKind, Stretch
from sciencepop.core.forms import Form, LineField, NearDayField

LONGEST_REASON = 60


class UrgentForm(Form):
    """Why something is told later than seven days ahead."""

    urgent_reason = LineField(_l("来不及提前 7 天的突发原因"), longest=LONGEST_REASON)


class RuleForm(UrgentForm):
    """What all kinds share. `kind` names the rule that comes out."""

    kind: ClassVar[RuleKind]

    def rule(self) -> HoursRule:
        """What was typed. Call after `validate`."""
        raise NotImplementedError

    @classmethod
    def shown(cls, _rule: HoursRule | None) -> dict[str, Any]:
        """What stands in the fields at first, from the rule of the kind that holds now."""
        return {}


class _WeekForm(RuleForm):
    day0 = HoursField(_l("周一"))
    day1 = HoursField(_l("周二"))
    day2 = HoursField(_l("周三"))
    day3 = HoursField(_l("周四"))
    day4 = HoursField(_l("周五"))
    day5 = HoursField(_l("周六"))
    day6 = HoursField(_l("周日"))
    last_entry = MinutesField(_l("关门前多少分钟停止入场"))

    @classmethod
    def shown(cls, rule: HoursRule | None) -> dict[str, Any]:
        return week_shown(rule.stretches) | {"last_entry": rule.last_entry_minutes} if rule else {}

    def week(self) -> tuple[Stretch, ...]:
        return week_typed(self[name] for name in DAYS)


class WeekForm(_WeekForm):
    kind = RuleKind.WEEK
    from_on = NearDayField(_l("从哪一天开始"), [must_tell])

    def rule(self) -> HoursRule:
        return HoursRule(self.kind, self.week(), from_on=self.from_on.data, last_entry_minutes=self.last_entry.data)


class SeasonForm(_WeekForm):
    kind = RuleKind.SEASON
    reason_zh = LineField(_l("名称，例如“夏令时间”"), [must_tell], longest=LONGEST_REASON)
    reason_en = LineField(_l("英文名称"), longest=LONGEST_REASON)
    from_on = NearDayField(_l("第一天"), [must_tell])
    until_on = NearDayField(_l("最后一天"), [must_tell])
    every_year = BooleanField(_l("每年都这样"))

    def validate_until_on(self, field: Any) -> None:
        _in_order(self.from_on.data, field.data, every_year=self.every_year.data)

    def rule(self) -> HoursRule:
        return HoursRule(
            self.kind,
            self.week(),
            self.from_on.data,
            self.until_on.data,
            self.every_year.data,
            last_entry_minutes=self.last_entry.data,
            reason_zh=self.reason_zh.data or "",
            reason_en=self.reason_en.data or "",
        )


class SchoolHolidayForm(_WeekForm):
    kind = RuleKind.SCHOOL_HOLIDAY

    def rule(self) -> HoursRule:
        return HoursRule(self.kind, self.week(), last_entry_minutes=self.last_entry.data)


class _DayForm(RuleForm):
    hours = HoursField(_l("开放时间"))

    @classmethod
    def shown(cls, rule: HoursRule | None) -> dict[str, Any]:
        return {"hours": [(one.opens, one.closes) for one in rule.stretches]} if rule else {}

    def stretches(self) -> tuple[Stretch, ...]:
        return tuple(Stretch(EVERY_DAY, opens, closes) for opens, closes in self.hours.data or ())

    def rule(self) -> HoursRule:
        return HoursRule(self.kind, self.stretches())


class PublicHolidayForm(_DayForm):
    kind = RuleKind.PUBLIC_HOLIDAY


class MakeupDayForm(_DayForm):
    kind = RuleKind.MAKEUP_DAY


class RestForm(RuleForm):
    kind = RuleKind.REST
    weekday = SelectField(_l("哪一天休息"), validate_choice=False)
    moves = BooleanField(_l("遇到公共节假日照常开放，节后第一天补休"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.weekday.choices = weekday_choices()

    def validate_weekday(self, field: Any) -> None:
        _one_of(field)

    def rule(self) -> HoursRule:
        return HoursRule(self.kind, weekday=int(self.weekday.data), moves=self.moves.data)


class ClosureForm(RuleForm):
    kind = RuleKind.CLOSURE
    from_on = NearDayField(_l("第一天"), [must_tell])
    until_on = NearDayField(_l("最后一天"), [must_tell])
    reason_zh = LineField(_l("闭馆原因"), [must_tell], longest=LONGEST_REASON)
    reason_en = LineField(_l("闭馆原因（英文）"), longest=LONGEST_REASON)

    def validate_until_on(self, field: Any) -> None:
        _in_order(self.from_on.data, field.data)

    def rule(self) -> HoursRule:
        return HoursRule(
            self.kind,
            from_on=self.from_on.data,
            until_on=self.until_on.data,
            reason_zh=self.reason_zh.data or "",
            reason_en=self.reason_en.data or "",
        )


class ExceptionForm(_DayForm):
    kind = RuleKind.EXCEPTION
    from_on = NearDayField(_l("哪一天"), [must_tell])
    reason_zh = LineField(_l("原因"), [must_tell], longest=LONGEST_REASON)
    reason_en = LineField(_l("原因（英文）"), longest=LONGEST_REASON)

    def rule(self) -> HoursRule:
        return HoursRule(
            self.kind,
            self.stretches(),
            self.from_on.data,
            self.from_on.data,
            reason_zh=self.reason_zh.data or "",
            reason_en=self.reason_en.data or "",
        )


class YouthFreeForm(RuleForm):
    kind = RuleKind.YOUTH_FREE
    free_days = SelectField(_l("哪些开放日"), validate_choice=False)
    weekday = SelectField(_l("周几（只在选“每周的一天”时填）"), validate_choice=False)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.free_days.choices = [(kind.value, str(words)) for kind, words in messages.FREE_DAYS.items()]
        self.weekday.choices = weekday_choices()

    def validate_free_days(self, field: Any) -> None:
        _one_of(field)

    def validate_weekday(self, field: Any) -> None:
        _one_of(field)

    def rule(self) -> HoursRule:
        days = FreeDays(self.free_days.data)
        weekday = int(self.weekday.data) if days is FreeDays.WEEKDAY else None
        return HoursRule(self.kind, free_days=days, weekday=weekday)


FORMS: dict[RuleKind, type[RuleForm]] = {
    form.kind: form
    for form in (
        ExceptionForm, ClosureForm, WeekForm, RestForm, PublicHolidayForm, MakeupDayForm, SchoolHolidayForm, SeasonForm,
        YouthFreeForm,
    )
}  # fmt: skip
"""In the order in which they are offered: what is needed most often comes first."""


def weekday_choices() -> list[tuple[str, str]]:
    return [(str(number), str(words)) for number, words in enumerate(messages.WEEKDAYS)]


def _one_of(field: Any) -> None:
    if field.data not in {choice[0] for choice in field.choices or ()}:
        raise ValidationError(_("请从列表中选择。"))


def _in_order(first: date | None, last: date | None, *, every_year: bool = False) -> None:
    if first and last and last < first and not every_year:
        raise ValidationError(_("最后一天不能早于第一天。"))
    if first and last and (last - first).days > 366:
        raise ValidationError(_("最多写一年。"))
