"""HiGHS: the tight bound of a problem by its linear relaxation, and its best whole-numbered answer."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, isfinite

import highspy
import numpy as np

from sciencepop.solvers.linear import Linear


@dataclass(frozen=True, slots=True)
class Answer:
    """The value of each column, and what no answer can exceed; None for what could not be found in time."""

    values: list[int] | None
    bound: int | None


def relaxed_bound(linear: Linear, seconds: float = 300) -> int | None:
    """What no answer can exceed; None where time ran out."""
    return _relax(linear, _solver(linear, seconds)).bound if linear.gains else 0


def solve_whole(linear: Linear, seconds: float, seed: int = 1, gap: float = 1e-4) -> Answer:
    """The best answer in whole numbers, within `gap` of it or as far as the seconds reach.

    Where the best answer in fractions has none, it is the one. The same problem and seed give the same answer as long
    as the seconds suffice.
    """
    if not linear.gains:
        return Answer([], 0)
    relaxed = _relax(linear, _solver(linear, seconds))
    if relaxed.values is not None:
        return relaxed
    solver = _solver(linear, seconds)
    solver.setOptionValue("random_seed", seed)
    solver.setOptionValue("mip_rel_gap", gap)
    every = len(linear.gains)
    whole = np.full(every, int(highspy.HighsVarType.kInteger), dtype=np.uint8)
    solver.changeColsIntegrality(every, np.arange(every, dtype=np.int32), whole)
    solver.run()
    solution, searched = solver.getSolution(), solver.getInfo().mip_dual_bound
    bounds = [relaxed.bound, ceil(-searched - 1e-6) if isfinite(searched) else None]
    return Answer(
        [round(value) for value in solution.col_value] if solution.value_valid else None,
        min((bound for bound in bounds if bound is not None), default=None),
    )


def _relax(linear: Linear, solver: highspy.Highs) -> Answer:
    """The answer in fractions: its values only where they are whole."""
    solver.setOptionValue("solver", "simplex")
    solver.run()
    solution = solver.getSolution()
    if not solution.dual_valid:
        return Answer(None, None)
    values = np.array(solution.col_value)
    is_whole = bool(np.all(np.abs(values - np.rint(values)) < 1e-6))
    bound = ceil(_proved(linear, np.array(solution.row_dual)) - 1e-6)
    return Answer([round(value) for value in values] if is_whole else None, bound)


def _solver(linear: Linear, seconds: float) -> highspy.Highs:
    solver = highspy.Highs()
    solver.silent()
    # The first run of a process says with how many threads all later ones work; another number is an error.
    solver.setOptionValue("threads", 1)
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
