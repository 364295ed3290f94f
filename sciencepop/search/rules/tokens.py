"""What is indexed of a text: one tokenizer for both databases, so that neither has to know a language.

A token is one word of plain letters and digits; its first letter says what it is:

* `t` in the title, or in the name of the place: a hanzi, two hanzi that follow one another, a Latin word or number;
* `b` the same anywhere in the document, the title too;
* `p` how the rest of a title sounds from some hanzi on ("chenshanzhiwuyuan"), `i` the initials of it ("cszwy");
* `x` a fact that is asked for by words or filters: kind, town, audience, topic, price, age, day (`fact`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from sciencepop.search.rules.traditional import SIMPLE

EDITION = 2
"""Raise it when the same document would give other tokens: everything is then indexed anew."""

LONGEST_WORD = 40
SYLLABLES = 8
OLDEST_CHILD = 18
HANZI = r"[\u3400-\u9fff\uf900-\ufaff]+"
_PIECE = re.compile(rf"{HANZI}|[a-z0-9]+")
_HANZI = re.compile(HANZI)
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")

Sounds = Callable[[str], Sequence[str]]
"""How hanzi are read: one syllable for each, without tones."""


def normal(text: str) -> str:
    """How texts and questions are compared: full-width and traditional forms, case and accents make no difference."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()).translate(SIMPLE)
    return unicodedata.normalize("NFC", "".join(char for char in plain if not unicodedata.combining(char)))


def pieces(text: str) -> list[str]:
    """Runs of hanzi, and Latin words or numbers, in their order."""
    return [piece[:LONGEST_WORD] if piece.isascii() else piece for piece in _PIECE.findall(normal(text))]


def is_hanzi(piece: str) -> bool:
    return bool(_HANZI.fullmatch(piece))


def pairs(run: str) -> list[str]:
    """Every two hanzi that follow one another; a single one is itself."""
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def words_of(text: str) -> set[str]:
    """What a text can be found by: Latin words, single hanzi and pairs of them."""
    found: set[str] = set()
    for piece in pieces(text):
        if piece.isascii():
            found.add(piece)
        else:
            found.update(piece)
            found.update(pairs(piece))
    return found


def sound_tokens(text: str, sounds: Sounds) -> list[str]:
    """The `p` and `i` tokens of a name: from each hanzi of a run on, so that any part of a name can be typed."""
    found: list[str] = []
    for piece in pieces(text):
        if not is_hanzi(piece):
            continue
        read = [_NOT_PLAIN.sub("", syllable) for syllable in sounds(piece)]
        for at in range(len(read)):
            rest = [syllable for syllable in read[at : at + SYLLABLES] if syllable]
            found.append("p" + "".join(rest))
            found.append("i" + "".join(syllable[0] for syllable in rest))
    return list(dict.fromkeys(token for token in found if len(token) > 1))


def fact(name: str, value: object = "") -> str:
    """The token of a fact: `fact("town", "310117103000")` is "xtown310117103000"."""
    return "x" + name + _NOT_PLAIN.sub("", str(value).lower())


def day_facts(days: Iterable[date]) -> set[str]:
    return {fact("day", day.isoformat()) for day in days}


def age_facts(low: int | None, high: int | None) -> set[str]:
    """The ages that are welcome, one by one until eighteen, which stands for every adult."""
    last = OLDEST_CHILD if high is None else min(high, OLDEST_CHILD)
    return {fact("age", age) for age in range(low or 0, last + 1)}


def age_fact(age: int) -> str:
    return fact("age", min(age, OLDEST_CHILD))


def tokens_of(names: Sequence[str], texts: Sequence[str], facts: Iterable[str], sounds: Sounds) -> str:
    """Everything that a document is indexed by, as one line; `names` are its titles and places."""
    named = set().union(*(words_of(name) for name in names)) if names else set()
    said = named.union(*(words_of(text) for text in texts))
    heard = {token for name in names for token in sound_tokens(name, sounds)}
    return " ".join(sorted({"t" + word for word in named} | {"b" + word for word in said} | heard | set(facts)))
