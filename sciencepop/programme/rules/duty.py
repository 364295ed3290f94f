"""The duty for content and safety: review cards (科普法 2024, art. 35), risks that are looked at again, and licences.

Values in, answer out. What a rule demands is data with a day from which it counts; `Duty` is one such rule.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sciencepop.programme.rules.recurrence import ZONE
from sciencepop.programme.rules.refusals import Refusal


class Risk(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Checker(StrEnum):
    """Who signs a card: the content officer of the base, or an expert whose check a district officer records."""

    BASE = "base"
    EXPERT = "expert"


class Ground(StrEnum):
    """Why an event is taken down."""

    UNSCIENTIFIC = "unscientific"
    OUTDATED = "outdated"
    UNSAFE = "unsafe"
    UNLICENSED = "unlicensed"
    ADVERTISING = "advertising"
    COMPLAINT = "complaint"
    OTHER = "other"


@dataclass(frozen=True)
class Duty:
    """One rule of `[content_duty]` in data/district.toml, which says what each value is for."""

    valid_from: date
    card_kinds: frozenset[str]
    expert_risks: frozenset[str]
    risk_days: Mapping[str, int]
    told_days: tuple[int, ...]
    licence_people: int
    licence_days: int
    licence_sums: bool
    unlock_hours: int


def read_duties(section: Mapping[str, Any]) -> list[Duty]:
    """The rules by the day from which they count. ValueError where the file is wrong."""
    found = [_read(row) for row in section.get("rules", [])]
    if not found:
        raise ValueError("district.toml: content_duty needs at least one rule")
    return sorted(found, key=lambda duty: duty.valid_from)


def _read(row: Mapping[str, Any]) -> Duty:
    unknown = set(row) ^ set(Duty.__dataclass_fields__)
    if unknown:
        raise ValueError(f"district.toml: content_duty: {', '.join(sorted(unknown))}")
    if set(row["risk_days"]) != set(Risk) or set(row["expert_risks"]) - set(Risk):
        raise ValueError("district.toml: content_duty: risks are low, medium and high")
    told = tuple(sorted(row["told_days"], reverse=True))
    sets = {name: frozenset(row[name]) for name in ("card_kinds", "expert_risks")}
    duty = Duty(**{**row, **sets, "told_days": told})
    if min(duty.licence_people, duty.licence_days, *duty.risk_days.values(), *told) < 1:
        raise ValueError("district.toml: content_duty: numbers are 1 or more")
    return duty


def duty_on(duties: Sequence[Duty], day: date) -> Duty:
    """The rule that counts on a day; before the first one, the first."""
    return next((duty for duty in reversed(duties) if duty.valid_from <= day), duties[0])


def end_of(day: date) -> datetime:
    """The moment at which the district's day is over."""
    return datetime.combine(day + timedelta(days=1), time(), ZONE)


def refuse_assessment(duty: Duty, *, risk: str, until: date, today: date) -> Refusal | None:
    """Why an assessment may not be good until that day."""
    if until < today:
        return Refusal.RISK_PAST
    return Refusal.RISK_TOO_LONG if until > today + timedelta(days=duty.risk_days[risk]) else None


def refuse_check(duty: Duty, *, risk: str, checker: str, signer: int, authors: Iterable[int | None]) -> Refusal | None:
    """Why this person may not sign the card: its author never does, and some risks are an expert's."""
    if signer in set(authors):
        return Refusal.FOUR_EYES
    if checker != Checker.EXPERT and risk in duty.expert_risks:
        return Refusal.EXPERT_NEEDED
    return None


@dataclass(frozen=True)
class Card:
    """What a signed card says."""

    age_min: int
    risk_ends_at: datetime


def refuse_card(duty: Duty, *, kind: str, card: Card | None, age_min: int | None, now: datetime) -> Refusal | None:
    """Why an event of this kind cannot be published by its card; an event that has one keeps to it in any case."""
    if card is None:
        return Refusal.CARD_MISSING if kind in duty.card_kinds else None
    if card.risk_ends_at <= now:
        return Refusal.RISK_LAPSED
    return Refusal.AGE_BELOW_CARD if (age_min or 0) < card.age_min else None


def letter_due(told_days: Sequence[int], *, ends_at: datetime, told: int | None, now: datetime) -> int | None:
    """The days before the end of which the base is to be told now (0: it has ended), or None.

    `told` is what it was told last. What was missed is not told late: of several that are due it is the smallest.
    """
    due = [days for days in (*told_days, 0) if ends_at - timedelta(days=days) <= now]
    smallest = min(due, default=None)
    return smallest if smallest is not None and (told is None or smallest < told) else None


@dataclass(frozen=True)
class Crowd:
    """A session as the licence sees it: `place` names where, `people` are its seats and who comes without."""

    id: int
    starts_at: datetime
    ends_at: datetime
    place: str
    people: int


def peaks(crowds: Iterable[Crowd], *, sums: bool) -> dict[int, int]:
    """The most people at the place of each session while it lasts, by id; its own alone where nothing is summed."""
    rows = list(crowds)
    if not sums:
        return {row.id: row.people for row in rows}
    by_place = defaultdict(list)
    for row in rows:
        by_place[row.place].append(row)
    found: dict[int, int] = {}
    for here in by_place.values():
        found |= _peaks_at(here)
    return found


def _peaks_at(rows: list[Crowd]) -> dict[int, int]:
    """A sweep: leaving comes before arriving at the same moment, for intervals are half open."""
    steps = sorted([(row.ends_at, 0, -row.people) for row in rows] + [(row.starts_at, 1, row.people) for row in rows])
    moments, totals, count = [], [], 0
    for moment, _arrives, people in steps:
        count += people
        moments.append(moment)
        totals.append(count)
    return {
        row.id: max(totals[bisect_left(moments, row.starts_at) : bisect_left(moments, row.ends_at)], default=row.people)
        for row in rows
    }


@dataclass(frozen=True)
class Licence:
    """What a recorded licence allows."""

    valid_from: date
    valid_until: date
    max_people: int
    recorded_at: datetime

    def covers(self, crowd: Crowd, people: int) -> bool:
        first, last = crowd.starts_at.astimezone(ZONE).date(), crowd.ends_at.astimezone(ZONE).date()
        return self.valid_from <= first and last <= self.valid_until and people <= self.max_people


def uncovered(duty: Duty, crowds: Sequence[Crowd], licence: Licence | None) -> tuple[Crowd, int] | None:
    """The first session, with the people there, that needs a licence and has none; None when all are right."""
    found = peaks(crowds, sums=duty.licence_sums)
    for crowd in sorted(crowds, key=lambda row: (row.starts_at, row.id)):
        people = found[crowd.id]
        if people >= duty.licence_people and not (licence and licence.covers(crowd, people)):
            return crowd, people
    return None


def is_locked(duty: Duty, licences: Sequence[Licence], *, is_shown: bool, people: int, now: datetime) -> bool:
    """Whether place, time and capacity of a session with so many people stand fast (条例 art. 15).

    A further licence, recorded lately, opens them; `licences` are in the order of their recording.
    """
    if not (is_shown and licences and people >= duty.licence_people):
        return False
    is_new = len(licences) > 1 and now < licences[-1].recorded_at + timedelta(hours=duty.unlock_hours)
    return not is_new
