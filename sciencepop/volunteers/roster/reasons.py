"""Why a seat stays empty: what keeps each person from it, and which of these binds.

People are asked in the order in which a coordinator would: who has the skill at all, who of them is free, who of them
would be rested. The binding reason is the one that keeps most of those who come furthest: there is most to gain.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from sciencepop.volunteers.roster.board import Board, days_in_row, is_possible
from sciencepop.volunteers.roster.problem import DAY, Person, Problem, Roster, Shift


class Lack(StrEnum):
    """What stands between a person and a seat, in the order in which it is asked."""

    SKILL = "skill"
    AGE = "age"
    AVAILABILITY = "availability"
    HOURS_OF_DAY = "hours_of_day"
    BUSY = "busy"
    SAME_TIME = "same_time"
    REST = "rest"
    DAY = "day"
    DAYS_IN_ROW = "days_in_row"
    MAXIMUM = "maximum"
    COMPANION = "companion"
    WORTH = "worth"


@dataclass(frozen=True, slots=True)
class Unfilled:
    """So many seats of a need stay empty; `counts` says how many people each reason keeps away."""

    need: int
    seats: int
    reason: Lack
    counts: dict[Lack, int]


def explain(problem: Problem, roster: Roster) -> list[Unfilled]:
    """All needs with empty seats below their target, in the order of their shifts."""
    board = Board(problem)
    for who, taken in sorted(roster - problem.pins):
        board.add(who, taken)
    found = []
    for number, need in enumerate(problem.needs):
        empty = need.target - len(board.seated[number])
        if empty > 0:
            shift = problem.shifts[need.shift]
            counts = Counter(
                _lack(board, who, number) for who in range(len(problem.people)) if who not in board.seated[number]
            )
            found.append((shift.start, Unfilled(number, empty, binding(counts), dict(counts))))
    return [unfilled for _start, unfilled in sorted(found, key=lambda pair: (pair[0], pair[1].need))]


def binding(counts: Counter[Lack]) -> Lack:
    """Of those with the skill and the time, what keeps most; else that nobody has the time, or the skill."""
    order = list(Lack)
    has_time = [lack for lack in order[order.index(Lack.BUSY) :] if counts[lack]]
    if has_time:
        return max(has_time, key=lambda lack: counts[lack])
    rest = [lack for lack in (Lack.HOURS_OF_DAY, Lack.AVAILABILITY, Lack.AGE) if counts[lack]]
    return max(rest, key=lambda lack: counts[lack]) if rest else Lack.SKILL


def _lack(board: Board, who: int, number: int) -> Lack:
    problem = board.problem
    person, need = problem.people[who], problem.needs[number]
    shift = problem.shifts[need.shift]
    if not need.skills <= person.skills:
        return Lack.SKILL
    if need.age_min and (person.age is None or person.age < need.age_min):
        return Lack.AGE
    if not any(start <= shift.start and shift.end <= end for start, end in person.windows):
        return Lack.AVAILABILITY
    if _is_outside_hours(person, shift):
        return Lack.HOURS_OF_DAY
    if not is_possible(person, shift):
        return Lack.BUSY
    return _lack_beside_others(board, who, need.shift)


def _lack_beside_others(board: Board, who: int, at: int) -> Lack:
    person, day = board.problem.people[who], board.day[at]
    by_day = board.by_day[who]
    if not board.is_free(who, at):
        shift = board.problem.shifts[at]
        others = [board.problem.shifts[other] for other in board.need_of[who] if board.clash[who][at] >> other & 1]
        is_near = any(other.start < shift.end and shift.start < other.end for other in others)
        return Lack.SAME_TIME if is_near or any(other.day == shift.day for other in others) else Lack.REST
    if by_day.get(day, 0) + board.length[at] > person.limits.day:
        return Lack.DAY
    if day not in by_day and days_in_row(by_day, day) > person.limits.days_in_row:
        return Lack.DAYS_IN_ROW
    if person.companions is not None and not board.is_accompanied(who, at):
        return Lack.COMPANION
    return Lack.WORTH if board.may_add(who, at) else Lack.MAXIMUM


def _is_outside_hours(person: Person, shift: Shift) -> bool:
    opening = shift.day * DAY
    return shift.start - opening < person.limits.earliest or shift.end - opening > person.limits.latest
