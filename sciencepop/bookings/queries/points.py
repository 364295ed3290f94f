"""Reads of points: a person's own, and the appeals that wait for somebody to decide."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload, lazyload
from werkzeug.exceptions import NotFound

from sciencepop.bookings.models import Booking, NoShowPoint, SeatPool
from sciencepop.bookings.rules.points import Point
from sciencepop.programme.models import Event, Occurrence

MOST = 100


def list_points(session: Session, person_id: int) -> Sequence[NoShowPoint]:
    """A person's points, lifted ones too, newest first, with what each was for."""
    found = _with_occasion().where(NoShowPoint.person_id == person_id)
    return session.scalars(found.order_by(NoShowPoint.id.desc()).limit(MOST)).all()


def get_own_point(session: Session, point_id: int, person_id: int) -> NoShowPoint:
    """A point of this person; NotFound for anybody else's."""
    point = _find(session, point_id)
    if point is None or point.person_id != person_id:
        raise NotFound
    return point


def get_appeal(session: Session, point_id: int) -> NoShowPoint:
    """A point against which its person appealed; NotFound for all others: nobody else is to see them."""
    point = _find(session, point_id)
    if point is None or point.appealed_at is None:
        raise NotFound
    return point


def list_open_appeals(session: Session, base_ids: Collection[int] | None) -> Sequence[NoShowPoint]:
    """Appeals that nobody has decided, oldest first, of these bases or (None) of all."""
    found = _with_occasion().where(
        NoShowPoint.appealed_at.is_not(None), NoShowPoint.decided_at.is_(None), NoShowPoint.lifted_at.is_(None)
    )
    if base_ids is not None:
        found = found.where(Event.base_id.in_(base_ids))
    return session.scalars(found.options(joinedload(NoShowPoint.person)).order_by(NoShowPoint.id).limit(MOST)).all()


def list_live(session: Session, person_id: int) -> Sequence[NoShowPoint]:
    """The rows that hold, in their order, as they are now."""
    found = select(NoShowPoint).where(NoShowPoint.person_id == person_id, NoShowPoint.lifted_at.is_(None))
    return session.scalars(found.order_by(NoShowPoint.id).execution_options(populate_existing=True)).all()


def as_point(row: NoShowPoint) -> Point:
    """What the rule needs of a row."""
    return Point(row.id, row.at, row.half_points, row.pause_until)


def _find(session: Session, point_id: int) -> NoShowPoint | None:
    if not 0 < point_id < 2**63:
        return None
    return session.scalars(_with_occasion().where(NoShowPoint.id == point_id)).one_or_none()


def _with_occasion() -> Select[NoShowPoint]:
    booking = contains_eager(NoShowPoint.booking)
    event = booking.contains_eager(Booking.pool).contains_eager(SeatPool.occurrence).contains_eager(Occurrence.event)
    return (
        select(NoShowPoint)
        .join(NoShowPoint.booking)
        .join(Booking.pool)
        .join(SeatPool.occurrence)
        .join(Occurrence.event)
        .options(event.joinedload(Event.base), event.options(lazyload(Event.audience_rows), lazyload(Event.topic_rows)))
        .execution_options(populate_existing=True)
    )
