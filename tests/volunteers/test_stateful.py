"""A machine that does to a few shifts and their people whatever can be done, in any order; nothing ever breaks a rule.

After every step the doctor is asked, and besides it `broken_rules`, which knows the district's rules by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from sciencepop.accounts.models import Person
from sciencepop.core import clock
from sciencepop.core.db import Base, db
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers import services
from sciencepop.volunteers.invariants import checks
from sciencepop.volunteers.models import Assignment, RosterRun, RunState, Shift
from sciencepop.volunteers.queries.shifts import get_shift
from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.rules.edits import Decision
from sciencepop.volunteers.services import rosters
from sciencepop.volunteers.services.roster_publish import publish_due
from sciencepop.volunteers.services.roster_work import work_off
from tests.conftest import NOW, close_app, make_app
from tests.factories import make_base, make_event, make_occurrence, make_person
from tests.postgres import Postgres
from tests.volunteers.people import make_shift, make_volunteer, wish_of

PEOPLE, SHIFTS = st.integers(0, 4), st.integers(0, 4)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def here(work: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """The solvers in this process."""
    return work(*arguments, **options)


class Shifts(RuleBasedStateMachine):
    """Four adults and a minor; five shifts, the first with guides of a session, two at once, one soon after another."""

    def __init__(self) -> None:
        super().__init__()
        session = db.session()
        session.rollback()
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in ("stamp", "audit"):
                session.execute(table.delete())
        self.now = NOW
        self.staff = make_person(session)
        base = make_base(session, registrant=self.staff)
        occurrence = make_occurrence(session, make_event(session, base, seats_per_guide=5))
        times = {"starts_at": occurrence.starts_at, "ends_at": occurrence.ends_at, "occurrence_id": occurrence.id}
        shifts = [
            make_shift(session, base, roles={"guide": 2}, need={"skills": ["guiding"]}, **times),
            make_shift(session, base, starts_in=8 * DAY, roles={"helper": 1}),
            make_shift(session, base, starts_in=9 * DAY, need={"mode": "request"}),
            make_shift(session, base, starts_in=8 * DAY + HOUR, need={"mode": "roster"}, place_zh="西区"),
            make_shift(session, base, starts_in=8 * DAY + 10 * HOUR, hours=2, need={"mode": "roster"}),
        ]
        self.people = [make_volunteer(session, skills=("guiding",)).id for _ in range(4)]
        self.minor = make_volunteer(session, birth_year=2010, birth_month=1).id
        self.people.append(self.minor)
        self.shifts = [shift.id for shift in shifts]
        self.needs = [shift.needs[0].id for shift in shifts]
        self.history: dict[int, states.AssignmentState] = {}
        session.commit()
        services.consent_on_paper(self.minor, "王女士", language="zh", by=self.staff, now=self.now)

    def person(self, which: int) -> Person:
        return db.session.get_one(Person, self.people[which])

    def code(self, which: int, shift: int) -> str | None:
        mine = Assignment.person_id == self.people[which], Assignment.shift_id == self.shifts[shift]
        return db.session.scalar(select(Assignment.code).where(*mine).order_by(Assignment.id.desc()).limit(1))

    def does(self, verb: Callable[..., Any], *arguments: Any, **options: Any) -> None:
        try:
            verb(*arguments, **options, now=self.now)
        except RuleBroken:
            db.session.rollback()

    @rule(which=PEOPLE, shift=SHIFTS, waits=st.booleans())
    def sign_up(self, which: int, shift: int, waits: bool) -> None:
        options = {"language": "zh", "waiting_allowed": waits}
        self.does(services.sign_up, self.needs[shift], by=self.person(which), **options)

    @rule(which=PEOPLE, shift=SHIFTS, verb=st.sampled_from(["accept", "withdraw", "withdraw_swap"]))
    def answer(self, which: int, shift: int, verb: str) -> None:
        code = self.code(which, shift)
        if code:
            self.does(getattr(services, verb), code, by=self.person(which))

    @rule(which=PEOPLE, shift=SHIFTS, wanted=st.sets(SHIFTS, min_size=1))
    def swap(self, which: int, shift: int, wanted: set[int]) -> None:
        code = self.code(which, shift)
        if code:
            self.does(services.offer_swap, code, [self.needs[one] for one in wanted], by=self.person(which))

    @rule(which=PEOPLE, shift=SHIFTS, verb=st.sampled_from(["yes", "no", "assign"]))
    def coordinate(self, which: int, shift: int, verb: str) -> None:
        staff, code = db.session.get_one(Person, self.staff.id), self.code(which, shift)
        if verb == "assign":
            self.does(services.assign, self.needs[shift], self.people[which], by=staff)
        elif code and verb == "yes":
            self.does(services.say_yes, code, by=staff)
        elif code:
            self.does(services.say_no, code, "x", by=staff)

    @rule(which=PEOPLE, is_granted=st.booleans())
    def skill(self, which: int, is_granted: bool) -> None:
        staff = db.session.get_one(Person, self.staff.id)
        if is_granted:
            self.does(services.grant_skill, self.people[which], "guiding", self.now.date(), None, by=staff)
        else:
            self.does(services.revoke_skill, self.people[which], "guiding", by=staff)

    @rule(shift=SHIFTS, hours=st.sampled_from([-24, -10, -3, 1, 12, 24]), stays=st.booleans())
    def edit(self, shift: int, hours: int, stays: bool) -> None:
        """Move a shift; who no longer fits stays where that is the coordinator's to say, and is released otherwise."""
        found = get_shift(db.session(), self.shifts[shift])
        wish, seen = wish_of(found, by=hours * HOUR), str(found.sequence)
        try:
            misfits = services.rehearse_edit(found.id, wish, seen=seen, now=self.now).misfits
        except RuleBroken:
            return
        kept = {one.code for one in misfits if stays and one.fit.may_stay}
        decisions = {one.code: Decision.STAY if one.code in kept else Decision.RELEASE for one in misfits}
        staff = db.session.get_one(Person, self.staff.id)
        self.does(services.edit_shift, self.shifts[shift], wish, decisions, seen=seen, by=staff)

    @rule(moved=st.sampled_from([0, 2]), unknown=st.booleans())
    def roster(self, moved: int, unknown: bool) -> None:
        """A roster over everything, published; where people may be moved it is a repair."""
        first, staff = clock.local(NOW).date(), db.session.get_one(Person, self.staff.id)
        options = {"asks_unknown": unknown, "most_moved": moved, "by": staff, "now": self.now}
        try:
            code = rosters.ask_for_roster(None, first, first + 20 * DAY, **options)
        except RuleBroken:
            return
        work_off(self.now, here)
        self.does(rosters.publish_roster, code, by=db.session.get_one(Person, self.staff.id))
        publish_due(self.now)

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        jobs = (services.expire_offers, services.promote_due, services.call_out_due, services.expire_swaps)
        for job in (*jobs, publish_due):
            job(self.now)

    @precondition(lambda self: self.now > NOW)
    @rule(shift=SHIFTS)
    def cancel(self, shift: int) -> None:
        self.does(services.cancel_shift, self.shifts[shift], "雨", by=db.session.get_one(Person, self.staff.id))

    @invariant()
    def nothing_is_broken(self) -> None:
        db.session.rollback()
        assert checks() == []
        for number, state in db.session.execute(select(Assignment.id, Assignment.state)):
            before = self.history.get(number, state)
            assert before is state or state in _reachable(before)
            self.history[number] = state
        assert all(shift.needs for shift in db.session.scalars(select(Shift)))
        assert db.session.scalars(select(RosterRun.id).where(RosterRun.state == RunState.FAILED)).all() == []
        assert [fault for person in self.people for fault in broken_rules(person, self.minor)] == []


def broken_rules(person_id: int, minor: int) -> list[str]:
    """What is wrong with the certain shifts of somebody by the rules of the district, written out once more."""
    found = select(Shift).join(Assignment, Assignment.shift_id == Shift.id)
    found = found.where(Assignment.person_id == person_id, Assignment.state.in_(("confirmed", "checked_in")))
    mine = sorted(db.session.scalars(found), key=lambda shift: shift.starts_at)
    is_minor = person_id == minor
    most_a_day, earliest, latest = (6 * HOUR, 8 * HOUR, 21 * HOUR) if is_minor else (8 * HOUR, 6 * HOUR, 48 * HOUR)
    faults = []
    for shift in mine:
        start, end = clock.local(shift.starts_at), clock.local(shift.ends_at)
        midnight = start.replace(hour=0, minute=0)
        if start < midnight + earliest or end > midnight + latest:
            faults.append(f"{shift.id} at {start}")
        day = [other for other in mine if clock.local(other.starts_at).date() == start.date()]
        if sum((other.ends_at - other.starts_at for other in day), timedelta()) > most_a_day:
            faults.append(f"{start.date()} is too long")
    for one, following in pairwise(mine):
        gap = following.starts_at - one.ends_at
        same_day = clock.local(one.starts_at).date() == clock.local(following.starts_at).date()
        way = HOUR / 2 if one.place_zh != following.place_zh else timedelta(0)
        least = way if same_day else 11 * HOUR
        if gap < least:
            faults.append(f"{gap} between {one.id} and {following.id}")
    return faults


def _reachable(state: states.AssignmentState) -> set[states.AssignmentState]:
    """What may come of a state by any number of steps: one verb can take more than one."""
    found: set[states.AssignmentState] = set()
    todo = {state}
    while todo:
        following = set(states.NEXT[todo.pop()]) - found
        found |= following
        todo |= following
    return found


@pytest.mark.parametrize(("database", "examples", "steps"), [("sqlite", 10, 18), ("postgresql", 4, 14)])
def test_whatever_people_do_no_rule_is_broken(
    tmp_path: Path, request: pytest.FixtureRequest, database: str, examples: int, steps: int
) -> None:
    url = f"sqlite:///{tmp_path / 'machine.db'}"
    if database == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        url = server.create("machine")
    app = make_app(url, tmp_path)
    with app.app_context():
        run_state_machine_as_test(
            Shifts,
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.explicit, Phase.reuse, Phase.generate],
            ),
        )
    close_app(app)
