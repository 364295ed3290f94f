"""Adding occurrences: one, several dates, or a weekly series with exceptions; and a date that was left out."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme import hooks
from sciencepop.programme.models import Event, Occurrence, Series
from sciencepop.programme.rules.recurrence import Plan, Slot
from sciencepop.programme.rules.refusals import Refusal
from sciencepop.programme.services.licences import SHOWN, refuse_uncovered
from sciencepop.programme.services.lock import lock_open_event
from sciencepop.programme.services.plan import Dates, Place, Week, Wish, plan_occurrences, window_of
from sciencepop.programme.services.revise import revise


def add_occurrences(event_id: int, wish: Wish, place: Place, *, uid_domain: str, by: Person, now: datetime) -> int:
    """Add what `plan_occurrences` says, and return how many. A weekly wish leaves its rule as a Series.

    Refuses as `plan_occurrences`, and NOT_ALLOWED, WRONG_STATE, LICENCE_MISSING.
    """
    with write() as session:
        event = lock_open_event(session, event_id, by)
        plan = plan_occurrences(session, event, wish, now=now)
        series = _add_series(session, event, wish, plan) if isinstance(wish, Week) else None
        added = _add(session, event, plan.slots, place, series, uid_domain, by=by, now=now)
        attempts.remember(event.slug)
        return added


def restore_skipped(series_id: int, on: date, *, uid_domain: str, by: Person, now: datetime) -> None:
    """Add the occurrence of a date that a series left out, where its other occurrences are.

    Refuses NOT_SKIPPED, and as `add_occurrences`.
    """
    with write() as session:
        series = session.get_one(Series, series_id)
        event = lock_open_event(session, series.event_id, by)
        session.refresh(series)
        if on.isoformat() not in series.skipped:
            raise RuleBroken(Refusal.NOT_SKIPPED)
        wish = Dates(dates=[on], starts=series.starts, minutes=series.minutes)
        plan = plan_occurrences(session, event, wish, now=now)
        _add(session, event, plan.slots, _place_of(session, series), series, uid_domain, by=by, now=now)
        series.skipped = [day for day in series.skipped if day != on.isoformat()]
        attempts.remember(event.slug)


def _add_series(session: Session, event: Event, wish: Week, plan: Plan) -> Series:
    series = Series(
        event=event,
        weekdays=[str(day) for day in sorted(set(wish.weekdays))],
        starts=wish.starts,
        minutes=wish.minutes,
        from_on=wish.from_on,
        until_on=wish.until_on,
        skipped=[on.isoformat() for on in plan.skipped],
    )
    session.add(series)
    session.flush()
    return series


def _place_of(session: Session, series: Series) -> Place:
    latest = select(Occurrence).where(Occurrence.series_id == series.id).order_by(Occurrence.starts_at.desc())
    found = session.scalars(latest.limit(1)).first()
    if found is None:
        return Place()
    return Place(**{name: getattr(found, name) for name in Place.__dataclass_fields__})


def _add(
    session: Session,
    event: Event,
    slots: Iterable[Slot],
    place: Place,
    series: Series | None,
    uid_domain: str,
    *,
    by: Person,
    now: datetime,
) -> int:
    added = []
    for slot in slots:
        opens_at, closes_at = window_of(event, slot.starts_at)
        added.append(
            Occurrence(
                event=event,
                series_id=series.id if series else None,
                uid=f"{uuid.uuid4()}@{uid_domain}",
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                booking_opens_at=opens_at,
                booking_closes_at=closes_at,
                created_at=now,
                revised_at=now,
                **vars(place),
            )
        )
    session.add_all(added)
    session.flush()
    for occurrence in added:
        hooks.occurrence_added(session, occurrence, by.id, now)
    if event.state in SHOWN:
        refuse_uncovered(session, event, now)
    revise(session, added, now=now, significant=False)
    first = added[0].starts_at.isoformat()
    audit.record(
        session, by=by.id, at=now, action="event.add_occurrences", subject=event, count=len(added), first=first
    )
    return len(added)
