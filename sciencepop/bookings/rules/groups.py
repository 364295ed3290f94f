"""What a base asks of groups, and whether a group's wish is refused: one function for the page and the service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from math import ceil

from sciencepop.bookings.rules.promotion import offer_end
from sciencepop.bookings.rules.refusals import Facts, Refusal, refuse_occasion, refuse_person
from sciencepop.programme.rules.recurrence import ZONE

MOST_IN_GROUP = 500
NAMES_DUE = timedelta(days=1)
"""Names may come until a day before the visit."""


class GroupRefusal(StrEnum):
    NOT_FOR_GROUPS = "not_for_groups"
    NOT_A_MEMBER = "not_a_member"
    SHORT_NOTICE = "short_notice"
    NO_TIME_TO_ANSWER = "no_time_to_answer"
    NOBODY_COMES = "nobody_comes"
    GROUP_TOO_SMALL = "group_too_small"
    GROUP_TOO_LARGE = "group_too_large"
    ADULTS_MISSING = "adults_missing"
    NO_ROOM = "no_room"
    OTHER_DAY = "other_day"
    STATIONS_UNEVEN = "stations_uneven"
    ROUNDS_OVERLAP = "rounds_overlap"
    TOO_MANY_STATIONS = "too_many_stations"
    TOO_MANY_ROUNDS = "too_many_rounds"
    NOT_PENDING = "not_pending"
    ANSWER_OVER = "answer_over"
    GROUP_RISK_LAPSED = "group_risk_lapsed"
    GROUP_REASON_MISSING = "group_reason_missing"
    NAMES_CLOSED = "names_closed"
    TOO_MANY_NAMES = "too_many_names"
    NAMES_TOO_FAR = "names_too_far"
    NEEDS_PERMIT = "needs_permit"


@dataclass(frozen=True)
class Terms:
    """What a base asks of groups. `pupils_per_adult` is the most that one adult may bring.

    `notice_days` are days of the calendar between the request and the visit; the base answers within `confirm_hours`.
    """

    smallest: int = 10
    pupils_per_adult: int = 10
    notice_days: int = 3
    confirm_hours: int = 48


@dataclass(frozen=True)
class Size:
    """Who comes: how many of each level, how many accompanying adults, and how many adults each level needs.

    `per_adult` gives for a level how many of it go with one adult; a level that is not in it comes alone.
    """

    pupils: Mapping[str, int]
    adults: int
    per_adult: Mapping[str, int]

    @property
    def heads(self) -> int:
        """Everybody but the accompanying adults."""
        return sum(self.pupils.values())

    @property
    def seats(self) -> int:
        return self.heads + self.adults

    @property
    def adults_needed(self) -> int:
        """The adults that so many pupils need together: 12 of ten to an adult need two."""
        shares = (Fraction(count, self.per_adult[level]) for level, count in self.pupils.items() if self._needs(level))
        return ceil(sum(shares, Fraction(0)))

    def _needs(self, level: str) -> bool:
        return level in self.per_adult


def strictest(terms: Sequence[Terms]) -> Terms:
    """What a visit to several events must meet."""
    return Terms(
        smallest=max(one.smallest for one in terms),
        pupils_per_adult=min(one.pupils_per_adult for one in terms),
        notice_days=max(one.notice_days for one in terms),
        confirm_hours=max(one.confirm_hours for one in terms),
    )


def refuse_visit(facts: Facts, terms: Terms | None) -> Refusal | GroupRefusal | None:
    """What stands against any group's visit to this session by this person. Call for each session of a visit."""
    refused = refuse_occasion(facts)
    if refused:
        return refused
    if terms is None:
        return GroupRefusal.NOT_FOR_GROUPS
    if days_until(facts.starts_at, facts.now) < terms.notice_days:
        return GroupRefusal.SHORT_NOTICE
    if answer_by(facts.now, facts.closes_at, terms) is None:
        return GroupRefusal.NO_TIME_TO_ANSWER
    return refuse_person(facts)


def refuse_group(size: Size, terms: Terms) -> GroupRefusal | None:
    """What stands against a group as it is, wherever it goes."""
    if size.heads < 1 or any(count < 0 for count in size.pupils.values()) or size.adults < 0:
        return GroupRefusal.NOBODY_COMES
    if size.seats < terms.smallest:
        return GroupRefusal.GROUP_TOO_SMALL
    if size.seats > MOST_IN_GROUP:
        return GroupRefusal.GROUP_TOO_LARGE
    return GroupRefusal.ADULTS_MISSING if size.adults < size.adults_needed else None


def days_until(starts_at: datetime, now: datetime) -> int:
    """Days of the calendar from today to the day of the visit."""
    return (starts_at.astimezone(ZONE).date() - now.astimezone(ZONE).date()).days


def answer_by(now: datetime, closes_at: datetime, terms: Terms) -> datetime | None:
    """Until when the base answers and the seats are kept: never an hour of the night; None where no time is left."""
    return offer_end(now, closes_at, hours=terms.confirm_hours)


def refuse_answer(is_pending: bool, confirm_by: datetime | None, now: datetime) -> GroupRefusal | None:
    """Why a request can be neither confirmed nor refused any more."""
    if confirm_by is not None and confirm_by <= now:
        return GroupRefusal.ANSWER_OVER
    return None if is_pending else GroupRefusal.NOT_PENDING


def refuse_confirming(risk_ends: Iterable[datetime | None], now: datetime) -> GroupRefusal | None:
    """Why a base may not say yes: of one session the risk assessment has lapsed, so nothing there is booked."""
    is_over = any(ends_at is not None and ends_at <= now for ends_at in risk_ends)
    return GroupRefusal.GROUP_RISK_LAPSED if is_over else None
