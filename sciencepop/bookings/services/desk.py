"""Booking for somebody at a desk or on the telephone: the same rules, the same queue, and their consent on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.consents import PROXY, WORDINGS
from sciencepop.accounts.models import Consent, Person
from sciencepop.bookings.models import Booking, DeskVisitor
from sciencepop.bookings.queries.desk import find_visitor, get_entered
from sciencepop.bookings.rules.pools import Channel
from sciencepop.bookings.rules.visitors import Visitor
from sciencepop.bookings.services.book import Booked, book
from sciencepop.bookings.services.cancel import cancel
from sciencepop.bookings.services.offers import accept_offer
from sciencepop.core import attempts, audit
from sciencepop.core.db import write


def book_for(
    occurrence_id: int,
    visitor: Visitor,
    *,
    seats: int,
    desk: str,
    by: Person,
    now: datetime,
    names: Sequence[str] = (),
    waiting_allowed: bool = False,
    language: str = "zh",
) -> Booked:
    """Book for somebody who said yes to it. `desk` is that of `by`; the caller has shown the consent's words.

    What is reserved for desks and the telephone is used first.

    Refuses as `services.book`, and then nothing is kept of the visitor either.
    """
    staff_id = by.id
    with write() as session:
        person = visitor_of(session, visitor, desk, language, now)
        record_consent(session, person, staff_id, language, now)
        booked = book(
            occurrence_id,
            by=person,
            seats=seats,
            names=names,
            waiting_allowed=waiting_allowed,
            channel=Channel.TELEPHONE,
            language=language,
            entered=(staff_id, desk),
            now=now,
        )
        booking = get_entered(session, booked.code, desk, now)
        audit.record(session, by=staff_id, at=now, action="desk.booked", subject=booking, desk=desk, seats=seats)
        return booked


def cancel_for(code: str, *, desk: str, by: Person, now: datetime) -> None:
    """Give back what this desk entered. Refuses NOT_CANCELLABLE; NotFound for what is not this desk's."""
    staff_id = by.id
    with write() as session:
        booking = get_entered(session, code, desk, now)
        cancel(code, by=booking.person, now=now)
        _note(session, booking, "desk.cancelled", staff_id, desk, now)


def accept_for(code: str, *, desk: str, by: Person, now: datetime) -> None:
    """Take an offer for a visitor who was called. Refuses as `services.accept_offer`; NotFound as `cancel_for`."""
    staff_id = by.id
    with write() as session:
        booking = get_entered(session, code, desk, now)
        accept_offer(code, by=booking.person, now=now)
        _note(session, booking, "desk.accepted", staff_id, desk, now)


def _note(session: Session, booking: Booking, action: str, staff_id: int, desk: str, now: datetime) -> None:
    audit.record(session, by=staff_id, at=now, action=action, subject=booking, desk=desk)
    attempts.remember(booking.code)


def visitor_of(session: Session, visitor: Visitor, desk: str, language: str, now: datetime) -> Person:
    """The person whom this desk knows by the same name and telephone, or a new one."""
    known = find_visitor(session, desk, visitor.name, visitor.phone)
    if known:
        return known.person
    person = Person(name=visitor.name, language=language, created_at=now)
    session.add(person)
    session.flush()
    session.add(DeskVisitor(person_id=person.id, desk=desk, phone=visitor.phone, created_at=now))
    session.flush()
    return person


def record_consent(session: Session, person: Person, staff_id: int, language: str, now: datetime) -> None:
    """Each booking is a consent of its own: somebody asked for it, and staff ticked that they heard it."""
    wording = WORDINGS[PROXY]
    session.add(
        Consent(
            person_id=person.id,
            kind=PROXY,
            version=wording.version,
            wording=wording.shown,
            language=language,
            recorded_by=staff_id,
            given_at=now,
        )
    )
