"""What waits of events: for officers to review, for bases to put right, and what lapses."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import to_do
from sciencepop.core.i18n import tr
from sciencepop.core.to_do import Pile, Task, day_of
from sciencepop.programme.duty_policy import duty_at
from sciencepop.programme.models import ContentReview, Event, EventState, ReviewCard

OVER = (EventState.CANCELLED, EventState.WITHDRAWN)
SOON = timedelta(days=30)
"""Ahead, of what lapses; and back, of what the base objected to."""


def submitted(session: Session, person: Person, now: datetime) -> Pile | None:
    """Events that wait for a review."""
    if not person.is_officer:
        return None
    found = select(Event).where(Event.state == EventState.SUBMITTED).order_by(Event.id)
    return to_do.search(session, _l("活动待审核"), url_for("district.events"), found, _review)


def changed(session: Session, person: Person, now: datetime) -> Pile | None:
    """Public events that were changed after their review."""
    if not person.is_officer:
        return None
    found = select(Event).where(Event.state == EventState.PUBLISHED, Event.changed_since_review).order_by(Event.id)
    return to_do.search(session, _l("公开后有改动"), url_for("district.events", state="changed"), found, _review)


def objected(session: Session, person: Person, now: datetime) -> Pile | None:
    """Takedowns to which the base objected, until the event is public again, or cancelled, or nobody was convinced."""
    if not person.is_officer:
        return None
    newest = select(func.max(ContentReview.id)).where(ContentReview.event_id == Event.id)
    found = (
        select(Event)
        .join(ContentReview, ContentReview.id == newest.correlate(Event).scalar_subquery())
        .where(Event.state == EventState.WITHDRAWN, ContentReview.objected_at > now - SOON)
        .order_by(ContentReview.objected_at)
    )
    return to_do.search(session, _l("基地对停止公开有异议"), url_for("district.events"), found, _review)


def returned(session: Session, person: Person, now: datetime) -> Pile | None:
    """A base's events that the district gave back."""
    if not person.is_manager:
        return None
    mine = Event.base_id.in_(person.managed_base_ids), Event.state == EventState.RETURNED
    found = select(Event).where(*mine).order_by(Event.id)
    return to_do.search(session, _l("活动退回，等您修改"), url_for("programme.manage"), found, _manage)


def cards(session: Session, person: Person, now: datetime) -> Pile | None:
    """Review cards that somebody else wrote: high risks for an officer, who records the expert, others for the base."""
    risks = duty_at(now).expert_risks
    if person.is_officer:
        mine: ColumnElement[bool] = ReviewCard.risk.in_(risks)
    elif person.is_manager:
        mine = and_(Event.base_id.in_(person.managed_base_ids), ReviewCard.risk.not_in(risks))
    else:
        return None
    others = ReviewCard.written_by != person.id, Event.created_by.is_distinct_from(person.id)
    found = (
        select(Event)
        .join(ReviewCard, ReviewCard.event_id == Event.id)
        .where(ReviewCard.checked_by.is_(None), Event.state.not_in(OVER), *others, mine)
        .order_by(Event.id)
    )

    def task(row: Event) -> Task:
        return Task(tr(row, "title"), url_for("programme.event_card", slug=row.slug))

    return to_do.search(session, _l("审核卡等您核对签署"), url_for("programme.manage"), found, task)


def lapsing(session: Session, person: Person, now: datetime) -> Pile | None:
    """A base's public events whose risk assessment ends soon or has ended: booking closes with it."""
    if not person.is_manager:
        return None
    mine = Event.base_id.in_(person.managed_base_ids), Event.state == EventState.PUBLISHED
    found = select(Event).where(*mine, Event.risk_ends_at <= now + SOON).order_by(Event.risk_ends_at, Event.id)

    def task(row: Event) -> Task:
        last_moment = row.risk_ends_at - timedelta(seconds=1) if row.risk_ends_at else None
        return Task(tr(row, "title"), _manage(row).url, day_of(last_moment))

    return to_do.search(session, _l("风险评估快到期，到期停止预约"), url_for("programme.manage"), found, task)


def _review(row: Event) -> Task:
    return Task(tr(row, "title"), url_for("district.event_review", slug=row.slug))


def _manage(row: Event) -> Task:
    return Task(tr(row, "title"), url_for("programme.event_manage", slug=row.slug))


SOURCES = (submitted, changed, objected, returned, cards, lapsing)
