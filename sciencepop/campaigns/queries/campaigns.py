"""Reads of campaigns, of what became of their letters, and of readers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Device
from sciencepop.campaigns.models import Campaign, CampaignState, Digest, Reader, SentLetter
from sciencepop.core.outbox import Delivery, LostAddress, OutboxMessage
from sciencepop.core.paging import Page, latest_first

PAGE = 20


@dataclass(frozen=True)
class Fate:
    """What became of the letters of a campaign or digest, in people; of mails, how many were handed over or not."""

    written: int
    by_mail: int
    on_devices: int
    on_site: int
    handed_over: int
    failed: int
    useful: int
    useless: int


def page_of_campaigns(session: Session, cursor: str = "") -> Page[Campaign]:
    """All campaigns, newest first."""
    return latest_first(session, select(Campaign), Campaign.id, cursor, PAGE)


def count_waiting(session: Session) -> int:
    """How many wait for another of the staff."""
    waiting = select(func.count(Campaign.id)).where(Campaign.state == CampaignState.SUBMITTED)
    return int(session.scalar(waiting) or 0)


def get_campaign(session: Session, code: str, *, lock: bool = False) -> Campaign:
    """A campaign by its code; 404 where there is none."""
    found = select(Campaign).where(Campaign.code == code)
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    campaign = session.scalar(found)
    if campaign is None:
        raise NotFound
    return campaign


def is_anything_due(session: Session, now: datetime) -> bool:
    """Whether a campaign or a digest waits to be written."""
    campaigns, digests = exists().where(_due(now)), exists().where(Digest.finished_at.is_(None))
    return bool(session.scalar(select(or_(campaigns, digests))))


def _due(now: datetime) -> ColumnElement[bool]:
    return or_(
        Campaign.state == CampaignState.SENDING,
        and_(Campaign.state == CampaignState.APPROVED, Campaign.send_at <= now),
    )


def take_due_campaign(session: Session, now: datetime) -> Campaign | None:
    """A campaign whose hour has come, held until the unit of work ends; None where all are at work or there is none."""
    found = select(Campaign).where(_due(now)).order_by(Campaign.send_at, Campaign.id).limit(1)
    return session.scalar(found.with_for_update(skip_locked=True).execution_options(populate_existing=True))


def find_unfinished_digest(session: Session) -> Digest | None:
    """The digest that is being written."""
    return session.scalar(_unfinished_digest())


def take_unfinished_digest(session: Session) -> Digest | None:
    """The same, held until the unit of work ends; None also while another worker is at it."""
    held = _unfinished_digest().with_for_update(skip_locked=True)
    return session.scalar(held.execution_options(populate_existing=True))


def _unfinished_digest() -> Select[Digest]:
    return select(Digest).where(Digest.finished_at.is_(None)).order_by(Digest.due_on.desc()).limit(1)


def list_digests(session: Session, limit: int) -> Sequence[Digest]:
    """The last digests, newest first."""
    return session.scalars(select(Digest).order_by(Digest.due_on.desc()).limit(limit)).all()


def fate_of(session: Session, thing: Campaign | Digest) -> Fate:
    """What became of the letters; the outbox knows of mails by their keys."""
    if thing.fate is not None:
        return Fate(**thing.fate)
    column = SentLetter.campaign_id if isinstance(thing, Campaign) else SentLetter.digest_id
    key = literal(key_of(thing, "")) + cast(SentLetter.reader_id, String)
    is_failed = OutboxMessage.state.in_((Delivery.FAILED, Delivery.DROPPED))
    counted = (
        func.count(SentLetter.id),
        *(func.count(case((way, 1))) for way in (SentLetter.by_mail, SentLetter.on_devices, SentLetter.on_site)),
        func.count(case((OutboxMessage.state == Delivery.SENT, 1))),
        func.count(case((is_failed, 1))),
        *(func.count(case((SentLetter.is_useful.is_(said), 1))) for said in (True, False)),
    )
    found = select(*counted).outerjoin(OutboxMessage, OutboxMessage.dedup_key == key).where(column == thing.id)
    counts: list[int] = list(session.execute(found).one())
    return Fate(*counts)


def list_forgettable(session: Session, before: datetime) -> list[Campaign | Digest]:
    """What was finished before a moment and whose letters are still there, held."""
    found: list[Campaign | Digest] = []
    for kind in (Campaign, Digest):
        old = select(kind).where(kind.finished_at < before, kind.fate.is_(None)).limit(PAGE).with_for_update()
        found += session.scalars(old)
    return found


def key_of(thing: Campaign | Digest, reader: object) -> str:
    """The key of a letter in the outbox and of the message on the site."""
    return f"campaigns.{'c' if isinstance(thing, Campaign) else 'd'}{thing.id}.{reader}"


def find_reader(session: Session, person_id: int, *, lock: bool = False) -> Reader | None:
    """What somebody with an account chose, or None where they never did."""
    found = select(Reader).where(Reader.person_id == person_id)
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    return session.scalar(found)


def find_address_reader(session: Session, email: str) -> Reader | None:
    """The reader of an address without an account, held."""
    found = select(Reader).where(Reader.email == email)
    return session.scalar(found.with_for_update().execution_options(populate_existing=True))


def lock_reader(session: Session, reader_id: int) -> Reader | None:
    """A reader by number, held; None also for who has left."""
    found = select(Reader).where(Reader.id == reader_id, or_(Reader.person_id.is_not(None), Reader.email.is_not(None)))
    return session.scalar(found.with_for_update().execution_options(populate_existing=True))


def list_lost_among(session: Session, addresses: Collection[str]) -> set[str]:
    """Which of these addresses get nothing, because their mailbox is gone."""
    return set(session.scalars(select(LostAddress.value).where(LostAddress.value.in_(addresses))))


def list_with_devices(session: Session, people: Collection[int]) -> set[int]:
    """Which of these people have devices."""
    return set(session.scalars(select(Device.person_id).where(Device.person_id.in_(people)).distinct()))


def letters_to(session: Session, reader_id: int) -> Sequence[SentLetter]:
    """What a reader was sent, for their own export."""
    return session.scalars(
        select(SentLetter).where(SentLetter.reader_id == reader_id).order_by(SentLetter.id).limit(2000)
    ).all()
