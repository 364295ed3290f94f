"""Checking a draw's file: everything that can be computed is computed again, and what differs is said.

static/js/draw/verify.js does the same in a visitor's browser, and the tests hold both to the same answers. A file that
was made anew from the first line to the last agrees with itself: only what somebody kept from before the draw, the
commitment's digest and the entropy as its source published it, can tell. So both can be given.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, NamedTuple

from sciencepop.draws.draw import seed_of
from sciencepop.draws.draw_file import Broken, DrawFile, Fault, read_file
from sciencepop.draws.results import Result, result_of
from sciencepop.draws.sheets import clean, code_of_allocator, digest_of


class Known(NamedTuple):
    """What the reader knows from elsewhere; None or '' for what they do not."""

    commitment_digest: str | None = None
    entropy: str | None = None


NOTHING_KNOWN = Known()


class Report(NamedTuple):
    """No faults: all that is in the file is right. `facts` are for the sentence which says so."""

    faults: tuple[Fault, ...]
    facts: dict[str, Any]


def verify(data: bytes, known: Known = NOTHING_KNOWN, *, code: bytes | None = None) -> Report:
    """`code` is the allocator's file as it was published; without it, the one that runs here."""
    try:
        file = read_file(data)
    except Broken as broken:
        return Report((broken.fault,), {})
    code_digest = digest_of(code_of_allocator() if code is None else code)
    faults = [*_broken_promises(file, known, code_digest), *_wrong_header(file, known)]
    facts: dict[str, Any] = {
        "round": file.terms.code,
        "classes": len(file.terms.classes),
        "sheets": len(file.sheets),
        "input_digest": file.input_digest,
        "commitment_digest": file.commitment_digest,
        "is_drawn": file.header is not None,
    }
    if file.header is not None and not {"round", "input", "seed"} & {fault.code for fault in faults}:
        result = result_of(file.terms, file.sheets, file.header)
        faults += _wrong_result(file, result)
        placed = sum(place is not None for place in result.drawn.places)
        facts |= {"entropy": file.header.entropy, "result_digest": result.digest, "placed": placed}
    return Report(tuple(faults), facts)


def _broken_promises(file: DrawFile, known: Known, code_digest: str) -> Iterator[Fault]:
    promise = file.commitment
    if promise is None:
        yield Fault("no_commitment", {})
        return
    if known.commitment_digest and known.commitment_digest.strip().lower() != file.commitment_digest:
        yield _differ("commitment", known.commitment_digest.strip().lower(), file.commitment_digest)
    if promise.round != file.terms.code:
        yield _differ("round", promise.round, file.terms.code)
    if promise.input_digest != file.input_digest:
        yield _differ("input", promise.input_digest, file.input_digest)
    if promise.code_digest != code_digest:
        yield _differ("code", promise.code_digest, code_digest)


def _wrong_header(file: DrawFile, known: Known) -> Iterator[Fault]:
    header, promise = file.header, file.commitment
    if header is None:
        return
    if promise is not None and header.commitment_digest != file.commitment_digest:
        yield _differ("promise", header.commitment_digest, file.commitment_digest)
    if header.round != file.terms.code:
        yield _differ("round", file.terms.code, header.round)
    if header.input_digest not in (file.input_digest, promise and promise.input_digest):
        yield _differ("input", header.input_digest, file.input_digest)
    if promise is not None and header.code_digest != promise.code_digest:
        yield _differ("code", promise.code_digest, header.code_digest)
    if known.entropy and clean(known.entropy) != header.entropy:
        yield _differ("entropy", clean(known.entropy), header.entropy)
    seed = seed_of(header.input_digest, header.entropy)
    if header.seed != seed:
        yield _differ("seed", seed, header.seed)


def _wrong_result(file: DrawFile, result: Result) -> Iterator[Fault]:
    """The first line that differs, and whether lines only stand in another order."""
    right = result.body.decode().split("\n")[:-1]
    for at, (expected, found) in enumerate(zip_longest(right, file.result), file.result_from):
        if expected == found:
            continue
        if sorted(right) == sorted(file.result):
            yield Fault("reordered", {"line": at})
        elif found is None:
            yield Fault("incomplete", {"line": at})
        elif expected is None:
            yield Fault("too_long", {"line": at})
        else:
            yield _wrong_line(json.loads(expected), at)
        return


def _wrong_line(right: dict[str, Any], at: int) -> Fault:
    """What the line should say, as far as it is of use to a reader."""
    told = {name: right[name] for name in ("number", "class", "bucket", "digest") if right.get(name)}
    is_nothing = right["kind"] == "place" and not right["class"]
    return Fault("no_place" if is_nothing else right["kind"], {"line": at, **told})


def _differ(code: str, expected: str, found: str | None) -> Fault:
    return Fault(code, {"expected": expected, "found": found or ""})
