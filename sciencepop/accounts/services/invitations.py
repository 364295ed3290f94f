"""Asking an address to take something on, and its owner's answer.

Dangerous: what whoever asks sees is the same whether or not somebody has an account with the address. The invitation is
written and the letter goes out in the same way; what an account would refuse, its owner alone is told, on agreeing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.invitation_letters import ask, tell_who_asked
from sciencepop.accounts.letters import CHANNELS
from sciencepop.accounts.models import Invitation, Person
from sciencepop.accounts.queries import invitations as queries
from sciencepop.accounts.queries import lock_active
from sciencepop.accounts.rules.addresses import read_address, veiled
from sciencepop.accounts.rules.invitations import LASTS, Reply, is_written, refuse_asking
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.accounts.undertakings import undertaking_of
from sciencepop.core import attempts, audit, outbox
from sciencepop.core.db import hold_name, write
from sciencepop.core.errors import RuleBroken


def invite(
    session: Session,
    kind: str,
    subject_id: int,
    address: str,
    *,
    terms: Mapping[str, str] | None = None,
    by: int,
    now: datetime,
) -> Invitation:
    """Ask an address, inside the unit of work of the feature whose undertaking it is.

    Refuses ADDRESS_UNUSABLE, ASKED_ALREADY, ASKED_TOO_OFTEN.
    """
    contact = read_address(address)
    if contact is None or not outbox.is_open(CHANNELS[contact.kind]):
        raise RuleBroken(Refusal.ADDRESS_UNUSABLE)
    digest = queries.hash_of(contact)
    hold_name(session, f"invitation:{digest}")
    is_open = queries.is_asked(session, kind, subject_id, digest, now)
    if refused := refuse_asking(is_open=is_open, asked_today=queries.count_asked_today(session, by, now)):
        raise RuleBroken(refused)
    invitation = Invitation(
        kind=kind,
        subject_id=subject_id,
        terms=dict(terms or {}),
        contact_hash=digest,
        veiled=veiled(contact),
        is_written=is_written(queries.count_letters(session, digest, now)),
        invited_by=by,
        invited_at=now,
        expires_at=now + LASTS,
    )
    session.add(invitation)
    session.flush()
    if invitation.is_written:
        ask(session, invitation, contact, now=now)
    audit.record(session, by=by, at=now, action="accounts.invite", subject=invitation, kind=kind, about=subject_id)
    return invitation


def answer_invitation(invitation_id: int, *, agrees: bool, by: Person, now: datetime) -> str:
    """Agree or decline with a proved address; returns the page on which it goes on.

    NotFound for whoever was not asked. Refuses ASKED_NO_MORE, and what the undertaking refuses.
    """
    with write() as session:
        person = lock_active(session, by)
        invitation = queries.lock_invitation(session, invitation_id)
        if invitation.contact_hash not in queries.hashes_of(person):
            raise NotFound
        if invitation.reply_at(now) is not Reply.OPEN:
            raise RuleBroken(Refusal.ASKED_NO_MORE)
        invitation.answered_at, invitation.agreed = now, agrees
        person_id, path = person.id, "/my/invitations"
        if agrees:
            path = _give(session, invitation, person, now)
        session.flush()
        action = "accounts.invitation_agree" if agrees else "accounts.invitation_decline"
        audit.record(session, by=person_id, at=now, action=action, subject=invitation)
        tell_who_asked(session, invitation, now=now)
        attempts.remember(path)
        return path


def _give(session: Session, invitation: Invitation, person: Person, now: datetime) -> str:
    """What was asked for, if whoever asked may still ask for it."""
    undertaking, asker = undertaking_of(invitation), session.get_one(Person, invitation.invited_by)
    if not (asker.is_active and undertaking.may_ask(session, invitation, asker)):
        raise RuleBroken(Refusal.ASKED_NO_MORE)
    return undertaking.give(session, invitation, person, now)


def take_back(invitation_id: int, *, by: Person, now: datetime) -> str:
    """Ask no more; returns the page of whoever asked.

    NotFound for whoever neither asked, nor is an officer, nor may ask for the same now, as who manages a base today.
    """
    person_id = by.id
    with write() as session:
        invitation, person = queries.lock_invitation(session, invitation_id), session.get_one(Person, person_id)
        is_theirs = person.is_officer or invitation.invited_by == person_id
        if not (is_theirs or undertaking_of(invitation).may_ask(session, invitation, person)):
            raise NotFound
        if invitation.answered_at is None:
            invitation.answered_at = now
            session.flush()
            audit.record(session, by=person_id, at=now, action="accounts.invitation_back", subject=invitation)
        path = undertaking_of(invitation).desk(session, invitation)
        attempts.remember(path)
        return path


def close_others(session: Session, invitation: Invitation, now: datetime) -> None:
    """Of what only one can take on: nobody else who was asked for it can still agree. Call when one has."""
    others = Invitation.kind == invitation.kind, Invitation.subject_id == invitation.subject_id
    waits = Invitation.answered_at.is_(None), Invitation.id != invitation.id
    change = update(Invitation).where(*others, *waits).values(answered_at=now)
    session.execute(change, execution_options={"synchronize_session": False})


def forget_invitations(now: datetime) -> int:
    """Old invitations go; how many. Harmless to run twice."""
    with write() as session:
        old = delete(Invitation).where(queries.is_old(now))
        done = session.execute(old, execution_options={"synchronize_session": False})
        return int(getattr(done, "rowcount", 0))


def leave_invitations(session: Session, person: Person, now: datetime) -> None:
    """An account is closed: what waits for it is declined, which is all that anybody sees; what it asked is over."""
    to_them = Invitation.contact_hash.in_(queries.hashes_of(person))
    asked = Invitation.invited_by == person.id
    waits = Invitation.answered_at.is_(None)
    for change in (
        update(Invitation).where(to_them, waits).values(answered_at=now, agreed=False),
        update(Invitation).where(to_them).values(contact_hash=""),
        update(Invitation).where(asked, waits).values(answered_at=now),
    ):
        session.execute(change, execution_options={"synchronize_session": False})
