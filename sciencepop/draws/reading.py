"""The lines of a draw's file as values. Whatever breaks a rule of the file is a ValueError, whoever wrote it."""

from __future__ import annotations

from typing import Any, NamedTuple

from sciencepop.draws.draw import GENERAL, HOUSEHOLD, Bucket, OfferedClass, Round, Sheet, Wish
from sciencepop.draws.shapes import (
    FORMAT,
    are_codes,
    exactly,
    is_code,
    is_digest,
    is_list,
    is_number_of_seats,
    is_said,
    is_text,
    need,
    need_shape,
    rises,
)


class Commitment(NamedTuple):
    """What is published when sheets close, before the entropy exists. Times are ISO 8601 with their zone."""

    round: str
    closed_at: str
    input_digest: str
    code_digest: str
    entropy_source: str
    entropy_due: str


class Header(NamedTuple):
    """How a round was drawn: what was promised, and the entropy that came afterwards."""

    round: str
    commitment_digest: str
    input_digest: str
    code_digest: str
    entropy: str
    seed: str


def read_commitment(row: Any) -> Commitment:
    need_shape(
        row,
        format=exactly(FORMAT),
        kind=exactly("commitment"),
        round=is_code,
        closed_at=is_text,
        input_digest=is_digest,
        code_digest=is_digest,
        entropy_source=is_said,
        entropy_due=is_text,
    )
    return Commitment(**{name: row[name] for name in Commitment._fields})


def read_terms(row: Any) -> Round:
    """Classes stand in the order of their codes; each has one bucket or more."""
    need_shape(row, classes=is_list, format=exactly(FORMAT), kind=exactly("round"), priorities=are_codes, round=is_code)
    classes = tuple(map(_read_class, row["classes"]))
    need(bool(classes) and bool(row["priorities"]) and rises([offered.code for offered in classes]))
    return Round(row["round"], classes, tuple(row["priorities"]))


def _read_class(row: Any) -> OfferedClass:
    need_shape(row, buckets=is_list, code=is_code, title=is_text)
    for bucket in row["buckets"]:
        need_shape(bucket, code=is_code, seats=is_number_of_seats)
        need(bucket["code"] != HOUSEHOLD or bucket["seats"] % 2 == 0)
    buckets = tuple(Bucket(**bucket) for bucket in row["buckets"])
    need(bool(buckets) and len({bucket.code for bucket in buckets}) == len(buckets))
    return OfferedClass(row["code"], row["title"], buckets)


class SheetReader:
    """Reads the sheets of one round."""

    def __init__(self, terms: Round) -> None:
        self.priorities = frozenset(terms.priorities)
        self.buckets = {one.code: frozenset(bucket.code for bucket in one.buckets) for one in terms.classes}

    def read(self, row: Any) -> Sheet:
        need_shape(row, kind=exactly("sheet"), people=is_list, wishes=is_list)
        people = tuple(row["people"])
        need(len(people) in (1, 2) and all(map(is_digest, people)) and len(set(people)) == len(people))
        wishes = tuple(self._read_wish(wish, len(people)) for wish in row["wishes"])
        need(bool(wishes) and len({wish.offered for wish in wishes}) == len(wishes))
        return Sheet(people, wishes)

    def _read_wish(self, row: Any, people: int) -> Wish:
        need_shape(row, **{"buckets": are_codes, "class": is_code, "priority": is_code})
        code, priority, own = row["class"], row["priority"], row["buckets"]
        need(code in self.buckets and priority in self.priorities and rises(own))
        need(self.buckets[code] - {GENERAL, HOUSEHOLD} >= set(own))
        need(people == 1 or (HOUSEHOLD in self.buckets[code] and not own))
        return Wish(code, priority, tuple(own))


def read_header(row: Any) -> Header:
    """The first line of a result."""
    need_shape(
        row,
        code_digest=is_digest,
        commitment_digest=is_digest,
        entropy=is_said,
        format=exactly(FORMAT),
        input_digest=is_digest,
        kind=exactly("result"),
        round=is_code,
        seed=is_digest,
    )
    return Header(**{name: row[name] for name in Header._fields})
