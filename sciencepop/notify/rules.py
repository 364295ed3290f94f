"""How long a worker may hold a message, when a failed one is tried again, and how a mail server is spoken to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address

LEASE = timedelta(minutes=5)
"""Longer than one SMTP dialogue can take: about ten steps of at most SMTP_SECONDS each."""

SMTP_SECONDS = 15
PUSH_SECONDS = (5, 15)
"""To connect, and to answer."""
MOST_TRIES = 8
KEPT = timedelta(days=30)
DAY_BEGINS = timedelta(hours=3, minutes=17)
"""When the daily jobs are due: the night is quiet then, and no other clock strikes."""

_OURS = re.compile(r"<([0-9]{1,18})\.([0-9a-f]{32})@")
_WAITS = (1, 2, 5, 15, 60, 180, 360)


def wait_after(tries: int) -> timedelta | None:
    """How long to wait after that many tries (1 is the first); None when it is time to give up."""
    if tries >= MOST_TRIES:
        return None
    return timedelta(minutes=_WAITS[min(max(tries, 1), len(_WAITS)) - 1])


def message_id(number: int, mark: str, domain: str) -> str:
    """The Message-ID (RFC 5322 3.6.4) of a row of the outbox: always the same. Only this site can make the mark."""
    return f"<{number}.{mark}@{domain}>"


def read_message_id(text: str) -> tuple[int, str] | None:
    """Number and mark of one of our Message-IDs, genuine or not."""
    found = _OURS.search(text)
    return (int(found[1]), found[2]) if found else None


class PushAnswer(StrEnum):
    """What a push service's answer means for a message (RFC 8030 5, 7.3)."""

    TAKEN = "taken"
    GONE = "gone"
    LATER = "later"
    REFUSED = "refused"


def read_push_answer(status: int) -> PushAnswer:
    """By the HTTP status: 404 and 410 say that the subscription has ended."""
    if 200 <= status < 300:
        return PushAnswer.TAKEN
    if status in (404, 410):
        return PushAnswer.GONE
    return PushAnswer.LATER if status in (408, 425, 429) or status >= 500 else PushAnswer.REFUSED


def working_day(local: datetime) -> date:
    """The day whose daily jobs are due at a wall time; it begins at DAY_BEGINS."""
    return (local - DAY_BEGINS).date()


_ENHANCED = re.compile(r"\s*5\.(\d{1,3})\.(\d{1,3})\b")
_NOT_OURS = re.compile(r"relay|spam|block|polic|denied|auth|reputation", re.IGNORECASE)
_GONE = {("1", "1"), ("1", "2"), ("1", "3"), ("1", "6"), ("1", "10"), ("2", "1")}


def is_mailbox_gone(code: int, said: str) -> bool:
    """Whether a server's answer to RCPT means that nobody reads mail at this address, now or later.

    An enhanced status (RFC 3463) says so exactly: a bad or disabled mailbox or domain. Without one 550, 551 and 553
    mean it (RFC 5321 4.2.3). A full mailbox, or a server that will not have mail from us, is not the reader's loss.
    """
    if not 500 <= code < 600:
        return False
    enhanced = _ENHANCED.match(said)
    if enhanced:
        return enhanced.groups() in _GONE
    return code in (550, 551, 553) and not _NOT_OURS.search(said)


@dataclass(frozen=True)
class Failure:
    """What a delivery report (RFC 3464 2.3) says of one recipient: `action`, `status`, and the server's own words."""

    action: str
    status: str
    diagnostic: str


_SMTP = re.compile(r"smtp\s*;\s*(\d{3})[ -]?(.*)", re.IGNORECASE | re.DOTALL)


def is_lost_by(failures: Sequence[Failure]) -> bool:
    """Whether a report says that nobody got the letter and nobody will read at its address; delays say nothing."""
    return bool(failures) and all(_is_gone(failure) for failure in failures)


def _is_gone(failure: Failure) -> bool:
    if failure.action.strip().lower() != "failed":
        return False
    status = _ENHANCED.match(failure.status)
    if status and status.groups() != ("0", "0"):
        return status.groups() in _GONE
    said = _SMTP.match(failure.diagnostic.strip())
    return said is not None and is_mailbox_gone(int(said[1]), said[2])


def is_refusal(error: str) -> bool:
    """Whether the outbox's word for a failure says that the message was refused, not that nobody was there."""
    return bool(_REFUSED.match(error))


_REFUSED = re.compile(r"(SMTPRecipientsRefused|SMTPDataError) 5|no such address")


class Protection(StrEnum):
    """How a connection to a mail server is protected; `REFUSED` means that nothing is said on it."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"
    REFUSED = "refused"


def choose_protection(*, is_tls: bool, offers_starttls: bool, has_login: bool, host: str) -> Protection:
    """Encrypted wherever the server can. A login goes unencrypted to this machine alone (RFC 4954 4, RFC 8314 3).

    `is_tls` says that the connection was encrypted from its first byte (smtps).
    """
    if is_tls:
        return Protection.TLS
    if offers_starttls:
        return Protection.STARTTLS
    return Protection.REFUSED if has_login and not is_this_machine(host) else Protection.NONE


def is_this_machine(host: str) -> bool:
    """Whether nothing that is sent to this host leaves the machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
