"""The pages of a change: the preview, undoing, and the link of a notice; works · stranger · wrong role · bad input."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bookings import services
from sciencepop.bookings.models import Booking, BookingState, SeatPool
from sciencepop.bookings.offer_links import CHANGE, code_of, token_of
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.logs import safe_path
from sciencepop.core.outbox import OutboxMessage
from sciencepop.programme.models import Occurrence, OccurrenceChange
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_event, make_occurrence, move_on
from tests.page import Page

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LATER = {"on": "2026-10-17", "starts": "14:00", "ends": "15:30", "room_zh": "二楼", "next_day": ""}


@pytest.fixture
def occurrence(session: Session, cast: Cast) -> Occurrence:
    event = make_event(session, cast.base, slug="stars", title_zh="夜观星空", title_en="Stars")
    found = make_occurrence(session, event, size=6)
    session.commit()
    return found


@pytest.fixture
def code(occurrence: Occurrence, cast: Cast) -> str:
    return services.book(occurrence.id, by=cast.resident, seats=2, now=NOW).code


def edit_url(occurrence: Occurrence) -> str:
    return f"/manage/events/stars/occurrences/{occurrence.id}/edit"


def kept(page: Page) -> dict[str, Any]:
    """What the preview's own form would send, its button apart."""
    forms = page.all("form", method="post")
    (form,) = [form for form in forms if form.find(".//button[@name='confirmed']") is not None]
    fields = {field.get("name"): field.get("value") for field in form.iter("input")}
    return {name: value for name, value in fields.items() if name not in (None, "csrf_token")}


def state_of(code: str) -> BookingState:
    return db.session.scalars(select(Booking.state).where(Booking.code == code)).one()


def test_a_preview_comes_first_and_the_second_press_saves(
    session: Session, occurrence: Occurrence, code: str, cast: Cast, page: Page
) -> None:
    started = occurrence.starts_at
    page.sign_in(cast.manager).get(edit_url(occurrence))
    assert "下一步：看影响" in page.text()
    page.post(edit_url(occurrence), LATER, status=200)
    text = page.text()
    assert "1 组 2 席" in text
    assert "时间或地点有变：夜观星空" in text
    assert "New time or place: Stars" in text
    assert "预约的人少，所以不说他们在新的时间有没有别的安排" in text
    assert code not in text
    session.expire_all()
    assert occurrence.starts_at == started
    typed = kept(page)
    assert (typed["room_zh"], typed["starts"], typed["seen"]) == ("二楼", "14:00", "0")
    page.post(edit_url(occurrence), {**typed, "back": "1"}, status=200)
    assert page.all("input", id="room_zh")[0].get("value") == "二楼"
    answer = page.post(edit_url(occurrence), {**typed, "confirmed": "1"})
    session.expire_all()
    assert occurrence.starts_at == started + timedelta(hours=4)
    page.get(answer.location)
    assert "已更改，10 分钟内可撤销" in page.text()
    assert "通知在 10:10 以后发出" in page.text()


def test_more_bookings_do_not_stop_a_confirmation_but_another_change_does(
    session: Session, occurrence: Occurrence, code: str, cast: Cast, page: Page
) -> None:
    page.sign_in(cast.manager).post(edit_url(occurrence), LATER, status=200)
    typed = kept(page)
    services.book(occurrence.id, by=cast.neighbour, seats=1, now=NOW)
    move_on(session, occurrence, cast.officer)
    page.post(edit_url(occurrence), {**typed, "confirmed": "1"}, status=422)
    assert "内容被别人改过" in page.text()
    assert "2 组 3 席" in page.text()
    page.post(edit_url(occurrence), {**kept(page), "confirmed": "1"})
    session.expire_all()
    assert occurrence.room_zh == "二楼"


def test_where_nobody_is_touched_it_is_saved_at_once(occurrence: Occurrence, cast: Cast, page: Page) -> None:
    page.sign_in(cast.manager).get(edit_url(occurrence))
    assert "下一步" not in page.text()
    assert page.post(edit_url(occurrence), LATER).location == "/manage/events/stars"


def test_close_to_the_start_the_preview_says_that_there_is_no_way_back(
    session: Session, cast: Cast, page: Page
) -> None:
    soon = make_occurrence(session, make_event(session, cast.base, slug="stars"), starts_in=timedelta(minutes=40))
    make_booking(session, soon, cast.resident)
    session.commit()
    page.sign_in(cast.manager).post(edit_url(soon), LATER, status=200)
    assert "保存后通知马上发出，不能撤销" in page.text()
    page.get(page.post(edit_url(soon), {**kept(page), "confirmed": "1"}).location)
    assert "不能撤销" in page.text()
    assert "撤销更改" not in page.text()


def test_undoing_is_one_press_and_too_late_is_told(
    session: Session, occurrence: Occurrence, code: str, cast: Cast, page: Page
) -> None:
    page.sign_in(cast.manager).post(edit_url(occurrence), {**LATER, "confirmed": "1"})
    (change,) = session.scalars(select(OccurrenceChange.id))
    url = f"/manage/occurrences/{occurrence.id}/changes/{change}/undo"
    for stranger in (cast.other_manager, cast.resident):
        page.sign_in(stranger).post(url, status=403)
    page.sign_in(cast.manager)
    page.get(page.post(url).location)
    assert "已经撤销" in page.text()
    session.expire_all()
    assert occurrence.room_zh == ""
    page.post(url, status=422)
    assert "不能撤销了" in page.text()
    page.post(f"/manage/occurrences/{occurrence.id}/changes/{'9' * 19}/undo", status=404)


def test_another_number_of_seats_is_shown_first_and_undone_from_the_roster(
    session: Session, occurrence: Occurrence, code: str, cast: Cast, page: Page
) -> None:
    services.book(occurrence.id, by=cast.officer, seats=4, now=NOW)
    services.join_waiting(occurrence.id, by=cast.neighbour, seats=1, now=NOW)
    url = f"/manage/occurrences/{occurrence.id}/size"
    page.sign_in(cast.manager).post(url, {"size": "9", "seen": "6"}, status=200)
    assert "席位从 6 改成 9" in page.text()
    assert "候补中的 1 组马上会收到" in page.text()
    typed = kept(page)
    page.post(url, {**typed, "back": "1"}, status=200)
    assert page.all("input", id="size")[0].get("value") == "9"
    page.get(page.post(url, {**typed, "confirmed": "1"}).location)
    assert "席位从 6 改成 9" in page.text()
    assert db.session.scalars(select(SeatPool.size)).one() == 9
    page.post(url, {"size": "8", "seen": "6", "confirmed": "1"}, status=422)
    assert "席位数被别人改过" in page.text()
    (change,) = session.scalars(select(OccurrenceChange.id))
    page.post(f"/manage/occurrences/{occurrence.id}/changes/{change}/undo", status=422)
    assert "已经有 7 席被预约" in page.text()


@pytest.fixture
def moved(session: Session, occurrence: Occurrence, code: str, cast: Cast) -> str:
    """The token of the notice's link."""
    move_on(session, occurrence, cast.manager)
    return token_of(code, CHANGE)


def test_the_notice_carries_the_link_and_the_party_goes_by_it(
    session: Session, occurrence: Occurrence, moved: str, code: str, cast: Cast, page: Page
) -> None:
    other = make_occurrence(session, occurrence.event, starts_in=8 * DAY)
    make_occurrence(session, occurrence.event, starts_in=9 * DAY, size=1)
    session.commit()
    body = db.session.scalars(select(OutboxMessage.body).where(OutboxMessage.dedup_key.contains("-moved-"))).one()
    assert f"http://localhost/changes/{moved}" in body
    answer = page.get(f"/changes/{moved}")
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert [field.get("value") for field in page.all("input", name="target")] == [str(other.id)]
    assert "陈小雨妈妈" not in page.text()
    page.post(f"/changes/{moved}/move", {"target": str(other.id)})
    page.get(f"/changes/{moved}")
    assert "已经换到另一场" in page.text()
    assert state_of(code) is BookingState.CANCELLED
    page.post(f"/changes/{moved}/move", {"target": str(other.id)})
    live = select(Booking.pool_id).where(Booking.state == BookingState.CONFIRMED)
    pool = select(SeatPool.id).where(SeatPool.occurrence_id == other.id)
    assert session.scalars(live).all() == session.scalars(pool).all()


def test_what_does_not_fit_any_more_is_told_and_changes_nothing(
    session: Session, occurrence: Occurrence, moved: str, code: str, cast: Cast, page: Page
) -> None:
    other = make_occurrence(session, occurrence.event, starts_in=8 * DAY, size=2)
    session.commit()
    services.book(other.id, by=cast.neighbour, seats=1, now=NOW)
    page.post(f"/changes/{moved}/move", {"target": str(other.id)}, status=422)
    assert "只剩 1 席，不够 2 席" in page.text()
    for target in ("", "x", "0", "9" * 40, str(occurrence.id)):
        page.post(f"/changes/{moved}/move", {"target": target}, status=404)
    assert state_of(code) is BookingState.CONFIRMED


def test_leaving_by_the_link_costs_nothing_even_late(occurrence: Occurrence, moved: str, code: str, page: Page) -> None:
    with clock.frozen_at(occurrence.starts_at - MINUTE):
        page.post(f"/changes/{moved}/cancel")
        page.get(f"/changes/{moved}")
    assert "预约已经取消" in page.text()
    keys = db.session.scalars(select(OutboxMessage.dedup_key)).all()
    assert (state_of(code), [key for key in keys if "point" in key]) == (BookingState.CANCELLED, [])


def test_once_it_has_begun_or_for_another_link_there_is_nothing_to_choose(
    occurrence: Occurrence, moved: str, code: str, page: Page
) -> None:
    with clock.frozen_at(occurrence.starts_at):
        page.get(f"/changes/{moved}", status=410)
        page.post(f"/changes/{moved}/cancel")
    assert state_of(code) is BookingState.CONFIRMED
    for token in (token_of(code), f"{code}-{'0' * 32}", code, "x"):
        assert code_of(token, CHANGE) is None
        page.get(f"/changes/{token}", status=404)
        page.post(f"/changes/{token}/cancel")
    assert state_of(code) is BookingState.CONFIRMED


def test_the_ticket_leads_to_the_choice_only_after_a_change(
    session: Session, occurrence: Occurrence, code: str, cast: Cast, page: Page
) -> None:
    url = f"/my/bookings/{code}"
    page.sign_in(cast.resident).get(url)
    assert "换到其他场次" not in page.text()
    move_on(session, occurrence, cast.manager)
    page.get(url)
    assert [link.get("href") for link in page.all("a") if link.get("href", "").startswith("/changes/")] == [
        f"/changes/{token_of(code, CHANGE)}"
    ]


def test_the_secret_of_a_link_reaches_no_log(app: Flask) -> None:
    assert safe_path("/en/changes/ABCDEFGHJK-0123/move") == "/en/changes/***/move"


def test_a_reserve_that_is_given_up_says_first_who_gets_its_seats(
    session: Session, occurrence: Occurrence, cast: Cast, page: Page
) -> None:
    url, reserve = f"/manage/occurrences/{occurrence.id}/capacity/reserve", {"kind": "telephone", "size": "6"}
    page.sign_in(cast.manager).post(url, reserve)
    waits = services.join_waiting(occurrence.id, by=cast.neighbour, seats=2, now=NOW).code
    page.post(url, {"kind": "telephone", "size": "0", "release_hours": ""}, status=200)
    assert "候补中的 1 组马上会收到" in page.text()
    assert "可以撤销" not in page.text()
    typed = kept(page)
    page.post(url, {**typed, "back": "1"}, status=200)
    assert state_of(waits) is BookingState.WAITING
    page.post(url, {**typed, "confirmed": "1"})
    assert state_of(waits) is BookingState.OFFERED
