"""How well questions were answered whose answers are known, and how alike two databases answered the same ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

LOOKED_AT, COMPARED = 3, 10


@dataclass(frozen=True)
class Answer:
    """Everything that was found, the best first, each as its kind and number; and the titles of the first few."""

    found: Sequence[str]
    first: Sequence[str]

    def has(self, wanted: str) -> bool:
        """Whether one of these titles, with | between them, is among the first."""
        return any(one in title for one in wanted.split("|") for title in self.first)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Likeness:
    """Of so many questions, how many have the same first thing and the same set of things; the least and the mean of
    what the first ten share; and the questions whose lists are not the same from end to end."""

    questions: int
    same_first: int
    same_set: int
    least_shared: float
    mean_shared: float
    different: Sequence[str]


def compare(one: Mapping[str, Answer], other: Mapping[str, Answer]) -> Likeness:
    """The answers of two databases to the same questions. KeyError where one was not asked of both."""
    pairs = [(text, one[text].found, other[text].found) for text in dict.fromkeys([*one, *other])]
    shared = [_shared(mine[:COMPARED], theirs[:COMPARED]) for _text, mine, theirs in pairs]
    return Likeness(
        questions=len(pairs),
        same_first=sum(mine[:1] == theirs[:1] for _text, mine, theirs in pairs),
        same_set=sum(set(mine) == set(theirs) for _text, mine, theirs in pairs),
        least_shared=min(shared, default=1.0),
        mean_shared=sum(shared) / len(shared) if shared else 1.0,
        different=[text for text, mine, theirs in pairs if list(mine) != list(theirs)],
    )


def _shared(mine: Sequence[str], theirs: Sequence[str]) -> float:
    longest = max(len(mine), len(theirs))
    return len({*mine} & {*theirs}) / longest if longest else 1.0
