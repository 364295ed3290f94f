"""The engine of recommendations against what can be counted by hand."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sciencepop.core.config import ROOT
from sciencepop.recommend.engine.catalogue import Catalogue
from sciencepop.recommend.engine.counts import count
from sciencepop.recommend.engine.explain import LEAST, explain, without
from sciencepop.recommend.engine.exposure import AIM, PROMISE, Ledger, gini, owed
from sciencepop.recommend.engine.features import FEATURES, NAMES, ROW, ROWS_OF, Reason
from sciencepop.recommend.engine.rank import recommend, scored
from sciencepop.recommend.engine.rerank import Kind, Rules, arrange
from sciencepop.recommend.engine.text import Rarity, grams, series_key
from sciencepop.recommend.engine.train import Lists, fit
from sciencepop.recommend.engine.weights import Refusal, Weights, refusal
from sciencepop.recommend.engine.world import Person, Sessions, Visits, World, slots
from tests.recommend.conftest import NOW, Small

NOBODY = Person()


def people(small: Small, many: int = 60) -> list[Person]:
    return [small.past.person(int(who), NOW) for who in small.anchor.people[:many]]


def test_every_feature_has_one_direction_and_one_reason() -> None:
    assert len(set(NAMES)) == len(FEATURES) == 32
    assert {feature.sign for feature in FEATURES} == {1, -1}
    assert sorted(row for rows in ROWS_OF.values() for row in rows) == list(range(len(FEATURES)))


def test_counters_are_those_of_a_world_counted_by_hand() -> None:
    """Two bases; three people. Base 0 was met by all, person 0 came to it twice; base 1 by person 0 alone."""
    texts = np.zeros((2, 256), np.float32)
    topics = np.eye(2, dtype=np.float32)
    world = World(np.array([0, 1]), texts, topics, np.zeros((2, 2)), np.array([-1, 0]))
    sessions = Sessions(np.array([0, 0, 1, 0]), np.array([1.4, 8.4, 9.4, 15.4]))
    cells = np.array([[0, 1], [0, -1], [-1, -1]])
    visits = Visits(np.array([0, 1, 2, 0, 0, 1]), np.array([0, 0, 0, 1, 2, 3]), cells)
    counts = count(world, sessions, visits, now=10.0)
    fade = [2 ** (-age / 90) for age in (8.6, 1.6, 0.6)]
    assert counts.base_sessions == pytest.approx([fade[0] + fade[1], fade[2]])
    assert counts.slot_sessions[0, slots(np.array([1.4]))[0]] == pytest.approx(fade[0] + fade[1])
    assert counts.returning[0] > counts.returning[1]
    everywhere = 3 * fade[0] / (fade[0] + fade[1] + fade[2])
    assert counts.newcomers[0] == pytest.approx((3 * fade[0] + 3 * everywhere) / (fade[0] + fade[1] + 3))
    assert counts.newcomers[1] == pytest.approx(3 * everywhere / (fade[2] + 3))
    assert counts.cell_people.tolist() == [[2, 1], [1, 1]]
    assert counts.first_seen.tolist() == [1.4, 9.4]
    assert counts.beside[0, 0] == 0 and counts.beside[1, 0] > 0
    later = count(world, sessions, visits, now=20.0)
    assert later.base_sessions[0] == pytest.approx(sum(2 ** (-age / 90) for age in (18.6, 11.6, 4.6)))


def test_a_new_base_starts_as_its_topic_does_and_a_small_cell_as_the_wider_one(small: Small) -> None:
    world, counts = small.catalogue.world, small.catalogue.counts
    grown = replace(
        world,
        base=np.r_[world.base, len(world.places)],
        texts=np.vstack([world.texts, world.texts[:1]]),
        topics=np.vstack([world.topics, world.topics[:1]]),
        places=np.vstack([world.places, world.places[:1]]),
        parents=np.r_[world.parents, 0],
    )
    cells = np.hstack([small.data.visits.cells, np.full((len(small.data.homes), 1), -1)])
    known = small.data.sessions.start[small.data.visits.session] < NOW
    visits = Visits(small.data.visits.who[known], small.data.visits.session[known], cells)
    found = count(grown, small.data.sessions, visits, NOW)
    assert found.base_sessions[-1] == 0
    assert found.base_size[-1] == pytest.approx(found.series_size[-1])
    assert 0 < found.base_size[-1] < counts.base_size.max()
    assert found.cell_base[-1] == pytest.approx(found.cell_base[0], abs=1e-5), (
        "nobody is in it: it is as the wider cell"
    )


def test_what_is_not_known_yet_changes_nothing(small: Small) -> None:
    """Visits of the fortnight itself, of this person and of everybody, do not change a single feature."""
    data = small.data
    world = small.catalogue.world
    counts = count(world, data.sessions, data.visits, NOW)
    catalogue = Catalogue(world, counts, small.catalogue.sessions, NOW)
    who = int(small.anchor.people[0])
    assert small.past.person(who, NOW + 14).series.size > small.past.person(who, NOW).series.size
    np.testing.assert_array_equal(
        catalogue.features(small.past.person(who, NOW + 14)), small.catalogue.features(small.past.person(who, NOW))
    )


def test_nothing_is_known_of_nobody(small: Small) -> None:
    rows = small.catalogue.features(NOBODY)
    for reason in set(Reason) - {Reason.CROWD, Reason.OFFER}:
        assert not rows[list(ROWS_OF[reason])].any(), reason
    assert rows[ROW["series_size"]].all()
    first = recommend(small.catalogue, small.weights, NOBODY, Ledger(small.catalogue.bases))
    assert first == recommend(small.catalogue, small.weights, Person(), Ledger(small.catalogue.bases))
    assert {why.reason for pick in first for why in pick.why} <= {Reason.CROWD}


def test_features_are_what_their_formulas_say(small: Small) -> None:
    catalogue, world = small.catalogue, small.catalogue.world
    person = max(people(small), key=lambda person: person.series.size)
    rows = catalogue.features(person)
    fade = 2 ** (-(NOW - person.start) / 90)
    came = world.base[person.series]
    for at in range(0, len(catalogue), 7):
        base, series = catalogue.base[at], catalogue.sessions.series[at]
        here = fade[came == base].sum()
        assert rows[ROW["base_ever"], at] == pytest.approx(np.log1p((came == base).sum()), abs=1e-5)
        assert rows[ROW["base_share"], at] == pytest.approx(here / (fade.sum() + 1), abs=1e-5)
        again = fade[person.series == series].sum()
        assert rows[ROW["series_visits"], at] == pytest.approx(np.log1p(again), abs=1e-5)
        alike = world.texts[person.series] @ world.texts[series]
        assert rows[ROW["text_best"], at] == pytest.approx(max(alike.max(), 0), abs=1e-5)
        km = np.hypot(*((np.array(person.home) - world.places[base]) * 111.2 * [1, np.cos(np.radians(31.03))]))
        assert rows[ROW["near"], at] == pytest.approx(1 / (1 + km / 5), rel=1e-2)


def test_a_declared_interest_lifts_its_topic_and_no_other(small: Small) -> None:
    rows = small.catalogue.features(Person(interests=(3,)))
    has = small.catalogue.topics[small.catalogue.kind, 3] == 1
    assert rows[ROW["topic_lift"], has].min() > 0 > rows[ROW["topic_lift"], ~has].max()


def test_a_reason_claims_exactly_what_the_score_would_lose_and_names_what_is_so(small: Small) -> None:
    catalogue, told = small.catalogue, 0
    for person in [*people(small), Person(interests=(1,)), Person(cells=(2,), home=(31.03, 121.22))]:
        rows, use = scored(catalogue, small.weights, person)
        best = np.argsort(-(use @ rows))[:10]
        for at, reasons in zip(best, explain(catalogue, person, rows, use, best), strict=True):
            for why in reasons:
                lost = use @ rows[:, at] - use @ without(rows, why.reason)[:, at]
                assert why.worth >= LEAST
                assert lost == pytest.approx(why.worth, abs=1e-4)
                told += 1
                if why.reason is Reason.BASE:
                    assert why.about == (catalogue.world.base[person.series] == catalogue.base[at]).sum()
                if why.reason is Reason.SERIES:
                    assert why.about == (person.series == catalogue.sessions.series[at]).sum()
                if why.reason is Reason.BESIDE:
                    assert why.about in catalogue.world.base[person.series] and why.about != catalogue.base[at]
                if why.reason is Reason.CELL:
                    assert catalogue.counts.cell_people[why.about, catalogue.base[at]] >= 10
    assert told > 300


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5), st.floats(0, 2), st.integers(0, 10))
def test_a_list_keeps_its_rules_whatever_the_scores(
    small: Small, seed: int, cap: int, boost: float, place: int
) -> None:
    random, catalogue = np.random.default_rng(seed), small.catalogue
    scores = random.normal(0, 2, len(catalogue)).astype(np.float32)
    standing = Ledger(catalogue.bases, random.random(catalogue.bases) ** 3).standing(catalogue.active)
    rules = Rules(cap=cap, boost=boost, reserved=(place, place + 3))
    places = arrange(catalogue, scores, standing, rules)
    listed = [place.at for place in places]
    assert len(listed) == len(set(listed)) == 10
    ordinary = [catalogue.base[place.at] for place in places if place.kind is Kind.MODEL]
    assert max(np.bincount(ordinary)) <= cap
    for rank, found in enumerate(places, start=1):
        if found.kind is Kind.RESERVED:
            better = scores >= np.sort(scores)[-int(len(scores) * rules.better)]
            may = better | (standing[catalogue.base] < PROMISE)
            assert rank in rules.reserved and may[found.at]
            among = np.setdiff1d(catalogue.base[may], catalogue.base[listed[: rank - 1]])
            assert standing[catalogue.base[found.at]] == standing[among].min() < AIM


def test_a_short_programme_gives_a_short_list_and_one_base_may_have_all_of_it(small: Small) -> None:
    world, counts, sessions = small.catalogue.world, small.catalogue.counts, small.catalogue.sessions
    person = people(small, 1)[0]
    busiest = np.argmax(np.bincount(small.catalogue.base))
    for chosen, size in ((np.flatnonzero(small.catalogue.base == busiest), 10), (np.arange(3), 3), (np.arange(0), 0)):
        part = Catalogue(world, counts, Sessions(sessions.series[chosen], sessions.start[chosen]), NOW)
        picks = recommend(part, small.weights, person, Ledger(part.bases))
        assert len({pick.at for pick in picks}) == len(picks) == min(size, len(chosen)), chosen


def test_every_base_gets_its_promise_after_some_lists(small: Small) -> None:
    """Without care some bases get nothing; with it, every one gets what is promised, but for a list or two."""
    catalogue = small.catalogue
    plain, fair = Ledger(catalogue.bases), Ledger(catalogue.bases)
    for person in 2 * people(small, 400):
        rows, use = scored(catalogue, small.weights, person)
        plain.show(catalogue.base[np.argsort(-(use @ rows))[:10]].tolist())
        fair.show([int(catalogue.base[pick.at]) for pick in recommend(catalogue, small.weights, person, fair)])
    assert plain.shares(catalogue.active).min() < 0.1
    assert fair.shares(catalogue.active).min() > PROMISE - 0.02
    assert gini(fair.shares(catalogue.active)) < gini(plain.shares(catalogue.active))


def test_a_ledger_counts_places_by_their_worth() -> None:
    ledger = Ledger(4)
    ledger.show([0, 1, 0])
    assert ledger.got.tolist() == pytest.approx([1.5, 1 / np.log2(3), 0, 0])
    standing = ledger.standing(np.array([0, 1, 2]))
    assert standing[3] == 1 and owed(standing)[3] == 0, "nothing to choose from, nothing owed"
    assert owed(standing)[2] == 1
    assert (gini(np.array([1, 1, 1])), gini(np.array([0, 0, 3]))) == (0, pytest.approx(2 / 3))


def test_weights_are_learned_with_their_signs_and_stand_the_check_by_finite_differences() -> None:
    """Lists made by known weights; one feature is made to speak against its sign and must end at zero."""
    random = np.random.default_rng(4)
    rows = random.normal(size=(600, 20, len(FEATURES))).astype(np.float32)
    wanted = np.zeros(len(FEATURES))
    wanted[[ROW["base_rate"], ROW["text_best"], ROW["siblings"]]] = 1.5, 1.0, -0.8
    wanted[ROW["near"]] = -1.0
    chosen = np.zeros((600, 20), np.float32)
    chosen[np.arange(600), (rows @ wanted + random.gumbel(size=(600, 20))).argmax(axis=1)] = 1
    lists = Lists(rows.reshape(-1, len(FEATURES)), chosen.ravel(), np.zeros(12_000, np.float32), np.arange(600) * 20)
    found = fit(lists, ridge=1.0)
    assert found[ROW["near"]] == 0
    assert all(weight * feature.sign >= 0 for weight, feature in zip(found, FEATURES, strict=True))
    for name in ("base_rate", "text_best", "siblings"):
        assert found[ROW[name]] == pytest.approx(wanted[ROW[name]], abs=0.25)
    free = [row for row in range(len(FEATURES)) if found[row]]
    for row in free[:6]:
        nudge = np.eye(len(FEATURES))[row] * 0.02
        assert (
            plain_loss(lists, found) <= min(plain_loss(lists, found + nudge), plain_loss(lists, found - nudge)) + 1e-4
        )


def test_an_example_may_stand_for_several() -> None:
    """The same weights come of a list in which sessions stand twice, and of one in which they stand for two."""
    random = np.random.default_rng(5)
    rows = random.normal(size=(80, 6, len(FEATURES))).astype(np.float32)
    chosen = np.eye(6, dtype=np.float32)[np.zeros(80, int)]
    twice, marks = np.concatenate([rows, rows[:, 3:]], axis=1), np.concatenate([chosen, chosen[:, 3:]], axis=1)
    long = Lists(twice.reshape(-1, len(FEATURES)), marks.ravel(), np.zeros(720, np.float32), np.arange(80) * 9)
    log_of = np.tile(np.log([1, 1, 1, 2, 2, 2]), 80).astype(np.float32)
    brief = Lists(rows.reshape(-1, len(FEATURES)), chosen.ravel(), log_of, np.arange(80) * 6)
    assert fit(brief) == pytest.approx(fit(long), abs=0.02)
    assert fit(brief).any()


def plain_loss(lists: Lists, weights: np.ndarray) -> float:
    scores = (lists.rows @ weights).reshape(-1, 20)
    likely = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    return float(-np.log((likely * lists.chosen.reshape(-1, 20)).sum(axis=1)).mean())


def test_weights_are_read_as_written_and_strangers_are_not(small: Small) -> None:
    text = small.weights.to_json()
    assert Weights.from_json(text).to_json() == text
    assert Weights.from_json((ROOT / "data" / "recommend_weights.json").read_text()).validation > 0.66
    wrong, unknown = json.loads(text), json.loads(text)
    wrong["stages"]["new"]["siblings"] = 0.1
    unknown["stages"]["some"]["shoe_size"] = 1.0
    for facts, word in ((wrong, "siblings has a weight of the wrong sign"), (unknown, "shoe_size")):
        with pytest.raises(ValueError, match=word):
            Weights.from_json(json.dumps(facts))


@pytest.mark.parametrize(
    ("lists", "new", "old", "crowd", "answer"),
    [
        (1000, 0.66, None, 0.08, None),
        (1000, 0.66, 0.665, 0.08, None),
        (1000, 0.66, 0.671, 0.08, Refusal.FELL),
        (199, 0.90, 0.5, 0.08, Refusal.FEW_LISTS),
        (1000, 0.08, None, 0.08, Refusal.BELOW_CROWD),
    ],
)
def test_new_weights_are_taken_when_they_are_not_worse(
    lists: int, new: float, old: float | None, crowd: float, answer: Refusal | None
) -> None:
    assert refusal(lists, new, old, crowd) is answer


def test_texts_are_alike_by_their_characters_in_both_languages() -> None:
    assert grams("望远镜") == {"望", "远", "镜", "望远", "远镜"}
    assert series_key("观星夜（第3期）") == series_key("观星夜（第12期）") != series_key("观鸟日（第3期）")
    titles = [
        "佘山观星夜：用望远镜看土星",
        "在佘山看星星",
        "智能手机防诈骗讲座",
        "Telescope night",
        "Night of telescopes",
        "",
    ]
    vectors = Rarity(titles).vectors(titles)
    alike = vectors @ vectors.T
    assert alike[0, 1] > alike[0, 2] + 0.1
    assert alike[3, 4] > alike[3, 2] + 0.2
    assert not vectors[5].any()


def test_the_week_has_28_parts() -> None:
    """Monday 09:00, Monday noon, Saturday 16:59, Sunday 21:00; day 0 is a Monday."""
    assert slots(np.array([9 / 24, 0.5, 5 + 16.98 / 24, 6 + 21 / 24])).tolist() == [0, 1, 21, 27]


def test_numpy_keeps_to_one_thread() -> None:
    """Its threads would wait for each other beside busy workers; it must be told before its first import."""
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
