"""Small roster problems in which every rule bites now and then, and their best rosters found by trying everything."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from sciencepop.volunteers.roster.evaluate import faults, figures
from sciencepop.volunteers.roster.problem import (
    DAY,
    Budget,
    Duty,
    Limits,
    Need,
    Person,
    Problem,
    Roster,
    Shift,
    Weights,
)

SKILLS = ("leader", "first-aid")


@st.composite
def problems(draw: DrawFn, most_people: int = 6, most_shifts: int = 5, most_target: int = 2) -> Problem:
    """People of all kinds, with pins and a present roster that may or may not obey the rules."""
    shifts = tuple(draw(st.lists(_shifts(), min_size=1, max_size=most_shifts)))
    needs = []
    for at in range(len(shifts)):
        for skills in draw(st.lists(st.sets(st.sampled_from(SKILLS), max_size=1), min_size=1, max_size=2)):
            target = draw(st.integers(1, most_target))
            needs.append(
                Need(
                    key=len(needs),
                    shift=at,
                    target=target,
                    minimum=draw(st.integers(0, target)),
                    skills=frozenset(skills),
                    age_min=draw(st.sampled_from((0, 0, 0, 18))),
                    worth=140 if skills else 100,
                )
            )
    count = draw(st.integers(1, most_people))
    people = tuple(draw(_people(number, count, len(shifts))) for number in range(count))
    pins = frozenset(draw(_seats(people, tuple(needs), 1)))
    present = frozenset(draw(_seats(people, tuple(needs), 4)))
    return Problem(people, shifts, tuple(needs), Weights(), pins, present)


@st.composite
def _shifts(draw: DrawFn) -> Shift:
    start = draw(st.integers(0, 3)) * DAY + draw(st.sampled_from((8, 9, 10, 12, 14, 19, 21))) * 60
    length = draw(st.sampled_from((60, 120, 240)))
    return Shift(0, start, start + length, draw(st.integers(1, 2)))


@st.composite
def _people(draw: DrawFn, number: int, count: int, shifts: int) -> Person:
    is_minor = draw(st.integers(0, 4)) == 0
    windows = draw(
        st.sampled_from(
            (
                ((0, 9 * DAY),),
                ((0, 9 * DAY),),
                ((0, 13 * 60), (DAY, 2 * DAY + 780)),
                tuple((day * DAY + 720, day * DAY + 1500) for day in range(4)),
                (),
            )
        )
    )
    duty = Duty(DAY + 600, DAY + 660, 9, is_service=draw(st.booleans()))
    others = st.sampled_from([other for other in range(count) if other != number] or [number])
    return Person(
        key=number,
        age=draw(st.sampled_from((14, 16))) if is_minor else draw(st.sampled_from((18, 40, None))),
        skills=frozenset(draw(st.sets(st.sampled_from(SKILLS)))),
        windows=windows,
        limits=Limits(
            day=draw(st.sampled_from((240, 480))),
            days_in_row=draw(st.sampled_from((1, 2, 6))),
            latest=22 * 60 if is_minor else 2 * DAY,
        ),
        budgets=(Budget(0, 6, draw(st.sampled_from((240, 600)))),),
        wishes=draw(st.dictionaries(st.integers(0, shifts - 1), st.integers(0, 9), max_size=shifts)),
        duties=(duty,) if draw(st.integers(0, 4)) == 0 else (),
        companions=frozenset(draw(st.sets(others, max_size=2))) - {number} if is_minor else None,
        served=draw(st.integers(0, 1)),
    )


def _seats(people: tuple[Person, ...], needs: tuple[Need, ...], most: int) -> st.SearchStrategy[list[tuple[int, int]]]:
    """At most one seat of a person in a shift, as the database holds it too."""
    seats = st.tuples(st.integers(0, len(people) - 1), st.integers(0, len(needs) - 1))
    return st.lists(seats, max_size=most, unique_by=lambda seat: (seat[0], needs[seat[1]].shift))


def best_by_trying_everything(problem: Problem) -> int:
    """The objective of the best roster without a fault. Exponential: for a dozen possible seats."""
    seats = sorted(
        (who, need)
        for who in range(len(problem.people))
        for need in range(len(problem.needs))
        if (who, need) not in problem.pins
        and not [f for f in faults(problem, problem.pins | {(who, need)}) if f.rule not in ("companion", "seats")]
    )
    return _best(problem, problem.pins, seats)


def _best(problem: Problem, roster: Roster, seats: list[tuple[int, int]]) -> int:
    """Rules only get tighter as seats are added, but for companions, who may come later."""
    if not seats:
        return figures(problem, roster).objective if not faults(problem, roster) else -(10**9)
    without = _best(problem, roster, seats[1:])
    taken = roster | {seats[0]}
    if any(fault.rule != "companion" for fault in faults(problem, taken)):
        return without
    return max(without, _best(problem, taken, seats[1:]))
