"""Local search by large steps, each solved exactly as one flow.

A step looks at some shifts. Everybody gives up at most one seat there, and then takes at most one seat there, whatever
is best for all together. Since one seat a person is at stake, each possible seat can be checked against everything else
the person keeps, so rest, minutes and companions hold exactly. Replacing, swapping and chains of any length are
special cases of such a step, and the old roster is always one of its answers: no step makes it worse.
"""

from __future__ import annotations

from collections.abc import Collection
from random import Random

from sciencepop.volunteers.roster.board import Board
from sciencepop.volunteers.roster.flow import value
from sciencepop.volunteers.roster.network import Network
from sciencepop.volunteers.roster.problem import Seat


def objective(board: Board) -> int:
    """Seats, wishes and fairness, less the price of each person moved."""
    moved = sum(1 for who, present in enumerate(board.present) if present and board.lost(who))
    return value(board) - board.problem.weights.moved * moved


def exchange(board: Board, shifts: Collection[int], random: Random | None) -> bool:
    """Seat everybody anew in these shifts, one seat a person; returns whether anything changed.

    Without a source of chance nobody gives up a seat, and what is open is filled.
    """
    chosen = set(shifts)
    freed = _free_one_each(board, chosen, random) if random else set()
    network = Network()
    node_of: dict[int, int] = {}
    for need, asked in enumerate(board.problem.needs):
        if asked.shift in chosen and board.has_room(need):
            node = network.node()
            for price in board.prices(need):
                network.arc(node, network.SINK, 1, price)
            people = board.free_for(need)
            for who in people:
                if who not in node_of:
                    node_of[who] = network.node()
                    network.arc(network.SOURCE, node_of[who], 1)
            network.seats(people, [node_of[who] for who in people], need, node, _gains(board, people, need))
    _gained, taken = network.solve()
    for who, need in taken:
        board.add(who, need)
    return set(taken) != freed


def _free_one_each(board: Board, chosen: set[int], random: Random) -> set[Seat]:
    """Take one seat from each person who has some there; adults whom a minor needs keep theirs."""
    freed: set[Seat] = set()
    for who, by_shift in enumerate(board.need_of):
        if not by_shift:
            continue
        seats = [need for shift, need in by_shift.items() if shift in chosen and board.may_remove(who, need)]
        if seats:
            need = random.choice(seats)
            board.remove(who, need)
            freed.add((who, need))
    return freed


def _gains(board: Board, people: list[int], need: int) -> list[int]:
    """Wish and fairness of one more shift each, and what moving somebody, or leaving them in place, changes."""
    shift, fairness, moved = (
        board.problem.needs[need].shift,
        board.problem.weights.fairness,
        board.problem.weights.moved,
    )
    everybody, count = board.problem.people, board.count
    gains = [everybody[who].wishes.get(shift, 0) - fairness * count[who] for who in people]
    for at, who in enumerate(people):
        if need in board.present[who] and board.lost(who) == 1:
            gains[at] += moved
    return gains
