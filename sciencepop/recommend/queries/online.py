"""What measured lists add up to: the days that are kept as lists, and those of which sums are left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from sciencepop.recommend.engine.trial import EXPLORED
from sciencepop.recommend.models import Impression, ListBooking, ListDay
from sciencepop.recommend.rules.online import Drawn, Sums, Surface, winner

_BOOKED = and_(ListBooking.list_code == Impression.list_code, ListBooking.event_id == Impression.event_id)


@dataclass(frozen=True, order=True)
class Cell:
    """What lists are summed by. `trial_id` is 0 for lists of one ranking."""

    shown_on: date
    audience: str
    is_personal: bool
    trial_id: int
    surface: str


def read_sums(session: Session, first: date | None = None) -> dict[Cell, Sums]:
    """By cell, from a day on or of all time."""
    kept = select(ListDay)
    if first:
        kept = kept.where(ListDay.shown_on >= first)
    found = {
        Cell(row.shown_on, row.audience, row.is_personal, row.trial_id, row.surface): Sums(
            row.lists, row.booked, row.won_used, row.won_tried
        )
        for row in session.scalars(kept)
    }
    for cell, sums in sum_lists(session, Impression.shown_on >= first if first else None).items():
        found[cell] = found.get(cell, Sums()) + sums
    return found


def sum_lists(session: Session, which: ColumnElement[bool] | None = None) -> dict[Cell, Sums]:
    """Sums of the lists that are kept. Every list has a first place; only those with a booking are read one by one."""
    which = Impression.shown_on.is_not(None) if which is None else which
    by = (
        Impression.shown_on,
        Impression.audience,
        Impression.is_personal,
        func.coalesce(Impression.trial_id, 0),
        Impression.surface,
    )
    shown = session.execute(select(*by, func.count()).where(which, Impression.position == 1).group_by(*by))
    found = {Cell(*row[:-1]): Sums(row[-1]) for row in shown}
    rows = session.execute(select(Impression.list_code, Impression.ranker, *by).join(ListBooking, _BOOKED).where(which))
    places: dict[tuple[str, Cell], list[str]] = defaultdict(list)
    for row in rows:
        places[row.list_code, Cell(*row[2:])].append(row.ranker)
    for (_code, cell), rankers in places.items():
        won = winner(rankers.count("used"), rankers.count("tried"))
        found[cell] = found[cell] + (won if cell.trial_id else replace(won, won_used=0, won_tried=0))
    return found


def read_drawn(session: Session, first: date) -> list[Drawn]:
    """The late places of personal lists, of which one may go to chance, with how likely each was."""
    by = (Impression.slot, Impression.propensity, Impression.among)
    rows = session.execute(
        select(*by, func.count(), func.count(ListBooking.event_id))
        .outerjoin(ListBooking, _BOOKED)
        .where(
            Impression.position.in_(EXPLORED),
            Impression.shown_on >= first,
            Impression.is_personal,
            Impression.slot != "reserved",
        )
        .group_by(*by)
    )
    return [Drawn(*row) for row in rows]


def total(found: Iterable[Sums]) -> Sums:
    """All of them together."""
    return sum(found, Sums())


def by_audience(found: dict[Cell, Sums]) -> dict[str, Sums]:
    """Personal lists of the page for you, by the audience of their choice; those of the home page are shorter."""
    cells: dict[str, Sums] = defaultdict(Sums)
    for cell, sums in found.items():
        if cell.is_personal and cell.surface == Surface.PAGE:
            cells[cell.audience] += sums
    return dict(cells)
