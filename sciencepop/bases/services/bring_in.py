"""Importing the district's bases from a table: all of it or nothing, and twice is the same as once.

`plan` reads rows against what is known and decides nothing that could be doubted: a row that may be a base of ours, or
another row's, waits for an officer's word. `carry_out` writes a plan that has no fault and no doubt.

Dangerous: a base that the table adds is public at once. An empty cell leaves what is there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bases import hooks
from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.bases.rules.cells import CellProblem, Vocabulary
from sciencepop.bases.rules.names import new_code, slug_of, slug_with_code
from sciencepop.bases.rules.planning import Do, Fault, KnownBase, PlannedRow, settle, suspect
from sciencepop.bases.rules.points import Point
from sciencepop.bases.rules.sheet import Read, continue_row, read_row
from sciencepop.bases.services.change import IN_CALENDARS
from sciencepop.bases.services.record import Record, differences, record_of, write_record
from sciencepop.bases.services.table_file import Table
from sciencepop.core import audit, stamps
from sciencepop.core.clock import local
from sciencepop.core.db import hold_name, write


class ImportRefused(Exception):
    """Nothing was imported; `faults` tells every reason, by row."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@dataclass
class Outcome:
    """How many bases were added, changed, left as they were and left out, how many designations are new; and the base
    of each row."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: int = 0
    named: int = 0
    bases: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What would be done. `seen` is another one after a choice, or when a base that is touched was changed."""

    rows: list[PlannedRow]
    seen: str
    changes: dict[int, dict[str, Any]]

    @property
    def faults(self) -> list[Fault]:
        """Of rows that are not left out."""
        return [fault for row in self.rows for fault in self.faults_of(row)]

    def faults_of(self, row: PlannedRow) -> list[Fault]:
        return [] if row.choice and row.choice.do is Do.SKIP else row.faults

    @property
    def doubtful(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.choice is None]

    @property
    def waiting(self) -> list[PlannedRow]:
        """Rows that keep the list from being imported."""
        return [row for row in self.rows if row.choice is None or self.faults_of(row)]


class _OnlyTried(Exception):
    """Takes everything back after a trial."""


def import_bases(table: Table, words: Vocabulary, *, by: int | None, now: datetime, dry_run: bool = False) -> Outcome:
    """Add and change bases and ask nobody: a doubt is a fault. Raises ImportRefused; `dry_run` keeps nothing."""
    outcome = Outcome()
    try:
        with write() as session:
            made = plan(session, table, words, {}, now=now, lock=True)
            doubts = [doubt.fault(row.number) for row in made.doubtful for doubt in row.doubts[:1]]
            if faults := [*made.faults, *doubts]:
                raise ImportRefused(sorted(faults, key=lambda fault: fault.row))
            outcome = carry_out(session, made, by=by, now=now)
            if dry_run:
                raise _OnlyTried
    except _OnlyTried:
        pass
    return outcome


def plan(
    session: Session, table: Table, words: Vocabulary, choices: Mapping[str, str], *, now: datetime, lock: bool = False
) -> Plan:
    """What the rows would do. With `lock`, other imports wait and the bases are held until the unit of work ends."""
    if lock:
        hold_name(session, "import of bases")
    bases = _known(session, lock)
    rows = [PlannedRow(number, read, _faults(number, read)) for number, read in read_bases(table, words)]
    suspect(rows, [_plain(base) for base in bases.values()], words.places)
    settle(rows, choices)
    updates = {row.number: bases[row.choice.base_id] for row in rows if row.choice and row.choice.base_id}
    changes = {row.number: _changes(updates[row.number], row, now) for row in rows if row.number in updates}
    told = [
        (row.number, str(row.choice), len(row.faults), [str(doubt) for doubt in row.doubts])
        + ((updates[row.number].updated_at.isoformat(),) if row.number in updates else ())
        for row in rows
    ]
    return Plan(rows, hashlib.sha256(json.dumps(told).encode()).hexdigest(), changes)


def carry_out(session: Session, made: Plan, *, by: int | None, now: datetime) -> Outcome:
    """Write a plan, inside the caller's unit of work in which it was made with the lock."""
    outcome = Outcome()
    for row in made.rows:
        assert row.choice is not None
        if row.choice.do is Do.SKIP:
            outcome.left_out += 1
            continue
        base = session.get(ScienceBase, row.choice.base_id) if row.choice.base_id else None
        base = _write(session, base, row.read.values, outcome, by, now)
        outcome.bases[row.number] = base.id
        outcome.named += sum(hooks.write_title(session, base, title, by, now) for title in row.read.titles)
    if outcome.added or outcome.changed:
        stamps.programme_changed(session)
    return outcome


def read_bases(table: Table, words: Vocabulary) -> Iterable[tuple[int, Read]]:
    """What each base's rows tell, by the number of the first: what it says on further rows is put to it."""
    found: dict[int, Read] = {}
    for row in table.rows:
        head = found.get(row.continues)
        if head is None:
            found[row.number] = read_row(row.cells, words)
            continue
        more = continue_row(head, row.number, row.cells, words)
        titles = [*head.titles, *(title for title in more.titles if title not in head.titles)]
        found[row.continues] = Read(head.values, more.bad | head.bad, [*head.repairs, *more.repairs], titles)
    return found.items()


def _faults(number: int, read: Read) -> list[Fault]:
    found = [Fault(bad.row or number, name, bad.problem, bad.facts) for name, bad in read.bad.items()]
    unknown = [title for title in read.titles if not read.bad and not hooks.scheme_of(title)]
    return found + [Fault(number, "scheme", CellProblem.UNKNOWN_TITLE) for _title in unknown[:1]]


def _known(session: Session, lock: bool) -> dict[int, ScienceBase]:
    """All bases that have a page or had one, by id, held in that order."""
    found = select(ScienceBase).where(ScienceBase.state.in_([BaseState.PUBLIC, BaseState.WITHDRAWN]))
    found = found.order_by(ScienceBase.id)
    return {base.id: base for base in session.scalars(found.with_for_update() if lock else found)}


def _plain(base: ScienceBase) -> KnownBase:
    point = Point(base.lat, base.lon) if base.lat is not None and base.lon is not None else None
    return KnownBase(base.id, base.code, base.name_zh, point)


def _changes(base: ScienceBase, row: PlannedRow, now: datetime) -> dict[str, Any]:
    """What a row would change in a base, by field: [old, new]."""
    code = row.read.values.get("code")
    found = differences(base, _record(base, row.read.values, now), now)
    return found | ({"code": [None, code]} if code and base.code is None else {})


def _record(base: ScienceBase, values: dict[str, Any], now: datetime) -> Record:
    stands = record_of(base, local(now).date())
    if "access" in values:  # what the list has is there, whatever was said before
        stands = replace(
            stands, access_lacking=tuple(one for one in stands.access_lacking if one not in values["access"])
        )
    return replace(stands, **{k: v for k, v in values.items() if k != "code"})


def _write(
    session: Session,
    base: ScienceBase | None,
    values: dict[str, Any],
    outcome: Outcome,
    by: int | None,
    now: datetime,
) -> ScienceBase:
    code = values.get("code")
    if base is None:
        base = _add(session, Record(**{k: v for k, v in values.items() if k != "code"}), code, now)
        audit.record(session, by=by, at=now, action="base.import", subject=base, code=code)
        outcome.added += 1
        return base
    changed = write_record(base, _record(base, values, now), now)
    if code and base.code is None:
        changed["code"] = [None, code]
        base.code = code
    if not changed:
        outcome.unchanged += 1
        return base
    base.updated_at = now
    audit.record(session, by=by, at=now, action="base.change", subject=base, changed=changed)
    if IN_CALENDARS & changed.keys():
        hooks.record_changed(session, base, now)
    outcome.changed += 1
    return base


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
