"""The door of the engine, to be called in a process of its own (`solvers.apart`), which then holds the solvers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sciencepop.volunteers.roster.evaluate import Figures, faults, figures
from sciencepop.volunteers.roster.problem import Problem, Roster
from sciencepop.volunteers.roster.reasons import Unfilled, explain


@dataclass(frozen=True, slots=True)
class Plan:
    """A roster that obeys all rules, and what is to be said of it."""

    roster: Roster
    figures: Figures
    bound: int
    unfilled: list[Unfilled]


def plan(problem: Problem, seed: int, most_moved: int) -> Plan:
    """The best roster found. Whoever has a seat keeps it, but for so many people as may be moved."""
    from sciencepop.volunteers.roster.repair import repair
    from sciencepop.volunteers.roster.solve import bound_of, solve

    kept = replace(problem, pins=problem.pins | problem.present)
    solution = solve(kept, seed)
    roster, bound = solution.roster, solution.bound
    if most_moved:
        roster, bound = repair(problem, most_moved, start=roster, seed=seed), bound_of(problem)
    broken = faults(problem if most_moved else kept, roster)
    if broken:
        raise AssertionError(f"the roster breaks {len(broken)} rules, such as {broken[0]}")
    return Plan(roster, figures(problem, roster), bound, explain(problem, roster))


def prove(problem: Problem, *, keeps_all: bool) -> int | None:
    """A tighter bound of the same; None where it took too long."""
    from sciencepop.volunteers.roster.lp import linear_bound

    return linear_bound(replace(problem, pins=problem.pins | problem.present) if keeps_all else problem)
