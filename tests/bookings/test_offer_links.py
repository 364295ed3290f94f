"""Answering an offer by its link: works · used, old and wrong links · what the page keeps to itself · limits."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Address, AddressKind
from sciencepop.bookings import services
from sciencepop.bookings.models import Booking, BookingState
from sciencepop.bookings.offer_links import code_of, token_of
from sciencepop.bookings.rules.offers import Standing, standing_of
from sciencepop.bookings.rules.states import BookingState as S
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.logs import safe_path
from sciencepop.core.outbox import OutboxMessage
from sciencepop.programme.models import Occurrence
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_event, make_occurrence
from tests.page import Page

DAY = timedelta(days=1)


@pytest.fixture
def occurrence(session: Session, cast: Cast) -> Occurrence:
    found = make_occurrence(session, make_event(session, cast.base, title_zh="夜观星空"), size=5)
    session.commit()
    return found


@pytest.fixture
def offered(occurrence: Occurrence, cast: Cast) -> str:
    """The code of an offer of two seats to the neighbour."""
    full = services.book(occurrence.id, by=cast.resident, seats=4, now=NOW).code
    code = services.join_waiting(occurrence.id, by=cast.neighbour, seats=2, now=NOW).code
    services.cancel(full, by=cast.resident, now=NOW)
    return code


def state_of(code: str) -> BookingState:
    return db.session.scalars(select(Booking.state).where(Booking.code == code)).one()


def link(code: str, rest: str = "") -> str:
    return f"/offers/{token_of(code)}{rest}"


def letter(code: str) -> str:
    return db.session.scalars(
        select(OutboxMessage.body).where(OutboxMessage.dedup_key == f"booking-{code}-offered")
    ).one()


def test_the_letter_carries_the_link_and_the_link_shows_the_offer(page: Page, offered: str) -> None:
    assert f"http://localhost{link(offered)}" in letter(offered)
    answer = page.get(link(offered))
    assert "夜观星空" in page.text()
    assert "为您保留了 2 席，请在 10月11日（周日） 10:00 前答复" in page.text()
    assert [
        form.get("action") for form in page.all("form", method="post") if "/offers/" in (form.get("action") or "")
    ] == [
        link(offered, "/accept"),
        link(offered, "/decline"),
    ]
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_an_sms_carries_the_link_too(session: Session, cast: Cast, occurrence: Occurrence) -> None:
    for address in cast.neighbour.addresses:
        session.delete(address)
    session.flush()
    session.add(Address(person=cast.neighbour, kind=AddressKind.MOBILE, value="13800000000", verified_at=NOW))
    session.commit()
    full = services.book(occurrence.id, by=cast.resident, seats=4, now=NOW).code
    code = services.join_waiting(occurrence.id, by=cast.neighbour, seats=2, now=NOW).code
    services.cancel(full, by=cast.resident, now=NOW)
    assert link(code) in letter(code)


def test_looking_changes_nothing_however_often_programs_look(page: Page, offered: str) -> None:
    for _look in range(3):
        page.get(link(offered))
        page.client.head(link(offered))
    page.client.get(link(offered, "/accept"))
    assert state_of(offered) is BookingState.OFFERED


def test_a_visitor_accepts_without_signing_in_and_pressing_twice_is_harmless(page: Page, offered: str) -> None:
    page.get(link(offered))
    assert page.post(link(offered, "/accept")).location == link(offered)
    assert state_of(offered) is BookingState.CONFIRMED
    page.post(link(offered, "/accept"))
    page.get(link(offered))
    assert "席位已经是您的了" in page.text()
    page.post(link(offered, "/decline"))
    assert state_of(offered) is BookingState.CONFIRMED


def test_a_visitor_declines_and_the_next_in_line_is_asked(
    page: Page, cast: Cast, occurrence: Occurrence, offered: str
) -> None:
    behind = services.join_waiting(occurrence.id, by=cast.officer, seats=4, now=NOW).code
    assert page.post(link(offered, "/decline")).location == link(offered)
    assert (state_of(offered), state_of(behind)) == (BookingState.DECLINED, BookingState.OFFERED)
    page.get(link(offered))
    assert "已经在问下一位" in page.text()
    page.post(link(offered, "/accept"))
    assert state_of(offered) is BookingState.DECLINED


def test_a_link_lives_as_long_as_its_offer(page: Page, offered: str) -> None:
    with clock.frozen_at(NOW + DAY):
        page.get(link(offered), status=410)
        assert "席位已让给下一位" in page.text()
        page.post(link(offered, "/accept"))
        assert state_of(offered) is BookingState.OFFERED
        services.expire_offers(NOW + DAY)
        page.get(link(offered), status=410)
        page.post(link(offered, "/decline"))
    assert state_of(offered) is BookingState.EXPIRED


def test_a_cancelled_offer_leads_to_my_bookings(page: Page, cast: Cast, offered: str) -> None:
    services.cancel(offered, by=cast.neighbour, now=NOW)
    page.get(link(offered), status=410)
    assert "这个席位已经取消" in page.text()
    page.get("/en" + link(offered), status=410)
    assert "have been cancelled" in page.text()


@pytest.mark.parametrize("verb", ["", "/accept", "/decline"])
def test_a_link_of_another_booking_or_none_answers_nothing(
    page: Page, cast: Cast, occurrence: Occurrence, offered: str, verb: str
) -> None:
    true = token_of(offered)
    other = services.join_waiting(occurrence.id, by=cast.officer, seats=5, now=NOW).code
    wrong = [
        "x",
        offered,
        true[:-1],
        true + "0",
        true.lower(),
        f"{other}-{true[-32:]}",
        "a" * 300,
        f"{offered}-",
    ]
    for token in wrong:
        if verb:
            page.post(f"/offers/{token}{verb}")
        page.get(f"/offers/{token}", status=404)
        assert "请检查链接是否完整" in page.text()
    assert (state_of(offered), state_of(other)) == (BookingState.OFFERED, BookingState.WAITING)


def test_no_link_tells_who_anybody_is(page: Page, cast: Cast, offered: str) -> None:
    """The open page names the event alone; afterwards not even that."""
    secrets = [cast.neighbour.name, cast.neighbour.addresses[0].value]
    page.get(link(offered))
    assert not [word for word in secrets if word in page.text()]
    page.post(link(offered, "/accept"))
    page.get(link(offered))
    assert not [word for word in [*secrets, "夜观星空", offered[:5]] if word in page.text()]


def test_an_overlap_is_told_without_what_it_overlaps(
    page: Page, session: Session, cast: Cast, occurrence: Occurrence, offered: str
) -> None:
    services.decline_offer(offered, by=cast.neighbour, now=NOW)
    elsewhere = make_occurrence(session, make_event(session, cast.base, title_zh="别的地方"))
    session.commit()
    full = services.book(occurrence.id, by=cast.resident, seats=5, now=NOW).code
    again = services.join_waiting(occurrence.id, by=cast.neighbour, seats=2, now=NOW).code
    services.book(elsewhere.id, by=cast.neighbour, seats=1, now=NOW)
    services.cancel(full, by=cast.resident, now=NOW)
    page.post(link(again, "/accept"), status=422)
    assert "这段时间已经有别的预约" in page.text()
    assert "别的地方" not in page.text()
    page.post(link(again, "/decline"))
    assert state_of(again) is BookingState.DECLINED


def test_somebody_else_who_is_signed_in_answers_for_the_holder_of_the_link(
    page: Page, cast: Cast, offered: str
) -> None:
    page.sign_in(cast.officer)
    form = {"attempt": "one-attempt-of-mine"}
    first, second = (page.post(link(offered, "/accept"), form) for _press in range(2))
    assert first.location == second.location == link(offered)
    booking = db.session.scalars(select(Booking).where(Booking.code == offered)).one()
    assert (booking.state, booking.person_id) == (BookingState.CONFIRMED, cast.neighbour.id)


def test_a_token_is_true_for_its_own_code_and_site_alone(app: Flask) -> None:
    token = token_of("ABCDEFGHJK")
    assert code_of(token) == "ABCDEFGHJK"
    assert token_of("ABCDEFGHJK") == token
    assert token_of("ABCDEFGHJL")[-32:] != token[-32:]
    before, app.config["SECRET_KEY"] = app.config["SECRET_KEY"], "another"
    try:
        assert code_of(token) is None
    finally:
        app.config["SECRET_KEY"] = before


def test_logs_keep_no_link() -> None:
    assert safe_path("/en/offers/ABCDEFGHJK-0123/accept") == "/en/offers/***/accept"


@pytest.mark.parametrize(
    ("state", "ends_at", "starts_at", "expected"),
    [
        (S.OFFERED, NOW + DAY, NOW + 2 * DAY, Standing.OPEN),
        (S.OFFERED, NOW, NOW + 2 * DAY, Standing.OVER),
        (S.OFFERED, NOW + DAY, NOW, Standing.OVER),
        (S.EXPIRED, None, NOW + DAY, Standing.OVER),
        (S.CONFIRMED, None, NOW + DAY, Standing.ACCEPTED),
        (S.ATTENDED, None, NOW, Standing.ACCEPTED),
        (S.NO_SHOW, None, NOW, Standing.ACCEPTED),
        (S.DECLINED, None, NOW + DAY, Standing.DECLINED),
        (S.CANCELLED, None, NOW + DAY, Standing.GONE),
        (S.WAITING, None, NOW + DAY, Standing.GONE),
    ],
)
def test_how_an_offer_stands(
    state: BookingState, ends_at: datetime | None, starts_at: datetime, expected: Standing
) -> None:
    assert standing_of(state, ends_at, starts_at=starts_at, now=NOW) is expected


def test_links_cannot_be_tried_out_by_the_hundred(limited: Flask) -> None:
    client = limited.test_client()
    assert {client.get("/offers/one").status_code for _try in range(60)} == {404}
    assert client.get("/offers/one").status_code == 429
    found = [client.get(f"/offers/{number}").status_code for number in range(239)]
    assert found == [404] * 239
    assert client.get("/offers/one-more").status_code == 429
