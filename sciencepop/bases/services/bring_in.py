"""Importing the district's bases from a table: all of it or nothing, and twice is the same as once.

Dangerous: a base that the table adds is public at once. An empty cell leaves what is there.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bases import hooks
from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.bases.rules.cells import BadCell, Vocabulary
from sciencepop.bases.rules.names import slug_of, slug_with_code
from sciencepop.bases.rules.sheet import read_row
from sciencepop.bases.services.change import IN_CALENDARS
from sciencepop.bases.services.record import Record, record_of, write_record
from sciencepop.bases.services.register import new_code
from sciencepop.bases.services.table_file import Table
from sciencepop.core import audit, stamps
from sciencepop.core.clock import local
from sciencepop.core.db import write


class RowProblem(StrEnum):
    """What is wrong with a row as a whole; `other` is the number of the other row, if any."""

    TWICE = "twice"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True)
class Fault:
    """Row number, header of the column, and what is wrong there."""

    row: int
    column: str
    problem: StrEnum
    facts: dict[str, Any] = field(default_factory=dict)


class ImportRefused(Exception):
    """Nothing was imported; `faults` tells every reason, by row."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@dataclass
class Outcome:
    """How many bases were added, changed, and left as they were."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


class _OnlyTried(Exception):
    """Takes everything back after a trial."""


def import_bases(table: Table, words: Vocabulary, *, by: int | None, now: datetime, dry_run: bool = False) -> Outcome:
    """Add and change bases by code, or by name where there is none. Raises ImportRefused; `dry_run` keeps nothing."""
    rows, faults = _read(table, words)
    outcome = Outcome()
    try:
        with write() as session:
            plan = _plan(session, rows, table.headers, faults)
            if faults:
                raise ImportRefused(sorted(faults, key=lambda fault: fault.row))
            for base, (_number, values) in zip(plan, rows, strict=True):
                _carry_out(session, base, values, outcome, by, now)
            if outcome.added or outcome.changed:
                stamps.programme_changed(session)
            if dry_run:
                raise _OnlyTried
    except _OnlyTried:
        pass
    return outcome


def _read(table: Table, words: Vocabulary) -> tuple[list[tuple[int, dict[str, Any]]], list[Fault]]:
    rows, faults = [], []
    codes: dict[str, int] = {}
    names: dict[str, tuple[int, bool]] = {}
    for number, cells in table.rows:
        found = read_row(cells, words)
        faults += [_fault(number, table.headers, name, bad) for name, bad in found.bad.items()]
        code, name = found.values.get("code", ""), found.values.get("name_zh", "")
        if code and codes.setdefault(code, number) != number:
            faults.append(Fault(number, table.headers["code"], RowProblem.TWICE, {"other": codes[code]}))
        other, has_code = names.setdefault(name, (number, bool(code)))
        if name and other != number and not (code and has_code):
            faults.append(Fault(number, table.headers["name_zh"], RowProblem.TWICE, {"other": other}))
        rows.append((number, found.values))
    return rows, faults


def _fault(number: int, headers: dict[str, str], name: str, bad: BadCell) -> Fault:
    return Fault(number, headers.get(name, name), bad.problem, bad.facts)


def _plan(
    session: Session, rows: list[tuple[int, dict[str, Any]]], headers: dict[str, str], faults: list[Fault]
) -> list[ScienceBase | None]:
    """The base of each row, None for a new one; two rows about one base are a fault."""
    plan: list[ScienceBase | None] = []
    taken: dict[int, int] = {}
    for number, values in rows:
        base = _match(session, number, values, headers, faults)
        if base is not None and taken.setdefault(base.id, number) != number:
            faults.append(Fault(number, headers["name_zh"], RowProblem.TWICE, {"other": taken[base.id]}))
        plan.append(base)
    return plan


def _match(
    session: Session, number: int, values: dict[str, Any], headers: dict[str, str], faults: list[Fault]
) -> ScienceBase | None:
    """The base that a row is about, locked; None for a new one."""
    code, name = values.get("code"), values.get("name_zh")
    if code:
        found = session.scalars(select(ScienceBase).where(ScienceBase.code == code).with_for_update()).one_or_none()
        if found is not None:
            return found
    known = select(ScienceBase).where(
        ScienceBase.name_zh == name, ScienceBase.state.in_([BaseState.PUBLIC, BaseState.WITHDRAWN])
    )
    same = session.scalars(known.order_by(ScienceBase.id).limit(2).with_for_update()).all()
    if code:
        same = [base for base in same if base.code is None]
    if len(same) > 1:
        faults.append(Fault(number, headers.get("name_zh", "name_zh"), RowProblem.AMBIGUOUS))
    return same[0] if same else None


def _carry_out(
    session: Session,
    base: ScienceBase | None,
    values: dict[str, Any],
    outcome: Outcome,
    by: int | None,
    now: datetime,
) -> None:
    values = dict(values)
    code = values.pop("code", None)
    if base is None:
        base = _add(session, Record(**values), code, now)
        audit.record(session, by=by, at=now, action="base.import", subject=base, code=code)
        outcome.added += 1
        return
    changed = write_record(base, replace(record_of(base, local(now).date()), **values), now)
    if code and base.code is None:
        changed["code"] = [None, code]
        base.code = code
    if not changed:
        outcome.unchanged += 1
        return
    base.updated_at = now
    audit.record(session, by=by, at=now, action="base.change", subject=base, changed=changed)
    if IN_CALENDARS & changed.keys():
        hooks.record_changed(session, base, now)
    outcome.changed += 1


def _add(session: Session, record: Record, code: str | None, now: datetime) -> ScienceBase:
    base = ScienceBase(
        code=code,
        slug=_free_slug(session, record, code),
        name_zh=record.name_zh,
        kind=record.kind or "other",
        access=[],
        state=BaseState.PUBLIC,
        created_at=now,
        updated_at=now,
        published_at=now,
    )
    session.add(base)
    session.flush()
    write_record(base, record if record.kind else replace(record, kind="other"), now)
    return base


def _free_slug(session: Session, record: Record, code: str | None) -> str:
    wanted = slug_of(record.name_en) or slug_of(f"base-{code}" if code else "")
    if wanted and session.scalar(select(ScienceBase.id).where(ScienceBase.slug == wanted)) is None:
        return wanted
    return slug_with_code(record.name_en, new_code())
