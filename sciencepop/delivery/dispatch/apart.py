"""The door of the engine, to be called in a process of its own (`solvers.apart`), which then holds the solver."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sciencepop.delivery.dispatch.evaluate import Figures, faults, figures
from sciencepop.delivery.dispatch.options import Market, build
from sciencepop.delivery.dispatch.problem import Option, Proposal
from sciencepop.delivery.dispatch.reasons import Unmet, explain

Place = tuple[int, int, int]
"""Order, item and start of a slot, by which a pin or a proposal that stands is known again."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal that obeys all rules, and what is to be said of it. `taken` is by key, for whoever keeps it."""

    taken: list[Option]
    figures: Figures
    bound: int
    unmet: list[Unmet]
    digest: str


def plan(
    market: Market,
    seed: int = 1,
    *,
    pins: frozenset[Place] = frozenset(),
    present: frozenset[Place] = frozenset(),
    seconds: float = 8.0,
) -> Plan:
    """The best proposal for a market; what is pinned stays, what stands is moved only where much is gained."""
    from sciencepop.delivery.dispatch.solve import solve

    choice = build(market)
    problem = replace(
        choice.problem,
        pins=_find(market, choice.problem.options, pins),
        present=_find(market, choice.problem.options, present),
    )
    solution = solve(problem, seed, seconds)
    broken = faults(problem, solution.proposal)
    if broken:
        raise AssertionError(f"the proposal breaks {len(broken)} rules, such as {broken[0]}")
    return Plan(
        [problem.options[at] for at in sorted(solution.proposal)],
        figures(problem, solution.proposal, [order.item for order in market.orders]),
        solution.bound,
        explain(replace(choice, problem=problem), solution.proposal),
        problem.digest(),
    )


def _find(market: Market, options: tuple[Option, ...], places: frozenset[Place]) -> Proposal:
    """The first option at each place; a place that is no option any more is left out."""
    found: dict[Place, int] = {}
    for at, option in enumerate(options):
        order = market.orders[option.order]
        place = (order.key, option.item, order.slots[option.slot])
        if place in places:
            found.setdefault(place, at)
    return frozenset(found.values())
