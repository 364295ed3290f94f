"""Forms of occurrences: one, several dates, a weekly rule; a move, and the reason of a cancellation."""

from __future__ import annotations

from datetime import time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import ValidationError

from sciencepop.core.forms import BlockField, Form, LineField
from sciencepop.core.reference import get_reference
from sciencepop.programme.forms.fields import (
    ClockField,
    DayField,
    TicksField,
    WholeField,
    dates_in,
    given,
    needed,
    option,
    vocabulary,
)
from sciencepop.programme.rules.recurrence import minutes_between
from sciencepop.programme.services.plan import Dates, Place, Timed, Week, Wish


class TimeAndPlace(Form):
    """From when to when, and where when it is not simply at the base."""

    starts = ClockField(_l("开始时间"), [given()])
    ends = ClockField(_l("结束时间"), [given()])
    next_day = BooleanField(_l("到第二天结束"))
    room_zh = LineField(_l("厅室"), longest=80)
    room_en = LineField(_l("英文厅室"), longest=160)
    place_zh = LineField(_l("其他地点的名称"), longest=80)
    place_en = LineField(_l("英文地点名称"), longest=160)
    address_zh = LineField(_l("其他地点的地址"), longest=160)
    town_code = SelectField(_l("其他地点所在街镇"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        towns = get_reference().towns
        self.town_code.choices = [option("", _("与基地相同")), *vocabulary(towns.values())]

    def validate_town_code(self, field: SelectField) -> None:
        if field.data and field.data not in get_reference().towns:
            raise ValidationError(_("没有这个街镇，请重新选择。"))

    def validate_address_zh(self, field: LineField) -> None:
        if self.place_zh.data and not field.data:
            raise ValidationError(_("换了地点，请写明地址，参加的人才能找到。"))

    @property
    def start(self) -> time:
        """The wall time of the start; ask only after `validate`, as for `minutes`."""
        assert self.starts.data is not None
        return self.starts.data

    @property
    def minutes(self) -> int:
        assert self.ends.data is not None
        return minutes_between(self.start, self.ends.data, next_day=bool(self.next_day.data))

    def place(self) -> Place:
        """Where it is; a town is kept only with another place."""
        elsewhere = bool(self.place_zh.data)
        return Place(
            room_zh=self.room_zh.data or "",
            room_en=self.room_en.data or "",
            place_zh=self.place_zh.data or "",
            place_en=(self.place_en.data or "") if elsewhere else "",
            address_zh=(self.address_zh.data or "") if elsewhere else "",
            town_code=(self.town_code.data or None) if elsewhere else None,
        )


class OnceForm(TimeAndPlace):
    on = DayField(_l("日期"), [given()])

    def wish(self) -> Wish:
        assert self.on.data is not None
        return Dates(dates=[self.on.data], starts=self.start, minutes=self.minutes)


class MoveForm(OnceForm):
    """Another time and place; `seen` is the sequence that the page was shown with."""

    seen = HiddenField()


class SeveralForm(TimeAndPlace):
    dates = BlockField(_l("日期，每行一个"), [needed()], longest=4000)

    def validate_dates(self, field: BlockField) -> None:
        dates_in(field.data)

    def wish(self) -> Wish:
        return Dates(dates=dates_in(self.dates.data), starts=self.start, minutes=self.minutes)


class WeeklyForm(TimeAndPlace):
    weekdays = TicksField(_l("每周的哪几天"))
    from_on = DayField(_l("从哪天开始"), [given()])
    until_on = DayField(_l("到哪天为止"), [given()])
    exceptions = BlockField(_l("跳过这些日期，每行一个"), longest=4000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
        self.weekdays.choices = [option(str(number), name) for number, name in enumerate(names)]

    def validate_exceptions(self, field: BlockField) -> None:
        dates_in(field.data)

    def wish(self) -> Wish:
        assert self.from_on.data is not None
        assert self.until_on.data is not None
        return Week(
            weekdays=[int(number) for number in self.weekdays.data or ()],
            from_on=self.from_on.data,
            until_on=self.until_on.data,
            starts=self.start,
            minutes=self.minutes,
            exceptions=dates_in(self.exceptions.data),
        )


class TimedForm(TimeAndPlace):
    """Entry times of an exhibition within the base's opening hours."""

    starts = None  # type: ignore[assignment]
    ends = None  # type: ignore[assignment]
    next_day = None  # type: ignore[assignment]
    every = WholeField(_l("每个时段几分钟"), 10, 240, default=30)
    last_entry = WholeField(_l("闭馆前几分钟停止入场"), 0, 240, default=60)
    from_on = DayField(_l("从哪天开始"), [given()])
    until_on = DayField(_l("到哪天为止"), [given()])
    exceptions = BlockField(_l("跳过这些日期，每行一个"), longest=4000)

    def validate_exceptions(self, field: BlockField) -> None:
        dates_in(field.data)

    def wish(self) -> Wish:
        assert self.from_on.data is not None
        assert self.until_on.data is not None
        return Timed(
            from_on=self.from_on.data,
            until_on=self.until_on.data,
            minutes=self.every.data or 30,
            last_entry_minutes=self.last_entry.data or 0,
            exceptions=dates_in(self.exceptions.data),
        )


WAYS: dict[str, type[OnceForm | SeveralForm | WeeklyForm | TimedForm]] = {
    "once": OnceForm,
    "weekly": WeeklyForm,
    "several": SeveralForm,
    "timed": TimedForm,
}


class CancelForm(Form):
    """Cancelling an occurrence or a whole event: the reason reaches everybody who holds a booking."""

    reason = LineField(_l("取消原因"), [needed()], longest=200)


class RestoreForm(Form):
    """A date of a series that was left out."""

    on = DayField(_l("日期"), [given()])
