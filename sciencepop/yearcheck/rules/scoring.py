"""What a year-file comes to: base points by weights, the experts' mean, the grade. Points are hundredths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sciencepop.yearcheck.rules.said import NOT_APPLICABLE, number_of


@dataclass(frozen=True)
class Band:
    """So many points for at least so much."""

    at_least: int
    points: int


@dataclass(frozen=True)
class Part:
    """What one figure brings: `points` of `most`; None where it does not apply."""

    figure: str
    points: int | None
    most: int


@dataclass(frozen=True)
class Limit:
    """A grade from so many points on."""

    slug: str
    at_least: int


def parts_of(said: Mapping[str, str], weights: Mapping[str, Sequence[Band]]) -> list[Part]:
    """Every weighed figure with its points. What is not filled in brings nothing; '-' is left out of the reckoning."""
    return [Part(figure, _points(said.get(figure, ""), bands), _most(bands)) for figure, bands in weights.items()]


def _most(bands: Sequence[Band]) -> int:
    return max(band.points for band in bands)


def _points(said: str, bands: Sequence[Band]) -> int | None:
    if said == NOT_APPLICABLE:
        return None
    number = number_of(said)
    if number is None:
        return 0
    return max((band.points for band in bands if number >= band.at_least), default=0)


def base_points(parts: Sequence[Part], full: int) -> int:
    """The points of all parts that apply, brought to `full` marks: hundredths, halves up."""
    counted = [part for part in parts if part.points is not None]
    most = sum(part.most for part in counted)
    if not most:
        return 0
    earned = sum(part.points or 0 for part in counted)
    return (2 * earned * full * 100 + most) // (2 * most)


def expert_points(totals: Sequence[int]) -> int:
    """The mean of the experts' totals, in hundredths, halves up; nothing where nobody scored."""
    return (2 * sum(totals) * 100 + len(totals)) // (2 * len(totals)) if totals else 0


def grade_of(total: int, limits: Sequence[Limit]) -> str:
    """The best grade whose limit the total (hundredths) reaches."""
    reached = [limit for limit in limits if total >= limit.at_least * 100]
    return max(reached or limits, key=lambda limit: limit.at_least if reached else -limit.at_least).slug
