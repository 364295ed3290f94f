"""From a question to what the index is asked, from the strictest to what is nearly meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from sciencepop.programme.rules.days import preset_days
from sciencepop.programme.rules.search import Search
from sciencepop.search.rules.expressions import Expression, Token, at_least, every, some
from sciencepop.search.rules.question import Part, Question
from sciencepop.search.rules.tokens import age_fact, fact, is_hanzi, pairs, pieces

TITLE, ANYWHERE = "t", "b"
MOST_UNITS = 6
MOST_DAYS = 65
LASTING = ("base", "course", "edition", "contest", "item", "project")
SHORTEST_START = 3
"""Latin words are looked for by their beginning from so many letters on; initials from two."""

Respelled = Mapping[str, Sequence[str]]
"""Other Latin words, or sounds, that a part may have meant."""

NOTHING_ELSE: Respelled = MappingProxyType({})


@dataclass(frozen=True)
class Asked:
    """What is asked of the index: for titles, for the titles of all but events, and for whatever speaks of it."""

    lasting: Expression | None = None
    titles: Expression | None = None
    everywhere: Expression | None = None


def ask(
    question: Question, search: Search, today: date, *, kind: str = "", respelled: Respelled = NOTHING_ELSE
) -> Asked:
    """Every part in a title, and every part anywhere; filters are asked both times."""
    facts = list(_facts(search, today, kind))
    titles = [_named(part, TITLE, respelled) for part in question.wanted]
    everywhere = [_anywhere(part, respelled) for part in question.wanted]
    if not everywhere:
        return Asked(everywhere=every(facts) if facts else None)
    lasting = some(Token(fact("thing", other)) for other in LASTING)
    return Asked(every([*titles, lasting, *facts]), every([*titles, *facts]), every([*everywhere, *facts]))


def ask_nearly(
    question: Question, search: Search, today: date, *, kind: str = "", respelled: Respelled = NOTHING_ELSE
) -> list[Expression]:
    """All but one of the parts, then half of them; at last the single hanzi, of which one may be wrong.

    Ranking puts what has more of them first, so the steps between are not asked. Of very many parts the first are.
    Something of what no vocabulary knows stays: whoever asks for crows at Sheshan is not shown all of Sheshan.
    """
    facts = list(_facts(search, today, kind))
    asked: list[Expression] = []
    for cut in (pairs, list):
        units = tuple(_units(question.wanted, respelled, cut))[:MOST_UNITS]
        half = (len(units) + 1) // 2
        less = (len(units) - 1, half) if cut is pairs else (len(units), len(units) - 1)
        counts = [count for count in dict.fromkeys(less) if half <= count]
        own = tuple(_units([part for part in question.wanted if not part.word.facts], respelled, cut))[:MOST_UNITS]
        core = [some(own)] if own else []
        asked += [every([at_least(count, units), *core, *facts]) for count in counts if count]
    return asked


def _named(part: Part, letter: str, respelled: Respelled) -> Expression:
    found = [_text(part.text, letter, _latin), *(_text(other, letter, _whole) for other in part.word.others)]
    return some([*found, *(_latin(word, letter) for word in respelled.get(part.text, ()))])


def _anywhere(part: Part, respelled: Respelled) -> Expression:
    facts = [Token(fact(name, code)) for name, code in part.word.facts]
    return some([_named(part, ANYWHERE, respelled), *facts])


def _units(parts: Iterable[Part], respelled: Respelled, cut: Callable[[str], list[str]]) -> Iterable[Expression]:
    """What may be missing one by one: a known word, a Latin word, a piece of a longer run of hanzi."""
    for part in parts:
        if part.word.facts or part.word.others or not is_hanzi(part.text):
            yield _anywhere(part, respelled)
        else:
            yield from (Token(ANYWHERE + piece) for piece in cut(part.text))


def _text(text: str, letter: str, latin: Callable[[str, str], Expression]) -> Expression:
    found: list[Expression] = []
    for piece in pieces(text):
        found += [Token(letter + pair) for pair in pairs(piece)] if is_hanzi(piece) else [latin(piece, letter)]
    return every(found)


def _whole(word: str, letter: str) -> Expression:
    """A Latin word of our own vocabulary, which nobody is still typing."""
    return some([Token(letter + word), Token(letter + word.removesuffix("s"))])


def _latin(word: str, letter: str) -> Expression:
    """A Latin word by its beginning, also as the sound of hanzi or their initials."""
    if len(word) < SHORTEST_START:
        sounds = [Token("i" + word, starts=True)] if len(word) > 1 and word.isalpha() else []
        return some([Token(letter + word), *sounds])
    stem = word.removesuffix("s") if len(word) > SHORTEST_START else word
    return some(Token(start, starts=True) for start in (letter + stem, "p" + word, "i" + word))


def _facts(search: Search, today: date, kind: str) -> Iterable[Expression]:
    if kind:
        yield Token(fact("thing", kind))
    if search.free:
        yield Token(fact("free"))
    if search.seats:
        yield Token(fact("thing", "event"))
    if search.age is not None:
        yield Token(age_fact(search.age))
    if search.parts:
        yield some(Token(fact("part", part)) for part in search.parts)
    days = span_of(search, today)
    if days:
        count = min((days[1] - days[0]).days, MOST_DAYS)
        yield some(Token(fact("day", days[0] + timedelta(days=number))) for number in range(count + 1))


def span_of(search: Search, today: date) -> tuple[date, date] | None:
    """The days that are asked for."""
    if search.when:
        return preset_days(search.when, today)
    return (search.first, search.last) if search.first and search.last else None


def sounds_alike(question: Question, sounds: Callable[[str], Sequence[str]]) -> dict[str, list[str]]:
    """How the unknown hanzi of a question sound: a wrong one of the same sound is the commonest mistake."""
    found = {}
    for part in question.wanted:
        if is_hanzi(part.text) and len(part.text) > 1:
            found[part.text] = ["".join(sounds(part.text))]
    return found
