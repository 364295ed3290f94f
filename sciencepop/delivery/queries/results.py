"""What was delivered where: public figures, without names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from sciencepop.bases.rules.points import Point
from sciencepop.core import clock
from sciencepop.delivery.models import DeliveryOrder, MenuItem
from sciencepop.delivery.rules.items import ItemKind
from sciencepop.delivery.rules.orders import DONE, people_of


@dataclass
class TownResult:
    """Of one town: how many deliveries took place, by kind, and how many people came to them."""

    town: str
    held: int
    people: int
    by_kind: dict[ItemKind, int]


def read_results(session: Session, year: int) -> dict[str, TownResult]:
    """By town, of what took place in a year."""
    found = select(DeliveryOrder.town_code, MenuItem.kind, DeliveryOrder.heads)
    found = found.join(MenuItem, MenuItem.id == DeliveryOrder.given_id).where(*_held_in(year))
    results: dict[str, TownResult] = {}
    for town, kind, heads in session.execute(found):
        row = results.setdefault(town, TownResult(town, 0, 0, {}))
        row.held += 1
        row.people += people_of(heads)
        row.by_kind[kind] = row.by_kind.get(kind, 0) + 1
    return results


def list_places(session: Session, year: int) -> list[Point]:
    """Where something took place, to a hundred metres, so that the map shows a neighbourhood and no door."""
    found = select(DeliveryOrder.lat, DeliveryOrder.lon).where(*_held_in(year), DeliveryOrder.lat.is_not(None))
    return sorted({Point(round(lat, 3), round(lon, 3)) for lat, lon in session.execute(found) if lat and lon})


def _held_in(year: int) -> list[ColumnElement[bool]]:
    first, last = clock.day_bounds(date(year, 1, 1))[0], clock.day_bounds(date(year + 1, 1, 1))[0]
    return [DeliveryOrder.state.in_(DONE), DeliveryOrder.starts_at >= first, DeliveryOrder.starts_at < last]


def years_with_results(session: Session) -> list[int]:
    """Newest first; every year between the first and the last delivery."""
    bounds = select(func.min(DeliveryOrder.starts_at), func.max(DeliveryOrder.starts_at))
    first, last = session.execute(bounds.where(DeliveryOrder.state.in_(DONE))).one()
    if first is None or last is None:
        return []
    return list(range(clock.local(last).year, clock.local(first).year - 1, -1))
