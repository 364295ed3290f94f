"""Fit weights: what was chosen must stand above what was not, list by list, and no weight may have the wrong sign.

The loss is listwise: of a session attended and the ones drawn beside it, the attended one should be the likeliest
(softmax). Every list counts the same, whoever comes often. Newton's method with the signs as bounds needs about ten
steps, in numpy alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sciencepop.recommend.engine.features import FEATURES
from sciencepop.recommend.engine.world import Days, Floats, Ints

_SIGNS = np.array([feature.sign for feature in FEATURES], float)


@dataclass(frozen=True)
class Lists:
    """Rows one below the other, list by list; `first` says where each list begins."""

    rows: Floats
    """examples x features"""
    chosen: Floats
    """weight of each example: 1 attended, less for less, 0 not"""
    stands_for: Floats
    """log of how many sessions each example stands for, where only some of its kind were drawn"""
    first: Ints


def fit(lists: Lists, start: Days | None = None, *, ridge: float = 30.0, steps: int = 30) -> Days:
    """Weights by feature, every sign as FEATURES says; `ridge` keeps those small that matter little.

    Lists without a choice are left out: where all was attended, or nothing, there is nothing to tell apart.
    """
    lists = _with_choice(lists)
    if not len(lists.first):
        return np.zeros(len(FEATURES)) if start is None else start
    scale = _scale(lists.rows)
    weights = np.zeros(len(FEATURES)) if start is None else start * scale
    value = _loss(lists, weights, scale, ridge)
    for _step in range(steps):
        slope, curve = _slopes(lists, weights, scale, ridge)
        change = _bounded(slope, curve, weights) - weights
        length = 1.0
        while (lower := _loss(lists, weights + length * change, scale, ridge)) > value and length > 1e-3:
            length /= 2
        if value - lower < 1e-5:
            break  # a step that gains nothing is not taken
        weights, value = weights + length * change, lower
    return np.where(weights * _SIGNS > 0, weights, 0) / scale


def _with_choice(lists: Lists) -> Lists:
    if not len(lists.first):
        return lists
    sizes = np.diff(np.r_[lists.first, len(lists.chosen)])
    is_some = np.add.reduceat(lists.chosen, lists.first) > 0
    good = is_some & (np.minimum.reduceat(lists.chosen, lists.first) == 0)
    if good.all():
        return lists
    kept = np.repeat(good, sizes)
    first = np.r_[0, np.cumsum(sizes[good])[:-1]].astype(np.int64) if good.any() else np.empty(0, np.int64)
    return Lists(lists.rows[kept], lists.chosen[kept], lists.stands_for[kept], first)


def _scale(rows: Floats) -> Days:
    """The spread of each feature; weights are fitted as if all were the same, so that `ridge` treats them alike."""
    mean = rows.mean(axis=0, dtype=float)
    spread = np.sqrt(np.maximum(np.einsum("ij,ij->j", rows, rows) / len(rows) - mean**2, 0))
    return np.where(spread < 1e-4, 1.0, spread)


def _bounded(slope: Days, curve: Days, weights: Days) -> Days:
    """Where the quadratic approximation is least among weights of the right signs: one coordinate after the other."""
    found = weights.copy()
    for _round in range(200):
        before = found.copy()
        for at in range(len(found)):
            pull = slope[at] + curve[at] @ (found - weights)
            moved = found[at] - pull / curve[at, at]
            found[at] = moved if moved * _SIGNS[at] > 0 else 0.0
        if np.abs(found - before).max() < 1e-6:
            break
    return found


def _likely(lists: Lists, weights: Days) -> tuple[Floats, Ints]:
    """How likely each example is within its list, and the lists' sizes."""
    scores = lists.rows @ weights.astype(np.float32) + lists.stands_for
    sizes = np.diff(np.r_[lists.first, len(scores)])
    lifted = np.exp(scores - np.repeat(np.maximum.reduceat(scores, lists.first), sizes))
    return lifted / np.repeat(np.add.reduceat(lifted, lists.first), sizes), sizes


def _marks(lists: Lists, sizes: Ints) -> Floats:
    marks: Floats = lists.chosen / np.repeat(np.add.reduceat(lists.chosen, lists.first), sizes)
    return marks


def _loss(lists: Lists, weights: Days, scale: Days, ridge: float) -> float:
    """Mean loss of a list."""
    share, sizes = _likely(lists, weights / scale)
    lost = -_marks(lists, sizes) @ np.log(np.maximum(share, 1e-30))
    return float(lost + ridge * weights @ weights) / len(lists.first)


def _slopes(lists: Lists, weights: Days, scale: Days, ridge: float) -> tuple[Days, Days]:
    """First and second derivatives of the loss."""
    share, sizes = _likely(lists, weights / scale)
    many = len(lists.first)
    weighed = lists.rows * share[:, None]
    means = np.add.reduceat(weighed, lists.first)
    slope = (means.sum(axis=0, dtype=float) - _marks(lists, sizes) @ lists.rows) / scale
    curve = (lists.rows.T @ weighed - means.T @ means) / np.outer(scale, scale)
    return (slope + 2 * ridge * weights) / many, curve / many + np.eye(len(weights)) * (2 * ridge / many + 1e-9)
