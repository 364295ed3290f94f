"""A proposal in the making, which answers what stands in the way of an option."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sciencepop.delivery.dispatch.problem import Problem, Proposal, Span


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A limit that is used up, or (`is_busy`) a resource that has something else then; by place in its list."""

    at: int
    is_busy: bool


class Board:
    """Starts with a proposal, the pins included, whatever rule these break."""

    def __init__(self, problem: Problem, proposal: Proposal) -> None:
        self.problem = problem
        self.taken: set[int] = set()
        self.met: set[int] = set()
        self.used = [0] * len(problem.limits)
        self.spans: list[list[Span]] = [list(resource.busy) for resource in problem.resources]
        for at in sorted(proposal | problem.pins):
            self.add(at)

    def add(self, at: int) -> None:
        option = self.problem.options[at]
        self.taken.add(at)
        self.met.add(option.order)
        for limit in option.limits:
            self.used[limit] += 1
        for resource in option.resources:
            self.spans[resource].append((option.start, option.end))

    def obstacles(self, at: int) -> Iterator[Obstacle]:
        """All that stands in the way of an option whose order is not met."""
        option = self.problem.options[at]
        for limit in option.limits:
            if self.used[limit] >= self.problem.limits[limit].room:
                yield Obstacle(limit, is_busy=False)
        for resource in option.resources:
            most = _most_at_once(self.spans[resource], option.start, option.end)
            if most >= self.problem.resources[resource].room:
                yield Obstacle(resource, is_busy=True)

    def fill(self) -> None:
        """Take whatever still fits, the most worth first."""
        options = self.problem.options
        for at in sorted(range(len(options)), key=lambda at: (-options[at].worth, at)):
            if options[at].order not in self.met and not any(True for _obstacle in self.obstacles(at)):
                self.add(at)


def _most_at_once(spans: list[Span], start: int, end: int) -> int:
    """How many of the spans run at the same moment between start and end, at most."""
    inside = [(max(one, start), two) for one, two in spans if one < end and start < two]
    return max((sum(one <= moment < two for one, two in inside) for moment, _end in inside), default=0)
