"""Which order can go to which supplier: the values that a dispatch is worked out from, and one answer for each pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sciencepop.bases.rules.points import Point
from sciencepop.delivery.rules.items import ItemKind, Offered, refuse_day, refuse_group
from sciencepop.delivery.rules.orders import may_be_in_time
from sciencepop.delivery.rules.policy import Policy
from sciencepop.delivery.rules.refusals import Refusal


@dataclass(frozen=True)
class TaskOrder:
    """An order that waits for a supplier.

    `slots` are wished starts, the first preferred, and `days` their days in the district; `asked` are the suppliers who
    have had it already. `is_barred`: others are before it in the draw of the item that it wished for.
    """

    code: str
    item: str
    kind: ItemKind
    town: str
    point: Point | None
    audience: str
    people: int
    slots: tuple[datetime, ...]
    days: tuple[date, ...]
    asked: frozenset[str]
    submitted_at: datetime
    orderer: int = 0
    is_barred: bool = False


@dataclass(frozen=True)
class TaskItem:
    """An item of the menu. `capacity` is what is left of it in the quarter; `offered` answers what fits it.

    `is_kept`: all that is left is for those who wished for it, by a draw. Any one of the `lecturers` can give it;
    without any named, who comes is the supplier's business.
    """

    code: str
    supplier: str
    minutes: int
    audiences: frozenset[str]
    capacity: int
    point: Point | None
    offered: Offered
    lecturers: tuple[int, ...] = ()
    is_kept: bool = False


@dataclass(frozen=True)
class Task:
    """Orders, items, and what each town may still have.

    `had` is how many deliveries a town had in the year before, `weights` its weight in percent of the others'. `busy`
    are the times, from and until, for which a lecturer has something else.
    """

    today: date
    orders: tuple[TaskOrder, ...]
    items: tuple[TaskItem, ...]
    quotas: Mapping[str, int]
    had: Mapping[str, int] = field(default_factory=dict)
    weights: Mapping[str, int] = field(default_factory=dict)
    busy: Mapping[int, Sequence[tuple[datetime, datetime]]] = field(default_factory=dict)


def refuse_pair(order: TaskOrder, item: TaskItem, today: date, policy: Policy) -> Refusal | None:
    """Why an order cannot go to the supplier of an item, capacity included and quota left out; None where it can."""
    if item.offered.kind is not order.kind:
        return Refusal.OTHER_KIND
    if order.is_barred if item.code == order.item else item.is_kept:
        return Refusal.DRAWN_LATER
    if item.supplier in order.asked:
        return Refusal.ASKED_BEFORE
    if item.capacity < 1:
        return Refusal.CAPACITY_USED
    if refused := refuse_group(item.offered, order.people, order.town):
        return refused
    in_time = [day for day in order.days if may_be_in_time(day, today, policy)]
    if not in_time:
        return Refusal.TOO_LATE
    refusals = [refuse_day(item.offered, day) for day in in_time]
    return None if None in refusals else refusals[0]


def candidates(order: TaskOrder, items: Sequence[TaskItem], today: date, policy: Policy) -> list[TaskItem]:
    """Items that would do, the best first: the wished one, then one for the same audience, then what has most room."""
    fitting = [item for item in items if refuse_pair(order, item, today, policy) is None]
    return sorted(
        fitting,
        key=lambda item: (item.code != order.item, order.audience not in item.audiences, -item.capacity, item.code),
    )
