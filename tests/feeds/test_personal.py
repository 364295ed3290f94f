"""A person's own calendar: what it tells, to whom, and until when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from icalendar import Calendar, Event
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import BookingState
from sciencepop.bookings.rules.calendar import MEANINGS, STEPS, meaning_of
from sciencepop.bookings.services import book, cancel
from sciencepop.core import clock
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.logs import safe_path
from sciencepop.core.outbox import OutboxMessage
from sciencepop.core.tokens import hash_token, is_token, new_token
from sciencepop.feeds.models import FeedState, FeedToken
from sciencepop.feeds.rules.tokens import MOST_TOKENS
from sciencepop.feeds.services.tokens import TokenRefusal, create_token, forget_person, revoke_token
from sciencepop.programme.models import EventState
from tests.cast import Cast
from tests.factories import make_booking, make_occurrence, make_person
from tests.feeds.conftest import Season
from tests.feeds.lint import lint
from tests.page import Page


def give(person: Person, label: str = "手机") -> str:
    return create_token(by=person, label=label, language="zh", now=clock.now()).secret


def fetch(page: Page, secret: str, prefix: str = "") -> dict[str, Event]:
    body = page.get(f"{prefix}/feeds/p/{secret}.ics").data
    assert lint(body, is_private=True) == []
    return {str(event["UID"]): event for event in Calendar.from_ical(body).walk("VEVENT")}


def told(event: Event) -> tuple[str, str, str, str]:
    return tuple(str(event[name]) for name in ("STATUS", "TRANSP", "CLASS", "SEQUENCE"))  # type: ignore[return-value]


def test_each_state_of_a_booking_has_its_look(page: Page, booked: Season, cast: Cast) -> None:
    events = fetch(page, give(cast.resident))
    assert {uid: told(event) for uid, event in events.items()} == {
        booked.next_week.uid: ("CONFIRMED", "OPAQUE", "PRIVATE", "2"),
        booked.full.uid: ("TENTATIVE", "TRANSPARENT", "PRIVATE", "0"),
        booked.moved.uid: ("CANCELLED", "TRANSPARENT", "PRIVATE", "5"),
        booked.cancelled.uid: ("CANCELLED", "TRANSPARENT", "PRIVATE", "3"),
    }
    summaries = {uid: str(event["SUMMARY"])[:5] for uid, event in events.items()}
    assert summaries[booked.full.uid] == "【候补】叶"
    assert summaries[booked.moved.uid] == "【已取消】"
    assert str(events[booked.next_week.uid]["DESCRIPTION"]).startswith("您已预约 2 席。\n")


def test_english_words_under_the_english_address(page: Page, booked: Season, cast: Cast) -> None:
    events = fetch(page, give(cast.resident), "/en")
    assert str(events[booked.full.uid]["SUMMARY"]).startswith("[Waiting list] Why leaves")


def test_mails_and_the_own_calendar_tell_of_one_and_the_same_entry(
    page: Page, season: Season, cast: Cast, session: Session
) -> None:
    secret, now = give(cast.resident), clock.now()
    for again in range(2):
        code = book(season.next_week.id, by=cast.resident, seats=1, now=now).code
        assert identity(fetch(page, secret)[season.next_week.uid]) == newest_mailed(session), again
        cancel(code, by=cast.resident, now=now)
        assert identity(fetch(page, secret)[season.next_week.uid]) == newest_mailed(session), again


def identity(event: Event) -> tuple[str, int, str]:
    return str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"])


def newest_mailed(session: Session) -> tuple[str, int, str]:
    letter = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    assert letter is not None
    return identity(Calendar.from_ical(letter.calendar or b"").walk("VEVENT")[0])


def test_an_offer_says_until_when(page: Page, season: Season, cast: Cast, session: Session) -> None:
    until = clock.now() + timedelta(hours=6)
    make_booking(session, season.full, cast.resident, seats=3, state=BookingState.OFFERED, offer_ends_at=until)
    session.commit()
    event = fetch(page, give(cast.resident))[season.full.uid]
    assert str(event["DESCRIPTION"]).startswith("为您留了 3 席，请在 10月10日（周六）16:00 前确认。\n")
    assert told(event)[:2] == ("TENTATIVE", "TRANSPARENT")


def test_no_name_address_or_secret_is_in_it(page: Page, booked: Season, cast: Cast) -> None:
    secret = give(cast.resident)
    text = page.get(f"/feeds/p/{secret}.ics").data.decode().replace("\r\n ", "")
    for private in (cast.resident.name, cast.neighbour.name, "example.org", secret, "手机", "feeds/p"):
        assert private not in text


def test_nobody_elses_booking_is_in_it(page: Page, booked: Season, cast: Cast) -> None:
    assert set(fetch(page, give(cast.neighbour))) == {booked.exhibition.uid}
    assert fetch(page, give(cast.officer)) == {}


def test_a_booking_shows_in_the_very_next_fetch(page: Page, season: Season, cast: Cast, session: Session) -> None:
    secret = give(cast.resident)
    first = page.get(f"/feeds/p/{secret}.ics")
    booking = make_booking(session, season.next_week, cast.resident)
    session.commit()
    second = page.get(f"/feeds/p/{secret}.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert season.next_week.uid in second.data.decode().replace("\r\n ", "")
    booking.state, booking.changed_at = BookingState.CANCELLED, clock.now() + timedelta(minutes=5)
    session.commit()
    event = fetch(page, secret)[season.next_week.uid]
    assert told(event) == ("CANCELLED", "TRANSPARENT", "PRIVATE", "3")
    assert event.decoded("DTSTAMP") == clock.now() + timedelta(minutes=5)


def test_booking_again_after_cancelling_is_one_entry_that_counts_on(
    page: Page, season: Season, cast: Cast, session: Session
) -> None:
    make_booking(session, season.next_week, cast.resident, state=BookingState.CANCELLED)
    make_booking(session, season.next_week, cast.resident)
    session.commit()
    assert told(fetch(page, give(cast.resident))[season.next_week.uid]) == (
        "CONFIRMED",
        "OPAQUE",
        "PRIVATE",
        str(2 + STEPS),
    )


def test_a_given_up_booking_leaves_30_days_after_the_session(
    page: Page, season: Season, cast: Cast, session: Session
) -> None:
    make_booking(session, season.last_week, cast.resident, state=BookingState.CANCELLED)
    session.commit()
    secret = give(cast.resident)
    with clock.frozen_at(season.last_week.starts_at + timedelta(days=30)):
        assert set(fetch(page, secret)) == {season.last_week.uid}
    with clock.frozen_at(season.last_week.starts_at + timedelta(days=31)):
        assert fetch(page, secret) == {}


def test_what_is_hidden_is_hidden_here_too(page: Page, booked: Season, cast: Cast, session: Session) -> None:
    booked.event.state = EventState.WITHDRAWN
    session.commit()
    assert fetch(page, give(cast.resident)) == {}


def test_a_private_feed_goes_out_with_careful_headers(page: Page, booked: Season, cast: Cast) -> None:
    headers = page.get(f"/feeds/p/{give(cast.resident)}.ics").headers
    assert headers["Cache-Control"] == "private, max-age=300"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex"
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["Last-Modified"] == "Sat, 10 Oct 2026 02:00:00 GMT"
    assert "Set-Cookie" not in headers


def test_two_fetches_give_the_same_bytes(page: Page, booked: Season, cast: Cast) -> None:
    url = f"/feeds/p/{give(cast.resident)}.ics"
    first = page.get(url)
    with clock.frozen_at(clock.now() + timedelta(hours=5)):
        second = page.get(url)
        third = page.get(url, 304, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.data, first.headers["Last-Modified"]) == (second.data, second.headers["Last-Modified"])
    assert third.headers["Referrer-Policy"] == "no-referrer"


def test_a_revoked_address_is_gone_with_an_empty_calendar(page: Page, booked: Season, cast: Cast) -> None:
    token = create_token(by=cast.resident, label="", language="zh", now=clock.now())
    other = give(cast.resident)
    assert revoke_token(token.id, by=cast.resident, now=clock.now())
    response = page.get(f"/feeds/p/{token.secret}.ics", 410)
    assert lint(response.data, is_private=True) == []
    assert Calendar.from_ical(response.data).walk("VEVENT") == []
    assert (response.mimetype, response.headers["X-Robots-Tag"]) == ("text/calendar", "noindex")
    assert len(fetch(page, other)) == 4


def test_a_closed_account_is_gone(page: Page, booked: Season, cast: Cast, session: Session) -> None:
    secret = give(cast.resident)
    cast.resident.closed_at = clock.now()
    session.commit()
    assert "VEVENT" not in page.get(f"/feeds/p/{secret}.ics", 410).text


@pytest.mark.parametrize("text", ["x", "%00", "x" * 32, "../../etc", "é" * 32, "x" * 5_000])
def test_a_guess_is_a_plain_404_that_nobody_keeps(page: Page, cast: Cast, text: str) -> None:
    response = page.client.get(f"/feeds/p/{text}.ics")
    assert response.status_code == 404
    if response.headers.get("X-Robots-Tag"):
        assert (response.mimetype, response.headers["Cache-Control"]) == ("text/plain", "private, no-store")


def test_a_use_is_noted_once_a_day(page: Page, cast: Cast, session: Session) -> None:
    url = f"/feeds/p/{give(cast.resident)}.ics"
    days = []
    for hours in (0, 3, 30):
        with clock.frozen_at(clock.now() + timedelta(hours=hours)):
            page.get(url)
        session.expire_all()
        days.append(session.query(FeedToken).one().used_at)
    assert days == [clock.now(), clock.now(), clock.now() + timedelta(hours=30)]


def test_only_the_hash_is_stored(session: Session, cast: Cast) -> None:
    secret = give(cast.resident)
    row = session.query(FeedToken).one()
    assert (row.token_hash, row.person_id) == (hash_token(secret), cast.resident.id)
    assert secret not in repr(vars(row))


def test_nobody_can_revoke_anothers_address(session: Session, cast: Cast) -> None:
    token = create_token(by=cast.resident, label="", language="zh", now=clock.now())
    assert not revoke_token(token.id, by=cast.neighbour, now=clock.now())
    assert session.query(FeedToken).one().revoked_at is None


def test_a_person_has_at_most_ten_addresses(session: Session, cast: Cast) -> None:
    for _number in range(MOST_TOKENS):
        give(cast.resident)
    with pytest.raises(RuleBroken) as refused:
        give(cast.resident)
    assert refused.value.code is TokenRefusal.TOO_MANY
    give(cast.neighbour)


def test_leaving_ends_all_addresses_and_forgets_their_labels(page: Page, session: Session, cast: Cast) -> None:
    secret = give(cast.resident, "孩子的平板")
    page.get(f"/feeds/p/{secret}.ics")
    with write() as unit:
        forget_person(unit, cast.resident.id, clock.now())
    session.expire_all()
    row = session.query(FeedToken).one()
    assert (row.label, row.used_at, row.revoked_at) == ("", None, clock.now())
    assert session.query(FeedState).count() == 0


def test_tokens_are_long_and_differ() -> None:
    made = {new_token() for _number in range(200)}
    assert len(made) == 200
    assert all(is_token(token) and len(token) == 32 for token in made)


def test_logs_do_not_know_the_secret() -> None:
    assert safe_path("/feeds/p/abc.ics") == "/feeds/p/***"
    assert safe_path("/en/feeds/p/abc.ics") == "/en/feeds/p/***"


def test_every_state_has_a_meaning_and_steps_fit_between_bookings() -> None:
    assert set(MEANINGS) == {state.value for state in BookingState}
    assert max(meaning.step for meaning in MEANINGS.values()) < STEPS
    assert meaning_of("confirmed", 1).step > meaning_of("cancelled", 0).step


def test_a_session_without_seats_to_book_is_no_trouble(
    page: Page, season: Season, cast: Cast, session: Session
) -> None:
    make_occurrence(session, season.event, starts_in=timedelta(days=20), size=None)
    session.commit()
    assert fetch(page, give(cast.resident)) == {}


def test_one_address_is_asked_sixty_times_an_hour_at_most(limited: Flask) -> None:
    with limited.app_context():
        person = make_person(db.session())
        db.session.commit()
        url, other = (f"/feeds/p/{give(person)}.ics" for _number in range(2))
    client = limited.test_client()
    answers = [client.get(url).status_code for _number in range(61)]
    assert (set(answers[:60]), answers[60]) == ({200}, 429)
    assert client.get(other).status_code == 200
