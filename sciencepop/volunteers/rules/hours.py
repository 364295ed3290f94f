"""What of a shift counts as service, who may correct it and until when. Everything is whole minutes.

The time is the shorter of what was signed and what was planned (district rule; the way there never counts), and a proof
gives whole half hours. An entry is never changed: a correction is an entry of its own, by somebody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

MOST_MINUTES = 24 * 60
SHORTEST_WORDS = 4
EARLY = timedelta(minutes=60)
"""How long before a shift somebody may sign in."""


class HoursKind(StrEnum):
    """What an entry of the ledger stands for."""

    SHIFT = "shift"
    TRAINING = "training"
    SELF_REPORT = "self_report"
    CORRECTION = "correction"


class MarkSource(StrEnum):
    """Who wrote down that somebody came or left. LATER: they typed the code without network. CLOCK: nobody, the shift
    was over."""

    CODE = "code"
    LATER = "later"
    COORDINATOR = "coordinator"
    KIOSK = "kiosk"
    CLOCK = "clock"


class ClaimKind(StrEnum):
    """What a volunteer says about hours: an entry is wrong, or something is not written down at all."""

    DISPUTE = "dispute"
    SELF_REPORT = "self_report"


class Answer(StrEnum):
    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"


class Odd(StrEnum):
    """What somebody should look at: nobody signed in, the clock signed out, little of the plan was served, coming or
    leaving was late, or the volunteer said later what could not be checked."""

    NEVER_CAME = "never_came"
    NEVER_LEFT = "never_left"
    SHORT = "short"
    LATE = "late"
    OVER = "over"
    SAID = "said"


class HoursRefusal(StrEnum):
    NOT_SIGNED_UP = "not_signed_up"
    SIGN_IN_CLOSED = "sign_in_closed"
    WRONG_CODE = "wrong_code"
    CODE_KNOWN = "code_known"
    IN_ALREADY = "in_already"
    NOT_IN = "not_in"
    OUT_ALREADY = "out_already"
    COUNTED_ALREADY = "counted_already"
    NOT_OVER = "not_over"
    OWN_HOURS = "own_hours"
    SAME_PERSON = "same_person"
    LOCKED = "locked"
    WORDS_MISSING = "words_missing"
    NOT_SO_MANY = "not_so_many"
    NOTHING_CHANGES = "nothing_changes"
    FUTURE = "future"
    ASKED_ALREADY = "asked_already"
    ANSWERED_ALREADY = "answered_already"
    KIOSK_ENDED = "kiosk_ended"
    TOO_MANY_NOTES = "too_many_notes"


@dataclass(frozen=True)
class HoursPolicy:
    """The district's settings, table `[volunteer_hours]`.

    A shift is counted `counted_after_minutes` after its end. For `locked_after_days` after the day of service hours may
    be disputed, and corrected at the base; then by the district alone. Less than `odd_below_percent` of the plan is
    looked at.
    """

    counted_after_minutes: int = 120
    locked_after_days: int = 30
    odd_below_percent: int = 60
    late_after_minutes: int = 15
    over_after_minutes: int = 30

    @property
    def counted_after(self) -> timedelta:
        return timedelta(minutes=self.counted_after_minutes)


def read_hours_policy(section: Mapping[str, Any]) -> HoursPolicy:
    """The policy of a settings table. ValueError for unknown names and what is no whole number."""
    known = {field.name for field in fields(HoursPolicy)}
    for name, value in section.items():
        if name not in known or isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise ValueError(f"volunteer_hours: {name} = {value!r} is not a setting with a whole number")
    return HoursPolicy(**section)


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes from one moment to a later one; never less than nought."""
    return max(int((end - start).total_seconds()) // 60, 0)


def counted_minutes(*, came_at: datetime, left_at: datetime, starts_at: datetime, ends_at: datetime) -> int:
    """The minutes of a shift that count: min(signed, planned)."""
    return min(minutes_between(came_at, left_at), minutes_between(starts_at, ends_at))


def odd_of(
    *, came_at: datetime, left_at: datetime, by_clock: bool, starts_at: datetime, ends_at: datetime, policy: HoursPolicy
) -> tuple[Odd, ...]:
    """What is odd about the marks of a shift that is counted. `by_clock`: nobody signed out."""
    counted = counted_minutes(came_at=came_at, left_at=left_at, starts_at=starts_at, ends_at=ends_at)
    found = {
        Odd.NEVER_LEFT: by_clock,
        Odd.SHORT: counted * 100 < minutes_between(starts_at, ends_at) * policy.odd_below_percent,
        Odd.LATE: came_at - starts_at > timedelta(minutes=policy.late_after_minutes),
        Odd.OVER: not by_clock and left_at - ends_at > timedelta(minutes=policy.over_after_minutes),
    }
    return tuple(what for what, is_so in found.items() if is_so)


def half_hours(minutes: int) -> str:
    """Hours as a proof gives them, whole halves: 95 minutes are 1.5."""
    return f"{max(minutes, 0) // 30 / 2:g}"


def refuse_sign_in(*, starts_at: datetime, ends_at: datetime, now: datetime) -> HoursRefusal | None:
    """From an hour before the shift until its end."""
    return None if starts_at - EARLY <= now < ends_at else HoursRefusal.SIGN_IN_CLOSED


def is_locked(served_on: date, today: date, policy: HoursPolicy) -> bool:
    """Whether only the district may still correct what was served on this day."""
    return today > served_on + timedelta(days=policy.locked_after_days)


def refuse_words(words: str) -> HoursRefusal | None:
    """Whoever changes somebody's hours says why."""
    return HoursRefusal.WORDS_MISSING if len(words.strip()) < SHORTEST_WORDS else None


def refuse_writing(*, person_id: int, by: int, minutes: int, served_on: date, today: date) -> HoursRefusal | None:
    """Why somebody may not write these minutes down for a person at all: nobody writes their own."""
    if person_id == by:
        return HoursRefusal.OWN_HOURS
    if not 0 <= minutes <= MOST_MINUTES:
        return HoursRefusal.NOT_SO_MANY
    return HoursRefusal.FUTURE if served_on > today else None


def refuse_correction(
    *, person_id: int, recorded_by: int | None, by: int, before: int, after: int, is_locked: bool, by_district: bool
) -> HoursRefusal | None:
    """Why an entry that stands at `before` minutes may not be corrected to `after`.

    A second person decides: neither the volunteer nor who recorded the entry.
    """
    if person_id == by:
        return HoursRefusal.OWN_HOURS
    if recorded_by == by:
        return HoursRefusal.SAME_PERSON
    if is_locked and not by_district:
        return HoursRefusal.LOCKED
    if not 0 <= after <= MOST_MINUTES:
        return HoursRefusal.NOT_SO_MANY
    return HoursRefusal.NOTHING_CHANGES if before == after else None


def refuse_claim(
    *, minutes: int, served_on: date, today: date, is_asked: bool, policy: HoursPolicy
) -> HoursRefusal | None:
    """Why a volunteer cannot ask for these minutes of a day."""
    if is_asked:
        return HoursRefusal.ASKED_ALREADY
    if served_on > today:
        return HoursRefusal.FUTURE
    if is_locked(served_on, today, policy):
        return HoursRefusal.LOCKED
    return None if 0 <= minutes <= MOST_MINUTES else HoursRefusal.NOT_SO_MANY


def refuse_answer(
    words: str, *, person_id: int, recorded_by: int | None, by: int, is_answered: bool
) -> HoursRefusal | None:
    """Once, in words, by somebody who is neither the volunteer nor who recorded the entry."""
    if is_answered:
        return HoursRefusal.ANSWERED_ALREADY
    if person_id == by:
        return HoursRefusal.OWN_HOURS
    return HoursRefusal.SAME_PERSON if recorded_by == by else refuse_words(words)


def answer_of(*, before: int, asked: int, after: int) -> Answer:
    """What an answer amounts to: all that was asked for, some of it, or nothing."""
    if after == asked:
        return Answer.GRANTED
    return Answer.REFUSED if after == before else Answer.PARTLY
