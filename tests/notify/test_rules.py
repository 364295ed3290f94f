from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from sciencepop.notify.rules import (
    Protection,
    choose_protection,
    is_mailbox_gone,
    is_this_machine,
    message_id,
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


def test_the_message_id_is_made_of_the_key_and_tells_nothing_of_it() -> None:
    first = message_id("booking.confirmed:SP-1", "example.org")
    assert first == message_id("booking.confirmed:SP-1", "example.org")
    assert first != message_id("booking.confirmed:SP-2", "example.org")
    assert first.startswith("<") and first.endswith("@example.org>") and "SP-1" not in first


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
