"""The dispatch engine against an independent checker, against trying everything, and against its own bound."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sciencepop.delivery.dispatch import apart
from sciencepop.delivery.dispatch.evaluate import Fault, Rule, faults, figures, gini, worth
from sciencepop.delivery.dispatch.options import Item, Market, Order, Share, Supplier, Unfit, Ways, build
from sciencepop.delivery.dispatch.problem import DAY, Limit, Option, Problem, Resource, Scarce
from sciencepop.delivery.dispatch.reasons import BUSY
from sciencepop.delivery.dispatch.solve import solve
from sciencepop.solvers.apart import in_own_process

TEN, THREE = 10 * 60, 15 * 60


def order(key: int, *slots: int, town: int = 0, item: int = 0, **more: object) -> Order:
    values: dict[str, object] = {"orderer": key, "people": 20}
    return Order(key, town, item=item, slots=slots or (TEN,), **(values | more))  # type: ignore[arg-type]


def item(key: int, supplier: int | None = None, **more: object) -> Item:
    values: dict[str, object] = {"likeness": "talk/stars", "minutes": 60, "room": 9}
    return Item(key, key if supplier is None else supplier, **(values | more))  # type: ignore[arg-type]


def market(orders: list[Order], items: list[Item], **more: object) -> Market:
    suppliers = tuple(Supplier(key, 9, teams=1) for key in sorted({one.supplier for one in items}))
    towns = tuple(Share(key, 9) for key in sorted({one.town for one in orders}))
    orderers = tuple(Share(key, 9) for key in sorted({one.orderer for one in orders}))
    values: dict[str, object] = {"suppliers": suppliers, "towns": towns, "orderers": orderers}
    return Market(tuple(orders), tuple(items), **(values | more))  # type: ignore[arg-type]


def met(asked: Market) -> dict[int, tuple[int, int]]:
    """Item and slot of each order that is met."""
    plan = apart.plan(asked)
    return {asked.orders[option.order].key: (option.item, option.slot) for option in plan.taken}


def test_who_has_had_little_comes_first_where_one_supplier_has_one_hour() -> None:
    asked = market([order(1, town=1), order(2, town=2)], [item(0)])
    for rich, poor in ((1, 2), (2, 1)):
        towns = (Share(rich, 9, before=9), Share(poor, 9))
        assert met(replace(asked, towns=towns)) == {poor: (0, 0)}


def test_a_similar_item_or_a_later_slot_meets_who_would_go_without() -> None:
    items = [item(0), item(1)]
    assert met(market([order(1), order(2)], items)) in ({1: (0, 0), 2: (1, 0)}, {1: (1, 0), 2: (0, 0)})
    stubborn = [order(1), order(2, TEN, THREE, takes_similar=False)]
    assert met(market(stubborn, items)) in ({1: (1, 0), 2: (0, 0)}, {1: (0, 0), 2: (0, 1)})


def test_a_way_and_setting_up_keep_a_team_from_being_in_two_places() -> None:
    asked = market([order(1, TEN), order(2, TEN + 90)], [item(0)], ways=Ways(set_up_minutes=0, unknown_minutes=15))
    assert len(met(asked)) == 2
    assert len(met(replace(asked, ways=Ways(set_up_minutes=0, unknown_minutes=16)))) == 1


@pytest.mark.parametrize(
    ("why", "orders", "items"),
    [
        (Unfit.DECLINED, [order(1, declined_by=frozenset({0}))], [item(0)]),
        (Unfit.REVIEW, [order(1)], [item(0, until=TEN + 59)]),
        (Unfit.AGES, [order(1, ages=(5, 12))], [item(0, ages=(6, 12))]),
        (Unfit.GROUP, [order(1, people=20)], [item(0, group=(21, 40))]),
        (Unfit.SPACE, [order(1)], [item(0, needs=frozenset({"power"}))]),
        (Unfit.BLACKOUT, [order(1, DAY + TEN)], [item(0, blackout_days=frozenset({1}))]),
    ],
)
def test_an_order_without_any_way_is_told_why(why: Unfit, orders: list[Order], items: list[Item]) -> None:
    [unmet] = apart.plan(market(orders, items)).unmet
    assert (unmet.reason, unmet.counts, unmet.limit) == (why, {why: 1}, None)


def test_who_is_too_far_away_is_not_sent() -> None:
    asked = market([order(1, point=(31.0, 121.2))], [item(0)], suppliers=(Supplier(0, 9, point=(31.5, 121.2)),))
    [unmet] = apart.plan(asked).unmet
    assert unmet.reason == Unfit.FAR


@pytest.mark.parametrize(
    ("why", "changes"),
    [
        (Scarce.TOWN, {"towns": (Share(0, 1),)}),
        (Scarce.ORDERER, {"orderers": (Share(7, 1),)}),
        (Scarce.ITEM, {"items": (item(0, room=1),)}),
        (Scarce.SUPPLIER, {"suppliers": (Supplier(0, 1, teams=1),)}),
        (BUSY, {"busy": {5: ((THREE, THREE + 1),)}, "items": (item(0, lecturers=(5,)),)}),
    ],
)
def test_what_alone_keeps_an_order_back_is_its_reason(why: str, changes: dict[str, object]) -> None:
    asked = replace(market([order(1, TEN, orderer=7), order(2, THREE, orderer=7)], [item(0)]), **changes)  # type: ignore[arg-type]
    plan = apart.plan(asked)
    [unmet] = plan.unmet
    assert (len(plan.taken), unmet.reason, unmet.counts) == (1, why, {why: 1})


def test_a_pin_stays_against_everything_and_what_stands_moves_for_much_only() -> None:
    asked = market([order(1), order(2)], [item(0, room=1)], towns=(Share(0, 1),))
    for key in (1, 2):
        plan = apart.plan(asked, pins=frozenset({(key, 0, TEN)}))
        assert [asked.orders[option.order].key for option in plan.taken] == [key]
        plan = apart.plan(asked, present=frozenset({(key, 0, TEN)}))
        assert [asked.orders[option.order].key for option in plan.taken] == [key]
    full = replace(asked, towns=(Share(0, 0),), busy={0: ((0, DAY),)})
    assert len(apart.plan(full, pins=frozenset({(1, 0, TEN)})).taken) == 1


def test_an_empty_market_has_an_empty_plan() -> None:
    plan = apart.plan(market([], []))
    assert (plan.taken, plan.unmet, plan.bound, plan.figures.gini) == ([], [], 0, 0.0)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Small enough to try everything: up to five orders of up to two options."""
    random = Random(draw(st.integers(0, 10**6)))
    limits = tuple(
        Limit(random.choice(list(Scarce)), key, random.randrange(3), random.choice((0, 90)), random.randrange(3))
        for key in range(4)
    )
    resources = tuple(
        Resource(key, random.randint(1, 2), ((random.randrange(6), 7),) if random.random() < 0.3 else ())
        for key in range(2)
    )
    orders = range(random.randint(1, 5))
    options = []
    for at in orders:
        for slot in range(random.randint(0, 2)):
            start = random.randrange(8)
            chosen = tuple(sorted(random.sample(range(2), random.randint(0, 2))))
            of = tuple(sorted(random.sample(range(4), random.randint(1, 2))))
            options.append(Option(at, 0, slot, start, start + random.randint(1, 4), chosen, of, random.randint(1, 60)))
    every = range(len(options))
    pins = frozenset(at for at in every if random.random() < 0.1 and options[at].slot == 0)
    return Problem(
        tuple(orders), tuple(options), limits, resources, pins, frozenset(at for at in every if at % 3 == 0), 20
    )


@settings(max_examples=60, deadline=None)
@given(problems())
def test_no_proposal_is_better_and_none_breaks_a_rule(problem: Problem) -> None:
    solution = solve(problem)
    assert faults(problem, solution.proposal) == []
    of_order = [[None, *(at for at, one in enumerate(problem.options) if one.order == n)] for n in problem.orders]
    tried = (frozenset(at for at in chosen if at is not None) for chosen in product(*of_order))
    best = max(worth(problem, one) for one in tried if not faults(problem, one))
    assert solution.objective == worth(problem, solution.proposal) == best <= solution.bound


def test_each_broken_rule_is_seen() -> None:
    options = tuple(Option(n // 2, 0, n % 2, n % 2, 4, (0,), (0,), 10) for n in range(4))
    problem = Problem((0, 1), options, (Limit(Scarce.TOWN, 0, 2),), (Resource(0, 3),), frozenset({0}))
    assert faults(problem, frozenset({0, 2})) == []
    assert faults(problem, frozenset({2})) == [Fault(Rule.PIN, 0)]
    assert faults(problem, frozenset({0, 1})) == [Fault(Rule.ONE_OPTION, 0)]
    assert faults(replace(problem, limits=(Limit(Scarce.TOWN, 0, 1),)), frozenset({0, 2})) == [Fault(Rule.LIMIT, 0)]
    assert faults(replace(problem, resources=(Resource(0),)), frozenset({0, 2})) == [Fault(Rule.SAME_TIME, 0)]
    assert faults(replace(problem, resources=(Resource(0, 2, ((3, 5),)),)), frozenset({0, 2})) == [
        Fault(Rule.SAME_TIME, 0)
    ]


def test_figures_count_what_was_wished_and_how_evenly() -> None:
    asked = market([order(1, town=1), order(2, TEN, THREE, town=2)], [item(0)])
    choice = build(asked)
    found = figures(choice.problem, solve(choice.problem).proposal, [0, 0])
    assert (found.asked, found.met, found.as_ordered, found.first_slot, found.towns_reached, found.gini) == (
        *(2, 2, 2, 1, 2),
        0,
    )
    assert gini([0.0, 1.0]) == 0.5


def test_the_same_market_gives_the_same_plan_in_a_process_of_its_own() -> None:
    asked = market([order(n, TEN, THREE, town=n % 2) for n in range(5)], [item(0), item(1)])
    there, here = in_own_process(apart.plan, asked), apart.plan(asked)
    assert there == here
    assert here.digest != apart.plan(replace(asked, orders=asked.orders[:4])).digest
