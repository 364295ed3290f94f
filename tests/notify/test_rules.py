from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from sciencepop.notify.rules import (
    Failure,
    Protection,
    PushAnswer,
    choose_protection,
    is_lost_by,
    is_mailbox_gone,
    is_refusal,
    is_this_machine,
    message_id,
    read_message_id,
    read_push_answer,
    wait_after,
    working_day,
)


@pytest.mark.parametrize(
    ("tries", "minutes"), [(1, 1), (2, 2), (3, 5), (4, 15), (5, 60), (6, 180), (7, 360), (8, None), (99, None)]
)
def test_a_failed_message_waits_longer_each_time_and_is_given_up(tries: int, minutes: int | None) -> None:
    assert wait_after(tries) == (timedelta(minutes=minutes) if minutes else None)


@pytest.mark.parametrize(
    ("code", "said", "is_gone"),
    [
        (550, "no such mailbox", True),
        (550, "5.1.1 User unknown", True),
        (550, "5.2.1 mailbox disabled", True),
        (551, "User not local", True),
        (553, "5.1.3 bad address syntax", True),
        # The server will not have mail from us: our matter, and no reason to silence everybody.
        (550, "5.7.1 relaying denied", False),
        (550, "relay not permitted", False),
        (554, "5.7.1 blocked by a list", False),
        (550, "Blocked as spam", False),
        (530, "5.7.0 authentication required", False),
        # The reader's box is full today.
        (552, "5.2.2 mailbox full", False),
        (451, "4.2.1 try later", False),
        (550, "15.1.1 is no status, relay", False),
        (0, "", False),
    ],
)
def test_a_mailbox_is_gone_only_where_the_server_says_so(code: int, said: str, is_gone: bool) -> None:
    assert is_mailbox_gone(code, said) is is_gone


def test_a_message_id_is_read_back_and_others_are_not() -> None:
    mark = "0123456789abcdef" * 2
    assert message_id(17, mark, "example.org") == f"<17.{mark}@example.org>"
    assert read_message_id(f" <17.{mark}@example.org>\r\n") == (17, mark)
    for other in ("", "<17@example.org>", f"<.{mark}@x>", f"<17.{mark[1:]}@x>", f"<{'9' * 19}.{mark}@x>"):
        assert read_message_id(other) is None


GONE = Failure("failed", "5.1.1", "smtp; 550 5.1.1 no such user")
FULL = Failure("failed", "5.2.2", "smtp; 552 5.2.2 mailbox full")


@pytest.mark.parametrize(
    ("failures", "is_lost"),
    [
        ([GONE], True),
        ([Failure("Failed", "5.1.10 (no such recipient)", "")], True),
        ([Failure("failed", "5.0.0", "smtp; 550 no such user here")], True),
        ([Failure("failed", "5.0.0", "smtp; 550 5.1.1 unknown")], True),
        ([Failure("failed", "", "smtp;550 User unknown")], True),
        ([Failure("failed", "5.0.0", "smtp; 550 blocked by policy")], False),
        ([Failure("failed", "5.7.1", "smtp; 550 5.1.1 no such user")], False),
        ([Failure("failed", "5.0.0", "x-unix; user unknown")], False),
        ([FULL], False),
        ([Failure("failed", "4.4.1", "timed out")], False),
        ([Failure("delayed", "5.1.1", "")], False),
        ([Failure("delivered", "2.1.5", "")], False),
        ([GONE, GONE], True),
        ([GONE, FULL], False),
        ([], False),
    ],
)
def test_a_report_loses_a_mailbox_only_when_it_is_gone_for_everybody(failures: list[Failure], is_lost: bool) -> None:
    assert is_lost_by(failures) is is_lost


@pytest.mark.parametrize(
    ("error", "is_one"),
    [
        ("SMTPRecipientsRefused 550", True),
        ("SMTPDataError 554", True),
        ("no such address or subject (IndexError)", True),
        ("SMTPRecipientsRefused 451", False),
        ("SMTPSenderRefused 553", False),
        ("SMTPAuthenticationError 535", False),
        ("ConnectionRefusedError", False),
        ("every try was cut off", False),
    ],
)
def test_a_refusal_is_told_from_a_server_that_was_away(error: str, is_one: bool) -> None:
    assert is_refusal(error) is is_one


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (201, PushAnswer.TAKEN),
        (202, PushAnswer.TAKEN),
        (204, PushAnswer.TAKEN),
        (404, PushAnswer.GONE),
        (410, PushAnswer.GONE),
        (408, PushAnswer.LATER),
        (429, PushAnswer.LATER),
        (502, PushAnswer.LATER),
        (400, PushAnswer.REFUSED),
        (403, PushAnswer.REFUSED),
        (413, PushAnswer.REFUSED),
        (301, PushAnswer.REFUSED),
    ],
)
def test_a_push_services_answer_is_understood(status: int, answer: PushAnswer) -> None:
    assert read_push_answer(status) is answer


@pytest.mark.parametrize(
    ("is_tls", "offers_starttls", "has_login", "host", "expected"),
    [
        (True, False, True, "mail.example", Protection.TLS),
        (True, False, False, "127.0.0.1", Protection.TLS),
        (False, True, True, "mail.example", Protection.STARTTLS),
        (False, True, False, "mail.example", Protection.STARTTLS),
        (False, True, True, "127.0.0.1", Protection.STARTTLS),
        (False, False, False, "mail.example", Protection.NONE),
        (False, False, False, "127.0.0.1", Protection.NONE),
        (False, False, True, "127.0.0.1", Protection.NONE),
        (False, False, True, "mail.example", Protection.REFUSED),
        (False, False, True, "10.0.0.5", Protection.REFUSED),
    ],
)
def test_a_connection_is_encrypted_where_it_can_be_and_must_be_for_a_login(
    is_tls: bool, offers_starttls: bool, has_login: bool, host: str, expected: Protection
) -> None:
    chosen = choose_protection(is_tls=is_tls, offers_starttls=offers_starttls, has_login=has_login, host=host)
    assert chosen is expected


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("localhost", True),
        ("LOCALHOST", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("10.0.0.5", False),
        ("localhost.example", False),
        ("127.0.0.1.example", False),
        ("mail.example", False),
        ("", False),
    ],
)
def test_only_the_loopback_is_this_machine(host: str, is_here: bool) -> None:
    assert is_this_machine(host) is is_here


@pytest.mark.parametrize(("hour", "minute", "day"), [(0, 0, 9), (3, 16, 9), (3, 17, 10), (12, 0, 10), (23, 59, 10)])
def test_a_new_day_of_work_begins_at_seventeen_past_three(hour: int, minute: int, day: int) -> None:
    assert working_day(datetime(2026, 10, 10, hour, minute)) == date(2026, 10, day)  # noqa: DTZ001 - wall time
