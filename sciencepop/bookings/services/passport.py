"""Opening a child's passport, stamping paper cards, certificates of hours, and letting go of all of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.consents import CHILD_PASSPORT, WORDINGS
from sciencepop.accounts.models import Child, Consent, Person
from sciencepop.accounts.queries.children import get_child
from sciencepop.bookings.models import PassportCard as Card
from sciencepop.bookings.models import PassportCertificate as Certificate
from sciencepop.bookings.models import PassportStamp
from sciencepop.bookings.queries import passport as queries
from sciencepop.bookings.queries.seats import find_occurrence
from sciencepop.bookings.rules.codes import new_code
from sciencepop.bookings.rules.passport import gather, initial_of, minutes_between, refuse_stamp
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.services.lock import lock_person
from sciencepop.bookings.services.passport_keeping import drop_cards, drop_of_children
from sciencepop.core import attempts, audit
from sciencepop.core.clock import local
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Occurrence

MOST_CARDS, MOST_CERTIFICATES = 12, 24
_QUIET = {"synchronize_session": False}


def open_passport(child_id: int, *, language: str, by: Person, now: datetime) -> None:
    """A guardian wants the child's stamps kept, and consents to it. NotFound for children of others."""
    with write() as session:
        child = get_child(session, child_id, by.id, lock=True)
        if queries.list_opened(session, [child]):
            return
        wording = WORDINGS[CHILD_PASSPORT]
        session.add(
            Consent(
                person_id=by.id,
                child_id=child.id,
                kind=CHILD_PASSPORT,
                version=wording.version,
                wording=wording.shown,
                language=language,
                given_at=now,
            )
        )
        audit.record(session, by=by.id, at=now, action="passport.opened", subject=child)


def end_passport(child_id: int, *, by: Person, now: datetime) -> None:
    """A guardian does not want it any more: consent, kept stamps, cards and certificates of the child go."""
    with write() as session:
        child = get_child(session, child_id, by.id, lock=True)
        mine = Consent.child_id == child.id, Consent.kind == CHILD_PASSPORT, Consent.ended_at.is_(None)
        session.execute(update(Consent).where(*mine).values(ended_at=now), execution_options=_QUIET)
        drop_of_children(session, [child.id])
        audit.record(session, by=by.id, at=now, action="passport.ended", subject=child)


def make_card(child_id: int | None, *, by: Person, now: datetime) -> str:
    """A card to print, for oneself or a child with a passport; returns its code. Refuses PASSPORT_FULL."""
    with write() as session:
        _allow(session, child_id, by, Card, MOST_CARDS)
        card = Card(code=new_code(), person_id=by.id, child_id=child_id, created_at=now)
        session.add(card)
        attempts.remember(card.code)
        return card.code


def drop_card(code: str, *, by: Person) -> None:
    """Delete a card and what was stamped on it. NotFound for others' cards."""
    with write() as session:
        card = queries.get_own_card(session, code, by.id)
        drop_cards(session, [card.id])


def stamp_card(occurrence_id: int, code: str, *, by: Person, now: datetime) -> None:
    """Stamp a card for a session. The caller has asked whether `by` manages the base.

    Refuses STAMP_CLOSED, CARD_UNKNOWN, CARD_STAMPED. Nothing tells whose card it is.
    """
    with write() as session:
        occurrence = find_occurrence(session, occurrence_id)
        assert occurrence is not None
        card = queries.find_card(session, code)
        done = select(PassportStamp.id).where(
            PassportStamp.card_id == (card.id if card else 0), PassportStamp.occurrence_id == occurrence.id
        )
        refused = refuse_stamp(
            is_known=card is not None,
            is_stamped=session.scalar(done) is not None,
            starts_at=occurrence.starts_at,
            ends_at=occurrence.ends_at,
            now=now,
        )
        if refused or card is None:
            raise RuleBroken(refused or Refusal.CARD_UNKNOWN)
        stamp = _stamp_for(occurrence)
        stamp.card_id, stamp.occurrence_id, stamp.stamped_by = card.id, occurrence.id, by.id
        session.add(stamp)
        audit.record(session, by=by.id, at=now, action="passport.stamped", subject=occurrence)


def _stamp_for(occurrence: Occurrence) -> PassportStamp:
    return PassportStamp(
        base_id=occurrence.event.base_id,
        visited_on=local(occurrence.starts_at).date(),
        minutes=minutes_between(occurrence.starts_at, occurrence.ends_at),
    )


def issue_certificate(child_id: int | None, *, by: Person, now: datetime) -> str:
    """Write down visits and hours as they stand, for oneself or a child; returns the code for others to check.

    Refuses NOTHING_VISITED, PASSPORT_FULL.
    """
    with write() as session:
        child = _allow(session, child_id, by, Certificate, MOST_CERTIFICATES)
        person = session.get_one(Person, by.id)
        visits = queries.list_child_visits(session, child.id) if child else queries.list_visits(session, by.id)
        passport = gather(visits)
        if not passport.visits:
            raise RuleBroken(Refusal.NOTHING_VISITED)
        certificate = Certificate(
            code=new_code() + new_code(),
            person_id=by.id,
            child_id=child_id,
            initial=initial_of(child.nickname if child else person.name),
            visits=passport.visits,
            bases=len(passport.stamps),
            minutes=passport.minutes,
            issued_on=local(now).date(),
        )
        session.add(certificate)
        audit.record(session, by=by.id, at=now, action="passport.certified", subject=certificate)
        attempts.remember(certificate.code)
        return certificate.code


def revoke_certificate(code: str, *, by: Person, now: datetime) -> None:
    """Have the code say that this no longer holds. NotFound for others' certificates."""
    with write() as session:
        certificate = queries.get_own_certificate(session, code, by.id)
        certificate.revoked_at = certificate.revoked_at or now


def drop_certificate(code: str, *, by: Person) -> None:
    """Delete a certificate; its code leads nowhere. NotFound for others'."""
    with write() as session:
        certificate = queries.get_own_certificate(session, code, by.id)
        session.execute(delete(Certificate).where(Certificate.id == certificate.id), execution_options=_QUIET)


def _allow(
    session: Session, child_id: int | None, by: Person, table: type[Card] | type[Certificate], most: int
) -> Child | None:
    """The child, if it is one of this guardian's with a passport. Refuses PASSPORT_FULL, PASSPORT_NOT_OPEN."""
    lock_person(session, by.id)
    child = get_child(session, child_id, by.id) if child_id is not None else None
    if child and not queries.list_opened(session, [child]):
        raise RuleBroken(Refusal.PASSPORT_NOT_OPEN)
    if int(session.scalar(select(func.count(table.id)).where(table.person_id == by.id)) or 0) >= most:
        raise RuleBroken(Refusal.PASSPORT_FULL, most=most)
    return child
