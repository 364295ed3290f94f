"""A message on somebody's devices: a title, a sentence and a link, and no more than bystanders may read on a screen.

Each device has its own row in the outbox, under a key made of the message's and the device's. The mail or SMS is
another one, so neither waits for the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accounts.queries.devices import list_devices
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.core import outbox
from sciencepop.core.i18n import language
from sciencepop.core.letter import Letter
from sciencepop.core.outbox import Channel, Urgency

INBOX = "/my/messages"
LONGEST_TITLE, LONGEST_TEXT = 100, 200
"""Characters; all of it must fit into the 3,993 bytes that every push service takes (RFC 8291 4)."""

HANDED_OVER_WITHIN = timedelta(hours=6)
"""A push that no service took for so long is dropped: the message has been on the site and in the mail since."""

_HOUR, _DAY = 60, 24 * 60
TREATMENT = {
    MessageKind.ACCOUNT: (Urgency.HIGH, _DAY),
    MessageKind.BOOKING: (Urgency.NORMAL, _DAY),
    MessageKind.CHANGE: (Urgency.HIGH, 3 * _DAY),
    MessageKind.OFFER: (Urgency.HIGH, 12 * _HOUR),
    MessageKind.REMINDER: (Urgency.HIGH, 2 * _HOUR),
    MessageKind.THANKS: (Urgency.LOW, _DAY),
    MessageKind.NEWS: (Urgency.LOW, 12 * _HOUR),
}
"""How urgent a kind is, and for how many minutes it is kept for a device that is off."""


@dataclass(frozen=True)
class Words:
    """What a device shows. `path` is the page that it leads to, without site and language; '' is the inbox."""

    title: str
    text: str
    path: str = ""


def push(
    session: Session,
    person: Person,
    kind: MessageKind,
    words: Words,
    *,
    key: str,
    now: datetime,
    not_after: datetime | None = None,
    gone_by: datetime | None = None,
) -> None:
    """Owe a message to each device of a person who wants this kind there; `key` must be new.

    From `gone_by` on no push service shows it any more, also where the device was off.
    """
    if not outbox.is_open(Channel.PUSH):
        return
    urgency, minutes = TREATMENT[kind]
    latest = now + HANDED_OVER_WITHIN
    if gone_by:
        minutes = min(minutes, max(0, int((gone_by - now).total_seconds()) // 60))
        not_after = min(gone_by, not_after) if not_after else gone_by
    link = ("/en" if language() == "en" else "") + (words.path or INBOX)
    for device in list_devices(session, person.id):
        outbox.queue(
            session,
            channel=Channel.PUSH,
            address=device.code,
            subject=shortened(words.title, LONGEST_TITLE),
            body=shortened(words.text, LONGEST_TEXT),
            link=link,
            urgency=urgency,
            ttl_minutes=minutes,
            dedup_key=f"{key}:{device.code}",
            now=now,
            not_after=min(latest, not_after) if not_after else latest,
            is_checked=True,
        )


def push_text(letter: Letter) -> str:
    """The sentence under the title: what to do, as in the letter. Facts such as codes and names stay in the letter."""
    return letter.glance or " ".join(" ".join(letter.paragraphs).split())


def shortened(text: str, longest: int) -> str:
    """One line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
