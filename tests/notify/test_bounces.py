"""Delivery reports that come back later: what they say is believed only of letters that this site wrote."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from sciencepop.core import clock, outbox
from sciencepop.core.db import db, write
from sciencepop.core.outbox import Delivery, LostAddress, OutboxMessage
from sciencepop.notify.bounces import Outcome, take_in
from tests.notify.conftest import owe, row
from tests.notify.mail_server import MailServer
from tests.notify.test_mail import run, smtp

POSTFIX = """\
Return-Path: <>
Received: by mx.sciencepop.example (Postfix) id 4cVx9K0; Sat, 10 Oct 2026 10:03:11 +0800 (CST)
Date: Sat, 10 Oct 2026 10:03:11 +0800 (CST)
From: MAILER-DAEMON@mx.sciencepop.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: noreply@sciencepop.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4cVx9K0.1791597791/mx.sciencepop.example"
Content-Transfer-Encoding: 8bit

This is a MIME-encapsulated message.

--4cVx9K0.1791597791/mx.sciencepop.example
Content-Description: Notification
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

This is the mail system at host mx.sciencepop.example.

<li@example.org>: host mx.example.org[192.0.2.7] said: {code} {said} (in reply to RCPT TO command)

--4cVx9K0.1791597791/mx.sciencepop.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.sciencepop.example
X-Postfix-Queue-ID: 4cVx9K0
X-Postfix-Sender: rfc822; noreply@sciencepop.example
Arrival-Date: Sat, 10 Oct 2026 10:03:09 +0800 (CST)

Final-Recipient: rfc822; li@example.org
Original-Recipient: rfc822;li@example.org
Action: {action}
Status: {status}
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; {code} {said}

--4cVx9K0.1791597791/mx.sciencepop.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers
Content-Transfer-Encoding: 8bit

Return-Path: <noreply@sciencepop.example>
From: =?utf-8?b?5p2+5rGf56eR5pmu?= <noreply@sciencepop.example>
To: li@example.org
Subject: =?utf-8?b?6aKE57qm5oiQ5Yqf?=
Message-ID: {message_id}

--4cVx9K0.1791597791/mx.sciencepop.example--
"""

EXCHANGE = """\
From: <postmaster@example.org>
To: <noreply@sciencepop.example>
Date: Sat, 10 Oct 2026 02:03:11 +0000
Content-Type: multipart/report; report-type="DELIVERY-STATUS";
\tboundary="bd3a-9f"
X-MS-Exchange-Message-Is-Ndr:
Message-ID: <1f2e@EX01.example.org>
Subject: Undeliverable: =?utf-8?B?6aKE57qm5oiQ5Yqf?=
MIME-Version: 1.0

--bd3a-9f
Content-Type: multipart/alternative; boundary="cc41"

--cc41
Content-Type: text/plain; charset="us-ascii"

li@example.org
The email address you entered couldn't be found.

--cc41
Content-Type: text/html; charset="us-ascii"

<p>The email address you entered couldn't be found.</p>

--cc41--

--bd3a-9f
Content-Type: message/delivery-status

Reporting-MTA: dns;EX01.example.org
Received-From-MTA: dns;mx.sciencepop.example
Arrival-Date: Sat, 10 Oct 2026 02:03:10 +0000

Final-Recipient: rfc822;li@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp;{code} {said}

--bd3a-9f
Content-Type: message/rfc822

From: noreply@sciencepop.example
To: li@example.org
Subject: =?utf-8?b?6aKE57qm5oiQ5Yqf?=
Message-ID:
 {message_id}
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

5oKo5aW9Cg==

--bd3a-9f--
"""

GONE = {
    "action": "failed",
    "status": "5.1.1",
    "code": "550",
    "said": "5.1.1 <li@example.org>: Recipient address rejected",
}


@pytest.fixture
def message_id(app: Flask, mail_server: MailServer) -> str:
    """Of a letter that left over SMTP."""
    owe()
    with smtp(mail_server) as carrier:
        run(carrier)
    return str(mail_server.messages[0]["Message-ID"])


def report(message_id: str, form: str = POSTFIX, **facts: str) -> bytes:
    return form.format(message_id=message_id, **(GONE | facts)).encode()


def lost() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(LostAddress.value)))


@pytest.mark.parametrize("form", [POSTFIX, EXCHANGE])
def test_a_mailbox_that_is_gone_gets_no_more_letters(message_id: str, form: str) -> None:
    assert take_in(report(message_id, form), clock.now()) is Outcome.LOST
    assert (lost(), row().state, row().error) == (["li@example.org"], Delivery.DROPPED, "bounced 5.1.1")
    assert take_in(report(message_id, form), clock.now()) is Outcome.LOST
    owe("next")
    owe("code", fleeting=True, to_lost=True)
    assert lost() == ["li@example.org"]
    assert row("code").address == "li@example.org"
    with pytest.raises(Exception, match="No row"):
        row("next")


@pytest.mark.parametrize(
    "facts",
    [
        {"action": "delayed", "status": "4.4.1", "code": "451", "said": "4.4.1 timed out"},
        {"status": "5.2.2", "code": "552", "said": "5.2.2 mailbox full"},
        {"status": "5.7.1", "code": "550", "said": "5.7.1 blocked"},
        {"action": "relayed", "status": "2.1.5", "code": "250", "said": "ok"},
    ],
)
def test_what_is_not_the_end_of_a_mailbox_changes_nothing(message_id: str, facts: dict[str, str]) -> None:
    assert take_in(report(message_id, **facts), clock.now()) is Outcome.KEPT
    assert (lost(), row().state) == ([], Delivery.SENT)


def test_a_stranger_cannot_make_a_report_of_a_letter_that_they_never_saw(message_id: str) -> None:
    number, mark = message_id[1:].split("@")[0].split(".")
    domain = message_id.split("@")[1]
    forged = (
        f"<{number}.{'0' * 32}@{domain}",
        f"<{int(number) + 1}.{mark}@{domain}",
        f"<{number}@{domain}",
        "<1f2e@elsewhere.example>",
    )
    for made_up in forged:
        assert take_in(report(made_up), clock.now()) is Outcome.STRANGE
    assert lost() == []


def test_the_address_is_that_of_the_letter_whatever_the_report_names(message_id: str) -> None:
    named = report(message_id).replace(b"li@example.org", b"somebody@else.example")
    assert take_in(named, clock.now()) is Outcome.LOST
    assert lost() == ["li@example.org"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: I am on holiday\r\n\r\nBack on Monday.\r\n",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\n",
        b"Content-Type: multipart/report\r\n\r\nno boundary",
        b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n\r\n--x--\r\n",
        b"Content-Type: message/rfc822\r\n\r\n" * 5_000,
        b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number) for number in range(3_000)
        ),
    ],
    ids=range(8),
)
def test_other_mail_is_left_alone(app: Flask, raw: bytes) -> None:
    assert take_in(raw, clock.now()) is Outcome.STRANGE


def test_a_report_cut_off_in_the_middle_is_left_alone(message_id: str) -> None:
    whole = report(message_id)
    for end in range(0, whole.index(b"Message-ID: <"), 97):
        assert take_in(whole[:end], clock.now()) is Outcome.STRANGE


def test_a_letter_that_was_erased_has_no_address_to_lose(message_id: str) -> None:
    found = row()
    found.address = ""
    db.session.commit()
    assert take_in(report(message_id), clock.now()) is Outcome.ERASED
    assert lost() == []


def command(app: Flask, *arguments: str, given: bytes = b"") -> Result:
    return app.test_cli_runner().invoke(args=["mail", "bounces", *arguments], input=given)


def test_the_command_reads_one_report_from_standard_input(app: Flask, message_id: str) -> None:
    result = command(app, given=b"From MAILER-DAEMON Sat Oct 10 10:03:11 2026\n" + report(message_id))
    assert (result.exit_code, result.output) == (0, "邮箱已不存在，以后只发验证码： 1\n")
    assert lost() == ["li@example.org"]


def test_the_command_reads_a_maildir_and_leaves_what_it_does_not_understand_to_a_human(
    app: Flask, message_id: str, tmp_path: Path
) -> None:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1.gone").write_bytes(report(message_id))
    (tmp_path / "new" / "2.holiday").write_bytes(b"Subject: holiday\n\nBack on Monday.\n")
    (tmp_path / "new" / "3.full").write_bytes(report(message_id, status="5.2.2"))
    result = command(app, "--maildir", str(tmp_path))
    assert result.exit_code == 0
    assert [line.split("： ")[1] for line in result.output.splitlines()] == ["1", "1", "1"]
    assert [path.name for path in sorted(tmp_path.rglob("*.*"))] == ["2.holiday:2,S"]
    assert (lost(), command(app, "--maildir", str(tmp_path)).output) == (["li@example.org"], "")


def test_a_mail_server_is_asked_to_try_again_while_the_database_is_away(app: Flask, message_id: str) -> None:
    environ = os.environ | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "FLASK_APP": "app"}
    environ |= {"SCIENCEPOP_VAR": str(app.extensions["config"].var)}
    arguments = [sys.executable, "-m", "flask", "mail", "bounces"]
    done = subprocess.run(arguments, input=report(message_id), env=environ, capture_output=True)
    assert done.returncode == os.EX_TEMPFAIL, done.stderr[-2000:]


def test_letters_of_an_afternoon_without_mail_server_are_owed_again_and_refused_ones_are_not(
    app: Flask, mail_server: MailServer
) -> None:
    closed = replace(mail_server, port=1)
    for key in ("away", "old", "code", "refused", "lost"):
        owe(key, address=f"{key}@example.org", fleeting=key == "code", to_lost=key == "code")
    with smtp(closed) as carrier:
        for hour in range(40):
            with clock.frozen_at(clock.now() + timedelta(hours=hour)):
                run(carrier)
    assert {row(key).state for key in ("away", "old", "code", "refused", "lost")} == {Delivery.FAILED}
    with write() as session:
        rows = {found.dedup_key: found for found in session.scalars(select(OutboxMessage))}
        rows["old"].created_at -= timedelta(days=3, seconds=1)
        rows["refused"].error = "SMTPDataError 554"
        outbox.lose(session, "lost@example.org", "gone", clock.now())
    result = app.test_cli_runner().invoke(args=["mail", "requeue"])
    assert (result.exit_code, result.output) == (0, "1 条消息重新排队，后台任务马上再发。\n")
    assert (row("away").state, row("away").tries, row("away").error) == (Delivery.QUEUED, 0, None)
    with smtp(mail_server) as carrier:
        run(carrier)
    assert [str(mail["To"]) for mail in mail_server.messages] == ["away@example.org"]
    assert row("refused").state is Delivery.FAILED
