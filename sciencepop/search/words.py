"""The words that a question may use: the district's file of words, and the names of its vocabularies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from flask import Flask, current_app

from sciencepop.core.reference import Reference
from sciencepop.search.queries.labels import vocabulary
from sciencepop.search.rules.question import Means, Word
from sciencepop.search.rules.tokens import normal

FACTS = ("town", "audience", "topic", "kind", "access", "base", "thing")
TOWN_ENDINGS = ("街道", "镇", " town", " subdistrict")


@dataclass(frozen=True)
class Row:
    """A line of data/search_words.csv: words with | between them, what they mean, and the codes they stand for."""

    words: str
    means: str
    value: str


class Vocabulary:
    """All words of a district, read once."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference

    @cached_property
    def words(self) -> dict[str, Word]:
        found: dict[str, Word] = {}
        for name in ("town", "audience", "topic", "kind", "access"):
            for code, row in vocabulary(self.reference, name).items():
                for text in _names(row.name_zh, row.name_en):
                    found[text] = Word(Means.FACT, facts=((name, code),))
        for line in self.reference.read_table("search_words.csv", Row):
            texts = [normal(text).replace("-", " ") for text in line.words.split("|")]
            for text in texts:
                word = _word(line, tuple(other for other in texts if other != text))
                found[text] = _joined(found.get(text), word)
        return found


def _word(line: Row, others: tuple[str, ...]) -> Word:
    """Whatever is said of a topic in other words is looked for too; those of an audience would find too much."""
    if line.means in FACTS:
        facts = tuple((line.means, code) for code in line.value.split())
        return Word(Means.FACT, facts=facts, others=others if line.means == "topic" else ())
    return Word(Means(line.means), line.value, others=others if line.means == Means.SAME else ())


def _joined(one: Word | None, other: Word) -> Word:
    """A town's name that has misspellings stays the town's name."""
    if one is None or not one.facts:
        return other
    return replace(one, facts=tuple(dict.fromkeys([*one.facts, *other.facts])), others=other.others)


def _names(zh: str, en: str) -> set[str]:
    names = {normal(zh), normal(en)}
    for ending in TOWN_ENDINGS:
        names |= {name.removesuffix(ending) for name in names if name.endswith(ending)}
    return {name for name in names if len(name) > 1}


def init_app(app: Flask, reference: Reference) -> None:
    app.extensions["search_words"] = Vocabulary(reference)


def get_vocabulary() -> Vocabulary:
    found: Vocabulary = current_app.extensions["search_words"]
    return found
