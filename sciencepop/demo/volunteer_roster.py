"""Shifts of the manager's base for the next days, rostered and published, so that these pages are seen with life.

The roster is made by the real engine; who gets a place has it for certain, and the letters are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bases.models import ScienceBase
from sciencepop.demo.chance import moment, stream
from sciencepop.demo.people import MANAGED, MARK, OFFICER
from sciencepop.demo.plan import Season
from sciencepop.demo.volunteers import ALPHABET, VOLUNTEERS, put_in, take_time
from sciencepop.volunteers.models import (
    Assignment,
    AssignmentSource,
    AssignmentState,
    ChangeState,
    Need,
    NeedMode,
    RosterRun,
    RunState,
    Shift,
    ShiftState,
)
from sciencepop.volunteers.queries.facts import read_standings
from sciencepop.volunteers.queries.roster_problem import list_to_roster, read_question
from sciencepop.volunteers.queries.rosters import find_live, list_changes
from sciencepop.volunteers.queries.shifts import get_shift, numbers_of
from sciencepop.volunteers.roster import apart
from sciencepop.volunteers.rules.refusals import refuse_by_hand
from sciencepop.volunteers.services.roster_work import keep_draft
from sciencepop.volunteers.services.weigh import weigh_with
from sciencepop.volunteers.vocabulary import vocabulary

DAYS, SEED = 3, 1
STARTS, HOURS = (time(9), time(13)), 3
WANTED = (("leader", 1, 1, 1), ("helper", 1, 2, 3), ("steward", 0, 1, 2))
NOBODY_CAN = ("sign-language", 0, 1, 1)
"""Besides in the first shift: nobody of the season knows it, so a place stays empty and the run says why."""
WISHES = 5
"""So many people ask for each shift, where every rule lets them."""


def write_roster(session: Session, season: Season) -> None:
    """Write the shifts, the wishes, the run and its people. Call after the other shifts, whose time counts."""
    rng = stream(season.claims.seed, "roster")
    base = session.scalars(select(ScienceBase).where(ScienceBase.slug == MANAGED)).one()
    days = [_monday(season.today) + timedelta(days=number) for number in range(DAYS)]
    made = [_shift(session, base, day, start) for day in days for start in STARTS]
    _need(session, made[0], *NOBODY_CAN)
    session.expire(made[0], ["needs"])
    people = season.people.residents[: VOLUNTEERS - 1]
    for shift in made:
        _wish(session, shift, rng.sample(people, WISHES), rng, moment(season.today))
    run = _run(session, base, days, rng, moment(season.today))
    _publish(session, run, rng, moment(season.today))
    for shift in made:
        shift.state = ShiftState.ROSTERED
    session.flush()


def _monday(today: date) -> date:
    """The next one that is two days off or more: the resident to be tried has their weekends free for bookings."""
    return today + timedelta(days=2 + (5 - today.weekday()) % 7)


def _shift(session: Session, base: ScienceBase, day: date, start: time) -> Shift:
    starts_at, at = moment(day, start), moment(day - timedelta(days=14))
    shift = Shift(
        uid=f"sample-roster-{starts_at:%Y%m%dT%H%M}@sciencepop.example",
        base_id=base.id,
        title_zh=f"展厅值守{MARK}",
        title_en="On duty in the halls (sample)",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=HOURS),
        meet_at=starts_at - timedelta(minutes=15),
        meet_zh="大厅服务台",
        meet_en="Desk in the hall",
        opens_at=at,
        closes_at=starts_at - timedelta(hours=12),
        state=ShiftState.OPEN,
        created_by=base.registrant_id or OFFICER,
        created_at=at,
        changed_at=at,
        is_sample=True,
    )
    session.add(shift)
    session.flush()
    for numbers in WANTED:
        _need(session, shift, *numbers)
    return get_shift(session, shift.id)


def _need(session: Session, shift: Shift, role: str, minimum: int, target: int, maximum: int) -> None:
    skills = vocabulary().roles[role].skills.split()
    numbers = {"minimum": minimum, "target": target, "maximum": maximum}
    session.add(Need(shift_id=shift.id, role=role, skills=skills, mode=NeedMode.ROSTER, **numbers))
    session.flush()


def _wish(session: Session, shift: Shift, people: Sequence[int], rng: Random, now: datetime) -> None:
    """Each asks for the first of the needs that the rules leave them."""
    standings = read_standings(session, people, shift.starts_at, shift.ends_at)
    numbers = numbers_of(session, shift.needs)
    for number in people:
        for need in shift.needs:
            weighed = weigh_with(standings[number], need, shift, numbers[need.id], now)
            if refuse_by_hand(weighed.facts, weighed.person) is None:
                put_in(session, need, shift, number, rng, now - timedelta(days=2), state=AssignmentState.APPLIED)
                break


def _run(session: Session, base: ScienceBase, days: Sequence[date], rng: Random, now: datetime) -> RosterRun:
    """What the worker would have written; how long it took is nobody's to remember of a sample."""
    at = now - timedelta(days=1)
    run = RosterRun(
        code="".join(rng.choices(ALPHABET, k=10)),
        base_id=base.id,
        from_on=days[0],
        until_on=days[-1],
        state=RunState.DRAFT,
        seed=SEED,
        seconds=0.0,
        created_by=base.registrant_id or OFFICER,
        created_at=at,
        started_at=at,
        finished_at=at,
        is_sample=True,
    )
    session.add(run)
    session.flush()
    shifts = list_to_roster(session, base.id, days[0], days[-1], now)
    question = read_question(session, shifts, asks_unknown=False, keeps_all=True)
    keep_draft(session, run, question, apart.plan(question.problem, SEED, 0))
    session.flush()
    return run


def _publish(session: Session, run: RosterRun, rng: Random, now: datetime) -> None:
    run.state, run.decided_by, run.decided_at = RunState.PUBLISHED, run.created_by, now
    for change in list_changes(session, run.id):
        need, shift = change.need, change.need.shift
        has = find_live(session, change.person_id, need)
        if has is not None and has.need_id == need.id:
            _confirm(session, has, need, shift, now)
        else:
            if has is not None:
                has.state, has.changed_at = AssignmentState.DECLINED, now
                session.flush()
            put_in(session, need, shift, change.person_id, rng, now, AssignmentSource.SOLVER)
        change.state = ChangeState.DONE
    session.flush()


def _confirm(session: Session, has: Assignment, need: Need, shift: Shift, now: datetime) -> None:
    has.state, has.changed_at = AssignmentState.CONFIRMED, now
    has.sequence += 1
    take_time(session, has, need, shift, now)
