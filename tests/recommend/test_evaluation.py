"""How the recommender is judged: the data's format, the split by time, the measures, the commands."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from sciencepop.recommend.cli import recommend_cli
from sciencepop.recommend.engine.catalogue import Catalogue
from sciencepop.recommend.engine.counts import count
from sciencepop.recommend.engine.weights import Stage, Weights, of_stages
from sciencepop.recommend.engine.world import Person
from sciencepop.recommend.evaluation.evaluate import METHODS, leak
from sciencepop.recommend.evaluation.measures import Answers, ndcg, ranks
from sciencepop.recommend.evaluation.meetup import day_of, read
from sciencepop.recommend.evaluation.protocol import FORTNIGHT, Anchor, History, Span
from sciencepop.recommend.evaluation.trainer import Trainer
from sciencepop.recommend.generator import Scale, generate, write
from tests.recommend.conftest import NOW, Small

FILES = {
    "groups": "group,name,category,num_members\nA,Stars,Sky,3\nB,Bees,Land,2\n",
    "events": (
        "event,group,start,title\n"
        '7,B,2026-03-03 10:00,"Bees, and honey"\n'
        "5,A,2026-03-02 20:30,Night 1\n6,A,2026-03-09 20:30,Night 2\n9,gone,2026-03-09 20:30,?\n"
    ),
    "members": "user,city,lat,lon\n11,佘山,31.10,121.19\n12,,,\n",
    "rsvps": "user,event\n11,5\n11,5\n11,6\n12,7\n13,6\n11,9\n",
}


def test_a_folder_is_read_as_it_is_packed_or_not(tmp_path: Path) -> None:
    """Events come in the order of time, numbered titles are one series, twice is once, and strangers are people."""
    for name, text in FILES.items():
        (tmp_path / f"{name}.csv.gz").write_bytes(gzip.compress(text.encode()))
    (tmp_path / "rsvps.csv").write_text(FILES["rsvps"])
    data = read(tmp_path)
    assert data.sessions.series.tolist() == [0, 1, 0]
    assert data.base.tolist() == [0, 1]
    assert data.sessions.start[1] - data.sessions.start[0] == pytest.approx(13.5 / 24)
    assert day_of("2026-03-02 00:00") % 7 == 0, "a Monday"
    pairs = sorted(zip(data.visits.who.tolist(), data.visits.session.tolist(), strict=True))
    assert pairs == [(0, 0), (0, 2), (1, 1), (2, 2)]
    assert np.isnan(data.homes[:, 0]).tolist() == [False, True, True]
    assert data.visits.cells[:, 0].tolist() == [0, -1, -1]


def test_measures_are_those_worked_out_by_hand() -> None:
    scores = np.array([5, 4, 3, 2, 1], np.float32)
    found = ranks(scores, np.array([3, 0]), np.array([0, 3, 4]))
    assert found.tolist() == [2, 1, 5]
    assert ranks(scores, np.array([3, 4]), np.array([0])).tolist() == [3], "what the list left out stands behind it"
    gains = 1 + 1 / np.log2(3) + 1 / np.log2(6)
    assert ndcg(found) == pytest.approx(gains / (1 + 1 / np.log2(3) + 1 / np.log2(4)))
    assert ndcg(np.array([11])) == 0
    answers = Answers()
    answers.add(1, "some", np.array([1, 12]), np.array([False, True]))
    answers.add(2, "new", np.array([2]), np.array([False]))
    assert (answers.mean("recall", "some"), answers.mean("reciprocal", "new")) == (0.5, 0.5)
    assert answers.mean("novel", "some", "new") == 0
    low, high = answers.interval(np.random.default_rng(0), "some", "new")
    assert low <= answers.mean("ndcg", "some", "new") <= high


def test_training_sees_only_fortnights_that_had_ended(small: Small) -> None:
    asked: list[float] = []

    class Watched(History):
        def anchor(self, at: float) -> Anchor:
            asked.append(at)
            return super().anchor(at)

    trainer = Trainer(Watched(small.data, 168.0), 281.0, np.random.default_rng(1))
    stages, lists = trainer.stages(NOW)
    assert asked == [NOW - FORTNIGHT, NOW - 2 * FORTNIGHT, NOW - 3 * FORTNIGHT]
    assert lists > 50 and set(stages) == set(Stage)
    with pytest.raises(LookupError):
        trainer.stages(281.0)


class Careless(History):
    """Knows at the beginning of a fortnight who came in it."""

    def person(self, who: int, until: float, interests: tuple[int, ...] = ()) -> Person:
        return super().person(who, until + FORTNIGHT, interests)

    def anchor(self, at: float) -> Anchor:
        anchor, data = super().anchor(at), self.data
        late = at + FORTNIGHT
        counts = count(anchor.catalogue.world, data.sessions, data.visits, late)
        return replace(anchor, catalogue=Catalogue(anchor.catalogue.world, counts, anchor.catalogue.sessions, late))


def test_permuted_labels_find_a_leak_and_only_a_leak(small: Small) -> None:
    stages, _lists = Trainer(small.past, 280.0, np.random.default_rng(1)).stages(NOW)
    weights = Weights(stages, 0, 0, "")
    honest, allowed = leak(History, small.data, NOW, weights, np.random.default_rng(2))
    careless, still_allowed = leak(Careless, small.data, NOW, weights, np.random.default_rng(2))
    assert honest <= allowed
    assert careless > still_allowed


def test_the_commands_judge_and_train_on_an_invented_folder(tmp_path: Path) -> None:
    write(generate(Scale(people=250, series=40, sessions=600)), tmp_path / "made")
    run = CliRunner()
    arguments = ["--data", str(tmp_path / "made")]
    begin, end = "2001-11-19", "2001-12-03"
    told = run.invoke(recommend_cli, ["evaluate", *arguments, "--from", begin, "--fortnights", "1"]).output
    rows = {line.split()[0]: line.split() for line in told.splitlines() if line}
    assert tuple(rows)[1 : len(METHODS) + 1] == METHODS
    assert len({len(rows[name]) for name in ("method", *METHODS)}) == 1, "one number a column"
    column = rows["method"].index("NDCG@10")
    assert float(rows["ours"][column]) > float(rows["popularity"][column]) > float(rows["random"][column])
    assert " 100.0 % faithful" in told and ": ok" in told
    out = tmp_path / "weights.json"
    train = ["train", *arguments, "--until", end, "--out", str(out)]
    assert run.invoke(recommend_cli, train).output.startswith("Error: The old weights stay: few_lists")
    assert not out.exists()
    for day, words in (
        ("2001-01-15", "1 of 1 fortnights left out: the data begin on 2001-01-01, ask from 2001-01-29 on"),
        ("2002-03-01", "1 of 1 fortnights left out: the data end on 2001-12-23"),
    ):
        refused = run.invoke(recommend_cli, ["evaluate", *arguments, "--from", day, "--fortnights", "1"])
        assert (refused.exit_code, refused.output) == (1, f"Error: {words}\n")


def test_a_folder_says_what_is_wrong_with_it_and_does_without_what_is_optional(tmp_path: Path) -> None:
    run = CliRunner()
    for name, text in FILES.items():
        (tmp_path / f"{name}.csv").write_text(text)
    wrong = (
        ("events", "event,start\n", "events has no column group"),
        ("events", "event,group,start\n7,B,soon\n", "event 7 starts at no time that can be read: 'soon'"),
        ("events", "event,group,start\n7,C,2026-03-03\n", "there is no event of any group in the folder"),
        ("groups", None, "there is neither groups.csv nor groups.csv.gz in the folder"),
    )
    for name, changed, words in wrong:
        file = tmp_path / f"{name}.csv"
        file.unlink() if changed is None else file.write_text(changed)
        refused = run.invoke(recommend_cli, ["evaluate", "--data", str(tmp_path), "--from", "2026-03-01"])
        assert (refused.exit_code, refused.output) == (1, f"Error: {words}\n")
        file.write_text(FILES[name])
    (tmp_path / "groups.csv").write_text("group\nA\nB\n")
    (tmp_path / "members.csv").write_bytes(b"\xef\xbb\xbfuser,lat,lon\n11,31.1,east\n")
    (tmp_path / "events.csv").write_text("event,group,start\n5,A,2026-03-02T20:30:00+08:00\n7,B,2026-03-01\n")
    data = read(tmp_path)
    first = day_of("2026-03-01")
    early, notes = Span.of(data, first + FORTNIGHT).anchors(3)
    assert early == [] and notes == [
        "1 of 3 fortnights left out: the data begin on 2026-03-01, ask from 2026-03-29 on",
        "2 of 3 fortnights left out: the data end on 2026-03-02",
    ]
    assert Span.of(data, first).anchors(10**9)[1][1].startswith("999999998 of 1000000000")
    assert data.sessions.start.tolist() == [day_of("2026-03-01 00:00"), day_of("2026-03-02 20:30")]
    assert np.isnan(data.homes).all() and data.cells == 0 and data.topics.shape == (2, 1)


def test_the_same_seed_invents_the_same_world() -> None:
    one, same, other = (generate(Scale(people=50), seed) for seed in (1, 1, 2))
    assert one.titles == same.titles != other.titles
    np.testing.assert_array_equal(one.visits.session, same.visits.session)
    assert of_stages({Stage.NEW: np.ones(2)})[Stage.NEW].dtype == np.float32
