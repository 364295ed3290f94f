"""A round on its way: judged, ranked, published, objected to, final. Whoever moves it holds the contest alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.contests.letters import tell_team
from sciencepop.contests.models import Contest, ContestRound, ContestState, Entry, EntryState, JuryTask, RoundState
from sciencepop.contests.queries import jury
from sciencepop.contests.queries.contests import get_contest, get_round
from sciencepop.contests.queries.teams import list_entries, list_judged
from sciencepop.contests.rules import ranking
from sciencepop.contests.rules.jury import numbers_for
from sciencepop.contests.rules.states import Refusal, may_round
from sciencepop.contests.services.jury import criteria_of, fill, raise_short
from sciencepop.core import attempts, audit, clock
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken


def step_round(code: str, number: int, state: RoundState, *, by: Person, now: datetime, reason: str = "") -> None:
    """Move a round on, or back to judging with a reason.

    Refuses WRONG_STATE, ENTRIES_OPEN, NO_ENTRIES, JURY_TOO_SMALL, SCORES_MISSING, REASON_MISSING, OBJECTIONS_OPEN,
    OBJECTIONS_WAIT.
    """
    staff_id = by.id
    with write() as session:
        contest = get_contest(session, code, lock=True)
        round = get_round(contest, number)
        if contest.state is not ContestState.PUBLISHED or not may_round(round.state, state):
            raise RuleBroken(Refusal.WRONG_STATE)
        _DO[round.state, state](session, contest, round, now, reason)
        facts = {"number": number, "reason": reason}
        audit.record(session, by=staff_id, at=now, action=f"contest.round_{state.value}", subject=contest, **facts)
        attempts.remember(code)


def _begin_judging(session: Session, contest: Contest, round: ContestRound, now: datetime, _reason: str) -> None:
    """Blind numbers and jurors for whatever was handed in by the hour."""
    if now < round.closes_at:
        raise RuleBroken(Refusal.ENTRIES_OPEN, when=round.closes_at)
    entries = list_judged(session, round.id)
    if not entries:
        raise RuleBroken(Refusal.NO_ENTRIES)
    numbers = numbers_for([one.id for one in entries], round.seed)
    for entry in entries:
        entry.number = numbers[entry.id]
    round.state = RoundState.JUDGING
    session.flush()
    plan = fill(session, contest, round, now)
    if plan.short:
        raise_short(session, round, plan)


def _rank(session: Session, contest: Contest, round: ContestRound, _now: datetime, _reason: str) -> None:
    rank_entries(session, contest, round)


def rank_entries(session: Session, contest: Contest, round: ContestRound) -> None:
    """Marks, ranks, who is through, and in the last round the awards. Call inside a unit of work."""
    entries = list_judged(session, round.id)
    if not entries:
        raise RuleBroken(Refusal.NO_ENTRIES)
    counted = counted_tasks(session, contest, round, entries)
    missing = [one.number for one in entries if len(counted.get(one.id, ())) < round.scores_needed]
    if missing:
        raise RuleBroken(Refusal.SCORES_MISSING, numbers=missing)
    criteria = criteria_of(round)
    marks = {
        entry_id: ranking.mark_of(
            [ranking.score_of({row.criterion_id: row.points for row in task.scores}, criteria) for task in tasks],
            round.average,
        )
        for entry_id, tasks in counted.items()
    }
    placed = ranking.rank(marks)
    through = ranking.promoted(placed, round.promotion, round.promote_bound)
    is_last = round is contest.rounds[-1]
    given = ranking.awards(placed, [(one.id, one.places) for one in contest.awards]) if is_last else {}
    by_id = {one.id: one for one in entries}
    for one in placed:
        entry = by_id[one.entry]
        entry.mark, entry.rank = one.mark, one.rank
        entry.is_through, entry.award_id = one.entry in through, given.get(one.entry)
    round.state = RoundState.RANKED
    session.flush()


def counted_tasks(
    session: Session, contest: Contest, round: ContestRound, entries: Sequence[Entry]
) -> dict[int, list[JuryTask]]:
    """The scored tasks of each entry; not those of jurors whom a conflict keeps away by now."""
    tasks = [one for one in jury.tasks_of_round(session, round.id) if one.scored_at]
    jurors = list({one.juror_id: one.juror for one in tasks}.values())
    barred = jury.list_barred(session, contest, jurors, entries)
    found: dict[int, list[JuryTask]] = {}
    for task in tasks:
        if (task.juror_id, task.entry_id) not in barred and task.entry.state is EntryState.HANDED_IN:
            found.setdefault(task.entry_id, []).append(task)
    return found


def _publish(session: Session, contest: Contest, round: ContestRound, now: datetime, _reason: str) -> None:
    """Everybody sees it; teams may object until the end of a day."""
    last = clock.local(now).date() + timedelta(days=contest.objection_days)
    round.state, round.published_at = RoundState.PUBLISHED, now
    round.objections_until_at = clock.day_bounds(last)[1]
    session.flush()
    for entry in list_entries(session, round.id):
        if entry.state in (EntryState.HANDED_IN, EntryState.RULED_OUT):
            tell_team(session, entry.team, "result", now=now, round=round, entry=entry)


def _reopen(session: Session, _contest: Contest, round: ContestRound, _now: datetime, reason: str) -> None:
    """Judge again: points stay, ranks do not."""
    if not reason:
        raise RuleBroken(Refusal.REASON_MISSING)
    for entry in list_entries(session, round.id):
        entry.mark = entry.rank = entry.award_id = None
        entry.is_through = False
    round.state, round.published_at, round.objections_until_at = RoundState.JUDGING, None, None
    session.flush()


def _settle(session: Session, contest: Contest, round: ContestRound, now: datetime, _reason: str) -> None:
    """The result stands; with the last round the contest is over."""
    if round.objections_until_at is None or now < round.objections_until_at:
        raise RuleBroken(Refusal.OBJECTIONS_OPEN, when=round.objections_until_at)
    if any(one.is_upheld is None for one in jury.list_objections(session, round.id)):
        raise RuleBroken(Refusal.OBJECTIONS_WAIT)
    round.state = RoundState.FINAL
    if round is contest.rounds[-1]:
        contest.state, contest.finished_at = ContestState.FINISHED, now
    session.flush()


_S = RoundState
_DO = {
    (_S.ENTRIES, _S.JUDGING): _begin_judging,
    (_S.JUDGING, _S.RANKED): _rank,
    (_S.RANKED, _S.PUBLISHED): _publish,
    (_S.RANKED, _S.JUDGING): _reopen,
    (_S.PUBLISHED, _S.JUDGING): _reopen,
    (_S.PUBLISHED, _S.FINAL): _settle,
}
"""What each step of `ROUND_STEPS` does."""


def rule_out(code: str, entry_id: int, reason: str, *, by: Person, now: datetime) -> None:
    """An entry breaks the rules: it is not judged any more, and its team hears why. Before anything is ranked."""
    staff_id = by.id
    with write() as session:
        contest = get_contest(session, code, lock=True)
        entry = session.get(Entry, entry_id, populate_existing=True) if 0 < entry_id < 2**63 else None
        if entry is None or entry.round.contest_id != contest.id:
            raise NotFound
        if entry.round.state is not RoundState.JUDGING or entry.state is not EntryState.HANDED_IN:
            raise RuleBroken(Refusal.WRONG_STATE)
        if not reason:
            raise RuleBroken(Refusal.REASON_MISSING)
        entry.state, entry.reason, entry.changed_at = EntryState.RULED_OUT, reason, now
        session.flush()
        tell_team(session, entry.team, "ruled_out", now=now, round=entry.round, entry=entry, reason=reason)
        audit.record(session, by=staff_id, at=now, action="contest.rule_out", subject=entry, reason=reason)
        attempts.remember(code)


def answer_objection(code: str, objection_id: int, is_upheld: bool, words: str, *, by: Person, now: datetime) -> None:
    """Answer a team, once. Refuses ANSWERED_ALREADY, WORDS_MISSING. Upholding changes nothing by itself."""
    staff_id = by.id
    with write() as session:
        contest = get_contest(session, code, lock=True)
        rows = [one for round in contest.rounds for one in jury.list_objections(session, round.id)]
        row = next((one for one in rows if one.id == objection_id), None)
        if row is None:
            raise NotFound
        if row.is_upheld is not None:
            raise RuleBroken(Refusal.ANSWERED_ALREADY)
        if not words:
            raise RuleBroken(Refusal.WORDS_MISSING)
        row.is_upheld, row.answer, row.answered_at, row.answered_by = is_upheld, words, now, staff_id
        session.flush()
        tell_team(session, row.entry.team, "answered", now=now, round=row.round, entry=row.entry, reason=words)
        audit.record(session, by=staff_id, at=now, action="contest.answer", subject=row, upheld=is_upheld)
        attempts.remember(code)
