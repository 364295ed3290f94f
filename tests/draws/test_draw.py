"""The draw against what its rules promise: found by looking at everything, on small rounds of every kind."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from sciencepop.college.rules.classes import Bucket as Part
from sciencepop.college.rules.line import Place, ask_down
from sciencepop.college.rules.odds import odds, percent, trials_for
from sciencepop.draws import draw as allocator
from sciencepop.draws.draw import Bucket, Claim, Drawn, OfferedClass, Round, Sheet, Wish, draw, in_order
from sciencepop.draws.results import standings, waiting
from tests.draws.rounds import (
    envy,
    first_wishes_first,
    given_class,
    name_of,
    plain_round,
    plain_sheet,
    random_facts,
    random_round,
    random_sheets,
    serial_dictatorship,
)

QUICK = settings(max_examples=150, deadline=None)
SEEDS = st.integers(0, 2**32)


@QUICK
@given(SEEDS, st.integers(1, 5), st.integers(0, 24))
def test_nobody_was_passed_over_no_seat_is_given_twice_and_two_on_a_sheet_are_in_or_out(
    seed: int, classes: int, sheets: int
) -> None:
    random = Random(seed)
    terms = random_round(random, classes)
    drawn = draw(terms, in_order(random_sheets(random, terms, sheets), "seed"))
    assert envy(terms, drawn) == []
    for at, queue in enumerate(drawn.queues):
        there = [sheet for sheet, place in zip(drawn.order, drawn.places, strict=True) if place == at]
        assert queue.taken == sum(len(sheet.people) for sheet in there) <= queue.seats
        assert (queue.closed is not None) == (queue.taken == queue.seats)
        if queue.bucket != "household":
            assert all(len(sheet.people) == 1 for sheet in there)
    for index, sheet in enumerate(drawn.order):
        assert given_class(drawn, index) in {None, *(wish.offered for wish in sheet.wishes)}


@QUICK
@given(SEEDS, st.integers(0, 9), st.integers(0, 9))
def test_down_the_line_nobody_is_overtaken_at_a_bucket_and_two_get_two_seats_or_none(
    seed: int, waiting: int, free: int
) -> None:
    random = Random(seed)
    buckets = random.sample(list(Part), random.randint(1, 5))
    seats = [(bucket, random.randint(0, 4)) for bucket in buckets]
    line = [
        Place(
            number, number, tuple(code for code in ("point", "senior") if random.random() < 0.4),
            random.randint(0, 1), number, random.random() < 0.2, random.choice((1, 1, 2)),
        )
        for number in range(waiting)
    ]  # fmt: skip
    taken: dict[Place, Part] = {}

    def give(place: Place, bucket: Part) -> int:
        assert place not in taken
        taken[place] = bucket
        return place.people

    asked = ask_down(line, seats, free, give)
    held = {bucket: sum(one.people for one, there in taken.items() if there is bucket) for bucket in buckets}
    assert asked == sum(held.values()) <= free
    assert all(held[bucket] <= size for bucket, size in seats)
    assert {bucket for one, bucket in taken.items() if one.people == 2} <= {Part.HOUSEHOLD}
    for one in (place for place in line if place not in taken):
        for bucket, size in seats:
            worse = [other for other in taken if taken[other] is bucket and other.claim(bucket) > one.claim(bucket)]
            room = min(size - held[bucket], free - asked) + sum(other.people for other in worse)
            assert not one.fits(bucket, room), (one, bucket)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_no_other_list_of_wishes_gets_anybody_a_class_they_like_better(seed: int) -> None:
    random = Random(seed)
    assert _gains(random, random_round(random, 3), _got) == []


def test_the_same_search_finds_who_gains_by_lying_where_first_wishes_go_first() -> None:
    assert any(_gains(Random(seed), plain_round(1, 1, 1), first_wishes_first) for seed in range(5))


def _gains(random: Random, terms: Round, mechanism: Callable[[Round, list[Sheet]], list[str | None]]) -> list[str]:
    """Every list of wishes that gets one of six sheets more than the true one, the others staying as they are."""
    facts = random_facts(random, terms, 6)
    likes = [random.sample(sorted(one.wishes), random.randint(1, len(one.wishes))) for one in facts]
    honest = [one.sheet(like) for one, like in zip(facts, likes, strict=True)]
    got, found = mechanism(terms, honest), []
    for at, (one, like) in enumerate(zip(facts, likes, strict=True)):
        lies = [lie for length in range(1, len(one.wishes) + 1) for lie in permutations(sorted(one.wishes), length)]
        for lie in lies:
            lied = mechanism(terms, [*honest[:at], one.sheet(lie), *honest[at + 1 :]])[at]
            if _worth(lied, like) > _worth(got[at], like):
                found.append(f"{like} gains by asking for {lie}")
    return found


def _got(terms: Round, order: list[Sheet]) -> list[str | None]:
    drawn = draw(terms, order)
    return [given_class(drawn, index) for index in range(len(order))]


def _worth(code: str | None, like: list[str]) -> int:
    return len(like) - like.index(code) if code in like else 0


@QUICK
@given(SEEDS)
def test_without_priorities_it_is_everybody_choosing_in_the_order_of_the_numbers(seed: int) -> None:
    random = Random(seed)
    terms = plain_round(*(random.randint(1, 3) for _class in range(4)))
    sheets = [plain_sheet(one, "".join(random.sample("ABCD", random.randint(1, 4)))) for one in range(15)]
    order = list(in_order(sheets, str(seed)))
    assert _got(terms, order) == serial_dictatorship(terms, order)


@QUICK
@given(SEEDS, st.randoms())
def test_the_order_of_sheets_and_of_classes_in_the_input_changes_nothing(seed: int, shuffler: Random) -> None:
    random = Random(seed)
    terms = random_round(random, 3)
    sheets = random_sheets(random, terms, 12)
    before = _by_person(draw(terms, in_order(sheets, "seed")))
    classes = list(terms.classes)
    shuffler.shuffle(sheets)
    shuffler.shuffle(classes)
    assert _by_person(draw(terms._replace(classes=tuple(classes)), in_order(sheets, "seed"))) == before


def _by_person(drawn: Drawn) -> dict[str, tuple[str, str] | None]:
    queues = [(queue.offered, queue.bucket) for queue in drawn.queues]
    return {
        sheet.people[0]: None if at is None else queues[at] for sheet, at in zip(drawn.order, drawn.places, strict=True)
    }


def _one_class(*buckets: tuple[str, int]) -> Round:
    return Round("R1", (OfferedClass("A", "", tuple(Bucket(*one) for one in buckets)),), ("lost_twice", "none"))


def _wants(number: int, *buckets: str, priority: str = "none", two: bool = False) -> Sheet:
    people = (name_of(2 * number), name_of(2 * number + 1))
    return Sheet(people if two else people[:1], (Wish("A", priority, buckets),))


def _buckets(drawn: Drawn) -> list[str | None]:
    return [None if at is None else drawn.queues[at].bucket for at in drawn.places]


def test_a_seat_meant_for_somebody_goes_to_others_only_if_nobody_of_them_wants_it() -> None:
    terms = _one_class(("senior", 2), ("general", 1))
    order = [_wants(1), _wants(2), _wants(3), _wants(4, "senior")]
    assert _buckets(draw(terms, order)) == ["general", "senior", None, "senior"]


def test_who_belongs_to_a_bucket_takes_its_seat_and_leaves_the_general_ones_alone() -> None:
    terms = _one_class(("senior", 1), ("general", 1))
    assert _buckets(draw(terms, [_wants(1, "senior"), _wants(2), _wants(3)])) == ["senior", "general", None]
    late = _one_class(("general", 1), ("senior", 1))
    assert _buckets(draw(late, [_wants(1, "senior"), _wants(2), _wants(3, "senior")])) == ["general", None, "senior"]


def test_a_higher_priority_goes_before_a_smaller_number_and_the_cut_off_says_so() -> None:
    drawn = draw(_one_class(("general", 2)), [_wants(1), _wants(2), _wants(3, priority="lost_twice")])
    assert _buckets(drawn) == ["general", None, "general"]
    assert drawn.queues[0].closed == Claim(False, 1, 1)


def test_a_household_gets_two_seats_of_its_bucket_and_what_is_left_of_it_goes_to_the_others() -> None:
    terms = _one_class(("household", 4), ("general", 1))
    order = [_wants(1), _wants(2), _wants(3), _wants(4), _wants(5, two=True)]
    assert _buckets(draw(terms, order)) == ["general", "household", "household", None, "household"]
    drawn = draw(terms, [*order, _wants(6, two=True), _wants(7, two=True)])
    assert _buckets(drawn) == ["general", None, None, None, "household", "household", None]
    assert drawn.queues[0].closed == Claim(False, 1, 6)


def test_everybody_sees_why_each_wish_was_not_given_and_waits_for_it_in_the_order_of_the_draw() -> None:
    terms = Round(
        "R1",
        (
            OfferedClass("A", "", (Bucket("senior", 1), Bucket("general", 1))),
            OfferedClass("B", "", (Bucket("general", 2),)),
            OfferedClass("C", "", (Bucket("general", 9),)),
        ),
        ("lost_twice", "none"),
    )
    loser = Sheet((name_of(4),), (Wish("A", "none", ()), Wish("B", "none", ()), Wish("C", "none", ())))
    lucky = Sheet((name_of(5),), (Wish("A", "lost_twice", ("senior",)),))
    order = [plain_sheet(1, "A"), plain_sheet(2, "AB"), loser, lucky, plain_sheet(6, "A")]
    drawn = draw(terms, order)
    first, second, third = standings(terms, drawn, 3)
    assert [bucket for bucket, _mine, _closed in first.refused] == ["general", "senior"]
    assert first.refused[0][1:] == (Claim(False, 1, 3), Claim(False, 1, 1))
    assert first.refused[1][1:] == (Claim(True, 1, 3), Claim(False, 0, 4))
    assert (second.is_given, second.refused) == (True, ())
    assert (third.is_given, third.refused) == (False, ())
    assert waiting(terms, drawn) == [[2, 3, 5], [2, 3, 5], [], []]


def test_the_allocator_is_one_file_that_needs_nothing_of_ours() -> None:
    tree = ast.parse(Path(allocator.__file__).read_text())
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {name.split(".")[0] for name in names if name} <= {*sys.stdlib_module_names}


def test_odds_are_those_of_counting_every_order() -> None:
    terms = plain_round(1, 1)
    sheets = [plain_sheet(1, "AB"), plain_sheet(2, "A"), plain_sheet(3, "A"), plain_sheet(4, "BA")]
    drawn = [dict(zip(turn, _got(terms, list(turn)), strict=True)) for turn in permutations(sheets)]
    counted = {sheet: sum(got[sheet] is not None for got in drawn) / len(drawn) for sheet in sheets}
    found = odds(terms, sheets, trials=4000, seed=1)
    for sheet in sheets:
        assert abs(found.of(sheet).any - counted[sheet]) < 0.03
    a, b = found.classes
    assert (a.seats, a.wished, a.wished_first, b.wished_first) == (1, 4, 3, 1)
    assert a.first is not None and abs(a.first - 1 / 3) < 0.02
    assert found == odds(terms, sheets[::-1], trials=4000, seed=1)


def test_chances_are_told_in_steps_and_never_as_certain_unless_they_were() -> None:
    assert [percent(share) for share in (0, 0.02, 0.31, 0.33, 0.999, 1)] == [0, 0, 30, 35, 95, 100]
    assert (trials_for(0), trials_for(20_000), trials_for(4000)) == (400, 20, 100)
