"""How good a ranking is for the person, and how it treats the bases."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from sciencepop.recommend.engine.exposure import STARVED, Ledger, gini
from sciencepop.recommend.engine.world import Bools, Days, Floats, Ints

SIZE = 10
_DISCOUNT = 1 / np.log2(np.arange(2, SIZE + 2))


def ranks(scores: Floats, places: Ints, wanted: Ints) -> Ints:
    """The rank of each wanted session, from 1: its place in the list, or where its score puts it behind the list."""
    behind = np.maximum((scores[None, :] > scores[wanted][:, None]).sum(axis=1) + 1, len(places) + 1)
    rank_of = {place: rank for rank, place in enumerate(places.tolist(), start=1)}
    return np.array([rank_of.get(at, rank) for at, rank in zip(wanted.tolist(), behind.tolist(), strict=True)])


def ndcg(found: Ints) -> float:
    """Normalised discounted gain of the first ten, for the ranks of everything that was wanted."""
    return float(_DISCOUNT[found[found <= SIZE] - 1].sum() / _DISCOUNT[: min(SIZE, len(found))].sum())


@dataclass
class Answers:
    """What one method said: a row for each question, and the exposure it gave in each fortnight."""

    who: list[int] = field(default_factory=list)
    group: list[str] = field(default_factory=list)
    """new, one (interest), some, often"""
    ndcg: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    reciprocal: list[float] = field(default_factory=list)
    novel: list[float] = field(default_factory=list)
    """NDCG of the sessions at bases where the person never was; NaN where there was none"""
    fair: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, who: int, group: str, found: Ints, is_novel: Bools) -> None:
        self.who.append(who)
        self.group.append(group)
        self.ndcg.append(ndcg(found))
        self.recall.append(float((found <= SIZE).mean()))
        self.reciprocal.append(float(1 / found.min()))
        self.novel.append(ndcg(found[is_novel]) if is_novel.any() else float("nan"))

    def close(self, ledger: Ledger, active: Ints, shown: set[int], candidates: int) -> None:
        """A fortnight has ended: how the bases with sessions in it fared."""
        shares = ledger.shares(active)
        self.fair["coverage"].append(len(shown) / candidates)
        self.fair["gini"].append(gini(shares))
        self.fair["starved"].append(float((shares < STARVED).mean()))
        self.fair["zero"].append(float((shares == 0).mean()))
        self.fair["least"].append(float(shares.min()))

    def mean(self, what: str, *groups: str) -> float:
        values = np.array(getattr(self, what))[self._of(groups)]
        return float(np.nanmean(values)) if values.size and not np.isnan(values).all() else float("nan")

    def fairness(self, what: str) -> float:
        return float(np.mean(self.fair[what]))

    def interval(self, random: np.random.Generator, *groups: str, draws: int = 400) -> tuple[float, float]:
        """95 % of NDCG by bootstrap over people, since one person's fortnights are alike."""
        mine = self._of(groups)
        if not mine.any():
            return float("nan"), float("nan")
        people, at = np.unique(np.array(self.who)[mine], return_inverse=True)
        total = np.bincount(at, np.array(self.ndcg)[mine])
        many = np.bincount(at)
        means: Days = np.empty(draws)
        for draw in range(draws):
            drawn = random.integers(len(people), size=len(people))
            means[draw] = total[drawn].sum() / many[drawn].sum()
        low, high = np.quantile(means, [0.025, 0.975])
        return float(low), float(high)

    def _of(self, groups: tuple[str, ...]) -> Bools:
        return np.isin(np.array(self.group, dtype=object).astype(str), groups)
