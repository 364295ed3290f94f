"""Days of opening hours in words: when, and why it is so on this day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from flask_babel import gettext as _

from sciencepop.bases import messages
from sciencepop.bases.models import OpeningRule, ScienceBase
from sciencepop.bases.queries import rule_of
from sciencepop.bases.rules.counting import phases, special_days
from sciencepop.bases.rules.hours import SINGLE, FreeDays, HoursRule, RuleKind
from sciencepop.bases.rules.opening import Hours, OpenDay, intervals_of
from sciencepop.core.almanac.days import Almanac, DayKind
from sciencepop.core.i18n import day, day_short, tr, weekday

DAYS_AHEAD = 60
MOST_SPECIAL = 12


@dataclass(frozen=True)
class DayRow:
    """A day as a row: `times` are '' where it is closed; `why` says why it is so.

    `is_usual`: it is as in every week.
    """

    on: date
    times: str
    why: str
    is_today: bool = False
    until: date | None = None
    is_usual: bool = False

    @property
    def days(self) -> str:
        """The day, or both ends of a span."""
        return day(self.on) if self.until in (None, self.on) else f"{day(self.on)} – {day(self.until)}"


def week_rows(hours: Hours, today: date) -> list[DayRow]:
    """The seven weekdays as usual now, Monday first."""
    rows = []
    for number in range(7):
        ahead = number - today.weekday()
        times = messages.times_of(hours.usual(today + timedelta(days=ahead % 7)))
        rows.append(DayRow(today + timedelta(days=ahead), times, "", is_today=not ahead))
    return rows


def week_words(hours: Hours, today: date) -> str:
    """The week in a line, days that are alike together: 周二至周日 09:00–17:00；周一不开放. '' where none is told."""
    if not hours.is_told:
        return ""
    spans = []
    for times, run in groupby(week_rows(hours, today), key=lambda row: row.times):
        days = [weekday(row.on) for row in run]
        name = days[0] if len(days) == 1 else str(_("%(first)s至%(last)s", first=days[0], last=days[-1]))
        spans.append(f"{name} {times}" if times else str(_("%(days)s不开放", days=name)))
    return messages.ended(spans)


def special_rows(hours: Hours, today: date) -> list[DayRow]:
    """What differs in the next DAYS_AHEAD days: single days, spans of days, and another pattern that begins."""
    last = today + timedelta(days=DAYS_AHEAD)
    rows = [
        DayRow(first, messages.times_of(day.intervals), why(hours, day), first <= today <= until, until)
        for first, until, day in special_days(hours, today, last)
    ]
    for first, _until, rule in list(phases(hours, today, last))[1:]:
        rows.append(DayRow(first, messages.times_of(intervals_of(rule, first.weekday())), _begins(rule)))
    return sorted(rows, key=lambda row: row.on)[:MOST_SPECIAL]


def day_rows(hours: Hours, first: date, count: int, today: date) -> list[DayRow]:
    """Every day from one on, each with its reason."""
    days = hours.days(first, first + timedelta(days=count - 1))
    return [
        DayRow(day.on, messages.times_of(day.intervals), why(hours, day), day.on == today, is_usual=_is_usual(day))
        for day in days
    ]


def why(hours: Hours, found: OpenDay) -> str:
    """Why the day is as it is, in a few words."""
    if found.rule is None:
        return str(_("没有填写"))
    calendar = calendar_words(hours.almanac, found)
    told = _of_rule(hours, found, found.rule)
    return _joined([calendar, told] if found.kind in (DayKind.HOLIDAY, DayKind.MAKEUP) else [told])


def _is_usual(found: OpenDay) -> bool:
    return found.kind in (DayKind.WORKDAY, DayKind.WEEKEND) and bool(found.rule and found.rule.kind is RuleKind.WEEK)


def calendar_words(almanac: Almanac, found: OpenDay) -> str:
    """国庆节, 国庆节调休上班 or ''."""
    if found.kind is DayKind.HOLIDAY and (names := almanac.holiday(found.on)):
        return tr(names, "name")
    if found.kind is DayKind.MAKEUP:
        return str(_("%(name)s调休上班", name=tr(almanac.makeup[found.on], "name")))
    return ""


def _of_rule(hours: Hours, found: OpenDay, rule: HoursRule) -> str:
    if rule.kind is RuleKind.REST:
        if found.is_open:
            return str(_("照常开放"))
        if found.on.weekday() == rule.weekday:
            return str(_("每周休息日"))
        return str(_("节假日照常开放后补休"))
    if rule.kind is RuleKind.SCHOOL_HOLIDAY and (names := hours.almanac.school_holiday(found.on)):
        return str(_("%(name)s时间", name=tr(names, "name")))
    if rule.kind in (*SINGLE, RuleKind.SEASON):
        return tr(rule, "reason")
    if rule.kind in (RuleKind.PUBLIC_HOLIDAY, RuleKind.MAKEUP_DAY):
        return "" if found.is_open else str(_("不开放"))
    return str(_("按平日时间")) if found.is_open else str(_("平日不开放"))


def _begins(rule: HoursRule) -> str:
    """Another pattern holds from a day on."""
    if rule.kind is RuleKind.SEASON:
        return str(_("从这天起：%(name)s", name=tr(rule, "reason")))
    if rule.kind is RuleKind.SCHOOL_HOLIDAY:
        return str(_("从这天起：寒暑假时间"))
    return str(_("从这天起：新的每周时间"))


def rule_words(row: OpeningRule) -> str:
    """What a rule says, in one line for its manager."""
    rule, span = rule_of(row), _span_of(row)
    if row.kind is RuleKind.REST and row.weekday is not None:
        return _joined(
            [str(messages.WEEKDAYS[row.weekday]), str(_("节后补休")) if row.moves else str(_("节假日照常开放"))]
        )
    if row.kind is RuleKind.YOUTH_FREE:
        weekday = str(messages.WEEKDAYS[row.weekday]) if row.weekday is not None else ""
        return weekday if row.free_days is FreeDays.WEEKDAY else str(messages.FREE_DAYS[row.free_days])
    if row.kind in (*SINGLE, RuleKind.PUBLIC_HOLIDAY, RuleKind.MAKEUP_DAY):
        return _joined([span, messages.times_of(intervals_of(rule, 0)) or str(_("不开放")), tr(row, "reason")])
    return _joined([tr(row, "reason"), span, _week_words(rule)])


def _week_words(rule: HoursRule) -> str:
    """周二至周日 09:00–16:30: weekdays of the same hours together."""
    runs = groupby(range(7), key=lambda number: messages.times_of(intervals_of(rule, number)))
    return str(_("；")).join(f"{_days_words(list(days))} {times}" for times, days in runs if times)


def _days_words(days: list[int]) -> str:
    first, last = messages.WEEKDAYS[days[0]], messages.WEEKDAYS[days[-1]]
    return str(first) if len(days) == 1 else str(_("%(first)s至%(last)s", first=first, last=last))


def _span_of(row: OpeningRule) -> str:
    say = day_short if row.every_year else day
    if row.from_on and row.until_on:
        span = say(row.from_on) if row.from_on == row.until_on else f"{say(row.from_on)} – {say(row.until_on)}"
        return f"{_('每年')} {span}" if row.every_year else span
    return str(_("%(day)s起", day=day(row.from_on))) if row.from_on else ""


def urgent_notes(base: ScienceBase, today: date) -> list[tuple[str, str]]:
    """Closures and exceptions of today and later that were told late: their days, and the sudden reason."""
    return [
        (_span_of(row), row.urgent_reason)
        for row in base.opening_rules
        if row.urgent_reason and row.kind in SINGLE and row.ended_on is None and row.until_on and row.until_on >= today
    ]


def _joined(words: Iterable[str]) -> str:
    return str(_("，")).join(word for word in words if word)
