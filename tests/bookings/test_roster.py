"""The roster: works · stranger · wrong role · bad input · anonymous."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bookings import services
from sciencepop.bookings.models import Booking, BookingState, Guest, SeatPool
from sciencepop.core import clock
from sciencepop.core.audit import AuditRow
from sciencepop.core.db import db
from sciencepop.programme.models import Occurrence
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_event, make_occurrence, make_person
from tests.page import Page
from tests.statements import counted

HOUR = timedelta(hours=1)


@pytest.fixture
def occurrence(session: Session, cast: Cast) -> Occurrence:
    found = make_occurrence(session, make_event(session, cast.base), size=5)
    session.commit()
    return found


@pytest.fixture
def code(occurrence: Occurrence, cast: Cast) -> str:
    return services.book(occurrence.id, by=cast.resident, seats=3, now=NOW).code


def state_of(code: str) -> BookingState:
    return db.session.scalars(select(Booking.state).where(Booking.code == code)).one()


def test_the_manager_sees_who_comes_and_who_waits_and_why(
    page: Page, cast: Cast, occurrence: Occurrence, code: str
) -> None:
    services.join_waiting(occurrence.id, by=cast.neighbour, seats=4, now=NOW)
    page.sign_in(cast.manager).get(f"/manage/occurrences/{occurrence.id}")
    text = page.text()
    for words in (
        cast.resident.name,
        code[:5],
        "共 5 席，已占 3 席，余 2 席",
        cast.neighbour.name,
        "坐不下候补中最小的一组",
    ):
        assert words in text
    page.get(f"/en/manage/occurrences/{occurrence.id}")
    assert "too few for the smallest waiting party" in page.text()


def test_an_officer_may_and_others_may_not(page: Page, cast: Cast, occurrence: Occurrence, code: str) -> None:
    root = f"/manage/occurrences/{occurrence.id}"
    Page(page.app).sign_in(cast.officer).get(root)
    for person in (cast.other_manager, cast.resident):
        stranger = Page(page.app).sign_in(person)
        stranger.get(root, status=403)
        stranger.get(f"{root}/bookings.csv", status=403)
        stranger.post(f"{root}/size", {"size": "9"}, status=403)
        stranger.post(f"{root}/bookings/{code}/mark", {"mark": "attended"}, status=403)
    page.get(root, status=303)
    assert state_of(code) is BookingState.CONFIRMED


@pytest.mark.parametrize("number", ["0", "99999", "9223372036854775808", "99999999999999999999999999"])
def test_an_occurrence_that_does_not_exist_is_not_found(page: Page, cast: Cast, number: str) -> None:
    page.sign_in(cast.officer).get(f"/manage/occurrences/{number}", status=404)


def test_attendance_is_marked_and_undone_on_the_day(page: Page, cast: Cast, occurrence: Occurrence, code: str) -> None:
    url = f"/manage/occurrences/{occurrence.id}/bookings/{code}/mark"
    page.sign_in(cast.manager).post(url, {"mark": "attended"}, status=422)
    assert "还没到时候" in page.text()
    with clock.frozen_at(occurrence.starts_at):
        answer = page.post(f"{url}?q=x", {"mark": "attended"})
        assert answer.location == f"/manage/occurrences/{occurrence.id}?q=x#b-{code}"
        assert state_of(code) is BookingState.ATTENDED
        page.post(url, {"mark": "undo"})
        assert state_of(code) is BookingState.CONFIRMED
        page.post(url, {"mark": "no_show"})
        assert state_of(code) is BookingState.NO_SHOW
        page.post(url, {"mark": "nonsense"}, status=422)
    assert list(db.session.scalars(select(AuditRow.actor_id))) == [cast.manager.id] * 3


def test_a_booking_of_another_occurrence_is_not_found(
    page: Page, session: Session, cast: Cast, occurrence: Occurrence, code: str
) -> None:
    other = make_occurrence(session, occurrence.event, starts_in=timedelta(days=9))
    session.commit()
    page.sign_in(cast.manager).post(
        f"/manage/occurrences/{other.id}/bookings/{code}/mark", {"mark": "attended"}, status=404
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2", "已经有 3 席被预约"),
        ("", "请填写席位总数"),
        ("-1", "0 到 100000"),
        ("9" * 30, "0 到 100000"),
        ("x", "整数"),
    ],
)
def test_a_size_that_cannot_be_gets_a_sentence(
    page: Page, cast: Cast, occurrence: Occurrence, code: str, text: str, words: str
) -> None:
    page.sign_in(cast.manager).post(f"/manage/occurrences/{occurrence.id}/size", {"size": text}, status=422)
    assert words in page.text()


def test_more_seats_are_given(page: Page, cast: Cast, occurrence: Occurrence, code: str) -> None:
    typed = {"size": "12", "confirmed": "1"}
    page.sign_in(cast.manager).post(f"/manage/occurrences/{occurrence.id}/size", typed)
    assert db.session.scalars(select(SeatPool.size).where(SeatPool.occurrence_id == occurrence.id)).one() == 12


def test_somebody_is_found_by_name_guest_or_code(
    page: Page, session: Session, cast: Cast, occurrence: Occurrence, code: str
) -> None:
    services.book(occurrence.id, by=cast.neighbour, seats=1, now=NOW)
    booking = session.scalars(select(Booking).where(Booking.code == code)).one()
    session.add(Guest(booking_id=booking.id, position=0, name="外公100%"))
    session.commit()
    page.sign_in(cast.manager)
    for words, found in (("陈小雨", True), (code[:4].lower(), True), ("100%25", True), ("老李", False), ("%25", True)):
        page.get(f"/manage/occurrences/{occurrence.id}?q={words}")
        assert (cast.resident.name in page.text()) is found
    page.get(f"/manage/occurrences/{occurrence.id}?q=没有这个人")
    assert "没有找到符合的预约" in page.text()


def test_the_list_is_exported_without_formulas_and_that_is_recorded(
    page: Page, session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    cast.resident.name = "=HYPERLINK(1)"
    session.commit()
    code = services.book(occurrence.id, by=cast.resident, seats=3, now=NOW).code
    answer = page.sign_in(cast.manager).get(f"/manage/occurrences/{occurrence.id}/bookings.csv")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert rows[0] == ["预约号", "姓名", "席位", "其中孩子", "状态", "参加者", "预约时间", "到场时间"]
    assert rows[1] == [code, "'=HYPERLINK(1)", "3", "0", "预约成功", "", "2026-10-10 10:00", ""]
    row = session.scalars(select(AuditRow)).one()
    assert (row.action, row.actor_id) == ("occurrence.export_bookings", cast.manager.id)


def test_a_long_roster_is_paged_with_few_statements(
    page: Page, session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    for number in range(70):
        make_booking(session, occurrence, make_person(session, name=f"居民{number}"))
    session.commit()
    page.sign_in(cast.manager)
    with counted() as statements:
        page.get(f"/manage/occurrences/{occurrence.id}")
    assert len(statements) <= 14
    assert len([e for e in page.all("tr") if (e.get("id") or "").startswith("b-")]) == 50
    page.get(page.all("a", rel="next")[0].get("href") or "")
    assert len([e for e in page.all("tr") if (e.get("id") or "").startswith("b-")]) == 20


def test_a_drop_in_has_no_roster(page: Page, session: Session, cast: Cast) -> None:
    found = make_occurrence(session, make_event(session, cast.base), size=None)
    session.commit()
    page.sign_in(cast.manager).get(f"/manage/occurrences/{found.id}")
    assert "没有名单" in page.text()
    page.post(f"/manage/occurrences/{found.id}/size", {"size": "3"}, status=422)


def test_a_code_that_no_booking_can_have_is_not_found(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    for code in ("%00", "a%00b", "NOBODY2345"):
        url = f"/manage/occurrences/{occurrence.id}/bookings/{code}/mark"
        page.sign_in(cast.manager).post(url, {"mark": "attended"}, status=404)
