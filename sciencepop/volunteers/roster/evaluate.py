"""Checks a finished roster rule by rule, and adds up its worth, in the plainest way there is.

It shares no code with the solver, so that one mistake cannot hide in both. Pins are the coordinator's own decision:
a rule that they alone break is no fault of the roster; a seat given beside them must obey all rules together with them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from sciencepop.volunteers.roster.problem import Duty, Person, Problem, Roster, Seat


class Rule(StrEnum):
    SEATS = "seats"
    PIN = "pin"
    TWICE = "twice"
    SKILL = "skill"
    AGE = "age"
    AVAILABILITY = "availability"
    HOURS_OF_DAY = "hours_of_day"
    OVERLAP = "overlap"
    CHANGEOVER = "changeover"
    REST = "rest"
    DAY = "day"
    DAYS_IN_ROW = "days_in_row"
    BUDGET = "budget"
    COMPANION = "companion"


@dataclass(frozen=True, slots=True)
class Fault:
    rule: Rule
    who: int | None
    needs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """What the coordinator sees; minutes are of those who could serve at all."""

    objective: int
    seats: int
    filled: int
    full_shifts: int
    without_shift: int
    least_minutes: int
    most_minutes: int
    gini: float
    moved: int


def faults(problem: Problem, roster: Roster) -> list[Fault]:
    """Every broken hard rule; empty for a roster that may be published."""
    found = [Fault(Rule.PIN, who, (need,)) for who, need in sorted(problem.pins - roster)]
    filled = Counter(need for _who, need in roster)
    pinned = Counter(need for _who, need in problem.pins)
    for number, need in enumerate(problem.needs):
        if filled[number] > max(need.target, pinned[number]):
            found.append(Fault(Rule.SEATS, None, (number,)))
    for who in sorted({who for who, _need in roster}):
        found.extend(_faults_of_person(problem, roster, who))
    return found


def _faults_of_person(problem: Problem, roster: Roster, who: int) -> list[Fault]:
    mine = sorted(need for somebody, need in roster if somebody == who)
    new = [need for need in mine if (who, need) not in problem.pins]
    found = [Fault(rule, who, (need,)) for need in new for rule in _alone(problem, roster, who, need)]
    for one, other in combinations(mine, 2):
        if one in new or other in new:
            rule = _together(problem, who, one, other)
            if rule is not None:
                found.append(Fault(rule, who, (one, other)))
    found.extend(Fault(rule, who, tuple(needs)) for rule, needs in _sums(problem, who, mine, new))
    return found


def _alone(problem: Problem, roster: Roster, who: int, number: int) -> list[Rule]:
    person, need = problem.people[who], problem.needs[number]
    shift = problem.shifts[need.shift]
    broken = []
    if need.skills - person.skills:
        broken.append(Rule.SKILL)
    if need.age_min > 0 and (person.age is None or person.age < need.age_min):
        broken.append(Rule.AGE)
    if not [1 for start, end in person.windows if start <= shift.start and end >= shift.end]:
        broken.append(Rule.AVAILABILITY)
    midnight = shift.start - shift.start % 1440
    if shift.start < midnight + person.limits.earliest or shift.end > midnight + person.limits.latest:
        broken.append(Rule.HOURS_OF_DAY)
    mine = Duty(shift.start, shift.end, shift.venue, is_service=True)
    broken.extend(rule for duty in person.duties if (rule := _pair(person, mine, duty)) is not None)
    if person.companions is not None:
        on_shift = {other for other, taken in roster if problem.needs[taken].shift == need.shift}
        if not on_shift & person.companions:
            broken.append(Rule.COMPANION)
    return broken


def _together(problem: Problem, who: int, one: int, other: int) -> Rule | None:
    if problem.needs[one].shift == problem.needs[other].shift:
        return Rule.TWICE
    first, second = (
        Duty(shift.start, shift.end, shift.venue, is_service=True)
        for shift in (problem.shifts[problem.needs[one].shift], problem.shifts[problem.needs[other].shift])
    )
    return _pair(problem.people[who], first, second)


def _pair(person: Person, one: Duty, other: Duty) -> Rule | None:
    first, second = sorted((one, other), key=lambda duty: duty.start)
    pause = second.start - first.end
    if pause < 0:
        return Rule.OVERLAP
    if one.venue != other.venue and pause < person.limits.changeover:
        return Rule.CHANGEOVER
    if one.is_service and other.is_service and one.start // 1440 != other.start // 1440 and pause < person.limits.rest:
        return Rule.REST
    return None


def _sums(problem: Problem, who: int, mine: list[int], new: list[int]) -> list[tuple[Rule, list[int]]]:
    """Limits over several shifts, each only where a seat that is no pin takes part."""
    person = problem.people[who]
    minutes: Counter[int] = Counter()
    for duty in person.duties:
        if duty.is_service:
            minutes[duty.start // 1440] += duty.end - duty.start
    day_of = {}
    for need in mine:
        shift = problem.shifts[problem.needs[need].shift]
        day_of[need] = shift.start // 1440
        minutes[day_of[need]] += shift.end - shift.start
    new_days = {day_of[need] for need in new}
    broken = [(Rule.DAY, [n for n in mine if day_of[n] == day])
              for day in sorted(new_days) if minutes[day] > person.limits.day]  # fmt: skip
    for budget in person.budgets:
        days = range(budget.first_day, budget.last_day + 1)
        if new_days & set(days) and sum(minutes[day] for day in days) > budget.minutes:
            broken.append((Rule.BUDGET, [need for need in mine if day_of[need] in days]))
    for first in sorted(minutes):
        days = range(first, first + person.limits.days_in_row + 1)
        # A day that a pin or a duty has anyway is not made longer by one more seat on it.
        added = {day for day in new_days if not _has_anyway(problem, who, day)}
        if all(minutes[day] > 0 for day in days) and added & set(days):
            broken.append((Rule.DAYS_IN_ROW, [need for need in mine if day_of[need] in days]))
    return broken


def _has_anyway(problem: Problem, who: int, day: int) -> bool:
    pinned = any(
        problem.shifts[problem.needs[need].shift].start // 1440 == day
        for somebody, need in problem.pins
        if somebody == who
    )
    return pinned or any(duty.is_service and duty.start // 1440 == day for duty in problem.people[who].duties)


def moved(problem: Problem, roster: Roster) -> set[int]:
    """Who loses a seat that they have in the present roster."""
    return {who for who, _need in problem.present - roster}


def figures(problem: Problem, roster: Roster) -> Figures:
    filled = Counter(need for _who, need in roster)
    shifts_of: Counter[int] = Counter(who for who, _need in roster)
    worth = sum(_worth(problem, seat) for seat in roster)
    worth += sum(problem.weights.minimum * min(filled[at], need.minimum) for at, need in enumerate(problem.needs))
    for who, number in shifts_of.items():
        served = problem.people[who].served
        worth -= problem.weights.fairness * sum(served + further for further in range(number))
    lost = moved(problem, roster)
    short = {need.shift for at, need in enumerate(problem.needs) if filled[at] < need.target}
    minutes = [_minutes(problem, roster_of) for roster_of in _by_person(problem, roster)]
    return Figures(
        objective=worth - problem.weights.moved * len(lost),
        seats=sum(need.target for need in problem.needs),
        filled=sum(min(filled[at], need.target) for at, need in enumerate(problem.needs)),
        full_shifts=len({need.shift for need in problem.needs} - short),
        without_shift=minutes.count(0),
        least_minutes=min(minutes, default=0),
        most_minutes=max(minutes, default=0),
        gini=gini(minutes),
        moved=len(lost),
    )


def _worth(problem: Problem, seat: Seat) -> int:
    who, number = seat
    need = problem.needs[number]
    return need.worth + problem.people[who].wishes.get(need.shift, 0)


def _by_person(problem: Problem, roster: Roster) -> list[list[int]]:
    """The needs of everybody who has a seat or could have had one; who is never free tells nothing about fairness."""
    lists: dict[int, list[int]] = {who: [] for who, person in enumerate(problem.people) if person.windows}
    for who, need in roster:
        lists.setdefault(who, []).append(need)
    return list(lists.values())


def _minutes(problem: Problem, needs: list[int]) -> int:
    shifts = [problem.shifts[problem.needs[need].shift] for need in needs]
    return sum(shift.end - shift.start for shift in shifts)


def gini(values: list[int]) -> float:
    """0 where all have the same, near 1 where one has everything."""
    total, number = sum(values), len(values)
    if not total:
        return 0.0
    ranked = sum(rank * amount for rank, amount in enumerate(sorted(values), start=1))
    return 2 * ranked / (number * total) - (number + 1) / number
