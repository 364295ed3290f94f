"""One-time codes: sending, spending and forgetting them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sciencepop.accounts import letters, queries
from sciencepop.accounts.models import OneTimeCode, Person
from sciencepop.accounts.rules import codes
from sciencepop.accounts.rules.addresses import Contact, read_address
from sciencepop.accounts.rules.codes import Asking, Purpose
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.core import outbox
from sciencepop.core.db import hold_name, write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.letter import Letter
from sciencepop.core.signing import keyed_hash, same


@dataclass(frozen=True)
class Sent:
    """Where a code went. `is_fresh` is false when one was sent less than a minute ago and no other was sent now."""

    contact: Contact
    purpose: Purpose
    sent_at: datetime
    is_fresh: bool


def request_code(address: str, purpose: Purpose, lang: str, now: datetime) -> Sent:
    """Send a code to sign in or to reset. It never asks whether the address is known, so nobody can find out.

    Raises RuleBroken: BAD_ADDRESS, CHANNEL_CLOSED, TOO_MANY_CODES.
    """
    contact = usable_contact(address)
    with write() as session:
        return issue(session, contact, purpose, lang, now)


def usable_contact(address: str) -> Contact:
    """Understand an address and make sure that messages can reach it. Raises BAD_ADDRESS, CHANNEL_CLOSED."""
    contact = read_address(address)
    if contact is None:
        raise RuleBroken(Refusal.BAD_ADDRESS)
    if not outbox.is_open(letters.CHANNELS[contact.kind]):
        raise RuleBroken(Refusal.CHANNEL_CLOSED)
    return contact


def issue(
    session: Session,
    contact: Contact,
    purpose: Purpose,
    lang: str,
    now: datetime,
    *,
    person: Person | None = None,
    instead: Letter | None = None,
) -> Sent:
    """Make a code and owe its letter, inside the caller's unit of work; at a measured pace for each address.

    `instead` is sent in place of the code, which then nobody knows: all else is the same, seen from outside.
    """
    hold_name(session, f"codes to {contact.kind} {contact.value}")
    earlier = queries.list_sent_codes(session, contact, now)
    last = next((code.created_at for code in earlier if queries.is_for(code, purpose, person)), None)
    answer = codes.answer_to_asking([code.created_at for code in earlier], last, now)
    if answer is Asking.TOO_MANY:
        raise RuleBroken(Refusal.TOO_MANY_CODES)
    if answer is Asking.JUST_SENT:
        return Sent(contact, purpose, last or now, is_fresh=False)
    secret = f"{secrets.randbelow(10**codes.DIGITS):0{codes.DIGITS}d}"
    session.add(
        OneTimeCode(
            kind=contact.kind,
            value=contact.value,
            purpose=purpose,
            person_id=person.id if person else None,
            code_hash=_hash(contact, purpose, secret),
            created_at=now,
            expires_at=now + timedelta(minutes=codes.MINUTES),
        )
    )
    letter = instead or letters.code_letter(secret, lang)
    letters.send(session, contact, letter, now, kind="code", fleeting=True)
    return Sent(contact, purpose, now, is_fresh=True)


def spend(
    session: Session, contact: Contact, purpose: Purpose, typed: str, now: datetime, person: Person | None = None
) -> bool:
    """Use a code up, inside the caller's unit of work, which must be committed also when the answer is no.

    Any live code of this address and purpose will do, because people type the first of two. A wrong one counts as a
    try against all of them; the right one ends them all, and
    shows that the address is read: a lost one gets mail again.
    """
    held = queries.lock_codes(session, contact, now)
    live = [
        code
        for code in held
        if queries.is_for(code, purpose, person)
        and codes.is_live(expires_at=code.expires_at, used_at=code.used_at, tries=code.tries, now=now)
    ]
    plain = codes.read_code(typed)
    if plain is None:
        return False
    wanted = _hash(contact, purpose, plain)
    is_right = any([same(code.code_hash, wanted) for code in live])
    for code in live:
        if is_right:
            code.used_at = now
        else:
            code.tries += 1
    if is_right:
        outbox.find_again(session, [contact.value])
    return is_right


def purge_codes(now: datetime) -> int:
    """Forget codes that even the daily count no longer needs; returns how many."""
    with write() as session:
        old = OneTimeCode.expires_at < now - timedelta(days=codes.KEPT_DAYS)
        done = session.execute(delete(OneTimeCode).where(old))
        return int(getattr(done, "rowcount", 0))


def _hash(contact: Contact, purpose: Purpose, code: str) -> str:
    return keyed_hash("one-time-code", purpose, contact.kind, contact.value, code)
