"""Every letter about a booking as a mail server gets it, and the calendars in them as calendar programs read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from lxml.html import document_fromstring
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.ical import Method
from sciencepop.bookings.letters import News, tell
from sciencepop.bookings.models import Booking, BookingState
from sciencepop.bookings.words import feedback_path
from sciencepop.core import clock
from sciencepop.core.db import db, write
from sciencepop.core.outbox import OutboxMessage
from sciencepop.programme.models import Occurrence
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_event, make_occurrence, move_on
from tests.feeds import readers
from tests.notify.mail_server import MailServer
from tests.notify.test_mail import run, smtp

CHINESE = re.compile(r"[\u4e00-\u9fff]")
OPTIONAL = (News.DAY_BEFORE, News.HOURS_BEFORE, News.THANKS)
CALENDARS = {
    News.CONFIRMED: (BookingState.CONFIRMED, Method.REQUEST),
    News.MOVED: (BookingState.CONFIRMED, Method.REQUEST),
    News.CANCELLED: (BookingState.CANCELLED, Method.CANCEL),
    News.CALLED_OFF: (BookingState.CANCELLED, Method.CANCEL),
}
STATES = {
    News.WAITING: BookingState.WAITING,
    News.OFFERED: BookingState.OFFERED,
    News.EXPIRED: BookingState.EXPIRED,
    News.DAY_BEFORE: BookingState.CONFIRMED,
    News.HOURS_BEFORE: BookingState.CONFIRMED,
    News.THANKS: BookingState.ATTENDED,
}


@pytest.fixture
def booking(session: Session, cast: Cast) -> Iterator[Booking]:
    """Two seats of an evening under the stars, whose title wants to be HTML."""
    event = make_event(
        session,
        cast.base,
        title_zh="星空夜观 <b>第三场</b> & 望远镜",
        title_en="An evening under the <b>stars</b> & telescopes",
        bring_zh="外套",
        bring_en="A coat",
    )
    event.base.name_en = "Chenshan Botanical Garden"
    event.base.address_en = "3888 Chenhua Road"
    occurrence = make_occurrence(session, event)
    occurrence.cancel_reason = ""
    found = make_booking(session, occurrence, cast.resident, seats=2)
    session.commit()
    yield found


def send(booking: Booking, news: News, language: str, server: MailServer) -> EmailMessage:
    """Have one letter written, delivered over SMTP, and give what arrived."""
    state, method = CALENDARS.get(news, (STATES.get(news), None))
    with write() as session:
        row = session.get_one(Booking, booking.id)
        row.language, row.state = language, state or row.state
        row.offer_ends_at = NOW + timedelta(days=1) if state is BookingState.OFFERED else None
        session.flush()
        tell(session, row, row.pool.occurrence, row.person, news, now=clock.now(), method=method)
    with smtp(server) as carrier:
        run(carrier)
    (message,) = server.messages
    return message


def alternatives(message: EmailMessage) -> list[EmailMessage]:
    both = message if message.get_content_type() == "multipart/alternative" else next(message.iter_parts())
    return list(both.iter_parts())  # type: ignore[attr-defined]


def words_of(html: str) -> str:
    """All that is read of a letter's HTML, spaces folded."""
    body = document_fromstring(html).find("body")
    return " ".join(" ".join(body.itertext()).split())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("news", list(News))
def test_every_letter_says_the_same_as_text_and_as_html(
    booking: Booking, mail_server: MailServer, news: News, language: str
) -> None:
    mail = send(booking, news, language, mail_server)
    parts = alternatives(mail)
    kinds = [part.get_content_type() for part in parts]
    assert kinds == ["text/plain", "text/html", *(["text/calendar"] if news in CALENDARS else [])]
    text, html = parts[0].get_content(), parts[1].get_content()
    shown = words_of(html)
    for line in filter(None, text.splitlines()):
        label, _colon, url = line.rpartition("：" if language == "zh" else ": ")
        wanted = [label] if url.startswith("http") else re.split(r"：|: ", line)
        assert all(" ".join(word.split()) in shown for word in wanted if word), line
    assert html.count("<b>") == 0
    assert "星空夜观" in shown if language == "zh" else not CHINESE.search(shown)
    assert "title" in html and f'lang="{"zh-Hans" if language == "zh" else "en"}"' in html
    for url in re.findall(r'(?:href|src|url\()="?([^">]*)', html):
        assert url.startswith("http://localhost/")
    assert not re.search(r"<img|<link|<script|@import|url\(", html)
    urls = re.findall(r"http://\S+", text)
    assert all(url in html for url in urls) and len(urls) == (2 if news in OPTIONAL else 1)
    assert all(byte < 128 for byte in mail_server.raw[0])
    assert max(len(line) for line in mail_server.raw[0].splitlines()) <= 998


@pytest.mark.parametrize("news", list(News))
def test_only_what_may_be_stopped_says_how_in_its_headers(
    booking: Booking, cast: Cast, mail_server: MailServer, news: News
) -> None:
    mail = send(booking, news, "en", mail_server)
    stop, post = mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"]
    if news not in OPTIONAL:
        assert (stop, post) == (None, None)
        return
    kind = "thanks" if news is News.THANKS else "reminder"
    assert re.fullmatch(rf"<http://localhost/en/messages/stop/{kind}/{cast.resident.id}/[0-9a-f]{{32}}>", str(stop))
    assert str(post) == "List-Unsubscribe=One-Click"
    head = mail_server.raw[0].split(b"\r\n\r\n")[0]
    assert f"List-Unsubscribe: {stop}\r\n".encode() in head + b"\r\n"


def test_thanks_lead_to_the_question_and_name_nobody(booking: Booking, cast: Cast, mail_server: MailServer) -> None:
    mail = send(booking, News.THANKS, "zh", mail_server)
    text = alternatives(mail)[0].get_content()
    assert f"http://localhost{feedback_path(booking.code)}" in text
    assert cast.resident.name not in mail_server.raw[0].decode() + text


def calendar_of(message: EmailMessage) -> bytes:
    (part,) = [part for part in alternatives(message) if part.get_content_type() == "text/calendar"]
    found = part.get_payload(decode=True)
    assert isinstance(found, bytes)
    assert part.get_param("method") == str(Calendar.from_ical(found)["METHOD"])
    attached = [one for one in message.iter_attachments() if one.get_content_type() == "application/ics"]
    assert [one.get_payload(decode=True) for one in attached] == [found]
    return found


def khal_shows(body: bytes, folder: Path, name: str) -> list[str]:
    """What khal shows of an item in a calendar folder; METHOD is the mail's matter, not the store's."""
    items = folder / name
    items.mkdir()
    (items / "one.ics").write_bytes(re.sub(rb"METHOD:[A-Z]+\r\n", b"", body))
    return readers.list_with_khal(items, folder, "2026-10-01", "2026-11-30")


@pytest.mark.parametrize(("news", "status"), [(news, CALENDARS[news][1]) for news in CALENDARS])
def test_three_readers_agree_about_each_calendar(
    booking: Booking, mail_server: MailServer, tmp_path: Path, news: News, status: Method
) -> None:
    body = calendar_of(send(booking, news, "zh", mail_server))
    starts_at = clock.local(booking.pool.occurrence.starts_at)
    title = booking.pool.occurrence.event.title_zh
    (component,) = Calendar.from_ical(body).walk("VEVENT")
    assert (component.decoded("dtstart"), str(component["SUMMARY"])) == (starts_at, title)
    assert str(component["STATUS"]) == ("CANCELLED" if status is Method.CANCEL else "CONFIRMED")
    (seen,) = readers.read_with_ical_js(body)["events"]
    assert (seen["uid"], seen["summary"]) == (booking.pool.occurrence.uid, title)
    shown = khal_shows(body, tmp_path, news.value)
    assert len(shown) == 1 and shown[0].startswith(f"{starts_at:%Y-%m-%d %H:%M}|") and title in shown[0]


def apply(calendar: dict[str, Any], body: bytes) -> None:
    """What a calendar program does with a message (RFC 5546 2.1.4, 3.2.5): the higher SEQUENCE of a UID wins."""
    found = Calendar.from_ical(body)
    (component,) = found.walk("VEVENT")
    uid, sequence = str(component["UID"]), int(component["SEQUENCE"])
    known = calendar.get(uid)
    if known and known["sequence"] >= sequence:
        return
    is_gone = str(found["METHOD"]) == "CANCEL"
    calendar[uid] = {"sequence": sequence, "start": component.decoded("dtstart"), "is_gone": is_gone}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0), (0, 2, 1), (2, 1, 0)])
def test_a_booking_moved_and_cancelled_leaves_the_calendar_right_in_whatever_order_mails_come(
    session: Session, cast: Cast, mail_server: MailServer, order: tuple[int, ...]
) -> None:
    from sciencepop.bookings import services

    occurrence = make_occurrence(session, make_event(session, cast.base))
    session.commit()
    code = services.book(occurrence.id, by=cast.resident, seats=1, now=NOW).code
    with smtp(mail_server) as carrier:
        run(carrier)
        moved_to: datetime = occurrence.starts_at + timedelta(days=1)
        move_on(session, occurrence, cast.manager, to=moved_to)
        run(carrier)
        services.cancel(code, by=cast.resident, now=NOW)
        run(carrier)
    bodies = [calendar_of(message) for message in mail_server.messages]
    methods = [str(Calendar.from_ical(body)["METHOD"]) for body in bodies]
    assert methods == ["REQUEST", "REQUEST", "CANCEL"]
    calendar: dict[str, Any] = {}
    for number in order:
        apply(calendar, bodies[number])
    assert list(calendar) == [occurrence.uid]
    assert calendar[occurrence.uid]["is_gone"]
    before: dict[str, Any] = {}
    for body in bodies[:2]:
        apply(before, body)
    assert before[occurrence.uid]["start"] == moved_to


def test_a_reminder_that_the_mail_server_would_not_take_in_time_is_dropped(
    booking: Booking, mail_server: MailServer
) -> None:
    with write() as session:
        row = session.get_one(Booking, booking.id)
        person: Person = row.person
        occurrence: Occurrence = row.pool.occurrence
        tell(session, row, occurrence, person, News.DAY_BEFORE, now=NOW, not_after=NOW + timedelta(minutes=30))
    mail_server.refuse = ["451 later"] * 9
    with smtp(mail_server) as carrier:
        for minutes in (0, 2, 5, 20, 31, 60):
            with clock.frozen_at(NOW + timedelta(minutes=minutes)):
                run(carrier)
    (row,) = db.session.scalars(select(OutboxMessage).execution_options(populate_existing=True)).all()
    assert (row.state, row.error) == ("dropped", "too late")
    assert mail_server.raw == []
