"""How hanzi are read, and the names that are read otherwise. Imported where something is indexed, or nothing was found.

Without its dictionary of phrases pypinyin takes a fifth of the memory; what that costs, names with characters of
several readings, stands in data/search_readings.csv.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, cast

from sciencepop.core.reference import Reference
from sciencepop.search.rules.tokens import Sounds


@dataclass(frozen=True)
class Reading:
    """A word, and its syllables with spaces between them."""

    word: str
    reading: str


MOST_KEPT = 20_000


@lru_cache(maxsize=4)
def sounds_of(reference: Reference) -> Sounds:
    """The reader of this district's words."""
    return _reader(tuple((row.word, row.reading) for row in reference.read_table("search_readings.csv", Reading)))


@cache
def _reader(rows: tuple[tuple[str, str], ...]) -> Sounds:
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, lazy_pinyin, load_phrases_dict

    load_phrases_dict({word: [[syllable] for syllable in reading.split()] for word, reading in rows}, style="tone")

    @lru_cache(maxsize=MOST_KEPT)  # what people type comes here too
    def read(run: str) -> Sequence[str]:
        return [
            syllable.replace("ü", "v") for syllable in lazy_pinyin(run, style=Style.NORMAL, errors=cast(Any, _each))
        ]

    return read


def _each(unknown: str) -> list[str]:
    """Characters without a known reading stay silent, each in its place."""
    return [""] * len(unknown)
