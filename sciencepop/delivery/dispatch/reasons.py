"""Why an order is not met, and what would have to give way.

An order without any option fell to what its place, its group or its times are like. For all others something is used
up for each option; the binding reason is what alone keeps most options back, since there is most to gain.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sciencepop.delivery.dispatch.board import Board, Obstacle
from sciencepop.delivery.dispatch.options import Choice
from sciencepop.delivery.dispatch.problem import Proposal, Scarce
from sciencepop.delivery.rules.refusals import Refusal

USED_UP = {
    Scarce.TOWN: Refusal.QUOTA_USED,
    Scarce.ITEM: Refusal.CAPACITY_USED,
    Scarce.ORDERER: Refusal.SAME_ORDER,
}


@dataclass(frozen=True, slots=True)
class Unmet:
    """An order (by place), its binding reason, and how many options fell to each."""

    order: int
    reason: Refusal
    counts: dict[Refusal, int]


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
            counts = choice.unfit[order]
            found.append(Unmet(order, max(counts, key=lambda why: (counts[why], why)), dict(counts)))
    return found


def _blocked(board: Board, order: int, by_option: list[list[Obstacle]]) -> Unmet:
    alone = Counter(_name(board, obstacles[0]) for obstacles in by_option if len(obstacles) == 1)
    every = Counter(_name(board, obstacle) for obstacles in by_option for obstacle in obstacles)
    most = alone or every
    return Unmet(order, max(most, key=lambda why: (most[why], why)), dict(every))


def _name(board: Board, obstacle: Obstacle) -> Refusal:
    return Refusal.LECTURER_BUSY if obstacle.is_busy else USED_UP[board.problem.limits[obstacle.at].kind]
