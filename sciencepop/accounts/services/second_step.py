"""The second step of signing in: an app's codes, recovery codes, and giving them up.

Dangerous: a code is good once. Whoever tries one holds the person's row, so of two at the same moment one is refused;
a wrong one is counted and committed before it is refused.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import delete
from sqlalchemy.orm import Session

from sciencepop.accounts import letters, queries
from sciencepop.accounts.models import Passkey, Person, RecoveryCode, SecondStep
from sciencepop.accounts.queries.second_step import factors_of, find_recovery_code, find_step
from sciencepop.accounts.rules import second_step as rules
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.accounts.second_step_policy import must_pass
from sciencepop.accounts.services.devices import end_sign_ins
from sciencepop.core import audit, clock
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.letter import Letter
from sciencepop.core.secrets_box import open_secret, seal_secret
from sciencepop.core.signing import keyed_hash, same

SEED = "app-seed"


@dataclass(frozen=True)
class Added:
    """Who has one more factor; `codes` are the recovery codes that came with the first, to be shown once."""

    person: Person
    codes: list[str]


def new_seed() -> str:
    """A seed for an app, sealed: the browser keeps it until its owner has typed a code."""
    return seal_secret(SEED, pyotp.random_base32())


def read_seed(sealed: str) -> str | None:
    return open_secret(SEED, sealed)


def add_app(person: Person, sealed: str, typed: str, now: datetime, *, here: str = "") -> Added:
    """Take on the app whose seed this is, once it has shown a code. It takes the place of another app.

    All other sign-ins end by it. Raises RuleBroken: WRONG_STEP_CODE, also where another factor came in between, which
    whoever has taken only the first step must pass.
    """
    seed, epoch = read_seed(sealed), person.epoch
    with write() as session:
        person = queries.lock_active(session, person)
        step = hold_step(session, person)
        fitting = _fitting_step(seed, typed, now, after=0) if seed else None
        if fitting is None or step.app_secret == sealed or person.epoch != epoch:
            raise RuleBroken(Refusal.WRONG_STEP_CODE)
        codes = first_codes(session, person)
        step.app_secret, step.app_step, step.tries = sealed, fitting, 0
        letter = letters.factor_added_letter(person.language)
        note_change(session, person, letter, now, here, action="accounts.app_added")
    return Added(person, codes)


def pass_with_code(person: Person, typed: str, now: datetime) -> None:
    """Take the second step with an app's code or a recovery code.

    Raises RuleBroken: WRONG_STEP_CODE, also where all sign-ins were ended meanwhile, STEP_PAUSED after too many wrong
    ones.
    """
    epoch = person.epoch
    with write() as session:
        person = queries.lock_active(session, person)
        if person.epoch != epoch:
            raise RuleBroken(Refusal.WRONG_STEP_CODE)
        step = hold_step(session, person)
        refusal = Refusal.STEP_PAUSED if rules.is_paused(step.tries, step.tried_at, now) else None
        if refusal is None and not _spend(session, person, step, typed, now):
            refusal = Refusal.WRONG_STEP_CODE
            _count_wrong(session, person, step, now)
    if refusal:
        raise RuleBroken(refusal)


def new_recovery_codes(person: Person, now: datetime) -> list[str]:
    """Ten fresh codes; the earlier ones are worth nothing. Raises RuleBroken: NO_FACTOR."""
    with write() as session:
        person = queries.lock_active(session, person)
        if not factors_of(session, person.id):
            raise RuleBroken(Refusal.NO_FACTOR)
        codes = _make_codes(session, person)
        audit.record(session, by=person.id, at=now, action="accounts.recovery_codes", subject=person)
    return codes


def remove_app(person: Person, now: datetime, *, here: str = "") -> Person:
    """Give up the app. Raises RuleBroken: STEP_REQUIRED where it is the last factor of somebody who must have one."""
    with write() as session:
        person = queries.lock_active(session, person)
        step = hold_step(session, person)
        if step.app_secret:
            _require_another(session, person, now)
            step.app_secret, step.app_step = None, 0
            _after_removal(session, person, now, here, action="accounts.app_removed")
    return person


def remove_passkey(person: Person, number: int, now: datetime, *, here: str = "") -> Person:
    """Give up a passkey of one's own. Raises RuleBroken: STEP_REQUIRED."""
    with write() as session:
        person = queries.lock_active(session, person)
        passkey = session.get(Passkey, number) if 0 < number < 2**63 else None
        if passkey and passkey.person_id == person.id:
            _require_another(session, person, now)
            session.delete(passkey)
            session.flush()
            _after_removal(session, person, now, here, action="accounts.passkey_removed")
    return person


def rename_passkey(person: Person, number: int, name: str, now: datetime) -> None:
    """Call a passkey of one's own something that tells it from the others."""
    with write() as session:
        person = queries.lock_active(session, person)
        passkey = session.get(Passkey, number) if 0 < number < 2**63 else None
        if passkey and passkey.person_id == person.id:
            passkey.name = name
            audit.record(session, by=person.id, at=now, action="accounts.passkey_renamed", subject=person)


def hold_step(session: Session, person: Person) -> SecondStep:
    """The row of a locked person, made if need be."""
    step = find_step(session, person.id)
    if step is None:
        step = SecondStep(person_id=person.id, app_step=0, tries=0)
        session.add(step)
        session.flush()
    return step


def first_codes(session: Session, person: Person) -> list[str]:
    """Recovery codes for whoever has no factor yet; nothing for others, who have theirs."""
    return [] if factors_of(session, person.id) else _make_codes(session, person)


def forget_factors(session: Session, person: Person) -> None:
    """Everything with which a locked person takes the second step, inside the caller's unit of work."""
    for kind in (SecondStep, Passkey, RecoveryCode):
        session.execute(
            delete(kind).where(kind.person_id == person.id), execution_options={"synchronize_session": "fetch"}
        )


def note_change(session: Session, person: Person, letter: Letter, now: datetime, here: str, *, action: str) -> None:
    """End the other sign-ins, write it down, and tell the person, who may not be the one who did it."""
    end_sign_ins(session, person, here=here)
    audit.record(session, by=person.id, at=now, action=action, subject=person)
    letters.tell(session, person, letter, now, kind="second-step")


def _after_removal(session: Session, person: Person, now: datetime, here: str, *, action: str) -> None:
    if not factors_of(session, person.id):
        forget_factors(session, person)
    note_change(session, person, letters.factor_removed_letter(person.language), now, here, action=action)


def _require_another(session: Session, person: Person, now: datetime) -> None:
    found = factors_of(session, person.id)
    if found.has_app + len(found.passkeys) <= 1 and must_pass(person, clock.local(now).date()):
        raise RuleBroken(Refusal.STEP_REQUIRED)


def _spend(session: Session, person: Person, step: SecondStep, typed: str, now: datetime) -> bool:
    plain = rules.read_recovery_code(typed)
    if plain:
        held = find_recovery_code(session, person.id, _hash(person, plain))
        if held:
            held.used_at, step.tries = now, 0
            audit.record(session, by=person.id, at=now, action="accounts.recovery_code_used", subject=person)
        return held is not None
    seed = open_secret(SEED, step.app_secret) if step.app_secret else None
    fitting = _fitting_step(seed, typed, now, after=step.app_step) if seed else None
    if fitting:
        step.app_step, step.tries = fitting, 0
    return fitting is not None


def _fitting_step(seed: str, typed: str, now: datetime, *, after: int) -> int | None:
    """The time step whose code was typed, later than the last one that was taken."""
    plain = rules.read_app_code(typed)
    app = pyotp.TOTP(seed)
    fitting = [step for step in rules.steps_around(now) if same(app.generate_otp(step), plain or "")]
    return next((step for step in fitting if step > after), None)


def _count_wrong(session: Session, person: Person, step: SecondStep, now: datetime) -> None:
    """Count from one again after a pause, and tell the owner when a pause begins: somebody knows their first step."""
    step.tries = 1 if step.tries >= rules.TRIES else step.tries + 1
    step.tried_at = now
    if step.tries == rules.TRIES:
        audit.record(session, by=None, at=now, action="accounts.step_paused", subject=person)
        letters.tell(session, person, letters.step_paused_letter(person.language), now, kind="second-step")


def _make_codes(session: Session, person: Person) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    plain = [
        "".join(secrets.choice(rules.LETTERS) for _ in range(rules.CODE_LENGTH)) for _ in range(rules.RECOVERY_CODES)
    ]
    session.add_all([RecoveryCode(person_id=person.id, code_hash=_hash(person, code)) for code in plain])
    session.flush()
    return [rules.shown_code(code) for code in plain]


def _hash(person: Person, plain: str) -> str:
    return keyed_hash("recovery-code", str(person.id), plain)
