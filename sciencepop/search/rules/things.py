"""What the index is told of a thing, the same for every kind."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime

from sciencepop.search.rules import tokens as made

SHORTEST_WORD = 4


@dataclass(frozen=True, kw_only=True)
class Thing:
    """A thing as it may be found now.

    `labels` are the names of its kind, town, topics and audiences in both languages. `facts` are what words and filters
    ask for. `days` are those on which it is on; None is a thing that no day belongs to.
    """

    kind: str
    ref: int
    slug: str
    title_zh: str
    title_en: str = ""
    place_zh: str = ""
    place_en: str = ""
    summary_zh: str = ""
    summary_en: str = ""
    texts: Sequence[str] = ()
    labels: Sequence[str] = ()
    facts: Collection[str] = frozenset()
    town_code: str | None = None
    lat: float | None = None
    lon: float | None = None
    price_cents: int | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None
    days: Collection[date] = field(default=())

    def digest(self) -> str:
        """The same as long as nothing of it has changed, nor how it is indexed."""
        values = [getattr(self, one.name) for one in fields(self)]
        said = [sorted(map(str, value)) if isinstance(value, frozenset | set) else str(value) for value in values]
        return hashlib.sha256(repr((made.EDITION, said)).encode()).hexdigest()[:32]

    def tokens(self, sounds: made.Sounds) -> str:
        names = (self.title_zh, self.title_en, self.place_zh, self.place_en)
        texts = (self.summary_zh, self.summary_en, *self.texts, *self.labels)
        own = {made.fact("thing", self.kind), *self.facts, *made.day_facts(self.days)}
        if self.price_cents == 0:
            own.add(made.fact("free"))
        return made.tokens_of(names, texts, own, sounds)

    def sounds(self, sounds: made.Sounds) -> str:
        """Its tokens of pinyin, each with a space before it: those of the title, a stroke, those of the place."""
        titles, places = (made.sound_tokens(name, sounds) for name in (self.title_zh, self.place_zh))
        return " ".join(["", *titles, "/", *places])


def known_words(titles: Iterable[str], names: Iterable[str], sounds: made.Sounds) -> set[str]:
    """Latin words of titles, and how two to four hanzi of a name sound: what somebody may have meant to type."""
    found = {piece for title in titles for piece in made.pieces(title) if piece.isascii() and piece.isalpha()}
    found = {word for word in found if len(word) >= SHORTEST_WORD}
    for name in names:
        for run in filter(made.is_hanzi, made.pieces(name)):
            syllables = sounds(run)
            for size in (2, 3, 4):
                found.update("".join(syllables[at : at + size]) for at in range(len(run) - size + 1))
    return found
