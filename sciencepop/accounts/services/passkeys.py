"""Passkeys (WebAuthn): what a browser is asked to sign, and whether it did. A challenge is good once, for minutes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts import letters, queries
from sciencepop.accounts.models import Passkey, Person
from sciencepop.accounts.queries.second_step import list_passkeys
from sciencepop.accounts.rules import second_step as rules
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.accounts.services.second_step import Added, first_codes, hold_step, note_change
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.signing import keyed_hash

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

LONGEST_ANSWER = 20_000
Checked = TypeVar("Checked")


@dataclass(frozen=True)
class Site:
    """For whom a passkey is: the domain that it belongs to, and the address of the pages that may ask for it."""

    domain: str
    origin: str
    name: str


def ask_for_new(person: Person, site: Site, now: datetime) -> str:
    """What the browser is asked, to make a passkey (JSON). Raises RuleBroken: TOO_MANY_PASSKEYS."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import AuthenticatorSelectionCriteria, ResidentKeyRequirement

    with write() as session:
        person = queries.lock_active(session, person)
        known = _descriptors(session, person)
        if len(known) >= rules.MOST_PASSKEYS:
            raise RuleBroken(Refusal.TOO_MANY_PASSKEYS)
        options = generate_registration_options(
            rp_id=site.domain,
            rp_name=site.name,
            user_id=hashlib.sha256(keyed_hash("passkey-user", str(person.id)).encode()).digest(),
            user_name=person.name or site.name,
            exclude_credentials=known,
            authenticator_selection=AuthenticatorSelectionCriteria(resident_key=ResidentKeyRequirement.DISCOURAGED),
        )
        _keep_challenge(session, person, options.challenge, now)
    return options_to_json(options)


def ask_for_known(person: Person, site: Site, now: datetime) -> str:
    """What the browser is asked, to show that it has one of the person's passkeys (JSON)."""
    from webauthn import generate_authentication_options, options_to_json

    with write() as session:
        person = queries.lock_active(session, person)
        options = generate_authentication_options(rp_id=site.domain, allow_credentials=_descriptors(session, person))
        _keep_challenge(session, person, options.challenge, now)
    return options_to_json(options)


def add_passkey(person: Person, answer: str, site: Site, now: datetime, *, name: str, here: str = "") -> Added:
    """Take on the passkey that a browser made. All other sign-ins end by it.

    Raises RuleBroken: BAD_PASSKEY, also where another factor came in between: this sign-in has ended by it.
    """
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url

    epoch, challenge = person.epoch, _take_challenge(person, answer, now)
    made = _checked(
        lambda: verify_registration_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=site.domain, expected_origin=site.origin
        )
    )
    with write() as session:
        person = queries.lock_active(session, person)
        credential = bytes_to_base64url(made.credential_id)
        is_known = session.scalar(select(Passkey.id).where(Passkey.credential == credential))
        if is_known or person.epoch != epoch:
            raise RuleBroken(Refusal.BAD_PASSKEY)
        codes = first_codes(session, person)
        passkey = Passkey(person_id=person.id, credential=credential, public_key=made.credential_public_key, name=name)
        passkey.sign_count, passkey.created_at = made.sign_count, now
        session.add(passkey)
        letter = letters.factor_added_letter(person.language)
        note_change(session, person, letter, now, here, action="accounts.passkey_added")
    return Added(person, codes)


def pass_with_passkey(person: Person, answer: str, site: Site, now: datetime) -> None:
    """Take the second step with a passkey.

    Raises RuleBroken: BAD_PASSKEY, also for a copy whose count runs behind, and where all sign-ins were ended
    meanwhile.
    """
    from webauthn import verify_authentication_response
    from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json

    epoch, challenge = person.epoch, _take_challenge(person, answer, now)
    with write() as session:
        person = queries.lock_active(session, person)
        if person.epoch != epoch:
            raise RuleBroken(Refusal.BAD_PASSKEY)
        named = _checked(lambda: bytes_to_base64url(parse_authentication_credential_json(answer).raw_id))
        mine = select(Passkey).where(Passkey.person_id == person.id, Passkey.credential == named)
        passkey = session.scalar(mine)
        if passkey is None:
            raise RuleBroken(Refusal.BAD_PASSKEY)
        shown = _checked(
            lambda: verify_authentication_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=site.domain,
                expected_origin=site.origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.sign_count,
            )
        )
        passkey.sign_count, passkey.used_at = shown.new_sign_count, now


def _take_challenge(person: Person, answer: str, now: datetime) -> bytes:
    """The challenge that was given out last, which nobody can answer any more, whatever comes of this answer."""
    from webauthn.helpers import base64url_to_bytes

    with write() as session:
        person = queries.lock_active(session, person)
        step = hold_step(session, person)
        challenge, asked_at = step.challenge, step.challenge_at
        step.challenge = step.challenge_at = None
    is_fresh = rules.is_within(asked_at, rules.CHALLENGE_MINUTES, now)
    if challenge is None or not is_fresh or len(answer) > LONGEST_ANSWER:
        raise RuleBroken(Refusal.BAD_PASSKEY)
    return base64url_to_bytes(challenge)


def _keep_challenge(session: Session, person: Person, challenge: bytes, now: datetime) -> None:
    from webauthn.helpers import bytes_to_base64url

    step = hold_step(session, person)
    step.challenge, step.challenge_at = bytes_to_base64url(challenge), now


def _descriptors(session: Session, person: Person) -> list[PublicKeyCredentialDescriptor]:
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    known = list_passkeys(session, person.id)
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.credential)) for passkey in known]


def _checked(check: Callable[[], Checked]) -> Checked:
    """What a stranger's browser sent may be anything: whatever the library cannot read is refused."""
    try:
        return check()
    except RuleBroken:
        raise
    except Exception:  # the library lets errors of its parsers through
        raise RuleBroken(Refusal.BAD_PASSKEY) from None
