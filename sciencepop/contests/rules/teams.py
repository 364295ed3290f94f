"""Who may be in a team, and whether a team may hand something in."""

from __future__ import annotations

from datetime import date, datetime

from sciencepop.accounts.rules.ages import OF_AGE, age_on
from sciencepop.contests.rules.states import ContestState, Refusal, RoundState

MOST_TEAMS = 10
"""Teams of one contest that one person may register: a teacher brings several, a robot hundreds."""


def age_of(year: int | None, month: int | None, day: date) -> int | None:
    """A member's age on the contest's day; None for adults, whose birthday nobody asks."""
    return age_on(year, month, day) if year is not None and month is not None else None


def refuse_member(age: int | None, *, age_min: int, age_max: int | None) -> Refusal | None:
    """Why somebody of this age cannot be in a team; `age` is None for an adult."""
    if age is None:
        return Refusal.ADULTS_NOT_TAKEN if age_max is not None and age_max < OF_AGE else None
    if age < age_min:
        return Refusal.TOO_YOUNG
    return Refusal.TOO_OLD if age_max is not None and age > age_max else None


def refuse_entry(
    *,
    contest: ContestState,
    round: RoundState,
    opens_at: datetime,
    closes_at: datetime,
    is_through: bool,
    is_withdrawn: bool,
    now: datetime,
) -> Refusal | None:
    """Why a team cannot work on its entry now. `is_through`: it is the first round, or the team was promoted to it."""
    if is_withdrawn:
        return Refusal.TEAM_GONE
    if contest is not ContestState.PUBLISHED or round is not RoundState.ENTRIES or not opens_at <= now < closes_at:
        return Refusal.ENTRIES_CLOSED
    return None if is_through else Refusal.NOT_THROUGH


def refuse_size(members: int, *, team_min: int, team_max: int) -> Refusal | None:
    """Why a team of so many cannot hand anything in."""
    if members < team_min:
        return Refusal.TEAM_SMALL
    return Refusal.TEAM_FULL if members > team_max else None
