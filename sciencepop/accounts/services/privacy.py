"""Taking one's data along, and leaving."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select

from sciencepop.accounts import letters, privacy, queries
from sciencepop.accounts.models import Address, BrowserSignIn, FactorReset, OneTimeCode, Person
from sciencepop.accounts.queries.children import list_children, list_consents
from sciencepop.accounts.queries.devices import list_devices
from sciencepop.accounts.queries.four_eyes import list_permits_by
from sciencepop.accounts.queries.invitations import list_ever_to
from sciencepop.accounts.queries.messages import list_all_messages, list_muted
from sciencepop.accounts.queries.organisations import list_memberships
from sciencepop.accounts.queries.second_step import factors_of, list_sign_ins
from sciencepop.accounts.rules.addresses import Contact
from sciencepop.accounts.services.children import leave_all
from sciencepop.accounts.services.devices import end_sign_ins
from sciencepop.accounts.services.invitations import leave_invitations
from sciencepop.accounts.services.messages import forget_messages
from sciencepop.accounts.services.organisations import leave_all_organisations
from sciencepop.accounts.services.permits import end_permits_of
from sciencepop.accounts.services.second_step import forget_factors
from sciencepop.accounts.undertakings import undertaking_of
from sciencepop.core import audit, outbox
from sciencepop.core.audit import AuditRow
from sciencepop.core.db import db, write
from sciencepop.core.outbox import OutboxMessage


def export_data(person: Person, now: datetime) -> dict[str, Any]:
    """Everything the site has of a person, as JSON values; each feature adds its part (see accounts.privacy)."""
    session = db.session()
    return {
        "exported_at": now.isoformat(),
        "person": {
            "name": person.name,
            "language": person.language,
            "elder_version": person.is_elder,
            "town_code": person.town_code,
            "audiences": person.audiences,
            "topics": person.topics,
            "has_password": person.password_hash is not None,
            "since": person.created_at.isoformat(),
        },
        "addresses": [
            {"kind": address.kind, "value": address.value, "verified_at": address.verified_at.isoformat()}
            for address in person.addresses
        ],
        "roles": [
            {
                "role": grant.role,
                "base_id": grant.base_id,
                "town_code": grant.town_code,
                "point_id": grant.point_id,
                "granted_at": grant.granted_at.isoformat(),
                "ended_at": grant.ended_at.isoformat() if grant.ended_at else None,
            }
            for grant in person.grants
        ],
        "children": _children(person),
        "organisations": [
            {"name": one.organisation.name, "role": one.role, "since": one.created_at.isoformat()}
            for one in list_memberships(session, person.id)
        ],
        "consents": [
            {
                "kind": consent.kind,
                "version": consent.version,
                "wording": consent.wording,
                "given_at": consent.given_at.isoformat(),
                "ended_at": consent.ended_at.isoformat() if consent.ended_at else None,
            }
            for consent in list_consents(session, person.id)
        ],
        "invitations": [
            {"asked": undertaking_of(one).title(session, one), "at": one.invited_at.isoformat(), "agreed": one.agreed}
            for one in list_ever_to(session, person)
        ],
        "messages": _messages(person),
        "messages_on_the_site": [
            {"at": row.created_at.isoformat(), "subject": row.subject, "text": row.body}
            for row in list_all_messages(session, person.id)
        ],
        "messages_switched_off": [{"kind": kind, "way": way} for kind, way in sorted(list_muted(session, person.id))],
        "devices": [
            {
                "name": device.name,
                "since": device.created_at.isoformat(),
                "last_reached_at": device.last_ok_at.isoformat() if device.last_ok_at else None,
            }
            for device in list_devices(session, person.id)
        ],
        "second_step": _second_step(person),
        "permits": [
            {"purpose": row.purpose, "reason": row.reason, "until": row.until_on.isoformat(), "granted": row.granted}
            for row in list_permits_by(session, person.id)
        ],
        "signed_in": [
            {"browser": row.name, "since": row.began_at.isoformat(), "last_seen_on": row.seen_on.isoformat()}
            for row in list_sign_ins(session, person, now)
        ],
        "actions": _actions(person),
        **privacy.exported(session, person),
    }


def close_account(person: Person, now: datetime) -> None:
    """Erase the person: name, addresses, codes, profile, password and what was written to them. Counts stay.

    Features above end what they hold before accounts do (see accounts.privacy). Refuses nothing; a second call changes
    nothing.
    """
    with write() as session:
        person = queries.lock_person(session, person)
        if person.closed_at:
            return
        leave_invitations(session, person, now)  # first, as in answering: an invitation, and then what it is about
        privacy.closing(session, person, now)
        leave_all(session, person, now)
        leave_all_organisations(session, person, now)
        contacts = [Contact(address.kind, address.value) for address in person.addresses]
        for contact in queries.contacts_of(person):
            if outbox.is_open(letters.CHANNELS[contact.kind]):
                letters.send(session, contact, letters.farewell_letter(person.language), now, kind="closed")
        session.flush()
        values = [contact.value for contact in contacts]
        outbox.forget(session, values)
        forget_messages(session, person)
        mine = or_(OneTimeCode.person_id == person.id, OneTimeCode.value.in_(values))
        session.execute(delete(OneTimeCode).where(mine), execution_options={"synchronize_session": False})
        session.execute(
            delete(Address).where(Address.person_id == person.id), execution_options={"synchronize_session": False}
        )
        for grant in person.live_grants:
            grant.ended_at = now
        end_sign_ins(session, person)
        forget_factors(session, person)
        end_permits_of(session, person, now)
        for kind in (BrowserSignIn, FactorReset):
            session.execute(delete(kind).where(kind.person_id == person.id))
        _blank(person, now)
        audit.record(session, by=person.id, at=now, action="accounts.closed", subject=person)
        session.expire(person, ["addresses"])


def _blank(person: Person, now: datetime) -> None:
    person.name = ""
    person.town_code = None
    person.audiences = []
    person.topics = []
    person.is_elder = False
    person.language = "zh"
    person.password_hash = None
    person.closed_at = now


def _children(person: Person) -> list[dict[str, Any]]:
    return [
        {"nickname": child.nickname, "born": f"{child.birth_year}-{child.birth_month:02d}", "needs": child.needs}
        for child in list_children(db.session(), person.id)
    ]


def _messages(person: Person) -> list[dict[str, Any]]:
    """What was written to the person's addresses and is still kept (30 days); codes are left out."""
    values = [address.value for address in person.addresses]
    rows = db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.address.in_(values), OutboxMessage.fleeting.is_(False))
        .order_by(OutboxMessage.id)
        .limit(2000)
    )
    return [
        {"at": row.created_at.isoformat(), "to": row.address, "subject": row.subject, "text": row.body} for row in rows
    ]


def _second_step(person: Person) -> dict[str, Any]:
    """What a person takes the second step with; seeds, keys and codes are for nobody's eyes."""
    found = factors_of(db.session(), person.id)
    passkeys = [{"name": passkey.name, "since": passkey.created_at.isoformat()} for passkey in found.passkeys]
    return {"app": found.has_app, "passkeys": passkeys, "recovery_codes_left": found.codes_left}


def _actions(person: Person) -> list[dict[str, Any]]:
    """What the audit trail says this person did."""
    rows = db.session.scalars(
        select(AuditRow).where(AuditRow.actor_id == person.id).order_by(AuditRow.id.desc()).limit(2000)
    )
    return [{"at": row.at.isoformat(), "action": row.action} for row in rows]
