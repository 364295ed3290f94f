"""In what order things are shown: how well their words fit, how soon they are and how near. The same on both databases.

A word counts most in a title, then in the name of a place, then as a sound, then elsewhere; a name that is typed whole
goes before one that merely holds it. The numbers stand here, each once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sciencepop.bases.rules.points import Point, distance_km
from sciencepop.search.rules.question import Part, Question, runs_of
from sciencepop.search.rules.tokens import is_hanzi, pairs

IN_TITLE, AT_START, WHOLE = 1.0, 0.15, 0.8
IN_PLACE, IN_LABELS, ELSEWHERE = 0.75, 0.45, 0.3
AS_SOUND, AS_INITIALS, INITIALS_FROM, OF_A_PLACE = 1.0, 0.85, 3, 0.7
OTHER_WORDS = 0.8
OF_A_VOCABULARY = 0.7
RUN_IN_TITLE, RUN_IS_TITLE, RUN_IN_PLACE = 0.6, 1.5, 0.2
SOON, SOON_DAYS = 0.25, 20.0
NEAR, NEAR_KM = 0.5, 6.0
PRIORS = {"base": 0.2, "edition": 0.1, "course": 0.1, "contest": 0.1, "item": 0.05}
DAY = 86_400


@dataclass(frozen=True)
class Candidate:
    """What ranking asks of a document; texts are in lower case, `sounds` as `Thing.sounds`."""

    id: int
    kind: str
    ref: int
    titles: tuple[str, str]
    place: str
    labels: str
    sounds: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True)
class Scales:
    """When and where it is asked from: seconds since 1970, and a point if one was chosen."""

    now: float
    here: Point | None = None


def score(
    question: Question, one: Candidate, starts: float | None, scales: Scales, alike: Mapping[str, Sequence[str]]
) -> float:
    """How well a thing answers; `starts` is when it is on next, `alike` what its parts may have meant."""
    found = PRIORS.get(one.kind, 0.0)
    parts = question.wanted
    weights = [OF_A_VOCABULARY if part.word.facts else 1.0 for part in parts]
    if parts:
        fits = [weight * _fit(part, one, alike.get(part.text, ())) for part, weight in zip(parts, weights, strict=True)]
        found += sum(fits) / sum(weights)
    found += sum(_run(run, one) for run in runs_of(question) if len(run) > 1)
    if starts is not None:
        found += SOON * math.exp(-max(starts - scales.now, 0) / DAY / SOON_DAYS)
    if scales.here and one.lat is not None and one.lon is not None:
        found += NEAR * math.exp(-distance_km(scales.here, Point(one.lat, one.lon)) / NEAR_KM)
    return round(found, 6)


def _fit(part: Part, one: Candidate, alike: Sequence[str]) -> float:
    own = _fit_text(part.text, one)
    others = [OTHER_WORDS * _fit_text(text, one) for text in (*part.word.others, *alike)]
    return max([own, *others])


def _fit_text(text: str, one: Candidate) -> float:
    best = max(_in_title(text, title) for title in one.titles)
    if best >= IN_TITLE:
        return best
    if text in one.place:
        best = max(best, IN_PLACE)
    if text.isascii():
        best = max(best, _as_sound(text, one.sounds))
    if text in one.labels:
        best = max(best, IN_LABELS)
    return max(best, ELSEWHERE)


def _in_title(text: str, title: str) -> float:
    if not title:
        return 0.0
    if text.isascii():
        stem = text.removesuffix("s") if len(text) > INITIALS_FROM else text
        at = f" {title}".find(f" {stem}")
        if at < 0:
            return ELSEWHERE if stem not in title else IN_LABELS
    else:
        at = title.find(text)
        if at < 0:
            found = pairs(text)
            return IN_PLACE * sum(pair in title for pair in found) / len(found) if len(text) > 1 else 0.0
    return IN_TITLE + (AT_START if at == 0 else 0.0) + WHOLE * min(len(text) / len(title), 1.0)


def _as_sound(text: str, sounds: str) -> float:
    """As a sound of the title, or of the place; whole names before parts of them."""
    title, _stroke, place = f"{sounds} ".partition(" / ")
    return max(_sounds_in(text, f"{title} "), OF_A_PLACE * _sounds_in(text, f" {place}"))


def _sounds_in(text: str, sounds: str) -> float:
    for letter, worth in (("p", AS_SOUND), ("i", AS_INITIALS)):
        if f" {letter}{text}" in sounds and (letter == "p" or len(text) >= INITIALS_FROM):
            starts, whole = sounds.startswith(f" {letter}{text}"), f" {letter}{text} " in sounds
            return worth + AT_START * (starts + whole)
    return ELSEWHERE


def _run(run: str, one: Candidate) -> float:
    if run in one.titles:
        return RUN_IS_TITLE
    if any(run in title for title in one.titles):
        return RUN_IN_TITLE if is_hanzi(run) else RUN_IN_PLACE
    return RUN_IN_PLACE if run in one.place else 0.0
