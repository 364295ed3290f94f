"""Rounds and sheets for the tests of the draw, and what the published rules say about a result, found the long way."""

from __future__ import annotations

from hashlib import sha256
from random import Random
from typing import NamedTuple

from sciencepop.draws.draw import Bucket, Drawn, OfferedClass, Round, Sheet, Wish

PRIORITIES = ("lost_twice", "own_point", "none")
OWN = ("point", "newcomer", "senior")


def name_of(number: int) -> str:
    return sha256(f"person {number}".encode()).hexdigest()


def plain_round(*seats: int) -> Round:
    """Classes A, B, C, … with one bucket for everybody, and no priorities."""
    classes = tuple(OfferedClass(chr(65 + at), "", (Bucket("general", free),)) for at, free in enumerate(seats))
    return Round("R1", classes, ("none",))


def plain_sheet(number: int, wishes: str) -> Sheet:
    return Sheet((name_of(number),), tuple(Wish(code, "none", ()) for code in wishes))


def random_round(random: Random, classes: int) -> Round:
    """Classes with some of all buckets, in any order."""
    return Round("R1", tuple(_random_class(random, chr(65 + at)) for at in range(classes)), PRIORITIES)


def _random_class(random: Random, code: str) -> OfferedClass:
    codes = random.sample([*OWN, "general", "household"], random.randint(1, 5))
    buckets = [Bucket(one, 2 * random.randint(1, 2) if one == "household" else random.randint(1, 3)) for one in codes]
    return OfferedClass(code, random.choice(("星空", "Café — “sky”", "")), tuple(buckets))


class Facts(NamedTuple):
    """How a sheet stands at each class it could wish, whatever it wishes."""

    people: tuple[str, ...]
    wishes: dict[str, Wish]

    def sheet(self, codes: tuple[str, ...] | list[str]) -> Sheet:
        return Sheet(self.people, tuple(self.wishes[code] for code in codes))


def random_facts(random: Random, terms: Round, sheets: int, share_of_two: float = 0.3) -> list[Facts]:
    found = []
    for number in range(sheets):
        is_two = random.random() < share_of_two
        people = (name_of(2 * number), name_of(2 * number + 1))[: 2 if is_two else 1]
        wishes = {}
        for one in terms.classes:
            codes = {bucket.code for bucket in one.buckets}
            if is_two and "household" not in codes:
                continue
            own = () if is_two else tuple(sorted(code for code in OWN if code in codes and random.random() < 0.4))
            wishes[one.code] = Wish(one.code, random.choice(terms.priorities), own)
        if wishes:
            found.append(Facts(people, wishes))
    return found


def random_sheets(random: Random, terms: Round, sheets: int) -> list[Sheet]:
    found = []
    for facts in random_facts(random, terms, sheets):
        codes = sorted(facts.wishes)
        found.append(facts.sheet(random.sample(codes, random.randint(1, len(codes)))))
    return found


def given_class(drawn: Drawn, index: int) -> str | None:
    at = drawn.places[index]
    return None if at is None else drawn.queues[at].offered


def envy(terms: Round, drawn: Drawn) -> list[str]:
    """Every sheet and bucket where the published rules would have let it in, had it stayed. It should be empty.

    Found by looking at every sheet, every wish up to the one it got, every bucket asked before its seat, and everybody
    who sits there; nothing of the draw is used but who sits where.
    """
    found = []
    seated: dict[tuple[str, str], list[int]] = {}
    for index, at in enumerate(drawn.places):
        if at is not None:
            seated.setdefault((drawn.queues[at].offered, drawn.queues[at].bucket), []).append(index)
    for index, sheet in enumerate(drawn.order):
        for wish in sheet.wishes:
            (offered,) = (one for one in terms.classes if one.code == wish.offered)
            asked = [bucket for bucket in offered.buckets if _belongs(sheet, wish, bucket.code)]
            if len(sheet.people) == 1:
                asked += [bucket for bucket in offered.buckets if bucket not in asked]
            for bucket in asked:
                there = seated.get((offered.code, bucket.code), [])
                if index in there:
                    break
                mine = _claim(terms, drawn, index, wish.offered, bucket.code)
                room = bucket.seats - sum(
                    len(drawn.order[other].people)
                    for other in there
                    if _claim(terms, drawn, other, wish.offered, bucket.code) < mine
                )
                if room >= len(sheet.people):
                    found.append(f"sheet {index + 1} had room in {offered.code} {bucket.code}")
            if wish.offered == given_class(drawn, index):
                break
    return found


def _belongs(sheet: Sheet, wish: Wish, bucket: str) -> bool:
    return bucket == "household" if len(sheet.people) == 2 else bucket == "general" or bucket in wish.buckets


def _claim(terms: Round, drawn: Drawn, index: int, code: str, bucket: str) -> tuple[bool, int, int]:
    sheet = drawn.order[index]
    (wish,) = (one for one in sheet.wishes if one.offered == code)
    return not _belongs(sheet, wish, bucket), terms.priorities.index(wish.priority), index


def serial_dictatorship(terms: Round, order: list[Sheet]) -> list[str | None]:
    """In the order of the numbers, everybody takes their dearest class with a free seat."""
    free = {one.code: sum(bucket.seats for bucket in one.buckets) for one in terms.classes}
    found: list[str | None] = []
    for sheet in order:
        taken = next((wish.offered for wish in sheet.wishes if free[wish.offered]), None)
        if taken is not None:
            free[taken] -= 1
        found.append(taken)
    return found


def first_wishes_first(terms: Round, order: list[Sheet]) -> list[str | None]:
    """Boston: all first wishes by the numbers, then all second ones with what is left, and so on."""
    free = {one.code: sum(bucket.seats for bucket in one.buckets) for one in terms.classes}
    found: list[str | None] = [None] * len(order)
    for rank in range(len(terms.classes)):
        for index, sheet in enumerate(order):
            if found[index] is None and rank < len(sheet.wishes) and free[sheet.wishes[rank].offered]:
                found[index] = sheet.wishes[rank].offered
                free[sheet.wishes[rank].offered] -= 1
    return found
