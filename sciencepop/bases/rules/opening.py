"""When a base is open: the rules of a base and the calendar give an answer for every day and every minute.

Wall time of the district throughout. A stretch belongs to the day on which it begins, also after midnight.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sciencepop.bases.rules.hours import OPENING, FreeDays, HoursRule, RuleKind, minutes_of, stretches_on
from sciencepop.core.almanac.days import ONE, Almanac, DayKind

SUNDAY = 6
PATTERNS = (RuleKind.SCHOOL_HOLIDAY, RuleKind.SEASON, RuleKind.WEEK)
DAYS_SEARCHED = 400
LONGEST_RUN = 8
"""Days for which an opening is followed that never ends; after that it has no end."""
LONGEST_HOLIDAY = 14


class Interval(NamedTuple):
    """Minutes from the midnight with which the day begins, `[opens, closes)`; after midnight beyond 1,440."""

    opens: int
    closes: int


@dataclass(frozen=True)
class OpenDay:
    """When a day is open (in order, joined), what kind of day it is, and the rule that decided (None: none did).

    `last_entry_minutes` before each closing nobody is let in any more.
    """

    on: date
    kind: DayKind
    intervals: tuple[Interval, ...]
    rule: HoursRule | None
    last_entry_minutes: int = 0

    @property
    def is_open(self) -> bool:
        return bool(self.intervals)


class Opening(NamedTuple):
    """Whether it is open now, when that ends (None: not within days), or when it opens next (None: not known).

    `last_entry_at` is told while it lies ahead and is not the closing itself.
    """

    is_open: bool
    closes_at: datetime | None = None
    opens_at: datetime | None = None
    last_entry_at: datetime | None = None


class Hours:
    """The opening hours of one base. Days are worked out once."""

    def __init__(self, rules: Iterable[HoursRule], almanac: Almanac) -> None:
        ordered = sorted(rules, key=lambda rule: (rule.from_on or date.min, rule.number), reverse=True)
        self.rules = {kind: [rule for rule in ordered if rule.kind is kind] for kind in RuleKind}
        self.almanac = almanac
        self._days: dict[date, OpenDay] = {}

    @property
    def is_told(self) -> bool:
        """Whether the base tells anything about when it is open."""
        return any(self.rules[kind] for kind in OPENING)

    def day(self, on: date) -> OpenDay:
        """What a day is like."""
        if on not in self._days:
            self._days[on] = self._decide(on)
        return self._days[on]

    def days(self, first: date, last: date) -> Iterator[OpenDay]:
        """One after the other, both included."""
        for later in range((last - first).days + 1):
            yield self.day(first + timedelta(days=later))

    def intervals_on(self, on: date) -> tuple[Interval, ...]:
        return self.day(on).intervals

    def is_open_at(self, wall: datetime) -> bool:
        return self._closing(wall) is not None

    def is_open_through(self, starts: datetime, ends: datetime) -> bool:
        """Whether it is open from a wall time until another without a break."""
        opening = self.opening_at(starts)
        return opening.is_open and (opening.closes_at is None or ends <= opening.closes_at)

    def opening_at(self, wall: datetime) -> Opening:
        """The opening at a wall time (aware, in the district's zone)."""
        found = self._closing(wall)
        if found is None:
            return Opening(False, opens_at=self.next_opening(wall))
        closes_at, last_entry = found
        if closes_at is None:
            return Opening(True)
        last_entry_at = closes_at - timedelta(minutes=last_entry)
        return Opening(True, closes_at, None, last_entry_at if last_entry and last_entry_at > wall else None)

    def next_opening(self, wall: datetime) -> datetime | None:
        """The first beginning after a moment; None where there is none within DAYS_SEARCHED days."""
        if not self.is_told:
            return None
        for later in range(DAYS_SEARCHED):
            on = wall.date() + timedelta(days=later)
            for interval in self.day(on).intervals:
                opens_at = moment(wall, on, interval.opens)
                if opens_at > wall:
                    return opens_at
        return None

    def pattern(self, on: date) -> HoursRule | None:
        """The rule with a whole week's hours that holds on a day: of the school holidays, of a season, or the week."""
        return next((rule for kind in PATTERNS if (rule := self._first(kind, on))), None)

    def usual(self, on: date) -> tuple[Interval, ...]:
        """When such a weekday is open, holidays and single days apart."""
        pattern = self.pattern(on)
        if pattern is None or any(
            rule.reaches(on) and rule.weekday == on.weekday() for rule in self.rules[RuleKind.REST]
        ):
            return ()
        return intervals_of(pattern, on.weekday())

    def is_youth_free(self, on: date) -> bool:
        """Whether the base is open on a day and the young pay nothing."""
        return self.day(on).is_open and any(self._frees(rule, on) for rule in self.rules[RuleKind.YOUTH_FREE])

    def _decide(self, on: date) -> OpenDay:
        kind = self.almanac.kind_of(on)
        week = self._first(RuleKind.WEEK, on)
        for rule_kind in reversed(OPENING):
            rule = self._resting(on) if rule_kind is RuleKind.REST else self._first(rule_kind, on)
            if rule is None:
                continue
            found = self._intervals(rule, on)
            last_entry = rule.last_entry_minutes
            if last_entry is None and week is not None:
                last_entry = week.last_entry_minutes
            return OpenDay(on, kind, found, rule, last_entry or 0)
        return OpenDay(on, kind, (), None)

    def _intervals(self, rule: HoursRule, on: date) -> tuple[Interval, ...]:
        if rule.kind is RuleKind.CLOSURE:
            return ()
        return self._open_rest_day(on) if rule.kind is RuleKind.REST else intervals_of(rule, on.weekday())

    def _first(self, kind: RuleKind, on: date) -> HoursRule | None:
        return next((rule for rule in self.rules[kind] if self._applies(rule, on)), None)

    def _applies(self, rule: HoursRule, on: date) -> bool:
        if not rule.reaches(on):
            return False
        if rule.kind is RuleKind.PUBLIC_HOLIDAY:
            return self.almanac.kind_of(on) is DayKind.HOLIDAY
        if rule.kind is RuleKind.MAKEUP_DAY:
            return self.almanac.kind_of(on) is DayKind.MAKEUP
        if rule.kind is RuleKind.SCHOOL_HOLIDAY:
            return self.almanac.school_holiday(on) is not None
        return True

    def _resting(self, on: date) -> HoursRule | None:
        """The rest rule that has a word on this day: it is the rest day, or the day to which that moves."""
        for rule in self.rules[RuleKind.REST]:
            if rule.reaches(on) and (on.weekday() == rule.weekday or (rule.moves and self._is_moved_to(rule, on))):
                return rule
        return None

    def _is_moved_to(self, rule: HoursRule, on: date) -> bool:
        """Whether a rest day that was a public holiday, and open, is made up for on this day."""
        if self._is_holiday(on):
            return False
        for back in range(1, LONGEST_HOLIDAY + 1):
            before = on - timedelta(days=back)
            if not self._is_holiday(before):
                return False
            if before.weekday() == rule.weekday and rule.reaches(before):
                return self.day(before).is_open
        return False

    def _open_rest_day(self, on: date) -> tuple[Interval, ...]:
        """A rest day that is a public holiday is open as the pattern says of it, or else as on a Sunday."""
        if not self._is_holiday(on):
            return ()
        pattern = self.pattern(on)
        if pattern is None:
            return ()
        return intervals_of(pattern, on.weekday()) or intervals_of(pattern, SUNDAY)

    def _is_holiday(self, on: date) -> bool:
        return self.almanac.kind_of(on) is DayKind.HOLIDAY

    def _frees(self, rule: HoursRule, on: date) -> bool:
        if not rule.reaches(on):
            return False
        kind = self.almanac.kind_of(on)
        return {
            FreeDays.ALL: True,
            FreeDays.WEEKEND: kind is DayKind.WEEKEND,
            FreeDays.PUBLIC_HOLIDAY: kind is DayKind.HOLIDAY,
            FreeDays.SCHOOL_HOLIDAY: self.almanac.school_holiday(on) is not None,
            FreeDays.WEEKDAY: on.weekday() == rule.weekday,
        }[rule.free_days]

    def _closing(self, wall: datetime) -> tuple[datetime | None, int] | None:
        """When the opening of a moment ends, and how long before that nobody is let in; None where it is closed.

        An opening that goes on at the next stretch, or the next day, is followed to its end.
        """
        found, at = None, wall
        while (ends := self._end_of_stretch(at)) is not None:
            found, at = ends, ends[0]
            if at - wall > timedelta(days=LONGEST_RUN):
                return None, 0
        return found

    def _end_of_stretch(self, wall: datetime) -> tuple[datetime, int] | None:
        ends = []
        for on in (wall.date(), wall.date() - ONE):
            day = self.day(on)
            ends += [
                (moment(wall, on, one.closes), day.last_entry_minutes)
                for one in day.intervals
                if moment(wall, on, one.opens) <= wall < moment(wall, on, one.closes)
            ]
        return max(ends, default=None)


def moment(zone_of: datetime, on: date, minutes: int) -> datetime:
    """The wall time so many minutes after the beginning of a day."""
    return datetime.combine(on, time(), tzinfo=zone_of.tzinfo) + timedelta(minutes=minutes)


def intervals_of(rule: HoursRule, weekday: int) -> tuple[Interval, ...]:
    """The stretches of a weekday in order; those that touch or overlap count as one."""
    joined: list[Interval] = []
    for one in sorted(Interval(*minutes_of(s.opens, s.closes)) for s in stretches_on(rule.stretches, weekday)):
        if joined and one.opens <= joined[-1].closes:
            joined[-1] = Interval(joined[-1].opens, max(joined[-1].closes, one.closes))
        else:
            joined.append(one)
    return tuple(joined)
