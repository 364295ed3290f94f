"""The dispatch engine against an independent checker, against trying everything, and against its own bound."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sciencepop.bases.rules.points import Point
from sciencepop.delivery.dispatch import apart
from sciencepop.delivery.dispatch.evaluate import Fault, Rule, faults, gini, worth
from sciencepop.delivery.dispatch.problem import Limit, Option, Problem, Resource, Scarce
from sciencepop.delivery.dispatch.solve import solve
from sciencepop.delivery.rules.items import ItemKind, ItemState, Offered
from sciencepop.delivery.rules.policy import Policy
from sciencepop.delivery.rules.refusals import Refusal
from sciencepop.delivery.rules.task import Task, TaskItem, TaskOrder
from sciencepop.solvers.apart import in_own_process

TODAY, DAY = date(2026, 10, 10), date(2026, 11, 2)
TEN = datetime(2026, 11, 2, 2, tzinfo=UTC)
THREE = TEN + timedelta(hours=5)
HERE, FAR_AWAY = Point(31.0, 121.2), Point(31.5, 121.2)


def order(code: str, *slots: datetime, town: str = "a", item: str = "i", **more: object) -> TaskOrder:
    times = slots or (TEN,)
    values: dict[str, object] = {"kind": ItemKind.LECTURE, "point": HERE, "audience": "seniors", "people": 20}
    values |= {"asked": frozenset(), "submitted_at": TEN, "orderer": sum(map(ord, code)), "town": town}
    return TaskOrder(code, item, slots=times, days=tuple(t.date() for t in times), **(values | more))  # type: ignore[arg-type]


def item(code: str = "i", capacity: int = 9, lecturers: tuple[int, ...] = (1,), **more: object) -> TaskItem:
    values: dict[str, object] = {
        "kind": ItemKind.LECTURE,
        "state": ItemState.APPROVED,
        "review_until": date(2027, 1, 1),
    }
    values |= {"valid_until": None, "blackouts": frozenset(), "towns": (), "group_min": 1, "group_max": 99}
    point = more.pop("point", HERE)
    offered = Offered(**(values | more))  # type: ignore[arg-type]
    return TaskItem(code, code, 60, frozenset({"seniors"}), capacity, point, offered, lecturers)  # type: ignore[arg-type]


def task(orders: list[TaskOrder], items: list[TaskItem], **more: object) -> Task:
    quotas = {order.town: 9 for order in orders}
    return Task(TODAY, tuple(orders), tuple(items), **({"quotas": quotas} | more))  # type: ignore[arg-type]


def plan(asked: Task, **options: object) -> apart.Plan:
    return apart.plan(asked, Policy(), **options)  # type: ignore[arg-type]


def met(asked: Task) -> dict[str, tuple[str, int]]:
    """Item and slot of each order that is met."""
    return {code: (item, slot) for code, item, slot in plan(asked).given}


def test_who_has_had_little_comes_first_where_one_lecturer_has_one_hour() -> None:
    asked = task([order("1", town="a"), order("2", town="b")], [item()])
    assert met(replace(asked, had={"a": 9})) == {"2": ("i", 0)}
    assert met(replace(asked, had={"b": 9})) == {"1": ("i", 0)}
    assert met(replace(asked, weights={"b": 150})) == {"2": ("i", 0)}


def test_a_similar_item_or_a_later_slot_meets_who_would_go_without() -> None:
    other = item("j", lecturers=(2,))
    assert sorted(met(task([order("1"), order("2")], [item(), other])).values()) == [("i", 0), ("j", 0)]
    assert sorted(met(task([order("1"), order("2", TEN, THREE)], [item()])).values()) == [("i", 0), ("i", 1)]
    assert len(met(task([order("1"), order("2")], [item(lecturers=())]))) == 2


def test_the_way_and_setting_up_keep_a_lecturer_from_being_in_two_places() -> None:
    times = [TEN, TEN + timedelta(minutes=60 + 2 * 20)]
    for later, count in ((0, 2), (-1, 1)):
        second = order("2", times[1] + timedelta(minutes=later))
        assert len(met(task([order("1", times[0]), second], [item()]))) == count


@pytest.mark.parametrize(
    ("why", "asked", "offered"),
    [
        (Refusal.ASKED_BEFORE, order("1", asked=frozenset({"i"})), item()),
        (Refusal.CAPACITY_USED, order("1"), item(capacity=0)),
        (Refusal.GROUP_MISFIT, order("1"), item(group_min=21)),
        (Refusal.TOWN_NOT_SERVED, order("1"), item(towns=("b",))),
        (Refusal.SLOT_BLACKED_OUT, order("1"), item(blackouts=frozenset({DAY}))),
        (Refusal.REVIEW_OVER, order("1"), item(review_until=date(2026, 11, 1))),
        (Refusal.TOO_LATE, order("1", TEN - timedelta(days=20)), item()),
        (Refusal.TOO_FAR, order("1"), item(point=FAR_AWAY)),
        (Refusal.NOT_ON_MENU, order("1"), item(kind=ItemKind.SHOW)),
    ],
)
def test_an_order_without_any_way_is_told_why(why: Refusal, asked: TaskOrder, offered: TaskItem) -> None:
    [unmet] = plan(task([asked], [offered])).unmet
    assert (unmet.order, unmet.reason, unmet.counts) == ("1", why, {why: 1})


@pytest.mark.parametrize(
    ("why", "changes"),
    [
        (Refusal.QUOTA_USED, {"quotas": {"a": 1}}),
        (Refusal.CAPACITY_USED, {"items": (item(capacity=1),)}),
        (Refusal.LECTURER_BUSY, {"busy": {1: ((THREE, THREE + timedelta(minutes=1)),)}}),
    ],
)
def test_what_alone_keeps_an_order_back_is_its_reason(why: Refusal, changes: dict[str, object]) -> None:
    asked = replace(task([order("1", TEN), order("2", THREE)], [item()]), **changes)  # type: ignore[arg-type]
    found = plan(asked)
    [unmet] = found.unmet
    assert (len(found.given), unmet.reason, unmet.counts) == (1, why, {why: 1})


def test_a_pin_stays_against_everything_and_what_stands_moves_for_much_only() -> None:
    asked = task([order("1"), order("2")], [item(capacity=1)])
    for code in ("1", "2"):
        wanted = (code, "i", 0)
        assert plan(asked, pins=[wanted]).given == [wanted]
        assert plan(asked, present=[wanted]).given == [wanted]
    full = replace(asked, quotas={"a": 0}, busy={1: ((TEN, THREE),)})
    assert plan(full, pins=[("1", "i", 0), ("1", "gone", 0)]).given == [("1", "i", 0)]


def test_an_empty_task_has_an_empty_plan() -> None:
    found = plan(task([], []))
    assert (found.given, found.unmet, found.bound, found.figures.gini) == ([], [], 0, 0.0)


def test_figures_count_what_was_wished_and_how_evenly() -> None:
    found = plan(task([order("1", town="a"), order("2", TEN, THREE, town="b")], [item()])).figures
    assert (found.asked, found.met, found.as_ordered, found.first_slot, found.towns_reached) == (2, 2, 2, 1, 2)
    assert (found.gini, gini([0.0, 1.0])) == (0, 0.5)


def test_the_same_task_gives_the_same_plan_in_a_process_of_its_own() -> None:
    asked = task([order(str(n), TEN, THREE, town="ab"[n % 2]) for n in range(5)], [item(), item("j", lecturers=(2, 3))])
    there, here = in_own_process(apart.plan, asked, Policy()), plan(asked)
    assert there == here
    assert here.digest != plan(replace(asked, orders=asked.orders[:4])).digest


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Small enough to try everything: up to five orders of up to two options."""
    random = Random(draw(st.integers(0, 10**6)))
    limits = tuple(
        Limit(random.choice(list(Scarce)), str(key), random.randrange(3), random.choice((0, 90)), random.randrange(3))
        for key in range(4)
    )
    resources = tuple(
        Resource(str(key), random.randint(1, 2), ((random.randrange(6), 7),) if random.random() < 0.3 else ())
        for key in range(2)
    )
    orders = range(random.randint(1, 5))
    options = []
    for at in orders:
        for slot in range(random.randint(0, 2)):
            start = random.randrange(8)
            chosen = tuple(sorted(random.sample(range(2), random.randint(0, 2))))
            of = tuple(sorted(random.sample(range(4), random.randint(1, 2))))
            options.append(Option(at, "", slot, start, start + random.randint(1, 4), chosen, of, random.randint(1, 60)))
    every = range(len(options))
    pins = frozenset(at for at in every if random.random() < 0.1 and options[at].slot == 0)
    present = frozenset(at for at in every if at % 3 == 0)
    return Problem(tuple(map(str, orders)), tuple(options), limits, resources, pins, present, 20)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_no_proposal_is_better_and_none_breaks_a_rule(problem: Problem) -> None:
    solution = solve(problem)
    assert faults(problem, solution.proposal) == []
    numbers = range(len(problem.orders))
    of_order = [[None, *(at for at, one in enumerate(problem.options) if one.order == n)] for n in numbers]
    tried = (frozenset(at for at in chosen if at is not None) for chosen in product(*of_order))
    best = max(worth(problem, one) for one in tried if not faults(problem, one))
    assert solution.objective == worth(problem, solution.proposal) == best <= solution.bound


def test_each_broken_rule_is_seen() -> None:
    options = tuple(Option(n // 2, "", n % 2, n % 2, 4, (0,), (0,), 10) for n in range(4))
    problem = Problem(("0", "1"), options, (Limit(Scarce.TOWN, "", 2),), (Resource("", 3),), frozenset({0}))
    assert faults(problem, frozenset({0, 2})) == []
    assert faults(problem, frozenset({2})) == [Fault(Rule.PIN, 0)]
    assert faults(problem, frozenset({0, 1})) == [Fault(Rule.ONE_OPTION, 0)]
    assert faults(replace(problem, limits=(Limit(Scarce.TOWN, "", 1),)), frozenset({0, 2})) == [Fault(Rule.LIMIT, 0)]
    assert faults(replace(problem, resources=(Resource(""),)), frozenset({0, 2})) == [Fault(Rule.SAME_TIME, 0)]
    busy = replace(problem, resources=(Resource("", 2, ((3, 5),)),))
    assert faults(busy, frozenset({0, 2})) == [Fault(Rule.SAME_TIME, 0)]
