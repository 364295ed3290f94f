"""Booking, waiting, offers and attendance on real rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts import services as accounts
from sciencepop.accounts.models import Address, AddressKind
from sciencepop.bookings import services
from sciencepop.bookings.invariants import checks
from sciencepop.bookings.models import Booking, BookingState, Guest, SeatPool
from sciencepop.bookings.queries.seats import count_taken
from sciencepop.bookings.rules.attendance import Mark
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.core import stamps
from sciencepop.core.audit import AuditRow
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from sciencepop.programme import hooks
from sciencepop.programme.models import BookingMode, EventState, Occurrence
from sciencepop.programme.services.cancel import cancel_occurrence
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_event, make_occurrence, move_on, pool_of
from tests.statements import counted

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def occurrence(session: Session, cast: Cast) -> Occurrence:
    """A session of six seats in a week."""
    found = make_occurrence(session, make_event(session, cast.base, title_en="Leaves", seats_per_booking=6), size=6)
    session.commit()
    return found


def booking_of(code: str) -> Booking:
    return db.session.scalars(select(Booking).where(Booking.code == code)).one()


def letters() -> list[OutboxMessage]:
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def kinds() -> list[str]:
    return [letter.dedup_key.split("-", 2)[2] for letter in letters()]


def refused(call: Any, *arguments: Any, **options: Any) -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        call(*arguments, **options)
    return caught.value


def test_seats_are_booked_and_confirmed_by_mail_with_a_calendar_object(occurrence: Occurrence, cast: Cast) -> None:
    booked = services.book(occurrence.id, by=cast.resident, seats=2, now=NOW)
    booking = booking_of(booked.code)
    assert (booking.state, booking.seats, booking.person_id) == (BookingState.CONFIRMED, 2, cast.resident.id)
    letter = letters()[0]
    assert letter.address == cast.resident.addresses[0].value
    assert letter.calendar_method == "REQUEST"
    assert booked.code[:5] in letter.body
    assert occurrence.event.title_zh in letter.subject
    assert hooks.seats_of(db.session(), [occurrence.id])[occurrence.id] == hooks.Seats(6, 4, 0)
    assert checks() == []


def test_the_letter_is_written_in_the_language_of_the_booking(occurrence: Occurrence, cast: Cast) -> None:
    services.book(occurrence.id, by=cast.resident, seats=1, now=NOW, language="en")
    assert letters()[0].subject == "Booked: Leaves"
    assert "/en/my/bookings/" in letters()[0].body


def test_someone_with_a_mobile_number_only_gets_one_short_text(occurrence: Occurrence, cast: Cast) -> None:
    address = cast.resident.addresses[0]
    address.kind, address.value = AddressKind.MOBILE, "+8613800000000"
    db.session.commit()
    services.book(occurrence.id, by=cast.resident, seats=1, now=NOW)
    letter = letters()[0]
    assert (letter.channel, letter.calendar, letter.subject) == ("sms", None, "")
    assert letter.body.startswith("【")


def test_the_first_mail_address_is_used_and_nobody_is_told_twice(occurrence: Occurrence, cast: Cast) -> None:
    second = Address(person_id=cast.resident.id, kind=AddressKind.EMAIL, value="second@example.org", verified_at=NOW)
    db.session.add(second)
    db.session.commit()
    services.book(occurrence.id, by=cast.resident, seats=1, now=NOW)
    assert [letter.address for letter in letters()] == [cast.resident.addresses[0].value]


def test_the_calendar_object_keeps_its_uid_and_its_sequence_rises(occurrence: Occurrence, cast: Cast) -> None:
    code = services.book(occurrence.id, by=cast.resident, seats=2, now=NOW).code
    move_on(db.session(), occurrence, cast.manager)
    services.cancel(code, by=cast.resident, now=NOW + HOUR)
    services.book(occurrence.id, by=cast.resident, seats=1, now=NOW + 2 * HOUR)
    found = [Calendar.from_ical(letter.calendar) for letter in letters()]
    events = [calendar.walk("VEVENT")[0] for calendar in found]
    assert [str(calendar["METHOD"]) for calendar in found] == ["REQUEST", "REQUEST", "CANCEL", "REQUEST"]
    assert {str(event["UID"]) for event in events} == {occurrence.uid}
    assert [event["SEQUENCE"] for event in events] == [2, 3, 4, 7]
    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert all(str(event["ORGANIZER"]).startswith("mailto:noreply@") for event in events)
    assert all(str(event["ATTENDEE"]) == f"mailto:{cast.resident.addresses[0].value}" for event in events)
    raw = letters()[0].calendar or b""
    assert b"DTSTART;TZID=Asia/Shanghai:" in raw
    assert raw.count(b"BEGIN:VTIMEZONE") == 1
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))


def test_names_are_kept_only_where_the_event_needs_them(session: Session, cast: Cast, occurrence: Occurrence) -> None:
    services.book(occurrence.id, by=cast.resident, seats=1, names=["不该留下"], now=NOW)
    assert session.scalar(select(func.count(Guest.id))) == 0
    named = make_occurrence(session, make_event(session, cast.base, names_needed=True), starts_in=2 * DAY)
    session.commit()
    assert refused(services.book, named.id, by=cast.resident, seats=2, now=NOW).code is Refusal.NAMES_NEEDED
    services.book(named.id, by=cast.resident, seats=2, names=["妈妈", "小雨"], now=NOW)
    assert list(session.scalars(select(Guest.name).order_by(Guest.position))) == ["妈妈", "小雨"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"starts_in": -HOUR}, Refusal.PAST),
        ({"booking_opens_at": NOW + HOUR}, Refusal.NOT_OPEN_YET),
        ({"booking_closes_at": NOW}, Refusal.CLOSED),
        ({"size": None}, Refusal.DROP_IN),
        ({"size": 2}, Refusal.TOO_MANY_SEATS),
    ],
)
def test_what_the_occurrence_says_refuses(
    session: Session, cast: Cast, values: dict[str, Any], expected: Refusal
) -> None:
    found = make_occurrence(session, make_event(session, cast.base), **values)
    session.commit()
    assert refused(services.book, found.id, by=cast.resident, seats=3, now=NOW).code is expected
    assert session.scalar(select(func.count(Booking.id))) == 0


@pytest.mark.parametrize("state", [EventState.DRAFT, EventState.SUBMITTED, EventState.WITHDRAWN])
def test_what_is_not_public_cannot_be_booked(session: Session, cast: Cast, state: EventState) -> None:
    found = make_occurrence(session, make_event(session, cast.base, state=state))
    session.commit()
    assert refused(services.book, found.id, by=cast.resident, seats=1, now=NOW).code is Refusal.NOT_PUBLIC
    assert refused(services.book, 2**62, by=cast.resident, seats=1, now=NOW).code is Refusal.NOT_PUBLIC


def test_the_same_occurrence_is_booked_once(occurrence: Occurrence, cast: Cast) -> None:
    services.book(occurrence.id, by=cast.resident, seats=1, now=NOW)
    again = refused(services.book, occurrence.id, by=cast.resident, seats=1, now=NOW)
    assert again.code is Refusal.ALREADY_BOOKED
    waiting = refused(services.join_waiting, occurrence.id, by=cast.resident, seats=1, now=NOW)
    assert waiting.code is Refusal.ALREADY_BOOKED


@pytest.mark.parametrize(("minutes_later", "clashes"), [(0, True), (89, True), (90, False), (-60, True), (-90, False)])
def test_overlapping_is_refused_and_touching_is_not(
    session: Session, cast: Cast, occurrence: Occurrence, minutes_later: int, clashes: bool
) -> None:
    start = occurrence.starts_at + timedelta(minutes=minutes_later)
    other = make_occurrence(session, make_event(session, cast.other_base), starts_at=start)
    session.commit()
    services.book(occurrence.id, by=cast.resident, seats=1, now=NOW)
    if clashes:
        broken = refused(services.book, other.id, by=cast.resident, seats=1, now=NOW)
        assert broken.code is Refusal.CLASH
        assert broken.facts["commitment"].occurrence_id == occurrence.id
    else:
        assert services.book(other.id, by=cast.resident, seats=1, now=NOW).state is BookingState.CONFIRMED
    assert services.book(other.id, by=cast.neighbour, seats=1, now=NOW).state is BookingState.CONFIRMED


def test_a_party_that_finds_no_room_waits_only_if_it_wants_to(occurrence: Occurrence, cast: Cast) -> None:
    services.book(occurrence.id, by=cast.resident, seats=5, now=NOW)
    broken = refused(services.book, occurrence.id, by=cast.neighbour, seats=2, now=NOW)
    assert (broken.code, broken.facts) == (Refusal.FULL, {"seats": 2, "free": 1})
    waiting = services.join_waiting(occurrence.id, by=cast.neighbour, seats=2, now=NOW)
    assert waiting.state is BookingState.WAITING
    assert kinds() == ["confirmed", "waiting"]
    assert letters()[1].calendar is None
    assert services.join_waiting(occurrence.id, by=cast.manager, seats=1, now=NOW).state is BookingState.CONFIRMED


def test_fullness_is_told_to_pages_and_calendars_when_it_changes(occurrence: Occurrence, cast: Cast) -> None:
    before, seats = occurrence.revision, stamps.current().seats
    code = services.book(occurrence.id, by=cast.resident, seats=5, now=NOW).code
    assert (occurrence.is_full, occurrence.revision) == (False, before)
    assert stamps.current().seats == seats + 1
    services.book(occurrence.id, by=cast.neighbour, seats=1, now=NOW)
    assert (occurrence.is_full, occurrence.revision, occurrence.sequence) == (True, before + 1, 0)
    services.cancel(code, by=cast.resident, now=NOW)
    assert (occurrence.is_full, occurrence.revision) == (False, before + 2)
    assert checks() == []


def test_cancelling_asks_the_first_who_fits_and_holds_the_seats_for_them(
    session: Session, occurrence: Occurrence, cast: Cast
) -> None:
    mine = services.book(occurrence.id, by=cast.resident, seats=2, now=NOW).code
    services.book(occurrence.id, by=cast.manager, seats=4, now=NOW)
    large = services.join_waiting(occurrence.id, by=cast.neighbour, seats=3, now=NOW).code
    small = services.join_waiting(occurrence.id, by=cast.officer, seats=2, now=NOW).code
    services.cancel(mine, by=cast.resident, now=NOW)
    assert booking_of(large).state is BookingState.WAITING
    offer = booking_of(small)
    assert (offer.state, offer.offer_ends_at) == (BookingState.OFFERED, NOW + DAY)
    assert kinds()[-2:] == ["cancelled", "offered"]
    assert count_taken(session, pool_of(session, occurrence).id) == 6
    assert refused(services.book, occurrence.id, by=cast.other_manager, seats=1, now=NOW).code is Refusal.FULL


def test_an_offer_is_accepted_and_confirmed(occurrence: Occurrence, cast: Cast) -> None:
    code = offered(occurrence, cast)
    services.accept_offer(code, by=cast.neighbour, now=NOW + HOUR)
    booking = booking_of(code)
    assert (booking.state, booking.offer_ends_at) == (BookingState.CONFIRMED, None)
    assert (letters()[-1].calendar_method, kinds()[-1]) == ("REQUEST", "confirmed")
    assert refused(services.accept_offer, code, by=cast.neighbour, now=NOW).code is Refusal.NOT_OFFERED


def test_an_offer_declined_goes_to_the_next(occurrence: Occurrence, cast: Cast) -> None:
    code = offered(occurrence, cast)
    following = services.join_waiting(occurrence.id, by=cast.officer, seats=5, now=NOW).code
    services.decline_offer(code, by=cast.neighbour, now=NOW)
    assert booking_of(code).state is BookingState.DECLINED
    assert booking_of(following).state is BookingState.OFFERED
    assert refused(services.decline_offer, code, by=cast.neighbour, now=NOW).code is Refusal.NOT_OFFERED


def test_an_offer_that_nobody_answers_expires_once_and_goes_to_the_next(occurrence: Occurrence, cast: Cast) -> None:
    code = offered(occurrence, cast)
    following = services.join_waiting(occurrence.id, by=cast.officer, seats=5, now=NOW).code
    assert services.expire_offers(NOW + DAY - timedelta(seconds=1)) == 0
    assert services.expire_offers(NOW + DAY) == 1
    assert services.expire_offers(NOW + DAY) == 0
    assert booking_of(code).state is BookingState.EXPIRED
    assert booking_of(following).offer_ends_at == NOW + 2 * DAY
    assert kinds()[-2:] == ["expired", "offered"]
    assert refused(services.accept_offer, code, by=cast.neighbour, now=NOW + DAY).code is Refusal.OFFER_OVER


def test_an_offer_over_cannot_be_accepted_even_before_the_job_ran(occurrence: Occurrence, cast: Cast) -> None:
    code = offered(occurrence, cast)
    assert refused(services.accept_offer, code, by=cast.neighbour, now=NOW + DAY).code is Refusal.OFFER_OVER


def test_whether_an_offer_overlaps_is_asked_again_when_it_is_accepted(
    session: Session, occurrence: Occurrence, cast: Cast
) -> None:
    code = waiting(occurrence, cast)
    other = make_occurrence(session, make_event(session, cast.other_base), starts_at=occurrence.starts_at)
    session.commit()
    services.book(other.id, by=cast.neighbour, seats=1, now=NOW)
    give_back(occurrence, cast)
    assert booking_of(code).state is BookingState.OFFERED
    assert refused(services.accept_offer, code, by=cast.neighbour, now=NOW).code is Refusal.CLASH


def test_the_job_promotes_in_the_morning_what_no_night_could(
    session: Session, occurrence: Occurrence, cast: Cast
) -> None:
    code = waiting(occurrence, cast)
    night = occurrence.starts_at.replace(hour=15) - DAY
    occurrence.booking_closes_at = occurrence.starts_at.replace(hour=23, minute=30) - DAY
    session.commit()
    services.cancel(code_of(cast.resident), by=cast.resident, now=night)
    assert booking_of(code).state is BookingState.WAITING
    assert services.promote_due(night) == 0
    occurrence.booking_closes_at = occurrence.starts_at
    session.commit()
    assert services.promote_due(night) == 1
    assert services.promote_due(night) == 0
    assert booking_of(code).state is BookingState.OFFERED


def test_more_seats_go_to_the_waiting_list_and_fewer_never_take_one_away(
    session: Session, occurrence: Occurrence, cast: Cast
) -> None:
    code = waiting(occurrence, cast)
    broken = refused(services.resize_pool, occurrence.id, 4, by=cast.manager, now=NOW)
    assert (broken.code, broken.facts) == (Refusal.SIZE_TOO_SMALL, {"taken": 5})
    services.resize_pool(occurrence.id, 7, by=cast.manager, now=NOW)
    assert booking_of(code).state is BookingState.OFFERED
    row = session.scalars(select(AuditRow).where(AuditRow.action == "occurrence.resize")).one()
    assert (row.actor_id, row.facts) == (cast.manager.id, {"before": 6, "size": 7})
    services.resize_pool(occurrence.id, 8, by=cast.manager, now=NOW)
    assert session.scalars(select(SeatPool.size).where(SeatPool.occurrence_id == occurrence.id)).one() == 8
    assert checks() == []


def test_attendance_is_marked_undone_and_written_down(session: Session, occurrence: Occurrence, cast: Cast) -> None:
    code = services.book(occurrence.id, by=cast.resident, seats=6, now=NOW).code
    start = occurrence.starts_at
    assert refused(services.mark, code, Mark.NO_SHOW, by=cast.manager, now=start - HOUR).code is Refusal.TOO_EARLY
    services.mark(code, Mark.ATTENDED, by=cast.manager, now=start)
    assert (booking_of(code).state, booking_of(code).attended_at) == (BookingState.ATTENDED, start)
    services.mark(code, Mark.UNDO, by=cast.manager, now=start)
    assert (booking_of(code).state, booking_of(code).attended_at) == (BookingState.CONFIRMED, None)
    services.mark(code, Mark.NO_SHOW, by=cast.manager, now=start)
    assert not occurrence.is_full
    services.mark(code, Mark.ATTENDED, by=cast.manager, now=start)
    assert occurrence.is_full
    actions = list(session.scalars(select(AuditRow.action).order_by(AuditRow.id)))
    assert actions == ["booking.attended", "booking.undo", "booking.no_show", "booking.attended"]


def test_an_absent_party_whose_seats_are_gone_cannot_come_back_in(
    session: Session, occurrence: Occurrence, cast: Cast
) -> None:
    code = services.book(occurrence.id, by=cast.resident, seats=2, now=NOW).code
    services.mark(code, Mark.NO_SHOW, by=cast.manager, now=occurrence.starts_at)
    services.resize_pool(occurrence.id, 1, by=cast.manager, now=occurrence.starts_at)
    assert refused(services.mark, code, Mark.UNDO, by=cast.manager, now=occurrence.starts_at).code is Refusal.FULL


def test_nobody_cancels_after_the_start_or_for_somebody_else(occurrence: Occurrence, cast: Cast) -> None:
    code = services.book(occurrence.id, by=cast.resident, seats=1, now=NOW).code
    with pytest.raises(NotFound):
        services.cancel(code, by=cast.neighbour, now=NOW)
    late = refused(services.cancel, code, by=cast.resident, now=occurrence.starts_at)
    assert late.code is Refusal.NOT_CANCELLABLE
    assert booking_of(code).state is BookingState.CONFIRMED


def test_giving_up_a_waiting_place_is_silent(occurrence: Occurrence, cast: Cast) -> None:
    code = waiting(occurrence, cast)
    before = len(letters())
    services.cancel(code, by=cast.neighbour, now=NOW)
    assert booking_of(code).state is BookingState.CANCELLED
    assert len(letters()) == before


def test_a_cancelled_occurrence_ends_every_claim_and_tells_everybody(
    session: Session, occurrence: Occurrence, cast: Cast
) -> None:
    waiting(occurrence, cast)
    cancel_occurrence(occurrence.id, reason="台风", by=cast.manager, now=NOW)
    assert set(session.scalars(select(Booking.state))) == {BookingState.CANCELLED}
    told = [letter for letter in letters() if letter.dedup_key.endswith("called_off")]
    assert [letter.calendar_method for letter in told] == ["CANCEL", None]
    assert all("台风" in letter.body for letter in told)
    assert refused(services.book, occurrence.id, by=cast.officer, seats=1, now=NOW).code is Refusal.CANCELLED
    assert checks() == []


def test_a_new_occurrence_gets_the_pool_of_its_event(session: Session, cast: Cast) -> None:
    event = make_event(session, cast.base, seats=30)
    drop_in = make_event(session, cast.base, booking_mode=BookingMode.DROP_IN)
    for found in (event, drop_in):
        hooks.occurrence_added(session, make_occurrence(session, found, size=None), cast.manager.id, NOW)
    session.flush()
    assert list(session.scalars(select(SeatPool.size))) == [30]


def test_a_move_tells_all_and_shortens_offers(session: Session, occurrence: Occurrence, cast: Cast) -> None:
    code = offered(occurrence, cast)
    occurrence.booking_closes_at = NOW + 5 * HOUR
    move_on(session, occurrence, cast.manager)
    assert booking_of(code).offer_ends_at == NOW + 5 * HOUR
    assert kinds()[-1] == "moved-1"


def test_leaving_gives_seats_back_and_forgets_names(session: Session, cast: Cast) -> None:
    occurrence = make_occurrence(session, make_event(session, cast.base, names_needed=True), size=2)
    session.commit()
    services.book(occurrence.id, by=cast.resident, seats=2, names=["妈妈", "小雨"], now=NOW)
    after = services.join_waiting(occurrence.id, by=cast.neighbour, seats=1, names=["老李"], now=NOW).code
    exported = accounts.export_data(cast.resident, NOW)["bookings"]
    assert [(row["seats"], row["names"]) for row in exported] == [(2, ["妈妈", "小雨"])]
    accounts.close_account(cast.resident, NOW)
    assert booking_of(after).state is BookingState.OFFERED
    assert list(session.scalars(select(Guest.name))) == ["老李"]
    assert checks() == []


def test_the_doctor_says_what_is_wrong(session: Session, occurrence: Occurrence, cast: Cast) -> None:
    assert checks() == []
    booking = make_booking(session, occurrence, cast.resident, seats=8)
    session.add_all(Guest(booking_id=booking.id, position=number, name="客") for number in range(9))
    make_booking(session, occurrence, cast.neighbour, state=BookingState.OFFERED, offer_ends_at=NOW - HOUR)
    make_occurrence(session, occurrence.event, starts_in=9 * DAY, size=None)
    session.commit()
    sentences = " ".join(checks())
    for part in (
        "has 6 seats, but 9 are taken",
        "9 names for 8 seats",
        "past their end",
        "is full, but",
        "no seat pool",
    ):
        assert part in sentences


def test_a_booking_takes_few_statements(occurrence: Occurrence, cast: Cast) -> None:
    occurrence_id = occurrence.id
    with counted() as seen:
        services.book(occurrence_id, by=cast.resident, seats=2, now=NOW)
    assert len(seen) <= 17, seen


def waiting(occurrence: Occurrence, cast: Cast) -> str:
    """The resident holds five of six seats, the neighbour waits for two."""
    services.book(occurrence.id, by=cast.resident, seats=5, now=NOW)
    return services.join_waiting(occurrence.id, by=cast.neighbour, seats=2, now=NOW).code


def give_back(occurrence: Occurrence, cast: Cast) -> None:
    services.cancel(code_of(cast.resident), by=cast.resident, now=NOW)


def offered(occurrence: Occurrence, cast: Cast) -> str:
    code = waiting(occurrence, cast)
    give_back(occurrence, cast)
    assert booking_of(code).state is BookingState.OFFERED
    return code


def code_of(person: Any) -> str:
    return db.session.scalars(select(Booking.code).where(Booking.person_id == person.id)).one()
