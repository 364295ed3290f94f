"""Writing one letter to one reader, in every way that both the letter and the reader have.

A portion asks once for all its readers what mailboxes are gone and who has devices; the rows go out together.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from sciencepop.accounts import post
from sciencepop.accounts.models import AddressKind, Person
from sciencepop.accounts.push import Words, push, push_text
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.campaigns.models import Campaign, Carrier, Digest, Reader, SentLetter
from sciencepop.campaigns.queries.campaigns import key_of, list_lost_among, list_with_devices
from sciencepop.campaigns.settings import settings
from sciencepop.core import outbox
from sciencepop.core.letter import Letter, as_html, as_text
from sciencepop.core.outbox import Channel, Delivery, OutboxMessage

_OF_LETTERS = re.compile(r"campaigns\.[cd]\d")
"""How the keys of letters begin (`key_of`); what confirms an address is none and goes at any hour."""
STALE = timedelta(days=2)
"""A mail that no server took for so long is dropped: what it tells of may be over."""


@dataclass(frozen=True)
class Known:
    """What is known of the readers of a portion: mailboxes that are gone, and who has devices."""

    lost: Collection[str]
    with_devices: Collection[int]

    def mailbox(self, reader: Reader) -> str | None:
        """Where a reader's mail goes: the first address that is not lost."""
        if reader.person is None:
            return reader.email if reader.email not in self.lost else None
        mails = (address.value for address in reader.person.addresses if address.kind is AddressKind.EMAIL)
        return next((value for value in mails if value not in self.lost), None)


def learn(session: Session, readers: Sequence[Reader]) -> Known:
    """Ask once for a whole portion."""
    addresses = {reader.email for reader in readers if reader.email}
    addresses |= {address.value for reader in readers if reader.person for address in reader.person.addresses}
    people = [reader.person_id for reader in readers if reader.person_id is not None]
    return Known(list_lost_among(session, addresses), list_with_devices(session, people))


def carry(
    session: Session,
    thing: Campaign | Digest,
    reader: Reader,
    letter: Letter,
    known: Known,
    *,
    path: str,
    carriers: Collection[Carrier],
    now: datetime,
) -> bool:
    """Owe a reader a letter, in the language that is being written; False where no way was left."""
    key, ways = key_of(thing, reader.id), reader.carriers & set(carriers)
    mailbox = known.mailbox(reader) if Carrier.MAIL in ways and outbox.is_open(Channel.MAIL) else None
    on_devices = Carrier.DEVICES in ways and reader.person_id in known.with_devices and outbox.is_open(Channel.PUSH)
    on_site = Carrier.SITE in ways and reader.person is not None
    if not (mailbox or on_devices or on_site):
        return False
    if mailbox:
        _mail(session, mailbox, letter, key, now)
    if reader.person and on_site:
        body = post.page_text(letter)
        post.keep(
            session, reader.person, MessageKind.NEWS, key=key, subject=letter.subject, body=body, path=path, now=now
        )
    if reader.person and on_devices:
        _push(session, reader.person, letter, key, path, now)
    session.add(
        SentLetter(
            reader_id=reader.id,
            campaign_id=thing.id if isinstance(thing, Campaign) else None,
            digest_id=thing.id if isinstance(thing, Digest) else None,
            by_mail=mailbox is not None,
            on_devices=on_devices,
            on_site=on_site,
            written_at=now,
        )
    )
    return True


def _mail(session: Session, address: str, letter: Letter, key: str, now: datetime) -> None:
    outbox.queue(
        session,
        channel=Channel.MAIL,
        address=address,
        subject=letter.subject,
        body=as_text(letter),
        html=as_html(letter),
        stop_url=letter.stop[1] if letter.stop else None,
        dedup_key=key,
        now=now,
        not_after=now + STALE,
        is_checked=True,
    )


def _push(session: Session, person: Person, letter: Letter, key: str, path: str, now: datetime) -> None:
    """It is gone by the time at which it grows quiet, also from a push service that waits for a device."""
    words = Words(letter.subject, push_text(letter), path)
    push(session, person, MessageKind.NEWS, words, key=key, now=now, gone_by=settings().quiet_begins(now))


def hush(dedup_key: str, now: datetime) -> datetime | None:
    """Letters that no mail server has taken by the quiet hours wait in the outbox till they are over."""
    if _OF_LETTERS.match(dedup_key) and settings().is_quiet(now):
        return settings().quiet_ends(now)
    return None


def drop_owed(session: Session, whose: ColumnElement[bool], why: str) -> None:
    """Of these rows of the outbox drop what no mail server or push service has taken yet."""
    dropped = update(OutboxMessage).where(whose, OutboxMessage.state == Delivery.QUEUED)
    session.execute(dropped.values(state=Delivery.DROPPED, error=why), execution_options={"synchronize_session": False})
