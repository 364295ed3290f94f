"""Booking for children: who comes, how old they will be, where they are already, and who may look."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.bookings import services
from sciencepop.bookings.invariants import checks
from sciencepop.bookings.models import Booking, BookingState, Commitment, Guest
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.services.forget import forget_children
from sciencepop.core.audit import AuditRow
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Occurrence
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_child, make_event, make_occurrence
from tests.page import Page

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def occurrence(session: Session, cast: Cast) -> Occurrence:
    found = make_occurrence(session, make_event(session, cast.base, age_min=6, age_max=12), size=6)
    session.commit()
    return found


def refusal(occurrence: Occurrence, cast: Cast, **wish: object) -> Refusal:
    with pytest.raises(RuleBroken) as broken:
        services.book(occurrence.id, by=cast.resident, now=NOW, **wish)  # type: ignore[arg-type]
    code = broken.value.code
    assert isinstance(code, Refusal)
    return code


def test_a_mother_books_for_two_children_and_all_their_time_is_taken(
    session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    rain, stone = (make_child(session, cast.resident, nickname=name) for name in ("小雨", "小石头"))
    session.commit()
    code = services.book(occurrence.id, by=cast.resident, seats=3, children=[stone.id, rain.id], now=NOW).code
    booking = session.scalars(select(Booking).where(Booking.code == code)).one()
    assert (booking.seats, booking.children, booking.comes) == (3, 2, True)
    assert [guest.child_id for guest in booking.guests] == sorted([rain.id, stone.id])
    rows = session.scalars(select(Commitment)).all()
    assert {(row.person_id, row.child_id) for row in rows} == {
        (cast.resident.id, None),
        (None, rain.id),
        (None, stone.id),
    }
    services.cancel(code, by=cast.resident, now=NOW)
    assert session.scalar(select(func.count(Commitment.id))) == 0
    assert checks() == []


def test_children_of_others_cannot_be_booked(session: Session, cast: Cast, occurrence: Occurrence) -> None:
    child = make_child(session, cast.neighbour)
    session.commit()
    with pytest.raises(NotFound):
        services.book(occurrence.id, by=cast.resident, seats=2, children=[child.id], now=NOW)


def test_ages_are_those_of_the_day(session: Session, cast: Cast) -> None:
    event = make_event(session, cast.base, age_min=9)
    child = make_child(session, cast.resident, born=(2017, 12))
    before, after = (make_occurrence(session, event, starts_in=days * DAY) for days in (50, 53))
    session.commit()
    assert refusal(before, cast, seats=2, children=[child.id]) is Refusal.CHILD_AGE
    services.book(after.id, by=cast.resident, seats=2, children=[child.id], now=NOW)


def test_each_refusal_about_children_is_its_own(session: Session, cast: Cast) -> None:
    event = make_event(session, cast.base, minors_per_booking=1, adult_needed=True)
    occurrence = make_occurrence(session, event)
    one, two = make_child(session, cast.resident), make_child(session, cast.resident, nickname="小石头")
    session.commit()
    assert refusal(occurrence, cast, seats=1, children=[one.id]) is Refusal.PARTY_TOO_SMALL
    assert refusal(occurrence, cast, seats=3, children=[one.id, two.id]) is Refusal.TOO_MANY_MINORS
    assert refusal(occurrence, cast, seats=1, children=[one.id], comes=False) is Refusal.ADULT_NEEDED


def test_a_child_is_not_booked_twice_nor_for_two_places_at_once(
    session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    child = make_child(session, cast.resident, cast.neighbour)
    elsewhere = make_occurrence(session, make_event(session, cast.other_base), starts_in=7 * DAY + HOUR)
    session.commit()
    services.book(occurrence.id, by=cast.neighbour, seats=1, children=[child.id], comes=False, now=NOW)
    assert refusal(occurrence, cast, seats=2, children=[child.id]) is Refusal.CHILD_BOOKED
    assert refusal(elsewhere, cast, seats=2, children=[child.id]) is Refusal.CHILD_CLASH
    services.book(elsewhere.id, by=cast.neighbour, seats=1, now=NOW)


def test_a_guardian_who_only_brings_children_is_free_for_something_else(
    session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    child = make_child(session, cast.resident)
    same_time = make_occurrence(session, make_event(session, cast.base))
    session.commit()
    services.book(occurrence.id, by=cast.resident, seats=1, children=[child.id], comes=False, now=NOW)
    services.book(same_time.id, by=cast.resident, seats=1, now=NOW)
    assert checks() == []


def test_a_household_waits_twice_and_is_asked_once(session: Session, cast: Cast, occurrence: Occurrence) -> None:
    child = make_child(session, cast.resident, cast.neighbour)
    session.commit()
    full = services.book(occurrence.id, by=cast.officer, seats=5, now=NOW).code
    services.book(occurrence.id, by=cast.manager, seats=1, now=NOW)
    codes = [
        services.book(occurrence.id, by=guardian, seats=2, children=[child.id], waiting_allowed=True, now=NOW).code
        for guardian in (cast.resident, cast.neighbour)
    ]
    services.cancel(full, by=cast.officer, now=NOW)
    states = [session.scalars(select(Booking.state).where(Booking.code == code)).one() for code in codes]
    assert states == [BookingState.OFFERED, BookingState.WAITING]
    services.decline_offer(codes[0], by=cast.resident, now=NOW)
    states = [session.scalars(select(Booking.state).where(Booking.code == code)).one() for code in codes]
    assert states == [BookingState.DECLINED, BookingState.OFFERED]


def test_too_little_time_for_the_way_is_told_and_may_be_done(page: Page, session: Session, cast: Cast) -> None:
    near = make_occurrence(session, make_event(session, cast.base), minutes=60)
    cast.other_base.lat, cast.other_base.lon = 31.03, 121.22
    far = make_occurrence(session, make_event(session, cast.other_base), starts_in=7 * DAY + HOUR)
    session.commit()
    services.book(near.id, by=cast.resident, seats=1, now=NOW)
    page.sign_in(cast.resident).get(f"/bookings/new?occurrence={far.id}")
    assert "路上时间可能不够" in page.text()
    page.post(f"/bookings/new?occurrence={far.id}", {"seats": "1"})


def test_three_months_later_nothing_tells_which_child_was_there(
    session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    child = make_child(session, cast.resident)
    session.commit()
    code = services.book(occurrence.id, by=cast.resident, seats=2, children=[child.id], now=NOW).code
    assert forget_children(occurrence.ends_at + 91 * DAY) == 0
    assert forget_children(occurrence.ends_at + 93 * DAY) == 1
    assert session.scalar(select(func.count(Guest.id))) == 0
    assert session.scalars(select(Booking.children).where(Booking.code == code)).one() == 1
    assert session.scalar(select(func.count(Commitment.id))) == 0


# --- the pages


def test_the_person_picker_shows_ages_and_books(
    page: Page, session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    fits, small = (
        make_child(session, cast.resident),
        make_child(session, cast.resident, nickname="豆豆", born=(2023, 1)),
    )
    session.commit()
    page.sign_in(cast.resident).get(f"/bookings/new?occurrence={occurrence.id}")
    assert "小雨 8 岁" in page.text()
    assert "豆豆 3 岁 · 年龄不合适" in page.text()
    page.post(f"/bookings/new?occurrence={occurrence.id}", {"seats": "2", "children": [str(small.id)]}, status=422)
    assert "豆豆 那天的年龄不合适：这个活动适合 6–12 岁。" in page.text()
    answer = page.post(f"/bookings/new?occurrence={occurrence.id}", {"seats": "2", "children": [str(fits.id)]})
    page.get(answer.location)
    assert "小雨" in page.text()


def test_a_child_that_is_not_mine_cannot_be_typed_in(
    page: Page, session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    make_child(session, cast.resident)
    other = make_child(session, cast.neighbour)
    session.commit()
    for wrong in (str(other.id), "x", "99999999999999999999"):
        page.sign_in(cast.resident).post(
            f"/bookings/new?occurrence={occurrence.id}", {"seats": "2", "children": [wrong]}, status=422
        )
    assert session.scalar(select(func.count(Booking.id))) == 0


def test_staff_see_needs_for_a_reason_that_the_guardian_reads(
    page: Page, session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    occurrence.starts_at, occurrence.ends_at = NOW + 2 * DAY, NOW + 2 * DAY + HOUR
    child = make_child(session, cast.resident, nickname="小石头", needs="对花生过敏")
    session.commit()
    code = services.book(occurrence.id, by=cast.resident, seats=2, children=[child.id], now=NOW).code
    url = f"/manage/occurrences/{occurrence.id}/bookings/{code}/children"
    page.sign_in(cast.manager).get(f"/manage/occurrences/{occurrence.id}")
    assert "1 个孩子" in page.text()
    assert "花生" not in page.text()
    assert "小石头" not in page.text()
    page.get(url)
    assert "对花生过敏" not in page.text()
    page.post(url, {"reason": "看"}, status=422)
    assert "请写明理由" in page.text()
    page.post(url, {"reason": "准备无花生的点心"}, status=200)
    assert "对花生过敏" in page.text()
    assert [
        row.facts["reason"] for row in session.scalars(select(AuditRow).where(AuditRow.action == "child.viewed"))
    ] == ["准备无花生的点心"]
    mine = Page(page.app).sign_in(cast.resident)
    mine.get("/my/family")
    assert "理由：准备无花生的点心" in mine.text()
    Page(page.app).sign_in(cast.other_manager).get(url, 403)
    refused = session.execute(
        select(AuditRow.actor_id, AuditRow.subject_id, AuditRow.facts).where(AuditRow.action == "minors.not_shown")
    ).all()
    assert [tuple(row) for row in refused] == [
        (cast.manager.id, occurrence.id, {"refusal": "reason_missing"}),
        (cast.other_manager.id, occurrence.id, {"refusal": "not_theirs"}),
    ]


def test_needs_are_not_shown_long_before_or_after(
    page: Page, session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    occurrence.starts_at, occurrence.ends_at = NOW + 8 * DAY, NOW + 8 * DAY + HOUR
    child = make_child(session, cast.resident, needs="对花生过敏")
    session.commit()
    code = services.book(occurrence.id, by=cast.resident, seats=2, children=[child.id], now=NOW).code
    url = f"/manage/occurrences/{occurrence.id}/bookings/{code}/children"
    page.sign_in(cast.manager).post(url, {"reason": "准备无花生的点心"}, status=422)
    assert "活动前七天" in page.text()
