"""Submission, the science-content check, taking down and bringing back.

Dangerous: `publish` and `republish` put an event before the public. Each outcome leaves a ContentReview with the
reviewer's name and date (科学技术普及法 2024, art. 35), and taking down works at once (art. 36).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import attempts, audit, stamps
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme import hooks
from sciencepop.programme.duty_policy import duty_at
from sciencepop.programme.models import ContentReview, Event, EventState
from sciencepop.programme.queries.duty import find_card
from sciencepop.programme.rules.completeness import NEEDED, missing_fields
from sciencepop.programme.rules.duty import Card, Ground, end_of, refuse_card
from sciencepop.programme.rules.lifecycle import TABLE, Step, Who, refuse_publication, refuse_step
from sciencepop.programme.rules.refusals import Refusal
from sciencepop.programme.services.cancel import cancel_coming, list_ahead
from sciencepop.programme.services.content import digest
from sciencepop.programme.services.licences import refuse_uncovered
from sciencepop.programme.services.lock import lock_event
from sciencepop.programme.services.tell import tell_review


def submit_event(event_id: int, *, by: Person, now: datetime) -> None:
    """Ask for review. Refuses NOT_ALLOWED, WRONG_STATE, INCOMPLETE (missing), NO_OCCURRENCE."""
    with write() as session:
        event = lock_event(session, event_id, by)
        _refuse_step(Step.SUBMIT, event, by, "")
        missing = missing_fields({name: getattr(event, name) for name in NEEDED})
        if missing:
            raise RuleBroken(Refusal.INCOMPLETE, missing=missing)
        if not any(occurrence.ends_at > now for occurrence in event.occurrences):
            raise RuleBroken(Refusal.NO_OCCURRENCE)
        event.state = EventState.SUBMITTED
        event.submitted_at = now
        audit.record(session, by=by.id, at=now, action="event.submit", subject=event)
        attempts.remember(event.slug)


def publish_event(event_id: int, *, checks: Collection[str], seen: str, note: str, by: Person, now: datetime) -> None:
    """Make a submitted event public, or a withdrawn one again. `seen` is the digest of what the reviewer read.

    Who kept a booking while it was down is told. Refuses NOT_ALLOWED, WRONG_STATE, CHANGED_MEANWHILE, BASE_NOT_PUBLIC,
    CHECKS_OPEN, and by its card and its licence CARD_MISSING, RISK_LAPSED, AGE_BELOW_CARD, LICENCE_MISSING.
    """
    with write() as session:
        event = lock_event(session, event_id, by)
        step = Step.REPUBLISH if event.state is EventState.WITHDRAWN else Step.PUBLISH
        _refuse_step(step, event, by, note)
        _refuse_publication(event, checks, seen)
        refuse_undutiful(session, event, now)
        if step is Step.REPUBLISH:
            _for_each_coming(session, event, hooks.occurrence_restored, by, now)
        event.published_at = event.published_at or now
        event.changed_since_review = False
        _conclude(session, step, event, note, by, now)


def confirm_event(event_id: int, *, checks: Collection[str], seen: str, note: str, by: Person, now: datetime) -> None:
    """Record that what a manager changed after publication was looked at. Refuses as `publish_event`."""
    with write() as session:
        event = lock_event(session, event_id, by)
        _refuse_step(Step.CONFIRM, event, by, note)
        _refuse_publication(event, checks, seen)
        event.changed_since_review = False
        _conclude(session, Step.CONFIRM, event, note, by, now)


def return_event(event_id: int, *, note: str, by: Person, now: datetime) -> None:
    """Hand a submission back with what to change. Refuses NOT_ALLOWED, WRONG_STATE, REASON_MISSING."""
    with write() as session:
        event = lock_event(session, event_id, by)
        _refuse_step(Step.RETURN, event, by, note)
        _conclude(session, Step.RETURN, event, note, by, now)


def withdraw_event(event_id: int, *, ground: Ground, reason: str, cancels: bool, by: Person, now: datetime) -> None:
    """Take a public event down at once. With `cancels` its coming occurrences are cancelled, else bookings are kept
    until it is decided; either way their holders are told.

    Refuses NOT_ALLOWED, WRONG_STATE, REASON_MISSING.
    """
    with write() as session:
        event = lock_event(session, event_id, by)
        _refuse_step(Step.WITHDRAW, event, by, reason)
        if cancels:
            cancel_coming(session, event, reason, by=by, now=now)
        else:
            _for_each_coming(session, event, hooks.occurrence_taken_down, by, now)
        _conclude(session, Step.WITHDRAW, event, reason, by, now, ground=ground, keeps=not cancels)


def may_object(event: Event) -> bool:
    """Whether it was taken down and nobody of the base has objected yet."""
    return event.state is EventState.WITHDRAWN and not event.reviews[-1].objection


def object_to_takedown(event_id: int, *, words: str, by: Person, now: datetime) -> None:
    """The base objects, once, to what was taken down; the officers read it and decide.

    Refuses NOT_ALLOWED, WRONG_STATE, REASON_MISSING, OBJECTED.
    """
    with write() as session:
        event = lock_event(session, event_id, by)
        if event.state is not EventState.WITHDRAWN:
            raise RuleBroken(Refusal.WRONG_STATE, state=event.state)
        if not words.strip():
            raise RuleBroken(Refusal.REASON_MISSING)
        review = event.reviews[-1]
        if not may_object(event):
            raise RuleBroken(Refusal.OBJECTED)
        review.objection, review.objected_by, review.objected_at = words.strip(), by.id, now
        audit.record(session, by=by.id, at=now, action="event.object", subject=event, note=words)
        attempts.remember(event.slug)


def _for_each_coming(session: Session, event: Event, hook: hooks.Hook, by: Person, now: datetime) -> None:
    occurrences = list_ahead(session, event, now)
    hooks.occurrences_changing(session, [occurrence.id for occurrence in occurrences])
    for occurrence in occurrences:
        hook(session, occurrence, by.id, now)


def refuse_undutiful(session: Session, event: Event, now: datetime) -> None:
    """The card and the licence that publication asks for."""
    row = find_card(session, event.id)
    card = Card(row.age_min, end_of(row.risk_until)) if row else None
    refused = refuse_card(duty_at(now), kind=event.kind, card=card, age_min=event.age_min, now=now)
    if refused:
        raise RuleBroken(refused, age=card.age_min if card else 0)
    refuse_uncovered(session, event, now)


def _refuse_step(step: Step, event: Event, by: Person, reason: str) -> None:
    refused = refuse_step(step, event.state.value, is_officer=by.is_officer, reason=reason)
    if refused:
        raise RuleBroken(refused, state=event.state)
    if TABLE[step].who is Who.OFFICER and not by.name.strip():
        raise RuleBroken(Refusal.REVIEWER_NAMELESS)


def _refuse_publication(event: Event, checks: Collection[str], seen: str) -> None:
    refused = refuse_publication(checks=checks, base_state=event.base.state.value, seen=seen, present=digest(event))
    if refused:
        raise RuleBroken(refused)


def _conclude(
    session: Session,
    step: Step,
    event: Event,
    note: str,
    by: Person,
    now: datetime,
    *,
    ground: Ground | None = None,
    keeps: bool = True,
) -> None:
    event.state = EventState(TABLE[step].target)
    event.state_reason = "" if event.state is EventState.PUBLISHED else note
    review = ContentReview(
        event=event,
        state=event.state,
        reviewer_id=by.id,
        reviewer_name=by.name,
        reviewed_at=now,
        note=note,
        ground=ground,
        keeps_bookings=keeps,
    )
    session.add(review)
    facts = {"ground": ground, "keeps_bookings": keeps} if ground else {}
    audit.record(session, by=by.id, at=now, action=f"event.{step.value}", subject=event, note=note, **facts)
    if step is not Step.CONFIRM:
        tell_review(session, event, review, now=now)
    stamps.programme_changed(session)
    attempts.remember(event.slug)
