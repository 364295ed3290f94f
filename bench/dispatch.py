"""Dispatch of 2,000 orders to 300 suppliers: time, memory, what is met, and how far from the best possible.

Beside it stand first come first served, and an officer who fills by hand, the order with the fewest ways first.
Every proposal is checked by code that the solver does not share, and every order that is not met must have a reason.
Each part runs in a process of its own, so that memory is its own.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from bench.part import in_process, rss_mb
from bench.report import Report
from sciencepop.bases.rules.points import Point
from sciencepop.delivery.dispatch.board import Board
from sciencepop.delivery.dispatch.evaluate import faults, figures
from sciencepop.delivery.dispatch.options import Choice, build
from sciencepop.delivery.dispatch.reasons import explain
from sciencepop.delivery.rules.items import ItemKind, ItemState, Offered
from sciencepop.delivery.rules.policy import Policy
from sciencepop.delivery.rules.task import Task, TaskItem, TaskOrder

ORDERS, SUPPLIERS, TOWNS, DAYS, ROUNDS, SEED = 2000, 300, 17, 90, 3, 1
TODAY = date(2026, 10, 1)
FIRST = datetime(2026, 10, 20, tzinfo=UTC)
KINDS = (ItemKind.LECTURE, ItemKind.WORKSHOP, ItemKind.SHOW, ItemKind.TRAINING)
AUDIENCES = ("teenagers", "farmers", "workers", "seniors", "officials")


def measure(report: Report) -> None:
    """`gap` is in percent of the bound."""
    runs = [in_process("bench.dispatch", "solve") for _round in range(ROUNDS)]
    seconds = [run["seconds"] for run in runs]
    detail = {**runs[0], "seconds": statistics.median(seconds), **in_process("bench.dispatch", "beside")}
    report.add("dispatch.2000", detail["seconds"], "s", seconds, detail=detail)


def solved() -> dict[str, Any]:
    """Seconds from the task in memory to the explained proposal."""
    from sciencepop.delivery.dispatch.solve import solve

    task = instance(SEED)
    started, cpu = time.perf_counter(), time.process_time()
    choice = build(task, Policy())
    solution = solve(choice.problem, SEED)
    unmet = explain(choice, solution.proposal)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    facts = _facts(task, choice, solution.proposal)
    if len(unmet) != facts["asked"] - facts["met"] or not all(one.counts for one in unmet):
        raise SystemExit("an order is neither met nor explained")
    return {
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu, 2),
        "rss_mb": rss_mb(),
        "gap": round(100 * solution.gap, 3),
        "options": len(choice.problem.options),
        **facts,
    }


def beside() -> dict[str, Any]:
    """What two ways without an optimiser would give: by hour of order, and scarcest order first."""
    task = instance(SEED)
    choice = build(task, Policy())
    of_order: dict[int, list[int]] = {}
    for at, option in enumerate(choice.problem.options):
        of_order.setdefault(option.order, []).append(at)
    found = {}
    for name, order in (
        ("first_come", sorted(of_order)),
        ("by_hand", sorted(of_order, key=lambda o: len(of_order[o]))),
    ):
        board = Board(choice.problem, frozenset())
        for number in order:
            ways = sorted(of_order[number], key=lambda at: -choice.problem.options[at].worth)
            free = next((at for at in ways if not any(True for _obstacle in board.obstacles(at))), None)
            if free is not None:
                board.add(free)
        facts = _facts(task, choice, frozenset(board.taken))
        found |= {f"{name}_{key}": facts[key] for key in ("met", "gini", "objective")}
    return found


def _facts(task: Task, choice: Choice, proposal: frozenset[int]) -> dict[str, Any]:
    broken = faults(choice.problem, proposal)
    if broken:
        raise SystemExit(f"{len(broken)} broken rules, such as {broken[0]}")
    found = figures(choice.problem, proposal, [order.item for order in task.orders])
    return {
        "asked": found.asked,
        "met": found.met,
        "as_ordered": found.as_ordered,
        "first_slot": found.first_slot,
        "gini": round(found.gini, 3),
        "objective": found.objective,
    }


def instance(seed: int) -> Task:
    """A quarter of a district in which more is asked for than can be delivered, unevenly by town."""
    random = Random(seed)
    places = [Point(31.0 + random.uniform(-0.12, 0.12), 121.22 + random.uniform(-0.15, 0.15)) for _ in range(TOWNS)]
    items: list[TaskItem] = []
    for supplier in range(SUPPLIERS):
        point = _near(random, random.choice(places))
        items += [_item(random, len(items) + more, supplier, point) for more in range(random.randint(1, 4))]
    towns = random.choices(range(TOWNS), [random.paretovariate(1.3) for _ in range(TOWNS)], k=ORDERS)
    popular = [random.paretovariate(1.1) for _item_ in items]
    wished = random.choices(items, popular, k=ORDERS)
    orders = tuple(
        _order(random, number, towns[number], places[towns[number]], wished[number]) for number in range(ORDERS)
    )
    quotas = {f"{town}": max(10, towns.count(town) * 4 // 5) for town in range(TOWNS)}
    return Task(TODAY, orders, tuple(items), quotas, had={f"{town}": random.randrange(30) for town in range(TOWNS)})


def _item(random: Random, number: int, supplier: int, point: Point) -> TaskItem:
    low = random.choice((5, 10, 15, 20))
    offered = Offered(
        kind=random.choice(KINDS),
        state=ItemState.APPROVED,
        review_until=date(2027, 6, 1),
        valid_until=None,
        blackouts=frozenset(FIRST.date() + timedelta(days=day) for day in random.sample(range(DAYS), 10)),
        towns=tuple(f"{town}" for town in random.sample(range(TOWNS), 12)) if random.random() < 0.3 else (),
        group_min=low,
        group_max=low + random.choice((20, 40, 100)),
    )
    lecturers = tuple(supplier * 10 + at for at in range(random.randint(1, 2)))
    audiences = frozenset(random.sample(AUDIENCES, random.randint(1, 3)))
    minutes, capacity = random.choice((45, 60, 90, 120)), random.randint(1, 3)
    return TaskItem(f"{number}", f"{supplier}", minutes, audiences, capacity, point, offered, lecturers)


def _order(random: Random, number: int, town: int, point: Point, wished: TaskItem) -> TaskOrder:
    hours = (1, 2, 5, 6, 7, 11)
    starts = [FIRST + timedelta(days=random.randrange(DAYS), hours=random.choice(hours)) for _slot in range(3)]
    slots = tuple(dict.fromkeys(starts))
    return TaskOrder(
        code=f"{number}",
        item=wished.code,
        kind=wished.offered.kind,
        town=f"{town}",
        point=_near(random, point),
        audience=random.choice(AUDIENCES),
        people=random.randint(wished.offered.group_min, wished.offered.group_max),
        slots=slots,
        days=tuple(start.date() for start in slots),
        asked=frozenset(),
        submitted_at=FIRST,
        orderer=town * 1000 + random.randrange(50),
    )


def _near(random: Random, point: Point) -> Point:
    return Point(point.lat + random.gauss(0, 0.015), point.lon + random.gauss(0, 0.015))


if __name__ == "__main__":
    print(json.dumps({"solve": solved, "beside": beside}[sys.argv[1]]()))
