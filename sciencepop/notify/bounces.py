"""Bounces that come back later as mail: delivery reports (RFC 3464) say which mailboxes are gone.

A stranger must not be able to silence anybody, so a report counts only with the Message-ID of a letter of ours, whose
mark nobody else can make (`mail.mark_of`). Whose address it was stands in the outbox, not in the report.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from email import message_from_bytes, message_from_string
from email.message import Message
from enum import StrEnum
from pathlib import Path

from sciencepop.core import outbox
from sciencepop.core.db import write
from sciencepop.core.outbox import Channel, Delivery, OutboxMessage
from sciencepop.core.signing import same
from sciencepop.notify.mail import mark_of
from sciencepop.notify.rules import Failure, is_lost_by, read_message_id

LARGEST = 1024 * 1024
"""Bytes that are read of a report; what matters comes first and is small."""

RETURNED = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers")


class Outcome(StrEnum):
    """What became of a report."""

    LOST = "lost"
    KEPT = "kept"
    ERASED = "erased"
    STRANGE = "strange"


def take_in(raw: bytes, now: datetime) -> Outcome:
    """Read one message; if it reports that the mailbox of a letter is gone, write there no more."""
    try:
        report = message_from_bytes(raw)
        ours, failures = _letter_of(report), _failures_of(report)
    except RecursionError:
        # Anybody can send thousands of parts within parts; one such mail must not keep all others from being read.
        return Outcome.STRANGE
    if ours is None or not failures:
        return Outcome.STRANGE
    number, mark = ours
    with write() as session:
        row = session.get(OutboxMessage, number, with_for_update=True)
        if row is None or row.channel is not Channel.MAIL or not same(mark, mark_of(number, row.dedup_key)):
            return Outcome.STRANGE
        if not is_lost_by(failures):
            return Outcome.KEPT
        if not row.address or row.to_lost:
            return Outcome.ERASED
        why = f"bounced {failures[0].status}"[:200]
        outbox.lose(session, row.address, why, now)
        row.state, row.error = Delivery.DROPPED, why
    return Outcome.LOST


def read_maildir(folder: Path, now: datetime) -> Counter[Outcome]:
    """Take in a Maildir's new mail. Reports on our letters are deleted; the rest is kept as seen, for a human."""
    counts: Counter[Outcome] = Counter()
    for path in sorted((folder / "new").iterdir()):
        with path.open("rb") as file:
            outcome = take_in(file.read(LARGEST), now)
        if outcome is Outcome.STRANGE:
            path.rename(folder / "cur" / f"{path.name}:2,S")
        else:
            path.unlink()
        counts[outcome] += 1
    return counts


def _letter_of(report: Message) -> tuple[int, str] | None:
    """Number and mark in the Message-ID of the letter that the report sends back."""
    part = _part_of(report, RETURNED)
    if part is None:
        return None
    inside = part.get_payload()
    if isinstance(inside, list):
        returned = inside[0] if inside else None
    else:
        text = part.get_payload(decode=True)
        returned = message_from_string(text.decode("ascii", "replace")) if isinstance(text, bytes) else None
    return read_message_id(str(returned["Message-ID"] or "")) if isinstance(returned, Message) else None


def _failures_of(report: Message) -> list[Failure]:
    """What is said of each recipient. The first block tells of the letter as a whole (RFC 3464 2.1)."""
    part = _part_of(report, ("message/delivery-status",))
    blocks = part.get_payload() if part is not None else None
    if not isinstance(blocks, list):
        return []
    return [
        Failure(*(str(block[name] or "") for name in ("Action", "Status", "Diagnostic-Code")))
        for block in blocks
        if isinstance(block, Message) and block["Action"]
    ]


def _part_of(report: Message, kinds: tuple[str, ...]) -> Message | None:
    parts = report.get_payload() if report.get_content_type() == "multipart/report" else None
    found = [one for one in parts if isinstance(one, Message)] if isinstance(parts, list) else []
    return next((part for part in found if part.get_content_type() in kinds), None)
