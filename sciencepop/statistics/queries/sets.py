"""A set of forms: whose it is, what stands in each line now, and what stood there when it was frozen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.bases.models import ScienceBase
from sciencepop.bookings.rules.codes import CODE
from sciencepop.core.paging import Page, decode_cursor, encode_cursor
from sciencepop.statistics.models import ReturnState, SurveyEntry, SurveyFigure, SurveyReturn, SurveyRow
from sciencepop.statistics.queries.records import is_venue, list_venue_ids, read_records
from sciencepop.statistics.rules.cells import DASH, EMPTY, Cell, wrong_sums
from sciencepop.statistics.rules.counting import BY_WEEK, RULES, SUM, Figure, Row, Unknowable, add_up
from sciencepop.statistics.rules.records import Records, belongs_to, everything
from sciencepop.statistics.settings import COMPUTED, DISTRICT, ENTERED, NONE, VENUE, Indicator, settings

UNIT = "district"
"""The name of the set of the district's unit in addresses; venues have the slugs of their pages."""
FIRST_YEAR = 2020
PAGE = 50
MOST_VENUES = 200


@dataclass(frozen=True)
class Set:
    """Whose forms of which year: a venue's, or (base None) the district's unit's."""

    year: int
    base: ScienceBase | None

    @property
    def base_id(self) -> int | None:
        return self.base.id if self.base else None

    @property
    def name(self) -> str:
        return self.base.slug if self.base else UNIT

    @property
    def entered(self) -> list[Indicator]:
        """The lines that an officer enters: what is never computed, and what cannot be in this year."""
        has_week = self.year in settings().weeks
        return [row for row in self.indicators if row.how == ENTERED or (row.rule in BY_WEEK and not has_week)]

    @property
    def indicators(self) -> list[Indicator]:
        return settings().indicators_of(self.year, VENUE if self.base else DISTRICT)


@dataclass(frozen=True)
class Line:
    """A line of a form: its cell, and where it is computed the figure behind it."""

    indicator: Indicator
    cell: Cell
    figure: Figure | None = None


def get_set(session: Session, year: int, name: str, this_year: int) -> Set:
    """A set by its address; NotFound where there is no such venue, or no such year yet."""
    if not FIRST_YEAR <= year <= this_year:
        raise NotFound
    if name == UNIT:
        return Set(year, None)
    base = session.scalar(select(ScienceBase).where(ScienceBase.slug == name, is_venue()))
    if base is None:
        raise NotFound
    return Set(year, base)


def list_venues(session: Session) -> Sequence[ScienceBase]:
    """The bases that file a set of their own, by name."""
    return session.scalars(select(ScienceBase).where(is_venue()).order_by(ScienceBase.name_zh).limit(MOST_VENUES)).all()


def read_lines(session: Session, of: Set, now: datetime, records: Records | None = None) -> list[Line]:
    """What each line comes to now."""
    found = records or read_records(session, of.year, now)
    own = found.of(belongs_to(of.base_id, list_venue_ids(session)))
    entries = {row.slug: row for row in list_entries(session, of)}
    lines = [_line(indicator, own, entries.get(indicator.slug)) for indicator in of.indicators]
    return [_summed(line, lines) for line in lines]


def _line(indicator: Indicator, records: Records, entry: SurveyEntry | None) -> Line:
    if indicator.how == NONE:
        return Line(indicator, DASH)
    as_entered = Line(indicator, cell_of(entry) if entry else EMPTY)
    if indicator.how != COMPUTED or indicator.rule == SUM:
        return as_entered
    try:
        figure = RULES[indicator.rule](records, indicator.argument)
    except Unknowable:
        return as_entered
    return Line(indicator, Cell(max(figure.value, 0)), figure)


def _summed(line: Line, lines: Sequence[Line]) -> Line:
    """A line of the rule `sum` from its parts; empty while one of them is, and a dash adds nothing."""
    if line.indicator.rule != SUM:
        return line
    parts = [one for one in lines if one.indicator.slug in line.indicator.argument.split()]
    if any(one.cell.is_empty for one in parts):
        return line
    figure = add_up((one.indicator.slug, one.indicator.name_zh, one.cell.value or 0) for one in parts)
    return Line(line.indicator, Cell(figure.value), figure)


def figure_of_district(records: Records, slug: str, year: int) -> Figure | None:
    """A computed indicator over the whole district, each record once; None where it cannot be computed."""
    rows = settings().indicators_of(year, VENUE) + settings().indicators_of(year, DISTRICT)
    found = next((row for row in rows if row.slug == slug and row.rule in RULES), None)
    try:
        return RULES[found.rule](records.of(everything), found.argument) if found else None
    except Unknowable:
        return None


def misfits(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """Which sums of the lines do not fit (`rules.cells.wrong_sums`)."""
    cells = {line.indicator.slug: line.cell for line in lines}
    return wrong_sums(cells, [line.indicator.under for line in lines if line.indicator.of])


def list_entries(session: Session, of: Set) -> Sequence[SurveyEntry]:
    """What was entered into a set."""
    found = select(SurveyEntry).where(SurveyEntry.year == of.year, _of_base(SurveyEntry.base_id, of.base_id))
    return session.scalars(found.order_by(SurveyEntry.slug)).all()


def find_return(session: Session, of: Set, *, lock: bool = False) -> SurveyReturn | None:
    """The set as it was frozen, unless it was given back."""
    found = select(SurveyReturn).where(
        SurveyReturn.year == of.year,
        _of_base(SurveyReturn.base_id, of.base_id),
        SurveyReturn.state != ReturnState.GIVEN_BACK,
    )
    return session.scalar(found.with_for_update() if lock else found)


def get_return(session: Session, code: str, *, lock: bool = False) -> SurveyReturn:
    """A frozen set by its code, held where asked; NotFound for none."""
    found = select(SurveyReturn).where(SurveyReturn.code == code).execution_options(populate_existing=lock)
    row = session.scalar(found.with_for_update() if lock else found) if CODE.fullmatch(code) else None
    if row is None:
        raise NotFound
    return row


def list_given_back(session: Session, of: Set) -> Sequence[SurveyReturn]:
    """Earlier versions of a set that were given back, the newest first."""
    found = select(SurveyReturn).where(
        SurveyReturn.year == of.year,
        _of_base(SurveyReturn.base_id, of.base_id),
        SurveyReturn.state == ReturnState.GIVEN_BACK,
    )
    return session.scalars(found.order_by(SurveyReturn.id.desc()).limit(20)).all()


def states_of(session: Session, year: int) -> dict[int | None, SurveyReturn]:
    """The frozen sets of a year, by base."""
    found = select(SurveyReturn).where(SurveyReturn.year == year, SurveyReturn.state != ReturnState.GIVEN_BACK)
    return {row.base_id: row for row in session.scalars(found)}


def count_waiting(session: Session) -> int:
    """How many sets wait for a second officer."""
    waiting = SurveyReturn.state == ReturnState.FROZEN
    return int(session.scalar(select(func.count()).select_from(SurveyReturn).where(waiting)) or 0)


def cells_of(row: SurveyReturn) -> dict[str, Cell]:
    """The cells of a frozen set by slug."""
    return {one.slug: frozen_cell(one) for one in row.figures}


def cell_of(row: SurveyEntry) -> Cell:
    """What was entered."""
    return DASH if row.value is None else Cell(row.value)


def frozen_cell(one: SurveyFigure) -> Cell:
    return DASH if one.is_dash else Cell(one.value)


def page_of_frozen(session: Session, figure: SurveyFigure, cursor: str = "") -> Page[Row]:
    """The rows behind a frozen figure in their order."""
    after = decode_cursor(cursor, (int,))
    found = select(SurveyRow).where(SurveyRow.figure_id == figure.id)
    if after and 0 <= after[0] < 2**31:
        found = found.where(SurveyRow.place > after[0])
    rows = session.scalars(found.order_by(SurveyRow.place).limit(PAGE + 1)).all()
    shown = [Row(row.key, row.on, row.title, row.amount) for row in rows[:PAGE]]
    return Page(shown, encode_cursor(rows[PAGE - 1].place) if len(rows) > PAGE else "", figure.rows)


def page_of_rows(figure: Figure, cursor: str = "") -> Page[Row]:
    """The same of a figure that was computed just now; the page ends at a row's day and key."""
    after = decode_cursor(cursor, (str, str))
    rows = [row for row in figure.rows if not after or (_day(row), row.key) > after]
    more = len(rows) > PAGE
    return Page(rows[:PAGE], encode_cursor(_day(rows[PAGE - 1]), rows[PAGE - 1].key) if more else "", len(figure.rows))


def _day(row: Row) -> str:
    return row.on.isoformat() if row.on else ""


def _of_base(column: Any, base_id: int | None) -> Any:
    return column.is_(None) if base_id is None else column == base_id
