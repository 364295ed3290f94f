"""Adding, changing and removing the addresses that a person signs in with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts import letters, queries
from sciencepop.accounts.models import Address, Person
from sciencepop.accounts.rules.addresses import Contact, veiled
from sciencepop.accounts.rules.codes import Purpose
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.accounts.services import codes
from sciencepop.core import audit, outbox
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken

MOST_ADDRESSES = 5


def request_address(person: Person, address: str, lang: str, now: datetime) -> codes.Sent:
    """Send a code to an address that the person wants to sign in with.

    An address that is somebody else's gets the same answer; its owner is told by a letter, the code by nobody.
    Raises RuleBroken: BAD_ADDRESS, CHANNEL_CLOSED, TOO_MANY_CODES, ADDRESS_YOURS, TOO_MANY_ADDRESSES.
    """
    contact = codes.usable_contact(address)
    with write() as session:
        person = queries.lock_active(session, person)
        if any((own.kind, own.value) == (contact.kind, contact.value) for own in person.addresses):
            raise RuleBroken(Refusal.ADDRESS_YOURS)
        _require_room(person)
        known = queries.find_address(session, contact)
        instead = letters.address_in_use_letter(known.person.language) if known else None
        return codes.issue(session, contact, Purpose.ADD_ADDRESS, lang, now, person=person, instead=instead)


def confirm_address(
    person: Person, contact: Contact, typed: str, now: datetime, *, replaces_id: int | None = None
) -> Address:
    """Add the address whose code this is; with `replaces_id` one of the person's own gives way to it.

    Those who read the other addresses are told. Raises RuleBroken: WRONG_CODE, ADDRESS_TAKEN, TOO_MANY_ADDRESSES.
    """
    with write() as session:
        person = queries.lock_active(session, person)
        _require_room(person)
        outcome = _confirm(session, person, contact, typed, now, replaces_id)
    if isinstance(outcome, Refusal):
        raise RuleBroken(outcome)
    return outcome


def _confirm(
    session: Session, person: Person, contact: Contact, typed: str, now: datetime, replaces_id: int | None
) -> Address | Refusal:
    if not codes.spend(session, contact, Purpose.ADD_ADDRESS, typed, now, person):
        return Refusal.WRONG_CODE
    if queries.find_address(session, contact):
        return Refusal.ADDRESS_TAKEN
    letter = letters.address_added_letter(person.language, veiled(contact))
    letters.tell(session, person, letter, now, kind="address_added")
    added = Address(kind=contact.kind, value=contact.value, verified_at=now)
    person.addresses.append(added)
    audit.record(session, by=person.id, at=now, action="accounts.address_added", subject=person, kind=contact.kind)
    old = next((address for address in person.addresses if address.id == replaces_id), None)
    if old is not None and old is not added:
        _remove(session, person, old, now)
    return added


def remove_address(person: Person, address_id: int, now: datetime) -> bool:
    """Take one of the person's addresses away and tell it so; False when it is not (or no longer) theirs.

    Raises RuleBroken: LAST_ADDRESS.
    """
    with write() as session:
        person = queries.lock_active(session, person)
        address = next((own for own in person.addresses if own.id == address_id), None)
        if address is None:
            return False
        if len(person.addresses) == 1:
            raise RuleBroken(Refusal.LAST_ADDRESS)
        _remove(session, person, address, now)
    return True


def _remove(session: Session, person: Person, address: Address, now: datetime) -> None:
    contact = Contact(address.kind, address.value)
    if outbox.is_open(letters.CHANNELS[contact.kind]):
        letter = letters.address_removed_letter(person.language)
        letters.send(session, contact, letter, now, kind="address_removed", fleeting=True)
    audit.record(session, by=person.id, at=now, action="accounts.address_removed", subject=person, kind=contact.kind)
    outbox.find_again(session, [address.value])
    session.delete(address)
    session.flush()
    session.expire(person, ["addresses"])


def request_proof(person: Person, contact: Contact, lang: str, now: datetime) -> codes.Sent:
    """Send a code to one of the person's own addresses, so that they can show that they read it.

    Raises RuleBroken: BAD_ADDRESS (not theirs), CHANNEL_CLOSED, TOO_MANY_CODES.
    """
    codes.usable_contact(contact.value)
    with write() as session:
        person = queries.lock_person(session, person)
        if not any((own.kind, own.value) == (contact.kind, contact.value) for own in person.addresses):
            raise RuleBroken(Refusal.BAD_ADDRESS)
        return codes.issue(session, contact, Purpose.PROVE, lang, now, person=person)


def confirm_proof(person: Person, contact: Contact, typed: str, now: datetime) -> None:
    """Write to an address again whose owner has its code. Raises RuleBroken: WRONG_CODE."""
    with write() as session:
        person = queries.lock_person(session, person)
        is_right = codes.spend(session, contact, Purpose.PROVE, typed, now, person)
    if not is_right:
        raise RuleBroken(Refusal.WRONG_CODE)


def _require_room(person: Person) -> None:
    if len(person.addresses) >= MOST_ADDRESSES:
        raise RuleBroken(Refusal.TOO_MANY_ADDRESSES)
