"""Reserved pools, shared resources and guides on real rows."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.bookings import services
from sciencepop.bookings.invariants import checks
from sciencepop.bookings.models import Booking, BookingState, Duty, Per, PoolKind, Resource, ResourceKind, SeatPool
from sciencepop.bookings.queries.rooms import read_room
from sciencepop.bookings.queries.seats import list_waiting, why_nobody
from sciencepop.bookings.rules.pools import Channel, Reserve
from sciencepop.bookings.rules.promotion import Idle
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.services.resources import Wish
from sciencepop.core.db import db
from sciencepop.programme import hooks
from sciencepop.programme.models import Event, Occurrence
from sciencepop.programme.services.add import add_occurrences
from sciencepop.programme.services.cancel import cancel_occurrence
from sciencepop.programme.services.move import move_occurrence
from sciencepop.programme.services.plan import Dates, Place
from tests.bookings.capacity import make_reserve, make_resource, make_use
from tests.bookings.test_services import booking_of, refused
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_event, make_occurrence, pool_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HERE = "310117103000"
TOWN = Reserve(PoolKind.TOWN, 2, HERE, 24 * 60)


@pytest.fixture
def occurrence(session: Session, cast: Cast) -> Occurrence:
    found = make_occurrence(session, make_event(session, cast.base, seats=6, seats_per_booking=6), size=6)
    cast.resident.town_code = HERE
    session.commit()
    return found


@pytest.fixture
def other(session: Session, cast: Cast, occurrence: Occurrence) -> Occurrence:
    """Another event of the same base, half an hour later."""
    start = occurrence.starts_at + HOUR / 2
    found = make_occurrence(session, make_event(session, cast.base, seats_per_booking=6), size=6, starts_at=start)
    session.commit()
    return found


def pools(occurrence: Occurrence) -> dict[str, int]:
    rows = db.session.scalars(select(SeatPool).where(SeatPool.occurrence_id == occurrence.id).order_by(SeatPool.id))
    return {row.kind.value: row.size for row in rows}


def free(occurrence: Occurrence) -> int:
    return hooks.seats_of(db.session(), [occurrence.id])[occurrence.id].free


def idle(occurrence: Occurrence) -> Idle | None:
    room = read_room(db.session(), occurrence.id)
    assert room is not None
    return why_nobody(occurrence, room, list_waiting(db.session(), pool_of(db.session(), occurrence)), NOW)


def test_seats_kept_for_a_town_are_its_residents_first_and_everybody_is_told_the_rest(
    occurrence: Occurrence, cast: Cast
) -> None:
    services.reserve_seats(occurrence.id, TOWN, by=cast.manager, now=NOW)
    assert (pools(occurrence), free(occurrence)) == ({"general": 4, "town": 2}, 4)
    mine = booking_of(services.book(occurrence.id, by=cast.resident, seats=2, now=NOW).code)
    assert (mine.pool.kind, free(occurrence)) == (PoolKind.TOWN, 4)
    theirs = booking_of(services.book(occurrence.id, by=cast.neighbour, seats=4, now=NOW).code)
    assert (theirs.pool.kind, free(occurrence), occurrence.is_full) == (PoolKind.GENERAL, 0, True)
    assert checks() == []


def test_full_for_most_is_not_full_for_those_for_whom_seats_are_kept(occurrence: Occurrence, cast: Cast) -> None:
    services.reserve_seats(occurrence.id, TOWN, by=cast.manager, now=NOW)
    services.book(occurrence.id, by=cast.neighbour, seats=4, now=NOW)
    broken = refused(services.book, occurrence.id, by=cast.officer, seats=1, now=NOW)
    assert (broken.code, broken.facts["free"]) == (Refusal.FULL, 0)
    assert refused(services.book, occurrence.id, by=cast.resident, seats=3, now=NOW).facts["free"] == 2
    assert services.book(occurrence.id, by=cast.resident, seats=2, now=NOW).state is BookingState.CONFIRMED
    again = refused(services.book, occurrence.id, by=cast.resident, seats=1, now=NOW)
    assert again.code is Refusal.ALREADY_BOOKED


def test_a_reserved_seat_given_back_goes_to_the_first_of_that_town_who_waits(
    session: Session, occurrence: Occurrence, cast: Cast
) -> None:
    cast.officer.town_code = HERE
    session.commit()
    services.reserve_seats(occurrence.id, TOWN, by=cast.manager, now=NOW)
    services.book(occurrence.id, by=cast.manager, seats=4, now=NOW)
    mine = services.book(occurrence.id, by=cast.resident, seats=2, now=NOW).code
    first = services.join_waiting(occurrence.id, by=cast.neighbour, seats=1, now=NOW).code
    second = services.join_waiting(occurrence.id, by=cast.officer, seats=2, now=NOW).code
    assert {booking_of(code).pool.kind for code in (first, second)} == {PoolKind.GENERAL}
    services.cancel(mine, by=cast.resident, now=NOW)
    assert booking_of(first).state is BookingState.WAITING
    assert (booking_of(second).state, booking_of(second).pool.kind) == (BookingState.OFFERED, PoolKind.TOWN)
    services.accept_offer(second, by=cast.officer, now=NOW + HOUR)
    assert booking_of(second).state is BookingState.CONFIRMED
    assert checks() == []


def test_the_telephone_and_the_door_have_their_own_seats(session: Session, occurrence: Occurrence, cast: Cast) -> None:
    make_reserve(session, occurrence, PoolKind.TELEPHONE, 1)
    make_reserve(session, occurrence, PoolKind.WALK_IN, 1)
    make_booking(session, occurrence, cast.neighbour, seats=6)
    occurrence.is_full = True
    session.commit()
    assert refused(services.book, occurrence.id, by=cast.resident, seats=1, now=NOW).code is Refusal.FULL
    phoned = services.book(occurrence.id, by=cast.resident, seats=1, channel=Channel.TELEPHONE, now=NOW)
    came = services.book(occurrence.id, by=cast.officer, seats=1, channel=Channel.DOOR, now=NOW)
    assert booking_of(phoned.code).pool.kind is PoolKind.TELEPHONE
    assert booking_of(came.code).pool.kind is PoolKind.WALK_IN
    assert checks() == []


def test_at_its_hour_a_reserve_goes_to_everybody_once_and_those_who_wait_are_asked(
    occurrence: Occurrence, cast: Cast
) -> None:
    services.reserve_seats(occurrence.id, TOWN, by=cast.manager, now=NOW)
    services.book(occurrence.id, by=cast.manager, seats=4, now=NOW)
    waits = services.join_waiting(occurrence.id, by=cast.neighbour, seats=2, now=NOW).code
    hour = occurrence.starts_at - DAY
    assert services.release_due(hour - timedelta(seconds=1)) == 0
    assert services.release_due(hour) == 1
    assert services.release_due(hour) == 0
    assert pools(occurrence) == {"general": 6, "town": 0}
    assert booking_of(waits).state is BookingState.OFFERED


def test_a_seat_given_back_after_the_release_is_released_too(occurrence: Occurrence, cast: Cast) -> None:
    services.reserve_seats(occurrence.id, TOWN, by=cast.manager, now=NOW)
    mine = services.book(occurrence.id, by=cast.resident, seats=1, now=NOW).code
    hour = occurrence.starts_at - DAY
    services.release_due(hour)
    assert pools(occurrence) == {"general": 5, "town": 1}
    services.cancel(mine, by=cast.resident, now=hour)
    assert services.release_due(hour) == 1
    assert pools(occurrence) == {"general": 6, "town": 0}


def test_a_move_takes_the_hour_of_release_along(session: Session, occurrence: Occurrence, cast: Cast) -> None:
    services.reserve_seats(occurrence.id, TOWN, by=cast.manager, now=NOW)
    day = occurrence.starts_at.date() + 3 * DAY
    assert move_occurrence(occurrence.id, Place(), on=day, starts=time(9), minutes=60, by=cast.manager, now=NOW)
    pool = session.scalars(select(SeatPool).where(SeatPool.kind == PoolKind.TOWN)).one()
    assert pool.release_at == occurrence.starts_at - DAY


def test_reserving_takes_only_what_is_free_and_never_from_those_who_have_it(occurrence: Occurrence, cast: Cast) -> None:
    services.book(occurrence.id, by=cast.neighbour, seats=3, now=NOW)
    large = Reserve(PoolKind.TOWN, 4, HERE)
    broken = refused(services.reserve_seats, occurrence.id, large, by=cast.manager, now=NOW)
    assert (broken.code, broken.facts) == (Refusal.RESERVE_TOO_LARGE, {"free": 3})
    services.reserve_seats(occurrence.id, TOWN, by=cast.manager, now=NOW)
    services.book(occurrence.id, by=cast.resident, seats=2, now=NOW)
    none = Reserve(PoolKind.TOWN, 1, HERE)
    assert refused(services.reserve_seats, occurrence.id, none, by=cast.manager, now=NOW).code is Refusal.SIZE_TOO_SMALL
    assert checks() == []


def test_a_smaller_reserve_goes_to_those_who_wait(occurrence: Occurrence, cast: Cast) -> None:
    services.reserve_seats(occurrence.id, TOWN, by=cast.manager, now=NOW)
    services.book(occurrence.id, by=cast.manager, seats=4, now=NOW)
    waits = services.join_waiting(occurrence.id, by=cast.neighbour, seats=1, now=NOW).code
    services.reserve_seats(occurrence.id, Reserve(PoolKind.TOWN, 1, HERE), by=cast.manager, now=NOW)
    assert booking_of(waits).state is BookingState.OFFERED
    assert checks() == []


def test_new_occurrences_keep_what_their_event_says(session: Session, occurrence: Occurrence, cast: Cast) -> None:
    event = occurrence.event
    services.set_reserve(event.id, TOWN, by=cast.manager, now=NOW)
    services.set_reserve(event.id, Reserve(PoolKind.WALK_IN, 1), by=cast.manager, now=NOW)
    services.set_reserve(event.id, Reserve(PoolKind.WALK_IN, 3), by=cast.manager, now=NOW)
    broken = refused(services.set_reserve, event.id, Reserve(PoolKind.TELEPHONE, 2), by=cast.manager, now=NOW)
    assert (broken.code, broken.facts) == (Refusal.RESERVE_TOO_LARGE, {"free": 1})
    assert pools(occurrence) == {"general": 6}
    assert pools(_add(event, cast)) == {"general": 1, "town": 2, "walk_in": 3}
    services.set_reserve(event.id, Reserve(PoolKind.WALK_IN, 0), by=cast.manager, now=NOW)
    assert pools(_add(event, cast, starts=time(15))) == {"general": 4, "town": 2}
    assert checks() == []


def _add(event: Event, cast: Cast, *, starts: time = time(9)) -> Occurrence:
    dates = Dates(dates=[NOW.date() + 9 * DAY], starts=starts, minutes=90)
    add_occurrences(event.id, dates, Place(), uid_domain="x.example", by=cast.manager, now=NOW)
    return db.session.scalars(select(Occurrence).order_by(Occurrence.id.desc())).first()  # type: ignore[return-value]


def test_two_occurrences_at_one_time_give_no_more_seats_than_the_room_has(
    session: Session, occurrence: Occurrence, other: Occurrence, cast: Cast
) -> None:
    hall = make_resource(session, cast.base, capacity=8)
    make_use(session, occurrence, hall)
    make_use(session, other, hall)
    session.commit()
    mine = services.book(occurrence.id, by=cast.neighbour, seats=6, now=NOW).code
    assert (free(occurrence), free(other)) == (0, 2)
    services.book(other.id, by=cast.resident, seats=2, now=NOW)
    assert (free(other), other.is_full) == (0, True)
    waits = services.join_waiting(other.id, by=cast.manager, seats=3, now=NOW).code
    assert idle(other) is Idle.NO_RESOURCE
    services.cancel(mine, by=cast.neighbour, now=NOW)
    assert booking_of(waits).state is BookingState.OFFERED
    assert (free(occurrence), occurrence.is_full, free(other), other.is_full) == (3, False, 1, False)
    assert checks() == []


def test_what_fills_one_occurrence_fills_the_other_too(
    session: Session, occurrence: Occurrence, other: Occurrence, cast: Cast
) -> None:
    hall = make_resource(session, cast.base, capacity=6)
    make_use(session, occurrence, hall)
    make_use(session, other, hall)
    session.commit()
    services.book(occurrence.id, by=cast.neighbour, seats=6, now=NOW)
    assert (occurrence.is_full, other.is_full) == (True, True)
    assert refused(services.book, other.id, by=cast.resident, seats=1, now=NOW).code is Refusal.FULL
    cancel_occurrence(occurrence.id, reason="停电", by=cast.manager, now=NOW)
    assert (other.is_full, free(other)) == (False, 6)
    assert checks() == []


def test_seats_one_after_the_other_use_the_same_chairs(session: Session, occurrence: Occurrence, cast: Cast) -> None:
    later = make_occurrence(session, occurrence.event, size=6, starts_at=occurrence.ends_at)
    hall = make_resource(session, cast.base, capacity=6)
    make_use(session, occurrence, hall)
    make_use(session, later, hall)
    session.commit()
    services.book(occurrence.id, by=cast.neighbour, seats=6, now=NOW)
    assert free(later) == 6
    assert services.book(later.id, by=cast.neighbour, seats=6, now=NOW).state is BookingState.CONFIRMED
    assert checks() == []


def test_a_resource_raised_asks_those_who_wait_and_never_falls_below_its_use(
    session: Session, occurrence: Occurrence, other: Occurrence, cast: Cast
) -> None:
    hall = make_resource(session, cast.base, capacity=4)
    make_use(session, occurrence, hall, units=2)
    make_use(session, other, hall)
    session.commit()
    services.book(occurrence.id, by=cast.neighbour, seats=2, now=NOW)
    waits = services.join_waiting(other.id, by=cast.resident, seats=2, now=NOW).code
    broken = refused(services.resize_resource, cast.base.id, hall.id, 3, by=cast.manager, now=NOW)
    assert (broken.code, broken.facts) == (Refusal.RESOURCE_SMALL, {"used": 4})
    services.resize_resource(cast.base.id, hall.id, 6, by=cast.manager, now=NOW)
    assert booking_of(waits).state is BookingState.OFFERED
    assert (occurrence.is_full, other.is_full) == (True, True)
    with pytest.raises(NotFound):
        services.resize_resource(cast.other_base.id, hall.id, 9, by=cast.manager, now=NOW)
    assert checks() == []


def test_a_use_is_refused_where_others_use_too_much_and_given_back_when_it_goes(
    session: Session, occurrence: Occurrence, other: Occurrence, cast: Cast
) -> None:
    services.add_resource(cast.base.id, ResourceKind.GUIDE, "张老师", "Ms Zhang", 1, by=cast.manager, now=NOW)
    guide = session.scalars(select(Resource)).one()
    whole = Wish(guide.id, Per.OCCURRENCE, 1)
    services.set_use(occurrence.id, whole, by=cast.manager, now=NOW)
    broken = refused(services.set_use, other.id, whole, by=cast.manager, now=NOW)
    assert (broken.code, broken.facts["resource"]) == (Refusal.RESOURCE_TAKEN, "张老师")
    services.set_use(occurrence.id, Wish(guide.id, Per.OCCURRENCE, 0), by=cast.manager, now=NOW)
    services.set_use(other.id, whole, by=cast.manager, now=NOW)
    assert checks() == []


def test_seats_already_taken_must_find_room_in_a_resource_that_is_used_from_now_on(
    session: Session, occurrence: Occurrence, cast: Cast
) -> None:
    services.book(occurrence.id, by=cast.neighbour, seats=4, now=NOW)
    hall = make_resource(session, cast.base, capacity=3)
    session.commit()
    wish = Wish(hall.id, Per.SEAT, 1)
    assert refused(services.set_use, occurrence.id, wish, by=cast.manager, now=NOW).code is Refusal.RESOURCE_TAKEN
    services.resize_resource(cast.base.id, hall.id, 4, by=cast.manager, now=NOW)
    services.set_use(occurrence.id, wish, by=cast.manager, now=NOW)
    assert (free(occurrence), occurrence.is_full) == (0, True)
    services.set_use(occurrence.id, Wish(hall.id, Per.SEAT, 0), by=cast.manager, now=NOW)
    assert (free(occurrence), occurrence.is_full) == (2, False)
    assert checks() == []


def test_adding_or_moving_onto_a_taken_resource_is_refused_and_changes_nothing(
    session: Session, occurrence: Occurrence, cast: Cast
) -> None:
    room = make_resource(session, cast.base, capacity=1)
    session.commit()
    event = occurrence.event
    services.set_event_resource(event.id, Wish(room.id, Per.OCCURRENCE, 1), by=cast.manager, now=NOW)
    first = _add(event, cast)
    rival = make_event(session, cast.base, seats=6)
    session.commit()
    services.set_event_resource(rival.id, Wish(room.id, Per.OCCURRENCE, 1), by=cast.manager, now=NOW)
    assert refused(_add, rival, cast, starts=time(9, 30)).code == Refusal.RESOURCE_TAKEN
    assert rival.occurrences == []
    second = _add(rival, cast, starts=time(10, 30))
    before, day = second.starts_at, NOW.date() + 9 * DAY
    where = {"on": day, "starts": time(10), "minutes": 90, "by": cast.manager, "now": NOW}
    assert refused(move_occurrence, second.id, Place(), **where).code == Refusal.RESOURCE_TAKEN
    assert (second.starts_at, first.starts_at.hour) == (before, 1)
    assert move_occurrence(second.id, Place(), **(where | {"starts": time(11)}))
    assert checks() == []


def test_moving_away_frees_what_others_wait_for(
    session: Session, occurrence: Occurrence, other: Occurrence, cast: Cast
) -> None:
    hall = make_resource(session, cast.base, capacity=6)
    make_use(session, occurrence, hall)
    make_use(session, other, hall)
    session.commit()
    services.book(occurrence.id, by=cast.neighbour, seats=6, now=NOW)
    waits = services.join_waiting(other.id, by=cast.resident, seats=6, now=NOW).code
    day = occurrence.starts_at.date() + DAY
    move_occurrence(occurrence.id, Place(), on=day, starts=time(9), minutes=60, by=cast.manager, now=NOW)
    assert booking_of(waits).state is BookingState.OFFERED
    assert (occurrence.is_full, other.is_full) == (True, True)
    assert checks() == []


def test_the_job_puts_fullness_right_where_a_process_died_in_between(
    session: Session, occurrence: Occurrence, other: Occurrence, cast: Cast
) -> None:
    hall = make_resource(session, cast.base, capacity=6)
    make_use(session, occurrence, hall)
    make_use(session, other, hall)
    make_booking(session, occurrence, cast.neighbour, seats=6)
    session.commit()
    assert len(checks()) == 2
    assert services.settle_shared_due(NOW) == 1
    assert services.settle_shared_due(NOW) == 0
    assert (occurrence.is_full, other.is_full, checks()) == (True, True, [])


def test_seats_are_given_only_as_far_as_guides_can_look_after_them(occurrence: Occurrence, cast: Cast) -> None:
    services.set_seats_per_guide(occurrence.event_id, 2, by=cast.manager, now=NOW)
    assert (free(occurrence), occurrence.is_full) == (0, True)
    waits = services.join_waiting(occurrence.id, by=cast.neighbour, seats=2, now=NOW).code
    assert idle(occurrence) is Idle.NO_GUIDE
    services.add_guide(occurrence.id, "见习", is_qualified=False, by=cast.manager, now=NOW)
    assert booking_of(waits).state is BookingState.WAITING
    services.add_guide(occurrence.id, "张老师", is_qualified=True, by=cast.manager, now=NOW)
    assert (booking_of(waits).state, free(occurrence)) == (BookingState.OFFERED, 0)
    services.add_guide(occurrence.id, "李老师", is_qualified=True, by=cast.manager, now=NOW)
    assert (free(occurrence), occurrence.is_full) == (2, False)
    assert checks() == []


def test_losing_a_guide_takes_nobodys_seat_but_pauses_booking_and_offers(
    session: Session, occurrence: Occurrence, cast: Cast
) -> None:
    services.set_seats_per_guide(occurrence.event_id, 2, by=cast.manager, now=NOW)
    for name in ("张老师", "李老师"):
        services.add_guide(occurrence.id, name, is_qualified=True, by=cast.manager, now=NOW)
    mine = services.book(occurrence.id, by=cast.resident, seats=3, now=NOW).code
    duty = session.scalars(select(Duty)).first()
    assert duty is not None
    services.withdraw_guide(occurrence.id, duty.id, by=cast.manager, now=NOW)
    assert booking_of(mine).state is BookingState.CONFIRMED
    assert refused(services.book, occurrence.id, by=cast.neighbour, seats=1, now=NOW).code is Refusal.FULL
    waits = services.join_waiting(occurrence.id, by=cast.neighbour, seats=1, now=NOW).code
    assert (idle(occurrence), services.promote_due(NOW)) == (Idle.NO_GUIDE, 0)
    services.set_seats_per_guide(occurrence.event_id, 0, by=cast.manager, now=NOW)
    assert booking_of(waits).state is BookingState.OFFERED
    assert occurrence.is_full is False
    assert checks() == []
    with pytest.raises(NotFound):
        services.withdraw_guide(occurrence.id, 2**40, by=cast.manager, now=NOW)


def test_a_new_occurrence_without_guides_is_full_from_the_start(session: Session, cast: Cast) -> None:
    event = make_event(session, cast.base, seats=6, seats_per_guide=3)
    session.commit()
    found = _add(event, cast)
    assert (found.is_full, free(found)) == (True, 0)
    assert checks() == []


def test_the_doctor_sees_what_is_wrong_with_pools_and_resources(
    session: Session, occurrence: Occurrence, other: Occurrence, cast: Cast
) -> None:
    hall = make_resource(session, cast.other_base, capacity=1)
    make_use(session, occurrence, hall)
    make_booking(session, occurrence, cast.resident, seats=2)
    pool_of(session, occurrence).is_shared = False
    reserve = make_reserve(session, other, PoolKind.TOWN, 1, town_code=HERE)
    reserve.release_minutes, reserve.release_at = 5, NOW - HOUR
    waits = make_booking(session, other, cast.neighbour, state=BookingState.WAITING)
    waits.pool_id = reserve.id
    session.commit()
    told = " ".join(checks())
    for part in ("2 are in use", "say truly", "of another base", "waits in a reserved pool", "past their release"):
        assert part in told


def test_who_leaves_gives_back_reserved_seats_too(session: Session, occurrence: Occurrence, cast: Cast) -> None:
    from sciencepop.bookings.services.privacy import end_bookings
    from sciencepop.core.db import write

    services.reserve_seats(occurrence.id, TOWN, by=cast.manager, now=NOW)
    services.book(occurrence.id, by=cast.resident, seats=2, now=NOW)
    with write() as unit:
        end_bookings(unit, cast.resident, NOW)
    assert {row.state for row in session.scalars(select(Booking))} == {BookingState.CANCELLED}
    assert checks() == []
