"""A person's own line of a drawn round, from what is published: the cut-offs, their number, and their wishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sciencepop.college.rules.rounds import PRIORITIES
from sciencepop.draws.draw import Bucket, Claim, OfferedClass, Queue, Round, Sheet, Wish
from sciencepop.draws.results import Standing, own_line
from sciencepop.draws.sheets import digest_of, lines


def queues_of(rows: Sequence[Mapping[str, Any]]) -> list[Queue]:
    """The cut-offs as they are kept with a round."""
    return [
        Queue(row["class"], row["bucket"], row["seats"], row["taken"], Claim(*row["closed"]) if row["closed"] else None)
        for row in rows
    ]


def terms_of(code: str, queues: Sequence[Queue]) -> Round:
    """The round as it was drawn; the buckets of a class stand together and in their order."""
    buckets: dict[str, list[Bucket]] = {}
    for queue in queues:
        buckets.setdefault(queue.offered, []).append(Bucket(queue.bucket, queue.seats))
    return Round(code, tuple(OfferedClass(one, "", tuple(found)) for one, found in buckets.items()), PRIORITIES)


def own_standings(
    code: str,
    rows: Sequence[Mapping[str, Any]],
    wishes: Sequence[tuple[str, Sequence[str]]],
    *,
    people: Sequence[str],
    priority: str,
    number: int,
    given: str | None,
) -> list[Standing]:
    """What became of each wish (class and own buckets) that was still offered; `given` is the class that was got."""
    queues = queues_of(rows)
    terms = terms_of(code, queues)
    offered = {one.code for one in terms.classes}
    wished = tuple(Wish(one, priority, tuple(own)) for one, own in wishes if one in offered)
    rank = next((at for at, wish in enumerate(wished, 1) if wish.offered == given), None)
    return own_line(terms, queues, Sheet(tuple(people), wished), number, rank)


def receipt_digest(code: str, version: int, pseudonyms: Sequence[str], classes: Sequence[str]) -> str:
    """What a receipt confirms: this sheet of these people in this version, with these classes in this order."""
    row = {"classes": list(classes), "people": list(pseudonyms), "sheet": code, "version": version}
    return digest_of(lines([row]))
