"""A table as it is shown: each number as far as it may be, and per 1,000 residents where they have been counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sciencepop.campaigns.forms import EVERYONE
from sciencepop.campaigns.rules.cells import Cell, shown
from sciencepop.core.reference import get_reference
from sciencepop.coverage.messages import askable
from sciencepop.coverage.rules.held import NONE, Dimension, Held, Numbers, Wanted, per_thousand, table, total
from sciencepop.coverage.rules.populations import Known, people_of, who_of
from sciencepop.coverage.settings import settings


@dataclass(frozen=True)
class Line:
    """A row. `taken` and `visits` are None where they may not be shown, rates where nobody counted the people."""

    slug: str
    name: str
    sessions: int
    seats: int
    taken: Cell
    visits: Cell
    people: int | None

    @property
    def rates(self) -> tuple[float | None, float | None, float | None]:
        """Sessions, seats and visits per 1,000 residents."""
        return (
            per_thousand(self.sessions, self.people),
            per_thousand(self.seats, self.people),
            per_thousand(self.visits, self.people),
        )


def lines_of(held: Sequence[Held], known: Known, by: Dimension, wanted: Wanted) -> list[Line]:
    """A row for each label, empty ones too; what says nothing of itself comes last."""
    numbers, names = table(held, by, wanted), askable(by)
    slugs = [wanted[by]] if by in wanted else [slug for slug in names if slug != NONE or slug in numbers]
    rows = {slug: numbers.get(slug, Numbers()) for slug in slugs}
    taken, visits = _shown(rows, "taken"), _shown(rows, "visits")
    return [
        Line(
            slug,
            names[slug],
            row.sessions,
            row.seats,
            taken[slug],
            visits[slug],
            _people(known, {**wanted, by: slug}),
        )
        for slug, row in rows.items()
    ]


def sum_of(held: Sequence[Held], known: Known, lines: Sequence[Line], by: Dimension, wanted: Wanted) -> Line:
    """All that fits, each session once. What the lines hide is not told by the sum."""
    numbers, rows = total(held, wanted), table(held, by, wanted)
    cells = {
        name: _sum(getattr(numbers, name), {line.slug: getattr(line, name) for line in lines}, rows, name)
        for name in ("taken", "visits")
    }
    return Line("", "", numbers.sessions, numbers.seats, cells["taken"], cells["visits"], _people(known, wanted))


def _sum(whole: int, cells: Mapping[str, Cell], rows: Mapping[str, Numbers], name: str) -> Cell:
    hidden = sum(getattr(rows[slug], name) for slug, cell in cells.items() if cell is None)
    least = settings().least_shown
    return None if 0 < hidden < least or 0 < whole < least else whole


def _shown(rows: Mapping[str, Numbers], name: str) -> dict[str, Cell]:
    return shown({slug: getattr(row, name) for slug, row in rows.items()}, settings().least_shown)


def _people(known: Known, asked: Wanted) -> int | None:
    who = who_of(asked, get_reference().district.code, EVERYONE)
    return people_of(known, *who) if who else None
