"""What officers enter where the platform cannot count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import attempts, audit
from sciencepop.core.db import hold_name, write
from sciencepop.core.errors import RuleBroken
from sciencepop.statistics.models import SurveyEntry
from sciencepop.statistics.queries.sets import Set, cell_of, find_return, list_entries
from sciencepop.statistics.rules.cells import EMPTY, Cell, Refusal
from sciencepop.statistics.services.digests import seen_of


def hold_set(session: Session, of: Set) -> None:
    """Let whoever enters and whoever freezes the same set follow one another."""
    hold_name(session, f"survey:{of.year}:{of.base_id or 0}")


def seen_entries(session: Session, of: Set) -> str:
    """What a form of the set tells of the numbers that it showed."""
    return seen_of((row.slug, row.value) for row in list_entries(session, of))


def enter(of: Set, cells: Mapping[str, Cell], seen: str, *, by: Person, now: datetime) -> None:
    """Enter cells of a set by slug; an empty cell takes back what stood there. `seen` is what the form had shown.

    Refuses FROZEN, COMPUTED, CHANGED_MEANWHILE.
    """
    staff_id = by.id
    with write() as session:
        hold_set(session, of)
        if find_return(session, of):
            raise RuleBroken(Refusal.FROZEN)
        if set(cells) - {row.slug for row in of.entered}:
            raise RuleBroken(Refusal.COMPUTED)
        if seen != seen_entries(session, of):
            raise RuleBroken(Refusal.CHANGED_MEANWHILE)
        standing = {row.slug: row for row in list_entries(session, of)}
        for slug, cell in cells.items():
            _enter(session, of, slug, cell, standing.get(slug), staff_id, now)
        attempts.remember(of.name)


def _enter(session: Session, of: Set, slug: str, cell: Cell, row: SurveyEntry | None, by: int, now: datetime) -> None:
    before = cell_of(row) if row else EMPTY
    if cell == before:
        return
    row = row or SurveyEntry(year=of.year, base_id=of.base_id, slug=slug)
    row.value, row.entered_by, row.entered_at = cell.value, by, now
    session.add(row)
    facts = {"year": of.year, "of": of.name, "slug": slug, "before": before.text, "after": cell.text}
    audit.record(session, by=by, at=now, action="statistics.enter", subject=row, **facts)
    if cell.is_empty:
        session.delete(row)
