"""Runs of the auto-roster, and the roster as it stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.bases.models import ScienceBase
from sciencepop.bookings.rules.codes import CODE
from sciencepop.core import clock
from sciencepop.volunteers.models import (
    Assignment,
    ChangeState,
    Need,
    RosterChange,
    RosterRun,
    RunState,
    Shift,
    ShiftState,
)
from sciencepop.volunteers.queries.shifts import with_all, with_host
from sciencepop.volunteers.rules import assignments as states

MOST_RUNS, MOST_SHIFTS = 30, 400
UNDECIDED = (RunState.QUEUED, RunState.RUNNING, RunState.DRAFT, RunState.PUBLISHING)


def get_run(session: Session, code: str, *, lock: bool = False) -> RosterRun:
    """A run by its code, as it is now; NotFound where there is none."""
    if not CODE.fullmatch(code):
        raise NotFound
    found = select(RosterRun).where(RosterRun.code == code).execution_options(populate_existing=True)
    found = found.with_for_update(of=RosterRun) if lock else found.options(joinedload(RosterRun.base))
    run = session.scalars(found).one_or_none()
    if run is None:
        raise NotFound
    return run


def list_runs(session: Session, base_ids: Collection[int] | None) -> Sequence[RosterRun]:
    """The latest runs of these bases; of everything where None."""
    found = select(RosterRun).options(joinedload(RosterRun.base)).order_by(RosterRun.id.desc()).limit(MOST_RUNS)
    if base_ids is not None:
        found = found.where(RosterRun.base_id.in_(base_ids))
    return session.scalars(found).all()


def is_under_way(session: Session, base_id: int | None) -> bool:
    """Whether a run that touches this base's shifts waits for a decision."""
    found = select(RosterRun.id).where(RosterRun.state.in_(UNDECIDED)).limit(1)
    if base_id is not None:
        found = found.where(or_(RosterRun.base_id == base_id, RosterRun.base_id.is_(None)))
    return session.scalar(found) is not None


def list_in_state(session: Session, state: RunState) -> Sequence[str]:
    """The codes of the runs in a state, oldest first."""
    return session.scalars(select(RosterRun.code).where(RosterRun.state == state).order_by(RosterRun.id)).all()


def list_left_behind(session: Session, before: datetime) -> Sequence[str]:
    """Runs that were begun before a moment and not ended: their worker must have died."""
    found = select(RosterRun.code).where(RosterRun.state == RunState.RUNNING, RosterRun.started_at < before)
    return session.scalars(found.order_by(RosterRun.id)).all()


def list_changes(session: Session, run_id: int) -> Sequence[RosterChange]:
    """What a run would change, or did, by the shifts' time."""
    found = select(RosterChange).where(RosterChange.run_id == run_id).join(RosterChange.need).join(Need.shift)
    found = found.options(
        joinedload(RosterChange.person), joinedload(RosterChange.need).joinedload(Need.shift).options(*with_host())
    )
    return session.scalars(found.order_by(Shift.starts_at, Shift.id, Need.id, RosterChange.kind, RosterChange.id)).all()


def list_open_changes(session: Session, run_id: int) -> Sequence[RosterChange]:
    """What is still to be done of a run; who loses a place comes first, so that it is free."""
    found = select(RosterChange).where(RosterChange.run_id == run_id, RosterChange.state == ChangeState.OPEN)
    return session.scalars(found.order_by(RosterChange.kind.desc(), RosterChange.id)).all()


def find_live(session: Session, person_id: int, need: Need) -> Assignment | None:
    """What a person has of a need's shift, whichever need it names."""
    found = select(Assignment).where(
        Assignment.person_id == person_id, Assignment.shift_id == need.shift_id, Assignment.state.in_(states.LIVE)
    )
    return session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def list_days(
    session: Session, base_id: int | None, from_on: date, until_on: date
) -> dict[date, list[tuple[Shift, dict[int, list[Assignment]]]]]:
    """The roster as it stands: by day the shifts that are published, each with who holds a place, by need."""
    first, last = clock.day_bounds(from_on)[0], clock.day_bounds(until_on)[1]
    found = select(Shift).where(
        Shift.state.in_((ShiftState.OPEN, ShiftState.ROSTERED)), Shift.starts_at >= first, Shift.starts_at < last
    )
    if base_id is not None:
        found = found.where(Shift.base_id == base_id)
    shifts = session.scalars(with_all(found).order_by(Shift.starts_at, Shift.id).limit(MOST_SHIFTS)).all()
    held = _held(session, [shift.id for shift in shifts])
    days: dict[date, list[tuple[Shift, dict[int, list[Assignment]]]]] = {}
    for shift in shifts:
        days.setdefault(clock.local(shift.starts_at).date(), []).append((shift, held.get(shift.id, {})))
    return days


def _held(session: Session, shift_ids: Collection[int]) -> dict[int, dict[int, list[Assignment]]]:
    found = select(Assignment).where(Assignment.shift_id.in_(shift_ids), Assignment.state.in_(states.HOLDS))
    rows: dict[int, dict[int, list[Assignment]]] = {}
    for row in session.scalars(found.options(joinedload(Assignment.person)).order_by(Assignment.id)):
        rows.setdefault(row.shift_id, {}).setdefault(row.need_id, []).append(row)
    return rows


def list_bases_of(session: Session, person_id: int, from_on: date, until_on: date) -> Sequence[ScienceBase]:
    """The bases at which somebody has a place in a published shift on these days, the next one first."""
    first, last = clock.day_bounds(from_on)[0], clock.day_bounds(until_on)[1]
    found = (
        select(ScienceBase)
        .join(Shift, Shift.base_id == ScienceBase.id)
        .join(Assignment, Assignment.shift_id == Shift.id)
        .where(
            Assignment.person_id == person_id,
            Assignment.state.in_(states.HOLDS),
            Shift.state.in_((ShiftState.OPEN, ShiftState.ROSTERED)),
            Shift.starts_at >= first,
            Shift.starts_at < last,
        )
        .group_by(ScienceBase.id)
        .order_by(func.min(Shift.starts_at), ScienceBase.id)
    )
    return session.scalars(found).all()


def list_needs(session: Session, need_ids: Collection[int]) -> dict[int, Need]:
    """Needs with their shifts and bases, by number."""
    found = select(Need).where(Need.id.in_(need_ids))
    found = found.options(joinedload(Need.shift).options(*with_host()))
    return {need.id: need for need in session.scalars(found)}
