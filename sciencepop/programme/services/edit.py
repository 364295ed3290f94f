"""Writing events: a draft is made, and what an event says is changed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.duty_policy import duty_at
from sciencepop.programme.models import Event, EventState, Occurrence
from sciencepop.programme.queries.duty import find_card
from sciencepop.programme.rules.completeness import missing_fields, refuse_numbers
from sciencepop.programme.rules.refusals import Refusal
from sciencepop.programme.services.content import BOOKING_RULES, EventInput, digest, write_content
from sciencepop.programme.services.lock import lock_open_event
from sciencepop.programme.services.revise import revise

FEED_PAST = timedelta(days=60)
"""How long calendars go on showing what is over; older occurrences keep the text they had."""

REVIEWED = (EventState.SUBMITTED, EventState.PUBLISHED, EventState.WITHDRAWN)

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def create_event(base_id: int, given: EventInput, *, by: Person, now: datetime) -> str:
    """Make a draft and return its slug. Refuses NOT_ALLOWED, SEATS_MISSING, AGES_REVERSED."""
    with write() as session:
        _refuse_numbers(given)
        base = session.get_one(ScienceBase, base_id)
        if not by.manages(base.id):
            raise RuleBroken(Refusal.NOT_ALLOWED)
        event = draft_event(session, base, given, by=by, now=now)
        attempts.remember(event.slug)
        return event.slug


def draft_event(session: Session, base: ScienceBase, given: EventInput, *, by: Person | None, now: datetime) -> Event:
    """A draft on the desk of a base; begun by nobody where families asked for it. The caller's unit of work."""
    author = by.id if by else None
    event = Event(
        slug=_new_slug(session, given.title_en or base.slug),
        base_id=base.id,
        kind=given.kind,
        title_zh=given.title_zh,
        access=[],
        state=EventState.DRAFT,
        created_by=author,
        created_at=now,
        updated_at=now,
    )
    session.add(event)
    session.flush()
    write_content(event, given)
    audit.record(session, by=author, at=now, action="event.create", subject=event)
    return event


def edit_event(event_id: int, given: EventInput, *, seen: str, by: Person, now: datetime) -> bool:
    """Write what the event says and tell whether anything changed. `seen` is the digest that the editor started from.

    A published event shows the change at once; a manager's change of words waits on the officers' desk as "changed
    since review". Refuses NOT_ALLOWED, WRONG_STATE, CHANGED_MEANWHILE, MODE_FIXED, SEATS_MISSING, AGES_REVERSED, and
    INCOMPLETE (missing) once the event has been handed in, AGE_BELOW_CARD and CARD_MISSING once it is public.
    """
    with write() as session:
        event = lock_open_event(session, event_id, by)
        _refuse_numbers(given)
        if seen != digest(event):
            raise RuleBroken(Refusal.CHANGED_MEANWHILE)
        if given.booking_mode is not event.booking_mode and event.occurrences:
            raise RuleBroken(Refusal.MODE_FIXED)
        missing = missing_fields(vars(given)) if event.state in REVIEWED else []
        if missing:
            raise RuleBroken(Refusal.INCOMPLETE, missing=missing)
        before = write_content(event, given)
        if not before:
            return False
        if event.state is EventState.PUBLISHED:
            _refuse_by_card(session, event, before, now)
        event.updated_at = now
        if event.state is EventState.PUBLISHED and not by.is_officer and set(before) - BOOKING_RULES:
            event.changed_since_review = True
        audit.record(session, by=by.id, at=now, action="event.edit", subject=event, before=before)
        revise(session, _shown_occurrences(session, event, now), now=now, significant=False)
        return True


def _refuse_by_card(session: Session, event: Event, before: Collection[str], now: datetime) -> None:
    """A public event keeps to its card, and becomes nothing that needs one which it has not."""
    card = find_card(session, event.id) if {"age_min", "kind"} & set(before) else None
    if card and (event.age_min or 0) < card.age_min:
        raise RuleBroken(Refusal.AGE_BELOW_CARD, age=card.age_min)
    if card is None and "kind" in before and event.kind in duty_at(now).card_kinds:
        raise RuleBroken(Refusal.CARD_MISSING)


def _refuse_numbers(given: EventInput) -> None:
    refused = refuse_numbers(
        booking_mode=given.booking_mode.value,
        seats=given.seats,
        age_min=given.age_min,
        age_max=given.age_max,
    )
    if refused:
        raise RuleBroken(refused)


def _shown_occurrences(session: Session, event: Event, now: datetime) -> list[Occurrence]:
    found = select(Occurrence).where(Occurrence.event_id == event.id, Occurrence.ends_at >= now - FEED_PAST)
    return list(session.scalars(found.order_by(Occurrence.starts_at, Occurrence.id)))


def _new_slug(session: Session, words: str) -> str:
    """A permanent public name: a few ASCII words and letters that nobody has yet."""
    stem = "-".join(re.findall(r"[a-z0-9]+", words.lower()))[:40].strip("-") or "event"
    while True:
        slug = f"{stem}-{''.join(secrets.choice(_LETTERS) for _ in range(5))}"
        if session.scalar(select(Event.id).where(Event.slug == slug)) is None:
            return slug
