"""The problem in linear inequalities, for the tight bound and for exact repairs.

Of shifts that exclude each other in pairs a person has one at most; minutes of a day and of each budget are summed;
a minor's seat needs one of their adults; who loses a present seat is moved. Days in a row cost many rows and
change a bound hardly at all, so only repairs ask for them.
"""

from __future__ import annotations

from collections.abc import Iterable

from sciencepop.solvers.linear import Linear
from sciencepop.volunteers.roster.board import Board
from sciencepop.volunteers.roster.problem import Seat


class RosterLinear(Linear):
    """What may be added to a board. The first columns are the seats in question, in their order."""

    def __init__(self, board: Board, seats: list[Seat], *, with_days_in_row: bool = False) -> None:
        super().__init__()
        self.board, self.seats = board, seats
        self.moved: list[int] = []
        of_person: dict[int, dict[int, list[int]]] = {}
        of_need: dict[int, list[int]] = {}
        for who, need in seats:
            asked = board.problem.needs[need]
            column = self.column(asked.worth + board.problem.people[who].wishes.get(asked.shift, 0))
            of_person.setdefault(who, {}).setdefault(asked.shift, []).append(column)
            of_need.setdefault(need, []).append(column)
        for need, columns in of_need.items():
            self._limit_need(need, columns)
        for who, by_shift in of_person.items():
            self._limit_person(who, by_shift)
            self._price_moving(who, by_shift)
            self._accompany(who, by_shift, of_person)
            if with_days_in_row:
                self._limit_days_in_row(who, by_shift)

    def _limit_need(self, need: int, columns: list[int]) -> None:
        asked, filled = self.board.problem.needs[need], len(self.board.seated[need])
        self.row([(column, 1) for column in columns], max(0, asked.target - filled))
        urgent, missing = self.board.problem.weights.minimum, asked.minimum - filled
        if missing > 0 and urgent:
            within = self.column(urgent, missing)
            self.row([(within, 1), *((column, -1) for column in columns)], 0)

    def _limit_person(self, who: int, by_shift: dict[int, list[int]]) -> None:
        board = self.board
        person, spent = board.problem.people[who], board.by_day[who]
        fairness = board.problem.weights.fairness
        further = [self.column(-fairness * (board.count[who] + number)) for number in range(len(by_shift))]
        everything = [column for columns in by_shift.values() for column in columns]
        self.row([*((column, 1) for column in everything), *((column, -1) for column in further)], 0)
        for clique in _cliques(board.clash[who], by_shift):
            self.row([(column, 1) for shift in clique for column in by_shift[shift]], 1)
        spans = [(day, day, person.limits.day) for day in sorted({board.day[shift] for shift in by_shift})]
        spans += [(budget.first_day, budget.last_day, budget.minutes) for budget in person.budgets]
        for first, last, minutes in spans:
            inside = [shift for shift in by_shift if first <= board.day[shift] <= last]
            terms = [(column, board.length[shift]) for shift in inside for column in by_shift[shift]]
            room = max(0, minutes - sum(m for day, m in spent.items() if first <= day <= last))
            if sum(length for _column, length in terms) > room:
                self.row(terms, room)

    def _price_moving(self, who: int, by_shift: dict[int, list[int]]) -> None:
        present = self.board.present[who]
        kept = [c for columns in by_shift.values() for c in columns if self.seats[c][1] in present] if present else []
        if kept:
            moved = self.column(-self.board.problem.weights.moved)
            self.moved.append(moved)
            for column in kept:
                self.row([(column, -1), (moved, -1)], -1)

    def _accompany(self, who: int, by_shift: dict[int, list[int]], of_person: dict[int, dict[int, list[int]]]) -> None:
        companions = self.board.problem.people[who].companions
        if companions is None:
            return
        for shift, columns in by_shift.items():
            adults = [column for adult in sorted(companions) for column in of_person.get(adult, {}).get(shift, [])]
            there = sum(self.board.taken[adult] >> shift & 1 for adult in companions)
            self.row([*((column, 1) for column in columns), *((column, -1) for column in adults)], there)

    def _limit_days_in_row(self, who: int, by_shift: dict[int, list[int]]) -> None:
        most, fixed = self.board.problem.people[who].limits.days_in_row, set(self.board.by_day[who])
        open_days = {self.board.day[shift] for shift in by_shift} - fixed
        served = {day: self.column(0) for day in sorted(open_days)}
        for shift, columns in by_shift.items():
            day = self.board.day[shift]
            if day in served:
                self.row([*((column, 1) for column in columns), (served[day], -len(columns))], 0)
        for first in sorted(fixed | open_days):
            days = range(first, first + most + 1)
            new = [(served[day], 1) for day in days if day in served]
            if new and all(day in fixed or day in served for day in days):
                self.row(new, max(0, len(new) - 1))


def _cliques(clash: list[int], shifts: Iterable[int]) -> list[list[int]]:
    """Sets of shifts that exclude each other in pairs; each such pair is in one, and a lone shift with itself."""
    ordered = sorted(shifts)
    mine = sum(1 << shift for shift in ordered)
    covered = dict.fromkeys(ordered, 0)
    cliques = []
    for shift in ordered:
        for other in ordered:
            if other < shift or not clash[shift] >> other & 1 or covered[shift] >> other & 1:
                continue
            clique, common = [shift], mine & clash[shift]
            for further in (other, *ordered):
                if further not in clique and common >> further & 1:
                    clique.append(further)
                    common &= clash[further]
            mask = sum(1 << member for member in clique)
            for member in clique:
                covered[member] |= mask
            cliques.append(clique)
    return cliques
