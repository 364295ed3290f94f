"""The door of the engine, to be called in a process of its own (`solvers.apart`), which then holds the solver."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from sciencepop.delivery.dispatch.evaluate import Figures, faults, figures
from sciencepop.delivery.dispatch.options import Choice, build
from sciencepop.delivery.dispatch.problem import Proposal
from sciencepop.delivery.dispatch.reasons import explain
from sciencepop.delivery.rules.policy import Policy
from sciencepop.delivery.rules.refusals import Refusal
from sciencepop.delivery.rules.task import Task

Given = tuple[str, str, int]
"""Codes of an order and an item, and the place of the wished time, from 0."""


@dataclass(frozen=True, slots=True)
class Unmet:
    """The code of an order, its binding reason, and how many options fell to each."""

    order: str
    reason: Refusal
    counts: dict[Refusal, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal that obeys all rules, and what is to be said of it."""

    given: list[Given]
    unmet: list[Unmet]
    figures: Figures
    bound: int
    digest: str


def plan(
    task: Task,
    policy: Policy,
    seed: int = 1,
    *,
    pins: Collection[Given] = (),
    present: Collection[Given] = (),
    seconds: float = 8.0,
) -> Plan:
    """The best proposal for a task; what is pinned stays, what stands is moved only where much is gained."""
    from sciencepop.delivery.dispatch.solve import solve

    choice = build(task, policy)
    problem = replace(choice.problem, pins=_find(choice, pins), present=_find(choice, present))
    choice = replace(choice, problem=problem)
    solution = solve(problem, seed, seconds)
    broken = faults(problem, solution.proposal)
    if broken:
        raise AssertionError(f"the proposal breaks {len(broken)} rules, such as {broken[0]}")
    taken = [problem.options[at] for at in sorted(solution.proposal)]
    return Plan(
        [(problem.orders[option.order], option.item, option.slot) for option in taken],
        [Unmet(problem.orders[one.order], one.reason, one.counts) for one in explain(choice, solution.proposal)],
        figures(problem, solution.proposal, [order.item for order in task.orders]),
        solution.bound,
        problem.digest(),
    )


def _find(choice: Choice, wanted: Collection[Given]) -> Proposal:
    """The first option of each; what is no option any more is left out, and so is a second one of the same order."""
    found: dict[str, int] = {}
    for at, option in enumerate(choice.problem.options):
        order = choice.problem.orders[option.order]
        if (order, option.item, option.slot) in wanted:
            found.setdefault(order, at)
    return frozenset(found.values())
