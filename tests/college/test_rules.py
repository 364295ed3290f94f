"""The college's decisions, as tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from sciencepop.college.rules import points
from sciencepop.college.rules.classes import Bucket, ClassState, SmallStep, WayIn, are_seats_whole, small_step
from sciencepop.college.rules.enrolments import NEXT, OPEN, EnrolmentState, may_become
from sciencepop.college.rules.lessons import Off, Pattern, Slot, moves_between, plan_lessons, teaching_days
from sciencepop.college.rules.points import PointState as P
from sciencepop.college.rules.refusals import ClassFacts, LearnerFacts, Refusal, refuse_enrolling, refuse_nominating
from sciencepop.college.rules.terms import Phase, Season, are_in_order, is_in_season, phase_of
from sciencepop.college.rules.timetable import DayPart, Taught, Trouble, list_clashes, part_of

NOW = datetime(2027, 2, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("before", "after", "suspended_from", "may"),
    [
        (P.APPLIED, P.APPROVED, None, True),
        (P.APPLIED, P.FILED, None, False),
        (P.APPROVED, P.PLAQUED, None, False),
        (P.FILED, P.PLAQUED, None, True),
        (P.PLAQUED, P.SUSPENDED, None, True),
        (P.SUSPENDED, P.PLAQUED, P.PLAQUED, True),
        (P.SUSPENDED, P.PLAQUED, P.FILED, False),
        (P.REFUSED, P.APPROVED, None, False),
    ],
)
def test_a_point_goes_from_step_to_step(before: P, after: P, suspended_from: P | None, may: bool) -> None:
    assert points.may_become(before, after, suspended_from) is may


def test_a_term_lies_in_its_season_and_its_calendar_in_order() -> None:
    assert is_in_season(Season.SPRING, 2027, date(2027, 3, 1), date(2027, 6, 30))
    assert not is_in_season(Season.SPRING, 2027, date(2027, 2, 28), date(2027, 6, 30))
    assert not is_in_season(Season.AUTUMN, 2026, date(2026, 9, 1), date(2027, 1, 1))
    steps = [NOW + DAY * number for number in range(7)]
    assert are_in_order(steps)
    assert not are_in_order([steps[1], *steps[:1]])
    phases = [phase_of(steps, NOW + DAY * 30, NOW + DAY * days) for days in (-1, 0, 1, 2, 3, 4, 5, 6, 30)]
    assert phases == [
        Phase.HIDDEN,
        Phase.CATALOGUE,
        Phase.WISHES,
        Phase.DRAWING,
        Phase.DRAWING,
        Phase.CONFIRMING,
        Phase.CONFIRMING,
        Phase.LEFTOVERS,
        Phase.OVER,
    ]


PATTERN = Pattern(2, time(9), 90, 4, date(2027, 3, 1), date(2027, 4, 14))
HOLIDAY = [Off(date(2027, 3, 10), date(2027, 3, 12))]


def days(slots: list[Slot] | None) -> list[str]:
    assert slots is not None
    return [f"{slot.starts_at:%m-%d}" for slot in slots]


def test_lessons_are_planned_around_days_off() -> None:
    assert [f"{day:%m-%d}" for day in teaching_days(2, PATTERN.from_on, date(2027, 3, 24), HOLIDAY)] == [
        "03-03",
        "03-17",
        "03-24",
    ]
    assert days(plan_lessons(PATTERN, [])) == ["03-03", "03-10", "03-17", "03-24"]
    assert days(plan_lessons(PATTERN, HOLIDAY)) == ["03-03", "03-17", "03-24", "03-31"]
    assert plan_lessons(replace(PATTERN, lessons=8), []) is None
    first = plan_lessons(PATTERN, [])
    assert first is not None
    assert first[0].ends_at - first[0].starts_at == timedelta(minutes=90)


def test_what_took_place_never_moves_and_nothing_is_put_before_today() -> None:
    before = plan_lessons(PATTERN, HOLIDAY)
    assert before is not None
    kept = before[:2]
    after = plan_lessons(PATTERN, [Off(date(2027, 3, 24), date(2027, 3, 24))], kept)
    assert days(after) == ["03-03", "03-17", "03-31", "04-07"]
    assert after is not None
    assert [move.number for move in moves_between(before, after)] == [3, 4]
    # Taking the holiday away in April does not bring the second lesson back to March.
    assert days(plan_lessons(PATTERN, [], before[:1], date(2027, 3, 18))) == ["03-03", "03-24", "03-31", "04-07"]
    assert plan_lessons(PATTERN, [], before[:1], date(2027, 4, 1)) is None


def taught(one: int, hour: int, lecturer: int = 1, point: int = 1, room: str = "A") -> Taught:
    start = NOW.replace(hour=hour)
    return Taught(one, 1, start, start + timedelta(minutes=90), lecturer, point, room)


def test_nobody_teaches_in_two_places_and_no_room_holds_two_classes() -> None:
    found = list_clashes([taught(1, 9), taught(2, 10, lecturer=1, room="B"), taught(3, 10, lecturer=2)])
    assert [(clash.trouble, clash.first.class_id, clash.second.class_id) for clash in found] == [
        (Trouble.LECTURER, 1, 2),
        (Trouble.ROOM, 1, 3),
    ]
    later = replace(taught(2, 10), starts_at=taught(1, 9).ends_at, ends_at=NOW.replace(hour=12))
    assert list_clashes([taught(1, 9), later]) == []
    assert list_clashes([taught(1, 9, room=""), taught(2, 9, lecturer=2, room="")]) == []
    assert list_clashes([taught(1, 9), taught(2, 9, lecturer=2, point=2)]) == []
    assert [part_of(hour) for hour in (8, 12, 18)] == [DayPart.MORNING, DayPart.AFTERNOON, DayPart.EVENING]


def test_buckets_are_all_the_seats_of_a_drawn_class() -> None:
    assert are_seats_whole(WayIn.FIRST_COME, 20, {})
    assert are_seats_whole(WayIn.DRAW, 20, {Bucket.POINT: 8, Bucket.GENERAL: 12})
    assert not are_seats_whole(WayIn.DRAW, 20, {Bucket.POINT: 8, Bucket.GENERAL: 11})
    assert not are_seats_whole(WayIn.DRAW, 20, {Bucket.POINT: 28, Bucket.GENERAL: -8})
    assert not are_seats_whole(WayIn.FIRST_COME, 20, {Bucket.GENERAL: 20})


@pytest.mark.parametrize(
    ("change", "step"),
    [
        ({}, SmallStep.WARN),
        ({"enrolled": 10}, SmallStep.NOTHING),
        ({"open_from": NOW + DAY}, SmallStep.NOTHING),
        ({"warned_at": NOW - DAY}, SmallStep.NOTHING),
        ({"warned_at": NOW - 3 * DAY}, SmallStep.DISSOLVE),
        ({"has_begun": True, "warned_at": NOW - 3 * DAY}, SmallStep.NOTHING),
        ({"way": WayIn.WALK_IN}, SmallStep.NOTHING),
        ({"state": ClassState.DRAFT}, SmallStep.NOTHING),
    ],
)
def test_a_small_class_is_warned_of_and_only_then_dissolved(change: dict[str, object], step: SmallStep) -> None:
    facts: dict[str, object] = {
        "way": WayIn.FIRST_COME,
        "state": ClassState.PUBLISHED,
        "enrolled": 9,
        "minimum": 10,
        "open_from": NOW,
        "warned_at": None,
        "has_begun": False,
        "now": NOW,
    }
    assert small_step(**(facts | change)) is step  # type: ignore[arg-type]


CLASS = ClassFacts(
    now=NOW,
    way=WayIn.FIRST_COME,
    opens_at=NOW - DAY,
    closes_at=NOW + DAY,
    leftovers_at=NOW + DAY / 2,
    ends_at=NOW + 9 * DAY,
)
LEARNER = LearnerFacts()
NAMED = replace(CLASS, way=WayIn.NOMINATION)


@pytest.mark.parametrize(
    ("one", "learner", "refusal"),
    [
        (CLASS, LEARNER, None),
        (replace(CLASS, is_dissolved=True), LEARNER, Refusal.DISSOLVED),
        (replace(CLASS, is_published=False), LEARNER, Refusal.NOT_PUBLISHED),
        (replace(CLASS, ends_at=NOW), LEARNER, Refusal.OVER),
        (replace(CLASS, opens_at=NOW + DAY / 2), LEARNER, Refusal.NOT_OPEN_YET),
        (replace(CLASS, opens_at=NOW), LEARNER, None),
        (replace(CLASS, closes_at=NOW), LEARNER, Refusal.CLOSED),
        (replace(CLASS, way=WayIn.WALK_IN), LEARNER, Refusal.WALK_IN),
        (replace(CLASS, way=WayIn.DRAW), LEARNER, Refusal.BY_DRAW),
        (replace(CLASS, way=WayIn.DRAW, leftovers_at=NOW), LEARNER, None),
        (NAMED, LEARNER, Refusal.BY_NOMINATION),
        (replace(NAMED, is_open_to_all=True), LEARNER, None),
        (CLASS, replace(LEARNER, is_in=True), Refusal.ALREADY_IN),
        (CLASS, replace(LEARNER, has_prerequisite=False), Refusal.PREREQUISITE),
        (CLASS, replace(LEARNER, classes_in_term=2), Refusal.TERM_LIMIT),
        (replace(CLASS, counts_to_limit=False), replace(LEARNER, classes_in_term=2), None),
        (replace(CLASS, is_open_to_all=True), replace(LEARNER, classes_in_term=2), None),
        (CLASS, replace(LEARNER, has_clash=True), Refusal.CLASH),
        (replace(CLASS, free=0), LEARNER, Refusal.FULL),
        (replace(CLASS, free=0), replace(LEARNER, has_clash=True), Refusal.CLASH),
    ],
)
def test_who_may_take_a_seat_and_why_not(one: ClassFacts, learner: LearnerFacts, refusal: Refusal | None) -> None:
    assert refuse_enrolling(one, learner) is refusal


@pytest.mark.parametrize(
    ("one", "learner", "refusal"),
    [
        (NAMED, replace(LEARNER, classes_in_term=9), None),
        (replace(NAMED, closes_at=NOW), LEARNER, None),
        (CLASS, LEARNER, Refusal.NOT_FOR_NOMINATION),
        (NAMED, replace(LEARNER, is_in=True), Refusal.ALREADY_IN),
        (NAMED, replace(LEARNER, has_clash=True), Refusal.CLASH),
        (replace(NAMED, free=0), LEARNER, Refusal.FULL),
    ],
)
def test_whom_a_unit_may_name(one: ClassFacts, learner: LearnerFacts, refusal: Refusal | None) -> None:
    assert refuse_nominating(one, learner) is refusal


def test_what_ended_stays_ended() -> None:
    ended = [state for state, following in NEXT.items() if not following]
    assert set(ended) == {
        EnrolmentState.DECLINED,
        EnrolmentState.EXPIRED,
        EnrolmentState.WITHDRAWN,
        EnrolmentState.DISSOLVED,
    }
    assert all(may_become(state, EnrolmentState.DISSOLVED) for state in OPEN)
    assert not may_become(EnrolmentState.WAITING, EnrolmentState.CONFIRMED)
