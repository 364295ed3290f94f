"""HiGHS: the tight bound of a problem by its linear relaxation, and its best whole-numbered answer."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import highspy
import numpy as np

from sciencepop.solvers.linear import Linear


@dataclass(frozen=True, slots=True)
class Answer:
    """The value of each column, and what no answer can exceed as far as the solver knows."""

    values: list[int]
    bound: int


def relaxed_bound(linear: Linear, seconds: float = 300) -> int | None:
    """What no answer can exceed; None where time ran out."""
    if not linear.gains:
        return 0
    solver = _solver(linear, seconds)
    solver.setOptionValue("solver", "simplex")
    solver.run()
    solution = solver.getSolution()
    return ceil(_proved(linear, np.array(solution.row_dual)) - 1e-6) if solution.dual_valid else None


def solve_whole(linear: Linear, seconds: float, seed: int = 1, gap: float = 1e-4) -> Answer | None:
    """The best answer in whole numbers, within `gap` of it or as far as the seconds reach; None where there is none.

    The same problem and seed give the same answer as long as the seconds suffice.
    """
    if not linear.gains:
        return Answer([], 0)
    solver = _solver(linear, seconds)
    solver.setOptionValue("random_seed", seed)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_rel_gap", gap)
    solver.changeColsIntegrality(
        len(linear.gains),
        np.arange(len(linear.gains), dtype=np.int32),
        np.full(len(linear.gains), int(highspy.HighsVarType.kInteger), dtype=np.uint8),
    )
    solver.run()
    info, solution = solver.getInfo(), solver.getSolution()
    if not solution.value_valid:
        return None
    return Answer([round(value) for value in solution.col_value], ceil(-info.mip_dual_bound - 1e-6))


def _solver(linear: Linear, seconds: float) -> highspy.Highs:
    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("time_limit", seconds)
    solver.passModel(_model(linear))
    return solver


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
