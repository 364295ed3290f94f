"""What shifts do when the festival's days move or a venue gets another name, inside the festival's own unit of work.

Only what is certain happens by itself: a whole day that goes elsewhere. A shift may be half of a day, so a day that
begins earlier or ends later is for a human, who sees it in the template and on the edition's page (docs/adr/0034).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from sciencepop.festival.hooks import Follower, Step
from sciencepop.festival.models import Edition, Venue
from sciencepop.festival.queries.items import list_days
from sciencepop.volunteers.edit_words import was_of
from sciencepop.volunteers.models import Assignment, Shift, ShiftState, ShiftTemplate
from sciencepop.volunteers.queries.causes import cause_of, name_of_day
from sciencepop.volunteers.rules.assignments import LIVE
from sciencepop.volunteers.services.bundles import Bundle
from sciencepop.volunteers.services.lock import lock_shifts
from sciencepop.volunteers.services.shifts import put_at, shift_by


def move_along(session: Session, edition: Edition, step: Step, now: datetime) -> None:
    """A shift that had not begun goes with its day, where a session of its venue and day went.

    One that was called off goes too, without a letter, so that its template does not make it again.
    """
    by = timedelta(days=step.days)
    went = {(one.venue_id, one.day - by) for one in list_days(session, edition, set(step.occurrence_ids))}
    coming = select(Shift.id).join(Shift.festival_venue)
    coming = coming.where(Venue.edition_id == edition.id, Shift.starts_at > step.since)
    # The last day first (or the first, on the way back), so that each finds its new day's name free.
    for shift in sorted(lock_shifts(session, session.scalars(coming).all()), key=_day_of, reverse=step.days > 0):
        if (shift.festival_venue_id, shift.festival_on) in went and shift.festival_on is not None:
            was = was_of(shift)
            shift.festival_on += by
            _rename(session, shift)
            shift_by(session, shift, by, by, was=was, now=now, bundle=Bundle(step.bundle, step.tell_at))


def touched(session: Session, edition: Edition, occurrence_ids: Collection[int], now: datetime) -> set[int]:
    """Whoever has a place in a shift of these sessions, or of a day and venue of theirs, or waits for one."""
    went = {(one.venue_id, one.day) for one in list_days(session, edition, occurrence_ids)}
    of_days = select(Shift.id, Shift.festival_venue_id, Shift.festival_on).join(Shift.festival_venue)
    of_days = of_days.where(Venue.edition_id == edition.id, Shift.starts_at > now)
    days = [number for number, venue_id, on in session.execute(of_days) if (venue_id, on) in went]
    found = (
        select(Assignment.person_id)
        .join(Assignment.shift)
        .where(
            Assignment.state.in_(LIVE),
            Shift.state != ShiftState.CANCELLED,
            or_(Shift.id.in_(days), Shift.occurrence_id.in_(occurrence_ids)),
        )
    )
    return set(session.scalars(found))


def _day_of(shift: Shift) -> tuple[object, int]:
    return shift.festival_on, shift.id


def _rename(session: Session, shift: Shift) -> None:
    """Among the shifts of its template it is the new day's; where there is one already, it is of no template."""
    if shift.template_id is None:
        return
    assert shift.festival_venue_id is not None
    assert shift.festival_on is not None
    key = f"{shift.template_id}:{name_of_day(shift.festival_venue_id, shift.festival_on)}"
    is_taken = session.scalar(select(exists().where(Shift.template_key == key)))
    shift.template_id, shift.template_key = (None, None) if is_taken else (shift.template_id, key)


def take_name(session: Session, venue: Venue, was_name_zh: str, now: datetime) -> None:
    """A shift that was where its venue is, still is; whoever comes is told of another name."""
    coming = select(Shift.id).where(Shift.festival_venue_id == venue.id, Shift.ends_at > now)
    coming = coming.where(Shift.state != ShiftState.CANCELLED)
    for shift in lock_shifts(session, session.scalars(coming).all()):
        cause, was = cause_of(shift), was_of(shift)
        if cause is None or shift.place_zh != was_name_zh:
            continue
        put_at(shift, cause)
        if shift.place_zh != was.place_zh:
            shift_by(session, shift, timedelta(), timedelta(), was=was, now=now)


def needs_venue(session: Session, venue_id: int) -> bool:
    """Whether a shift or a template, however old, is for a venue."""
    rows: Sequence[type[Shift | ShiftTemplate]] = (Shift, ShiftTemplate)
    return any(session.scalar(select(exists().where(row.festival_venue_id == venue_id))) for row in rows)


FOLLOWER = Follower(move_along, touched, take_name, needs_venue)
