"""What must always hold of cards, licences and takedowns; `flask doctor` asks."""

from __future__ import annotations

from sqlalchemy import func, or_, select

from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.programme.duty_policy import duty_at
from sciencepop.programme.models import ContentReview, CrowdLicence, Event, EventState, ReviewCard
from sciencepop.programme.queries.duty import as_licence, list_licences, list_public_crowds
from sciencepop.programme.rules.duty import end_of, uncovered

MOST = 50


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    return [*wrong_ends(), *grounds_without_takedown(), *objections_by_nobody(), *idle_licences(), *without_licence()]


def wrong_ends() -> list[str]:
    """An event closes for booking when its last signed card says so, and without one never."""
    last = select(func.max(ReviewCard.id)).where(ReviewCard.checked_by.is_not(None)).group_by(ReviewCard.event_id)
    cards = select(ReviewCard.event_id, ReviewCard.risk_until).where(ReviewCard.id.in_(last)).subquery()
    rows = db.session.execute(
        select(Event.slug, Event.risk_ends_at, cards.c.risk_until)
        .outerjoin(cards, cards.c.event_id == Event.id)
        .where(or_(Event.risk_ends_at.is_not(None), cards.c.risk_until.is_not(None)))
    )
    wrong = [slug for slug, ends_at, until in rows if ends_at != (end_of(until) if until else None)]
    return [f"Event {slug} closes for booking at another time than its review card says." for slug in wrong[:MOST]]


def grounds_without_takedown() -> list[str]:
    """Only what was taken down has a ground."""
    rows = db.session.scalars(
        select(ContentReview.id)
        .where(ContentReview.ground.is_not(None), ContentReview.state != EventState.WITHDRAWN)
        .limit(MOST)
    )
    return [f"Review {number} has a ground to take down, but took nothing down." for number in rows]


def objections_by_nobody() -> list[str]:
    """An objection has its author, and something to object to."""
    wrong = or_(ContentReview.objected_by.is_(None), ContentReview.state != EventState.WITHDRAWN)
    rows = db.session.scalars(select(ContentReview.id).where(ContentReview.objection != "", wrong).limit(MOST))
    return [f"Review {number} has an objection that does not belong there." for number in rows]


def idle_licences() -> list[str]:
    """A licence was issued before its last day."""
    rows = db.session.scalars(
        select(CrowdLicence.id).where(CrowdLicence.issued_on > CrowdLicence.valid_until).limit(MOST)
    )
    return [f"Licence {number} was issued after its last day." for number in rows]


def without_licence() -> list[str]:
    """No public event has more people at one time and place than its licence allows."""
    session, now = db.session(), clock.now()
    duty, wrong = duty_at(now), []
    for event_id, crowds in list_public_crowds(session, now).items():
        if sum(crowd.people for crowd in crowds) < duty.licence_people:
            continue
        licences = list_licences(session, event_id)
        if uncovered(duty, crowds, as_licence(licences[-1]) if licences else None):
            wrong.append(f"Event {event_id} has more people at one time and place than a licence allows.")
    return wrong[:MOST]


def look() -> list[str]:
    """Public events of a kind that needs a card, from before cards were asked for."""
    kinds = duty_at(clock.now()).card_kinds
    found = select(func.count(Event.id)).where(
        Event.state == EventState.PUBLISHED, Event.kind.in_(kinds), Event.risk_ends_at.is_(None)
    )
    count = db.session.scalar(found) or 0
    return [f"{count} public events have no review card yet."] if count else []
