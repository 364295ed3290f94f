"""The tight bound: the linear relaxation solved by HiGHS, in the background."""

from __future__ import annotations

from math import ceil

import highspy
import numpy as np

from sciencepop.volunteers.roster.board import Board
from sciencepop.volunteers.roster.flow import value
from sciencepop.volunteers.roster.linear import Linear
from sciencepop.volunteers.roster.problem import Problem


def linear_bound(problem: Problem, seconds: float = 300) -> int | None:
    """What no roster can exceed, pins included; None where time ran out."""
    board = Board(problem)
    linear = Linear(board, board.possible())
    if not linear.gains:
        return value(board)
    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("time_limit", seconds)
    solver.setOptionValue("solver", "simplex")
    solver.passModel(_model(linear))
    solver.run()
    solution = solver.getSolution()
    return ceil(_proved(linear, np.array(solution.row_dual)) - 1e-6) + value(board) if solution.dual_valid else None


def _proved(linear: Linear, duals: np.ndarray) -> float:
    """The bound that these prices of the rows prove, whatever the solver's own tolerance."""
    prices = np.maximum(-duals, 0.0)
    matrix_rows = np.repeat(np.arange(len(linear.rooms)), np.diff(linear.starts))
    charged = np.bincount(
        linear.columns, weights=np.array(linear.factors) * prices[matrix_rows], minlength=len(linear.gains)
    )
    left = np.maximum(np.array(linear.gains) - charged, 0.0) * np.array(linear.tops)
    return float(prices @ np.array(linear.rooms) + left.sum())


def _model(linear: Linear) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(linear.gains), len(linear.rooms)
    model.col_cost_ = -np.array(linear.gains)
    model.col_lower_, model.col_upper_ = np.zeros(len(linear.gains)), np.array(linear.tops)
    model.row_lower_, model.row_upper_ = np.full(len(linear.rooms), -highspy.kHighsInf), np.array(linear.rooms)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.array(linear.starts)
    model.a_matrix_.index_ = np.array(linear.columns)
    model.a_matrix_.value_ = np.array(linear.factors)
    return model
