"""“I cannot come” gives shifts back too: what bookings asks through its hook."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.bookings.hooks import Giver, Held
from sciencepop.bookings.rules.codes import CODE
from sciencepop.bookings.services.settle import Change
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.volunteers.messages import PRICES, STATES
from sciencepop.volunteers.models import Assignment
from sciencepop.volunteers.queries.assignments import list_live, list_mine
from sciencepop.volunteers.queries.facts import source_of
from sciencepop.volunteers.rules.assignments import WITHDRAWABLE, AssignmentState
from sciencepop.volunteers.rules.late import price_of
from sciencepop.volunteers.services.duties import change_guides
from sciencepop.volunteers.services.lock import guided_by, lock_shifts
from sciencepop.volunteers.services.sign_up import step_back
from sciencepop.volunteers.words import where

PREFIX = "shift:"


def list_between(person_id: int, from_on: date, until_on: date, now: datetime) -> Sequence[Held]:
    """The person's shifts on these days, both included, that can still be given up."""
    first, last = clock.day_bounds(from_on)[0], clock.day_bounds(until_on)[1]
    return [
        _held(row, now)
        for row in list_mine(db.session(), person_id, now)
        if row.state in WITHDRAWABLE and row.shift.starts_at > now and _within(row, first, last)
    ]


def _within(row: Assignment, first: datetime, last: datetime) -> bool:
    return row.shift.starts_at < last and row.shift.ends_at > first


def _held(row: Assignment, now: datetime) -> Held:
    shift, is_firm = row.shift, row.state is AssignmentState.CONFIRMED
    price = PRICES[price_of(holds_place=is_firm, starts_at=shift.starts_at, now=now)]
    title_en = shift.title_en or shift.title_zh
    return Held(
        source_of(row),
        str(_("志愿服务")),
        str(STATES[row.state]),
        shift.title_zh,
        title_en,
        shift.starts_at,
        shift.ends_at,
        where(shift),
        str(price),
    )


def occurrences(session: Session, person_id: int, keys: Collection[str]) -> Collection[int]:
    """The sessions whose guides may change by giving these back."""
    return guided_by(session, _shift_ids(session, person_id, keys))


def give_back(session: Session, person_id: int, keys: Collection[str], now: datetime) -> tuple[int, list[Change]]:
    """Give up these shifts as each would be alone. What has begun or ended since is left; NotFound for others'."""
    shift_ids = _shift_ids(session, person_id, keys)
    if len(shift_ids) < len(set(keys)):
        raise NotFound
    shifts = {shift.id: shift for shift in lock_shifts(session, shift_ids)}
    rows = list_live(session, Assignment.code.in_(_codes(keys)), Assignment.person_id == person_id)
    rows = [row for row in rows if row.state in WITHDRAWABLE and shifts[row.shift_id].starts_at > now]
    for row in rows:
        step_back(session, row, shifts[row.shift_id], now=now)
    return len(rows), change_guides(session, shifts.values(), by=person_id, now=now)


def _shift_ids(session: Session, person_id: int, keys: Collection[str]) -> Sequence[int]:
    found = select(Assignment.shift_id).where(Assignment.code.in_(_codes(keys)), Assignment.person_id == person_id)
    return session.scalars(found).all()


def _codes(keys: Collection[str]) -> list[str]:
    codes = [key.removeprefix(PREFIX) for key in keys if key.startswith(PREFIX)]
    return [code for code in codes if CODE.fullmatch(code)]


GIVER = Giver(PREFIX, list_between, occurrences, give_back)
