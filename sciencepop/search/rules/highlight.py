"""Which letters of a text were looked for, and the part of a long one in which they stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import groupby
from operator import itemgetter

AROUND = 24
LONGEST = 110

Segments = list[tuple[str, bool]]
"""A text in pieces, each with whether it was looked for."""


def mark(text: str, wanted: Collection[str]) -> Segments:
    """The text in pieces; Latin words are marked from their beginning on. What was looked for is lower case."""
    low, hit = text.lower(), [False] * len(text)
    if len(low) != len(text) or (text and not any(word in low for word in wanted)):
        return [(text, False)]
    for word in wanted:
        at = low.find(word)
        while word and at >= 0:
            if not word.isascii() or at == 0 or not (low[at - 1].isascii() and low[at - 1].isalnum()):
                hit[at : at + len(word)] = [True] * len(word)
            at = low.find(word, at + 1)
    found: Segments = []
    for is_hit, letters in groupby(zip(hit, text, strict=True), key=itemgetter(0)):
        found.append(("".join(letter for _is_hit, letter in letters), is_hit))
    return found


def excerpt(text: str, wanted: Iterable[str], longest: int = LONGEST) -> str:
    """The beginning of a text, or from a little before the first word that was looked for."""
    if len(text) <= longest:
        return text
    low = text.lower()
    places = [at for word in wanted if word and (at := low.find(word)) >= 0]
    start = max(min(places, default=0) - AROUND, 0)
    if start + longest > len(text):
        start = max(len(text) - longest, 0)
    cut = text[start : start + longest].strip()
    return ("…" if start else "") + cut + ("…" if start + longest < len(text) else "")
