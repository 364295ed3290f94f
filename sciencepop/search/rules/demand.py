"""Demand pooling: when wishes are the same, when there are enough of them, and which base is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sciencepop.search.rules.question import Question

MOST_SEATS = 10
LONGEST_WORDS = 60


class Refusal(StrEnum):
    WORDS_MISSING = "words_missing"
    TOO_MANY = "too_many"
    WISHED_ALREADY = "wished_already"
    NOT_AGREED = "not_agreed"
    NOT_WAITING = "not_waiting"


class PartOfWeek(StrEnum):
    """When a family could come."""

    ANY = "any"
    WORKDAYS = "workdays"
    WEEKEND = "weekend"


class DemandState(StrEnum):
    """OPEN waits; ANSWERED was offered a seat or told where there is one; nobody is told twice."""

    OPEN = "open"
    ANSWERED = "answered"


@dataclass(frozen=True)
class Settings:
    """So many families ask for a draft, which a base takes on within so many days; a wish is kept so many days, and a
    person has so many at once."""

    families: int
    answer_days: int
    kept_days: int
    most_open: int


def read_settings(values: Mapping[str, Any]) -> Settings:
    """Of the district's file. ValueError where a number makes no sense."""
    found = Settings(*(int(values[name]) for name in ("families", "answer_days", "kept_days", "most_open")))
    if found.families < 2 or not 1 <= found.answer_days <= found.kept_days <= 730 or found.most_open < 1:
        raise ValueError("[demand] needs at least two families, a wish and a day")
    return found


def subject_of(question: Question) -> str:
    """What wishes must share: one topic of the vocabulary, or else the words themselves."""
    topics = {code for part in question.parts for name, code in part.word.facts if name == "topic"}
    if len(topics) == 1:
        return f"topic:{topics.pop()}"
    return f"words:{' '.join(sorted(part.text for part in question.wanted))}"


def topic_of(subject: str) -> str:
    return subject.removeprefix("topic:") if subject.startswith("topic:") else ""


def refuse_demand(subject: str, *, agreed: bool, mine: Sequence[str], most: int) -> Refusal | None:
    """What stands against one more wish of somebody who has these already."""
    if subject == "words:":
        return Refusal.WORDS_MISSING
    if not agreed:
        return Refusal.NOT_AGREED
    if subject in mine:
        return Refusal.WISHED_ALREADY
    return Refusal.TOO_MANY if len(mine) >= most else None


@dataclass(frozen=True)
class Venue:
    """A base that could be asked: how many events on the topic it had, and where it is."""

    base_id: int
    events: int
    town_code: str | None


def choose_base(venues: Iterable[Venue], towns: Sequence[str]) -> int | None:
    """The base that knows the topic, rather in the town from which most ask, rather with more on it; None for none."""
    commonest = Counter(town for town in towns if town).most_common(1)
    town = commonest[0][0] if commonest else None
    fit = [venue for venue in venues if venue.events]
    best = max(fit, key=lambda venue: (venue.town_code == town, venue.events, -venue.base_id), default=None)
    return best.base_id if best else None


def kept_until(today: date, settings: Settings) -> date:
    return today + timedelta(days=settings.kept_days)
