"""The problem in inequalities: one option an order, limits with their steps, and what happens at the same time."""

from __future__ import annotations

from collections.abc import Iterable

from sciencepop.delivery.dispatch.problem import Limit, Problem, Proposal, Resource
from sciencepop.solvers.linear import Linear

FIXED = -1
"""Stands where a column would: what is there anyway."""


class DispatchLinear(Linear):
    """The first columns are the options in question, `asked`, in their order."""

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        options, pins = problem.options, problem.pins
        pinned = {options[at].order for at in pins}
        self.asked = [at for at, option in enumerate(options) if option.order not in pinned]
        of_order: dict[int, list[int]] = {}
        of_limit: dict[int, list[int]] = {}
        of_resource: dict[int, list[int]] = {}
        for at in self.asked:
            option = options[at]
            column = self.column(option.worth + (problem.kept if at in problem.present else 0))
            of_order.setdefault(option.order, []).append(column)
            for limit in option.limits:
                of_limit.setdefault(limit, []).append(column)
            for resource in option.resources:
                of_resource.setdefault(resource, []).append(column)
        for columns in of_order.values():
            self.row(((column, 1) for column in columns), 1)
        for limit, columns in of_limit.items():
            orders = len({options[self.asked[column]].order for column in columns})
            self._limit(problem.limits[limit], columns, orders, sum(limit in options[at].limits for at in pins))
        for resource, columns in of_resource.items():
            self._share(problem, problem.resources[resource], resource, columns)

    def _limit(self, limit: Limit, columns: list[int], orders: int, pinned: int) -> None:
        room = max(0, limit.room - pinned)
        if orders > room:
            self.row(((column, 1) for column in columns), room)
        if limit.reach:
            steps = [self.column(limit.step(pinned + number)) for number in range(1, min(room, orders) + 1)]
            self.row([*((step, 1) for step in steps), *((column, -1) for column in columns)], 0)

    def _share(self, problem: Problem, resource: Resource, at: int, columns: list[int]) -> None:
        """Of what overlaps at some moment, what is fixed takes its part and the rest goes to the options."""
        fixed = [*resource.busy, *_spans_of(problem, problem.pins, at)]
        spans = [(start, end, FIXED) for start, end in fixed]
        for column in columns:
            option = problem.options[self.asked[column]]
            spans.append((option.start, option.end, column))
        for together in _at_once(spans):
            chosen = [column for column in together if column != FIXED]
            room = max(0, resource.room - (len(together) - len(chosen)))
            if len(chosen) > room:
                self.row(((column, 1) for column in chosen), room)


def _spans_of(problem: Problem, taken: Proposal, resource: int) -> Iterable[tuple[int, int]]:
    chosen = (problem.options[at] for at in sorted(taken))
    return ((option.start, option.end) for option in chosen if resource in option.resources)


def _at_once(spans: list[tuple[int, int, int]]) -> list[list[int]]:
    """For each moment at which one begins all that run then, but for what is part of another such set."""
    found: list[list[int]] = []
    running: list[tuple[int, int, int]] = []
    has_grown = False
    for span in sorted(spans):
        still = [other for other in running if other[1] > span[0]]
        if has_grown and len(still) < len(running):
            found.append([column for _start, _end, column in running])
        running, has_grown = [*still, span], True
    return [*found, [column for _start, _end, column in running]]
