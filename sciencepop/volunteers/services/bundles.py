"""Telling volunteers of shifts that moved together, as those of a postponed festival do: one letter to each person.

Whoever has moved bookings too reads of both in the letter of bookings (`bookings.services.bundles`); the others get one
of their own. A mail carries one calendar object at most, so a letter about several shifts has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accounts.post import write_to
from sciencepop.bookings.hooks import BundleTeller, why_of
from sciencepop.bookings.ical import Method
from sciencepop.core.i18n import in_language, tr
from sciencepop.programme.rules.changes import undo_until
from sciencepop.volunteers.edit_words import Was, old_facts, was_of
from sciencepop.volunteers.letters import News, tell
from sciencepop.volunteers.models import Assignment, Shift, ShiftNotice
from sciencepop.volunteers.queries.assignments import list_by_ids
from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.words import KINDS, facts_of, several_letter

_QUIET = {"synchronize_session": False}


@dataclass(frozen=True)
class Bundle:
    """What moved together, and when people are told of it."""

    name: str
    due_at: datetime


def tell_moved(
    session: Session, assignment: Assignment, shift: Shift, *, was: Was, bundle: Bundle | None, now: datetime
) -> None:
    """Tell the holder of a place in a locked shift that it moved, or owe it to them with the rest of the bundle.

    Who should set out within the hour is told at once, and so is whoever goes to another place. What is owed already
    stays owed, from the times that they know.
    """
    owed = select(ShiftNotice).where(ShiftNotice.assignment_id == assignment.id).with_for_update()
    notice = session.scalar(owed.execution_options(populate_existing=True))
    at_once = undo_until(now, (was.starts_at, shift.starts_at)) is None or _is_elsewhere(was, shift)
    if not at_once and notice is not None:
        return
    if not at_once and bundle is not None:
        known = {name: getattr(was, name) for name in ("starts_at", "ends_at", "meet_at")}
        session.add(ShiftNotice(assignment_id=assignment.id, bundle=bundle.name, due_at=bundle.due_at, **known))
        return
    if notice is not None:
        was = _known(was, notice)
        session.delete(notice)
    _tell_one(session, assignment, shift, was, now)


def _tell_one(session: Session, assignment: Assignment, shift: Shift, was: Was, now: datetime) -> None:
    method = Method.REQUEST if assignment.state in states.FIRM else None
    tell(session, assignment, shift, News.MOVED, now=now, method=method, was=was)


def _is_elsewhere(was: Was, shift: Shift) -> bool:
    """Whether more than the times is another now."""
    return replace(was, starts_at=shift.starts_at, ends_at=shift.ends_at, meet_at=shift.meet_at).is_moved(shift)


def _known(was: Was, notice: ShiftNotice) -> Was:
    return replace(was, starts_at=notice.starts_at, ends_at=notice.ends_at, meet_at=notice.meet_at)


def _take(session: Session, bundle: str, person_id: int, now: datetime) -> list[tuple[Assignment, Was]]:
    """What a bundle has to tell somebody by now, by time; it is owed no more."""
    mine = select(ShiftNotice).join(Assignment, ShiftNotice.assignment_id == Assignment.id)
    mine = mine.where(Assignment.person_id == person_id, ShiftNotice.bundle == bundle, ShiftNotice.due_at <= now)
    mine = mine.order_by(ShiftNotice.assignment_id).with_for_update(of=ShiftNotice)
    notices = {one.assignment_id: one for one in session.scalars(mine.execution_options(populate_existing=True))}
    told = []
    for row in list_by_ids(session, notices):
        was = _known(was_of(row.shift), notices[row.id])
        if row.state in states.LIVE and was.is_moved(row.shift):
            told.append((row, was))
    gone = delete(ShiftNotice).where(ShiftNotice.assignment_id.in_(notices))
    session.execute(gone, execution_options=_QUIET)
    return sorted(told, key=lambda one: (one[0].shift.starts_at, one[0].id))


def _list_due(session: Session, now: datetime, limit: int) -> Sequence[tuple[str, int]]:
    found = select(ShiftNotice.bundle, Assignment.person_id)
    found = found.join(Assignment, ShiftNotice.assignment_id == Assignment.id).where(ShiftNotice.due_at <= now)
    found = found.distinct().order_by(ShiftNotice.bundle, Assignment.person_id).limit(limit)
    return [(bundle, person_id) for bundle, person_id in session.execute(found)]


def _list_people(session: Session, bundle: str) -> set[int]:
    found = select(Assignment.person_id).join(ShiftNotice, ShiftNotice.assignment_id == Assignment.id)
    return set(session.scalars(found.where(ShiftNotice.bundle == bundle)))


def _hold(session: Session, bundle: str, until: datetime) -> None:
    held = update(ShiftNotice).where(ShiftNotice.bundle == bundle).values(due_at=until)
    session.execute(held, execution_options=_QUIET)


def _add_to(session: Session, bundle: str, person_id: int, now: datetime) -> list[tuple[str, str]]:
    """Title and lines of each shift, in the language that is being written."""
    return [_fact(*one) for one in _take(session, bundle, person_id, now)]


def _fact(row: Assignment, was: Was) -> tuple[str, str]:
    shift, need = row.shift, row.need
    (_label, when), *facts = facts_of(shift, need)
    lines = [when, *(f"{label}{_('：')}{value}" for label, value in [*facts, *old_facts(was, shift, need)])]
    return tr(shift, "title"), "\n".join(lines)


def _tell_alone(session: Session, bundle: str, person_id: int, now: datetime) -> bool:
    """The letter of somebody without moved bookings; whether there was anything to tell."""
    told = _take(session, bundle, person_id, now)
    if len(told) == 1:
        row, was = told[0]
        _tell_one(session, row, row.shift, was, now)
    elif told:
        first = told[0][0]
        person = session.get_one(Person, person_id)
        with in_language(first.language):
            letter = several_letter([_fact(*one) for one in told], why_of(session, bundle))
            key = f"shifts-{bundle}-{person_id}-{first.code}-{first.shift.sequence}"  # one of going back is another
            write_to(session, person, letter, KINDS[News.MOVED], key=key, path="/volunteer/mine", now=now)
    return bool(told)


TELLER = BundleTeller(_list_due, _list_people, _hold, _add_to, _tell_alone)
