"""Who of a segment is reached and why others are not: one expression, which counts ask and the sending asks again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, exists, false, func, literal, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, contains_eager

from sciencepop.accounts.models import Address, AddressKind, Device, Person
from sciencepop.campaigns.models import Campaign, Reader, SentLetter
from sciencepop.campaigns.rules.aims import Aim
from sciencepop.campaigns.rules.states import Carrier, Frequency, Unreached
from sciencepop.campaigns.settings import settings
from sciencepop.core.outbox import LostAddress
from sciencepop.core.reference import get_reference

REACHED = "reached"
_other = aliased(Reader)


def aim_of(campaign: Campaign) -> Aim:
    return Aim(*(tuple(getattr(campaign, name)) for name in ("audiences", "stages", "towns", "ages")))


def count_reach(session: Session, aim: Aim, carriers: Collection[Carrier], now: datetime) -> dict[str, int]:
    """How many people of a segment a campaign would reach at a moment, and how many not for each reason."""
    why = _of_aim(select(_why_not(aim, carriers, now).label("why")), aim).subquery()
    rows = session.execute(select(why.c.why, func.count()).group_by(why.c.why))
    found: dict[str, int] = {name: count for name, count in rows}
    return {name: found.get(name, 0) for name in (REACHED, *(reason.value for reason in Unreached))}


def next_readers(session: Session, after: int, limit: int) -> Sequence[int]:
    """The numbers of the next readers who want campaigns, of whatever aim: so a portion costs the same among many."""
    found = select(Reader.id).where(Reader.id > after, Reader.campaigns_since_at.is_not(None))
    return session.scalars(found.order_by(Reader.id).limit(limit)).all()


def list_reached(session: Session, campaign: Campaign, among: Collection[int], now: datetime) -> Sequence[Reader]:
    """Those of some readers whom the campaign reaches, with their people and addresses."""
    aim = aim_of(campaign)
    found = _of_aim(select(Reader), aim).where(Reader.id.in_(among), _why_not(aim, campaign.carriers, now) == REACHED)
    with_people = contains_eager(Reader.person).selectinload(Person.addresses)
    return session.scalars(found.options(with_people).order_by(Reader.id)).all()


def list_digest_readers(session: Session, after: int, limit: int, *, with_monthly: bool) -> Sequence[Reader]:
    """The next readers of a digest; of those who left nobody, and no address whose account has the digest by mail."""
    wanted = [Frequency.WEEKLY, *([Frequency.MONTHLY] if with_monthly else [])]
    twin = (
        exists()
        .where(Address.value == Reader.email, Address.kind == AddressKind.EMAIL)
        .where(_other.person_id == Address.person_id, _other.by_mail, _other.frequency != Frequency.OFF)
    )
    found = (
        select(Reader)
        .outerjoin(Person, Person.id == Reader.person_id)
        .where(Reader.id > after, Reader.frequency.in_(wanted), Person.closed_at.is_(None), ~twin)
        .options(contains_eager(Reader.person).selectinload(Person.addresses))
    )
    return session.scalars(found.order_by(Reader.id).limit(limit)).all()


def has_digest_readers(session: Session) -> bool:
    """Whether anybody wants digests."""
    return bool(session.scalar(select(exists().where(Reader.frequency != Frequency.OFF))))


def count_digest_readers(session: Session, audience: str) -> int:
    """How many get digests for an audience ('' for any), with and without an account."""
    found = select(func.count(Reader.id)).where(Reader.frequency != Frequency.OFF)
    if audience:
        found = found.where(_chosen(Reader.audiences, audience))
    return int(session.scalar(found) or 0)


def _of_aim(found: Select[Any], aim: Aim) -> Select[Any]:
    """Everybody of the segment with an account. Ages are known of readers alone, so others stay in and are told of."""
    stages = {slug: audience.stage for slug, audience in get_reference().audiences.items()}
    audiences = aim.audiences_of(stages)
    found = found.select_from(Person).outerjoin(Reader, Reader.person_id == Person.id).where(Person.closed_at.is_(None))
    if aim.audiences or aim.stages:
        chosen = [_chosen(column, slug) for column in (Person.audiences, Reader.audiences) for slug in audiences]
        found = found.where(or_(false(), *chosen))
    if aim.towns:
        found = found.where(Person.town_code.in_(aim.towns))
    if aim.ages:
        told = or_(false(), *(_chosen(Reader.ages, slug) for slug in aim.ages))
        found = found.where(or_(Reader.id.is_(None), _is_empty(Reader.ages), told))
    return found


def _why_not(aim: Aim, carriers: Collection[Carrier], now: datetime) -> ColumnElement[str]:
    """REACHED, or why not: the first reason that fits, in the order of `Unreached`."""
    untold = _is_empty(Reader.ages) if aim.ages else false()
    whens = {
        Unreached.UNSUBSCRIBED: and_(Reader.campaigns_since_at.is_(None), Reader.campaigns_ended_at.is_not(None)),
        Unreached.NO_CONSENT: Reader.campaigns_since_at.is_(None),
        Unreached.AGE_UNTOLD: untold,
        Unreached.NO_CARRIER: ~or_(false(), *(_usable(carrier) for carrier in carriers)),
        Unreached.CAPPED: _is_capped(now),
    }
    return case(*((when, literal(reason.value)) for reason, when in whens.items()), else_=literal(REACHED))


def _usable(carrier: Carrier) -> ColumnElement[bool]:
    """Whether a reader with an account wants this way and it leads anywhere."""
    leads = {
        Carrier.MAIL: exists().where(
            Address.person_id == Person.id,
            Address.kind == AddressKind.EMAIL,
            ~exists().where(LostAddress.value == Address.value),
        ),
        Carrier.DEVICES: exists().where(Device.person_id == Person.id),
        Carrier.SITE: true(),
    }
    return and_(getattr(Reader, carrier.value), leads[carrier])


def _is_capped(now: datetime) -> ColumnElement[bool]:
    """Whether another campaign would be one too many; a reader of digests keeps room for the next."""
    most, window = settings().most_letters, settings().window
    written = (
        select(func.count(SentLetter.id))
        .where(
            SentLetter.reader_id == Reader.id, SentLetter.campaign_id.is_not(None), SentLetter.written_at > now - window
        )
        .correlate(Reader)
        .scalar_subquery()
    )
    return written >= case((Reader.frequency == Frequency.OFF, literal(most)), else_=literal(most - 1))


def _chosen(column: InstrumentedAttribute[list[str]], slug: str) -> ColumnElement[bool]:
    """Whether a list of slugs, which is kept as JSON, has this one."""
    return cast(column, Text).contains(f'"{slug}"', autoescape=True)


def _is_empty(column: InstrumentedAttribute[list[str]]) -> ColumnElement[bool]:
    return cast(column, Text) == "[]"
