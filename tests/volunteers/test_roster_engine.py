"""The roster engine against an independent checker, against trying everything, and against its own bounds."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from sciencepop.solvers.apart import in_own_process
from sciencepop.volunteers.roster import apart
from sciencepop.volunteers.roster.board import Board
from sciencepop.volunteers.roster.evaluate import Fault, Rule, faults, figures, gini, moved
from sciencepop.volunteers.roster.lp import linear_bound
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
from sciencepop.volunteers.roster.reasons import Lack, explain
from sciencepop.volunteers.roster.repair import repair
from sciencepop.volunteers.roster.solve import solve
from tests.volunteers.small_rosters import best_by_trying_everything, problems

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ALWAYS = ((0, 30 * DAY),)


def test_the_flow_bound_holds_and_every_rule_does_whatever_the_problem() -> None:
    @QUICK
    @given(problems())
    def check(problem: Problem) -> None:
        solution = solve(problem)
        assert faults(problem, solution.roster) == []
        assert figures(problem, solution.roster).objective == solution.objective <= solution.bound

    check()


def test_a_repair_breaks_no_rule_is_never_worse_and_moves_no_more_people_than_allowed() -> None:
    @QUICK
    @given(problems())
    def check(problem: Problem) -> None:
        standing = Board(problem)
        standing.seat_possible(problem.present)
        kept = replace(problem, present=standing.seats())
        for most_moved in (0, 1):
            roster = repair(kept, most_moved, seconds=0.2)
            assert faults(kept, roster) == []
            assert len(moved(kept, roster)) <= most_moved
            assert figures(kept, roster).objective >= figures(kept, kept.present).objective

    check()


def test_no_roster_is_better_than_the_bounds_and_small_ones_are_nearly_the_best() -> None:
    reached = best_possible = 0

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(problems(most_people=3, most_shifts=3))
    def check(problem: Problem) -> None:
        nonlocal reached, best_possible
        assume(len(Board(problem).possible()) <= 9)
        best = best_by_trying_everything(problem)
        solution, bound = solve(problem), linear_bound(problem)
        assert bound is not None
        assert solution.objective <= best <= min(bound, solution.bound)
        reached, best_possible = reached + solution.objective, best_possible + best

    check()
    assert reached >= 0.98 * best_possible


def test_the_same_problem_and_seed_give_the_same_roster() -> None:
    @settings(max_examples=10, deadline=None)
    @given(problems())
    def check(problem: Problem) -> None:
        assert solve(problem, seed=3) == solve(problem, seed=3)
        assert repair(problem, 1) == repair(problem, 1)

    check()


def make(
    people: list[Person], shifts: list[tuple[int, int, int]], needs: list[Need] | None = None, **more: Roster
) -> Problem:
    """Shifts as (start hour, hours, venue) counted from the first midnight, each needing two people unless said."""
    made = tuple(Shift(at, h * 60, (h + n) * 60, venue) for at, (h, n, venue) in enumerate(shifts))
    asked = needs or [Need(at, at, 2) for at in range(len(made))]
    return Problem(tuple(people), made, tuple(asked), Weights(), **more)


def person(number: int = 0, **more: object) -> Person:
    facts = {"age": 30, "skills": frozenset(), "windows": ALWAYS, **more}
    return Person(key=number, **facts)  # type: ignore[arg-type]


TWO_AT_ONCE = [(9, 2, 1), (10, 2, 1)]
FAR = [(9, 2, 1), (11, 2, 2)]
LATE_THEN_EARLY = [(19, 3, 1), (32, 2, 1)]


@pytest.mark.parametrize(
    ("who", "shifts", "rule"),
    [
        (person(), TWO_AT_ONCE, Rule.OVERLAP),
        (person(), FAR, Rule.CHANGEOVER),
        (person(), LATE_THEN_EARLY, Rule.REST),
        (person(limits=Limits(day=300)), [(9, 3, 1), (13, 3, 1)], Rule.DAY),
        (person(limits=Limits(days_in_row=1)), [(9, 2, 1), (33, 2, 1)], Rule.DAYS_IN_ROW),
        (person(budgets=(Budget(0, 6, 200),)), [(9, 2, 1), (57, 2, 1)], Rule.BUDGET),
    ],
)
def test_two_shifts_that_exclude_each_other_are_never_both_given(
    who: Person, shifts: list[tuple[int, int, int]], rule: Rule
) -> None:
    problem = make([who], shifts)
    assert faults(problem, frozenset({(0, 0), (0, 1)})) == [Fault(rule, 0, (0, 1))]
    assert figures(problem, solve(problem).roster).filled == 1


@pytest.mark.parametrize(
    ("who", "needs", "rule"),
    [
        (person(), [Need(0, 0, 1, skills=frozenset({"first-aid"}))], Rule.SKILL),
        (person(age=None), [Need(0, 0, 1, age_min=18)], Rule.AGE),
        (person(windows=((0, 600),)), None, Rule.AVAILABILITY),
        (person(limits=Limits(latest=600)), None, Rule.HOURS_OF_DAY),
        (person(duties=(Duty(600, 700, 1),)), None, Rule.OVERLAP),
        (person(duties=(Duty(-180, 0, 1, is_service=True),)), None, Rule.REST),
        (person(companions=frozenset()), None, Rule.COMPANION),
    ],
)
def test_a_shift_that_a_person_may_not_have_is_not_given(who: Person, needs: list[Need] | None, rule: Rule) -> None:
    problem = make([who], [(9, 2, 1)], needs)
    assert faults(problem, frozenset({(0, 0)})) == [Fault(rule, 0, (0,))]
    assert solve(problem).roster == frozenset()


def test_shifts_that_touch_at_one_venue_and_shifts_around_a_booking_are_given() -> None:
    duty = Duty(11 * 60, 12 * 60, 1)
    problem = make([person(duties=(duty,))], [(9, 2, 1), (12, 2, 1), (14, 2, 1)])
    assert solve(problem).roster == frozenset({(0, 0), (0, 1), (0, 2)})


def test_a_minor_comes_with_their_adult_and_the_adult_is_not_taken_away() -> None:
    minor = person(1, age=15, companions=frozenset({0}), wishes={0: 9})
    problem = make([person(wishes={0: 1}), minor], [(9, 2, 1), (9, 2, 2)], [Need(0, 0, 2), Need(1, 1, 1)])
    assert solve(problem).roster == frozenset({(0, 0), (1, 0)})


def test_a_pin_stays_even_against_a_rule_and_counts() -> None:
    problem = make([person(skills=frozenset({"x"}), windows=())], TWO_AT_ONCE, pins=frozenset({(0, 0)}))
    assert solve(problem).roster == frozenset({(0, 0)})
    assert faults(problem, frozenset()) == [Fault(Rule.PIN, 0, (0,))]


def test_shifts_are_spread_before_anybody_gets_a_second() -> None:
    problem = make([person(n) for n in range(4)], [(9, 2, 1), (33, 2, 1)])
    assert figures(problem, solve(problem).roster).without_shift == 0


def test_a_small_gain_moves_nobody_and_a_seat_within_the_minimum_does() -> None:
    """Who stands in the second shift would rather have the first one, by nine points."""
    first, second = Need(0, 0, 1), Need(1, 1, 1)
    only_first = person(1, windows=((0, 12 * 60),))
    both = person(0, wishes={0: 9})
    stands = frozenset({(0, 1)})
    kept = make([both], [(9, 2, 1), (13, 8, 1)], [first, second], present=stands)
    assert solve(kept).roster >= stands
    needed = make([both, only_first], [(9, 2, 1), (10, 2, 1)], [replace(first, minimum=1), second], present=stands)
    assert moved(needed, solve(needed).roster) == set()


def test_a_repair_moves_one_person_where_that_alone_fills_the_seat() -> None:
    """Only the first-aider can take the empty seat; a helper can follow them."""
    aider, helper = person(0, skills=frozenset({"first-aid"})), person(1)
    needs = [Need(0, 0, 1, minimum=1, skills=frozenset({"first-aid"}), worth=140), Need(1, 1, 1)]
    problem = make([aider, helper], TWO_AT_ONCE, needs, present=frozenset({(0, 1)}))
    assert repair(problem, most_moved=0) == frozenset({(0, 1)})
    assert repair(problem, most_moved=1) == frozenset({(0, 0), (1, 1)})


@pytest.mark.parametrize(
    ("who", "shifts", "needs", "lack"),
    [
        (person(), [(9, 2, 1)], [Need(0, 0, 1, skills=frozenset({"first-aid"}))], Lack.SKILL),
        (person(age=16), [(9, 2, 1)], [Need(0, 0, 1, age_min=18)], Lack.AGE),
        (person(windows=((0, 600),)), [(9, 2, 1)], None, Lack.AVAILABILITY),
        (person(limits=Limits(latest=600)), [(9, 2, 1)], None, Lack.HOURS_OF_DAY),
        (person(duties=(Duty(600, 700, 1),)), [(9, 2, 1)], None, Lack.BUSY),
        (person(), TWO_AT_ONCE, [Need(0, 0, 1), Need(1, 1, 1, worth=1)], Lack.SAME_TIME),
        (person(), LATE_THEN_EARLY, [Need(0, 0, 1), Need(1, 1, 1, worth=1)], Lack.REST),
        (person(limits=Limits(day=300)), [(9, 3, 1), (13, 3, 1)], [Need(0, 0, 1), Need(1, 1, 1, worth=9)], Lack.DAY),
        (
            person(limits=Limits(days_in_row=1)),
            [(9, 2, 1), (33, 2, 1)],
            [Need(0, 0, 1), Need(1, 1, 1, worth=9)],
            Lack.DAYS_IN_ROW,
        ),
        (
            person(budgets=(Budget(0, 6, 200),)),
            [(9, 2, 1), (57, 2, 1)],
            [Need(0, 0, 1), Need(1, 1, 1, worth=9)],
            Lack.MAXIMUM,
        ),
        (person(companions=frozenset()), [(9, 2, 1)], [Need(0, 0, 1)], Lack.COMPANION),
        (person(served=30), [(9, 2, 1)], [Need(0, 0, 1)], Lack.WORTH),
    ],
)
def test_an_empty_seat_tells_what_keeps_people_from_it(
    who: Person, shifts: list[tuple[int, int, int]], needs: list[Need] | None, lack: Lack
) -> None:
    problem = make([who], shifts, [replace(need, target=1) for need in needs] if needs else [Need(0, 0, 1)])
    (unfilled,) = explain(problem, solve(problem).roster)
    assert (unfilled.reason, unfilled.counts, unfilled.seats) == (lack, {lack: 1}, 1)


def test_gini_is_nothing_among_equals_and_grows_with_the_difference() -> None:
    assert gini([]) == gini([0, 0]) == gini([60, 60, 60]) == 0
    assert gini([0, 0, 0, 60]) == pytest.approx(0.75)


def test_the_digest_follows_what_is_asked_and_not_the_order_of_sets() -> None:
    one = make([person(skills=frozenset({"a", "b", "c"}))], TWO_AT_ONCE)
    same = make([person(skills=frozenset({"c", "b", "a"}))], TWO_AT_ONCE)
    other = make([person(skills=frozenset({"a", "b"}))], TWO_AT_ONCE)
    assert one.digest() == same.digest() != other.digest()


def test_the_solvers_run_in_a_process_of_their_own_and_answer_the_same() -> None:
    problem = make([person(n) for n in range(4)], [(9, 2, 1), (33, 2, 1)])
    assert in_own_process(apart.plan, problem, 1, 0) == apart.plan(problem, 1, 0)
    assert in_own_process(apart.prove, problem, keeps_all=True) == apart.plan(problem, 1, 0).bound


def test_the_web_application_imports_no_solver(tmp_path: Path) -> None:
    words = "import sys, app; print([m for m in sys.modules if m in ('ortools', 'highspy', 'pandas')])"
    environ = {**os.environ, "SCIENCEPOP_MODE": "development", "SCIENCEPOP_VAR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True, env=environ)
    assert done.stdout.splitlines()[-1] == "[]"
