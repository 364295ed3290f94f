"""The names of who comes with a group: uploaded by its leader, seen by the base for a few days, then deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from sciencepop.accounts.models import Person
from sciencepop.accounts.services import permit_facts
from sciencepop.bookings.group_letters import GroupNews, tell_leader
from sciencepop.bookings.models import Booking, GroupName, GroupPart, GroupVisit
from sciencepop.bookings.queries.groups import count_names, get_visit, list_names
from sciencepop.bookings.rules.groups import MOST_IN_GROUP, GroupRefusal
from sciencepop.bookings.rules.name_list import (
    ColumnProblem,
    Named,
    NameFault,
    are_shown,
    read_header,
    read_names,
)
from sciencepop.bookings.rules.promotion import is_quiet
from sciencepop.bookings.rules.states import LIVE, BookingState
from sciencepop.bookings.services.group_answer import forget_names
from sciencepop.bookings.services.group_lock import lock_visit, occurrence_of
from sciencepop.bookings.services.look import noting_refusals
from sciencepop.core import attempts, audit
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.table_file import BadFile, Bounds, read_rows
from sciencepop.core.text import clean_line

BOUNDS = Bounds(megabytes=2, unpacked_megabytes=20, rows=MOST_IN_GROUP, columns=20)
REMINDED_BEFORE = timedelta(days=2)
AT_ONCE = 100


class BadNames(Exception):
    """A list of which nothing was taken; `faults` name every bad row."""

    def __init__(self, faults: Sequence[NameFault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


def read_name_list(content: bytes) -> list[Named]:
    """The people of an uploaded CSV or XLSX file. Raises BadFile for the file, BadNames for its rows."""
    rows = [(number, [clean_line(cell) for cell in cells]) for number, cells in read_rows(content, BOUNDS)]
    fields = read_header(rows[0][1])
    if isinstance(fields, tuple):
        problem, column = fields
        raise BadFile(problem, **({} if problem is ColumnProblem.NO_NAME_COLUMN else {"column": column}))
    people, faults = read_names(fields, rows[1:])
    if faults:
        raise BadNames(faults)
    return people


def put_names(code: str, people: Sequence[Named], *, by: Person, now: datetime) -> None:
    """Replace the list of a visit by this one, an empty one included. The leader has confirmed the guardians' consent.

    Refuses NAMES_CLOSED, TOO_MANY_NAMES; NotFound for others.
    """
    with write() as session:
        held = lock_visit(session, code, by.id)
        visit, open_parts = held.visit, held.parts_in(BookingState.PENDING, BookingState.CONFIRMED)
        begun = any(occurrence_of(part).starts_at <= now for part in open_parts)
        if people and (not open_parts or begun or visit.names_due_at <= now):
            raise RuleBroken(GroupRefusal.NAMES_CLOSED)
        seats = sum(visit.pupils.values()) + visit.adults
        if len(people) > seats:
            raise RuleBroken(GroupRefusal.TOO_MANY_NAMES, names=len(people), seats=seats)
        forget_names(session, [visit.id])
        session.add_all(
            GroupName(visit_id=visit.id, position=position, name=one.name, note=one.note)
            for position, one in enumerate(people)
        )
        action = "group.names_uploaded" if people else "group.names_deleted"
        audit.record(session, by=by.id, at=now, action=action, subject=visit, count=len(people))
        attempts.remember(code)


def look_at_names(code: str, *, by: Person, now: datetime, is_export: bool = False) -> list[Named]:
    """The names for the base, written down each time (未保条例 art. 36). The caller has asked whether `by` may run it.

    Refuses NEEDS_PERMIT for who does not manage the base; NAMES_TOO_FAR but for a few days around the visit, when
    nobody has them any more.
    """
    with noting_refusals(get_visit(db.session(), code), by=by, now=now), write() as session:
        visit = get_visit(session, code)
        every = [occurrence_of(part) for part in visit.parts]
        right = permit_facts(session, by, every[0].event.base_id, [one.id for one in every], now, hold=True)
        if right is None:
            raise RuleBroken(GroupRefusal.NEEDS_PERMIT)
        sessions = [occurrence_of(part) for part in visit.parts if part.booking.state in LIVE]
        starts_at = min((one.starts_at for one in sessions), default=None)
        if starts_at is None or not are_shown(starts_at, max(one.ends_at for one in sessions), now):
            raise RuleBroken(GroupRefusal.NAMES_TOO_FAR)
        action = "group.names_exported" if is_export else "group.names_viewed"
        audit.record(session, by=by.id, at=now, action=action, subject=visit, code=code, **right)
        return [Named(row.name, row.note) for row in list_names(session, visit.id)]


def remind_of_names(now: datetime) -> int:
    """Tell leaders of confirmed visits without names that the day is near, by day; returns how many were told."""
    if is_quiet(now):
        return 0
    confirmed = select(GroupPart.visit_id).join(Booking, GroupPart.booking_id == Booking.id)
    confirmed = confirmed.where(Booking.state == BookingState.CONFIRMED)
    due = select(GroupVisit.code).where(
        GroupVisit.names_due_at > now,
        GroupVisit.names_due_at <= now + REMINDED_BEFORE,
        GroupVisit.reminded_at.is_(None),
        GroupVisit.id.in_(confirmed),
    )
    codes = db.session().scalars(due.order_by(GroupVisit.id).limit(AT_ONCE)).all()
    return sum(_remind(code, now) for code in codes)


def _remind(code: str, now: datetime) -> int:
    with write() as session:
        held = lock_visit(session, code)
        parts = held.parts_in(BookingState.CONFIRMED)
        if not parts or held.visit.reminded_at is not None:
            return 0
        held.visit.reminded_at = now
        if count_names(session, held.visit.id):
            return 0
        tell_leader(session, held.visit, GroupNews.NAMES_DUE, now=now, parts=parts)
        return 1
