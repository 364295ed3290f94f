"""Gates: the allowance is a claim like any other, and what the door noted is merged once, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bookings import gate_checks, services
from sciencepop.bookings.gate_messages import _SENTENCES, VERDICTS
from sciencepop.bookings.invariants import checks
from sciencepop.bookings.models import Booking, BookingState, DoorEvent, DoorKind, Gate, Verdict
from sciencepop.bookings.queries.seats import count_taken, read_seats
from sciencepop.bookings.rules.attendance import Mark
from sciencepop.bookings.rules.gates import GateRefusal
from sciencepop.bookings.rules.states import LIVE
from sciencepop.bookings.services.door import Note
from sciencepop.bookings.tickets import sign, venue_code
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.tokens import new_token
from sciencepop.programme.models import Occurrence
from sciencepop.programme.services.cancel import cancel_occurrence
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_base, make_booking, make_event, make_occurrence, make_person, pool_of

HOUR = timedelta(hours=1)
STARTS = NOW + HOUR


@pytest.fixture
def occurrence(session: Session, cast: Cast) -> Occurrence:
    """In an hour, twenty seats: the doors are open."""
    event = make_event(session, cast.base, seats_per_booking=5)
    found = make_occurrence(session, event, size=20, starts_at=STARTS)
    session.commit()
    return found


def opened(occurrence: Occurrence, cast: Cast, allowance: int = 0, now: datetime = NOW) -> int:
    gate = services.open_gate(occurrence.id, name="东门", allowance=allowance, by=cast.manager, now=now)
    services.arm_gate(gate.gate_id, new_token(), now=now)
    return gate.gate_id


def ticket(booking: Booking, seats: int = 1, **values: object) -> Note:
    note = Note(new_token(), DoorKind.SCAN, seats, NOW, code=booking.code, signature=sign(booking.code))
    return replace(note, **values)  # type: ignore[arg-type]


def walk_in(seats: int = 1, **values: object) -> Note:
    return replace(Note(new_token(), DoorKind.WALK_IN, seats, NOW), **values)  # type: ignore[arg-type]


def told(gate_id: int, *notes: Note, now: datetime = NOW) -> list[Verdict]:
    verdicts = services.merge(gate_id, notes, now=now)
    return [verdicts[note.nonce] for note in notes]


def free(occurrence: Occurrence) -> int:
    pool = pool_of(db.session(), occurrence)
    return pool.size - count_taken(db.session(), pool.id)


def all_is_well() -> bool:
    return (checks(), gate_checks.checks()) == ([], [])


def test_every_refusal_and_verdict_has_a_sentence_of_its_own(app: Flask) -> None:
    with app.test_request_context():
        assert {str(_SENTENCES[code]) for code in GateRefusal} == {str(words) for words in _SENTENCES.values()}
        assert len({str(_SENTENCES[code]) for code in GateRefusal}) == len(GateRefusal)
        assert len({str(VERDICTS[verdict]) for verdict in Verdict}) == len(Verdict)


def test_an_allowance_is_taken_from_the_pool_and_told_everywhere(cast: Cast, occurrence: Occurrence) -> None:
    opened(occurrence, cast, 15)
    assert free(occurrence) == 5
    assert read_seats(db.session(), [occurrence.id])[occurrence.id].free == 5
    opened(occurrence, cast, 5)
    assert db.session.get_one(Occurrence, occurrence.id).is_full
    with pytest.raises(RuleBroken) as broken:
        services.open_gate(occurrence.id, name="西门", allowance=1, by=cast.manager, now=NOW)
    assert (broken.value.code, broken.value.facts) == (GateRefusal.NOT_SO_MANY, {"free": 0})
    db.session.rollback()
    assert all_is_well()


def test_nobody_books_what_a_gate_holds(session: Session, cast: Cast) -> None:
    occurrence = make_occurrence(session, make_event(session, cast.base, seats_per_booking=5), size=10)
    session.commit()
    opened(occurrence, cast, 7)
    with pytest.raises(RuleBroken) as broken:
        services.book(occurrence.id, by=cast.resident, seats=4, now=NOW)
    assert broken.value.code.value == "full"
    db.session.rollback()
    services.book(occurrence.id, by=cast.resident, seats=3, now=NOW)
    with pytest.raises(RuleBroken) as broken:
        services.resize_pool(occurrence.id, 9, by=cast.manager, now=NOW)
    assert broken.value.code.value == "size_too_small"
    db.session.rollback()


def test_what_a_gate_gives_back_goes_to_those_who_wait(session: Session, cast: Cast) -> None:
    occurrence = make_occurrence(session, make_event(session, cast.base), size=4)
    session.commit()
    gate_id = opened(occurrence, cast, 4)
    code = services.join_waiting(occurrence.id, by=cast.resident, seats=2, now=NOW).code
    services.set_allowance(gate_id, 1, version=1, now=NOW)
    assert session.scalars(select(Booking.state).where(Booking.code == code)).one() is BookingState.OFFERED
    with pytest.raises(RuleBroken) as broken:
        services.set_allowance(gate_id, 4, version=1, now=NOW)
    assert broken.value.code is GateRefusal.CHANGED_MEANWHILE
    db.session.rollback()
    with pytest.raises(RuleBroken) as broken:
        services.set_allowance(gate_id, 4, version=2, now=NOW)
    assert broken.value.facts == {"free": 1}
    db.session.rollback()
    services.end_gate(gate_id, by=cast.manager, now=NOW)
    assert (free(occurrence), all_is_well()) == (2, True)


def test_one_link_arms_one_device(cast: Cast, occurrence: Occurrence) -> None:
    gate_id = services.open_gate(occurrence.id, name="东门", allowance=0, by=cast.manager, now=NOW).gate_id
    device = new_token()
    services.arm_gate(gate_id, device, now=NOW)
    services.arm_gate(gate_id, device, now=NOW + HOUR)
    assert db.session.get_one(Gate, gate_id).armed_at == NOW
    with pytest.raises(RuleBroken) as broken:
        services.arm_gate(gate_id, new_token(), now=NOW)
    assert broken.value.code is GateRefusal.ALREADY_IN_USE


def test_a_family_comes_in_two_parts_and_each_note_counts_once(
    session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    booking = make_booking(session, occurrence, cast.resident, seats=4)
    session.commit()
    gate_id = opened(occurrence, cast)
    first = ticket(booking, 3, at=NOW - HOUR / 2)
    assert told(gate_id, first) == [Verdict.ADMITTED]
    assert (booking.state, booking.seats_attended, booking.attended_at) == (BookingState.ATTENDED, 3, NOW - HOUR / 2)
    assert told(gate_id, first, first, ticket(booking, 1)) == [Verdict.ADMITTED, Verdict.ADMITTED, Verdict.REST]
    assert told(opened(occurrence, cast), ticket(booking, 2, was_offline=True)) == [Verdict.TOO_MANY]
    assert (booking.seats_attended, session.query(DoorEvent).count()) == (4, 3)
    newest = session.scalars(select(DoorEvent).order_by(DoorEvent.id.desc())).first()
    assert newest is not None
    assert (newest.was_forced, newest.was_offline, newest.booking_id) == (True, True, booking.id)
    assert all_is_well()


def test_the_door_is_right_but_takes_no_seat_that_is_not_there(
    session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    gone = make_booking(session, occurrence, cast.resident, state=BookingState.CANCELLED)
    absent = make_booking(session, occurrence, cast.neighbour, seats=5, state=BookingState.NO_SHOW)
    forged = make_booking(session, occurrence, cast.officer)
    session.commit()
    gate_id = opened(occurrence, cast)
    unknown = Note(new_token(), DoorKind.SCAN, 2, NOW, code="NOSUCHCODE", was_forced=True)
    wrong = ticket(forged, signature="aaaaaaaaaaaaa")
    assert told(gate_id, ticket(gone), unknown, wrong) == [Verdict.NOT_VALID, Verdict.UNKNOWN, Verdict.NOT_GENUINE]
    assert (gone.state, forged.state) == (BookingState.CANCELLED, BookingState.ATTENDED)
    holder = opened(occurrence, cast, free(occurrence) - 4)
    assert told(gate_id, ticket(absent, 5)) == [Verdict.NO_SEATS]
    assert absent.state is BookingState.NO_SHOW
    services.end_gate(holder, by=cast.manager, now=NOW)
    assert told(gate_id, ticket(absent, 4)) == [Verdict.ADMITTED]
    assert (absent.state, absent.seats_attended) == (BookingState.ATTENDED, 4)
    forced = session.scalars(select(DoorEvent.was_forced).order_by(DoorEvent.id)).all()
    assert forced == [True, True, True, True, False]
    assert all_is_well()


def test_before_the_doors_open_a_ticket_changes_nothing(session: Session, cast: Cast, occurrence: Occurrence) -> None:
    booking = make_booking(session, occurrence, cast.resident)
    session.commit()
    early = STARTS - timedelta(hours=4)
    gate_id = opened(occurrence, cast, now=early)
    assert told(gate_id, ticket(booking), now=early) == [Verdict.TOO_EARLY]
    assert (booking.state, booking.seats_attended) == (BookingState.CONFIRMED, None)


def test_undoing_on_the_roster_starts_the_count_again(session: Session, cast: Cast, occurrence: Occurrence) -> None:
    booking = make_booking(session, occurrence, cast.resident, seats=3)
    session.commit()
    gate_id = opened(occurrence, cast)
    told(gate_id, ticket(booking, 2))
    services.mark(booking.code, Mark.UNDO, by=cast.manager, now=NOW)
    assert (booking.state, booking.seats_attended) == (BookingState.CONFIRMED, None)
    assert told(gate_id, ticket(booking, 3)) == [Verdict.ADMITTED]
    assert booking.seats_attended == 3


def test_walk_ins_use_the_allowance_and_two_gates_of_ten_let_twenty_in(cast: Cast, occurrence: Occurrence) -> None:
    gates = [opened(occurrence, cast, 10), opened(occurrence, cast, 10)]
    verdicts = [told(gates[number % 2], walk_in())[0] for number in range(25)]
    assert (verdicts.count(Verdict.WALKED_IN), verdicts.count(Verdict.OVER)) == (20, 5)
    assert (free(occurrence), all_is_well()) == (0, True)


def test_walk_ins_beyond_the_allowance_get_free_seats_and_are_marked(cast: Cast, occurrence: Occurrence) -> None:
    gate_id = opened(occurrence, cast, 2)
    assert told(gate_id, walk_in(2), walk_in(3, was_forced=True)) == [Verdict.WALKED_IN, Verdict.EXTRA]
    gate = db.session.get_one(Gate, gate_id)
    assert (gate.allowance, gate.walked_in, gate.version, free(occurrence)) == (5, 5, 2, 15)
    assert all_is_well()


def test_an_ended_gate_still_delivers_and_a_forgotten_one_ends_by_itself(cast: Cast, occurrence: Occurrence) -> None:
    gate_id = opened(occurrence, cast, 6)
    told(gate_id, walk_in(2))
    late = occurrence.ends_at + timedelta(hours=13)
    assert services.end_left_gates(late - 2 * HOUR) == 0
    assert (services.end_left_gates(late), services.end_left_gates(late)) == (1, 0)
    assert free(occurrence) == 18
    assert told(gate_id, walk_in(3, was_offline=True), now=late) == [Verdict.EXTRA]
    assert free(occurrence) == 15
    with pytest.raises(RuleBroken) as broken:
        told(gate_id, walk_in(), now=late + timedelta(days=8))
    assert broken.value.code is GateRefusal.TOO_LATE
    db.session.rollback()
    assert all_is_well()


def test_cancelling_the_session_ends_its_gates(session: Session, cast: Cast) -> None:
    occurrence = make_occurrence(session, make_event(session, cast.base), size=5)
    session.commit()
    gate_id = opened(occurrence, cast, 5)
    cancel_occurrence(occurrence.id, by=cast.manager, now=NOW, reason="停电")
    gate = db.session.get_one(Gate, gate_id)
    assert (gate.ended_at, gate.allowance) == (NOW, 0)
    with pytest.raises(RuleBroken) as broken:
        opened(occurrence, cast)
    assert broken.value.code is GateRefusal.NOT_ON


def test_the_venues_code_lets_its_reader_in_for_two_minutes(
    session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    booking = make_booking(session, occurrence, cast.resident, seats=2)
    session.commit()
    code = venue_code(occurrence.id, NOW)

    def refused(typed: str, now: datetime) -> GateRefusal:
        with pytest.raises(RuleBroken) as broken:
            services.check_in(booking.code, typed, by=cast.resident, now=now)
        db.session.rollback()
        return GateRefusal(broken.value.code)

    assert refused("１２３４５６", NOW) is GateRefusal.WRONG_CODE
    assert refused(code, NOW + timedelta(minutes=2)) is GateRefusal.WRONG_CODE
    assert refused(venue_code(occurrence.id + 1, NOW), NOW) is GateRefusal.WRONG_CODE
    assert refused(code, STARTS - timedelta(hours=4)) is GateRefusal.DOORS_CLOSED
    services.check_in(booking.code, f" {code[:3]} {code[3:]} ", by=cast.resident, now=NOW + timedelta(minutes=1))
    assert (booking.state, booking.seats_attended) == (BookingState.ATTENDED, 2)
    assert refused(code, NOW) is GateRefusal.NOT_YOURS_TO_USE


Plan = list[tuple[int, int, int]]
"""Gate, ticket (or -1 for a walk-in), people."""


@settings(max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(
    plan=st.lists(st.tuples(st.integers(0, 1), st.integers(-1, 4), st.integers(1, 3)), max_size=14),
    order=st.randoms(use_true_random=False),
    sizes=st.lists(st.integers(1, 4), min_size=5, max_size=5),
)
def test_two_gates_merge_to_the_same_whatever_the_order_and_however_often(
    app: Flask, plan: Plan, order: object, sizes: list[int]
) -> None:
    outcomes = []
    for shuffled in (False, True):
        session = db.session()
        base = make_base(session)
        occurrence = make_occurrence(session, make_event(session, base), size=40, starts_at=STARTS)
        manager = make_person(session)
        bookings = [make_booking(session, occurrence, make_person(session), seats=seats) for seats in sizes]
        session.commit()
        gates = [
            services.open_gate(occurrence.id, name=name, allowance=10, by=manager, now=NOW).gate_id for name in "东西"
        ]
        queues: list[list[Note]] = [[], []]
        left = [10, 10]
        for number, (gate, one, seats) in enumerate(plan):
            note = ticket(bookings[one], seats) if one >= 0 else walk_in(seats)
            if one < 0 and seats > left[gate]:
                continue  # the device lets nobody in beyond its allowance
            left[gate] -= seats if one < 0 else 0
            queues[gate].append(replace(note, at=NOW - timedelta(minutes=number)))
        _deliver(gates, queues, order if shuffled else None)
        session.rollback()
        outcomes.append(_outcome(bookings, gates, occurrence))
        assert all_is_well()
    assert outcomes[0] == outcomes[1]


def _deliver(gates: Sequence[int], queues: Sequence[list[Note]], order: object) -> None:
    """One gate after the other; or, with an order, in small interleaved parts of which some come twice."""
    if order is None:
        for gate_id, queue in zip(gates, queues, strict=True):
            services.merge(gate_id, queue, now=NOW)
        return
    rest = [list(queue) for queue in queues]
    while any(rest):
        number = order.choice([n for n in (0, 1) if rest[n]])  # type: ignore[attr-defined]
        part, rest[number] = rest[number][:2], rest[number][2:]
        first = services.merge(gates[number], part, now=NOW)
        if order.random() < 0.5:  # type: ignore[attr-defined]
            assert services.merge(gates[number], part, now=NOW) == first


def _outcome(bookings: Sequence[Booking], gates: Sequence[int], occurrence: Occurrence) -> object:
    states = [(booking.state, booking.seats_attended, booking.attended_at) for booking in bookings]
    facts = select(DoorEvent.kind, DoorEvent.seats).where(DoorEvent.gate_id.in_(gates))
    events = sorted((kind.value, seats) for kind, seats in db.session.execute(facts))
    walked = [db.session.get_one(Gate, gate_id).walked_in for gate_id in gates]
    live = sum(booking.seats for booking in bookings if booking.state in LIVE)
    assert free(occurrence) == 40 - live - 20
    return states, events, walked
