"""Contests and their rounds: written, submitted, published by an officer, cancelled."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import new_code
from sciencepop.contests.letters import tell_team
from sciencepop.contests.models import Award, Contest, ContestRound, ContestState, Promotion, RoundCriterion, RoundState
from sciencepop.contests.queries.contests import get_contest, get_round
from sciencepop.contests.queries.teams import list_teams
from sciencepop.contests.rules.lines import Line
from sciencepop.contests.rules.ranking import Average
from sciencepop.contests.rules.states import NEEDS_REASON, OFFICERS_ONLY, Refusal, may_contest
from sciencepop.core import attempts, audit, stamps
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken

OPEN_TO_CHANGE = (ContestState.DRAFT, ContestState.SUBMITTED)
WORDS = ("title_zh", "title_en", "about_zh", "about_en", "edition_id")
"""What may still be put right once people have begun to work by the rules."""


@dataclass(frozen=True)
class ContestWish:
    """What an organiser says of a contest; the names are the columns, and awards the lines as they were read."""

    title_zh: str
    age_min: int
    age_max: int | None
    team_min: int
    team_max: int
    title_en: str = ""
    about_zh: str = ""
    about_en: str = ""
    rules_zh: str = ""
    rules_en: str = ""
    towns_apart: bool = False
    objection_days: int = 5
    edition_id: int | None = None
    awards: tuple[Line, ...] = ()


@dataclass(frozen=True)
class RoundWish:
    """What an organiser says of a round; the names are the columns, and criteria the lines as they were read."""

    title_zh: str
    opens_at: datetime
    closes_at: datetime
    scores_needed: int
    title_en: str = ""
    task_zh: str = ""
    task_en: str = ""
    media_types: list[str] = field(default_factory=list)
    files_most: int = 3
    megabytes: int = 5
    average: Average = Average.TRIMMED
    promotion: Promotion = Promotion.NONE
    promote_bound: int = 0
    criteria: tuple[Line, ...] = ()


def add_contest(wish: ContestWish, base_id: int | None, *, by: Person, now: datetime) -> str:
    """Begin a contest of a base or of the district; returns its code. Refuses what `_check` does."""
    staff_id = by.id
    with write() as session:
        _check(wish)
        contest = Contest(
            **_columns(wish, "awards"),
            code=new_code(),
            base_id=base_id,
            created_by=staff_id,
            created_at=now,
            changed_at=now,
        )
        session.add(contest)
        contest.awards = _awards(wish)
        audit.record(session, by=staff_id, at=now, action="contest.add", subject=contest)
        attempts.remember(contest.code)
        return contest.code


def change_contest(code: str, wish: ContestWish, *, by: Person, now: datetime) -> None:
    """Put a contest right. Refuses FIXED: once it is public, only its title and description may change."""
    staff_id = by.id
    with write() as session:
        contest = get_contest(session, code, lock=True)
        _check(wish)
        if contest.state in OPEN_TO_CHANGE:
            if [_said(row) for row in contest.awards] != list(wish.awards):
                contest.awards = []
                session.flush()
                contest.awards = _awards(wish)
        elif _fixed(contest) != {name: value for name, value in asdict(wish).items() if name in _fixed(contest)}:
            raise RuleBroken(Refusal.FIXED)
        for name, value in _columns(wish, "awards").items():
            setattr(contest, name, value)
        contest.changed_at = now
        stamps.programme_changed(session)
        audit.record(session, by=staff_id, at=now, action="contest.change", subject=contest)
        attempts.remember(code)


def step_contest(code: str, state: ContestState, *, by: Person, now: datetime, reason: str = "") -> None:
    """Submit, publish, give back or cancel a contest; teams hear of a cancellation.

    Refuses WRONG_STATE, OFFICER_NEEDED, REASON_MISSING, NO_ROUNDS, FIRST_ROUND_OVER, CRITERIA_MISSING, PROMOTION_WRONG.
    """
    staff_id, is_officer = by.id, by.is_officer
    with write() as session:
        contest = get_contest(session, code, lock=True)
        if not may_contest(contest.state, state):
            raise RuleBroken(Refusal.WRONG_STATE)
        if state in OFFICERS_ONLY and not is_officer:
            raise RuleBroken(Refusal.OFFICER_NEEDED)
        if state in NEEDS_REASON and not reason:
            raise RuleBroken(Refusal.REASON_MISSING)
        if state in (ContestState.SUBMITTED, ContestState.PUBLISHED):
            _check_rounds(contest, now)
        contest.state, contest.changed_at = state, now
        contest.state_reason = reason if state in NEEDS_REASON else ""
        session.flush()
        if state is ContestState.CANCELLED:
            for team in list_teams(session, contest.id):
                tell_team(session, team, "cancelled", now=now, reason=reason)
        stamps.programme_changed(session)
        audit.record(session, by=staff_id, at=now, action=f"contest.{state.value}", subject=contest, reason=reason)
        attempts.remember(code)


def add_round(code: str, wish: RoundWish, *, by: Person, now: datetime) -> None:
    """One more round. Refuses FIXED, DATES_REVERSED, ROUND_BEFORE."""
    staff_id = by.id
    with write() as session:
        contest = get_contest(session, code, lock=True)
        if contest.state not in OPEN_TO_CHANGE:
            raise RuleBroken(Refusal.FIXED)
        number = len(contest.rounds) + 1
        _check_dates(contest, wish, number)
        round = ContestRound(**_columns(wish, "criteria"), number=number, seed=new_code(), changed_at=now)
        round.criteria = _criteria(wish)
        contest.rounds.append(round)
        audit.record(session, by=staff_id, at=now, action="contest.round", subject=contest, number=number)
        attempts.remember(code)


def change_round(code: str, number: int, wish: RoundWish, *, by: Person, now: datetime) -> None:
    """Put a round right. Refuses FIXED: once it is public, its entries may only be taken for longer."""
    staff_id = by.id
    with write() as session:
        contest = get_contest(session, code, lock=True)
        round = get_round(contest, number)
        _check_dates(contest, wish, number)
        if contest.state not in OPEN_TO_CHANGE:
            _check_extension(round, wish, now)
        elif [_said(row) for row in round.criteria] != list(wish.criteria):
            round.criteria = []
            session.flush()
            round.criteria = _criteria(wish)
        for name, value in _columns(wish, "criteria").items():
            setattr(round, name, value)
        round.changed_at = now
        audit.record(session, by=staff_id, at=now, action="contest.round", subject=contest, number=number)
        attempts.remember(code)


def drop_round(code: str, *, by: Person, now: datetime) -> None:
    """Take the last round away before the contest is public. Refuses FIXED, NO_ROUNDS."""
    staff_id = by.id
    with write() as session:
        contest = get_contest(session, code, lock=True)
        if contest.state not in OPEN_TO_CHANGE:
            raise RuleBroken(Refusal.FIXED)
        if not contest.rounds:
            raise RuleBroken(Refusal.NO_ROUNDS)
        session.delete(contest.rounds.pop())
        audit.record(session, by=staff_id, at=now, action="contest.round_gone", subject=contest)
        attempts.remember(code)


def _columns(wish: ContestWish | RoundWish, besides: str) -> dict[str, object]:
    return {name: value for name, value in vars(wish).items() if name != besides}


def _fixed(contest: Contest) -> dict[str, object]:
    """What teams rely on."""
    names = [name for name in ContestWish.__dataclass_fields__ if name not in (*WORDS, "awards")]
    found: dict[str, object] = {name: getattr(contest, name) for name in names}
    return found | {"awards": tuple(asdict(_said(row)) for row in contest.awards)}


def _check(wish: ContestWish) -> None:
    ages_wrong = wish.age_max is not None and wish.age_max < wish.age_min
    if ages_wrong or wish.team_max < wish.team_min:
        raise RuleBroken(Refusal.BOUNDS_REVERSED)


def _check_dates(contest: Contest, wish: RoundWish, number: int) -> None:
    if wish.opens_at >= wish.closes_at:
        raise RuleBroken(Refusal.DATES_REVERSED)
    before = next((one for one in contest.rounds if one.number == number - 1), None)
    after = next((one for one in contest.rounds if one.number == number + 1), None)
    if (before and wish.opens_at < before.closes_at) or (after and after.opens_at < wish.closes_at):
        raise RuleBroken(Refusal.ROUND_BEFORE)


def _check_extension(round: ContestRound, wish: RoundWish, now: datetime) -> None:
    """Everything but the hour at which entries close stands, and that hour only moves away."""
    same = all(
        getattr(round, name) == value for name, value in _columns(wish, "criteria").items() if name != "closes_at"
    )
    same = same and [_said(row) for row in round.criteria] == list(wish.criteria)
    if not same or round.state is not RoundState.ENTRIES or wish.closes_at < max(round.closes_at, now):
        raise RuleBroken(Refusal.FIXED)


def _check_rounds(contest: Contest, now: datetime) -> None:
    """Nobody could enter a contest whose first round is over, and its ages are counted on a day that is past."""
    if not contest.rounds:
        raise RuleBroken(Refusal.NO_ROUNDS)
    if contest.rounds[0].closes_at <= now:
        raise RuleBroken(Refusal.FIRST_ROUND_OVER, when=contest.rounds[0].closes_at)
    for round in contest.rounds:
        if not round.criteria:
            raise RuleBroken(Refusal.CRITERIA_MISSING, number=round.number)
        if (round.promotion is Promotion.NONE) != (round is contest.rounds[-1]):
            raise RuleBroken(Refusal.PROMOTION_WRONG, number=round.number)


def _awards(wish: ContestWish) -> list[Award]:
    return [
        Award(position=place, name_zh=line.name_zh, name_en=line.name_en, places=line.numbers[0])
        for place, line in enumerate(wish.awards, 1)
    ]


def _criteria(wish: RoundWish) -> list[RoundCriterion]:
    return [
        RoundCriterion(
            position=place, name_zh=line.name_zh, name_en=line.name_en, weight=line.numbers[0], most=line.numbers[1]
        )
        for place, line in enumerate(wish.criteria, 1)
    ]


def _said(row: Award | RoundCriterion) -> Line:
    numbers = (row.places,) if isinstance(row, Award) else (row.weight, row.most)
    return Line(row.name_zh, row.name_en, numbers)


def said_of(rows: list[Award] | list[RoundCriterion]) -> list[Line]:
    """Awards or criteria as lines, for the form."""
    return [_said(row) for row in rows]
