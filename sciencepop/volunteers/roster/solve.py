"""From a problem to a roster: flow, repair, exchanges until they bring nothing."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from sciencepop.volunteers.roster.board import Board
from sciencepop.volunteers.roster.exchange import exchange, objective
from sciencepop.volunteers.roster.flow import relax
from sciencepop.volunteers.roster.problem import Problem, Roster

ROUNDS, NEXT_TO_NOTHING = 5, 1 / 5000
"""Of exchanges, and the gain at which they end."""


@dataclass(frozen=True, slots=True)
class Solution:
    """`bound` is what no roster can exceed; `gap` the share of it that this one may be away from the best."""

    roster: Roster
    objective: int
    bound: int

    @property
    def gap(self) -> float:
        return gap(self.objective, self.bound)


def gap(reached: float, bound: float) -> float:
    return (bound - reached) / bound if bound > 0 else 0.0


def solve(problem: Problem, seed: int = 1, rounds: int = ROUNDS) -> Solution:
    """The same problem and seed give the same roster. A roster that stands is where the search begins."""
    board = Board(problem)
    relaxed = relax(board)
    board.seat_possible(problem.present)
    board.seat_all(relaxed.seats)
    improve(board, Random(seed), rounds)  # noqa: S311 - repeatable chance is wanted
    return Solution(board.seats(), objective(board), relaxed.bound)


def bound_of(problem: Problem) -> int:
    """What no roster can exceed, by the flow alone."""
    return relax(Board(problem)).bound


def improve(board: Board, random: Random, rounds: int) -> None:
    """Exchange over everything and over each two days that follow one another, until a round brings next to nothing."""
    days: dict[int, list[int]] = {}
    for shift, day in enumerate(board.day):
        days.setdefault(day, []).append(shift)
    pairs = [days[day] + days.get(day + 1, []) for day in sorted(days)]
    reached = objective(board)
    for _round in range(rounds):
        exchange(board, range(len(board.day)), random)
        for shifts in random.sample(pairs, len(pairs)):
            exchange(board, shifts, random)
        before, reached = reached, objective(board)
        if reached - before <= before * NEXT_TO_NOTHING:
            break
