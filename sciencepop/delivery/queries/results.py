"""What was delivered where: public figures, without names."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.delivery.models import DeliveryOrder, MenuItem, OrderWindow
from sciencepop.delivery.rules.items import ItemKind
from sciencepop.delivery.rules.orders import DONE


@dataclass
class TownResult:
    """Of one town: how many deliveries took place, by kind, and how many people came to them."""

    town: str
    held: int
    people: int
    by_kind: dict[ItemKind, int]


def read_results(session: Session, year: int) -> dict[str, TownResult]:
    """By town, of the windows of a year."""
    found = (
        select(DeliveryOrder.town_code, MenuItem.kind, DeliveryOrder.heads)
        .join(MenuItem, MenuItem.id == DeliveryOrder.given_id)
        .join(DeliveryOrder.window)
        .where(DeliveryOrder.state.in_(DONE), OrderWindow.year == year)
    )
    results: dict[str, TownResult] = {}
    for town, kind, heads in session.execute(found):
        row = results.setdefault(town, TownResult(town, 0, 0, {}))
        row.held += 1
        row.people += sum(int(count) for count in heads.values())
        row.by_kind[kind] = row.by_kind.get(kind, 0) + 1
    return results


def years_with_results(session: Session) -> list[int]:
    """Newest first."""
    found = select(OrderWindow.year).join(DeliveryOrder, DeliveryOrder.window_id == OrderWindow.id)
    return list(
        session.scalars(found.where(DeliveryOrder.state.in_(DONE)).distinct().order_by(OrderWindow.year.desc()))
    )
