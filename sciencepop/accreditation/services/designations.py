"""Recording designations, putting records right, and saying what became of them. A record is never deleted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accreditation.models import Designation, DesignationChange
from sciencepop.accreditation.queries.cases import find_deciding
from sciencepop.accreditation.queries.designations import get_designation, has_other
from sciencepop.accreditation.record_letters import tell_of_correction, tell_of_status
from sciencepop.accreditation.rules.designations import Change, Status, Term, refuse_change, refuse_term
from sciencepop.accreditation.rules.refusals import Refusal
from sciencepop.accreditation.schemes import schemes
from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.bases.services.lock import lock_base
from sciencepop.core import attempts, audit, clock, stamps
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken


@dataclass(frozen=True)
class Record:
    """What a document says: scheme and category by slug, numbers as printed, first and last day."""

    scheme: str
    category: str
    document_number: str
    plaque_number: str
    from_on: date
    until_on: date | None
    source: str = ""


def record_designation(base_id: int, record: Record, *, by: Person, now: datetime) -> int:
    """Write down that a base was designated, today or long ago; returns its number.

    Refuses NO_SUCH_SCHEME, NO_SUCH_CATEGORY, DAYS_OUT_OF_ORDER, SAME_DESIGNATION, BASE_NOT_PUBLIC.
    """
    person_id = by.id
    with write() as session:
        base = lock_base(session, base_id)
        row = add_designation(session, base, record, by=person_id, now=now)
        attempts.remember(str(row.id))
        return row.id


def add_designation(
    session: Session, base: ScienceBase, record: Record, *, by: int | None, now: datetime
) -> Designation:
    """The same with the base locked, inside the caller's unit of work."""
    if base.state not in (BaseState.PUBLIC, BaseState.WITHDRAWN):
        raise RuleBroken(Refusal.BASE_NOT_PUBLIC)
    row = Designation(base_id=base.id, recorded_by=by, recorded_at=now, is_sample=base.is_sample)
    _write(session, row, record)
    session.add(row)
    audit.record(session, by=by, at=now, action="designation.record", subject=row, **_plain(record))
    stamps.programme_changed(session)
    return row


def correct_designation(id: int, record: Record, *, by: Person, now: datetime) -> None:
    """Put a record right; the trail keeps what stood there before, and the base and the leads are told what the lists
    say now. Refuses as above, DESIGNATION_OVER where it was said to be void, REASON_MISSING where it has no source, and
    CASE_RUNS where a case decides about it and it would be another scheme's, or not hold today.
    """
    person_id = by.id
    with write() as session:
        row = lock_designation(session, id)
        if row.status_on(row.from_on) is Status.VOID:
            raise RuleBroken(Refusal.DESIGNATION_OVER)
        before, today = _plain(_record_of(row)), clock.local(now).date()
        is_out = record.from_on > today or (record.until_on is not None and record.until_on < today)
        if (is_out or record.scheme != row.scheme) and find_deciding(session, id):
            raise RuleBroken(Refusal.CASE_RUNS)
        _write(session, row, record)
        changed = {name: [before[name], value] for name, value in _plain(record).items() if before[name] != value}
        if listed := {name: both for name, both in changed.items() if name != "source"}:
            if not record.source:
                raise RuleBroken(Refusal.REASON_MISSING)
            tell_of_correction(session, row, listed, by=person_id, now=now)
        if changed:
            audit.record(session, by=person_id, at=now, action="designation.correct", subject=row, changed=changed)
            stamps.programme_changed(session)
        attempts.remember(str(id))


def say_status(id: int, status: Status, from_on: date, reason: str, *, by: Person, now: datetime) -> None:
    """Say what is true of a designation from a day on, and tell the base and the leads. Refuses REASON_MISSING,
    HAS_CASE where a case decides it, and as `refuse_change` does."""
    person_id = by.id
    with write() as session:
        row = lock_designation(session, id)
        if find_deciding(session, id):
            raise RuleBroken(Refusal.HAS_CASE)
        change_status(session, row, Change(status, from_on), reason, by=person_id, now=now)
        session.flush()
        tell_of_status(session, row, row.changes[-1], by=person_id, now=now)
        attempts.remember(str(id))


def change_status(
    session: Session, row: Designation, change: Change, reason: str, *, by: int | None, now: datetime
) -> None:
    """The same with the base locked, inside the caller's unit of work."""
    if not reason:
        raise RuleBroken(Refusal.REASON_MISSING)
    if refused := refuse_change(row.term, row.said, change, clock.local(now).date()):
        raise RuleBroken(refused)
    facts: dict[str, Any] = {"was": row.status_on(change.from_on).value, "status": change.status.value}
    row.changes.append(
        DesignationChange(
            designation_id=row.id,
            status=change.status,
            from_on=change.from_on,
            reason=reason,
            recorded_by=by,
            recorded_at=now,
        )
    )
    audit.record(
        session, by=by, at=now, action="designation.status", subject=row, from_on=change.from_on.isoformat(), **facts
    )
    stamps.programme_changed(session)


def lock_designation(session: Session, id: int) -> Designation:
    """A designation as it is, with its base held: two officers write one after the other. NotFound for none."""
    row = get_designation(session, id)
    lock_base(session, row.base_id)
    session.refresh(row)
    return row


def _write(session: Session, row: Designation, record: Record) -> None:
    known = schemes()
    scheme = known.scheme(record.scheme)
    if scheme is None:
        raise RuleBroken(Refusal.NO_SUCH_SCHEME)
    if record.category and known.category(record.scheme, record.category) is None:
        raise RuleBroken(Refusal.NO_SUCH_CATEGORY)
    if refused := refuse_term(Term(record.from_on, record.until_on)):
        raise RuleBroken(refused)
    with session.no_autoflush:
        for name, value in asdict(record).items():
            setattr(row, name, value)
        row.authority, row.level = scheme.authority, scheme.level
        if has_other(session, row):
            raise RuleBroken(Refusal.SAME_DESIGNATION)


def _record_of(row: Designation) -> Record:
    return Record(
        scheme=row.scheme,
        category=row.category,
        document_number=row.document_number,
        plaque_number=row.plaque_number,
        from_on=row.from_on,
        until_on=row.until_on,
        source=row.source,
    )


def _plain(record: Record) -> dict[str, Any]:
    """Facts for the trail: days as texts."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(record).items()}
