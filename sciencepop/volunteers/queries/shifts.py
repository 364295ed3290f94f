"""Shifts with their needs, and how well they are filled."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, lazyload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad
from werkzeug.exceptions import NotFound

from sciencepop.bases.models import ScienceBase
from sciencepop.college.models import CourseClass, Lesson
from sciencepop.core.paging import Page, decode_cursor, encode_cursor
from sciencepop.festival.models import Venue
from sciencepop.programme.models import Event, Occurrence
from sciencepop.volunteers.models import (
    Assignment,
    AssignmentState,
    CallOut,
    Host,
    Need,
    RosterChange,
    Shift,
    ShiftState,
    ShiftTemplate,
    SwapWish,
    columns_of,
)
from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.rules.numbers import Numbers

MOST = 200
PAGE = 30
LARGEST_ID = 2**63 - 1


def with_all(query: Select[Shift]) -> Select[Shift]:
    """A query of shifts, with who runs it, what it is for, and needs."""
    of_class = joinedload(Shift.lesson).joinedload(Lesson.course_class)
    occasion = joinedload(Shift.occurrence).joinedload(Occurrence.event)
    return query.options(
        *with_host(),
        of_class.joinedload(CourseClass.course),
        of_class.joinedload(CourseClass.point),
        joinedload(Shift.lesson).joinedload(Lesson.lecturer),
        joinedload(Shift.festival_venue).options(joinedload(Venue.edition), lazyload(Venue.rooms)),
        occasion.joinedload(Event.base),
        occasion.options(lazyload(Event.audience_rows), lazyload(Event.topic_rows)),
        selectinload(Shift.needs),
    )


def with_host() -> tuple[_AbstractLoad, _AbstractLoad]:
    """Options of a query of shifts, or of a load of them: who runs each."""
    return joinedload(Shift.base), joinedload(Shift.point)


def find_shift(session: Session, shift_id: int) -> Shift | None:
    """A shift with everything, or None."""
    if not 0 < shift_id <= LARGEST_ID:
        return None
    return session.scalars(with_all(select(Shift).where(Shift.id == shift_id))).one_or_none()


def get_shift(session: Session, shift_id: int) -> Shift:
    """A shift with everything; NotFound where there is none."""
    found = find_shift(session, shift_id)
    if found is None:
        raise NotFound
    return found


def get_need(session: Session, need_id: int) -> Need:
    """A need with its shift; NotFound where there is none."""
    need = session.get(Need, need_id) if 0 < need_id <= LARGEST_ID else None
    if need is None:
        raise NotFound
    return need


def is_referenced(session: Session, need_id: int) -> bool:
    """Whether anybody ever signed up for a need, was asked, rostered or wished for it, so that it has to stay."""
    used = (
        Assignment.need_id == need_id,
        CallOut.need_id == need_id,
        RosterChange.need_id == need_id,
        SwapWish.need_id == need_id,
    )
    return bool(session.scalar(select(or_(*(exists().where(one) for one in used)))))


def list_open(
    session: Session, now: datetime, *, base_id: int | None = None, role: str = "", most: int = MOST
) -> Sequence[Shift]:
    """Published shifts to come, by time; of one base, with a need of a role."""
    found = select(Shift).where(_is_coming(now))
    if base_id is not None:
        found = found.where(Shift.base_id == base_id)
    if role:
        found = found.where(Shift.needs.any(Need.role == role))
    return session.scalars(with_all(found).order_by(Shift.starts_at, Shift.id).limit(most)).all()


def list_bases(session: Session, now: datetime) -> Sequence[ScienceBase]:
    """The bases that have published shifts to come."""
    ids = select(Shift.base_id).where(_is_coming(now))
    return session.scalars(select(ScienceBase).where(ScienceBase.id.in_(ids)).order_by(ScienceBase.id)).all()


def _is_coming(now: datetime) -> ColumnElement[bool]:
    return and_(Shift.state.in_((ShiftState.OPEN, ShiftState.ROSTERED)), Shift.starts_at > now)


def page_at(session: Session, host: Host, since: datetime, cursor: str = "") -> Page[Shift]:
    """A host's shifts in every state that are not over, by time."""
    found = select(Shift).filter_by(**columns_of(host)).where(Shift.ends_at > since)
    key = decode_cursor(cursor, (int,))
    last = session.get(Shift, key[0]) if key and 0 < key[0] <= LARGEST_ID else None
    if last is not None:
        same_time = and_(Shift.starts_at == last.starts_at, Shift.id > last.id)
        found = found.where(or_(Shift.starts_at > last.starts_at, same_time))
    rows = session.scalars(with_all(found).order_by(Shift.starts_at, Shift.id).limit(PAGE + 1)).all()
    return Page(rows[:PAGE], encode_cursor(rows[PAGE - 1].id) if len(rows) > PAGE else "")


def list_lacking(session: Session, host: Host, since: datetime) -> Sequence[Shift]:
    """A host's shifts that are not over and of which `Numbers.is_warning` is true, on whatever page they stand."""
    certain = select(func.count(Assignment.id)).where(Assignment.need_id == Need.id, Assignment.state.in_(states.FIRM))
    count = certain.correlate(Need).scalar_subquery()
    lacks = Shift.needs.any(or_(count < Need.minimum, and_(count == 0, Need.target > 0)))
    found = select(Shift).filter_by(**columns_of(host)).where(Shift.ends_at > since)
    found = found.where(Shift.state != ShiftState.CANCELLED)
    return session.scalars(found.where(lacks).order_by(Shift.starts_at, Shift.id).limit(MOST)).all()


def list_templates(session: Session, host: Host) -> Sequence[ShiftTemplate]:
    """The templates of a host, with what each is for."""
    of_class = joinedload(ShiftTemplate.course_class).joinedload(CourseClass.course)
    found = select(ShiftTemplate).filter_by(**columns_of(host)).options(joinedload(ShiftTemplate.event), of_class)
    found = found.options(joinedload(ShiftTemplate.festival_venue).joinedload(Venue.edition))
    return session.scalars(found.order_by(ShiftTemplate.id)).all()


def get_template(session: Session, template_id: int, *, lock: bool = False) -> ShiftTemplate:
    """A template; NotFound where there is none."""
    if not 0 < template_id <= LARGEST_ID:
        raise NotFound
    found = select(ShiftTemplate).where(ShiftTemplate.id == template_id)
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    template = session.scalars(found).one_or_none()
    if template is None:
        raise NotFound
    return template


def list_made_by(session: Session, template_id: int) -> Sequence[Shift]:
    """All shifts that a template ever made, with their needs."""
    found = select(Shift).where(Shift.template_id == template_id).options(selectinload(Shift.needs))
    return session.scalars(found.order_by(Shift.id)).all()


def list_with_people(session: Session, shift_ids: Collection[int]) -> set[int]:
    """Which of these shifts somebody has signed up for, or was put into."""
    found = select(Assignment.shift_id).where(Assignment.shift_id.in_(shift_ids), Assignment.state.in_(states.LIVE))
    return set(session.scalars(found.distinct()))


def numbers_of(session: Session, needs: Collection[Need]) -> dict[int, Numbers]:
    """How many each need has, in one query. Only an answer got with the shift locked decides."""
    counted = select(Assignment.need_id, Assignment.state, func.count(Assignment.id)).where(
        Assignment.need_id.in_([need.id for need in needs]), Assignment.state.in_(states.LIVE)
    )
    by_need: dict[int, dict[AssignmentState, int]] = {}
    for need_id, state, count in session.execute(counted.group_by(Assignment.need_id, Assignment.state)):
        by_need.setdefault(need_id, {})[state] = count
    return {need.id: _numbers(need, by_need.get(need.id, {})) for need in needs}


def _numbers(need: Need, counts: dict[AssignmentState, int]) -> Numbers:
    return Numbers(
        need.minimum,
        need.target,
        need.maximum,
        taken=sum(counts.get(state, 0) for state in states.HOLDS),
        firm=sum(counts.get(state, 0) for state in states.FIRM),
        waiting=counts.get(AssignmentState.WAITING, 0),
        applied=counts.get(AssignmentState.APPLIED, 0),
    )
