"""Which order can go to which supplier: the values that a dispatch is worked out from, and one answer for each pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sciencepop.bases.rules.points import Point
from sciencepop.delivery.rules.items import ItemKind, Offered, refuse_day, refuse_group
from sciencepop.delivery.rules.orders import may_be_in_time
from sciencepop.delivery.rules.policy import Policy
from sciencepop.delivery.rules.refusals import Refusal


@dataclass(frozen=True)
class TaskOrder:
    """An order that waits for a supplier.

    `slots` are wished starts, the first preferred, and `days` their days in the district; `asked` are the
    suppliers who have had it already.
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


@dataclass(frozen=True)
class TaskItem:
    """An item of the menu. `capacity` is what is left of it in the quarter; `offered` answers what fits it."""

    code: str
    supplier: str
    minutes: int
    audiences: frozenset[str]
    capacity: int
    point: Point | None
    offered: Offered


@dataclass(frozen=True)
class Task:
    """Orders, items, and what each town may still have."""

    today: date
    orders: tuple[TaskOrder, ...]
    items: tuple[TaskItem, ...]
    quotas: Mapping[str, int]


def refuse_pair(order: TaskOrder, item: TaskItem, today: date, policy: Policy) -> Refusal | None:
    """Why an order cannot go to the supplier of an item, capacity included and quota left out; None where it can."""
    if item.offered.kind is not order.kind:
        return Refusal.OTHER_KIND
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


@dataclass(frozen=True)
class Proposed:
    """What a dispatch proposes for an order: the item, or why there is none."""

    order: str
    item: str | None
    why: Refusal | None = None


def in_turn(task: Task, policy: Policy) -> list[Proposed]:
    """First come, first served: each order in turn gets the best item that is left, within its town's quota."""
    left, quotas = {item.code: item for item in task.items}, dict(task.quotas)
    proposed = []
    for order in sorted(task.orders, key=lambda order: (order.submitted_at, order.code)):
        if quotas.get(order.town, 0) < 1:
            proposed.append(Proposed(order.code, None, Refusal.QUOTA_USED))
        elif best := _best(order, left, task.today, policy):
            left[best.code] = replace(best, capacity=best.capacity - 1)
            quotas[order.town] -= 1
            proposed.append(Proposed(order.code, best.code))
        else:
            why = why_none(order, list(left.values()), task.today, policy)
            proposed.append(Proposed(order.code, None, why))
    return proposed


def _best(order: TaskOrder, left: Mapping[str, TaskItem], today: date, policy: Policy) -> TaskItem | None:
    """The first of the candidates; where the wished item will do, nothing else is asked."""
    wished = left.get(order.item)
    if wished and refuse_pair(order, wished, today, policy) is None:
        return wished
    return next(iter(candidates(order, list(left.values()), today, policy)), None)


def why_none(order: TaskOrder, items: Sequence[TaskItem], today: date, policy: Policy) -> Refusal:
    """Why no item will do: what stands against the wished one, else against the first of the same kind."""
    same = [item for item in items if item.offered.kind is order.kind]
    wished = sorted(same, key=lambda item: item.code != order.item)
    refusals = (refuse_pair(order, item, today, policy) for item in wished)
    return next((refused for refused in refusals if refused), Refusal.NOT_ON_MENU)
