from __future__ import annotations

from email.message import EmailMessage
from email.utils import parsedate_to_datetime

import pytest
from flask import Flask
from sqlalchemy import select

from sciencepop.core import clock
from sciencepop.core.config import Config
from sciencepop.core.db import db
from sciencepop.core.outbox import Channel, Delivery, LostAddress, OutboxMessage
from sciencepop.notify.carriers import Carrier, Parcel, carriers, open_channels
from sciencepop.notify.deliver import Tally, deliver_due
from sciencepop.notify.mail import Server, Smtp
from sciencepop.notify.sms import ConsoleSender, SmsCarrier
from tests.notify.conftest import owe, row
from tests.notify.mail_server import MailServer
from tests.notify.test_deliver import Killed, after

CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:星空夜观\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
).encode()


def smtp(server: MailServer) -> Smtp:
    return Smtp(server.url, sender="松江科普 <noreply@sciencepop.example>", domain="sciencepop.example")


def run(carrier: Carrier) -> Tally:
    return deliver_due({Channel.MAIL: carrier}, clock.now)


def test_a_mail_arrives_as_it_was_written(app: Flask, mail_server: MailServer) -> None:
    owe()
    with smtp(mail_server) as carrier:
        assert run(carrier) == Tally(sent=1)
    (mail,) = mail_server.messages
    assert mail["Subject"] == "预约成功"
    assert mail["To"] == "li@example.org"
    assert mail["From"] == "松江科普 <noreply@sciencepop.example>"
    assert parsedate_to_datetime(str(mail["Date"])) == clock.now()
    assert mail["Auto-Submitted"] == "auto-generated"
    assert (mail.get_content_type(), mail.get_content_charset()) == ("text/plain", "utf-8")
    assert mail.get_content() == "您好，预约成功。\n周六见。\n"
    assert all(byte < 128 for byte in mail_server.raw[0])
    assert max(len(line) for line in mail_server.raw[0].splitlines()) <= 998


@pytest.mark.parametrize(("method", "filename"), [("REQUEST", "invite.ics"), ("CANCEL", "cancel.ics")])
def test_an_invitation_carries_its_method_and_the_exact_calendar(
    app: Flask, mail_server: MailServer, method: str, filename: str
) -> None:
    owe(calendar=CALENDAR, calendar_method=method)
    with smtp(mail_server) as carrier:
        run(carrier)
    (mail,) = mail_server.messages
    assert mail.get_content_type() == "multipart/mixed"
    both, attached = mail.iter_parts()
    assert isinstance(both, EmailMessage) and both.get_content_type() == "multipart/alternative"
    plain, calendar = both.iter_parts()
    assert plain.get_content_type() == "text/plain"
    assert calendar.get_content_type() == "text/calendar"
    assert (calendar.get_param("method"), calendar.get_content_charset()) == (method, "utf-8")
    assert calendar.get_payload(decode=True) == CALENDAR
    assert (attached.get_content_type(), attached.get_filename()) == ("application/ics", filename)
    assert attached.get_payload(decode=True) == CALENDAR


def test_a_worker_that_dies_after_the_server_took_the_mail_sends_it_again_under_the_same_id(
    app: Flask, mail_server: MailServer
) -> None:
    class DiesAfterwards(Smtp):
        def carry(self, parcel: Parcel) -> None:
            super().carry(parcel)
            raise Killed

    owe()
    with (
        pytest.raises(Killed),
        DiesAfterwards(mail_server.url, sender="noreply@sciencepop.example", domain="sciencepop.example") as dying,
    ):
        run(dying)
    with smtp(mail_server) as carrier:
        assert run(carrier) == Tally()
        with after(minutes=5):
            assert run(carrier) == Tally(sent=1)
            assert run(carrier) == Tally()
    first, second = mail_server.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert str(first["Message-ID"]).endswith("@sciencepop.example>")


def test_one_connection_carries_many_and_each_has_its_own_id(app: Flask, mail_server: MailServer) -> None:
    for number in range(5):
        owe(str(number), address=f"p{number}@example.org")
    with smtp(mail_server) as carrier:
        assert run(carrier) == Tally(sent=5)
    assert len({m["Message-ID"] for m in mail_server.messages}) == 5


def test_a_mailbox_that_does_not_exist_is_given_up_and_the_next_mail_goes(app: Flask, mail_server: MailServer) -> None:
    owe("a", address="nobody@example.org")
    owe("b")
    with smtp(mail_server) as carrier:
        assert run(carrier) == Tally(sent=1, dropped=1)
    assert (row("a").state, row("a").error) == (Delivery.DROPPED, "SMTPRecipientsRefused 550")


def test_after_a_mailbox_is_gone_only_codes_go_there_and_a_code_that_does_not_arrive_says_nothing(
    app: Flask, mail_server: MailServer
) -> None:
    gone = "nobody@example.org"
    owe("code", address=gone, fleeting=True, to_lost=True)
    with smtp(mail_server) as carrier:
        assert run(carrier) == Tally(dropped=1)
    assert db.session.scalars(select(LostAddress)).all() == []
    owe("a", address=gone, fleeting=True)
    owe("b", address=gone)
    with smtp(mail_server) as carrier:
        assert run(carrier) == Tally(dropped=1)
    assert (row("a").state, row("b").state) == (Delivery.DROPPED, Delivery.DROPPED)
    assert row("a").address == "", "what is fleeting is erased, and tells of the mailbox all the same"
    assert db.session.scalars(select(LostAddress.value)).all() == [gone]
    owe("c", address=gone)
    owe("another code", address=gone, fleeting=True, to_lost=True)
    keys = set(db.session.scalars(select(OutboxMessage.dedup_key)))
    assert keys == {"code", "a", "b", "another code"}


def test_a_mailbox_that_is_full_today_is_tried_again_and_the_next_mail_goes(
    app: Flask, mail_server: MailServer
) -> None:
    owe("a", address="later@example.org")
    owe("b")
    with smtp(mail_server) as carrier:
        assert run(carrier) == Tally(sent=1, later=1)
        assert (row("a").state, row("a").error) == (Delivery.QUEUED, "SMTPRecipientsRefused 451")
        with after(minutes=1):
            assert run(carrier) == Tally(later=1)
    assert [str(mail["To"]) for mail in mail_server.messages] == ["li@example.org"]


@pytest.mark.parametrize(
    ("answer", "tally", "state"),
    [
        ("451 try later", Tally(later=1), Delivery.QUEUED),
        ("554 not here", Tally(failed=1), Delivery.FAILED),
    ],
)
def test_a_servers_no_is_understood(
    app: Flask, mail_server: MailServer, answer: str, tally: Tally, state: Delivery
) -> None:
    mail_server.refuse.append(answer)
    owe()
    with smtp(mail_server) as carrier:
        assert run(carrier) == tally
    assert (row().state, row().error) == (state, f"SMTPDataError {answer[:3]}")


def test_a_server_that_is_not_there_is_asked_again_later(app: Flask) -> None:
    owe()
    with Smtp("smtp://127.0.0.1:1", sender="noreply@sciencepop.example", domain="x.example") as carrier:
        assert run(carrier) == Tally(later=1)
    assert row().error == "ConnectionRefusedError"


def test_a_subject_cannot_smuggle_headers_in(app: Flask, mail_server: MailServer) -> None:
    owe(subject="你好\r\nBcc: all@example.org")
    with smtp(mail_server) as carrier:
        run(carrier)
    (mail,) = mail_server.messages
    assert mail["Bcc"] is None
    assert mail["Subject"] == "你好 Bcc: all@example.org"


@pytest.mark.parametrize("address", ["", "li", "li@example.org\nBcc: x@example.org", "a@b@c"])
def test_an_impossible_address_is_given_up(app: Flask, mail_server: MailServer, address: str) -> None:
    owe(address=address)
    with smtp(mail_server) as carrier:
        assert run(carrier) == Tally(failed=1)
    assert mail_server.raw == []


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", Server("mail.example", 25, "", "", False)),
        ("smtp://u%40x:p%2Fw@mail.example:2525", Server("mail.example", 2525, "u@x", "p/w", False)),
        ("smtp://u:p@mail.example", Server("mail.example", 587, "u", "p", False)),
        ("smtps://u:p@mail.example", Server("mail.example", 465, "u", "p", True)),
    ],
)
def test_a_mail_servers_address_is_read(url: str, server: Server) -> None:
    assert Server.from_url(url) == server


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://"])
def test_another_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="SMTP_URL"):
        Server.from_url(url)


def config(mode: str, **settings: object) -> Config:
    return Config(mode=mode, secret_key="x", database_url="sqlite://", **settings)  # type: ignore[arg-type]


def test_only_channels_that_can_deliver_are_open() -> None:
    assert open_channels(config("production")) == [Channel.PUSH]
    assert open_channels(config("production", push_services=())) == []
    assert open_channels(config("production", smtp_url="smtp://mail.example")) == [Channel.MAIL, Channel.PUSH]
    assert open_channels(config("development")) == list(Channel)


def test_development_carries_nothing_over_the_network_but_pushes_that_a_browser_asked_for() -> None:
    with carriers(config("development"), "x.example") as ready:
        assert {channel: carrier.is_real for channel, carrier in ready.items()} == {
            Channel.MAIL: False,
            Channel.SMS: False,
            Channel.PUSH: True,
        }
    with carriers(config("production", push_services=()), "x.example") as ready:
        assert ready == {}


def test_the_console_says_that_nobody_got_the_sms(capsys: pytest.CaptureFixture[str]) -> None:
    parcel = Parcel(1, "k", Channel.SMS, "+8613800138000", "", "验证码 123456", None, None, clock.now(), 1)
    SmsCarrier(ConsoleSender()).carry(parcel)
    assert capsys.readouterr().err == ("[development: no SMS was sent] to +8613800138000: 验证码 123456\n")
