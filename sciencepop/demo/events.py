"""Which events there are: each idea at a fitting venue, twice at scale one."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sciencepop.demo.chance import moment, stream
from sciencepop.demo.dates import Times, times_of
from sciencepop.demo.people import FIRST_MANAGER, MANAGED, OTHER_MANAGED, Row
from sciencepop.demo.texts import Idea, Pair, Phrases, Texts, Venue

EDITIONS_AT_SCALE_ONE = 2
OPENS_DAYS = (60, 60, 60, 60, 30, 30, 14, 7)
CLOSES_MINUTES = (60, 60, 60, 120, 720)
TITLE_MARK = Pair("（示例）", " (sample)")
"""Ends every invented title, so that it is known as a sample wherever it is copied to."""

# States of events that are not published, at scale one; a small season has one of each.
_EACH = ("submitted", "draft", "returned", "withdrawn", "cancelled")
OTHER_STATES = (*_EACH, *_EACH, "submitted", "submitted", "submitted", "draft")

# Kinds of venues where a group rather goes, if one of them fits the topic.
_LIKED = {
    "seniors": ("community", "health", "nature"),
    "farmers": ("farm", "research", "media"),
    "workers": ("industry", "public-space", "community"),
}


@dataclass(slots=True)
class PlannedEvent:
    """An event with what its occurrences need to know; `row` is what is stored."""

    row: Row
    idea: Idea
    venue: Venue
    times: Times
    state: str
    public_from: datetime
    outdoor_room: bool

    @property
    def id(self) -> int:
        return int(str(self.row["id"]))

    @property
    def is_near_sheshan(self) -> bool:
        return self.venue.town_code == "310117103000"


def make_events(texts: Texts, venues: Sequence[Venue], *, seed: int, today: date, scale: float) -> list[PlannedEvent]:
    """All events, ids from 1: the published ones first."""
    choose = _Chooser(venues, seed)
    planned = []
    for number, (idea, edition, state) in enumerate(_wanted(texts.ideas, seed, scale), 1):
        rng = stream(seed, "event", idea.key, edition)
        venue = choose.venue_of(idea)
        times = times_of(idea.when, today, rng)
        event = _Maker(texts.phrases, today, rng).make(
            number, idea, edition, venue, choose.index[venue.slug], times, state
        )
        planned.append(event)
    return planned


def _wanted(ideas: Sequence[Idea], seed: int, scale: float) -> Iterator[tuple[Idea, int, str]]:
    order = list(ideas)
    stream(seed, "ideas").shuffle(order)
    count = max(12, round(len(order) * EDITIONS_AT_SCALE_ONE * scale))
    for number in range(count):
        yield order[number % len(order)], number // len(order), "published"
    tried = [idea for idea in ideas if idea.at in (MANAGED, OTHER_MANAGED) or idea.at == ""]
    tried.sort(key=lambda idea: idea.at == "")
    edition = count // len(order) + 1
    for number in range(max(len(_EACH), round(len(OTHER_STATES) * scale))):
        lap, place = divmod(number, len(tried))
        yield tried[place], edition + lap, OTHER_STATES[number % len(OTHER_STATES)]


class _Chooser:
    """Gives events to venues of their topic, the least busy first."""

    def __init__(self, venues: Sequence[Venue], seed: int) -> None:
        self.venues = list(venues)
        self.index = {venue.slug: number for number, venue in enumerate(venues)}
        self.busy: Counter[str] = Counter()
        stream(seed, "venues").shuffle(self.venues)

    def venue_of(self, idea: Idea) -> Venue:
        fitting = [venue for venue in self.venues if idea.at == venue.slug]
        fitting = fitting or [venue for venue in self.venues if idea.topics[0] in venue.topics]
        liked = _LIKED.get(idea.audiences[0], ())

        def reluctance(venue: Venue) -> tuple[bool, bool, int]:
            """A venue without any event comes first, then one that the group likes, then the least busy."""
            busy = self.busy[venue.slug]
            return busy > 0, venue.kind not in liked, busy

        chosen = min(fitting, key=reluctance)
        self.busy[chosen.slug] += 1
        return chosen


@dataclass
class _Maker:
    phrases: Phrases
    today: date
    rng: random.Random

    def make(
        self, number: int, idea: Idea, edition: int, venue: Venue, venue_index: int, times: Times, state: str
    ) -> PlannedEvent:
        written, public_from = self._written(times, state)
        row: Row = {"id": number, "slug": idea.key if edition == 0 else f"{idea.key}-{edition + 1}"}
        row |= {"base_id": venue_index + 1, "kind": idea.kind, "created_by": FIRST_MANAGER + venue_index}
        row |= self._words(idea, edition) | self._conditions(idea, venue) | self._booking(idea)
        row |= {
            "state": state,
            "state_reason": self._reason(state),
            "is_sample": True,
            "created_at": written,
            "updated_at": public_from,
            "submitted_at": None if state == "draft" else written + timedelta(days=1),
            "published_at": public_from if state in ("published", "withdrawn", "cancelled") else None,
        }
        return PlannedEvent(row, idea, venue, times, state, public_from, idea.outdoor)

    def _written(self, times: Times, state: str) -> tuple[datetime, datetime]:
        """When it was drafted and when it became public: before its first session, and before today."""
        if state in ("draft", "submitted", "returned"):
            written = moment(self.today - timedelta(days=self.rng.randint(3, 12)))
            return written, written + timedelta(days=1)
        dates = [on for on, _starts in times.single]
        first = min([times.rule.from_on, *dates] if times.rule else dates)
        latest = min(first - timedelta(days=21), self.today - timedelta(days=4))
        public = latest - timedelta(days=self.rng.randint(0, 30))
        return moment(public - timedelta(days=4)), moment(public) + timedelta(hours=10)

    def _words(self, idea: Idea, edition: int) -> Row:
        title = idea.again if edition % 2 else idea.title
        lap = edition // 2
        more = Pair(f"·第{lap + 1}期", f", series {lap + 1}") if lap else Pair("", "")
        english = edition == 0 or self.rng.random() < 0.9
        pairs = {
            "title": Pair(title.zh + more.zh + TITLE_MARK.zh, title.en + more.en + TITLE_MARK.en),
            "summary": idea.summary,
            "body": idea.body,
            "bring": idea.bring,
            "rain_plan": self.rng.choice(self.phrases.rain_plans) if idea.outdoor else Pair("", ""),
            "price_note": self.phrases.price_note if idea.price else Pair("", ""),
        }
        zh = {f"{name}_zh": pair.zh for name, pair in pairs.items()}
        en = {f"{name}_en": pair.en if english else "" for name, pair in pairs.items()}
        return {**zh, **en, "source_note": self.phrases.source_note}

    def _conditions(self, idea: Idea, venue: Venue) -> Row:
        ages = (*idea.ages, None, None)
        return {
            "access": sorted({*idea.access, *venue.access}),
            "age_min": ages[0],
            "age_max": ages[1],
            "adult_needed": idea.adult,
            "price_cents": idea.price,
        }

    def _booking(self, idea: Idea) -> Row:
        seats = idea.seats and max(6, round(idea.seats * self.rng.choice((0.8, 1, 1, 1.2)) / 2) * 2)
        return {
            "booking_mode": "seats" if seats else "drop_in",
            "booking_opens_days": self.rng.choice(OPENS_DAYS),
            "booking_closes_minutes": self.rng.choice(CLOSES_MINUTES),
            "seats": seats or None,
            "seats_per_booking": 5 if idea.seats >= 24 else 3,
            "minors_per_booking": 3,
            "names_needed": idea.names,
            "waiting_policy": "strict" if idea.names else "fill",
        }

    def _reason(self, state: str) -> str:
        reasons = {
            "returned": self.phrases.return_notes,
            "withdrawn": self.phrases.withdraw_reasons,
            "cancelled": self.phrases.state_reasons,
        }
        return self.rng.choice(reasons[state]) if state in reasons else ""
