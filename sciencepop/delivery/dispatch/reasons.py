"""Why an order is not met, and what would have to give way.

An order without any option fell to what its place, its group or its times are like. For all others something is used
up for each option; the binding reason is what alone keeps most options back, since there is most to gain.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sciencepop.delivery.dispatch.board import Board, Obstacle
from sciencepop.delivery.dispatch.options import Choice, Unfit
from sciencepop.delivery.dispatch.problem import Proposal, Scarce

BUSY = "busy"
Reason = Unfit | Scarce | str
"""`busy`: whoever could come has something else at these times."""


@dataclass(frozen=True, slots=True)
class Unmet:
    """An order (by place), its binding reason, how many options fell to each, and the limit that would free it."""

    order: int
    reason: Reason
    counts: dict[Reason, int]
    limit: int | None = None


def explain(choice: Choice, proposal: Proposal) -> list[Unmet]:
    """All orders without an option in the proposal, in the order of the problem."""
    problem = choice.problem
    board = Board(problem, proposal)
    of_order: dict[int, list[int]] = {}
    for at, option in enumerate(problem.options):
        of_order.setdefault(option.order, []).append(at)
    found = []
    for order in range(len(problem.orders)):
        if order in board.met:
            continue
        if order in of_order:
            found.append(_blocked(board, order, [list(board.obstacles(at)) for at in of_order[order]]))
        else:
            counts: Counter[Reason] = Counter()
            counts.update(choice.unfit[order])
            found.append(Unmet(order, _most(counts), dict(counts)))
    return found


def _blocked(board: Board, order: int, by_option: list[list[Obstacle]]) -> Unmet:
    alone = Counter(obstacles[0] for obstacles in by_option if len(obstacles) == 1)
    every = Counter(obstacle for obstacles in by_option for obstacle in obstacles)
    binding = max(alone or every, key=lambda obstacle: ((alone or every)[obstacle], -obstacle.at))
    counts: Counter[Reason] = Counter()
    for obstacles in by_option:
        counts.update({_name(board, obstacle) for obstacle in obstacles})
    return Unmet(order, _name(board, binding), dict(counts), None if binding.is_busy else binding.at)


def _name(board: Board, obstacle: Obstacle) -> Reason:
    return BUSY if obstacle.is_busy else board.problem.limits[obstacle.at].kind


def _most(counts: Counter[Reason]) -> Reason:
    """The reason that comes latest in the order of asking has most to gain; there is always one."""
    return max(counts, key=lambda reason: (counts[reason], str(reason)))
