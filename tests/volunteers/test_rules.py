"""The rules of volunteers, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.rules.assignments import AssignmentState
from sciencepop.volunteers.rules.availability import Answer, Slot, answer_for
from sciencepop.volunteers.rules.late import Price, price_of
from sciencepop.volunteers.rules.limits import Limit, LimitPolicy, Served, broken_limit, days_in_a_row, policy_for
from sciencepop.volunteers.rules.numbers import Fill, Numbers, are_in_order
from sciencepop.volunteers.rules.refusals import (
    PersonFacts,
    Refusal,
    ShiftFacts,
    refuse_by_hand,
    refuse_sign_up,
)
from sciencepop.volunteers.rules.skills import is_valid_on, missing, with_included
from sciencepop.volunteers.rules.substitutes import Candidate, to_ask
from sciencepop.volunteers.rules.swaps import Offer, circles, first_possible
from sciencepop.volunteers.rules.templates import Existing, Planned, days_between, diff, time_on
from sciencepop.volunteers.rules.waves import days_before, morning_before

NOW = datetime(2026, 10, 10, 2, 0, tzinfo=UTC)
S = AssignmentState
ADULTS = LimitPolicy(18, None, date(2026, 1, 1), None, 480, 2400, 660, 6, time(6), time(23, 59), 30)
MINORS = LimitPolicy(14, 17, date(2026, 1, 1), None, 240, 480, 660, 3, time(8), time(20), 30)


def at(day: int, hour: float, hours: float = 2, venue: str = "a") -> Served:
    """A shift on a day of October at an hour of the district."""
    start = datetime(2026, 10, day, tzinfo=UTC) + timedelta(hours=hour - 8)
    return Served(start, start + timedelta(hours=hours), venue)


@pytest.mark.parametrize(
    ("others", "policy", "expected"),
    [
        ([], ADULTS, None),
        ([at(19, 20, 2)], ADULTS, None),
        ([at(19, 21, 2)], ADULTS, None),
        ([at(19, 21.5, 2)], ADULTS, Limit.REST),
        ([at(21, 0.5, 2)], ADULTS, None),
        ([at(20, 12, 2, "b")], ADULTS, Limit.CHANGE_OVER),
        ([at(20, 12.5, 2, "b")], ADULTS, None),
        ([at(20, 12, 2, "a")], ADULTS, None),
        ([at(20, 12, 6.5)], ADULTS, Limit.DAY),
        ([at(day, 8, 8) for day in (19, 21, 22, 23, 24)], ADULTS, Limit.WEEK),
        ([at(day, 14, 1) for day in (16, 17, 18, 19, 21, 22)], ADULTS, Limit.ROW),
        ([at(20, 14, 2.5)], MINORS, Limit.DAY),
    ],
    ids=str,
)
def test_a_limit_names_what_one_more_shift_would_break(
    others: list[Served], policy: LimitPolicy, expected: Limit | None
) -> None:
    assert broken_limit(at(20, 10), others, policy) is expected


@pytest.mark.parametrize(
    ("hour", "hours", "expected"),
    [(8, 2, None), (7.5, 2, Limit.HOURS), (18, 2, None), (18.5, 2, Limit.HOURS), (19, 6, Limit.HOURS)],
)
def test_minors_serve_by_day(hour: float, hours: float, expected: Limit | None) -> None:
    assert broken_limit(at(20, hour, hours), [], MINORS) is expected


def test_a_persons_own_limit_counts_where_it_is_lower() -> None:
    assert broken_limit(at(20, 10), [at(21, 10)], ADULTS, own_week_minutes=180) is Limit.WEEK
    assert broken_limit(at(20, 10), [at(28, 10)], ADULTS, own_week_minutes=180) is None


def test_the_newest_row_that_fits_age_and_day_counts() -> None:
    newer = replace(ADULTS, from_on=date(2026, 6, 1), most_day_minutes=300)
    assert policy_for([ADULTS, newer], None, date(2026, 10, 1)) is newer
    assert policy_for([ADULTS, newer], None, date(2026, 5, 31)) is ADULTS
    assert policy_for([ADULTS, MINORS], 13, date(2026, 10, 1)) is None


@given(st.sets(st.integers(0, 40)), st.integers(0, 40))
def test_days_in_a_row_are_the_run_around_the_day(others: set[int], day: int) -> None:
    start = date(2026, 1, 1)
    found = days_in_a_row(start + timedelta(day), {start + timedelta(other) for other in others})
    days = others | {day}
    first = max((number for number in range(-1, day) if number not in days), default=-1)
    last = next(number for number in range(day, 50) if number not in days)
    assert found == last - first - 1


def test_skills_bring_what_they_include_and_end_after_their_last_day() -> None:
    includes = {"ambulance": ("first-aid",), "first-aid": ("basics",), "basics": ("ambulance",)}
    assert with_included(["ambulance"], includes) == {"ambulance", "first-aid", "basics"}
    assert missing(("first-aid", "english"), {"first-aid"}) == ("english",)
    issued, over = date(2026, 1, 1), date(2026, 6, 30)
    assert is_valid_on(issued, over, over)
    assert not is_valid_on(issued, over, date(2026, 7, 1))
    assert not is_valid_on(None, None, over)


SATURDAY = datetime(2026, 10, 17, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("slots", "expected"),
    [
        ([], Answer.UNKNOWN),
        ([Slot("can", time(8), time(12), weekday=5)], Answer.CAN),
        ([Slot("prefer", time(8), None, weekday=5)], Answer.PREFERRED),
        ([Slot("can", time(10), None, weekday=5)], Answer.CANNOT),
        ([Slot("can", time(8), time(10), weekday=5)], Answer.CANNOT),
        ([Slot("can", time(8), None, weekday=6)], Answer.UNKNOWN),
        ([Slot("cannot", time(10), time(11), weekday=5)], Answer.CANNOT),
        ([Slot("cannot", time(11), time(12), weekday=5)], Answer.UNKNOWN),
        (
            [Slot("cannot", time(0), None, weekday=5), Slot("can", time(0), None, on_date=date(2026, 10, 17))],
            Answer.CAN,
        ),
    ],
    ids=str,
)
def test_a_date_stands_above_its_weekday(slots: list[Slot], expected: Answer) -> None:
    assert answer_for(SATURDAY, SATURDAY + timedelta(hours=2), slots) is expected


def shift(**values: object) -> ShiftFacts:
    defaults = {
        "time": at(20, 10),
        "now": NOW,
        "opens_at": NOW - timedelta(days=1),
        "closes_at": at(20, 9).starts_at,
    }
    return ShiftFacts(**(defaults | values))  # type: ignore[arg-type]


def person(**values: object) -> PersonFacts:
    return PersonFacts(**({"policy": ADULTS} | values))  # type: ignore[arg-type]


CASES = [
    (shift(is_cancelled=True), person(), Refusal.CANCELLED),
    (shift(is_published=False), person(), Refusal.NOT_PUBLISHED),
    (shift(now=at(20, 10).starts_at), person(), Refusal.PAST),
    (shift(is_rostered=True), person(), Refusal.ROSTERED),
    (shift(opens_at=NOW + timedelta(hours=1)), person(), Refusal.NOT_OPEN_YET),
    (shift(closes_at=NOW), person(), Refusal.CLOSED),
    (shift(everyone_at=NOW + timedelta(days=1)), person(others=(at(22, 10),)), Refusal.FIRST_WAVE),
    (shift(everyone_at=NOW + timedelta(days=1)), person(others=(at(29, 10),)), None),
    (shift(), person(is_volunteer=False), Refusal.NOT_A_VOLUNTEER),
    (shift(), person(is_paused=True), Refusal.PAUSED),
    (shift(), person(age=16, policy=MINORS), Refusal.GUARDIAN_NEEDED),
    (shift(), person(age=16, policy=MINORS, has_guardian_consent=True), None),
    (shift(), person(is_there=True), Refusal.ALREADY_THERE),
    (shift(age_min=18), person(age=16, policy=MINORS, has_guardian_consent=True), Refusal.TOO_YOUNG),
    (shift(), person(policy=None), Refusal.NO_POLICY),
    (shift(skills=("first-aid",)), person(), Refusal.SKILL_MISSING),
    (shift(insurance_needed=True), person(), Refusal.INSURANCE_MISSING),
    (shift(), person(has_clash=True), Refusal.CLASH),
    (shift(), person(others=(at(19, 22),)), Refusal.REST),
    (shift(free=0), person(), Refusal.FULL),
    (shift(), person(answer=Answer.CANNOT), None),
    (shift(), person(), None),
]


@pytest.mark.parametrize(("facts", "who", "expected"), CASES)
def test_the_first_reason_against_signing_up(facts: ShiftFacts, who: PersonFacts, expected: Refusal | None) -> None:
    assert refuse_sign_up(facts, who) is expected


def test_whoever_was_called_and_the_coordinator_are_not_bound_by_the_hours_of_signing_up() -> None:
    closed = shift(closes_at=NOW, is_rostered=True)
    assert refuse_sign_up(closed, person(), is_called=True) is None
    assert refuse_by_hand(closed, person()) is None
    assert refuse_by_hand(closed, person(answer=Answer.CANNOT)) is Refusal.UNAVAILABLE
    assert refuse_by_hand(closed, person(has_clash=True)) is Refusal.CLASH


def test_every_state_has_its_row_and_what_ended_stays_ended() -> None:
    assert set(states.NEXT) == set(S)
    ended = {state for state in S if not states.NEXT[state]}
    assert ended == {S.DECLINED, S.EXPIRED, S.WITHDRAWN, S.CALLED_OFF}
    assert all(states.may_become(state, S.WITHDRAWN) for state in states.WITHDRAWABLE)
    assert not states.may_become(S.WAITING, S.CHECKED_IN)


@pytest.mark.parametrize(
    ("firm", "expected"), [(0, Fill.EMPTY), (1, Fill.SHORT), (2, Fill.LOW), (3, Fill.GOOD), (4, Fill.FULL)]
)
def test_an_empty_need_is_a_warning(firm: int, expected: Fill) -> None:
    numbers = Numbers(2, 3, 4, taken=firm, firm=firm)
    assert numbers.fill is expected
    assert numbers.is_warning == (expected in (Fill.EMPTY, Fill.SHORT))


def test_numbers_are_in_order() -> None:
    assert are_in_order(0, 0, 1)
    assert not are_in_order(2, 1, 3)
    assert not are_in_order(0, 0, 0)


def test_a_swap_is_found_between_two_and_among_three() -> None:
    a, b = Offer(1, 1, 10, frozenset({20})), Offer(2, 2, 20, frozenset({30}))
    c = Offer(3, 3, 30, frozenset({10, 20}))
    assert circles(a, [a, b, c]) == [(a, b, c)]
    assert circles(b, [a, b, c]) == [(b, c), (b, c, a)]
    assert first_possible([(b, c), (b, c, a)], lambda taker, giver: (taker, giver) != (c, b)) == (b, c, a)
    assert circles(a, [a, Offer(4, 1, 20, frozenset({10}))]) == []


@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5), st.frozensets(st.integers(1, 5), max_size=3)), max_size=6)
)
def test_in_every_circle_everybody_gets_a_need_that_they_named(rows: list[tuple[int, int, frozenset[int]]]) -> None:
    offers = [Offer(number, *row) for number, row in enumerate(rows)]
    for start in offers:
        for circle in circles(start, offers):
            assert len({offer.person for offer in circle}) == len(circle) in (2, 3)
            for taker, giver in zip(circle, (*circle[1:], circle[0]), strict=True):
                assert giver.need in taker.wishes
                assert giver.need != taker.need


def test_the_best_fitting_are_asked_and_among_them_who_was_asked_longest_ago() -> None:
    long_ago, lately = NOW - timedelta(days=30), NOW - timedelta(days=1)
    people = [
        Candidate(1, Answer.CAN, True, True, lately),
        Candidate(2, Answer.CAN, True, False, long_ago),
        Candidate(3, Answer.CAN, True, False, None),
        Candidate(4, Answer.PREFERRED, False, False, lately),
        Candidate(5, Answer.CANNOT, True, True, None),
        Candidate(6, Answer.UNKNOWN, True, True, None),
    ]
    assert to_ask(people) == [4, 3, 2, 1, 6]
    assert to_ask(people, most=2) == [4, 3]


def test_stepping_back_late_is_said_to_be_late() -> None:
    assert price_of(holds_place=True, starts_at=NOW + timedelta(hours=23), now=NOW) is Price.LATE
    assert price_of(holds_place=True, starts_at=NOW + timedelta(hours=24), now=NOW) is Price.EARLY
    assert price_of(holds_place=False, starts_at=NOW + timedelta(hours=1), now=NOW) is Price.NONE


def test_making_shifts_again_adds_and_changes_and_deletes_nothing() -> None:
    def planned(key: str, hour: int) -> Planned:
        return Planned(key, at(20, hour).starts_at, at(20, hour).ends_at, {}, {"title_zh": "导览"})

    def existing(key: str, hour: int, *, has_people: bool = False) -> Existing:
        return Existing(key, at(20, hour).starts_at, at(20, hour).ends_at, {"title_zh": "导览"}, has_people, False)

    have = [existing("same", 9), existing("moved", 9), existing("counted on", 9, has_people=True), existing("old", 9)]
    found = diff([planned("same", 9), planned("moved", 10), planned("counted on", 10), planned("new", 9)], have)
    assert [one.key for one in found.added] == ["new"]
    assert [new.key for _old, new in found.changed] == ["moved"]
    assert [one.key for one in found.kept] == ["counted on"]
    assert [one.key for one in found.gone] == ["old"]


def test_days_of_a_template_and_its_wall_time() -> None:
    assert days_between(date(2026, 10, 12), date(2026, 10, 18), ["5", "6"]) == [date(2026, 10, 17), date(2026, 10, 18)]
    assert time_on(date(2026, 10, 17), time(9), 90)[1] == datetime(2026, 10, 17, 2, 30, tzinfo=UTC)


def test_a_need_opens_on_a_morning_that_moves_with_its_shift() -> None:
    night, morning = at(20, 23.5).starts_at, at(17, 8).starts_at
    assert morning_before(night, 3) == morning
    assert days_before(night, morning_before(night, 3)) == 3
    assert (morning_before(night, None), days_before(night, None)) == (None, None)
