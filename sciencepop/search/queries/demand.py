"""Reads of what families asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Grant, Role
from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.programme.models import Event, EventState, EventTopic, Occurrence
from sciencepop.programme.queries.visible import occurrence_is_on, visible_occurrences
from sciencepop.search.models import Demand, DemandPool
from sciencepop.search.rules.demand import DemandState, Venue

MOST = 500


def list_mine(session: Session, person_id: int) -> Sequence[Demand]:
    """A person's wishes, the newest first."""
    mine = (
        select(Demand)
        .where(Demand.person_id == person_id)
        .options(joinedload(Demand.pool).joinedload(DemandPool.event))
    )
    return session.scalars(mine.order_by(Demand.id.desc())).all()


def get_mine(session: Session, number: int, person_id: int) -> Demand:
    """A wish of this person; NotFound for any other."""
    found = session.scalar(select(Demand).where(Demand.id == number, Demand.person_id == person_id))
    if found is None:
        raise NotFound
    return found


def list_unpooled(session: Session, subject: str, audience: str) -> Sequence[Demand]:
    """Open wishes of a subject that no draft was made of, the oldest first, locked."""
    found = select(Demand).where(
        Demand.subject == subject,
        Demand.audience == audience,
        Demand.state == DemandState.OPEN,
        Demand.pool_id.is_(None),
    )
    return session.scalars(found.order_by(Demand.id).with_for_update()).all()


def find_waiting_pool(session: Session, subject: str, audience: str) -> DemandPool | None:
    """The draft of this subject that is not answered yet, if its base still works on it."""
    found = select(DemandPool).join(DemandPool.event).join(Event.base).where(~_is_given_up())
    mine = found.where(DemandPool.subject == subject, DemandPool.audience == audience, DemandPool.offered_at.is_(None))
    return session.scalars(mine.order_by(DemandPool.id.desc()).limit(1)).one_or_none()


def _is_given_up() -> ColumnElement[bool]:
    """Whether nothing can come of a draft now: a condition on its event and base, both joined by the caller."""
    gone = Event.state.in_([EventState.WITHDRAWN, EventState.CANCELLED])
    return or_(DemandPool.given_up_at.is_not(None), gone, ScienceBase.state != BaseState.PUBLIC)


def hopeless(unanswered_since: datetime) -> Select[int]:
    """Drafts of which nothing comes, or whose base did not hand it in since that moment; not those given up already."""
    silent = and_(DemandPool.created_at < unanswered_since, _is_untouched())
    found = select(DemandPool.id).join(DemandPool.event).join(Event.base)
    return found.where(is_open(), or_(_is_given_up(), silent)).order_by(DemandPool.id)


def is_open() -> ColumnElement[bool]:
    """Whether a draft's askers wait for it still."""
    return and_(DemandPool.offered_at.is_(None), DemandPool.given_up_at.is_(None))


def _is_untouched() -> ColumnElement[bool]:
    """Whether a draft, whose event the caller joins, was not handed in yet."""
    return Event.state.in_([EventState.DRAFT, EventState.RETURNED])


def drafts_at(base_ids: Collection[int]) -> Select[DemandPool]:
    """What these bases are asked to hold and may still decline, the longest first."""
    found = select(DemandPool).join(DemandPool.event).options(contains_eager(DemandPool.event).joinedload(Event.base))
    asked_for = exists().where(Demand.pool_id == DemandPool.id, Demand.state == DemandState.OPEN)
    return found.where(Event.base_id.in_(base_ids), is_open(), _is_untouched(), asked_for).order_by(DemandPool.id)


def get_draft(session: Session, number: int, base_ids: Collection[int] | None) -> DemandPool:
    """A draft of one of these bases, of any where None is given; NotFound for any other."""
    found = session.get(DemandPool, number) if number < 2**63 else None
    if found is None or (base_ids is not None and found.event.base_id not in base_ids):
        raise NotFound
    return found


def list_asking(session: Session, pool_ids: Sequence[int]) -> dict[int, list[Demand]]:
    """Whose open wishes each of these drafts answers, in the order in which they asked."""
    found: dict[int, list[Demand]] = {}
    asking = select(Demand).where(Demand.pool_id.in_(pool_ids), Demand.state == DemandState.OPEN).order_by(Demand.id)
    for row in session.scalars(asking):
        found.setdefault(row.pool_id or 0, []).append(row)
    return found


def list_venues(session: Session, topic: str, subject: str) -> list[Venue]:
    """Public bases with a manager, and how many events each has published: on the topic, or any where '' is given.

    A base of whose draft on this subject nothing came is not asked again.
    """
    asked = select(Event.base_id).join(DemandPool, DemandPool.event_id == Event.id)
    declined = asked.where(DemandPool.subject == subject, DemandPool.offered_at.is_(None))
    managed = select(Grant.base_id).where(Grant.role == Role.BASE_MANAGER, Grant.ended_at.is_(None))
    events = (
        select(ScienceBase.id, ScienceBase.town_code, func.count(Event.id.distinct()))
        .join(Event, Event.base_id == ScienceBase.id)
        .where(ScienceBase.state == BaseState.PUBLIC, ScienceBase.id.in_(managed), ScienceBase.id.not_in(declined))
        .where(Event.state == EventState.PUBLISHED)
        .group_by(ScienceBase.id, ScienceBase.town_code)
    )
    if topic:
        events = events.join(EventTopic, EventTopic.event_id == Event.id).where(EventTopic.slug == topic)
    return [Venue(base_id, count, town) for base_id, town, count in session.execute(events)]


def list_pools_ready(session: Session, now: datetime) -> Sequence[DemandPool]:
    """Drafts that have become public with a session to come, and whose askers have not been asked."""
    return session.scalars(select(DemandPool).where(_is_ready(now)).limit(MOST)).all()


def _is_ready(now: datetime) -> ColumnElement[bool]:
    coming = visible_occurrences(Occurrence.event_id).where(Occurrence.starts_at > now, occurrence_is_on())
    return and_(is_open(), DemandPool.event_id.in_(coming))


def find_first_session(session: Session, event_id: int, now: datetime) -> Occurrence | None:
    """The next session of an event that takes place."""
    coming = visible_occurrences().where(
        Occurrence.event_id == event_id, Occurrence.starts_at > now, occurrence_is_on()
    )
    first: Occurrence | None = session.scalars(coming.order_by(Occurrence.starts_at, Occurrence.id).limit(1)).first()
    return first


def list_open(session: Session, after: int, now: datetime) -> Sequence[Demand]:
    """Open wishes but for those whose own draft is about to be offered, a portion by number."""
    offered_soon = exists().where(DemandPool.id == Demand.pool_id, _is_ready(now))
    found = select(Demand).where(Demand.state == DemandState.OPEN, ~offered_soon, Demand.id > after)
    return session.scalars(found.order_by(Demand.id).limit(MOST)).all()
