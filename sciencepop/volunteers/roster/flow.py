"""The whole problem as one flow: person → day → shifts that exclude each other → need.

Left out are clashes beyond such groups, days in a row, companions and the price of moving people; sums of minutes are
replaced by how many of the shortest shifts fit. What obeys all rules is also a flow here, so its gain is a bound.
"""

from __future__ import annotations

from dataclasses import dataclass

from sciencepop.volunteers.roster.board import Board, spent_minutes
from sciencepop.volunteers.roster.network import Network
from sciencepop.volunteers.roster.problem import Seat


@dataclass(frozen=True, slots=True)
class Relaxed:
    """`bound` counts everything, pins included; `seats` are the flow's choice, the dearest first, and may clash."""

    bound: int
    seats: list[Seat]


def relax(board: Board) -> Relaxed:
    """Solve the flow beside what already stands on the board."""
    problem, network = board.problem, Network()
    need_node = []
    for need in range(len(problem.needs)):
        node = network.node()
        need_node.append(node)
        for price in board.prices(need):
            network.arc(node, network.SINK, 1, price)
    needs_of: list[list[int]] = [[] for _ in problem.people]
    for need, able in enumerate(board.able):
        for who in able:
            needs_of[who].append(need)
    for who, needs in enumerate(needs_of):
        if needs:
            _add_person(network, board, who, needs, need_node)
    gain, seats = network.solve()
    seats.sort(key=lambda seat: (-worth(board, *seat), seat))
    return Relaxed(gain + value(board), seats)


def _add_person(network: Network, board: Board, who: int, needs: list[int], need_node: list[int]) -> None:
    problem = board.problem
    person, node = problem.people[who], network.node()
    by_shift: dict[int, list[int]] = {}
    for need in needs:
        by_shift.setdefault(problem.needs[need].shift, []).append(need)
    for number in range(_most_shifts(board, who, list(by_shift))):
        network.arc(network.SOURCE, node, 1, -problem.weights.fairness * (board.count[who] + number))
    by_day: dict[int, list[int]] = {}
    for shift in sorted(by_shift, key=lambda at: (problem.shifts[at].start, at)):
        by_day.setdefault(board.day[shift], []).append(shift)
    for day, shifts in by_day.items():
        groups = _exclusive(board.clash[who], shifts)
        day_node = network.node()
        free = person.limits.day - board.by_day[who].get(day, 0)
        fitting = _fit([board.length[shift] for shift in shifts], free)
        network.arc(node, day_node, min(len(groups), fitting))
        for group in groups:
            group_node = network.node()
            network.arc(day_node, group_node, 1)
            for shift in group:
                for need in by_shift[shift]:
                    network.arc(group_node, need_node[need], 1, person.wishes.get(shift, 0), (who, need))


def _exclusive(clash: list[int], shifts: list[int]) -> list[list[int]]:
    """Shifts, in the order of their start, in groups of which a person can have one at most."""
    groups: list[list[int]] = []
    common: list[int] = []
    for shift in shifts:
        for at, mask in enumerate(common):
            if mask >> shift & 1:
                groups[at].append(shift)
                common[at] = mask & clash[shift]
                break
        else:
            groups.append([shift])
            common.append(clash[shift])
    return groups


def _most_shifts(board: Board, who: int, shifts: list[int]) -> int:
    """No more than all, and under each budget no more than its shortest ones and those outside it."""
    most = len(shifts)
    for budget in board.problem.people[who].budgets:
        inside = [board.length[at] for at in shifts if budget.first_day <= board.day[at] <= budget.last_day]
        spent = spent_minutes(board.by_day[who], budget)
        most = min(most, _fit(inside, budget.minutes - spent) + len(shifts) - len(inside))
    return most


def _fit(lengths: list[int], room: int) -> int:
    for number, length in enumerate(sorted(lengths)):
        room -= length
        if room < 0:
            return number
    return len(lengths)


def worth(board: Board, who: int, need: int) -> int:
    """What a seat brings apart from fairness."""
    asked = board.problem.needs[need]
    return asked.worth + board.problem.people[who].wishes.get(asked.shift, 0)


def value(board: Board) -> int:
    """What stands on the board is worth, by the objective, without the price of people moved."""
    problem = board.problem
    total = 0
    for need, seated in enumerate(board.seated):
        asked = problem.needs[need]
        total += sum(worth(board, who, need) for who in seated)
        total += problem.weights.minimum * min(len(seated), asked.minimum)
    for who, person in enumerate(problem.people):
        total -= problem.weights.fairness * sum(range(person.served, board.count[who]))
    return total
