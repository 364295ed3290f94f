"""From orders and the menu to the options of each order, or the reasons why an order has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import asin, ceil, cos, radians, sin, sqrt

from sciencepop.delivery.dispatch.problem import DAY, Limit, Option, Problem, Resource, Scarce, Span

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


class Unfit(StrEnum):
    """Why an item does not suit an order at a time, in the order in which it is asked."""

    DECLINED = "declined"
    REVIEW = "review"
    AGES = "ages"
    GROUP = "group"
    SPACE = "space"
    BLACKOUT = "blackout"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class Order:
    """What an organisation asks for. `slots` are the starts it would like, best first; `lot` breaks ties, from 0 to 99.

    `ages` are those of whom it expects, `rooms` what its place has (space and power, as the items need them).
    """

    key: int
    town: int
    orderer: int
    item: int
    slots: tuple[int, ...]
    people: int
    ages: tuple[int, int] | None = None
    rooms: frozenset[str] = frozenset()
    point: Point | None = None
    declined_by: frozenset[int] = frozenset()
    takes_similar: bool = True
    lot: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """What a supplier offers. Items of one `likeness` may stand in for each other; any one of the lecturers comes.

    `until` is the minute at which its scientific review or its validity ends, whichever is first.
    """

    key: int
    supplier: int
    likeness: str
    minutes: int
    room: int
    group: tuple[int, int] = (1, 1000)
    ages: tuple[int, int] = (0, 150)
    needs: frozenset[str] = frozenset()
    lecturers: tuple[int, ...] = ()
    blackout_days: frozenset[int] = frozenset()
    until: int = 10**9


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who delivers: so many deliveries a period and `teams` at the same time (0: as many as there are lecturers)."""

    key: int
    room: int
    teams: int = 0
    busy: tuple[Span, ...] = ()
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """The quota of a town or an orderer, what it had in earlier periods, and its weight in percent of the others'."""

    key: int
    room: int
    before: int = 0
    weight: int = 100


@dataclass(frozen=True, slots=True)
class Weights:
    """Prices of the objective, all on one scale; an order met is worth 1,000."""

    met: int = 1000
    town: int = 1200
    orderer: int = 600
    ordered_item: int = 200
    slots: tuple[int, ...] = (60, 30, 0)
    minute_of_way: int = 1


@dataclass(frozen=True, slots=True)
class Ways:
    """How long a way takes: the straight line at a speed, setting up included; nobody is sent beyond `most_minutes`."""

    kilometres_an_hour: float = 25.0
    set_up_minutes: int = 20
    unknown_minutes: int = 30
    most_minutes: int = 90

    def minutes(self, one: Point | None, other: Point | None) -> int:
        """Door to door, without setting up."""
        if one is None or other is None:
            return self.unknown_minutes
        return ceil(_kilometres(one, other) / self.kilometres_an_hour * 60)


@dataclass(frozen=True, slots=True)
class Market:
    """Everything that a dispatch looks at. `busy` are spans of lecturers who have something else."""

    orders: tuple[Order, ...]
    items: tuple[Item, ...]
    suppliers: tuple[Supplier, ...]
    towns: tuple[Share, ...]
    orderers: tuple[Share, ...]
    busy: dict[int, tuple[Span, ...]] = field(default_factory=dict)
    weights: Weights = Weights()
    ways: Ways = Ways()
    most_similar: int = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """The problem, and for each order (by place) how many of its items and times fell to each reason."""

    problem: Problem
    unfit: tuple[Counter[Unfit], ...]


def build(market: Market) -> Choice:
    """The options of each order: its own item first, then the nearest that may stand in for it."""
    return _Builder(market).build()


class _Builder:
    def __init__(self, market: Market) -> None:
        self.market = market
        self.suppliers = {supplier.key: supplier for supplier in market.suppliers}
        self.items = {item.key: item for item in market.items}
        self.alike: dict[str, list[Item]] = {}
        for item in market.items:
            self.alike.setdefault(item.likeness, []).append(item)
        weights = market.weights
        self.limits: list[Limit] = []
        self.place: dict[tuple[Scarce, int], int] = {}
        for town in market.towns:
            self._limit(Scarce.TOWN, town.key, town.room, weights.town * town.weight // 100, town.before)
        for orderer in market.orderers:
            self._limit(Scarce.ORDERER, orderer.key, orderer.room, weights.orderer, orderer.before)
        for item in market.items:
            self._limit(Scarce.ITEM, item.key, item.room)
        for supplier in market.suppliers:
            self._limit(Scarce.SUPPLIER, supplier.key, supplier.room)
        lecturers = sorted({lecturer for item in market.items for lecturer in item.lecturers})
        self.resources = [Resource(lecturer, 1, market.busy.get(lecturer, ())) for lecturer in lecturers]
        self.lecturer_at = {lecturer: at for at, lecturer in enumerate(lecturers)}
        self.teams_at: dict[int, int] = {}
        for supplier in market.suppliers:
            if supplier.teams:
                self.teams_at[supplier.key] = len(self.resources)
                self.resources.append(Resource(supplier.key, supplier.teams, supplier.busy))

    def build(self) -> Choice:
        options: list[Option] = []
        unfit: list[Counter[Unfit]] = []
        for place, order in enumerate(self.market.orders):
            reasons: Counter[Unfit] = Counter()
            for item, way in self._candidates(order):
                for slot, start in enumerate(order.slots):
                    if why := self._unfit(order, item, start, way):
                        reasons[why] += 1
                    else:
                        options.extend(self._options(place, order, item, slot, way))
            unfit.append(reasons)
        orders = tuple(order.key for order in self.market.orders)
        problem = Problem(orders, tuple(options), tuple(self.limits), tuple(self.resources))
        return Choice(problem, tuple(unfit))

    def _limit(self, kind: Scarce, key: int, room: int, reach: int = 0, before: int = 0) -> None:
        self.place[kind, key] = len(self.limits)
        self.limits.append(Limit(kind, key, room, reach, before))

    def _candidates(self, order: Order) -> Sequence[tuple[Item, int]]:
        """The item ordered and, where the orderer agrees, the nearest like it, each with its way in minutes."""
        own = self.items[order.item]
        found = [(own, self._way(order, own))]
        if order.takes_similar:
            others = [(item, self._way(order, item)) for item in self.alike[own.likeness] if item is not own]
            others.sort(key=lambda pair: (pair[1], pair[0].key))
            found += others[: self.market.most_similar]
        return found

    def _way(self, order: Order, item: Item) -> int:
        return self.market.ways.minutes(self.suppliers[item.supplier].point, order.point)

    def _unfit(self, order: Order, item: Item, start: int, way: int) -> Unfit | None:
        if item.supplier in order.declined_by:
            return Unfit.DECLINED
        if start + item.minutes > item.until:
            return Unfit.REVIEW
        if order.ages and not (item.ages[0] <= order.ages[0] and order.ages[1] <= item.ages[1]):
            return Unfit.AGES
        if not item.group[0] <= order.people <= item.group[1]:
            return Unfit.GROUP
        if item.needs - order.rooms:
            return Unfit.SPACE
        if start // DAY in item.blackout_days:
            return Unfit.BLACKOUT
        return Unfit.FAR if way > self.market.ways.most_minutes else None

    def _options(self, place: int, order: Order, item: Item, slot: int, way: int) -> Iterator[Option]:
        start = order.slots[slot]
        lead = self.market.ways.set_up_minutes + way
        limits = (
            self.place[Scarce.TOWN, order.town],
            self.place[Scarce.ORDERER, order.orderer],
            self.place[Scarce.ITEM, item.key],
            self.place[Scarce.SUPPLIER, item.supplier],
        )
        teams = (self.teams_at[item.supplier],) if item.supplier in self.teams_at else ()
        for lecturer in item.lecturers or (None,):
            who = () if lecturer is None else (self.lecturer_at[lecturer],)
            yield Option(
                *(place, item.key, slot, start - lead, start + item.minutes + lead, who + teams, limits),
                worth=self._worth(order, item, slot, way),
            )

    def _worth(self, order: Order, item: Item, slot: int, way: int) -> int:
        weights = self.market.weights
        by_slot = weights.slots[slot] if slot < len(weights.slots) else 0
        by_item = weights.ordered_item if item.key == order.item else 0
        return weights.met + by_slot + by_item - weights.minute_of_way * way + order.lot // 10


def _kilometres(one: Point, other: Point) -> float:
    (lat, lon), (to_lat, to_lon) = ((radians(value) for value in point) for point in (one, other))
    half = sin((to_lat - lat) / 2) ** 2 + cos(lat) * cos(to_lat) * sin((to_lon - lon) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(half))
