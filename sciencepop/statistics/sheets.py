"""A set as pages and files show it: each line with its cell, last year's, and what counting today would give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from sciencepop.statistics.models import SurveyFigure, SurveyReturn
from sciencepop.statistics.queries.records import read_records
from sciencepop.statistics.queries.sets import (
    FIRST_YEAR,
    Line,
    Set,
    cells_of,
    find_return,
    frozen_cell,
    misfits,
    read_lines,
)
from sciencepop.statistics.rules.cells import EMPTY, Cell, depth_under
from sciencepop.statistics.rules.counting import BY_WEEK, Figure
from sciencepop.statistics.services.digests import digest_of_figure
from sciencepop.statistics.settings import ENTERED, FORMS, NONE


@dataclass(frozen=True)
class Shown:
    """A line. `about` has its names, unit and rule: the kept figure of a frozen set, else the indicator.

    `today` is set where counting today gives another number; `rows_differ` where only the rows behind it do.
    """

    about: Any
    cell: Cell
    last: Cell
    figure: Figure | None = None
    kept: SurveyFigure | None = None
    today: Cell | None = None
    rows_differ: bool = False
    is_misfit: bool = False

    @property
    def slug(self) -> str:
        return str(self.about.slug)

    @property
    def how(self) -> str:
        """Where its number comes from; the science week is entered in a year whose days the data does not have."""
        return ENTERED if self.about.rule in BY_WEEK and not self.has_rows else str(self.about.how)

    @property
    def whole(self) -> str:
        """The indicator that it is an “of which” of."""
        return self.kept.whole if self.kept else str(self.about.of)

    @property
    def has_rows(self) -> bool:
        return self.kept.rule != "" if self.kept else self.figure is not None

    @property
    def total(self) -> int:
        return self.kept.total if self.kept else self.figure.total if self.figure else 0

    @property
    def divisor(self) -> int:
        return int(self.kept.parameters.get("divisor", 1)) if self.kept else self.figure.divisor if self.figure else 1

    @property
    def is_empty(self) -> bool:
        return self.cell.is_empty and self.about.how != NONE


@dataclass(frozen=True)
class FormSheet:
    """One of the five forms."""

    code: str
    lines: Sequence[Shown]

    @property
    def empty(self) -> int:
        return sum(line.is_empty for line in self.lines)


@dataclass(frozen=True)
class Sheet:
    """The forms of a set. `unseen` sessions are not counted, because nobody signed in at them."""

    forms: Sequence[FormSheet]
    frozen: SurveyReturn | None
    unseen: int
    misfits: Sequence[tuple[str, str]]

    @property
    def lines(self) -> list[Shown]:
        return [line for form in self.forms for line in form.lines]

    @property
    def empty(self) -> int:
        return sum(form.empty for form in self.forms)

    @property
    def differing(self) -> list[Shown]:
        return [line for line in self.lines if line.today is not None or line.rows_differ]

    def depth_of(self, line: Shown) -> int:
        """Under how many wholes a line stands."""
        wholes = {one.slug: one.whole for one in self.lines}
        return depth_under(line.whole, wholes)

    def name_of(self, slug: str) -> Any:
        """What has the name of an indicator."""
        return next(line.about for line in self.lines if line.slug == slug)


def read_sheet(session: Session, of: Set, now: datetime, *, with_last: bool = True) -> Sheet:
    """The set as it stands: frozen if it is, with what counting today would give, and last year's where asked."""
    row, records = find_return(session, of), read_records(session, of.year, now)
    lines, last = read_lines(session, of, now, records), _last_year(session, of, now) if with_last else {}
    wrong = misfits(lines) if row is None else []
    bad = {slug or whole for slug, whole in wrong}
    if row is None:
        shown = [_live(line, last, bad) for line in lines]
    else:
        today = {line.indicator.slug: line for line in lines}
        shown = [_kept(one, last, today.get(one.slug)) for one in row.figures]
    forms = [FormSheet(code, [one for one in shown if one.about.form == code]) for code in FORMS]
    return Sheet(forms, row, row.unseen if row else records.unseen, wrong)


def _last_year(session: Session, of: Set, now: datetime) -> dict[str, Cell]:
    """The year before: as it was frozen, else as it comes to now."""
    before = Set(of.year - 1, of.base)
    if before.year < FIRST_YEAR:
        return {}
    row = find_return(session, before)
    return cells_of(row) if row else {line.indicator.slug: line.cell for line in read_lines(session, before, now)}


def _live(line: Line, last: dict[str, Cell], bad: set[str]) -> Shown:
    slug = line.indicator.slug
    return Shown(line.indicator, line.cell, last.get(slug, EMPTY), line.figure, is_misfit=slug in bad)


def _kept(one: SurveyFigure, last: dict[str, Cell], today: Line | None) -> Shown:
    """A frozen line beside what the same rule makes of today's records, whatever has become of its parameters."""
    cell, now = frozen_cell(one), today.cell if today else EMPTY
    rows = today.figure.rows if today and today.figure else ()
    digest = digest_of_figure(one.slug, one.rule, one.parameters, now, rows)
    differs = now != cell
    return Shown(
        one,
        cell,
        last.get(one.slug, EMPTY),
        kept=one,
        today=now if differs else None,
        rows_differ=not differs and digest != one.digest,
    )
