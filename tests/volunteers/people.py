"""Volunteers and shifts for tests; each names only what it is about."""

from __future__ import annotations

import itertools
import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.volunteers.forms.needs import kept_wish
from sciencepop.volunteers.models import (
    Assignment,
    AssignmentState,
    Host,
    Need,
    Shift,
    ShiftState,
    SkillGrant,
    Volunteer,
    columns_of,
)
from sciencepop.volunteers.services import ShiftWish
from sciencepop.volunteers.services.become import add
from tests.factories import make_person

_number = itertools.count(1)


def make_volunteer(
    session: Session, person: Person | None = None, *, skills: tuple[str, ...] = (), **values: Any
) -> Person:
    """A volunteer with these skills, granted from yesterday on for good."""
    person = person or make_person(session, name=f"志愿者{next(_number)}")
    now = clock.now()
    defaults: dict[str, Any] = {"risk_version": "2026-11", "risk_accepted_at": now, "joined_at": now}
    session.add(Volunteer(person_id=person.id, **(defaults | values)))
    session.flush()
    for skill in skills:
        issued_on = clock.today() - timedelta(days=1)
        session.add(SkillGrant(person_id=person.id, skill=skill, claimed_at=now, issued_on=issued_on))
    session.flush()
    return person


def make_shift(
    session: Session,
    host: Host,
    *,
    starts_in: timedelta = timedelta(days=7),
    hours: float = 3,
    roles: dict[str, int] | None = None,
    need: dict[str, Any] | None = None,
    **values: Any,
) -> Shift:
    """An open shift with needs of so many places each (`roles`); `need` are further columns of all of them."""
    start = clock.now() + starts_in
    defaults: dict[str, Any] = {
        "uid": f"{uuid.uuid4()}@sciencepop.songjiang.example",
        "title_zh": f"植物园导览{next(_number)}",
        "starts_at": start,
        "ends_at": start + timedelta(hours=hours),
        "opens_at": clock.now() - timedelta(days=30),
        "closes_at": start - timedelta(hours=1),
        "state": ShiftState.OPEN,
        "created_by": host.registrant_id if isinstance(host, ScienceBase) else host.applied_by,
        "created_at": clock.now(),
        "changed_at": clock.now(),
    }
    shift = Shift(**(defaults | values), **columns_of(host))
    session.add(shift)
    session.flush()
    for role, places in (roles or {"helper": 2}).items():
        numbers = {"minimum": 1, "target": places, "maximum": places}
        session.add(Need(shift_id=shift.id, role=role, **(numbers | (need or {}))))
    session.flush()
    session.refresh(shift)
    return shift


def make_assignment(
    session: Session, shift: Shift, person: Person, state: AssignmentState = AssignmentState.CONFIRMED, **values: Any
) -> Assignment:
    """An assignment to the first need, written directly, with its time."""
    from sciencepop.volunteers.models import AssignmentSource

    made = add(
        session,
        shift.needs[0],
        shift,
        person.id,
        state,
        AssignmentSource.SELF,
        language="zh",
        by=person.id,
        now=clock.now(),
        **values,
    )
    session.flush()
    return made


def wish_of(shift: Shift, *, by: timedelta = timedelta(0), **changes: Any) -> ShiftWish:
    """A shift as it is, as a wish, with these changes; `by` moves its times along."""
    names = ("title_zh", "title_en", "meet_zh", "meet_en", "place_zh", "place_en", "risk_zh", "risk_en")
    values = {name: getattr(shift, name) for name in (*names, "insurance_needed", "meet_at", "opens_at")}
    times = {name: getattr(shift, name) + by for name in ("starts_at", "ends_at", "closes_at")}
    needs = [kept_wish(need, shift) for need in shift.needs]
    return ShiftWish(**(values | times | {"needs": needs} | changes))


def assignment_of(code: str) -> Assignment:
    return db.session.scalars(
        select(Assignment).where(Assignment.code == code).execution_options(populate_existing=True)
    ).one()
