"""Checks a proposal rule by rule, in the plainest way, and adds up what it is worth."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from sciencepop.delivery.dispatch.problem import Problem, Proposal, Scarce


class Rule(StrEnum):
    """What a proposal may not break."""

    ONE_OPTION = "one_option"
    LIMIT = "limit"
    SAME_TIME = "same_time"
    PIN = "pin"


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken rule, and the order, limit, resource or pinned option that it is about, by its place in its list."""

    rule: Rule
    at: int


@dataclass(frozen=True, slots=True)
class Figures:
    """`met` orders of `asked`; `gini` of the share that each town gets of what it asks for: 0 is the same for all."""

    asked: int
    met: int
    as_ordered: int
    first_slot: int
    towns_reached: int
    gini: float
    objective: int


def faults(problem: Problem, proposal: Proposal) -> list[Fault]:
    """All broken rules. What the pins alone overdraw is not the proposal's fault."""
    taken = [problem.options[at] for at in sorted(proposal)]
    found = [Fault(Rule.PIN, at) for at in sorted(problem.pins - proposal)]
    by_order = Counter(option.order for option in taken)
    found += [Fault(Rule.ONE_OPTION, order) for order, number in by_order.items() if number > 1]
    pinned = [problem.options[at] for at in sorted(problem.pins)]
    for at, limit in enumerate(problem.limits):
        used = sum(at in option.limits for option in taken)
        if used > max(limit.room, sum(at in option.limits for option in pinned)):
            found.append(Fault(Rule.LIMIT, at))
    for at, resource in enumerate(problem.resources):
        mine = [(option.start, option.end) for option in taken if at in option.resources]
        fixed = [(option.start, option.end) for option in pinned if at in option.resources]
        for moment, _end in [*mine, *resource.busy]:
            busy = sum(start <= moment < end for start, end in resource.busy)
            served = sum(start <= moment < end for start, end in mine)
            unmoved = sum(start <= moment < end for start, end in fixed)
            if served > unmoved and busy + served > resource.room:
                found.append(Fault(Rule.SAME_TIME, at))
                break
    return found


def worth(problem: Problem, proposal: Proposal) -> int:
    """The objective: options, the steps of limits, what is kept."""
    total = 0
    used: Counter[int] = Counter()
    for at in proposal:
        option = problem.options[at]
        total += option.worth
        used.update(option.limits)
    for limit, number in used.items():
        scarce = problem.limits[limit]
        total += sum(scarce.reach // (scarce.before + count) for count in range(1, number + 1))
    return total + problem.kept * len(proposal & problem.present)


def figures(problem: Problem, proposal: Proposal, ordered: list[str]) -> Figures:
    """What the officer is shown; `ordered` is the item that each order named."""
    taken = [problem.options[at] for at in proposal]
    town_of = {
        option.order: limit
        for option in problem.options
        for limit in option.limits
        if problem.limits[limit].kind is Scarce.TOWN
    }
    asked = Counter(town_of.values())
    met = Counter(town_of[option.order] for option in taken)
    return Figures(
        asked=len(problem.orders),
        met=len(taken),
        as_ordered=sum(option.item == ordered[option.order] for option in taken),
        first_slot=sum(option.slot == 0 for option in taken),
        towns_reached=len(met),
        gini=gini([met[town] / number for town, number in sorted(asked.items())]),
        objective=worth(problem, proposal),
    )


def gini(shares: list[float]) -> float:
    """0 where all have the same, near 1 where one has everything."""
    ordered, total = sorted(shares), sum(shares)
    if not total:
        return 0.0
    weighted = sum(number * share for number, share in enumerate(ordered, 1))
    return 2 * weighted / (len(ordered) * total) - (len(ordered) + 1) / len(ordered)
