"""A run of the auto-roster from the question to the published places."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from sciencepop.accounts.models import Person
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers import roster_invariants, services
from sciencepop.volunteers.models import (
    Assignment,
    AssignmentSource,
    AssignmentState,
    Availability,
    AvailabilityKind,
    NeedMode,
    RosterRun,
    RunState,
    Shift,
)
from sciencepop.volunteers.queries.roster_problem import Question, read_question
from sciencepop.volunteers.queries.rosters import get_run, list_changes, list_days
from sciencepop.volunteers.roster import apart
from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.rules.rosters import RosterRefusal
from sciencepop.volunteers.services import rosters
from sciencepop.volunteers.services.roster_publish import publish_due
from sciencepop.volunteers.services.roster_work import work_off
from tests.cast import Cast
from tests.volunteers.people import make_assignment, make_shift, make_volunteer


def here(work: Any, *arguments: Any, **options: Any) -> Any:
    """The solvers in this process, which knows the test's database."""
    return work(*arguments, **options)


def says(person: Person, kind: AvailabilityKind, shift: Shift) -> None:
    db.session.add(
        Availability(
            person_id=person.id,
            kind=kind,
            on_date=clock.local(shift.starts_at).date(),
            from_time=time(0),
            until_time=None,
        )
    )
    db.session.flush()


def ask(cast: Cast, *shifts: Shift, unknown: bool = True, moved: int = 0) -> str:
    first, last = (clock.local(shift.starts_at).date() for shift in (shifts[0], shifts[-1]))
    db.session.commit()
    return rosters.ask_for_roster(
        shifts[0].base_id, first, last, asks_unknown=unknown, most_moved=moved, by=cast.manager, now=clock.now()
    )


def run_of(code: str) -> RosterRun:
    return get_run(db.session(), code)


def drafted(code: str) -> RosterRun:
    assert work_off(clock.now(), here) == 1
    return run_of(code)


def changes_of(code: str) -> list[tuple[str, int, int]]:
    return [(row.kind.value, row.person_id, row.need_id) for row in list_changes(db.session(), run_of(code).id)]


def held_by(person: Person) -> list[tuple[int, AssignmentState]]:
    found = select(Assignment).where(Assignment.person_id == person.id, Assignment.state.in_(states.HOLDS))
    return [(row.need_id, row.state) for row in db.session.scalars(found.order_by(Assignment.id))]


def test_a_run_drafts_proves_and_publishes_what_people_asked_for_at_once_and_offers_the_rest(cast: Cast) -> None:
    shift = make_shift(db.session(), cast.base, need={"mode": NeedMode.ROSTER})
    wishes, free, silent = (make_volunteer(db.session()) for _ in range(3))
    make_assignment(db.session(), shift, wishes, AssignmentState.APPLIED)
    says(free, AvailabilityKind.CAN, shift)
    code = ask(cast, shift, unknown=False)
    run, need = drafted(code), shift.needs[0].id
    assert (run.state, run.people, run.shifts, run.seats, run.filled_before, run.filled) == (
        *(RunState.DRAFT, 2, 1, 2, 0, 2),
    )
    assert run.objective == run.bound == 2 * 100 + 2 * 0 + 9 + 3 + 60
    assert changes_of(code) == [("add", wishes.id, need), ("add", free.id, need)]
    rosters.publish_roster(code, by=cast.manager, now=clock.now())
    assert publish_due(clock.now()) == 2
    assert run_of(code).state is RunState.PUBLISHED
    assert held_by(wishes) == [(need, AssignmentState.CONFIRMED)]
    assert held_by(free) == [(need, AssignmentState.OFFERED)]
    assert held_by(silent) == []
    offered = db.session.scalars(select(Assignment).where(Assignment.person_id == free.id)).one()
    assert offered.source is AssignmentSource.SOLVER


def test_who_changed_meanwhile_is_left_out_and_told(cast: Cast) -> None:
    shift = make_shift(db.session(), cast.base)
    stays, goes = make_volunteer(db.session()), make_volunteer(db.session())
    code = ask(cast, shift)
    drafted(code)
    rosters.publish_roster(code, by=cast.manager, now=clock.now())
    services.pause(is_paused=True, by=goes, now=clock.now())
    assert publish_due(clock.now()) == 2
    rows = {row.person_id: (row.state.value, row.reason) for row in list_changes(db.session(), run_of(code).id)}
    assert rows == {stays.id: ("done", ""), goes.id: ("left_out", "paused")}
    assert held_by(goes) == []


def test_nobody_is_asked_at_night(cast: Cast) -> None:
    shift = make_shift(db.session(), cast.base)
    person = make_volunteer(db.session())
    code = ask(cast, shift)
    drafted(code)
    rosters.publish_roster(code, by=cast.manager, now=clock.now())
    night = clock.now().replace(hour=16)  # midnight in the district
    assert (publish_due(night), run_of(code).state, held_by(person)) == (0, RunState.PUBLISHING, [])
    publish_due(night + timedelta(hours=9))
    assert len(held_by(person)) == 1


def test_a_draft_moves_nobody_unless_it_may_and_then_no_more_than_allowed(cast: Cast) -> None:
    session = db.session()
    start = timedelta(days=7)
    plain = make_shift(session, cast.base, starts_in=start, roles={"helper": 1})
    skilled = make_shift(session, cast.base, starts_in=start, roles={"first-aid": 1}, need={"skills": ["first-aid"]})
    aider, helper = make_volunteer(session, skills=("first-aid",)), make_volunteer(session)
    make_assignment(session, plain, aider)
    code = ask(cast, plain, skilled)
    assert (drafted(code).filled, changes_of(code)) == (1, [])
    assert [row["reason"] for row in run_of(code).unfilled] == ["same_time"]
    rosters.discard_roster(code, by=cast.manager, now=clock.now())
    code = ask(cast, plain, skilled, moved=1)
    drafted(code)
    plain_need, skilled_need = plain.needs[0].id, skilled.needs[0].id
    assert sorted(changes_of(code)) == [
        ("add", aider.id, skilled_need),
        ("add", helper.id, plain_need),
        ("drop", aider.id, plain_need),
    ]
    rosters.publish_roster(code, by=cast.manager, now=clock.now())
    publish_due(clock.now())
    assert held_by(aider) == [(skilled_need, AssignmentState.OFFERED)]
    assert held_by(helper) == [(plain_need, AssignmentState.OFFERED)]


@pytest.mark.parametrize("kept", [("is_pinned", True), ("exception", "week")])
def test_a_pin_and_an_exception_are_never_moved(cast: Cast, kept: tuple[str, Any]) -> None:
    session = db.session()
    plain = make_shift(session, cast.base, roles={"helper": 1})
    skilled = make_shift(session, cast.base, roles={"first-aid": 1}, need={"skills": ["first-aid"]})
    aider = make_volunteer(session, skills=("first-aid",))
    held = make_assignment(session, plain, aider)
    setattr(held, *kept)
    code = ask(cast, plain, skilled, moved=5)
    assert (drafted(code).filled, changes_of(code)) == (1, [])


def question(*shifts: Shift, unknown: bool = True, keeps_all: bool = True) -> Question:
    db.session.commit()
    return read_question(db.session(), shifts, asks_unknown=unknown, keeps_all=keeps_all)


def free_people(found: Question) -> list[int]:
    people = zip(found.person_ids, found.problem.people, strict=True)
    return [number for number, person in people if person.windows]


def test_who_said_nothing_is_asked_only_where_the_coordinator_wants_that(cast: Cast) -> None:
    shift = make_shift(db.session(), cast.base)
    silent, can, cannot = (make_volunteer(db.session()) for _ in range(3))
    says(can, AvailabilityKind.CAN, shift)
    says(cannot, AvailabilityKind.CANNOT, shift)
    assert free_people(question(shift, unknown=False)) == [can.id]
    assert free_people(question(shift)) == [silent.id, can.id]


def test_who_gave_a_shift_up_has_no_insurance_or_no_consent_is_not_asked_for_it(cast: Cast) -> None:
    session = db.session()
    shift = make_shift(session, cast.base, insurance_needed=True)
    until = clock.today() + timedelta(days=30)
    insured, gave_up = (make_volunteer(session, insured_until=until) for _ in range(2))
    make_volunteer(session)
    make_volunteer(session, insured_until=until, birth_year=2010, birth_month=1)
    row = make_assignment(session, shift, gave_up)
    session.commit()
    services.withdraw(row.code, by=gave_up, now=clock.now())
    assert free_people(question(shift)) == [insured.id]


def test_shifts_elsewhere_are_duties_that_count_for_rest_and_fairness(cast: Cast) -> None:
    session = db.session()
    shift, elsewhere = make_shift(session, cast.base), make_shift(session, cast.other_base)
    person = make_volunteer(session)
    make_assignment(session, elsewhere, person)
    (found,) = question(shift).problem.people
    assert (found.served, len(found.duties), found.duties[0].is_service) == (1, 1, True)
    assert apart.plan(question(shift).problem, 1, 0).roster == frozenset()


def test_a_minor_needs_an_adult_on_the_shift_and_keeps_the_hours_of_their_age(cast: Cast) -> None:
    session = db.session()
    shift = make_shift(session, cast.base)
    adult, minor = make_volunteer(session), make_volunteer(session, birth_year=2010, birth_month=1)
    db.session.commit()
    services.consent_on_paper(minor.id, "王女士", language="zh", by=cast.officer, now=clock.now())
    found = question(shift)
    people = dict(zip(found.person_ids, found.problem.people, strict=True))
    assert people[minor.id].companions == {found.person_ids.index(adult.id)}
    assert (people[minor.id].limits.latest, people[adult.id].limits.latest) == (21 * 60, 2 * 24 * 60)


@pytest.mark.parametrize(
    ("days", "refusal"), [((7, 6), RosterRefusal.DAYS_IN_ORDER), ((7, 40), RosterRefusal.TOO_LONG)]
)
def test_wrong_days_are_refused(cast: Cast, days: tuple[int, int], refusal: RosterRefusal) -> None:
    make_shift(db.session(), cast.base)
    first, last = (clock.today() + timedelta(days=number) for number in days)
    refuse(cast, first, last, refusal)


def test_a_base_without_shifts_and_one_with_an_undecided_run_are_refused(cast: Cast) -> None:
    day_of = clock.today() + timedelta(days=7)
    refuse(cast, day_of, day_of, RosterRefusal.NO_SHIFTS)
    code = ask(cast, make_shift(db.session(), cast.base))
    refuse(cast, day_of, day_of, RosterRefusal.UNDER_WAY)
    with pytest.raises(RuleBroken) as caught:
        rosters.publish_roster(code, by=cast.manager, now=clock.now())
    assert caught.value.code is RosterRefusal.NO_DRAFT


def refuse(cast: Cast, first: Any, last: Any, refusal: RosterRefusal) -> None:
    db.session.commit()
    with pytest.raises(RuleBroken) as caught:
        rosters.ask_for_roster(
            cast.base.id, first, last, asks_unknown=True, most_moved=0, by=cast.manager, now=clock.now()
        )
    assert caught.value.code is refusal


def test_a_run_whose_solver_fails_says_so_and_the_next_one_goes_on(cast: Cast) -> None:
    def broken(*_arguments: Any, **_options: Any) -> Any:
        raise MemoryError

    shift = make_shift(db.session(), cast.base)
    code = ask(cast, shift)
    work_off(clock.now(), broken)
    assert run_of(code).state is RunState.FAILED
    assert drafted(ask(cast, shift)).state is RunState.DRAFT


def test_the_roster_as_it_stands_lists_who_holds_a_place_by_day_and_need(cast: Cast) -> None:
    shift = make_shift(db.session(), cast.base)
    person, waits = make_volunteer(db.session()), make_volunteer(db.session())
    make_assignment(db.session(), shift, person)
    make_assignment(db.session(), shift, waits, AssignmentState.APPLIED)
    on = clock.local(shift.starts_at).date()
    (found,) = list_days(db.session(), cast.base.id, on, on)[on]
    assert found[0].id == shift.id
    assert {need: [row.person_id for row in rows] for need, rows in found[1].items()} == {
        shift.needs[0].id: [person.id]
    }


def test_what_a_run_would_have_changed_is_forgotten_after_90_days_and_its_figures_stay(cast: Cast) -> None:
    shift = make_shift(db.session(), cast.base)
    make_volunteer(db.session())
    code = ask(cast, shift)
    drafted(code)
    rosters.discard_roster(code, by=cast.manager, now=clock.now())
    assert rosters.forget_rosters(clock.now() + timedelta(days=89)) == 0
    assert rosters.forget_rosters(clock.now() + timedelta(days=91)) == 1
    assert run_of(code).filled == 1


def test_the_doctor_finds_changes_that_a_run_cannot_have(cast: Cast) -> None:
    code = ask(cast, make_shift(db.session(), cast.base))
    make_volunteer(db.session())
    db.session.commit()
    run = drafted(code)
    assert roster_invariants.checks() == []
    run.state = RunState.PUBLISHED
    db.session.commit()
    assert roster_invariants.checks() == [f"Roster run {code} is published, but a change of it is open."]
