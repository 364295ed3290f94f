"""What a draw ends with: the published lines of the result, everybody's own standing, and who waits for what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple

from sciencepop.draws.draw import Claim, Drawn, Queue, Round, Sheet, all_asking, draw, in_order, seed_of
from sciencepop.draws.reading import Commitment, Header
from sciencepop.draws.shapes import FORMAT, is_said
from sciencepop.draws.sheets import commitment_bytes, digest_of, lines


class Result(NamedTuple):
    """The lines of a drawn round as bytes, with their digest and what they say."""

    body: bytes
    digest: str
    drawn: Drawn


def header_of(promise: Commitment, entropy: str) -> Header:
    """How a sealed round is drawn with this entropy, a text as `sheets.clean` makes it."""
    if not is_said(entropy):
        raise ValueError("no entropy, or not as a text stands in the file")
    return Header(
        promise.round,
        digest_of(commitment_bytes(promise)),
        promise.input_digest,
        promise.code_digest,
        entropy,
        seed_of(promise.input_digest, entropy),
    )


def result_of(terms: Round, sheets: Iterable[Sheet], header: Header) -> Result:
    """Draw, and write it down: the header, every bucket, every sheet by its number, and the digest of all these."""
    drawn = draw(terms, in_order(sheets, header.seed))
    first = {"format": FORMAT, "kind": "result", **header._asdict()}
    places = [_place_row(drawn, index) for index in range(len(drawn.order))]
    body = lines([first, *(_queue_row(terms, queue) for queue in drawn.queues), *places])
    digest = digest_of(body)
    return Result(body + lines([{"digest": digest, "kind": "seal"}]), digest, drawn)


def _queue_row(terms: Round, queue: Queue) -> dict[str, Any]:
    closed = None
    if queue.closed is not None:
        closed = {
            "belongs": not queue.closed.is_other,
            "number": queue.closed.number,
            "priority": terms.priorities[queue.closed.priority],
        }
    return {
        "bucket": queue.bucket,
        "class": queue.offered,
        "closed": closed,
        "kind": "queue",
        "seats": queue.seats,
        "taken": queue.taken,
    }


def _place_row(drawn: Drawn, index: int) -> dict[str, Any]:
    at, sheet = drawn.places[index], drawn.order[index]
    queue = None if at is None else drawn.queues[at]
    return {
        "bucket": queue and queue.bucket,
        "class": queue and queue.offered,
        "kind": "place",
        "number": index + 1,
        "person": sheet.people[0],
        "wish": wish_given(drawn, index),
    }


def wish_given(drawn: Drawn, index: int) -> int | None:
    """Which of its wishes a sheet got, counted from 1. None for none."""
    at = drawn.places[index]
    if at is None:
        return None
    return [wish.offered for wish in drawn.order[index].wishes].index(drawn.queues[at].offered) + 1


class Refused(NamedTuple):
    """A bucket at which a sheet asked in vain: its own claim, and the worst that got a seat."""

    bucket: str
    claim: Claim
    closed: Claim


class Standing(NamedTuple):
    """One wish after the draw: got, in vain (with every bucket's reason), or not needed any more (neither)."""

    offered: str
    is_given: bool
    refused: tuple[Refused, ...]


def standings(terms: Round, drawn: Drawn, number: int) -> list[Standing]:
    """What became of each wish of the sheet with that number: the person's own line, for their receipt."""
    return own_line(terms, drawn.queues, drawn.order[number - 1], number, wish_given(drawn, number - 1))


def own_line(terms: Round, queues: Sequence[Queue], sheet: Sheet, number: int, given: int | None) -> list[Standing]:
    """As above from the published cut-offs alone; `given` is the wish that the sheet got, counted from 1."""
    found = []
    for rank, wish in enumerate(sheet.wishes, 1):
        refused: tuple[Refused, ...] = ()
        if given is None or rank < given:
            (asking,) = all_asking(terms, [sheet._replace(wishes=(wish,))])
            refused = tuple(_refused(terms, queues[queue], tier, number) for queue, tier in asking[0])
        found.append(Standing(wish.offered, rank == given, refused))
    return found


def _refused(terms: Round, queue: Queue, tier: int, number: int) -> Refused:
    is_other, priority = divmod(tier, len(terms.priorities))
    assert queue.closed is not None, "who asked in vain met a bucket without a free seat"
    return Refused(queue.bucket, Claim(bool(is_other), priority, number), queue.closed)


def waiting(terms: Round, drawn: Drawn) -> list[list[int]]:
    """Who waits at each of the draw's queues, by their numbers in the order in which a seat is offered.

    The order is the draw's own. Everybody waits for every wish that is dearer than what they got. Two people on a sheet
    wait for two seats.
    """
    found: list[list[tuple[int, int]]] = [[] for _queue in drawn.queues]
    dearer = [_dearer(drawn, index) for index in range(len(drawn.order))]
    for number, asking in enumerate(all_asking(terms, dearer), 1):
        for queue, tier in chain.from_iterable(asking):
            found[queue].append((tier, number))
    return [[number for _tier, number in sorted(claims)] for claims in found]


def _dearer(drawn: Drawn, index: int) -> Sheet:
    sheet, given = drawn.order[index], wish_given(drawn, index)
    return sheet if given is None else sheet._replace(wishes=sheet.wishes[: given - 1])
