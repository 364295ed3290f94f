"""A changed session: who is told and when, two changes told as one, taking back, and going to another session."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import event as sa_event
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Device
from sciencepop.bookings import invariants, letter_invariants, services
from sciencepop.bookings.models import (
    Booking,
    BookingState,
    ChangeNotice,
    Commitment,
    NoShowPoint,
    PlannedLetter,
    SeatPool,
)
from sciencepop.bookings.rules.moves import Standing, refuse_moving, standing_of
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.rules.states import BookingState as S
from sciencepop.bookings.services import notices
from sciencepop.core.audit import AuditRow
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import Channel, OutboxMessage
from sciencepop.programme.models import Occurrence, OccurrenceChange
from sciencepop.programme.rules.changes import Arrangement
from sciencepop.programme.rules.refusals import Refusal as Programme
from sciencepop.programme.services.cancel import cancel_occurrence
from sciencepop.programme.services.move import move_occurrence, rehearse_move, undo_move
from sciencepop.programme.services.plan import Place
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_child, make_event, make_occurrence, make_person, move_on

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LATER = NOW + 10 * MINUTE
WAS = datetime(2026, 10, 17, 2, 0, tzinfo=UTC)
"""Saturday 17 October, 10:00 in Songjiang."""


@pytest.fixture
def occurrence(session: Session, cast: Cast) -> Occurrence:
    """A session of six seats in a week, 10:00 to 11:30."""
    event = make_event(session, cast.base, title_zh="观叶", title_en="Leaves", seats_per_booking=6)
    found = make_occurrence(session, event, size=6)
    session.commit()
    return found


def to(occurrence: Occurrence, cast: Cast, hour: int, *, now: datetime = NOW, verb: Any = move_occurrence) -> Any:
    """Move it to this hour of the same day."""
    wish: dict[str, Any] = {"on": date(2026, 10, 17), "starts": time(hour), "minutes": 90}
    return verb(occurrence.id, Place(), **wish, by=cast.manager, now=now)


def undo(occurrence: Occurrence, cast: Cast, *, now: datetime = NOW) -> None:
    """Take back the latest change that stands."""
    stands = select(OccurrenceChange).where(
        OccurrenceChange.undone_at.is_(None), OccurrenceChange.undo_until.is_not(None)
    )
    change = db.session.scalars(stands.order_by(OccurrenceChange.id.desc())).first()
    assert change is not None
    services.undo_change(occurrence.id, change.id, by=cast.manager, now=now)


def moves() -> list[OutboxMessage]:
    """The notices of moves that were written, in their order."""
    found = select(OutboxMessage).where(OutboxMessage.dedup_key.contains("-moved-"))
    return list(db.session.scalars(found.order_by(OutboxMessage.id)))


def booking_of(code: str) -> Booking:
    return db.session.scalars(select(Booking).where(Booking.code == code)).one()


def breaches() -> list[str]:
    db.session.expire_all()
    return invariants.checks() + letter_invariants.checks()


def refused(call: Any, *arguments: Any, **options: Any) -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        call(*arguments, **options)
    return caught.value


def test_the_time_changes_at_once_and_the_notice_leaves_after_ten_minutes(occurrence: Occurrence, cast: Cast) -> None:
    code = services.book(occurrence.id, by=cast.resident, seats=2, now=NOW).code
    to(occurrence, cast, 14)
    assert occurrence.starts_at == WAS + 4 * HOUR
    assert db.session.scalars(select(Commitment.starts_at)).one() == occurrence.starts_at
    assert min(db.session.scalars(select(PlannedLetter.due_at))) == occurrence.starts_at - DAY
    assert services.tell_moves_due(LATER - MINUTE) == 0
    assert (moves(), breaches()) == ([], [])
    assert services.tell_moves_due(LATER) == 1
    (letter,) = moves()
    assert "原定时间：10月17日（周六）10:00–11:30" in letter.body
    assert "时间：10月17日（周六）14:00–15:30" in letter.body
    calendar = Calendar.from_ical(letter.calendar or b"")
    first = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.dedup_key == f"booking-{code}-confirmed")
    ).one()
    before = Calendar.from_ical(first.calendar or b"").walk("VEVENT")[0]
    assert str(calendar["METHOD"]) == "REQUEST"
    assert calendar.walk("VEVENT")[0]["SEQUENCE"] > before["SEQUENCE"]
    assert services.tell_moves_due(LATER) == 0
    assert breaches() == []


def test_what_is_taken_back_in_time_is_told_to_nobody(occurrence: Occurrence, cast: Cast, session: Session) -> None:
    occurrence.lat, occurrence.lon, occurrence.place_zh, occurrence.address_zh = 31.0, 121.2, "泰晤士小镇", "三新北路"
    session.commit()
    code = services.book(occurrence.id, by=cast.resident, seats=2, now=NOW).code
    window = (occurrence.booking_opens_at, occurrence.booking_closes_at)
    to(occurrence, cast, 14)
    assert (occurrence.lat, booking_of(code).is_moved) == (None, True)
    undo(occurrence, cast, now=LATER - MINUTE)
    session.expire_all()
    assert (occurrence.starts_at, occurrence.moved_from) == (WAS, None)
    assert (occurrence.lat, occurrence.place_zh) == (31.0, "泰晤士小镇")
    assert (occurrence.booking_opens_at, occurrence.booking_closes_at) == window
    assert (occurrence.sequence, booking_of(code).is_moved) == (2, False)
    assert services.tell_moves_due(LATER + HOUR) == 0
    assert (moves(), breaches()) == ([], [])
    actions = session.scalars(select(AuditRow.action).order_by(AuditRow.id))
    assert [action for action in actions if action.startswith("occurrence.")] == ["occurrence.move", "occurrence.undo"]


def test_two_changes_are_told_as_one_from_the_first_state_to_the_last(occurrence: Occurrence, cast: Cast) -> None:
    services.book(occurrence.id, by=cast.resident, seats=1, now=NOW)
    to(occurrence, cast, 14)
    to(occurrence, cast, 16, now=NOW + 5 * MINUTE)
    assert services.tell_moves_due(LATER) == 0
    assert services.tell_moves_due(NOW + 15 * MINUTE) == 1
    (letter,) = moves()
    assert "10:00–11:30" in letter.body
    assert "16:00–17:30" in letter.body
    assert "14:00" not in letter.body


def test_two_changes_are_taken_back_one_after_the_other(occurrence: Occurrence, cast: Cast) -> None:
    services.book(occurrence.id, by=cast.resident, seats=1, now=NOW)
    to(occurrence, cast, 14)
    to(occurrence, cast, 16, now=NOW + 2 * MINUTE)
    undo(occurrence, cast, now=NOW + 3 * MINUTE)
    assert occurrence.starts_at == WAS + 4 * HOUR
    assert (moves(), breaches()) == ([], [])
    undo(occurrence, cast, now=NOW + 4 * MINUTE)
    assert occurrence.starts_at == WAS
    assert services.tell_moves_due(NOW + HOUR) == 0


def test_who_booked_in_between_is_told_that_it_was_taken_back(occurrence: Occurrence, cast: Cast) -> None:
    services.book(occurrence.id, by=cast.resident, seats=1, now=NOW)
    to(occurrence, cast, 14)
    between = services.book(occurrence.id, by=cast.neighbour, seats=1, now=NOW + MINUTE).code
    undo(occurrence, cast, now=NOW + 2 * MINUTE)
    (letter,) = moves()
    assert letter.dedup_key.startswith(f"booking-{between}-moved-")
    assert "原定时间：10月17日（周六）14:00–15:30" in letter.body
    assert breaches() == []


def test_who_gets_another_letter_meanwhile_is_told_of_the_change_first(occurrence: Occurrence, cast: Cast) -> None:
    full = services.book(occurrence.id, by=cast.neighbour, seats=6, now=NOW).code
    code = services.join_waiting(occurrence.id, by=cast.resident, seats=1, now=NOW).code
    to(occurrence, cast, 14)
    services.cancel(full, by=cast.neighbour, now=NOW + MINUTE)
    assert booking_of(code).state is BookingState.OFFERED
    assert [letter.dedup_key.split("-")[1] for letter in moves()] == [code]
    undo(occurrence, cast, now=NOW + 2 * MINUTE)
    assert [letter.dedup_key.split("-")[1] for letter in moves()] == [code, code]
    assert breaches() == []


def test_who_left_meanwhile_stays_away_and_hears_no_more(occurrence: Occurrence, cast: Cast) -> None:
    code = services.book(occurrence.id, by=cast.resident, seats=1, now=NOW).code
    to(occurrence, cast, 14)
    services.cancel(code, by=cast.resident, now=NOW + MINUTE)
    undo(occurrence, cast, now=NOW + 2 * MINUTE)
    assert booking_of(code).state is BookingState.CANCELLED
    assert services.tell_moves_due(NOW + HOUR) == 0
    assert moves() == []


def test_an_offer_gets_its_hour_back_with_the_time(occurrence: Occurrence, cast: Cast) -> None:
    full = services.book(occurrence.id, by=cast.neighbour, seats=6, now=NOW).code
    code = services.join_waiting(occurrence.id, by=cast.resident, seats=1, now=NOW).code
    services.cancel(full, by=cast.neighbour, now=NOW)
    promised = booking_of(code).offer_ends_at
    wish: dict[str, Any] = {"on": date(2026, 10, 10), "starts": time(15), "minutes": 90}
    move_occurrence(occurrence.id, Place(), **wish, by=cast.manager, now=NOW)
    assert booking_of(code).offer_ends_at == NOW + 4 * HOUR
    undo(occurrence, cast, now=NOW + MINUTE)
    assert booking_of(code).offer_ends_at == promised


def test_too_late_or_after_another_change_nothing_is_taken_back(occurrence: Occurrence, cast: Cast) -> None:
    to(occurrence, cast, 14)
    assert refused(undo, occurrence, cast, now=LATER).code is Programme.UNDO_OVER
    first = db.session.scalars(select(OccurrenceChange.id)).one()
    to(occurrence, cast, 16, now=NOW + MINUTE)
    again = refused(services.undo_change, occurrence.id, first, by=cast.manager, now=NOW + 2 * MINUTE)
    assert again.code is Programme.UNDO_OVER
    stranger = refused(undo_move, occurrence.id, first, by=cast.other_manager, now=NOW + 2 * MINUTE)
    assert stranger.code is Programme.NOT_ALLOWED
    with pytest.raises(NotFound):
        services.undo_change(occurrence.id, first + 999, by=cast.manager, now=NOW)


def test_a_former_time_that_another_session_has_taken_is_not_taken_back(
    session: Session, occurrence: Occurrence, cast: Cast
) -> None:
    to(occurrence, cast, 14)
    make_occurrence(session, occurrence.event, starts_at=WAS)
    session.commit()
    assert refused(undo, occurrence, cast).code is Programme.TAKEN
    assert breaches() == []


@pytest.mark.parametrize(("starts_in", "hour"), [(timedelta(minutes=59), 14), (7 * DAY, 10)])
def test_who_may_be_setting_out_is_told_at_once_and_nothing_is_taken_back(
    session: Session, cast: Cast, starts_in: timedelta, hour: int
) -> None:
    soon = make_occurrence(session, make_event(session, cast.base), starts_in=starts_in)
    make_booking(session, soon, cast.resident)
    session.commit()
    now = NOW if starts_in < DAY else NOW - 30 * MINUTE
    wish: dict[str, Any] = {"on": date(2026, 10, 10), "starts": time(hour, 0), "minutes": 60}
    move_occurrence(soon.id, Place(), **wish, by=cast.manager, now=now)
    assert len(moves()) == 1
    assert db.session.scalars(select(OccurrenceChange.undo_until)).one() is None
    assert db.session.scalars(select(ChangeNotice.booking_id)).all() == []


def test_many_are_told_in_portions_so_that_none_holds_the_pools_for_long(
    session: Session, occurrence: Occurrence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "AT_ONCE", 2)
    for number in range(5):
        make_booking(
            session, occurrence, make_person(session, name=f"客人{number}", email=f"guest{number}@example.org")
        )
    session.commit()
    to(occurrence, cast, 14)
    told: list[int] = []
    sa_event.listen(db.session(), "before_commit", lambda _session: told.append(len(moves())))
    assert services.tell_moves_due(LATER) == 5
    assert [count for count in told if count] == [2, 4, 5, 5]
    assert letter_invariants.checks() == []


def test_who_is_told_at_once_is_told_by_the_job_where_the_process_died(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon = make_occurrence(session, make_event(session, cast.base), starts_in=45 * MINUTE)
    make_booking(session, soon, cast.resident)
    session.commit()
    monkeypatch.setattr(notices, "after_commit", lambda _callback: None)
    wish: dict[str, Any] = {"on": date(2026, 10, 10), "starts": time(11, 30), "minutes": 60}
    move_occurrence(soon.id, Place(), **wish, by=cast.manager, now=NOW)
    assert moves() == []
    assert services.tell_moves_due(NOW + MINUTE) == 1
    assert len(moves()) == 1


@pytest.mark.parametrize("is_organiser", [True, False])
def test_who_was_not_told_of_a_change_yet_finds_the_time_that_they_know_in_the_letter_that_it_is_off(
    session: Session, occurrence: Occurrence, cast: Cast, is_organiser: bool
) -> None:
    code = services.book(occurrence.id, by=cast.resident, seats=2, now=NOW).code
    to(occurrence, cast, 14)
    if is_organiser:
        cancel_occurrence(occurrence.id, reason="下雨", by=cast.manager, now=NOW + MINUTE)
    else:
        services.cancel(code, by=cast.resident, now=NOW + MINUTE)
    letter = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    assert letter is not None and letter.calendar_method == "CANCEL"
    assert "原定时间：10月17日（周六）10:00–11:30" in letter.body
    assert moves() == []
    assert breaches() == []


def test_a_locked_screen_shows_no_seats_no_other_sessions_and_speaks_of_no_link_below(
    session: Session, occurrence: Occurrence, cast: Cast
) -> None:
    for person in (cast.resident, cast.neighbour):
        keys = {"endpoint": f"https://push.example/{person.id}", "p256dh": "", "auth": ""}
        session.add(Device(person_id=person.id, code=f"device-{person.id}", created_at=NOW, **keys))
    make_occurrence(session, occurrence.event, starts_at=WAS + DAY, size=9)
    session.commit()
    code = services.book(occurrence.id, by=cast.resident, seats=6, now=NOW).code
    services.join_waiting(occurrence.id, by=cast.neighbour, seats=3, now=NOW)
    to(occurrence, cast, 14)
    services.tell_moves_due(LATER)
    services.cancel(code, by=cast.resident, now=LATER)
    pushed = select(OutboxMessage).where(OutboxMessage.channel == Channel.PUSH)
    said = {row.subject.split("：")[0]: row.body for row in db.session.scalars(pushed)}
    assert said["时间或地点有变"] == "点开看新的安排。去不了，请取消，把席位让给别人。"
    assert said["有空位了，请答复"] == "席位为您保留到 10月11日（周日） 10:10。点开接受，或让给下一位。"


def test_a_rehearsal_counts_what_the_move_does_and_leaves_nothing(
    session: Session, occurrence: Occurrence, cast: Cast
) -> None:
    services.book(occurrence.id, by=cast.resident, seats=2, now=NOW)
    services.book(occurrence.id, by=cast.neighbour, seats=4, now=NOW)
    services.join_waiting(occurrence.id, by=cast.officer, seats=1, now=NOW)
    busy = make_occurrence(session, make_event(session, cast.base), starts_at=WAS + 4 * HOUR)
    make_booking(session, busy, cast.resident)
    make_occurrence(session, occurrence.event, starts_at=WAS + DAY, size=9)
    session.commit()
    touched = to(occurrence, cast, 14, verb=rehearse_move)
    assert (dict(touched.parties), dict(touched.seats)) == (
        {"confirmed": 2, "waiting": 1},
        {"confirmed": 6, "waiting": 1},
    )
    assert (touched.told, touched.clashing, touched.undo_until) == (3, None, LATER)
    session.expire_all()
    assert (occurrence.starts_at, occurrence.sequence) == (WAS, 0)
    assert db.session.scalars(select(OccurrenceChange.id)).all() == []
    assert [draft.lang for draft in touched.drafts] == ["zh", "en"]
    to(occurrence, cast, 14)
    services.tell_moves_due(LATER)
    body = moves()[0].body
    drafted = touched.drafts[0]
    kept = [value for label, value in drafted.facts if label != "预约号" and label != "席位"]
    assert all(words in body for words in (drafted.subject, *drafted.paragraphs, *kept))
    assert "10月18日（周日）10:00–11:30" in drafted.paragraphs[1]


def test_how_many_have_something_else_is_told_of_many_alone(
    session: Session, occurrence: Occurrence, cast: Cast
) -> None:
    busy = make_occurrence(session, make_event(session, cast.base), starts_at=WAS + 4 * HOUR)
    make_booking(session, busy, cast.resident)
    people = [cast.resident, *(make_person(session) for _number in range(4))]
    found = []
    for person in people:
        make_booking(session, occurrence, person)
        session.commit()
        found.append(to(occurrence, cast, 14, verb=rehearse_move).clashing)
    assert found == [None, None, None, None, 1]


def test_a_size_is_rehearsed_changed_and_taken_back_but_offers_stand(occurrence: Occurrence, cast: Cast) -> None:
    services.book(occurrence.id, by=cast.resident, seats=6, now=NOW)
    code = services.join_waiting(occurrence.id, by=cast.neighbour, seats=2, now=NOW).code
    touched = services.rehearse_claims(
        occurrence.id, lambda: services.resize_pool(occurrence.id, 9, by=cast.manager, now=NOW)
    )
    assert (touched.told, touched.asked, booking_of(code).state) == (2, 1, BookingState.WAITING)
    size = {"by": cast.manager, "now": NOW}
    assert refused(services.resize_pool, occurrence.id, 9, seen="7", **size).code is Refusal.SIZE_CHANGED
    services.resize_pool(occurrence.id, 9, seen="6", **size)
    assert booking_of(code).state is BookingState.OFFERED
    assert refused(undo, occurrence, cast).code is Refusal.SIZE_TOO_SMALL
    services.decline_offer(code, by=cast.neighbour, now=NOW)
    undo(occurrence, cast)
    assert db.session.scalars(select(SeatPool.size)).one() == 6
    assert breaches() == []


def test_the_same_party_goes_to_another_session_without_points(
    session: Session, occurrence: Occurrence, cast: Cast
) -> None:
    child = make_child(session, cast.resident)
    occurrence.event.names_needed = True
    other = make_occurrence(session, occurrence.event, starts_at=WAS + DAY, size=3)
    session.commit()
    wish = {"seats": 2, "names": ["妈妈"], "children": [child.id]}
    code = services.book(occurrence.id, by=cast.resident, now=NOW, language="en", **wish).code
    assert refused(services.move, code, other.id, by=cast.resident, now=NOW).code is Refusal.NOT_MOVABLE
    to(occurrence, cast, 11)
    late = WAS - MINUTE
    other.booking_closes_at = late + HOUR
    session.commit()
    new = booking_of(services.move(code, other.id, by=cast.resident, now=late))
    old = booking_of(code)
    assert (old.state, old.state_reason) == (BookingState.CANCELLED, "moved")
    assert (new.state, new.pool.occurrence_id, new.seats, new.children) == (BookingState.CONFIRMED, other.id, 2, 1)
    assert [(guest.name, guest.child_id) for guest in new.guests] == [("妈妈", None), ("", child.id)]
    assert (new.language, new.is_moved, session.scalars(select(NoShowPoint.id)).all()) == ("en", False, [])
    sent = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(2)).all()
    assert [letter.calendar_method for letter in sent] == ["REQUEST", "CANCEL"]
    assert breaches() == []


def test_a_party_that_does_not_fit_keeps_what_it_has(session: Session, occurrence: Occurrence, cast: Cast) -> None:
    small = make_occurrence(session, occurrence.event, starts_at=WAS + DAY, size=1)
    foreign = make_occurrence(session, make_event(session, cast.base), starts_at=WAS + 2 * DAY)
    session.commit()
    code = services.book(occurrence.id, by=cast.resident, seats=2, now=NOW).code
    to(occurrence, cast, 14)
    by = {"by": cast.resident, "now": NOW}
    assert refused(services.move, code, small.id, **by).code in (Refusal.FULL, Refusal.TOO_MANY_SEATS)
    for number in (foreign.id, occurrence.id, 10**9):
        with pytest.raises(NotFound):
            services.move(code, number, **by)
    with pytest.raises(NotFound):
        services.move(code, small.id, by=cast.neighbour, now=NOW)
    assert booking_of(code).state is BookingState.CONFIRMED
    assert breaches() == []


def test_seats_that_are_left_go_to_those_who_wait(session: Session, occurrence: Occurrence, cast: Cast) -> None:
    other = make_occurrence(session, occurrence.event, starts_at=WAS + DAY)
    session.commit()
    code = services.book(occurrence.id, by=cast.resident, seats=6, now=NOW).code
    waiting = services.join_waiting(occurrence.id, by=cast.neighbour, seats=1, now=NOW).code
    move_on(session, occurrence, cast.manager)
    services.move(code, other.id, by=cast.resident, now=NOW)
    assert booking_of(waiting).state is BookingState.OFFERED
    assert breaches() == []


def test_the_doctor_finds_notices_of_nothing_and_late_ones(
    session: Session, occurrence: Occurrence, cast: Cast
) -> None:
    services.book(occurrence.id, by=cast.resident, seats=1, now=NOW)
    to(occurrence, cast, 14)
    notice = session.scalars(select(ChangeNotice)).one()
    notice.known = Arrangement.of(occurrence).as_json()
    notice.due_at = NOW - HOUR
    session.commit()
    assert len(letter_invariants.checks()) == 2


OPEN: dict[str, Any] = {"is_moved": True, "is_group": False, "starts_at": NOW + HOUR, "now": NOW}


@pytest.mark.parametrize(
    ("state", "reason", "how", "standing"),
    [
        (S.CONFIRMED, "", {}, Standing.OPEN),
        (S.CONFIRMED, "", {"is_moved": False}, Standing.OVER),
        (S.CONFIRMED, "", {"is_group": True}, Standing.OVER),
        (S.CONFIRMED, "", {"starts_at": NOW}, Standing.OVER),
        (S.OFFERED, "", {}, Standing.OVER),
        (S.WAITING, "", {}, Standing.OVER),
        (S.ATTENDED, "", {}, Standing.OVER),
        (S.CANCELLED, "moved", {}, Standing.MOVED),
        (S.CANCELLED, "holder", {}, Standing.CANCELLED),
    ],
)
def test_only_a_confirmed_party_of_a_changed_session_may_choose(
    state: S, reason: str, how: dict[str, Any], standing: Standing
) -> None:
    assert standing_of(state, reason, **(OPEN | how)) is standing
    assert (refuse_moving(state, **(OPEN | how)) is None) == (standing is Standing.OPEN)


def test_a_stranger_to_mail_is_told_on_the_site(session: Session, occurrence: Occurrence) -> None:
    silent = make_person(session)
    for address in list(silent.addresses):
        session.delete(address)
    make_booking(session, occurrence, silent)
    session.commit()
    move_on(session, occurrence, make_person(session))
    assert moves() == []


def test_a_reminder_never_has_a_time_that_was_not_told(occurrence: Occurrence, cast: Cast) -> None:
    services.book(occurrence.id, by=cast.resident, seats=1, now=NOW)
    now = WAS - DAY - 5 * MINUTE
    wish: dict[str, Any] = {"on": date(2026, 10, 17), "starts": time(9, 57), "minutes": 90}
    move_occurrence(occurrence.id, Place(), **wish, by=cast.manager, now=now)
    services.write_planned(now + 3 * MINUTE)
    found = select(OutboxMessage.dedup_key).order_by(OutboxMessage.id)
    kinds = [key.split("-")[2] for key in db.session.scalars(found)]
    assert kinds == ["confirmed", "moved", "day_before"]
    undo(occurrence, cast, now=now + 4 * MINUTE)
    assert len(moves()) == 2
    assert breaches() == []
