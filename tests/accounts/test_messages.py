"""My messages: what was written to me, what I switch off, and an address that mail does not reach."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts import letters, services
from sciencepop.accounts.models import Message, Muted, Person
from sciencepop.accounts.post import keep, stop_token, write_to
from sciencepop.accounts.rules.messages import OPTIONAL, MessageKind
from sciencepop.core import clock, invariants, outbox
from sciencepop.core.db import db, write
from sciencepop.core.letter import Letter
from sciencepop.core.outbox import Channel, LostAddress, OutboxMessage
from tests.accounts.post import code_to
from tests.cast import Cast
from tests.conftest import NOW
from tests.page import Page

LETTER = Letter(
    "场次有变", ["改到下午。"], short="场次有变", facts=[("时间", "周六")], link=("去看看", "http://localhost/x")
)
DAY = timedelta(days=1)


def tell(person: Person, kind: MessageKind = MessageKind.CHANGE, key: str = "k1", path: str = "/my/bookings/X") -> None:
    with write() as session:
        write_to(session, session.get_one(Person, person.id), LETTER, kind, key=key, now=clock.now(), path=path)


def owed() -> list[OutboxMessage]:
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def lose(person: Person) -> str:
    value = person.addresses[0].value
    with write() as session:
        outbox.lose(session, value, "SMTPRecipientsRefused 550", clock.now())
    return value


def test_a_message_is_kept_on_the_site_and_counted_until_it_is_read(page: Page, cast: Cast) -> None:
    page.sign_in(cast.resident).get("/my/messages")
    assert "这里还没有消息" in page.text()
    tell(cast.resident)
    page.get("/my")
    assert "1 条未读" in page.text()
    page.get("/my/messages")
    assert "场次有变 未读" in page.text() and "时间：周六" in page.text()
    assert [link.get("href") for link in page.all("a") if "场次有变" in "".join(link.itertext())] == ["/my/bookings/X"]
    newest = page.all("input", name="newest")[0].get("value")
    tell(cast.resident, key="k2")
    page.post("/my/messages/seen", {"newest": newest})
    page.get("/my/messages")
    assert page.text().count("未读") == 2  # The one that came meanwhile, and the count.
    page.get("/en/my/messages")
    assert page.all("a", href="/en/my/bookings/X") != []


def test_nobody_reads_or_marks_the_messages_of_others(page: Page, cast: Cast, session: Session) -> None:
    tell(cast.resident)
    number = session.scalars(select(Message.id)).one()
    page.sign_in(cast.neighbour).get("/my/messages")
    assert "场次有变" not in page.text()
    page.post("/my/messages/seen", {"newest": str(number)})
    assert session.scalars(select(Message.read_at)).one() is None


@pytest.mark.parametrize("newest", ["", "x", "-1", str(2**63), "9" * 30, "9" * 5000])
def test_a_strange_number_marks_nothing(page: Page, cast: Cast, session: Session, newest: str) -> None:
    tell(cast.resident)
    page.sign_in(cast.resident).post("/my/messages/seen", {"newest": newest})
    assert session.scalars(select(Message.read_at)).one() is None


def test_many_messages_come_in_pages_newest_first(page: Page, cast: Cast) -> None:
    for number in range(23):
        tell(cast.resident, key=f"k{number}")
    page.sign_in(cast.resident).get("/my/messages")
    assert len(page.all("li", class_="panel")) == 20
    following = next(link.get("href") for link in page.all("a") if "after=" in (link.get("href") or ""))
    page.get(following or "")
    assert len(page.all("li", class_="panel")) == 3


def test_what_must_be_told_cannot_be_switched_off(page: Page, cast: Cast, session: Session) -> None:
    page.sign_in(cast.resident).get("/my/messages")
    ticks = {tick.get("value"): tick.get("checked") is not None for tick in page.all("input", type="checkbox")}
    assert ticks == {"reminder": True, "thanks": True}
    page.post("/my/messages/kinds", {"kinds": ["thanks", "change"]})
    assert list(session.scalars(select(Muted.kind))) == [MessageKind.REMINDER]
    for kind in MessageKind:
        tell(cast.resident, kind, key=kind.value)
    assert {message.dedup_key for message in owed()} == set(MessageKind) - {MessageKind.REMINDER}
    page.post("/my/messages/kinds", {"kinds": ["reminder", "thanks"]})
    assert list(session.scalars(select(Muted.kind))) == []


def stop_path(person: Person, kind: str = "reminder", token: str = "") -> str:
    return f"/messages/stop/{kind}/{person.id}/{token or stop_token(person.id, kind)}"


def test_one_click_stops_a_kind_without_signing_in_or_a_token_of_the_page(
    app: Flask, page: Page, cast: Cast, session: Session
) -> None:
    page.get(stop_path(cast.resident))
    assert "要停止这类消息吗：活动前的提醒？" in page.text()
    assert list(session.scalars(select(Muted.kind))) == []
    stranger = app.test_client()
    for _again in range(2):
        answer = stranger.post(stop_path(cast.resident), data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200 and "已停止" in answer.text
    assert set(session.scalars(select(Muted.person_id))) == {cast.resident.id}
    page.get("/en" + stop_path(cast.resident))


def test_a_link_stops_only_its_kind_for_its_person(page: Page, cast: Cast, session: Session) -> None:
    token = stop_token(cast.resident.id, "reminder")
    for path in (
        stop_path(cast.neighbour, token=token),
        stop_path(cast.resident, "thanks", token),
        stop_path(cast.resident, "reminder", token[:-1]),
        stop_path(cast.resident, "reminder", "é" * 32),
        stop_path(cast.resident, "change"),
        stop_path(cast.resident, "nothing"),
    ):
        page.get(path, status=404)
        page.post(path, status=404)
    assert list(session.scalars(select(Muted.kind))) == []


def test_a_link_to_somebody_who_left_stops_nothing_and_says_the_same(page: Page, cast: Cast, session: Session) -> None:
    services.close_account(cast.resident, NOW)
    page.post(stop_path(cast.resident), status=200)
    assert list(session.scalars(select(Muted.kind))) == []


def test_an_address_that_is_lost_gets_codes_only_and_its_owner_reads_the_rest_here(
    page: Page, cast: Cast, session: Session
) -> None:
    tell(cast.resident, key="before")
    value = lose(cast.resident)
    assert [message.state for message in owed()] == ["dropped"]
    tell(cast.resident, key="after")
    assert len(owed()) == 1
    page.sign_in(cast.resident).get("/my/messages")
    assert "没有这个邮箱" in page.text() and len(page.all("li", class_="panel")) == 2
    page.post(f"/my/messages/prove/{cast.resident.addresses[0].id}")
    page.get("/my/messages/prove/code")
    page.post("/my/messages/prove/code", {"code": "000000" if code_to(value) != "000000" else "111111"}, status=422)
    assert session.scalars(select(LostAddress.value)).all() == [value]
    page.post("/my/messages/prove/code", {"code": code_to(value)})
    assert session.scalars(select(LostAddress.value)).all() == []
    page.get("/my/messages")
    assert "没有这个邮箱" not in page.text()
    tell(cast.resident, key="again")
    assert owed()[-1].dedup_key == "again"


def test_signing_in_by_code_proves_an_address_too(page: Page, cast: Cast, session: Session) -> None:
    value = lose(cast.resident)
    page.get("/sign-in")
    page.post("/sign-in", {"address": value})
    page.post("/sign-in/code", {"code": code_to(value)})
    assert session.scalars(select(LostAddress.value)).all() == []


def test_an_address_of_somebody_else_cannot_be_proved(page: Page, cast: Cast) -> None:
    page.sign_in(cast.resident).post(f"/my/messages/prove/{cast.neighbour.addresses[0].id}", status=404)
    page.get("/my/messages/prove/code", status=303)
    assert owed() == []


def test_doctor_is_told_of_lost_addresses_and_calls_it_no_failure(app: Flask, cast: Cast) -> None:
    look = invariants.told()["accounts.lost_addresses"]
    assert look() == []
    value = lose(cast.resident)
    assert ["1" in line and value not in line for line in look()] == [True]


def test_notices_about_the_account_are_kept_too_and_codes_are_not(cast: Cast, session: Session) -> None:
    services.set_password(cast.resident, "松江一日看尽好花", NOW)
    services.request_proof(cast.resident, contact(cast.resident), "zh", NOW)
    (message,) = session.scalars(select(Message))
    assert (message.kind, "密码" in message.subject) == (MessageKind.ACCOUNT, True)
    assert "·" not in message.body


def contact(person: Person) -> letters.Contact:
    return letters.Contact(person.addresses[0].kind, person.addresses[0].value)


def test_somebody_whom_no_channel_reaches_finds_the_message_here(app: Flask, cast: Cast, session: Session) -> None:
    session.delete(cast.resident.addresses[0])
    session.commit()
    tell(cast.resident)
    assert owed() == [] and len(session.scalars(select(Message)).all()) == 1


def test_messages_are_forgotten_after_ninety_days(cast: Cast, session: Session) -> None:
    tell(cast.resident)
    assert services.purge_messages(NOW + 90 * DAY) == 0
    assert services.purge_messages(NOW + 90 * DAY + timedelta(seconds=1)) == 1
    tell(cast.resident)
    assert session.scalars(select(Message)).all() == []  # The outbox still knows that it was sent.


def test_messages_can_be_taken_along_and_go_with_the_account(cast: Cast, session: Session) -> None:
    tell(cast.resident)
    services.choose_kinds(cast.resident, [], NOW)
    lose(cast.resident)
    taken = services.export_data(cast.resident, NOW)
    assert [row["subject"] for row in taken["messages_on_the_site"]] == ["场次有变"]
    assert taken["messages_switched_off"] == [{"kind": kind, "way": "post"} for kind in sorted(OPTIONAL)]
    services.close_account(cast.resident, NOW)
    for table in (Message, Muted, LostAddress):
        assert session.scalars(select(table)).all() == []


def test_a_message_without_a_page_has_no_link(page: Page, cast: Cast) -> None:
    with write() as session:
        person = session.get_one(Person, cast.resident.id)
        keep(session, person, MessageKind.ACCOUNT, key="a", subject="密码", body="改了", path="", now=NOW)
    page.sign_in(cast.resident).get("/my/messages")
    assert [link for link in page.all("a") if "密码" in "".join(link.itertext())] == []


def test_sms_says_the_short_form(cast: Cast, session: Session) -> None:
    address = cast.resident.addresses[0]
    address.kind, address.value = "mobile", "+8613800000000"
    session.commit()
    tell(cast.resident)
    (message,) = owed()
    assert (message.channel, message.body, message.html) == (Channel.SMS, "场次有变", None)
