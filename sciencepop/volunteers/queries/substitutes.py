"""Who might step in, and which needs want it: narrowed by the database, so that the rules weigh few.

What a query can say of a person is said here; `rules.refusals` decides all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, Text, and_, cast, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from sciencepop.accounts.models import Person
from sciencepop.programme.rules.recurrence import ZONE
from sciencepop.volunteers.models import (
    Assignment,
    Availability,
    AvailabilityKind,
    CallOut,
    Need,
    Shift,
    ShiftState,
    SkillGrant,
    Volunteer,
)
from sciencepop.volunteers.queries.shifts import numbers_of
from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.rules.skills import with_included
from sciencepop.volunteers.vocabulary import vocabulary


def list_fitting(session: Session, need: Need, shift: Shift, most: int) -> Sequence[int]:
    """People who serve, have what the need asks for, did not say that they cannot, and are not in the shift.

    First who would like to come then, then who said that they can; of those who likes the role; of those who was asked
    longest ago, wherever it was; of those who lives near.
    """
    person = Volunteer.person_id
    there = Assignment.person_id == person, Assignment.shift_id == shift.id, Assignment.state.in_(states.LIVE)
    found = select(person).join(Volunteer.person).where(_is_active(), ~exists().where(*there))
    found = found.where(*(_has_skill(skill, shift) for skill in need.skills), _may_come(shift))
    if shift.insurance_needed:
        found = found.where(Volunteer.insured_until >= shift.starts_at.astimezone(ZONE).date())
    asked_at = select(func.max(CallOut.asked_at)).where(CallOut.person_id == person).scalar_subquery()
    role = vocabulary().roles.get(need.role)
    order = (
        _said(shift, AvailabilityKind.PREFER).desc(),
        _said(shift, AvailabilityKind.CAN).desc(),
        _names(Volunteer.categories, role.category if role else "").desc(),
        asked_at.asc().nulls_first(),
        _names(Volunteer.town_codes, shift.host.town_code or "").desc(),
        person,
    )
    return session.scalars(found.order_by(*order).limit(most)).all()


def list_not_asked(session: Session, need: Need, people: Sequence[int]) -> list[int]:
    """These people in the same order, without those who were asked for the need before."""
    asked = set(session.scalars(select(CallOut.person_id).where(CallOut.need_id == need.id)))
    return [number for number in people if number not in asked]


def list_short(session: Session, now: datetime, soon: timedelta, between: timedelta) -> list[int]:
    """Needs below their minimum whose shift begins `soon`, for which nobody was asked `between`, nor in vain."""
    recent = select(CallOut.need_id).where(CallOut.asked_at > now - between)
    found = (
        select(Need)
        .join(Need.shift)
        .where(
            Shift.state.in_((ShiftState.OPEN, ShiftState.ROSTERED)),
            Shift.starts_at > now,
            Shift.starts_at <= now + soon,
            Need.minimum > 0,
            Need.id.not_in(recent),
            or_(Need.nobody_until.is_(None), Need.nobody_until <= now),
        )
    )
    needs = session.scalars(found.order_by(Need.id)).all()
    numbers = numbers_of(session, needs)
    return [need.id for need in needs if numbers[need.id].taken < need.minimum]


def _is_active() -> ColumnElement[bool]:
    return and_(Volunteer.left_at.is_(None), Volunteer.paused_at.is_(None), Person.closed_at.is_(None))


def _has_skill(skill: str, shift: Shift) -> ColumnElement[bool]:
    """By a grant of it, or of one that includes it, which holds on the day."""
    includes, day = vocabulary().includes, shift.starts_at.astimezone(ZONE).date()
    giving = {skill} | {held for held in includes if skill in with_included([held], includes)}
    return exists().where(
        SkillGrant.person_id == Volunteer.person_id,
        SkillGrant.skill.in_(giving),
        SkillGrant.revoked_at.is_(None),
        SkillGrant.issued_on <= day,
        or_(SkillGrant.expires_on.is_(None), SkillGrant.expires_on >= day),
    )


def _names(column: InstrumentedAttribute[list[str]], slug: str) -> ColumnElement[bool]:
    """Whether a list of slugs has one."""
    return cast(column, Text).contains(f'"{slug}"', autoescape=True)


def _may_come(shift: Shift) -> ColumnElement[bool]:
    """`rules.availability.answer_for` is not CANNOT."""
    cannot, open_one = Availability.kind == AvailabilityKind.CANNOT, Availability.kind != AvailabilityKind.CANNOT
    start, end = shift.starts_at.astimezone(ZONE), shift.ends_at.astimezone(ZONE)
    last = time.max if end.date() > start.date() else end.time()
    touches = and_(
        Availability.from_time < last, or_(Availability.until_time.is_(None), Availability.until_time > start.time())
    )
    said_no, named_hours = _line(shift, cannot, touches), _line(shift, open_one)
    return and_(~said_no, or_(~named_hours, _line(shift, open_one, _holds(shift))))


def _said(shift: Shift, kind: AvailabilityKind) -> ColumnElement[bool]:
    return _line(shift, Availability.kind == kind, _holds(shift))


def _line(shift: Shift, *which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a person has such a line for the shift's day: one of the date, else one of the weekday."""
    day, dated = shift.starts_at.astimezone(ZONE).date(), aliased(Availability)
    has_dated = exists().where(dated.person_id == Availability.person_id, dated.on_date == day)
    of_day = or_(Availability.on_date == day, and_(Availability.weekday == day.weekday(), ~has_dated))
    return exists().where(Availability.person_id == Volunteer.person_id, of_day, *which)


def _holds(shift: Shift) -> ColumnElement[bool]:
    start, end = shift.starts_at.astimezone(ZONE), shift.ends_at.astimezone(ZONE)
    ends: ColumnElement[bool] = Availability.until_time.is_(None)
    if end.date() == start.date():
        ends = or_(ends, Availability.until_time >= end.time())
    return and_(Availability.from_time <= start.time(), ends)
