"""Reserves, guides and resources together with gates, groups, desks and strict lines: one rule of room for all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Organisation
from sciencepop.bookings import gate_checks, group_invariants, services
from sciencepop.bookings.invariants import checks
from sciencepop.bookings.models import Booking, BookingState, Gate, NoShowPoint, PoolKind, Verdict
from sciencepop.bookings.queries.away import list_between
from sciencepop.bookings.queries.rooms import read_room
from sciencepop.bookings.rules.gates import GateRefusal
from sciencepop.bookings.rules.groups import GroupRefusal
from sciencepop.bookings.rules.pools import Channel, Pool, Room, behind_line, seat
from sciencepop.bookings.rules.promotion import Entry, Idle
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Event, Occurrence, WaitingPolicy
from tests.bookings.capacity import make_reserve, make_resource, make_use
from tests.bookings.test_capacity import HERE, free, idle
from tests.bookings.test_desk import enter
from tests.bookings.test_gates import opened, told, walk_in
from tests.bookings.test_services import booking_of
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_event, make_occurrence, make_organisation, make_terms

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def event(session: Session, cast: Cast) -> Event:
    return make_event(session, cast.base, seats_per_booking=6, title_zh="叶子")


@pytest.fixture
def occurrence(session: Session, event: Event) -> Occurrence:
    """Six seats in an hour: the doors are open."""
    found = make_occurrence(session, event, size=6, starts_at=NOW + HOUR)
    session.commit()
    return found


@pytest.fixture(autouse=True)
def all_is_well(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every test with rows what must always hold holds."""
    if "cast" in request.fixturenames:
        request.getfixturevalue("app")
    yield
    if "cast" in request.fixturenames:
        db.session.rollback()
        assert (checks(), gate_checks.checks(), group_invariants.checks()) == ([], [], [])


def refused(code: object, call: Any, *arguments: Any, **options: Any) -> dict[str, Any]:
    with pytest.raises(RuleBroken) as broken:
        call(*arguments, **options)
    db.session.rollback()
    assert broken.value.code is code
    return broken.value.facts


def kinds_of_gates() -> list[PoolKind]:
    db.session.expire_all()
    return [gate.pool.kind for gate in db.session.scalars(select(Gate).order_by(Gate.id))]


def test_a_gate_holds_what_is_kept_for_the_door_first(session: Session, cast: Cast, occurrence: Occurrence) -> None:
    make_reserve(session, occurrence, PoolKind.WALK_IN, 4)
    session.commit()
    opened(occurrence, cast, 3)
    assert (kinds_of_gates(), free(occurrence)) == ([PoolKind.WALK_IN], 6)
    opened(occurrence, cast, 5)
    assert (kinds_of_gates(), free(occurrence)) == ([PoolKind.WALK_IN, PoolKind.GENERAL], 1)
    broken = refused(
        GateRefusal.NOT_SO_MANY, services.open_gate, occurrence.id, name="西门", allowance=2, by=cast.manager, now=NOW
    )
    assert broken["free"] == 1


def test_a_gate_that_needs_more_than_the_reserve_has_moves_to_the_general_pool(
    session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    make_reserve(session, occurrence, PoolKind.WALK_IN, 2)
    session.commit()
    gate = opened(occurrence, cast, 2)
    services.set_allowance(gate, 5, version=1, now=NOW)
    assert (kinds_of_gates(), free(occurrence)) == ([PoolKind.GENERAL], 1)
    refused(GateRefusal.NOT_SO_MANY, services.set_allowance, gate, 7, version=2, now=NOW)
    services.set_allowance(gate, 4, version=2, now=NOW)
    assert (kinds_of_gates(), free(occurrence)) == ([PoolKind.GENERAL], 2)


def test_people_who_walk_in_beyond_the_reserve_get_seats_where_there_are_any(
    session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    make_reserve(session, occurrence, PoolKind.WALK_IN, 2)
    session.commit()
    gate = opened(occurrence, cast, 2)
    notes = [walk_in(2), walk_in(3), walk_in(2)]
    assert told(gate, *notes) == [Verdict.WALKED_IN, Verdict.EXTRA, Verdict.OVER]
    assert free(occurrence) == 1


def test_guides_and_shared_resources_limit_gates_and_count_what_they_hold(
    session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    other = make_event(session, cast.base, seats_per_booking=6)
    beside = make_occurrence(session, other, size=6, starts_at=NOW + 1.5 * HOUR)
    hall = make_resource(session, cast.base, capacity=4)
    make_use(session, occurrence, hall)
    make_use(session, beside, hall)
    session.commit()
    opened(occurrence, cast, 3)
    assert (free(occurrence), free(beside)) == (1, 1)
    refused(Refusal.FULL, services.book, beside.id, by=cast.resident, seats=2, now=NOW)
    services.resize_resource(cast.base.id, hall.id, 6, by=cast.manager, now=NOW)
    services.set_seats_per_guide(occurrence.event_id, 4, by=cast.manager, now=NOW)
    refused(
        GateRefusal.NOT_SO_MANY, services.open_gate, occurrence.id, name="西门", allowance=1, by=cast.manager, now=NOW
    )
    services.add_guide(occurrence.id, "周老师", is_qualified=True, by=cast.manager, now=NOW)
    assert (free(occurrence), free(beside)) == (1, 3)


def test_a_gate_may_always_give_back_even_with_too_few_guides(cast: Cast, occurrence: Occurrence) -> None:
    gate = opened(occurrence, cast, 6)
    services.set_seats_per_guide(occurrence.event_id, 2, by=cast.manager, now=NOW)
    services.set_allowance(gate, 4, version=1, now=NOW)
    assert free(occurrence) == 0


def test_a_desk_books_what_is_kept_for_the_telephone(session: Session, cast: Cast, later: Occurrence) -> None:
    make_reserve(session, later, PoolKind.TELEPHONE, 1)
    session.commit()
    code = enter(later, cast)
    assert (booking_of(code).pool.kind, free(later)) == (PoolKind.TELEPHONE, 6)


def strict(session: Session, occurrence: Occurrence, cast: Cast, *, waits: int, taken: int) -> None:
    """One line, first come first served: the neighbour waits for so many seats, and so many of six are taken."""
    occurrence.event.waiting_policy = WaitingPolicy.STRICT
    make_booking(session, occurrence, cast.manager, seats=taken)
    make_booking(session, occurrence, cast.neighbour, seats=waits, state=BookingState.WAITING)
    session.commit()


@pytest.fixture
def later(session: Session, event: Event, cast: Cast) -> Occurrence:
    found = make_occurrence(session, event, size=6, starts_in=7 * DAY)
    cast.resident.town_code = HERE
    session.commit()
    return found


def test_a_strict_line_keeps_only_what_it_could_get(session: Session, cast: Cast, later: Occurrence) -> None:
    make_reserve(session, later, PoolKind.TOWN, 2, town_code=HERE)
    make_reserve(session, later, PoolKind.TELEPHONE, 1)
    strict(session, later, cast, waits=3, taken=4)
    assert idle(later) is Idle.NONE_FITS
    refused(Refusal.LINE_FIRST, services.book, later.id, by=cast.officer, seats=1, now=NOW)
    mine = services.book(later.id, by=cast.resident, seats=2, now=NOW)
    assert booking_of(mine.code).pool.kind is PoolKind.TOWN
    assert booking_of(enter(later, cast)).pool.kind is PoolKind.TELEPHONE


def test_what_guides_allow_is_kept_for_a_strict_line_too(session: Session, cast: Cast, later: Occurrence) -> None:
    make_reserve(session, later, PoolKind.TOWN, 3, town_code=HERE)
    strict(session, later, cast, waits=3, taken=4)
    services.set_seats_per_guide(later.event_id, 8, by=cast.manager, now=NOW)
    services.add_guide(later.id, "周老师", is_qualified=True, by=cast.manager, now=NOW)
    refused(Refusal.LINE_FIRST, services.book, later.id, by=cast.resident, seats=2, now=NOW)
    assert services.book(later.id, by=cast.resident, seats=1, now=NOW).state is BookingState.CONFIRMED


def test_staff_see_whether_guides_or_the_first_of_a_strict_line_keep_others_waiting(
    session: Session, cast: Cast, later: Occurrence
) -> None:
    strict(session, later, cast, waits=3, taken=4)
    make_booking(session, later, cast.officer, seats=1, state=BookingState.WAITING)
    session.commit()
    assert idle(later) is Idle.FIRST_TOO_LARGE
    later.event.seats_per_guide = 3
    session.commit()
    assert idle(later) is Idle.FULL
    later.event.waiting_policy = WaitingPolicy.FILL
    session.commit()
    assert idle(later) is Idle.NO_GUIDE
    services.set_seats_per_guide(later.event_id, 0, by=cast.manager, now=NOW)


def test_strictly_a_town_is_served_behind_a_party_that_cannot_have_its_seats() -> None:
    room = Room((Pool(1, PoolKind.GENERAL, 4, 2), Pool(2, PoolKind.TOWN, 2, 0, HERE)))
    line = [Entry(1, 3), Entry(2, 1), Entry(3, 2, town_code=HERE), Entry(4, 1, town_code=HERE)]
    assert seat(line, room, is_strict=True) == {3: 2}
    assert seat([*line[:2], line[3]], Room(room.pools, guided=5), is_strict=True) == {4: 2}
    assert seat([*line[:2], line[3]], Room(room.pools, guided=4), is_strict=True) == {}
    assert behind_line(line[:1], room).free_for(town_code=HERE) == 2
    assert behind_line(line, room).free_for(Channel.TELEPHONE, HERE) == 0


@pytest.fixture
def school(session: Session, cast: Cast) -> Organisation:
    return make_organisation(session, cast.resident)


def asked(school: Organisation, cast: Cast, *numbers: int, heads: int) -> str:
    wish = services.GroupWish(school.id, "陈老师", "138 0000 0000", {"adult": heads}, 0)
    return services.request_visit(numbers, wish, by=cast.resident, now=NOW)


def stations(session: Session, cast: Cast, capacity: int) -> list[int]:
    """Two stations of one event, twice, that share a hall for so many."""
    hall = make_resource(session, cast.base, capacity=capacity)
    found = []
    for title in ("叶子", "石头"):
        event = make_event(session, cast.base, title_zh=title)
        make_terms(session, event)
        for hour in (0, 1):
            found.append(make_occurrence(session, event, size=30, starts_at=NOW + 7 * DAY + hour * HOUR, minutes=60))
            make_use(session, found[-1], hall)
    session.commit()
    return [row.id for row in found]


def test_sub_groups_at_the_same_time_share_what_the_sessions_share(
    session: Session, cast: Cast, school: Organisation
) -> None:
    numbers = stations(session, cast, 20)
    broken = refused(GroupRefusal.NO_ROOM, asked, school, cast, *numbers, heads=24)
    assert (broken["seats"], broken["free"]) == (12, 8)
    assert db.session.scalars(select(Booking)).all() == []
    code = asked(school, cast, *numbers, heads=20)
    assert all(db.session.get_one(Occurrence, number).is_full for number in numbers)
    services.cancel_visit(code, by=cast.resident, now=NOW)
    assert not any(db.session.get_one(Occurrence, number).is_full for number in numbers)


def test_a_group_gets_general_seats_only_and_does_not_pass_a_strict_line(
    session: Session, cast: Cast, later: Occurrence, school: Organisation
) -> None:
    make_terms(session, later.event, smallest=2)
    make_reserve(session, later, PoolKind.TOWN, 20, town_code=HERE)
    session.commit()
    assert refused(GroupRefusal.NO_ROOM, asked, school, cast, later.id, heads=10)["free"] == 6
    strict(session, later, cast, waits=5, taken=2)
    assert refused(GroupRefusal.NO_ROOM, asked, school, cast, later.id, heads=3)["free"] == 0


def test_who_cannot_come_at_short_notice_gets_the_points_of_cancelling(
    session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    booking = make_booking(session, occurrence, cast.resident, seats=2, changed_at=NOW - 3 * DAY)
    session.commit()
    assert services.give_back([booking.code], by=cast.resident, now=NOW) == 1
    assert [point.booking_id for point in db.session.scalars(select(NoShowPoint))] == [booking.id]


def test_a_groups_visit_is_not_given_back_in_parts(
    session: Session, cast: Cast, later: Occurrence, school: Organisation
) -> None:
    make_terms(session, later.event, smallest=2)
    session.commit()
    asked(school, cast, later.id, heads=4)
    booking = db.session.scalars(select(Booking)).one()
    day = clock.local(later.starts_at).date()
    assert list(list_between(cast.resident.id, day, day, NOW)) == []
    with pytest.raises(NotFound):
        services.give_back([booking.code], by=cast.resident, now=NOW)
    db.session.rollback()
    assert booking.state is BookingState.PENDING


def test_a_group_counts_for_guides(session: Session, cast: Cast, later: Occurrence, school: Organisation) -> None:
    make_terms(session, later.event, smallest=2)
    session.commit()
    services.set_seats_per_guide(later.event_id, 5, by=cast.manager, now=NOW)
    assert refused(GroupRefusal.NO_ROOM, asked, school, cast, later.id, heads=4)["free"] == 0
    services.add_guide(later.id, "周老师", is_qualified=True, by=cast.manager, now=NOW)
    code = asked(school, cast, later.id, heads=4)
    assert free(later) == 1
    services.confirm_visit(code, by=cast.manager, now=NOW)
    room: Any = read_room(db.session(), later.id)
    assert room.guided == 1
