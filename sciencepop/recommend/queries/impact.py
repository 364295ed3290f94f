"""What the assessment of impact counts: how many people use, switched off, had forgotten; and groups' parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import Booking, SeatPool
from sciencepop.bookings.rules import states
from sciencepop.programme.models import EventAudience, Occurrence
from sciencepop.programme.queries.visible import occurrence_is_on, visible_occurrences
from sciencepop.recommend.models import ForgottenVisit, TasteSetting

FEWEST = 10
"""A group of fewer people is not counted apart."""
WITHIN = timedelta(days=90)


@dataclass(frozen=True)
class Use:
    """Numbers of open accounts."""

    people: int
    off: int
    chose: int
    forgot: int

    @property
    def off_percent(self) -> float:
        return round(100 * self.off / self.people, 1) if self.people else 0.0


@dataclass(frozen=True)
class GroupPart:
    """An audience: who chose it (None below FEWEST), sessions to come that are made for it, and how many percent of its
    people's bookings of the last ninety days were for sessions made for it."""

    slug: str
    people: int | None
    sessions: int
    percent: int | None


def read_use(session: Session) -> Use:
    """How many people there are, and what they did about recommendations."""
    open_ = Person.closed_at.is_(None)
    people = list(session.execute(select(Person.audiences, Person.topics, Person.town_code).where(open_)))
    off = select(func.count()).select_from(TasteSetting).where(TasteSetting.is_off)
    forgot = select(func.count(ForgottenVisit.person_id.distinct()))
    return Use(
        len(people),
        int(session.scalar(off) or 0),
        sum(1 for audiences, topics, town in people if audiences or topics or town),
        int(session.scalar(forgot) or 0),
    )


def read_groups(session: Session, audiences: Sequence[str], now: datetime) -> list[GroupPart]:
    """What there is for each audience, and whether its people come to it: gaps are shown, none is guessed."""
    of_person = {
        number: frozenset(chosen or ())
        for number, chosen in session.execute(select(Person.id, Person.audiences).where(Person.closed_at.is_(None)))
        if chosen
    }
    people = Counter(slug for chosen in of_person.values() for slug in chosen)
    coming = session.execute(
        visible_occurrences(EventAudience.slug, func.count(Occurrence.id))
        .join(EventAudience, EventAudience.event_id == Occurrence.event_id)
        .where(Occurrence.starts_at > now, occurrence_is_on())
        .group_by(EventAudience.slug)
    )
    sessions: dict[str, int] = {slug: many for slug, many in coming}
    booked, fitting = _bookings(session, of_person, now)
    return [
        GroupPart(
            slug,
            people[slug] if people[slug] >= FEWEST else None,
            sessions.get(slug, 0),
            round(100 * fitting[slug] / booked[slug]) if people[slug] >= FEWEST and booked[slug] else None,
        )
        for slug in audiences
    ]


def _bookings(
    session: Session, of_person: dict[int, frozenset[str]], now: datetime
) -> tuple[Counter[str], Counter[str]]:
    """Bookings of each audience's people, and those of them that were for a session made for it."""
    rows = session.execute(
        select(Booking.id, Booking.person_id, EventAudience.slug)
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
        .join(EventAudience, EventAudience.event_id == Occurrence.event_id)
        .where(Booking.state.in_(states.COMMITTED), Booking.created_at > now - WITHIN)
    )
    made_for: dict[tuple[int, int], set[str]] = {}
    for number, person, slug in rows:
        if person in of_person:
            made_for.setdefault((number, person), set()).add(slug)
    booked, fitting = Counter[str](), Counter[str]()
    for (_number, person), slugs in made_for.items():
        booked.update(of_person[person])
        fitting.update(of_person[person] & slugs)
    return booked, fitting
