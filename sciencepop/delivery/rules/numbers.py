"""Quotas after absences, and which items and suppliers the officers should look at."""

from __future__ import annotations

from collections.abc import Sequence

from sciencepop.delivery.rules.policy import Policy


def lowered(most: int, absences: int, policy: Policy) -> int:
    """What is left of a quota or a capacity: one less for every `absences_lower` absences of the quarter before."""
    return max(0, most - absences // policy.absences_lower)


def is_weak_item(ordered: int, capacity: int, policy: Policy) -> bool:
    """Whether an item is so little ordered in a quarter that its supplier should revise it."""
    return capacity > 0 and ordered * 100 < policy.weak_percent * capacity


def mean(scores: Sequence[int]) -> float | None:
    """Of evaluations that were really made; silence is no score."""
    return sum(scores) / len(scores) if scores else None


def is_weak_supplier(scores: Sequence[int], policy: Policy) -> bool:
    """Whether a supplier's evaluations call for a review: too low over enough orders."""
    found = mean(scores)
    return found is not None and len(scores) >= policy.weak_orders and found < policy.weak_score
