"""What is tried out in lists, and what is said of it: coins, propensities, intervals; none needs a database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from sciencepop.recommend.engine.exposure import Ledger
from sciencepop.recommend.engine.features import FEATURES
from sciencepop.recommend.engine.rank import recommend
from sciencepop.recommend.engine.rerank import Kind, Place, Ranker, Rules, arrange
from sciencepop.recommend.engine.train import Lists, fit
from sciencepop.recommend.engine.trial import EXPLORED, Trial, coins, draft, explored, reserved_of
from sciencepop.recommend.engine.weights import Stage, Weights
from tests.recommend.conftest import NOW, Small

RULES = Rules(size=12, cap=4, single=True)


def two_lists(small: Small, seed: int) -> tuple[list[Place], list[Place]]:
    """By two random rankings that are somewhat alike, with places reserved for the same bases."""
    random, catalogue = np.random.default_rng(seed), small.catalogue
    one = random.normal(0, 2, len(catalogue)).astype(np.float32)
    two = (one + random.normal(0, 1, len(catalogue))).astype(np.float32)
    standing = Ledger(catalogue.bases, random.random(catalogue.bases) ** 3).standing(catalogue.active)
    used = arrange(catalogue, one, standing, RULES)
    return used, arrange(catalogue, two, standing, RULES, reserved_of(used))


def most_of_a_base(small: Small, places: list[Place]) -> int:
    return max(Counter(int(small.catalogue.base[place.at]) for place in places).values())


def tossed(bits: int) -> Iterator[bool]:
    return (bool(bits >> turn & 1) for turn in range(16))


@pytest.mark.parametrize("seed", range(60))
def test_a_drafted_list_is_fair_and_keeps_every_rule(small: Small, seed: int) -> None:
    """Turn every coin and change the sides: the same list comes out, each place with the other ranking. So both expect
    exactly the same share, and no ranking has an advantage but what it chooses."""
    catalogue, (used, tried) = small.catalogue, two_lists(small, seed)
    bits = int(np.random.default_rng(seed + 1000).integers(2**16))
    places = draft(catalogue, used, tried, RULES, lambda: tossed(bits))
    assert reserved_of(used) == reserved_of(tried) == reserved_of(places)
    assert len({int(catalogue.kind[place.at]) for place in places}) == len(places) == len(used)
    if most_of_a_base(small, used) <= RULES.cap:
        assert most_of_a_base(small, places) <= RULES.cap
    by = Counter(place.ranker for place in places if place.kind is Kind.MODEL)
    assert abs(by[Ranker.USED] - by[Ranker.TRIED]) <= 3

    other = {Ranker.USED: Ranker.TRIED, Ranker.TRIED: Ranker.USED, None: None}
    mirrored = draft(catalogue, tried, used, RULES, lambda: tossed(~bits & 0xFFFF))
    assert [(place.at, other[place.ranker]) for place in mirrored] == [(place.at, place.ranker) for place in places]


def test_the_seed_decides_the_coins_and_they_are_even() -> None:
    firsts = [next(coins(f"list {number}")) for number in range(4000)]
    assert abs(np.mean(firsts) - 0.5) < 4 * 0.5 / np.sqrt(4000)
    again = coins("list 7")
    assert [next(again) for _turn in range(6)] == [flip for flip, _turn in zip(coins("list 7"), range(6), strict=False)]


def test_chance_gets_its_share_of_the_late_places_evenly_and_says_how_likely_it_was(small: Small) -> None:
    catalogue, (used, _tried) = small.catalogue, two_lists(small, 3)
    spots = [rank for rank in EXPLORED if used[rank - 1].kind is Kind.MODEL]
    found, where, what = 0, Counter[int](), Counter[int]()
    for number in range(3000):
        places = explored(catalogue, used, RULES, f"list {number}", 0.3)
        assert len({int(catalogue.kind[place.at]) for place in places}) == len(places) == 12
        for rank, place in enumerate(places, start=1):
            if place.kind is Kind.EXPLORE:
                found, where[rank], what[place.at] = found + 1, where[rank] + 1, what[place.at] + 1
                assert place.propensity * place.among == pytest.approx(0.3 / len(spots)) and place.ranker is None
            else:
                likely = 1 - 0.3 / len(spots) if rank in spots else 1
                assert place.propensity == pytest.approx(likely) and place.at == used[rank - 1].at
    assert found == pytest.approx(900, abs=100) and sorted(where) == spots
    assert max(where.values()) - min(where.values()) < 0.2 * found and max(what.values()) < 4 * min(what.values())
    assert explored(catalogue, used, RULES, "x", 0.0) == used
    assert explored(catalogue, used[:7], RULES, "x", 1.0) == used[:7]


def test_without_a_trial_a_list_is_what_it_was_and_with_one_its_reasons_are_those_of_its_ranking(small: Small) -> None:
    person, ledger = small.past.person(int(small.anchor.people[0]), NOW), Ledger.equal(small.catalogue.bases)
    plain = recommend(small.catalogue, small.weights, person, ledger, RULES)
    assert recommend(small.catalogue, small.weights, person, ledger, RULES, trial=Trial("x")) == plain
    double = Weights({stage: small.weights.stages[stage] * 2 for stage in Stage}, 0.5, 1, "2026-10-10")
    both = recommend(small.catalogue, small.weights, person, ledger, RULES, trial=Trial("y", 0.0, double))
    assert {pick.ranker for pick in both} == {Ranker.USED, Ranker.TRIED}
    by_at = {pick.at: pick for pick in plain}
    same = [pick for pick in both if pick.at in by_at and pick.ranker is Ranker.TRIED and pick.why]
    assert same and all(pick.score == pytest.approx(2 * by_at[pick.at].score, rel=1e-4) for pick in same)


def test_lists_without_a_choice_teach_nothing_and_break_nothing() -> None:
    random = np.random.default_rng(6)
    rows = random.normal(size=(40, 3, len(FEATURES))).astype(np.float32)
    chosen = np.tile(np.array([1, 0, 0], np.float32), (40, 1))
    good = Lists(rows.reshape(120, -1), chosen.ravel(), np.zeros(120, np.float32), np.arange(40) * 3)
    extra = np.full((3, len(FEATURES)), 1e30, np.float32)
    mixed = Lists(
        np.concatenate([extra[:1], good.rows, extra[1:]]),
        np.r_[np.float32(1), good.chosen, np.float32([1, 1])],
        np.zeros(123, np.float32),
        np.r_[0, good.first + 1, 121],
    )
    with np.errstate(all="raise", under="ignore"):
        assert fit(mixed) == pytest.approx(fit(good))
        nothing = Lists(extra, np.ones(3, np.float32), np.zeros(3, np.float32), np.arange(3))
        assert not fit(nothing).any()
