"""The tight bound: the linear relaxation solved by HiGHS, in the background."""

from __future__ import annotations

from sciencepop.solvers.highs import relaxed_bound
from sciencepop.volunteers.roster.board import Board
from sciencepop.volunteers.roster.flow import value
from sciencepop.volunteers.roster.linear import RosterLinear
from sciencepop.volunteers.roster.problem import Problem


def linear_bound(problem: Problem, seconds: float = 300) -> int | None:
    """What no roster can exceed, pins included; None where time ran out."""
    board = Board(problem)
    bound = relaxed_bound(RosterLinear(board, board.possible()), seconds)
    return None if bound is None else bound + value(board)
