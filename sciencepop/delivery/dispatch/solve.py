"""From a problem to a proposal and its bound, by HiGHS, in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass

from sciencepop.delivery.dispatch.board import Board
from sciencepop.delivery.dispatch.evaluate import worth
from sciencepop.delivery.dispatch.inequalities import DispatchLinear
from sciencepop.delivery.dispatch.problem import Problem, Proposal
from sciencepop.solvers.highs import solve_whole


@dataclass(frozen=True, slots=True)
class Solution:
    """`bound` is what no proposal can exceed, by the prices of the relaxation or by the search."""

    proposal: Proposal
    objective: int
    bound: int

    @property
    def gap(self) -> float:
        """The share of the bound that the proposal may be away from the best."""
        return (self.bound - self.objective) / self.bound if self.bound > 0 else 0.0


def solve(problem: Problem, seed: int = 1, seconds: float = 8.0) -> Solution:
    """The best proposal that the seconds allow; whatever still fits afterwards is taken, so nothing stays unused."""
    linear = DispatchLinear(problem)
    answer = solve_whole(linear, seconds, seed)
    chosen = [at for at, value in zip(linear.asked, answer.values or (), strict=False) if value]
    board = Board(problem, frozenset(chosen))
    board.fill()
    proposal = frozenset(board.taken)
    bound = sum(linear.gains) if answer.bound is None else answer.bound
    return Solution(proposal, worth(problem, proposal), bound + worth(problem, problem.pins))
