"""Assignment, conflicts, marks, ranks, promotion, awards, and lines: no database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sciencepop.contests.rules.jury import Conflict, JurorFacts, TeamFacts, assign, conflict_of, numbers_for
from sciencepop.contests.rules.lines import Line, Unread, read_lines, written
from sciencepop.contests.rules.ranking import (
    Average,
    Criterion,
    Promotion,
    are_points_right,
    awards,
    mark_of,
    promoted,
    rank,
    score_of,
)
from sciencepop.contests.rules.states import CONTEST_STEPS, ROUND_STEPS, ContestState, Refusal, RoundState, may_round
from sciencepop.contests.rules.teams import refuse_entry, refuse_member, refuse_size

CRITERIA = [Criterion(1, 60, 10), Criterion(2, 40, 5)]
TEAM = TeamFacts(frozenset({1, 2}), frozenset({7}), 30, "town")


@pytest.mark.parametrize(
    ("juror", "towns", "found"),
    [
        (JurorFacts(2), False, Conflict.MEMBER),
        (JurorFacts(9, frozenset({7})), False, Conflict.CHILD),
        (JurorFacts(9, organisation_ids=frozenset({30})), False, Conflict.ORGANISATION),
        (JurorFacts(9, town_code="town"), True, Conflict.TOWN),
        (JurorFacts(9, town_code="town"), False, None),
        (JurorFacts(9, frozenset({8}), frozenset({31}), "other"), True, None),
        (JurorFacts(9), True, None),
    ],
)
def test_whoever_is_close_to_a_team_does_not_judge_it(juror: JurorFacts, towns: bool, found: Conflict | None) -> None:
    assert conflict_of(juror, TEAM, towns_count=towns) is found


def test_nobody_conflicts_over_an_organisation_or_town_that_nobody_named() -> None:
    bare = TeamFacts(frozenset({1}))
    assert conflict_of(JurorFacts(9, organisation_ids=frozenset({30})), bare, towns_count=True) is None


@settings(max_examples=60, deadline=None)
@given(
    entries=st.integers(1, 12),
    jurors=st.integers(3, 7),
    barred=st.sets(st.tuples(st.integers(1, 7), st.integers(1, 12)), max_size=12),
    needed=st.integers(1, 3),
)
def test_each_entry_gets_its_jurors_around_conflicts_the_same_way_every_time(
    entries: int, jurors: int, barred: set[tuple[int, int]], needed: int
) -> None:
    ids, judges = list(range(1, entries + 1)), list(range(1, jurors + 1))
    plan = assign(ids, judges, barred, needed=needed, seed="s")
    again = assign(ids[::-1], judges[::-1], barred, needed=needed, seed="s")
    assert plan == again
    for entry in ids:
        able = [one for one in judges if (one, entry) not in barred]
        assert len(plan.jurors_of[entry]) == min(needed, len(able))
        assert (entry in plan.short) == (len(able) < needed)
        assert not {(one, entry) for one in plan.jurors_of[entry]} & barred
    if not barred:
        load = plan.load(judges).values()
        assert max(load) - min(load) <= 1


def test_loads_are_evened_out_through_a_chain_of_exchanges() -> None:
    # Juror 3 may judge entry 3 alone: greedy choice must give way along 1 → 2 → 3.
    plan = assign([1, 2, 3], [1, 2, 3], {(3, 1), (3, 2), (2, 1)}, needed=1, seed="any")
    assert sorted(plan.load([1, 2, 3]).values()) == [1, 1, 1]


def test_what_was_assigned_stays_when_a_juror_is_added() -> None:
    first = assign([1, 2, 3, 4], [1, 2], (), needed=2, seed="s")
    later = assign([1, 2, 3, 4], [1, 2, 3], {(1, 4)}, needed=2, seed="s", kept=first.jurors_of)
    assert later.jurors_of == {1: {1, 2}, 2: {1, 2}, 3: {1, 2}, 4: {2, 3}}


def test_blind_numbers_say_nothing_of_the_order_of_entering() -> None:
    numbers = numbers_for([10, 11, 12, 13, 14, 15], "seed")
    assert sorted(numbers.values()) == [1, 2, 3, 4, 5, 6]
    assert [numbers[one] for one in sorted(numbers)] != [1, 2, 3, 4, 5, 6]
    assert numbers != numbers_for([10, 11, 12, 13, 14, 15], "other")


def test_a_score_weighs_its_criteria_and_is_exact() -> None:
    assert score_of({1: 10, 2: 5}, CRITERIA) == 100
    assert score_of({1: 7, 2: 1}, CRITERIA) == Fraction(50)
    assert are_points_right({1: 0, 2: 5}, CRITERIA)
    wrong: list[dict[int, int]] = [{1: 1}, {1: 11, 2: 1}, {1: 1, 2: -1}, {1: 1, 2: 1, 3: 1}]
    assert [are_points_right(points, CRITERIA) for points in wrong] == [False] * 4


@pytest.mark.parametrize(
    ("scores", "average", "mark"),
    [
        ([90, 80, 70], Average.MEAN, 8000),
        ([0, 80, 80, 80], Average.TRIMMED, 6000),
        ([0, 80, 80, 80, 100], Average.TRIMMED, 8000),
        ([0, 80, 80, 80, 100], Average.MEAN, 6800),
        ([Fraction(200, 3), Fraction(200, 3)], Average.MEAN, 6667),
    ],
)
def test_the_highest_and_the_lowest_of_five_are_left_out(scores: list[Fraction], average: Average, mark: int) -> None:
    assert mark_of([Fraction(one) for one in scores], average) == mark


def test_equal_marks_share_a_rank_promotion_and_awards() -> None:
    placed = rank({1: 9000, 2: 8000, 3: 8000, 4: 7000})
    assert [(one.entry, one.rank) for one in placed] == [(1, 1), (2, 2), (3, 2), (4, 4)]
    assert promoted(placed, Promotion.NUMBER, 2) == {1, 2, 3}
    assert promoted(placed, Promotion.MARK, 8000) == {1, 2, 3}
    assert promoted(placed, Promotion.NONE, 9) == set()
    assert awards(placed, [(50, 1), (60, 1), (70, 2)]) == {1: 50, 2: 60, 3: 60, 4: 70}


def test_only_the_steps_of_the_table_exist() -> None:
    assert set(CONTEST_STEPS) == set(ContestState) and set(ROUND_STEPS) == set(RoundState)
    assert not may_round(RoundState.JUDGING, RoundState.PUBLISHED)
    assert not any(may_round(RoundState.FINAL, state) for state in RoundState)


@pytest.mark.parametrize(
    ("age", "low", "high", "refused"),
    [
        (8, 6, 12, None),
        (5, 6, 12, Refusal.TOO_YOUNG),
        (13, 6, 12, Refusal.TOO_OLD),
        (None, 6, 12, Refusal.ADULTS_NOT_TAKEN),
        (None, 6, None, None),
        (None, 6, 18, None),
    ],
)
def test_ages_decide_who_takes_part(age: int | None, low: int, high: int | None, refused: Refusal | None) -> None:
    assert refuse_member(age, age_min=low, age_max=high) is refused


def test_an_entry_is_worked_on_in_its_hours_by_teams_that_are_through() -> None:
    start = datetime(2026, 10, 1, tzinfo=UTC)
    usual = {
        "contest": ContestState.PUBLISHED,
        "round": RoundState.ENTRIES,
        "opens_at": start,
        "closes_at": start + timedelta(days=1),
        "is_through": True,
        "is_withdrawn": False,
        "now": start,
    }
    table = [
        ({}, None),
        ({"now": start - timedelta(seconds=1)}, Refusal.ENTRIES_CLOSED),
        ({"now": start + timedelta(days=1)}, Refusal.ENTRIES_CLOSED),
        ({"round": RoundState.JUDGING}, Refusal.ENTRIES_CLOSED),
        ({"contest": ContestState.CANCELLED}, Refusal.ENTRIES_CLOSED),
        ({"is_through": False}, Refusal.NOT_THROUGH),
        ({"is_withdrawn": True}, Refusal.TEAM_GONE),
    ]
    assert [refuse_entry(**(usual | other)) for other, _ in table] == [refused for _, refused in table]  # type: ignore[arg-type]
    assert [refuse_size(count, team_min=2, team_max=3) for count in (1, 2, 3, 4)] == [
        Refusal.TEAM_SMALL,
        None,
        None,
        Refusal.TEAM_FULL,
    ]


def test_lines_are_read_and_written_alike_and_misfits_are_named() -> None:
    text = "创新性 | Originality | 40 | 10\n完成度 ｜ 60 ｜ 5"
    rows = read_lines(text, ((1, 100), (1, 100)))
    assert rows == [Line("创新性", "Originality", (40, 10)), Line("完成度", "", (60, 5))]
    assert read_lines(written(rows), ((1, 100), (1, 100))) == rows
    for wrong in ("创新性", "创新性 | 0 | 5", "| 1 | 1", "a | b | c | 1 | 1", "创新性 | 1 | x", "一 | ²"):
        with pytest.raises(Unread):
            read_lines(wrong, ((1, 100), (1, 100)))
