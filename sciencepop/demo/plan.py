"""The whole sample season as rows, from its texts, a seed and a day. Nothing here knows a database or the hour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sciencepop.demo.cards import add_ends, card_rows
from sciencepop.demo.children import family_tables
from sciencepop.demo.claims import Claims
from sciencepop.demo.events import PlannedEvent, make_events
from sciencepop.demo.groups import terms_rows
from sciencepop.demo.occurrences import Sessions, make_sessions
from sciencepop.demo.people import People, Row, make_people
from sciencepop.demo.reviews import audit_rows, label_rows, review_rows
from sciencepop.demo.texts import Texts, Venue
from sciencepop.demo.venues import (
    Point,
    base_rows,
    confirmation_rows,
    decision_rows,
    grown,
    hours_tables,
    paper_rows,
    registration_rows,
)


@dataclass(frozen=True)
class Season:
    """Everything to be written except claims, and the claims' maker."""

    texts: Texts
    today: date
    venues: list[Venue]
    towns: Mapping[str, Point]
    people: People
    events: list[PlannedEvent]
    sessions: Sessions
    claims: Claims

    def tables(self) -> Iterator[tuple[str, Iterable[Row]]]:
        """Table names with their rows, in an order that foreign keys allow; claims come after them."""
        phrases, first_new = self.texts.phrases, len(self.venues) + 1
        yield "person", self.people.rows
        yield "address", self.people.addresses
        yield from family_tables(self.today)
        yield "base", base_rows(self.venues, self.towns, phrases, self.today)
        yield "base", registration_rows(phrases.registrations, first_new, self.today)
        rules, stretches = hours_tables(self.venues, self.today)
        yield "opening_rule", rules
        yield "opening_stretch", stretches
        yield "base_decision", decision_rows(self.venues, phrases.registrations, self.today)
        yield "evidence_file", paper_rows(phrases.registrations, first_new, self.today)
        yield "role_grant", self.people.grants
        yield "base_confirmation", confirmation_rows(self.venues, self.today)
        yield "event", (event.row for event in self.events)
        yield "group_terms", terms_rows(self.events, self.today)
        yield "event_audience", label_rows(self.events, "audiences")
        yield "event_topic", label_rows(self.events, "topics")
        yield "content_review", review_rows(self.events)
        yield "review_card", card_rows(self.events, self.today)
        yield "series", self.sessions.series
        yield "occurrence", (session.row for session in self.sessions.sessions)
        yield "seat_pool", self.sessions.pool_rows()
        yield "audit", audit_rows(self.events)


def make_season(
    texts: Texts, towns: Mapping[str, Point], *, seed: int, today: date, scale: float, uid_domain: str
) -> Season:
    """Decide everything. `towns` are points by code; `scale` multiplies events, people and bookings."""
    venues = grown(texts.venues, scale)
    people = make_people(venues, texts.phrases, list(towns), seed=seed, today=today, scale=scale)
    events = make_events(texts, venues, seed=seed, today=today, scale=scale)
    add_ends(events, today)
    sessions = make_sessions(events, texts.phrases, seed=seed, today=today, uid_domain=uid_domain)
    claims = Claims(people, texts.phrases, seed=seed, today=today)
    return Season(texts, today, venues, towns, people, events, sessions, claims)
