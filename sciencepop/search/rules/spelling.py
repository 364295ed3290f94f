"""Which known word somebody may have meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable

SHORTEST = 4
SHORTEST_FOR_TWO = 8
MOST = 3


def near_words(word: str, known: Iterable[str]) -> list[str]:
    """Known words within one slip of the fingers, two of a long word; the nearest first."""
    if not is_long_enough(word):
        return []
    reach = _reach(word)
    likely = (other for other in known if abs(len(other) - len(word)) <= reach)
    found = [(slips, other) for other in likely if (slips := count_slips(word, other, reach)) <= reach]
    nearest = min(found, default=(0, ""))[0]
    return [other for slips, other in sorted(found) if slips == nearest][:MOST]


def shapes_of(word: str) -> list[str]:
    """Patterns (% is anything) of which every near word is one: slips leave at least one end of a word as it is."""
    end = (len(word) - 1) // (_reach(word) + 1)
    return [f"{word[:end]}%", f"%{word[-end:]}"]


def is_long_enough(word: str) -> bool:
    """Whether a word can be told from others with a slip."""
    return len(word) >= SHORTEST and word.isascii() and word.isalpha()


def _reach(word: str) -> int:
    return 2 if len(word) >= SHORTEST_FOR_TWO else 1


def is_known(word: str, known: Collection[str]) -> bool:
    return word in known or word.removesuffix("s") in known


def count_slips(one: str, other: str, most: int) -> int:
    """How many letters are wrong, missing, too many, or swapped with their neighbour; beyond `most` just too many."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for at, letter in enumerate(one):
        row = [at + 1]
        for to, wanted in enumerate(other):
            cost = min(last[to + 1] + 1, row[to] + 1, last[to] + (letter != wanted))
            if at and to and letter == other[to - 1] and one[at - 1] == wanted:
                cost = min(cost, before[to - 1] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]
