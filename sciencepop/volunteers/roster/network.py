"""A thin hand on OR-Tools' min-cost flow: arcs are collected, then solved at once for the greatest gain."""

from __future__ import annotations

from array import array

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from sciencepop.volunteers.roster.problem import Seat


class Network:
    """Nodes are numbers from `node`; some arcs stand for a seat. What does not pay stays unsent."""

    SOURCE, SINK = 0, 1

    def __init__(self) -> None:
        self.nodes = 2
        self.supply = 0
        self.tails, self.heads, self.rooms = array("i"), array("i"), array("q")
        self.gains, self.who, self.need = array("q"), array("i"), array("i")

    def node(self) -> int:
        self.nodes += 1
        return self.nodes - 1

    def arc(self, tail: int, head: int, room: int, gain: int = 0, seat: Seat = (-1, -1)) -> None:
        self.tails.append(tail)
        self.heads.append(head)
        self.rooms.append(room)
        self.gains.append(gain)
        self.who.append(seat[0])
        self.need.append(seat[1])
        if tail == self.SOURCE:
            self.supply += room

    def seats(self, who: list[int], nodes: list[int], need: int, head: int, gains: list[int]) -> None:
        """Many arcs at once: one from each person's node to a need's, each a seat."""
        many = len(who)
        self.tails.extend(nodes)
        self.heads.extend([head] * many)
        self.rooms.extend([1] * many)
        self.gains.extend(gains)
        self.who.extend(who)
        self.need.extend([need] * many)

    def solve(self) -> tuple[int, list[Seat]]:
        """The greatest gain of any flow, and the seats it takes."""
        past, self.supply = self.supply, 0
        self.arc(self.SOURCE, self.SINK, past)
        flow = SimpleMinCostFlow()
        flow.add_arcs_with_capacity_and_unit_cost(
            np.frombuffer(self.tails, dtype=np.int32),
            np.frombuffer(self.heads, dtype=np.int32),
            np.frombuffer(self.rooms, dtype=np.int64),
            -np.frombuffer(self.gains, dtype=np.int64),
        )
        flow.set_node_supply(self.SOURCE, self.supply)
        flow.set_node_supply(self.SINK, -self.supply)
        if flow.solve() != flow.OPTIMAL:  # there is a way past everything, so this is no want of a solution
            raise ArithmeticError("min-cost flow did not end in an optimum")
        carried = flow.flows(np.arange(len(self.tails), dtype=np.int64))
        used = np.flatnonzero(carried > 0).tolist()
        return -flow.optimal_cost(), [(self.who[arc], self.need[arc]) for arc in used if self.who[arc] >= 0]
