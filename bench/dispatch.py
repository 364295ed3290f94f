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
from random import Random
from typing import Any

from bench.part import in_process, rss_mb
from bench.report import Report
from sciencepop.delivery.dispatch.board import Board
from sciencepop.delivery.dispatch.evaluate import faults, figures
from sciencepop.delivery.dispatch.options import Choice, Item, Market, Order, Share, Supplier, build
from sciencepop.delivery.dispatch.problem import DAY
from sciencepop.delivery.dispatch.reasons import explain

ORDERS, SUPPLIERS, TOWNS, DAYS, ROUNDS, SEED = 2000, 300, 17, 90, 3, 1
LIKENESSES = [f"{kind}/{topic}" for kind in ("talk", "workshop", "show", "exhibit", "training") for topic in range(8)]
SPACES = ("power", "projector", "water", "open_air")


def measure(report: Report) -> None:
    """`gap` is in percent of the bound."""
    runs = [in_process("bench.dispatch", "solve") for _round in range(ROUNDS)]
    seconds = [run["seconds"] for run in runs]
    detail = {**runs[0], "seconds": statistics.median(seconds), **in_process("bench.dispatch", "beside")}
    report.add("dispatch.2000", detail["seconds"], "s", seconds, detail=detail)


def solved() -> dict[str, Any]:
    """Seconds from the market in memory to the explained proposal."""
    from sciencepop.delivery.dispatch.solve import solve

    market = instance(SEED)
    started, cpu = time.perf_counter(), time.process_time()
    choice = build(market)
    solution = solve(choice.problem, SEED)
    unmet = explain(choice, solution.proposal)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    facts = _facts(market, choice, solution.proposal)
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
    market = instance(SEED)
    choice = build(market)
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
        facts = _facts(market, choice, frozenset(board.taken))
        found |= {f"{name}_{key}": facts[key] for key in ("met", "gini", "objective")}
    return found


def _facts(market: Market, choice: Choice, proposal: frozenset[int]) -> dict[str, Any]:
    broken = faults(choice.problem, proposal)
    if broken:
        raise SystemExit(f"{len(broken)} broken rules, such as {broken[0]}")
    found = figures(choice.problem, proposal, [order.item for order in market.orders])
    return {
        "asked": found.asked,
        "met": found.met,
        "as_ordered": found.as_ordered,
        "first_slot": found.first_slot,
        "gini": round(found.gini, 3),
        "objective": found.objective,
    }


def instance(seed: int) -> Market:
    """A quarter of a district in which a third more is asked for than can be delivered, unevenly by town."""
    random = Random(seed)
    places = [(31.0 + random.uniform(-0.12, 0.12), 121.22 + random.uniform(-0.15, 0.15)) for _town in range(TOWNS)]
    items: list[Item] = []
    suppliers = []
    for number in range(SUPPLIERS):
        town = random.choice(places)
        suppliers.append(Supplier(number, random.randint(3, 8), random.randint(1, 2), (), _near(random, town)))
        items += [_item(random, len(items) + more, number) for more in range(random.randint(1, 5))]
    by_eagerness = [random.paretovariate(1.3) for _town in range(TOWNS)]
    towns = random.choices(range(TOWNS), by_eagerness, k=ORDERS)
    popular = [random.paretovariate(1.1) for _item_ in items]
    orders = tuple(_order(random, number, towns[number], places, items, popular) for number in range(ORDERS))
    asked = [towns.count(town) for town in range(TOWNS)]
    shares = tuple(Share(town, max(10, asked[town] * 4 // 5), random.randrange(30)) for town in range(TOWNS))
    orderers = tuple(Share(orderer, 3) for orderer in sorted({order.orderer for order in orders}))
    return Market(orders, tuple(items), tuple(suppliers), shares, orderers)


def _item(random: Random, key: int, supplier: int) -> Item:
    low = random.choice((5, 10, 15, 20))
    return Item(
        key,
        supplier,
        random.choice(LIKENESSES),
        minutes=random.choice((45, 60, 90, 120)),
        room=random.randint(2, 5),
        group=(low, low + random.choice((20, 40, 100))),
        ages=random.choice(((0, 150), (6, 12), (12, 18), (18, 150), (3, 150))),
        needs=frozenset(space for space in SPACES if random.random() < 0.15),
        lecturers=tuple(supplier * 10 + at for at in range(random.randint(1, 2))) if random.random() < 0.5 else (),
        blackout_days=frozenset(random.sample(range(DAYS), 10)),
    )


def _order(
    random: Random,
    key: int,
    town: int,
    places: list[tuple[float, float]],
    items: list[Item],
    popular: list[float],
) -> Order:
    [item] = random.choices(items, popular)
    starts = [random.randrange(DAYS) * DAY + random.choice((9, 10, 13, 14, 15, 19)) * 60 for _slot in range(3)]
    return Order(
        key,
        town,
        orderer=town * 1000 + random.randrange(50),
        item=item.key,
        slots=tuple(dict.fromkeys(starts)),
        people=random.randint(item.group[0], item.group[1]),
        ages=item.ages if random.random() < 0.7 else None,
        rooms=frozenset(space for space in SPACES if space in item.needs or random.random() < 0.7),
        point=_near(random, places[town]),
        takes_similar=random.random() < 0.7,
        lot=random.randrange(100),
    )


def _near(random: Random, point: tuple[float, float]) -> tuple[float, float]:
    return point[0] + random.gauss(0, 0.015), point[1] + random.gauss(0, 0.015)


if __name__ == "__main__":
    print(json.dumps({"solve": solved, "beside": beside}[sys.argv[1]]()))
