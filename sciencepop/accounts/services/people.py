"""Signing in with a code, signing out everywhere, and what people say of themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts import queries
from sciencepop.accounts.models import Address, Person
from sciencepop.accounts.rules.addresses import Contact
from sciencepop.accounts.rules.codes import Purpose
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.accounts.services import codes
from sciencepop.accounts.services.devices import end_sign_ins
from sciencepop.core import audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken


@dataclass(frozen=True)
class SignIn:
    """Who has signed in, and whether the account was made just now."""

    person: Person
    is_new: bool


def sign_in_with_code(contact: Contact, typed: str, lang: str, now: datetime) -> SignIn:
    """Sign in by the code that reached this address; its first use makes the account.

    Raises RuleBroken: WRONG_CODE.
    """
    with write() as session:
        is_right = codes.spend(session, contact, Purpose.SIGN_IN, typed, now)
        if is_right:
            found = find_or_create(session, contact, lang, now)
    if not is_right:
        raise RuleBroken(Refusal.WRONG_CODE)
    return found


def find_or_create(session: Session, contact: Contact, lang: str, now: datetime) -> SignIn:
    """The person of a proved address, made if need be; the address's codes are locked by the caller."""
    address = queries.find_address(session, contact)
    if address:
        return SignIn(address.person, is_new=False)
    person = Person(language=lang, created_at=now)
    session.add(Address(person=person, kind=contact.kind, value=contact.value, verified_at=now))
    session.flush()
    return SignIn(person, is_new=True)


def sign_out_everywhere(person: Person, now: datetime, *, here: str = "") -> Person:
    """End every sign-in of this person; the view signs this one in again. `here` is its device's code, if any."""
    with write() as session:
        person = queries.lock_active(session, person)
        end_sign_ins(session, person, here=here)
        audit.record(session, by=person.id, at=now, action="accounts.signed_out_everywhere", subject=person)
    return person


def update_profile(
    person: Person,
    *,
    name: str,
    town_code: str | None,
    audiences: list[str],
    topics: list[str],
    language: str,
    is_elder: bool,
    now: datetime,
) -> Person:
    """Keep what a person says of themselves. Town, audiences and topics are codes of the reference data."""
    with write() as session:
        person = queries.lock_active(session, person)
        person.name = name
        person.town_code = town_code or None
        person.audiences = list(audiences)
        person.topics = list(topics)
        person.language = language
        person.is_elder = is_elder
    return person


def set_elder(person: Person, is_elder: bool) -> Person:
    """Remember the elder version with the person, so that the next device shows it too."""
    with write() as session:
        person = queries.lock_active(session, person)
        person.is_elder = is_elder
    return person
