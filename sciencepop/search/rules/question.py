"""Reading a question: which of its words are filters, which are names of vocabularies, which are simply looked for.

Hanzi have no spaces between words, so known words are cut out of a run, the longest first ("周末亲子观星"); what is
left between them is looked for as it stands. A part can be taken out again (`Question.without`): a chip does it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sciencepop.programme.rules.days import PRESETS
from sciencepop.programme.rules.search import MANY, Search
from sciencepop.search.rules.tokens import HANZI, is_hanzi, normal

LONGEST = 100
MOST_PARTS = 12
OLDEST = 120
LONGEST_PHRASE = 4
SPAN = "/"
"""Between the first and the last day of a word whose days are known: 2026-10-01/2026-10-07."""
_NUMBERS = {char: number for number, char in enumerate("零一二三四五六七八九十")} | {"两": 2}
_PART = re.compile(
    r"(?P<age>(?:\d{1,3}|[一二两三四五六七八九十])(?:周岁|岁)(?:以上|以下|左右|的)?"
    r"|\baged? ?\d{1,3}\b|\b\d{1,3}[ -]years?[ -]olds?\b)"
    r"|(?P<date>\d{1,2}月\d{1,2}[日号]?)"
    rf"|(?P<hanzi>{HANZI})|(?P<latin>[a-z0-9]+)"
)


class Means(StrEnum):
    """What a word is for: looked for as it is, also a fact of a vocabulary, a filter, or nothing."""

    TEXT = "text"
    SAME = "same"
    FACT = "fact"
    WHEN = "when"
    PART = "part"
    FREE = "free"
    SEATS = "seats"
    AGE = "age"
    STOP = "stop"


FILTERS = frozenset({Means.WHEN, Means.PART, Means.FREE, Means.SEATS, Means.AGE})


@dataclass(frozen=True)
class Word:
    """An entry of the vocabulary: `facts` are (name, code) pairs, `others` words that say the same."""

    means: Means
    value: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    others: tuple[str, ...] = ()


Words = Mapping[str, Word]


@dataclass(frozen=True)
class Part:
    """A part of a question as it was typed, normalised. `glued`: no space stood before it."""

    text: str
    word: Word = field(default=Word(Means.TEXT))
    glued: bool = False

    @property
    def means(self) -> Means:
        return self.word.means


@dataclass(frozen=True)
class Question:
    """The parts of a question, in their order."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The question in one canonical form."""
        return "".join(part.text if part.glued else f" {part.text}" for part in self.parts).strip()

    @property
    def wanted(self) -> tuple[Part, ...]:
        """What is looked for in texts."""
        looked_for = tuple(part for part in self.parts if part.means not in FILTERS and part.means is not Means.STOP)
        return looked_for or tuple(part for part in self.parts if part.means is Means.STOP and not self.filters)

    @property
    def filters(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.means in FILTERS)

    @property
    def removable(self) -> tuple[Part, ...]:
        """What is shown as a chip."""
        return tuple(part for part in self.parts if part.means in FILTERS or part.word.facts)

    def without(self, part: Part) -> Question:
        return Question(tuple(one for one in self.parts if one is not part))

    def search(self, today: date) -> Search:
        """Its filters as a question to the list of events; the last word on a thing holds."""
        found = Search()
        for part in self.filters:
            found = _with(found, part.word, today)
        return found

    def facets(self, today: date) -> Search:
        """As above, with the vocabularies' words too: what the list of events is asked to show the same."""
        facts = dict.fromkeys(fact for part in self.parts for fact in part.word.facts)
        told: dict[str, Any] = {
            MANY[name]: tuple(code for key, code in facts if key == name)
            for name in ("town", "audience", "topic", "kind")
        }
        return replace(self.search(today), **told)


def read_question(text: str, words: Words) -> Question:
    """Read what somebody typed; nothing is ever refused."""
    line = normal(text)[:LONGEST]
    parts: list[Part] = []
    end = 0
    for match in _PART.finditer(line):
        glued = bool(parts) and match.start() == end
        end = match.end()
        kind = match.lastgroup
        if kind == "age":
            found = [_age_part(match[0])]
        elif kind == "date":
            found = [Part(match[0], Word(Means.WHEN, match[0]))]
        elif kind == "hanzi":
            found = list(_cut(match[0], words))
        else:
            found = [Part(match[0], words.get(match[0], Word(Means.TEXT)))]
        parts += [replace(part, glued=glued if number == 0 else True) for number, part in enumerate(found)]
    return Question(tuple(_phrases(parts, words))[:MOST_PARTS])


def _age_part(text: str) -> Part:
    digits = re.search(r"\d+", text)
    age = int(digits[0]) if digits else _NUMBERS[text[0]]
    return Part(text, Word(Means.AGE, str(age)) if age <= OLDEST else Word(Means.TEXT))


def _cut(run: str, words: Words) -> Iterator[Part]:
    """Known words of a run of hanzi, the longest at each place; single ones only where they stand alone."""
    at = begin = 0
    is_opening = True  # "我想看…": little words before the first that says something
    while at < len(run):
        sizes = range(min(len(run) - at, LONGEST_PHRASE * 2), 0, -1)
        size = next((size for size in sizes if _is_word(run, at, size, words, is_opening)), 0)
        if not size:
            at, is_opening = at + 1, False
            continue
        if at > begin:
            yield Part(run[begin:at])
        word = words[run[at : at + size]]
        yield Part(run[at : at + size], word)
        is_opening = is_opening and word.means is Means.STOP
        at = begin = at + size
    if at > begin:
        yield Part(run[begin:at])


def _is_word(run: str, at: int, size: int, words: Words, is_opening: bool) -> bool:
    text = run[at : at + size]
    if text not in words or size > 1 or size == len(run):
        return text in words
    word = words[text]
    return word.means is Means.STOP and (word.value == "anywhere" or is_opening or at == len(run) - 1)


def _phrases(parts: Sequence[Part], words: Words) -> Iterator[Part]:
    """Latin words that mean something together: "this weekend", "free of charge"."""
    at = 0
    while at < len(parts):
        for size in range(min(LONGEST_PHRASE, len(parts) - at), 1, -1):
            text = " ".join(part.text for part in parts[at : at + size])
            if text in words:
                yield Part(text, words[text], parts[at].glued)
                at += size
                break
        else:
            yield parts[at]
            at += 1


def _with(search: Search, word: Word, today: date) -> Search:
    if word.means is Means.FREE:
        return replace(search, free=True)
    if word.means is Means.SEATS:
        return replace(search, seats=True)
    if word.means is Means.AGE:
        return replace(search, age=int(word.value))
    if word.means is Means.PART:
        return replace(search, parts=tuple(dict.fromkeys([*search.parts, word.value])))
    if word.value in PRESETS:
        return search.during(word.value)
    first, last = days_of(word.value, today)
    return replace(search, when="", first=first, last=last)


def days_of(value: str, today: date) -> tuple[date, date]:
    """First and last day of what is no preset: `in2`, `nextweek`, `weekday5`, `10月24日`, `2026-10-01/2026-10-07`."""
    if SPAN in value:
        first, last = map(date.fromisoformat, value.split(SPAN))
        return first, last
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
    if value == "nextweek":
        return monday, monday + timedelta(days=6)
    if value.startswith("weekday"):
        day = today + timedelta(days=(int(value[-1]) - today.weekday()) % 7)
        return day, day
    if value.startswith("in"):
        day = today + timedelta(days=int(value[2:]))
        return day, day
    return (_next_date(value, today),) * 2


def _next_date(text: str, today: date) -> date:
    """The next 10月24日 from today on; today for a day that no month has."""
    month, day = (int(number) for number in re.findall(r"\d+", text)[:2])
    for year in (today.year, today.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    return today


def runs_of(question: Question) -> list[str]:
    """What was typed in one go, of the parts that are looked for: compared with titles as it stands."""
    found: list[str] = []
    for part in question.parts:
        if part.means in FILTERS:
            continue
        if part.glued and found and is_hanzi(part.text) and is_hanzi(found[-1]):
            found[-1] += part.text
        else:
            found.append(part.text)
    return found
