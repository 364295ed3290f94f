"""A machine that does to one shift and its people whatever can be done, in any order; nothing ever breaks a rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from sciencepop.accounts.models import Person
from sciencepop.core.db import Base, db
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers import services
from sciencepop.volunteers.invariants import checks
from sciencepop.volunteers.models import Assignment, Shift
from sciencepop.volunteers.rules import assignments as states
from tests.conftest import NOW, close_app, make_app
from tests.factories import make_base, make_event, make_occurrence, make_person
from tests.volunteers.people import make_shift, make_volunteer

PEOPLE, SHIFTS = st.integers(0, 4), st.integers(0, 2)


class Shifts(RuleBasedStateMachine):
    """Five people, three shifts of one to two places at different days, the first with guides of a session."""

    def __init__(self) -> None:
        super().__init__()
        session = db.session()
        session.rollback()
        for table in reversed(Base.metadata.sorted_tables):
            if table.name != "stamp":
                session.execute(table.delete())
        self.now = NOW
        self.staff = make_person(session)
        base = make_base(session, registrant=self.staff)
        occurrence = make_occurrence(session, make_event(session, base, seats_per_guide=5))
        times = {"starts_at": occurrence.starts_at, "ends_at": occurrence.ends_at, "occurrence_id": occurrence.id}
        shifts = [
            make_shift(session, base, roles={"guide": 2}, **times),
            make_shift(session, base, starts_in=timedelta(days=8), roles={"helper": 1}),
            make_shift(session, base, starts_in=timedelta(days=9), need={"mode": "request"}),
        ]
        self.people = [make_volunteer(session, skills=("guiding",)).id for _ in range(5)]
        self.shifts = [shift.id for shift in shifts]
        self.needs = [shift.needs[0].id for shift in shifts]
        self.history: dict[int, states.AssignmentState] = {}
        session.commit()

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

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        for job in (services.expire_offers, services.promote_due, services.call_out_due, services.expire_swaps):
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


def _reachable(state: states.AssignmentState) -> set[states.AssignmentState]:
    """What may come of a state by any number of steps: one verb can take more than one."""
    found: set[states.AssignmentState] = set()
    todo = {state}
    while todo:
        following = set(states.NEXT[todo.pop()]) - found
        found |= following
        todo |= following
    return found


def test_whatever_people_do_no_rule_is_broken(tmp_path: Path) -> None:
    app = make_app(f"sqlite:///{tmp_path / 'machine.db'}", tmp_path)
    with app.app_context():
        run_state_machine_as_test(
            Shifts,
            settings=settings(
                max_examples=12,
                stateful_step_count=20,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.explicit, Phase.reuse, Phase.generate],
            ),
        )
    close_app(app)
