"""The words that a question may use: the district's file of words, the names of its vocabularies, and days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from flask import Flask, current_app

from sciencepop.core import clock
from sciencepop.core.almanac.context import Season
from sciencepop.core.almanac.days import Almanac
from sciencepop.core.almanac.known import get_almanac, get_seasons
from sciencepop.core.reference import Reference
from sciencepop.search.queries.labels import vocabulary
from sciencepop.search.rules.calendar_words import word_of
from sciencepop.search.rules.question import Means, Word, Words
from sciencepop.search.rules.tokens import normal

FACTS = ("town", "audience", "topic", "kind", "access", "base", "thing")
DAYS = "days"
"""The means of words whose days the calendar knows."""
TOWN_ENDINGS = ("街道", "镇", " town", " subdistrict")


@dataclass(frozen=True)
class Row:
    """A line of data/search_words.csv: words with | between them, what they mean, and the codes they stand for."""

    words: str
    means: str
    value: str


class Vocabulary:
    """All words of a district, read once; those with days anew each day, and when the calendar is told of more."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self.dated: tuple[date, Almanac, Words] | None = None

    def words_on(self, today: date, almanac: Almanac, seasons: Sequence[Season]) -> Words:
        """Everything that a word may mean on a day."""
        if self.dated is None or self.dated[0] != today or self.dated[1] is not almanac:
            found = dict(self.words)
            for line in self.lines:
                if line.means == DAYS:
                    found |= dict.fromkeys(_texts(line), word_of(line.value, today, almanac, seasons))
            self.dated = today, almanac, found
        return self.dated[2]

    @cached_property
    def lines(self) -> list[Row]:
        return self.reference.read_table("search_words.csv", Row)

    @cached_property
    def words(self) -> dict[str, Word]:
        found: dict[str, Word] = {}
        for name in ("town", "audience", "topic", "kind", "access"):
            for code, row in vocabulary(self.reference, name).items():
                for text in _names(row.name_zh, row.name_en):
                    found[text] = Word(Means.FACT, facts=((name, code),))
        for line in self.lines:
            texts = _texts(line) if line.means != DAYS else []
            for text in texts:
                word = _word(line, tuple(other for other in texts if other != text))
                found[text] = _joined(found.get(text), word)
        return found


def _texts(line: Row) -> list[str]:
    return [normal(text).replace("-", " ") for text in line.words.split("|")]


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


def get_words() -> Words:
    """What words mean today."""
    found: Vocabulary = current_app.extensions["search_words"]
    return found.words_on(clock.today(), get_almanac(), get_seasons())
