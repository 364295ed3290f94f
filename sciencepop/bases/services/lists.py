"""An officer's verbs on a list of bases: send it, decide its rows, import it whole, give it up.

The file is kept until then and read anew each time against the bases as they are; nothing of it is a base before
`import_list`, which is one unit of work and is done once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, undefer

from sciencepop.bases.models import BaseList
from sciencepop.bases.rules.names import new_code
from sciencepop.bases.rules.points import Crs
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.bases.services.bring_in import Plan, carry_out, plan
from sciencepop.bases.services.table_file import MOST_ROWS, Table, read_table
from sciencepop.bases.vocabulary import vocabulary
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.uploads import Upload

KEPT_DAYS = 90


def send_list(sent: Upload, crs: Crs | None, *, by: int, now: datetime) -> str:
    """Keep a file that can be read as a table of bases; answers its code. Raises BadFile."""
    read_table(sent.content, vocabulary())
    with write() as session:
        row = BaseList(
            code=new_code(10).upper(),
            crs=crs.value if crs else "",
            sent_by=by,
            sent_at=now,
        )
        row.keep(sent)
        session.add(row)
        audit.record(session, by=by, at=now, action="base_list.send", subject=row, sha256=row.sha256)
        attempts.remember(row.code)
        return row.code


def choose(list_id: int, chosen: Mapping[int, str], crs: Crs | None) -> None:
    """Keep what was decided of some rows, by number, and the system of positions. Refuses LIST_CLOSED."""
    with write() as session:
        row = _lock_open(session, list_id)
        told = {str(number): text[:30] for number, text in list(chosen.items())[:MOST_ROWS]}
        row.choices = row.choices | told
        row.crs = crs.value if crs else ""
        attempts.remember(row.code)


def import_list(list_id: int, seen: str, *, by: int, now: datetime) -> bool:
    """Carry out what the officer saw, all of it, or nothing. Once: what is imported stays as it is, and False says so.

    Refuses LIST_CLOSED for one that was given up, LIST_CHANGED where the plan is no longer the one that was `seen`, and
    LIST_UNDECIDED with `count`.
    """
    with write() as session:
        row = _lock(session, list_id)
        attempts.remember(row.code)
        if row.imported_at:
            return False
        if not row.is_open:
            raise RuleBroken(Refusal.LIST_CLOSED)
        _table, made = plan_list(session, row, now=now, lock=True)
        if made.seen != seen:
            raise RuleBroken(Refusal.LIST_CHANGED)
        if made.waiting:
            raise RuleBroken(Refusal.LIST_UNDECIDED, count=len(made.waiting))
        outcome = carry_out(session, made, by=by, now=now)
        row.imported_by, row.imported_at = by, now
        row.outcome = asdict(outcome)
        audit.record(
            session, by=by, at=now, action="base_list.import", subject=row, sha256=row.sha256, **asdict(outcome)
        )
        return True


def drop_list(list_id: int, *, by: int, now: datetime) -> None:
    """Give a list up, and its file with it. Refuses LIST_CLOSED."""
    with write() as session:
        row = _lock_open(session, list_id)
        row.dropped_at, row.content = now, b""
        audit.record(session, by=by, at=now, action="base_list.drop", subject=row)


def plan_list(session: Session, row: BaseList, *, now: datetime, lock: bool = False) -> tuple[Table, Plan]:
    """The table as it is read, and what it would do now."""
    words = vocabulary(Crs(row.crs) if row.crs else None)
    table = read_table(row.content, words)
    return table, plan(session, table, words, row.choices, now=now, lock=lock)


def forget_files(now: datetime) -> None:
    """The files hold names and telephone numbers: they go after KEPT_DAYS, and a list that still waited is given up."""
    old = BaseList.sent_at < now - timedelta(days=KEPT_DAYS)
    with write() as session:
        waiting = BaseList.imported_at.is_(None) & BaseList.dropped_at.is_(None)
        session.execute(update(BaseList).where(old, waiting).values(dropped_at=now))
        session.execute(update(BaseList).where(old, BaseList.content != b"").values(content=b""))


def _lock(session: Session, list_id: int) -> BaseList:
    found = select(BaseList).where(BaseList.id == list_id).options(undefer(BaseList.content)).with_for_update()
    return session.scalars(found.execution_options(populate_existing=True)).one()


def _lock_open(session: Session, list_id: int) -> BaseList:
    row = _lock(session, list_id)
    if not row.is_open:
        raise RuleBroken(Refusal.LIST_CLOSED)
    return row
