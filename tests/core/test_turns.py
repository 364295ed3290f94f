"""Taking turns inside a process."""

from __future__ import annotations

import threading
import time
from contextlib import suppress

from sciencepop.core.turns import Turns

PATIENCE = 10


def test_who_came_first_is_served_first_and_nobody_beside_another() -> None:
    turns, served, inside, beside = Turns(1), [], [], []
    comers: list[threading.Thread] = []

    def come(number: int) -> None:
        with turns.turn():
            inside.append(number)
            beside.append(len(inside))
            served.append(number)
            inside.remove(number)

    with turns.turn():
        for number in range(5):
            comers.append(threading.Thread(target=come, args=(number,)))
            comers[-1].start()
            while len(turns._waiting) <= number:
                time.sleep(0.001)
        assert served == []
    for comer in comers:
        comer.join(PATIENCE)
    assert served == [0, 1, 2, 3, 4]
    assert set(beside) == {1}


def test_a_turn_that_fails_is_over_all_the_same() -> None:
    turns = Turns(1)

    @turns.taken
    def fail() -> None:
        raise ValueError

    for _again in range(2):
        with suppress(ValueError):
            fail()
    with turns.turn():
        assert turns._free == 0
    assert turns._free == 1


def test_as_many_as_allowed_are_at_it_together() -> None:
    turns, met = Turns(2), threading.Barrier(2, timeout=PATIENCE)

    def meet() -> None:
        with turns.turn():
            met.wait()

    pair = [threading.Thread(target=meet) for _ in range(2)]
    for one in pair:
        one.start()
    for one in pair:
        one.join(PATIENCE)
    assert not met.broken
