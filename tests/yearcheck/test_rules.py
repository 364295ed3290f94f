"""What stands at a figure, what rows come to, points and grades, who takes which step. No database."""

from __future__ import annotations

import itertools

import pytest

from sciencepop.core.config import ROOT
from sciencepop.core.reference import Reference
from sciencepop.yearcheck.forms import FIELDS, StepForm
from sciencepop.yearcheck.letter_words import WORDS
from sciencepop.yearcheck.messages import SENTENCES
from sciencepop.yearcheck.queries.figures import COMPUTATIONS
from sciencepop.yearcheck.rules import scoring
from sciencepop.yearcheck.rules.counted import Counted, How, digest_of
from sciencepop.yearcheck.rules.refusals import Refusal
from sciencepop.yearcheck.rules.said import Kind, exceeds, number_of, read_said
from sciencepop.yearcheck.rules.scoring import Band, Limit, Part
from sciencepop.yearcheck.rules.steps import RESPONSIBLE, STEPS, Act, FileState, News, Side, acts_of, step_of
from sciencepop.yearcheck.services.become import WRITERS
from sciencepop.yearcheck.services.due import stage_of
from sciencepop.yearcheck.terms import read_tables
from sciencepop.yearcheck.words import BUTTONS, SIDES, STATES
from tests.conftest import NOW

KNOWN = read_tables(Reference(ROOT / "data" / "district.toml"))


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (Kind.NUMBER, "0", "0"),
        (Kind.NUMBER, " 007 ", "7"),
        (Kind.NUMBER, "12,000", "12000"),
        (Kind.NUMBER, "１２，０００", "12000"),
        (Kind.NUMBER, "-", "-"),
        (Kind.NUMBER, "—", "-"),
        (Kind.NUMBER, "", ""),
        (Kind.NUMBER, "1000000000000", "1000000000000"),
        (Kind.NUMBER, "1000000000001", None),
        (Kind.NUMBER, "9" * 10_000, None),
        (Kind.NUMBER, "-3", None),
        (Kind.NUMBER, "1.5", None),
        (Kind.NUMBER, "NaN", None),
        (Kind.NUMBER, "٣", None),
        (Kind.YES_NO, "yes", "yes"),
        (Kind.YES_NO, "perhaps", None),
        (Kind.DAY, "2025-06-30", "2025-06-30"),
        (Kind.DAY, "2025-06-31", None),
        (Kind.DAY, "9999-01-01", None),
        (Kind.TEXT, "-", "-"),
        (Kind.TEXT, "字" * 2001, None),
    ],
)
def test_nothing_none_and_not_applicable_are_three_things(kind: Kind, text: str, said: str | None) -> None:
    assert read_said(kind, text) == said


def test_a_part_is_held_against_its_whole_where_both_are_numbers() -> None:
    assert [number_of(said) for said in ("", "-", "0", "-5", "yes", None)] == [None, None, 0, -5, None, None]
    assert exceeds({"free": "3", "total": "2"}, "free", "total")
    assert not exceeds({"free": "2", "total": "2"}, "free", "total")
    assert not exceeds({"free": "3", "total": "-"}, "free", "total")
    assert not exceeds({"free": "3"}, "free", "total")


@pytest.mark.parametrize(
    ("rows", "how", "said"),
    [
        (None, How.SUM, ""),
        ({}, How.SUM, "0"),
        ({"a": 90, "b": -30}, How.SUM, "60"),
        ({}, How.MEDIAN, "-"),
        ({"a": 3, "b": 1, "c": 9}, How.MEDIAN, "3"),
        ({"a": 3, "b": 4}, How.MEDIAN, "4"),
        ({"this": 110}, How.GROWTH, "-"),
        ({"this": 110, "last": 0}, How.GROWTH, "-"),
        ({"this": 110, "last": 100}, How.GROWTH, "10"),
        ({"this": 0, "last": 3}, How.GROWTH, "-100"),
        ({"this": 197, "last": 200}, How.GROWTH, "-2"),
    ],
)
def test_rows_come_to_their_figure(rows: dict[str, int] | None, how: How, said: str) -> None:
    assert Counted(rows, how).said == said


def test_a_digest_tells_of_every_change_and_of_no_order() -> None:
    whole = ("sessions", "2", "sessions", {"base": 1}, {"a": 1, "b": 1})
    same = digest_of(*whole[:4], {"b": 1, "a": 1})
    assert digest_of(*whole) == same
    others = {
        digest_of("x", *whole[1:]),
        digest_of("sessions", "3", *whole[2:]),
        digest_of("sessions", "2", "x", *whole[3:]),
        digest_of(*whole[:3], {"base": 2}, whole[4]),
        digest_of(*whole[:4], {"a": 1, "c": 1}),
        digest_of(*whole[:4], {}),
        digest_of(*whole[:4], None),
    }
    assert len(others | {same}) == 8


def test_points_leave_out_what_does_not_apply_and_give_nothing_for_what_is_not_said() -> None:
    weights = {"days": [Band(150, 4), Band(200, 8)], "awards": [Band(1, 2)], "area": [Band(10, 10)]}
    parts = scoring.parts_of({"days": "199", "awards": "-", "area": ""}, weights)
    assert parts == [Part("days", 4, 8), Part("awards", None, 2), Part("area", 0, 10)]
    assert scoring.base_points(parts, 60) == 1333, "4 of 18, brought to 60"
    assert scoring.base_points([Part("awards", None, 2)], 60) == 0
    assert [scoring.expert_points(totals) for totals in ([], [30], [30, 31, 31])] == [0, 3000, 3067]


@pytest.mark.parametrize(
    ("total", "grade"), [(0, "rectify"), (5999, "rectify"), (6000, "pass"), (8999, "good"), (9000, "excellent")]
)
def test_a_grade_begins_at_its_limit(total: int, grade: str) -> None:
    limits = KNOWN.of(2025).limits
    assert scoring.grade_of(total, limits) == grade
    assert scoring.grade_of(total, [Limit("only", 95)]) == "only", "there is always a grade"


MAY = {
    Side.BASE: {
        *((state, Act.FILE) for state in (FileState.OPEN, FileState.CORRECTION)),
        *((state, Act.OBJECT) for state in (FileState.DECIDED, FileState.MENDING)),
        (FileState.MENDING, Act.HAND_IN),
    },
    Side.DISTRICT: {
        *((FileState.FILED, act) for act in (Act.ASSIGN, Act.BONUS, Act.RETURN)),
        (FileState.RECHECK, Act.CLEAR),
        (FileState.RECHECK, Act.FAIL),
    },
    Side.LEAD: {
        *((FileState.OBJECTED, act) for act in (Act.UPHOLD, Act.REOPEN)),
        (FileState.FILED, Act.DECIDE),
    },
    Side.EXPERT: {(FileState.FILED, Act.SCORE), (FileState.FILED, Act.STEP_ASIDE)},
}


def test_each_side_takes_its_steps_and_is_refused_every_other() -> None:
    for side, (state, act) in itertools.product(Side, itertools.product(FileState, Act)):
        found = step_of(state, act, side)
        if (state, act) in MAY[side]:
            assert not isinstance(found, Refusal)
        else:
            assert found is (Refusal.NOT_YOURS if (state, act) in STEPS else Refusal.WRONG_STATE)
        assert (act in acts_of(state, frozenset({side}))) is ((state, act) in MAY[side])


def test_every_act_state_and_letter_has_its_words_and_every_computation_its_rule() -> None:
    assert set(WRITERS) == set(BUTTONS) == set(FIELDS) == set(Act)
    assert {str(state) for state in FileState} <= set(STATES)
    assert set(SIDES) == set(Side)
    assert set(SENTENCES) == set(Refusal)
    told = {(act, side) for (_state, act), step in STEPS.items() for side in step.tells}
    told |= {(News.LATE, side) for sides in RESPONSIBLE.values() for side in sides}
    assert told | {(News.MENDING_ENDS, Side.BASE)} == set(WORDS)
    assert {name for names in FIELDS.values() for name in names} <= set(vars(StepForm))
    assert {row.computation for row in KNOWN.figures if row.computation} == set(COMPUTATIONS)


def test_the_form_of_a_year_is_the_data_of_its_last_day() -> None:
    terms = KNOWN.of(2025)
    assert (str(terms.day("opens")), str(terms.day("closes"))) == ("2026-01-01", "2026-03-31")
    assert sum(max(band.points for band in bands) for bands in terms.weights.values()) == terms.number("base_points")
    assert terms.number("base_points") + sum(row.most for row in terms.dimensions) == 100
    assert KNOWN.of(2023).figures == [], "no rules are known for the years before"


def test_a_reminder_is_the_shortest_whose_time_has_come() -> None:
    last = NOW.date()
    days = {left: stage_of(last, last.fromordinal(last.toordinal() - left), [30, 14, 3]) for left in (31, 30, 14, 2, 0)}
    assert days == {31: None, 30: 30, 14: 14, 2: 3, 0: 3}
    assert stage_of(last, last.fromordinal(last.toordinal() + 1), [30]) is None
