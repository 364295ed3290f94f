"""The rules of care, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sciencepop.volunteers.rules.assignments import AssignmentState
from sciencepop.volunteers.rules.care import (
    CarePolicy,
    CareRefusal,
    Tick,
    reached,
    read_care_policy,
    refuse_feedback,
    refuse_thanks,
    verdict,
)
from sciencepop.volunteers.rules.refusals import Refusal, refuse_by_hand, refuse_person
from sciencepop.volunteers.rules.sanctions import (
    Bar,
    SanctionRule,
    first_bar,
    refuse_appeal,
    refuse_decision,
    refuse_sanction,
)
from sciencepop.volunteers.rules.training import are_options, ends_on, last_stretch, mark
from tests.volunteers.test_rules import NOW, person, shift

TODAY = date(2026, 10, 10)
R = CareRefusal


def on(month: int, day: int) -> date:
    return date(2026, month, day)


def test_a_question_is_right_when_all_right_options_are_chosen_and_no_other() -> None:
    questions = {1: {0}, 2: {1, 2}, 3: {0}, 4: {2}}
    done = mark(questions, {1: {0}, 2: {1}, 3: {0, 1}})
    assert (done.right, done.total, done.wrong) == (1, 4, (2, 3, 4))
    assert done.reaches(25)
    assert not done.reaches(26)
    assert not mark({}, {}).reaches(1)


def test_a_question_offers_two_options_and_a_right_one() -> None:
    assert are_options([("是", True), ("否", False)])
    for bad in ([("是", True)], [("是", False), ("否", False)], [("是", True), ("", False)], [("是", True)] * 6):
        assert not are_options(bad)


def test_a_training_ends_on_the_same_day_of_a_later_month() -> None:
    assert ends_on(on(10, 10), 24) == date(2028, 10, 10)
    assert ends_on(on(10, 31), 4) == date(2027, 2, 28)
    assert ends_on(on(12, 5), 1) == date(2027, 1, 5)
    assert ends_on(on(10, 10), None) is None


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], None),
        ([(on(1, 1), on(3, 1))], (on(1, 1), on(3, 1))),
        ([(on(1, 1), on(3, 1)), (on(2, 1), on(4, 1))], (on(1, 1), on(4, 1))),
        ([(on(2, 1), on(2, 10)), (on(1, 1), on(3, 1))], (on(1, 1), on(3, 1))),
        ([(on(1, 1), on(3, 1)), (on(3, 2), on(4, 1))], (on(1, 1), on(4, 1))),
        ([(on(1, 1), on(3, 1)), (on(3, 3), on(4, 1))], (on(3, 3), on(4, 1))),
        ([(on(1, 1), None), (on(3, 3), on(4, 1))], (on(1, 1), None)),
    ],
    ids=str,
)
def test_trainings_that_touch_are_one_stretch_and_none_shortens_another(
    spans: list[tuple[date, date | None]], expected: tuple[date, date | None] | None
) -> None:
    assert last_stretch(spans) == expected


def test_feedback_shows_nothing_before_three_answers_and_no_order_of_writing() -> None:
    answers = [(["safe"], "有点热"), (["safe", "again"], "")]
    assert verdict(answers).ticks == {}
    assert verdict(answers).lines == ()
    found = verdict([*answers, ([], "很好")])
    assert (found.answers, found.ticks[Tick.SAFE], found.ticks[Tick.CLEAR]) == (3, 2, 0)
    assert found.lines == sorted(["有点热", "很好"])


def test_hours_are_thanked_for_once_each() -> None:
    assert reached(599, ()) == ()
    assert reached(600, ()) == (10,)
    assert reached(6100, {10}) == (50, 100)
    assert reached(99 * 60, {10, 50}) == ()


def test_thanks_and_feedback_wait_until_it_is_known_who_came() -> None:
    after = timedelta(hours=2)
    times = {"ends_at": NOW - timedelta(hours=2), "counted_after": after}
    assert refuse_thanks("谢谢大家", **times, is_thanked=False, now=NOW) is None  # type: ignore[arg-type]
    assert refuse_thanks("谢谢大家", **times, is_thanked=True, now=NOW) is R.THANKED_ALREADY  # type: ignore[arg-type]
    early = NOW - timedelta(minutes=1)
    assert refuse_thanks("谢谢大家", **times, is_thanked=False, now=early) is R.NOT_COUNTED  # type: ignore[arg-type]
    came, absent = AssignmentState.COMPLETED, AssignmentState.NO_SHOW
    assert refuse_feedback(came, **times, now=NOW) is None  # type: ignore[arg-type]
    for state, now in ((came, early), (came, NOW + timedelta(days=31)), (absent, NOW)):
        assert refuse_feedback(state, **times, now=now) is R.FEEDBACK_CLOSED  # type: ignore[arg-type]


def test_a_sanction_stops_while_it_lasts_and_on_the_days_that_it_covers() -> None:
    bar = Bar(frozenset(), on(10, 10), on(10, 20))
    assert bar.stops("guide", on(11, 1), on(10, 20))
    assert bar.stops("guide", on(10, 15), on(10, 1))
    assert not bar.stops("guide", on(10, 21), on(10, 9))
    guides = Bar(frozenset({"guide"}), on(10, 10), on(10, 30))
    assert first_bar([bar, guides], "guide", on(10, 15), TODAY) == guides
    assert first_bar([guides], "helper", on(10, 15), TODAY) is None


def test_who_is_barred_reads_why_and_others_only_that_it_is_not_now() -> None:
    barred = person(bars=(Bar(frozenset(), TODAY, on(12, 1)),))
    assert refuse_person(shift(), person()) is None
    assert refuse_person(shift(), barred) is Refusal.BARRED
    assert refuse_by_hand(shift(), barred) is Refusal.NOT_NOW


def test_a_sanction_needs_a_rule_in_force_facts_and_days_within_it() -> None:
    rule = SanctionRule("absent", "缺席", "Absent", frozenset(), 30, on(1, 1), None)

    def ask(**changed: object) -> CareRefusal | None:
        values = {"rule": rule, "facts": "两次没有来", "person_id": 1, "by": 2, "from_on": TODAY}
        values |= {"until_on": TODAY + timedelta(days=29), "today": TODAY, **changed}
        return refuse_sanction(values.pop("rule"), values.pop("facts"), **values)  # type: ignore[arg-type]

    assert ask() is None
    assert ask(by=1) is R.OWN_SANCTION
    assert ask(facts="没来") is R.WORDS_MISSING
    for gone in (None, replace(rule, until_on=on(10, 9)), replace(rule, from_on=on(10, 11))):
        assert ask(rule=gone) is R.RULE_UNKNOWN
    for days in ({"until_on": TODAY + timedelta(days=30)}, {"from_on": on(10, 9)}, {"until_on": on(10, 9)}):
        assert ask(**days) is R.SANCTION_DAYS


def test_an_appeal_is_possible_once_in_time_and_decided_by_another_officer() -> None:
    asked = {"set_at": NOW, "appeal_days": 15, "is_live": True, "has_appealed": False, "now": NOW}
    assert refuse_appeal("我请过假的", **asked) is None  # type: ignore[arg-type]
    for change in ({"is_live": False}, {"has_appealed": True}, {"now": NOW + timedelta(days=16)}):
        assert refuse_appeal("我请过假的", **(asked | change)) is R.APPEAL_OVER  # type: ignore[arg-type]
    people = {"person_id": 1, "set_by": 2, "is_open": True}
    assert refuse_decision("查过名单", **people, by=3) is None  # type: ignore[arg-type]
    assert refuse_decision("查过名单", **people, by=2) is R.SAME_OFFICER  # type: ignore[arg-type]
    assert refuse_decision("查过名单", **people, by=1) is R.OWN_SANCTION  # type: ignore[arg-type]
    assert refuse_decision("查过名单", **(people | {"is_open": False}), by=3) is R.APPEAL_DECIDED  # type: ignore[arg-type]


def test_settings_are_whole_numbers_above_nought() -> None:
    assert read_care_policy({"appeal_days": 7}) == CarePolicy(appeal_days=7)
    for bad in ({"appeal_day": 7}, {"appeal_days": 0}, {"appeal_days": True}, {"appeal_days": "7"}):
        with pytest.raises(ValueError, match="volunteer_care"):
            read_care_policy(bad)
