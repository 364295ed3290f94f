"""Changing a shift that was made: what it touches is shown before, told to everybody, and nobody is put out silently.

Whoever no longer fits needs the coordinator's word: an exception where the rules leave that to them (`rules.edits`), or
their release by the existing verb. Everybody who has a place is locked, because the shift takes other time of theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.ical import Method
from sciencepop.bookings.services import ledger
from sciencepop.bookings.services.lock import lock_person
from sciencepop.core import attempts, audit
from sciencepop.core.db import rehearse, write
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers.edit_words import Was, changes_of, was_of
from sciencepop.volunteers.letters import News, tell
from sciencepop.volunteers.models import Assignment, Need, Shift, ShiftState, SwapOffer, SwapState
from sciencepop.volunteers.queries.assignments import list_in_shift
from sciencepop.volunteers.queries.shifts import is_referenced, numbers_of
from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.rules.edits import Decision, EditRefusal, refuse_decision
from sciencepop.volunteers.rules.refusals import Refusal
from sciencepop.volunteers.services.become import work_of
from sciencepop.volunteers.services.coordinate import say_no
from sciencepop.volunteers.services.duties import settle_guides
from sciencepop.volunteers.services.fit import Misfit, find_misfits
from sciencepop.volunteers.services.lock import lock_shift
from sciencepop.volunteers.services.promote import promote
from sciencepop.volunteers.services.shifts import ShiftWish, need_columns, refuse_wish, with_demanded
from sciencepop.volunteers.services.swap import ENDS_BEFORE
from sciencepop.volunteers.vocabulary import GUIDE

COLUMNS = ("title_zh", "title_en", "starts_at", "ends_at", "closes_at", "meet_at", "meet_zh", "meet_en")
TEXTS = ("insurance_needed", "risk_zh", "risk_en")
OF_NEED = ("minimum", "target", "maximum", "skills", "age_min", "mode", "opens_at", "everyone_at")


@dataclass(frozen=True)
class Touched:
    """What a change would do: what it was and is, how many are told, and who no longer fits."""

    changes: Sequence[tuple[str, str, str]]
    told: int
    misfits: Sequence[Misfit]


@dataclass(frozen=True)
class _Edited:
    shift: Shift
    was: Was
    rows: Sequence[Assignment]
    misfits: Sequence[Misfit]


def edit_shift(
    shift_id: int, wish: ShiftWish, decisions: Mapping[str, Decision], *, seen: str, by: Person, now: datetime
) -> int:
    """Write a shift as it is wished and tell everybody whom it concerns; returns how many were told.

    `decisions` are about those who no longer fit, by the codes of their assignments. `seen` is the sequence from which
    the editor started. Refuses WRONG_STATE, PAST, what `refuse_wish` refuses, TOO_FEW_PLACES and EditRefusal.
    """
    staff_id = by.id
    with write() as session:
        edited = _edit(session, shift_id, wish, seen, now)
        released = _decide(session, edited, decisions, by, now)
        shift = edited.shift
        _refuse_numbers(session, shift)
        told = _tell(session, edited, released, now)
        audit.record(session, by=staff_id, at=now, action="shift.edit", subject=shift, told=told)
        attempts.remember(str(shift_id))
        promote(session, shift, now)
        settle_guides(session, [shift], by=staff_id, now=now)
        return told


def rehearse_edit(shift_id: int, wish: ShiftWish, *, seen: str, now: datetime) -> Touched:
    """What the same `edit_shift` would do. Changes nothing, and refuses what it would refuse whatever is decided."""
    with rehearse() as session:
        edited = _edit(session, shift_id, wish, seen, now)
        _refuse_numbers(session, edited.shift, leaving=len(edited.misfits))
        told = sum(edited.was.concerns(edited.shift, row.need_id) for row in edited.rows)
        return Touched(changes_of(edited.was, edited.shift, edited.shift.needs), told, edited.misfits)


def _edit(session: Session, shift_id: int, wish: ShiftWish, seen: str, now: datetime) -> _Edited:
    shift = _lock(session, shift_id, gets_guides=any(need.role == GUIDE for need in wish.needs))
    if shift.state is ShiftState.CANCELLED:
        raise RuleBroken(Refusal.WRONG_STATE)
    if shift.starts_at <= now:
        raise RuleBroken(Refusal.PAST)
    if seen != str(shift.sequence):
        raise RuleBroken(EditRefusal.CHANGED_MEANWHILE)
    refuse_wish(wish, now)
    wish = replace(wish, needs=with_demanded(session, wish.needs, besides={need.role for need in shift.needs}))
    was = was_of(shift)
    _write(shift, wish, now)
    _write_needs(session, shift, wish)
    rows = list_in_shift(session, shift.id)
    _move_along(session, shift, rows, now)
    is_moved = (was.starts_at, was.ends_at) != (shift.starts_at, shift.ends_at)
    return _Edited(shift, was, rows, find_misfits(session, shift, rows, now, is_moved=is_moved))


def _lock(session: Session, shift_id: int, *, gets_guides: bool) -> Shift:
    """The shift, after everybody who has a place in it; somebody who took one in between was not seen."""
    holding = select(Assignment.person_id).where(Assignment.shift_id == shift_id, Assignment.state.in_(states.HOLDS))
    people = set(session.scalars(holding))
    for person_id in sorted(people):
        lock_person(session, person_id)
    shift = lock_shift(session, shift_id, gets_guides=gets_guides)
    if set(session.scalars(holding)) - people:
        raise RuleBroken(EditRefusal.CHANGED_MEANWHILE)
    return shift


def _write(shift: Shift, wish: ShiftWish, now: datetime) -> None:
    if wish.place_zh != shift.place_zh:
        shift.lat = shift.lon = None
    for name in (*COLUMNS, *TEXTS, "place_zh", "place_en"):
        setattr(shift, name, getattr(wish, name))
    shift.opens_at = min(shift.opens_at, shift.closes_at)
    shift.sequence, shift.changed_at = shift.sequence + 1, now


def _write_needs(session: Session, shift: Shift, wish: ShiftWish) -> None:
    """By role: changed, added, or dropped where nobody ever had to do with it. Refuses NEED_IN_USE."""
    have = {need.role: need for need in shift.needs}
    for wanted in wish.needs:
        columns = need_columns(wanted, shift.starts_at)
        need = have.pop(wanted.role, None)
        if need is None:
            session.add(Need(shift_id=shift.id, **columns))
            continue
        for name in OF_NEED:
            setattr(need, name, columns[name])
    for need in have.values():
        if is_referenced(session, need.id):
            raise RuleBroken(EditRefusal.NEED_IN_USE, role=need.role)
        session.delete(need)
    session.flush()
    session.expire(shift, ["needs"])


def _move_along(session: Session, shift: Shift, rows: Sequence[Assignment], now: datetime) -> None:
    """What hangs on the shift's time: people's own time, and the ends of offers and of swaps."""
    for row in rows:
        if row.state in states.HOLDS:
            ledger.renew_for(session, work_of(row, shift), is_firm=row.state in states.FIRM)
        if row.offer_ends_at:
            row.offer_ends_at = min(row.offer_ends_at, shift.starts_at)
    mine = SwapOffer.assignment_id.in_([row.id for row in rows]), SwapOffer.state == SwapState.OPEN
    ending = update(SwapOffer).where(*mine).values(ends_at=max(shift.starts_at - ENDS_BEFORE, now))
    session.execute(ending, execution_options={"synchronize_session": False})
    session.flush()


def _decide(
    session: Session, edited: _Edited, decisions: Mapping[str, Decision], by: Person, now: datetime
) -> set[str]:
    """Carry out what was decided of those who no longer fit; returns the codes of who was released."""
    by_code = {row.code: row for row in edited.rows}
    released = set()
    for misfit in edited.misfits:
        decision = decisions.get(misfit.code)
        refused = refuse_decision(misfit.fit, decision)
        if refused:
            raise RuleBroken(refused)
        if decision is Decision.RELEASE:
            say_no(misfit.code, misfit.fit.refused.value, by=by, now=now)
            released.add(misfit.code)
            continue
        row = by_code[misfit.code]
        row.exception = misfit.fit.refused.value
        audit.record(
            session, by=by.id, at=now, action="assignment.exception", subject=row, refused=misfit.fit.refused.value
        )
    session.flush()
    return released


def _refuse_numbers(session: Session, shift: Shift, leaving: int = 0) -> None:
    """Nobody loses a place because fewer are wanted. `leaving`: so many may be released yet."""
    for need in shift.needs:
        taken = numbers_of(session, [need])[need.id].taken
        if need.maximum < taken - leaving:
            raise RuleBroken(Refusal.TOO_FEW_PLACES, taken=taken)


def _tell(session: Session, edited: _Edited, released: set[str], now: datetime) -> int:
    """Whoever signed up, waits or has a place, of what concerns them; numbers and ways of signing up do not."""
    shift, was = edited.shift, edited.was
    news = News.MOVED if was.is_moved(shift) else News.CHANGED
    told = [row for row in edited.rows if row.code not in released and was.concerns(shift, row.need_id)]
    for row in told:
        method = Method.REQUEST if row.state in states.FIRM else None
        tell(session, row, shift, news, now=now, method=method, was=was)
    return len(told)
