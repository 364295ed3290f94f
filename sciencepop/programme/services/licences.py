"""The police's licence for many people: recording it, asking for it, and holding to what it was given for.

It is asked for before publication and before every change that could make a public event larger than its licence.
Afterwards place, time and capacity stand fast (大型群众性活动安全管理条例, art. 15) until a further one is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.duty_policy import duty_at
from sciencepop.programme.models import CrowdLicence, Event, EventState, Occurrence
from sciencepop.programme.queries.duty import as_licence, list_crowds, list_licences, walk_in_of
from sciencepop.programme.rules.duty import is_locked, peaks, uncovered
from sciencepop.programme.rules.refusals import Refusal
from sciencepop.programme.services.lock import lock_open_event

SHOWN = (EventState.PUBLISHED, EventState.WITHDRAWN)


@dataclass(frozen=True, kw_only=True)
class LicenceInput:
    """What stands on the paper; both days are included."""

    number: str
    authority: str
    issued_on: date
    valid_from: date
    valid_until: date
    max_people: int
    document_ref: str


def record_licence(event_id: int, given: LicenceInput, *, by: Person, now: datetime) -> None:
    """An officer records a licence whose paper they have seen. The last one counts.

    Refuses NOT_ALLOWED, WRONG_STATE, DATES_REVERSED, LICENCE_KNOWN.
    """
    with write() as session:
        event = lock_open_event(session, event_id, by)
        if not by.is_officer:
            raise RuleBroken(Refusal.NOT_ALLOWED)
        if given.valid_until < max(given.valid_from, given.issued_on):
            raise RuleBroken(Refusal.DATES_REVERSED)
        if any(row.number == given.number for row in list_licences(session, event.id)):
            raise RuleBroken(Refusal.LICENCE_KNOWN)
        session.add(CrowdLicence(event_id=event.id, recorded_by=by.id, recorded_at=now, **vars(given)))
        audit.record(session, by=by.id, at=now, action="event.licence", subject=event, number=given.number)
        attempts.remember(event.slug)


def refuse_uncovered(session: Session, event: Event, now: datetime, around: Occurrence | None = None) -> None:
    """Refuse LICENCE_MISSING where a session, or one that overlaps `around`, has more people than a licence allows."""
    crowds = list_crowds(session, event, now, around, walk_in=walk_in_of(session, event.id))
    duty = duty_at(now)
    if sum(crowd.people for crowd in crowds) < duty.licence_people:
        return
    licences = list_licences(session, event.id)
    found = uncovered(duty, crowds, as_licence(licences[-1]) if licences else None)
    if found:
        raise RuleBroken(Refusal.LICENCE_MISSING, when=found[0].starts_at, people=found[1])


def refuse_changed(session: Session, occurrence: Occurrence, now: datetime) -> None:
    """After a change of a session of a public event: as `refuse_uncovered`."""
    if occurrence.event.state in SHOWN:
        session.flush()
        refuse_uncovered(session, occurrence.event, now, around=occurrence)


def refuse_locked(session: Session, occurrence: Occurrence, now: datetime) -> None:
    """Refuse LICENCE_LOCKED before a change of place, time or capacity of a session that was licensed as it is."""
    found = find_lock(session, occurrence, now)
    if found:
        raise RuleBroken(Refusal.LICENCE_LOCKED, number=found.number)


def find_lock(session: Session, occurrence: Occurrence, now: datetime) -> CrowdLicence | None:
    """The licence that holds place, time and capacity of a session fast, if one does."""
    event = occurrence.event
    licences = list_licences(session, event.id) if event.state in SHOWN else []
    if not licences:
        return None
    duty = duty_at(now)
    crowds = list_crowds(session, event, now, occurrence, walk_in=walk_in_of(session, event.id))
    people = peaks(crowds, sums=duty.licence_sums).get(occurrence.id, 0)
    held = is_locked(duty, [as_licence(row) for row in licences], is_shown=True, people=people, now=now)
    return licences[-1] if held else None
