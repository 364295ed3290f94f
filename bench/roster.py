"""Rosters for 1,000 volunteers and 300 shifts: time, memory, fill, and how far from the best possible.

Beside the roster stand what people would take for themselves, and what is filled by hand, scarcest need first;
then 20 people drop out and the roster is repaired. Each part runs in a process of its own, so that memory is its own.
Every roster is checked by code that the solver does not share; a single broken rule ends the measurement.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from dataclasses import replace
from random import Random
from typing import Any

from bench.part import in_process, rss_mb
from bench.report import Report
from bench.roster_instance import instance
from sciencepop.volunteers.roster.board import Board
from sciencepop.volunteers.roster.evaluate import faults, figures, moved
from sciencepop.volunteers.roster.problem import Problem, Roster

ROUNDS, SEED = 3, 1
LEAVING = MOST_MOVED = 20


def measure(report: Report) -> None:
    """Everything in percent is of the seats asked for, or of the bound."""
    for name in ("tight", "slack"):
        runs = [in_process("bench.roster", "solve", name) for _round in range(ROUNDS)]
        proof, solved = in_process("bench.roster", "prove", name), runs[0]
        beside = in_process("bench.roster", "beside", name)
        bound = proof["bound"]
        seconds = [run["seconds"] for run in runs]
        detail = {
            "seconds": statistics.median(seconds),
            "cpu_seconds": statistics.median(run["cpu_seconds"] for run in runs),
            "rss_mb": max(run["rss_mb"] for run in runs),
            "fill": solved["fill"],
            "gap_lp": _percent_below(solved["objective"], bound),
            "gap_flow": _percent_below(solved["objective"], solved["bound"]),
            "seats": solved["seats"],
            "gini": solved["gini"],
            "without_shift": solved["without_shift"],
            "lp_seconds": proof["seconds"],
            "lp_rss_mb": proof["rss_mb"],
            **{key: value for key, value in beside.items() if not key.endswith("objective")},
            "greedy_gap_lp": _percent_below(beside["greedy_objective"], bound),
            "self_gap_lp": _percent_below(beside["self_objective"], bound),
            **in_process("bench.roster", "drop_out", name),
        }
        report.add(f"roster.{name}", detail["seconds"], "s", seconds, detail=detail)


def _percent_below(reached: int, bound: int) -> float:
    return round(100 * (bound - reached) / bound, 3)


def solved(problem: Problem) -> dict[str, Any]:
    """Seconds from the problem in memory to the roster; memory of the process, solver and all."""
    from sciencepop.volunteers.roster.solve import solve

    started, cpu = time.perf_counter(), time.process_time()
    solution = solve(problem, SEED)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    used = {"seconds": round(seconds, 2), "cpu_seconds": round(cpu, 2), "rss_mb": rss_mb()}
    return {**used, "bound": solution.bound, **_facts(problem, solution.roster)}


def proved(problem: Problem) -> dict[str, Any]:
    from sciencepop.volunteers.roster.lp import linear_bound

    started = time.perf_counter()
    bound = linear_bound(problem)
    return {"bound": bound, "seconds": round(time.perf_counter() - started, 1), "rss_mb": rss_mb()}


def beside(problem: Problem) -> dict[str, Any]:
    facts = {}
    for name, roster in (("greedy", fill_by_hand(problem)), ("self", sign_up(problem))):
        found = _facts(problem, roster)
        facts |= {f"{name}_{key}": found[key] for key in ("objective", "fill", "without_shift")}
    return facts


def dropped_out(problem: Problem) -> dict[str, Any]:
    from sciencepop.volunteers.roster.repair import repair
    from sciencepop.volunteers.roster.solve import solve

    roster = solve(problem, SEED).roster
    leaving = set(Random(SEED).sample(sorted({who for who, _need in roster}), LEAVING))
    people = tuple(replace(person, windows=()) if at in leaving else person for at, person in enumerate(problem.people))
    present = frozenset(seat for seat in roster if seat[0] not in leaving)
    left = replace(problem, people=people, present=present)
    started = time.perf_counter()
    repaired = repair(left, MOST_MOVED, seed=SEED)
    seconds = time.perf_counter() - started
    _facts(left, repaired)
    return {
        "repair_seconds": round(seconds, 2),
        "repair_lost": len(roster) - len(present),
        "repair_filled": len(repaired) - len(present),
        "repair_moved": len(moved(left, repaired)),
    }


def fill_by_hand(problem: Problem) -> Roster:
    """The need with the fewest candidates first, and of these whoever has the least to do so far."""
    board = Board(problem)
    for need in sorted(range(len(problem.needs)), key=lambda need: (len(board.able[need]), need)):
        shift = problem.needs[need].shift
        for who in sorted(board.able[need], key=lambda who: (board.count[who], who)):
            if board.has_room(need) and board.may_add(who, shift):
                board.add(who, need)
    return board.seats()


def sign_up(problem: Problem) -> Roster:
    """People come in a random order and take what they like best, until nothing more fits."""
    board, random = Board(problem), Random(SEED)
    for who in random.sample(range(len(problem.people)), len(problem.people)):
        wishes = problem.people[who].wishes
        mine = [need for need, able in enumerate(board.able) if who in able]
        random.shuffle(mine)
        for need in sorted(mine, key=lambda need: -wishes.get(problem.needs[need].shift, 0)):
            if board.has_room(need) and board.may_add(who, problem.needs[need].shift):
                board.add(who, need)
    return board.seats()


def _facts(problem: Problem, roster: Roster) -> dict[str, Any]:
    broken = faults(problem, roster)
    if broken:
        raise SystemExit(f"{len(broken)} broken rules, such as {broken[0]}")
    found = figures(problem, roster)
    return {
        "objective": found.objective,
        "seats": found.seats,
        "fill": round(100 * found.filled / found.seats, 2),
        "gini": round(found.gini, 3),
        "without_shift": found.without_shift,
    }


if __name__ == "__main__":
    parts = {"solve": solved, "prove": proved, "beside": beside, "drop_out": dropped_out}
    print(json.dumps(parts[sys.argv[1]](instance(SEED, tight=sys.argv[2] == "tight"))))
