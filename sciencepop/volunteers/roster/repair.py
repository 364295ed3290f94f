"""After drop-outs: fill what became empty, and move as few people as possible, exactly, by CP-SAT.

First whoever is free fills what is open, by one flow. For what is open still, whoever would be free but for one other
seat is looked at, with those who could follow them there. CP-SAT's comfortable size is about 9,000 columns; where it
finds nothing better in its time, the first answer stays.
"""

from __future__ import annotations

from ortools.sat.python import cp_model

from sciencepop.volunteers.roster.board import Board
from sciencepop.volunteers.roster.exchange import exchange, objective
from sciencepop.volunteers.roster.linear import RosterLinear
from sciencepop.volunteers.roster.problem import Problem, Roster, Seat

MOST_COLUMNS = 9000


def repair(
    problem: Problem, most_moved: int, *, start: Roster | None = None, seed: int = 1, seconds: float = 1.0
) -> Roster:
    """The roster that stands, or that to start from, with its holes filled.

    At most so many people lose a seat of the roster that stands, of those that no rule forbids by now.
    """
    board = Board(problem)
    board.seat_possible(problem.present if start is None else start)
    exchange(board, range(len(problem.shifts)), None)
    filled, reached = board.seats(), objective(board)
    columns = _choose_columns(board, most_moved)
    in_question = sorted(columns & filled)
    if not in_question:
        return filled
    for who, need in in_question:
        board.remove(who, need)
    board.seat_all(_solve(board, sorted(columns), set(in_question), most_moved, seed, seconds))
    return board.seats() if objective(board) > reached else filled


def _choose_columns(board: Board, most_moved: int) -> set[Seat]:
    """For each open seat: who has one other seat in the way, that seat, and who could follow there."""
    columns: set[Seat] = set()
    open_needs = [need for need in range(len(board.seated)) if board.has_room(need)]
    for need in sorted(open_needs, key=lambda need: (len(board.able[need]), need)):
        for who in board.able[need]:
            seat = _only_obstacle(board, who, board.problem.needs[need].shift)
            if seat is None or (not most_moved and seat[1] in board.present[who]):
                continue
            further = {seat, (who, need), *((other, seat[1]) for other in board.free_for(seat[1]))}
            if len(columns | further) > MOST_COLUMNS:
                return columns
            columns |= further
    return columns


def _only_obstacle(board: Board, who: int, shift: int) -> Seat | None:
    """The one seat that the person would have to give up for this shift; None where there is none or more than one."""
    blocking = board.taken[who] & board.clash[who][shift]
    if not blocking or blocking & (blocking - 1):
        return None
    need = board.need_of[who][blocking.bit_length() - 1]
    if not board.may_remove(who, need):
        return None
    board.remove(who, need)
    is_enough = board.may_add(who, shift)
    board.add(who, need)
    return (who, need) if is_enough else None


def _solve(
    board: Board, seats: list[Seat], standing: set[Seat], most_moved: int, seed: int, seconds: float
) -> list[Seat]:
    """The best choice among the seats; the standing ones where the solver has none."""
    linear = RosterLinear(board, seats, with_days_in_row=True)
    linear.row([(column, 1) for column in linear.moved], most_moved)
    model = cp_model.CpModel()
    columns = [model.new_int_var(0, top, "") for top in linear.tops]
    for row, room in enumerate(linear.rooms):
        part = slice(linear.starts[row], linear.starts[row + 1])
        chosen = [columns[column] for column in linear.columns[part]]
        model.add(cp_model.LinearExpr.weighted_sum(chosen, linear.factors[part]) <= room)
    model.maximize(cp_model.LinearExpr.weighted_sum(columns, linear.gains))
    for column, seat in enumerate(seats):
        model.add_hint(columns[column], seat in standing)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = seconds
    solver.parameters.max_time_in_seconds = 2 * seconds
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return list(standing)
    return [seat for column, seat in enumerate(seats) if solver.value(columns[column])]
