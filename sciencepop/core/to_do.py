"""What waits for somebody: one registry, into which features put their sources.

A source looks for one kind of thing and answers with a pile, or with None where nothing waits for this person. It asks
first whether the person can have any of it, so that a resident costs no query; then `search` makes one statement or two
of its query. A list that is read already is handed over with `pile`. Rows come in the order of their deadlines.

Sources stand in a feature's `to_do.py` (that of bases is a good first one) and are registered in its `init_app`. Scope
is the source's business: a town's officer is shown the town's, a manager the base's, an expert their cases.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import Session

from sciencepop.core import clock

MOST = 5
"""How many rows of a pile are named; the others are counted."""

COUNTED_SECONDS = 60
"""How long the number beside a name may be old."""

Row = TypeVar("Row")


@dataclass(frozen=True)
class Task:
    """One thing that waits: what it is called, where it is done, and its last day where it has one."""

    words: str
    url: str
    due_on: date | None = None


@dataclass(frozen=True)
class Pile:
    """Things of one kind that wait for one person: how many, where all of them stand, and the most urgent ones."""

    words: Any
    url: str
    count: int
    tasks: Sequence[Task]

    @property
    def due_on(self) -> date:
        """The first deadline; a pile without any comes last."""
        return min((task.due_on for task in self.tasks if task.due_on), default=date.max)


Source = Callable[[Session, Any, datetime], Pile | None]

_sources: dict[str, Source] = {}
_counted: dict[int, tuple[datetime, int]] = {}


def register(feature: str, *sources: Source) -> None:
    """Ask these whenever somebody wants to know what waits for them."""
    for source in sources:
        _sources[f"{feature}.{source.__name__}"] = source


def piles_of(session: Session, person: Any, now: datetime) -> list[Pile]:
    """All that waits for a person, the most urgent first."""
    found = [source(session, person, now) for source in _sources.values()]
    return sorted((pile for pile in found if pile and pile.count), key=lambda pile: pile.due_on)


def count_of(session: Session, person: Any, now: datetime) -> int:
    """How many things wait for a person, right now; remembered for the header."""
    count = sum(pile.count for pile in piles_of(session, person, now))
    if len(_counted) > 10_000:
        _counted.clear()
    _counted[person.id] = now, count
    return count


def lately_counted(session: Session, person: Any, now: datetime) -> int:
    """The same, up to COUNTED_SECONDS old: a header asks on every page."""
    kept = _counted.get(person.id)
    if kept and timedelta() <= now - kept[0] < timedelta(seconds=COUNTED_SECONDS):
        return kept[1]
    return count_of(session, person, now)


def search(session: Session, words: Any, url: str, found: Select[Row], task: Callable[[Row], Task]) -> Pile | None:
    """A pile of what a query finds, in its order. Counts in a second statement only what is not named."""
    rows = session.scalars(found.limit(MOST + 1)).unique().all()
    made = pile(words, url, rows, task)
    if made is None or len(rows) <= MOST:
        return made
    ones = found.with_only_columns(literal(1), maintain_column_froms=True).order_by(None)
    return Pile(words, url, session.scalar(select(func.count()).select_from(ones.subquery())) or 0, made.tasks)


def pile(words: Any, url: str, rows: Sequence[Row], task: Callable[[Row], Task]) -> Pile | None:
    """A pile of rows that were read already, in their order."""
    return Pile(words, url, len(rows), [task(row) for row in rows[:MOST]]) if rows else None


def day_of(moment: datetime | None) -> date | None:
    """The day on which a moment falls here."""
    return clock.local(moment).date() if moment else None
