"""Passwords: hashing and checking, setting, changing, removing, and reset by code."""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy.orm import Session

from sciencepop.accounts import letters, queries
from sciencepop.accounts.models import Person
from sciencepop.accounts.rules.addresses import Contact
from sciencepop.accounts.rules.codes import Purpose
from sciencepop.accounts.rules.passwords import LONGEST, fault_of, normal
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.accounts.services import codes
from sciencepop.accounts.services.devices import end_sign_ins
from sciencepop.accounts.services.people import SignIn, find_or_create
from sciencepop.core import audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken

# 19 MiB, two passes, one lane: OWASP's first recommendation for Argon2id, light enough for a small server.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """The Argon2id hash to store. Takes some 20 ms, so never call it while holding a lock."""
    return _hasher.hash(normal(password))


def sign_in_with_password(address: str, password: str, now: datetime) -> Person:
    """The person whose address and password these are.

    Unknown address, no password, wrong password: one refusal, one sentence, and the same work before it.
    Raises RuleBroken: WRONG_PASSWORD.
    """
    person = queries.find_person_by_address(address)
    stored = person.password_hash if person else None
    if not is_password(stored, password) or person is None:
        raise RuleBroken(Refusal.WRONG_PASSWORD)
    if stored and _hasher.check_needs_rehash(stored):
        fresh = hash_password(password)
        with write() as session:
            _lock_with_password(session, person, stored, password).password_hash = fresh
    return person


def is_password(stored: str | None, password: str) -> bool:
    """Check a password against a stored hash; without one, do the same work and say no."""
    dummy = _dummy_hash()
    if len(password) > 4 * LONGEST:
        return False
    try:
        return _hasher.verify(stored or dummy, normal(password)) and stored is not None
    except (Argon2Error, InvalidHashError):
        return False


def set_password(person: Person, new: str, now: datetime, *, current: str | None = None, here: str = "") -> Person:
    """Set or change the password. All sign-ins end by this; the view signs this one in again.

    `here` is the code of the device that this comes from, if it shows messages; the others no longer do.

    Raises RuleBroken: WRONG_PASSWORD when one is set and `current` is not it; PASSWORD_SHORT, …
    """
    stored = _require_current(person, current)
    known = [person.name, *(address.value for address in person.addresses)]
    _require_good(new, known)
    fresh = hash_password(new)
    with write() as session:
        person = _lock_with_password(session, person, stored, current)
        _replace(session, person, fresh, here)
        audit.record(session, by=person.id, at=now, action="accounts.password_set", subject=person)
        letters.tell(session, person, letters.password_letter(person.language), now, kind="password")
    return person


def remove_password(person: Person, now: datetime, *, current: str, here: str = "") -> Person:
    """Go back to codes alone. All sign-ins end by this. Raises RuleBroken: WRONG_PASSWORD."""
    stored = _require_current(person, current)
    with write() as session:
        person = _lock_with_password(session, person, stored, current)
        _replace(session, person, None, here)
        audit.record(session, by=person.id, at=now, action="accounts.password_removed", subject=person)
        letter = letters.password_letter(person.language, removed=True)
        letters.tell(session, person, letter, now, kind="password")
    return person


def reset_password(contact: Contact, typed: str, new: str, lang: str, now: datetime) -> SignIn:
    """Set a new password by a code that reached the address; an address without account gets one, as in sign-in.

    Raises RuleBroken: PASSWORD_… (the code stays good), WRONG_CODE.
    """
    _require_good(new, [contact.value])
    fresh = hash_password(new)
    with write() as session:
        known = queries.find_address(session, contact)
        if known:
            queries.lock_person(session, known.person)  # a person and then their codes, as whoever closes an account
        is_right = codes.spend(session, contact, Purpose.RESET, typed, now)
        if is_right:
            found = find_or_create(session, contact, lang, now)
            _replace(session, found.person, fresh)
            audit.record(session, by=found.person.id, at=now, action="accounts.password_reset", subject=found.person)
            letter = letters.password_letter(found.person.language)
            letters.tell(session, found.person, letter, now, kind="password")
    if not is_right:
        raise RuleBroken(Refusal.WRONG_CODE)
    return found


def _replace(session: Session, person: Person, fresh: str | None, here: str = "") -> None:
    person.password_hash = fresh
    end_sign_ins(session, person, here=here)


def _require_current(person: Person, current: str | None) -> str | None:
    """The stored hash that `current` fits; None where no password is set."""
    stored = person.password_hash
    if stored and not is_password(stored, current or ""):
        raise RuleBroken(Refusal.WRONG_PASSWORD)
    return stored


def _lock_with_password(session: Session, person: Person, stored: str | None, current: str | None) -> Person:
    """The person's row, held. Another password by now than the one that was checked: WRONG_PASSWORD.

    Only where the hash has changed meanwhile is it checked under the lock, because it may be a fresh one of the same.
    """
    found = queries.lock_active(session, person)
    if found.password_hash != stored and not is_password(found.password_hash, current or ""):
        raise RuleBroken(Refusal.WRONG_PASSWORD)
    return found


def _require_good(new: str, known: list[str]) -> None:
    fault = fault_of(new, known)
    if fault:
        raise RuleBroken(fault)


@cache
def _dummy_hash() -> str:
    """A hash that no password has."""
    return _hasher.hash(secrets.token_urlsafe(32))
