"""In what order things are shown: how well their words fit, how soon they are and how near. The same on both databases.

A word counts most in a title, then in the name of a place, then as a sound, then elsewhere; a name that is typed whole
goes before one that merely holds it. The numbers stand here, each once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sciencepop.bases.rules.points import Point, distance_km
from sciencepop.search.rules.question import Question, runs_of
from sciencepop.search.rules.tokens import is_hanzi, pairs

IN_TITLE, AT_START, WHOLE = 1.0, 0.15, 0.8
IN_PLACE, IN_LABELS, ELSEWHERE = 0.75, 0.45, 0.3
AS_SOUND, AS_INITIALS, INITIALS_FROM, OF_A_PLACE = 1.0, 0.85, 3, 0.7
OTHER_WORDS = 0.8
PAIR = 2
OF_A_VOCABULARY = 0.7
RUN_IN_TITLE, RUN_IS_TITLE, RUN_IN_PLACE = 0.6, 1.5, 0.2
SOON, SOON_DAYS = 0.25, 20.0
NEAR, NEAR_KM = 0.5, 6.0
PRIORS = {"base": 0.2, "edition": 0.1, "course": 0.1, "contest": 0.1, "item": 0.05}
DAY = 86_400


class Candidate(NamedTuple):
    """What is asked of a document that may fit; made by the hundred.

    `text` is titles, place and labels together, and they are in lower case; `sounds` as `Thing.sounds`. When events are
    on, their own index knows.
    """

    id: int
    kind: str
    ref: int
    text: str
    titles: tuple[str, str]
    place: str
    labels: str
    sounds: str
    lat: float | None
    lon: float | None
    from_at: datetime | None
    until_at: datetime | None


@dataclass(frozen=True)
class Scales:
    """When and where it is asked from: seconds since 1970, and a point if one was chosen."""

    now: float
    here: Point | None = None


class Wanted(NamedTuple):
    """A word as it is compared with texts: worked out once, compared with hundreds of documents.

    `needle` is what of it a title must hold; `pairs` are of longer hanzi, which a title may hold in part; `sounds` are
    how it stands among the sounds of a name, if it is Latin.
    """

    text: str
    needle: str
    pairs: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> Wanted:
        if text.isascii():
            needle = text.removesuffix("s") if len(text) > INITIALS_FROM else text
            return cls(text, needle, sounds=(f"p{text}", f"i{text}"))
        return cls(text, text, pairs=tuple(pairs(text)) if len(text) > PAIR else ())


@dataclass(frozen=True)
class Ranking:
    """A question, ready to be compared: its parts with their weights and other words, and what was typed in one go."""

    parts: Sequence[tuple[float, Wanted, Sequence[Wanted]]]
    runs: Sequence[str]
    scales: Scales

    @classmethod
    def of(cls, question: Question, scales: Scales, alike: Mapping[str, Sequence[str]]) -> Ranking:
        """`alike` are words that parts may have meant."""
        parts = []
        for part in question.wanted:
            others = [Wanted.of(text) for text in (*part.word.others, *alike.get(part.text, ()))]
            parts.append((OF_A_VOCABULARY if part.word.facts else 1.0, Wanted.of(part.text), others))
        return cls(parts, [run for run in runs_of(question) if len(run) > 1], scales)

    def score(self, one: Candidate, starts: float | None) -> float:
        """How well a thing answers; `starts` is when it is on next."""
        found = PRIORS.get(one.kind, 0.0)
        if self.parts:
            weight = sum(part[0] for part in self.parts)
            found += sum(worth * _fit(own, others, one) for worth, own, others in self.parts) / weight
        for run in self.runs:
            found += _run(run, one)
        if starts is not None:
            found += SOON * math.exp(-max(starts - self.scales.now, 0) / DAY / SOON_DAYS)
        if self.scales.here and one.lat is not None and one.lon is not None:
            found += NEAR * math.exp(-distance_km(self.scales.here, Point(one.lat, one.lon)) / NEAR_KM)
        return round(found, 6)


def _fit(own: Wanted, others: Sequence[Wanted], one: Candidate) -> float:
    best = _fit_word(own, one)
    for other in others:
        if best >= IN_TITLE:
            break
        if other.needle in one.text or other.pairs or other.sounds:
            best = max(best, OTHER_WORDS * _fit_word(other, one))
    return best


def _fit_word(word: Wanted, one: Candidate) -> float:
    best = ELSEWHERE
    if word.needle in one.text or word.pairs:
        for title in one.titles:
            best = max(best, _in_title(word, title))
        if best >= IN_TITLE:
            return best
        if word.text in one.place:
            return max(best, IN_PLACE)
        if word.text in one.labels:
            best = max(best, IN_LABELS)
    if word.sounds and (word.sounds[0] in one.sounds or word.sounds[1] in one.sounds):
        best = max(best, _as_sound(word, one.sounds))
    return best


def _in_title(word: Wanted, title: str) -> float:
    at = title.find(word.needle) if title else -1
    if at < 0:
        held = sum(pair in title for pair in word.pairs)
        return IN_PLACE * held / len(word.pairs) if held else 0.0
    if word.sounds and at and title[at - 1].isalnum() and f" {word.needle}" not in title:
        return IN_LABELS
    return IN_TITLE + (0.0 if at else AT_START) + WHOLE * len(word.text) / max(len(title), len(word.text))


def _as_sound(word: Wanted, sounds: str) -> float:
    """As a sound of the title, or of the place; whole names before parts of them."""
    title, _stroke, place = f"{sounds} ".partition(" / ")
    return max(_sounds_in(word, f"{title} "), OF_A_PLACE * _sounds_in(word, f" {place}"))


def _sounds_in(word: Wanted, sounds: str) -> float:
    for sound, worth in zip(word.sounds, (AS_SOUND, AS_INITIALS), strict=True):
        if f" {sound}" in sounds and (worth == AS_SOUND or len(word.text) >= INITIALS_FROM):
            starts, whole = sounds.startswith(f" {sound}"), f" {sound} " in sounds
            return worth + AT_START * (starts + whole)
    return ELSEWHERE


def _run(run: str, one: Candidate) -> float:
    for title in one.titles:
        if run in title:
            return RUN_IS_TITLE if run == title else RUN_IN_TITLE if is_hanzi(run) else RUN_IN_PLACE
    return RUN_IN_PLACE if run in one.place else 0.0
