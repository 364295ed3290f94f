"""What a passport adds up to, and when a card may be stamped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sciencepop.bookings.rules.refusals import Refusal

OPENS_BEFORE = timedelta(hours=3)
CLOSES_AFTER = timedelta(days=3)
UNNAMED = "＊"


@dataclass(frozen=True)
class Visit:
    """Having been at a base for so many minutes; `occurrence_id` is None where it is not kept any more."""

    base_id: int
    on: date
    minutes: int
    occurrence_id: int | None = None


@dataclass(frozen=True)
class Stamp:
    """A base in a passport: when it was first visited, and how often."""

    first_on: date
    visits: int = 1


@dataclass
class Passport:
    """Stamps by base, the earliest first."""

    stamps: dict[int, Stamp] = field(default_factory=dict)
    visits: int = 0
    minutes: int = 0

    @property
    def hours(self) -> float:
        """Whole half hours; what is begun does not count."""
        return self.minutes // 30 / 2


def gather(visits: Iterable[Visit]) -> Passport:
    """One passport of all visits. A session counts once, however it was recorded; a base gets one stamp."""
    passport, seen = Passport(), set[int]()
    for visit in sorted(visits, key=lambda one: (one.on, one.base_id)):
        if visit.occurrence_id in seen:
            continue
        if visit.occurrence_id is not None:
            seen.add(visit.occurrence_id)
        before = passport.stamps.get(visit.base_id)
        passport.stamps[visit.base_id] = Stamp(before.first_on, before.visits + 1) if before else Stamp(visit.on)
        passport.visits += 1
        passport.minutes += visit.minutes
    return passport


def minutes_between(starts_at: datetime, ends_at: datetime) -> int:
    """The length of a session in whole minutes, one at least."""
    return max(int((ends_at - starts_at).total_seconds()) // 60, 1)


def initial_of(name: str) -> str:
    """The first character of a name or nickname; a mark where there is none."""
    return name.strip()[:1] or UNNAMED


def refuse_stamp(
    *, is_known: bool, is_stamped: bool, starts_at: datetime, ends_at: datetime, now: datetime
) -> Refusal | None:
    """Why a card cannot be stamped for a session. Staff have three days to type what they collected."""
    if not starts_at - OPENS_BEFORE <= now <= ends_at + CLOSES_AFTER:
        return Refusal.STAMP_CLOSED
    if not is_known:
        return Refusal.CARD_UNKNOWN
    return Refusal.CARD_STAMPED if is_stamped else None
