"""Signing up, the line, offers, stepping back, and the one ledger, on real rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts import services as accounts
from sciencepop.accounts.models import Person
from sciencepop.bookings import services as bookings
from sciencepop.bookings.messages import sentence as booking_sentence
from sciencepop.bookings.models import Commitment, CommitmentKind, Duty, DutyState
from sciencepop.bookings.queries.rooms import read_room
from sciencepop.bookings.rules.refusals import Refusal as BookingRefusal
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from sciencepop.programme.services.cancel import cancel_occurrence
from sciencepop.programme.services.move import move_occurrence
from sciencepop.programme.services.plan import Place
from sciencepop.volunteers import services
from sciencepop.volunteers.invariants import checks
from sciencepop.volunteers.messages import sentence
from sciencepop.volunteers.models import Assignment, AssignmentState, CallOut, Need, Shift, ShiftState, Volunteer
from sciencepop.volunteers.queries.shifts import numbers_of
from sciencepop.volunteers.rules.late import Price
from sciencepop.volunteers.rules.refusals import Refusal
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_event, make_occurrence, make_person
from tests.volunteers.people import assignment_of, make_assignment, make_shift, make_volunteer

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
S = AssignmentState


def sign_up(need: Need, person: Person, **options: Any) -> str:
    return services.sign_up(need.id, by=person, language="zh", now=clock.now(), **options)


def refused(call: Any, *arguments: Any, **options: Any) -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        call(*arguments, **options)
    db.session.rollback()
    return caught.value


def state_of(code: str) -> AssignmentState:
    return assignment_of(code).state


def letters() -> list[str]:
    keys = db.session.scalars(select(OutboxMessage.dedup_key).order_by(OutboxMessage.id))
    return [key.split("-")[2] for key in keys if key.startswith("shift-")]


@pytest.fixture
def shift(session: Session, cast: Cast) -> Shift:
    """Two helpers are needed in a week."""
    found = make_shift(session, cast.base)
    session.commit()
    return found


@pytest.fixture
def people(session: Session) -> list[Person]:
    found = [make_volunteer(session) for _ in range(4)]
    session.commit()
    return found


def test_a_place_is_taken_with_the_time_and_the_next_one_waits(shift: Shift, people: list[Person]) -> None:
    need = shift.needs[0]
    first, _second = [sign_up(need, person) for person in people[:2]]
    assert state_of(first) is S.CONFIRMED
    row = db.session.scalars(select(Commitment).where(Commitment.person_id == people[0].id)).one()
    assert (row.kind, row.starts_at, row.is_firm) == (CommitmentKind.SERVE, shift.starts_at, True)
    assert refused(sign_up, need, people[2]).code is Refusal.FULL
    third = sign_up(need, people[2], waiting_allowed=True)
    assert state_of(third) is S.WAITING
    assert letters() == ["confirmed", "confirmed", "waiting"]
    assert checks() == []


def test_who_steps_back_makes_room_for_the_first_in_line(shift: Shift, people: list[Person]) -> None:
    need = shift.needs[0]
    codes = [sign_up(need, person, waiting_allowed=True) for person in people]
    assert services.withdraw(codes[0], by=people[0], now=NOW) is Price.EARLY
    assert [state_of(code) for code in codes] == [S.WITHDRAWN, S.CONFIRMED, S.OFFERED, S.WAITING]
    assert checks() == []
    services.accept(codes[2], by=people[2], now=NOW)
    assert state_of(codes[2]) is S.CONFIRMED
    assert refused(services.accept, codes[2], by=people[2], now=NOW).code is Refusal.NOT_OFFERED
    again = sign_up(need, people[0], waiting_allowed=True)
    assert assignment_of(again).sequence > assignment_of(codes[0]).sequence
    assert checks() == []


def test_an_offer_that_nobody_answers_goes_to_the_next(shift: Shift, people: list[Person]) -> None:
    need = shift.needs[0]
    codes = [sign_up(need, person, waiting_allowed=True) for person in people]
    services.withdraw(codes[0], by=people[0], now=NOW)
    ends_at = assignment_of(codes[2]).offer_ends_at
    assert ends_at == NOW + DAY
    assert services.expire_offers(NOW + DAY) == 1
    assert [state_of(code) for code in codes[2:]] == [S.EXPIRED, S.OFFERED]
    with clock.frozen_at(NOW + DAY):
        services.withdraw(codes[3], by=people[3], now=NOW + DAY)
    assert state_of(codes[3]) is S.DECLINED
    assert checks() == []


def test_a_booking_and_a_shift_clash_in_both_directions(session: Session, cast: Cast, people: list[Person]) -> None:
    occurrence = make_occurrence(session, make_event(session, cast.base, title_zh="看叶子"))
    shift = make_shift(
        session, cast.base, starts_at=occurrence.starts_at, ends_at=occurrence.ends_at, title_zh="导览班"
    )
    session.commit()
    booked, serving = people[:2]
    bookings.book(occurrence.id, by=booked, seats=1, now=NOW)
    broken = refused(sign_up, shift.needs[0], booked)
    assert broken.code is Refusal.CLASH
    sign_up(shift.needs[0], serving)
    told = refused(bookings.book, occurrence.id, by=serving, seats=1, now=NOW)
    assert told.code is BookingRefusal.CLASH
    assert "“导览班”" in booking_sentence(told)


def test_a_clash_names_the_other_commitment(session: Session, cast: Cast, shift: Shift, people: list[Person]) -> None:
    other = make_shift(
        session, cast.other_base, starts_at=shift.starts_at + HOUR, ends_at=shift.ends_at, title_zh="签到"
    )
    session.commit()
    sign_up(shift.needs[0], people[0])
    with pytest.raises(RuleBroken) as caught:
        sign_up(other.needs[0], people[0])
    assert f"“{shift.title_zh}”" in sentence(caught.value)


def test_rest_and_skills_are_refused_with_their_reason(session: Session, cast: Cast, people: list[Person]) -> None:
    evening = make_shift(session, cast.base, starts_in=timedelta(days=7, hours=10), hours=3)
    morning = make_shift(session, cast.base, starts_in=timedelta(days=7, hours=22), hours=3)
    aid = make_shift(
        session, cast.base, starts_in=timedelta(days=20), roles={"first-aid": 1}, need={"skills": ["first-aid"]}
    )
    nurse = make_volunteer(session, skills=("ambulance",))
    session.commit()
    sign_up(evening.needs[0], people[0])
    assert refused(sign_up, morning.needs[0], people[0]).code is Refusal.REST
    assert "急救" in sentence(refused(sign_up, aid.needs[0], people[0]))
    assert state_of(sign_up(aid.needs[0], nurse)) is S.CONFIRMED


def test_risks_are_accepted_in_words_that_are_kept(session: Session, cast: Cast, people: list[Person]) -> None:
    shift = make_shift(session, cast.base, risk_zh="户外，久站。")
    session.commit()
    assert refused(sign_up, shift.needs[0], people[0]).code is Refusal.RISK_NOT_ACCEPTED
    assert assignment_of(sign_up(shift.needs[0], people[0], accepts_risk=True)).risk_text == "户外，久站。"


@pytest.mark.parametrize(
    ("mode", "expected"), [("request", S.APPLIED), ("roster", S.APPLIED), ("waitlist_only", S.WAITING)]
)
def test_what_a_sign_up_gives_is_said_by_the_need(
    session: Session, cast: Cast, people: list[Person], mode: str, expected: AssignmentState
) -> None:
    shift = make_shift(session, cast.base, need={"mode": mode})
    session.commit()
    code = sign_up(shift.needs[0], people[0])
    assert state_of(code) is expected
    assert services.promote_due(NOW) == 0
    services.say_yes(code, by=cast.manager, now=NOW)
    assert state_of(code) is S.CONFIRMED
    assert checks() == []


def test_a_coordinator_asks_and_nobody_is_forced(shift: Shift, people: list[Person], cast: Cast) -> None:
    code = services.assign(shift.needs[0].id, people[0].id, by=cast.manager, now=NOW)
    assert state_of(code) is S.OFFERED
    services.accept(code, by=people[0], now=NOW)
    services.say_no(code, "换人", by=cast.manager, now=NOW)
    assert state_of(code) is S.CALLED_OFF
    with pytest.raises(NotFound):
        services.assign(shift.needs[0].id, cast.neighbour.id, by=cast.manager, now=NOW)
    db.session.rollback()
    assert refused(services.say_yes, code, by=cast.manager, now=NOW).code is Refusal.WRONG_STATE
    assert checks() == []


def test_a_cancelled_shift_gives_everybody_their_time_back(shift: Shift, people: list[Person], cast: Cast) -> None:
    for person in people[:3]:
        sign_up(shift.needs[0], person, waiting_allowed=True)
    assert services.cancel_shift(shift.id, "台风", by=cast.manager, now=NOW) == 3
    assert db.session.scalars(select(Commitment)).all() == []
    assert letters().count("called_off") == 3
    assert checks() == []


def test_a_shift_goes_with_its_session(session: Session, cast: Cast, people: list[Person]) -> None:
    occurrence = make_occurrence(session, make_event(session, cast.base))
    shift = make_shift(
        session,
        cast.base,
        occurrence_id=occurrence.id,
        starts_at=occurrence.starts_at - HOUR,
        ends_at=occurrence.ends_at + HOUR,
        closes_at=occurrence.starts_at - 2 * HOUR,
    )
    session.commit()
    code = sign_up(shift.needs[0], people[0])
    start = clock.local(occurrence.starts_at)
    place = Place(place_zh="佘山学校", address_zh="外青松公路")
    when = {"on": start.date() + DAY, "starts": start.time(), "minutes": 60}
    move_occurrence(occurrence.id, place, **when, by=cast.manager, now=NOW)
    moved = session.get_one(Shift, shift.id, populate_existing=True)
    assert (moved.starts_at, moved.ends_at) == (occurrence.starts_at - HOUR, occurrence.ends_at + HOUR)
    assert moved.place_zh == "佘山学校"
    assert checks() == []
    cancel_occurrence(occurrence.id, reason="下雨", by=cast.manager, now=NOW)
    assert state_of(code) is S.CALLED_OFF
    assert session.get_one(Shift, shift.id).state is ShiftState.CANCELLED
    assert letters() == ["confirmed", "moved", "called_off"]


def test_guides_from_shifts_let_seats_be_given(session: Session, cast: Cast) -> None:
    occurrence = make_occurrence(session, make_event(session, cast.base, seats_per_guide=10))
    when = {"starts_at": occurrence.starts_at, "ends_at": occurrence.ends_at, "occurrence_id": occurrence.id}
    shift = make_shift(session, cast.base, roles={"guide": 2}, **when)
    guide, novice = make_volunteer(session, skills=("guiding",)), make_volunteer(session)
    session.commit()

    def free() -> int:
        db.session.rollback()
        room = read_room(db.session(), occurrence.id)
        assert room is not None
        return room.free

    assert free() == 0
    sign_up(shift.needs[0], novice)
    assert free() == 0
    code = sign_up(shift.needs[0], guide)
    assert free() == 10
    services.revoke_skill(guide.id, "guiding", by=cast.officer, now=NOW)
    assert free() == 0
    services.grant_skill(guide.id, "guiding", clock.today(), None, by=cast.officer, now=NOW)
    assert free() == 10
    assert checks() == []
    services.withdraw(code, by=guide, now=NOW)
    assert free() == 0
    on_duty = select(Duty.person_id).where(Duty.state == DutyState.CONFIRMED)
    assert list(db.session.scalars(on_duty)) == [novice.id]
    assert checks() == []


def test_i_cannot_come_gives_bookings_and_shifts_back_together(session: Session, cast: Cast) -> None:
    occurrence = make_occurrence(session, make_event(session, cast.base, seats_per_guide=10))
    other = make_occurrence(session, make_event(session, cast.base), starts_in=timedelta(days=7, hours=5))
    when = {"starts_at": occurrence.starts_at, "ends_at": occurrence.ends_at, "occurrence_id": occurrence.id}
    shift = make_shift(session, cast.base, roles={"guide": 1}, **when)
    person = make_volunteer(session, skills=("guiding",))
    booking = make_booking(session, other, person)
    session.commit()
    code = sign_up(shift.needs[0], person)
    with pytest.raises(NotFound):
        bookings.give_back([], [f"shift:{code}"], by=cast.neighbour, now=NOW)
    db.session.rollback()
    assert bookings.give_back([booking.code], [f"shift:{code}"], by=person, now=NOW) == 2
    assert state_of(code) is S.WITHDRAWN
    assert db.session.scalars(select(Commitment)).all() == []
    assert checks() == []


def test_stepping_back_late_is_told_and_substitutes_are_called(
    session: Session, cast: Cast, people: list[Person]
) -> None:
    shift = make_shift(session, cast.base, starts_in=5 * HOUR, roles={"helper": 1})
    make_volunteer(session, cast.neighbour, town_codes=[cast.base.town_code], categories=["organiser"])
    session.commit()
    code = sign_up(shift.needs[0], people[0])
    assert services.withdraw(code, by=people[0], now=NOW) is Price.LATE
    assert letters()[-1] == "left"
    assert services.call_out_due(NOW) == 5 - 1 + 1
    asked = db.session.scalars(select(CallOut.person_id).order_by(CallOut.id)).all()
    assert asked[0] == cast.neighbour.id
    assert services.call_out_due(NOW + HOUR) == 0
    session.get_one(Shift, shift.id).state = ShiftState.ROSTERED
    session.commit()
    assert state_of(sign_up(shift.needs[0], cast.neighbour)) is S.CONFIRMED
    assert refused(services.call_out, shift.needs[0].id, by=cast.manager, now=NOW).code is Refusal.FULL


def test_nobody_is_called_at_night(shift: Shift, people: list[Person], cast: Cast) -> None:
    night = NOW + 13 * HOUR
    assert services.call_out_due(night) == 0
    assert refused(services.call_out, shift.needs[0].id, by=cast.manager, now=night).code is Refusal.QUIET


def test_two_people_swap_and_three_do_in_a_circle(session: Session, cast: Cast, people: list[Person]) -> None:
    shifts = [
        make_shift(session, cast.base, starts_in=timedelta(days=7 + day), roles={"helper": 1}) for day in range(3)
    ]
    codes = [make_assignment(session, shift, person).code for shift, person in zip(shifts, people[:3], strict=True)]
    session.commit()
    needs = [shift.needs[0].id for shift in shifts]
    assert not services.offer_swap(codes[0], [needs[1]], by=people[0], now=NOW)
    assert not services.offer_swap(codes[1], [needs[2]], by=people[1], now=NOW)
    assert services.offer_swap(codes[2], [needs[0]], by=people[2], now=NOW)
    live = select(Assignment.person_id, Assignment.need_id).where(Assignment.state == S.CONFIRMED)
    have = {person: need for person, need in db.session.execute(live)}
    assert have == {people[0].id: needs[1], people[1].id: needs[2], people[2].id: needs[0]}
    assert letters() == ["given"] * 3 + ["swapped"] * 3
    assert checks() == []


def test_a_circle_that_would_break_a_rule_for_one_is_not_made(
    session: Session, cast: Cast, people: list[Person]
) -> None:
    first = make_shift(session, cast.base, roles={"helper": 1})
    second = make_shift(
        session, cast.base, starts_in=timedelta(days=9), roles={"first-aid": 1}, need={"skills": ["first-aid"]}
    )
    plain, nurse = people[0], make_volunteer(session, skills=("first-aid",))
    codes = [make_assignment(session, first, plain).code, make_assignment(session, second, nurse).code]
    session.commit()
    assert not services.offer_swap(codes[0], [second.needs[0].id], by=plain, now=NOW)
    assert not services.offer_swap(codes[1], [first.needs[0].id], by=nurse, now=NOW)
    assert [state_of(code) for code in codes] == [S.CONFIRMED, S.CONFIRMED]
    services.withdraw_swap(codes[0], by=plain, now=NOW)
    assert refused(services.withdraw_swap, codes[0], by=plain, now=NOW).code is Refusal.SWAP_OVER


def test_fewer_places_than_people_are_refused_and_more_go_to_the_line(
    shift: Shift, people: list[Person], cast: Cast
) -> None:
    need = shift.needs[0]
    codes = [sign_up(need, person, waiting_allowed=True) for person in people]
    assert refused(services.set_numbers, need.id, 1, 1, 1, by=cast.manager, now=NOW).code is Refusal.TOO_FEW_PLACES
    services.set_numbers(need.id, 1, 3, 3, by=cast.manager, now=NOW)
    assert [state_of(code) for code in codes[2:]] == [S.OFFERED, S.WAITING]
    assert numbers_of(db.session(), [need])[need.id].taken == 3


def test_a_minor_needs_a_guardian_who_agrees(session: Session, cast: Cast, shift: Shift) -> None:
    from sciencepop.volunteers.queries.people import get_volunteer
    from sciencepop.volunteers.services.guardians import guardian_token

    minor = make_person(session, name="小明")
    session.commit()
    join = {"accepts": True, "language": "zh", "by": minor, "now": NOW}
    assert refused(services.join, services.Profile(), services.Birth(2013, 1), **join).code is Refusal.UNDER_14
    services.join(services.Profile(), services.Birth(2010, 1), **join)
    assert refused(sign_up, shift.needs[0], minor).code is Refusal.GUARDIAN_NEEDED
    token = guardian_token(get_volunteer(db.session(), minor.id))
    options = {"accepts": True, "language": "zh", "now": NOW}
    with pytest.raises(NotFound):
        services.consent_online(minor.id, token, "自己", by=minor, **options)
    with pytest.raises(NotFound):
        services.consent_online(minor.id, "x" * 32, "外人", by=cast.neighbour, **options)
    db.session.rollback()
    services.consent_online(minor.id, token, "小明妈妈", by=cast.resident, **options)
    assert state_of(sign_up(shift.needs[0], minor)) is S.CONFIRMED
    services.end_consent(minor.id, by=cast.resident, now=NOW)
    later = make_shift(session, cast.base, starts_in=timedelta(days=12))
    session.commit()
    assert refused(sign_up, later.needs[0], minor).code is Refusal.GUARDIAN_NEEDED


def test_leaving_gives_everything_back_and_keeps_past_service(shift: Shift, people: list[Person], cast: Cast) -> None:
    codes = [sign_up(shift.needs[0], person, waiting_allowed=True) for person in people[:3]]
    services.claim_skill("english", by=people[0], now=NOW)
    accounts.close_account(people[0], NOW)
    assert [state_of(code) for code in codes] == [S.WITHDRAWN, S.CONFIRMED, S.OFFERED]
    volunteer = db.session.get_one(Volunteer, people[0].id, populate_existing=True)
    assert volunteer.left_at == NOW
    assert checks() == []
    exported = accounts.export_data(people[1], NOW)["volunteer"]
    assert [row["code"] for row in exported["assignments"]] == [codes[1]]


def test_shifts_of_a_template_are_made_once_and_again(session: Session, cast: Cast, people: list[Person]) -> None:
    event = make_event(session, cast.base)
    occurrence = make_occurrence(session, event)
    session.commit()
    wish = services.TemplateWish("导览", [services.NeedWish("guide", 1, 2, 3, ("guiding",))], event_id=event.id)
    number = services.add_template(cast.base, wish, by=cast.manager, now=NOW)
    assert services.make(number, by=cast.manager, now=NOW) == (1, 0)
    assert services.make(number, by=cast.manager, now=NOW) == (0, 0)
    shift = db.session.scalars(select(Shift)).one()
    assert shift.starts_at == occurrence.starts_at - timedelta(minutes=30)
    assert (shift.state, shift.needs[0].skills) == (ShiftState.DRAFT, ["guiding"])
    make_occurrence(session, event, starts_in=timedelta(days=9))
    session.commit()
    assert services.make(number, by=cast.manager, now=NOW) == (1, 0)
    services.publish(shift.id, by=cast.manager, now=NOW)
    assert refused(services.publish, shift.id, by=cast.manager, now=NOW).code is Refusal.WRONG_STATE
