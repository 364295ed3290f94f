"""From a task to the options of each order, or the reasons why an order has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sciencepop.bases.rules.points import Point, distance_km
from sciencepop.delivery.dispatch.problem import Limit, Option, Problem, Resource, Scarce, Span
from sciencepop.delivery.rules.items import ItemKind, refuse_day
from sciencepop.delivery.rules.orders import may_be_in_time
from sciencepop.delivery.rules.policy import Policy
from sciencepop.delivery.rules.refusals import Refusal
from sciencepop.delivery.rules.task import Task, TaskItem, TaskOrder, refuse_pair

MOST_LIKE_IT = 5
"""So many items of the same kind may stand in for the one that was ordered, the nearest first."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Prices of the objective, all on one scale; an order met is worth 1,000."""

    met: int = 1000
    town: int = 1200
    orderer: int = 600
    ordered_item: int = 200
    same_audience: int = 100
    slots: tuple[int, ...] = (60, 30, 0)
    minute_of_way: int = 1


@dataclass(frozen=True, slots=True)
class Ways:
    """How long a way takes: the straight line at a speed, setting up besides; nobody is sent beyond `most_minutes`.

    An order without a point of its own lies in the middle of its town.
    """

    kilometres_an_hour: float = 25.0
    set_up_minutes: int = 20
    unknown_minutes: int = 30
    most_minutes: int = 90

    def minutes(self, one: Point | None, other: Point | None) -> int:
        """Door to door, without setting up."""
        if one is None or other is None:
            return self.unknown_minutes
        return ceil(distance_km(one, other) / self.kilometres_an_hour * 60)


@dataclass(frozen=True, slots=True)
class Choice:
    """The problem, and for each order (by place) how many of its items and times fell to each reason."""

    problem: Problem
    unfit: tuple[Counter[Refusal], ...]


def build(task: Task, policy: Policy, weights: Weights | None = None, ways: Ways | None = None) -> Choice:
    """The options of each order: its own item first, then the nearest that may stand in for it."""
    return _Builder(task, policy, weights or Weights(), ways or Ways()).build()


class _Builder:
    def __init__(self, task: Task, policy: Policy, weights: Weights, ways: Ways) -> None:
        self.task, self.policy, self.weights, self.ways = task, policy, weights, ways
        self.by_kind: dict[ItemKind, list[TaskItem]] = {}
        for item in task.items:
            self.by_kind.setdefault(item.offered.kind, []).append(item)
        self.limits: list[Limit] = []
        self.place: dict[tuple[Scarce, str], int] = {}
        for town in sorted({order.town for order in task.orders}):
            reach = weights.town * task.weights.get(town, 100) // 100
            self._limit(Scarce.TOWN, town, task.quotas.get(town, 0), reach, task.had.get(town, 0))
        for orderer in sorted({order.orderer for order in task.orders}):
            self._limit(Scarce.ORDERER, str(orderer), len(task.orders), weights.orderer)
        for item in task.items:
            self._limit(Scarce.ITEM, item.code, item.capacity)
        self.resources: list[Resource] = []
        self.who: dict[str, list[int]] = {item.code: [] for item in task.items}
        self._share_lecturers()

    def build(self) -> Choice:
        options: list[Option] = []
        unfit: list[Counter[Refusal]] = []
        for place, order in enumerate(self.task.orders):
            reasons: Counter[Refusal] = Counter()
            for item, way in self._candidates(order, reasons):
                for slot in range(len(order.slots)):
                    if why := self._unfit(order, item, slot):
                        reasons[why] += 1
                    else:
                        options.extend(self._options(place, order, item, slot, way))
            unfit.append(reasons)
        orders = tuple(order.code for order in self.task.orders)
        problem = Problem(orders, tuple(options), tuple(self.limits), tuple(self.resources))
        return Choice(problem, tuple(unfit))

    def _share_lecturers(self) -> None:
        """Whoever has nothing else and gives the same items is alike; who is alike is one resource with more room."""
        gives: dict[int, list[str]] = {}
        for item in self.task.items:
            for lecturer in item.lecturers:
                gives.setdefault(lecturer, []).append(item.code)
        alike: dict[tuple[object, ...], list[int]] = {}
        for lecturer, codes in sorted(gives.items()):
            alike.setdefault((*codes, lecturer if self.task.busy.get(lecturer) else None), []).append(lecturer)
        for lecturers in alike.values():
            busy = tuple(_span(*times) for times in self.task.busy.get(lecturers[0], ()))
            for code in gives[lecturers[0]]:
                self.who[code].append(len(self.resources))
            self.resources.append(Resource(str(lecturers[0]), len(lecturers), busy))

    def _limit(self, kind: Scarce, key: str, room: int, reach: int = 0, before: int = 0) -> None:
        self.place[kind, key] = len(self.limits)
        self.limits.append(Limit(kind, key, room, reach, before))

    def _candidates(self, order: TaskOrder, reasons: Counter[Refusal]) -> Sequence[tuple[TaskItem, int]]:
        """The item ordered and the nearest that would do as well, for the same audience first; with their ways."""
        found: list[tuple[TaskItem, int]] = []
        like_it = ((item, self.ways.minutes(item.point, order.point)) for item in self.by_kind.get(order.kind, ()))
        for item, way in sorted(like_it, key=lambda pair: _nearness(order, *pair)):
            why = refuse_pair(order, item, self.task.today, self.policy)
            if why is None and way > self.ways.most_minutes:
                why = Refusal.TOO_FAR
            if why:
                reasons[why] += 1
            else:
                found.append((item, way))
            if len(found) > MOST_LIKE_IT:
                break
        if not found and not reasons:
            reasons[Refusal.NOT_ON_MENU] += 1
        return found

    def _unfit(self, order: TaskOrder, item: TaskItem, slot: int) -> Refusal | None:
        if not may_be_in_time(order.days[slot], self.task.today, self.policy):
            return Refusal.TOO_LATE
        return refuse_day(item.offered, order.days[slot])

    def _options(self, place: int, order: TaskOrder, item: TaskItem, slot: int, way: int) -> Iterator[Option]:
        lead = timedelta(minutes=self.ways.set_up_minutes + way)
        start, end = order.slots[slot] - lead, order.slots[slot] + timedelta(minutes=item.minutes) + lead
        limits = (
            self.place[Scarce.TOWN, order.town],
            self.place[Scarce.ORDERER, str(order.orderer)],
            self.place[Scarce.ITEM, item.code],
        )
        able: list[tuple[int, ...]] = [(at,) for at in self.who[item.code]]
        for who in able or [()]:
            yield Option(place, item.code, slot, *_span(start, end), who, limits, self._worth(order, item, slot, way))

    def _worth(self, order: TaskOrder, item: TaskItem, slot: int, way: int) -> int:
        weights = self.weights
        by_slot = weights.slots[slot] if slot < len(weights.slots) else 0
        by_item = weights.ordered_item if item.code == order.item else 0
        by_audience = weights.same_audience if order.audience in item.audiences else 0
        return weights.met + by_slot + by_item + by_audience - weights.minute_of_way * way


def _nearness(order: TaskOrder, item: TaskItem, way: int) -> tuple[bool, bool, int, str]:
    return (item.code != order.item, order.audience not in item.audiences, way, item.code)


def _span(start: datetime, end: datetime) -> Span:
    return int(start.timestamp()) // 60, -(-int(end.timestamp()) // 60)
