"""Teaching points."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import CODE
from sciencepop.college.models import PointState, TeachingPoint
from sciencepop.college.rules.points import TEACHES

MOST = 300


def get_point(session: Session, code: str, *, lock: bool = False) -> TeachingPoint:
    """A point by its code, with whoever applied; NotFound where there is none."""
    found = (
        select(TeachingPoint)
        .where(TeachingPoint.code == code)
        .options(joinedload(TeachingPoint.applicant).selectinload(Person.addresses))
    )
    if lock:
        found = found.with_for_update(of=TeachingPoint).execution_options(populate_existing=True)
    point = session.scalars(found).one_or_none() if CODE.fullmatch(code) else None
    if point is None:
        raise NotFound
    return point


def list_points(session: Session, *states: PointState) -> Sequence[TeachingPoint]:
    """Points in these states, or all, by branch and name."""
    found = select(TeachingPoint)
    if states:
        found = found.where(TeachingPoint.state.in_(states))
    return session.scalars(found.order_by(TeachingPoint.branch, TeachingPoint.name_zh).limit(MOST)).all()


def list_teaching(session: Session) -> Sequence[TeachingPoint]:
    """Where classes may be held."""
    return list_points(session, *TEACHES)


def list_headed(session: Session, point_ids: Collection[int]) -> Sequence[TeachingPoint]:
    """Points by their numbers."""
    found = select(TeachingPoint).where(TeachingPoint.id.in_(point_ids))
    return session.scalars(found.order_by(TeachingPoint.name_zh)).all()


def list_applied_by(session: Session, person_id: int) -> Sequence[TeachingPoint]:
    """What somebody applied for, newest first."""
    found = select(TeachingPoint).where(TeachingPoint.applied_by == person_id)
    return session.scalars(found.order_by(TeachingPoint.id.desc()).limit(MOST)).all()


def count_by_state(session: Session) -> dict[PointState, int]:
    found = select(TeachingPoint.state, func.count()).group_by(TeachingPoint.state)
    return {state: count for state, count in session.execute(found)}
