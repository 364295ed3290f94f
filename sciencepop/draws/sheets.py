"""The files of a draw as bytes that are the same wherever they are written: what is promised before it, and all sheets.

JSON Lines in UTF-8. Names stand in the order of the alphabet, there are no spaces, no fractions, nothing is escaped
that need not be; texts are NFC; every line ends with one newline, the last one too. First comes the commitment, then
the round, then the sheets by their pseudonyms. docs/draw.md shows each line, and how to check a file by hand.
"""

from __future__ import annotations

import hmac
import json
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sciencepop.draws import draw as allocator
from sciencepop.draws.draw import Round, Sheet
from sciencepop.draws.reading import Commitment, SheetReader, read_terms
from sciencepop.draws.shapes import FORMAT

KEY_BYTES = 32
"""The least length of a round's key. Without the key, a pseudonym says nothing about a person."""


def pseudonym_of(key: bytes, person: str) -> str:
    """A person in this round, the same for all who know the round's key. `person` is what the site knows them by."""
    if len(key) < KEY_BYTES:
        raise ValueError(f"a round's key has {KEY_BYTES} bytes or more")
    return hmac.new(key, person.encode(), sha256).hexdigest()


def digest_of(data: bytes) -> str:
    return sha256(data).hexdigest()


def code_of_allocator() -> bytes:
    """The file that decides, as it runs here."""
    return Path(allocator.__file__).read_bytes()


def commit(
    terms: Round, sheets: Iterable[Sheet], *, closed_at: datetime, entropy_source: str, entropy_due: datetime
) -> Commitment:
    """The promise about these sheets. Times have their zone. ValueError for an early entropy, and as `input_bytes`."""
    if entropy_due <= closed_at:
        raise ValueError("the entropy must not exist when sheets close")
    return Commitment(
        terms.code,
        closed_at.isoformat(timespec="seconds"),
        digest_of(input_bytes(terms, sheets)),
        digest_of(code_of_allocator()),
        clean(entropy_source),
        entropy_due.isoformat(timespec="seconds"),
    )


def clean(text: str) -> str:
    """A text as it stands in these files: NFC, single spaces, none at its ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def commitment_bytes(promise: Commitment) -> bytes:
    """One line. Its digest is what everybody can keep to compare."""
    return lines([{"format": FORMAT, "kind": "commitment", **promise._asdict()}])


def input_bytes(terms: Round, sheets: Iterable[Sheet]) -> bytes:
    """The round and its sheets, in whatever order they come. ValueError if they break a rule of the file."""
    rows = [_terms_row(terms), *map(_sheet_row, sorted(sheets, key=lambda sheet: sheet.people))]
    reader = SheetReader(read_terms(rows[0]))
    names: set[str] = set()
    for row in rows[1:]:
        people = reader.read(row).people
        if not names.isdisjoint(people):
            raise ValueError("somebody stands on two sheets")
        names.update(people)
    return lines(rows)


def _terms_row(terms: Round) -> dict[str, Any]:
    classes = [
        {
            "buckets": [bucket._asdict() for bucket in offered.buckets],
            "code": offered.code,
            "title": clean(offered.title),
        }
        for offered in sorted(terms.classes)
    ]
    return {
        "classes": classes,
        "format": FORMAT,
        "kind": "round",
        "priorities": list(terms.priorities),
        "round": terms.code,
    }


def _sheet_row(sheet: Sheet) -> dict[str, Any]:
    wishes = [
        {"buckets": sorted(wish.buckets), "class": wish.offered, "priority": wish.priority} for wish in sheet.wishes
    ]
    return {"kind": "sheet", "people": list(sheet.people), "wishes": wishes}


def written(value: object) -> str:
    """A value as a line of these files, without its newline."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def lines(rows: Iterable[object]) -> bytes:
    return "".join(written(row) + "\n" for row in rows).encode()
