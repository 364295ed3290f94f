"""Reads of second factors, of resets that were asked for, and of the browsers in which somebody is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from sciencepop.accounts.models import BrowserSignIn, FactorReset, Passkey, Person, RecoveryCode, SecondStep
from sciencepop.accounts.rules.second_step import RESET_DAYS, SIGN_IN_DAYS
from sciencepop.core.db import db

MOST_SHOWN = 50


@dataclass(frozen=True)
class Factors:
    """With what a person can take the second step. Recovery codes alone are none: they stand beside one."""

    has_app: bool
    passkeys: Sequence[Passkey]
    codes_left: int

    def __bool__(self) -> bool:
        return self.has_app or bool(self.passkeys)


def find_step(session: Session, person_id: int) -> SecondStep | None:
    return session.scalar(select(SecondStep).where(SecondStep.person_id == person_id))


def list_passkeys(session: Session, person_id: int) -> Sequence[Passkey]:
    return session.scalars(
        select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id).limit(MOST_SHOWN)
    ).all()


def factors_of(session: Session, person_id: int) -> Factors:
    step = find_step(session, person_id)
    left = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
    )
    has_app = step is not None and step.app_secret is not None
    return Factors(has_app, list_passkeys(session, person_id), session.scalar(left) or 0)


def has_factor(session: Session, person_id: int) -> bool:
    """Whether somebody has anything to take the second step with."""
    app = exists().where(SecondStep.person_id == person_id, SecondStep.app_secret.is_not(None))
    return bool(session.scalar(select(or_(app, exists().where(Passkey.person_id == person_id)))))


def find_recovery_code(session: Session, person_id: int, code_hash: str) -> RecoveryCode | None:
    return session.scalar(
        select(RecoveryCode).where(
            RecoveryCode.person_id == person_id, RecoveryCode.code_hash == code_hash, RecoveryCode.used_at.is_(None)
        )
    )


def list_sign_ins(session: Session, person: Person, now: datetime) -> Sequence[BrowserSignIn]:
    """Where this person is signed in at the moment, the latest first."""
    return session.scalars(
        select(BrowserSignIn)
        .where(
            BrowserSignIn.person_id == person.id,
            BrowserSignIn.epoch == person.epoch,
            BrowserSignIn.ended_at.is_(None),
            BrowserSignIn.began_at > now - timedelta(days=SIGN_IN_DAYS),
        )
        .order_by(BrowserSignIn.id.desc())
        .limit(MOST_SHOWN)
    ).all()


def find_live_sign_in(session: Session, person_id: int, code: str) -> BrowserSignIn | None:
    """The sign-in of a cookie with its person and their roles, in one query; None when it has ended."""
    mine = BrowserSignIn.code == code, BrowserSignIn.person_id == person_id, BrowserSignIn.ended_at.is_(None)
    with_person = joinedload(BrowserSignIn.person).joinedload(Person.grants)
    return session.scalars(select(BrowserSignIn).options(with_person).where(*mine)).unique().one_or_none()


def list_open_resets(session: Session, now: datetime) -> Sequence[FactorReset]:
    """What officers asked for and nobody has decided."""
    return session.scalars(
        select(FactorReset)
        .options(joinedload(FactorReset.person))
        .where(FactorReset.decided_at.is_(None), FactorReset.asked_at > now - timedelta(days=RESET_DAYS))
        .order_by(FactorReset.id)
        .limit(MOST_SHOWN)
    ).all()


def list_second_steps_of_nobody() -> list[int]:
    """People who have left and of whom a second factor is still kept."""
    gone = select(Person.id).where(Person.closed_at.is_not(None))
    kept = [select(kind.person_id).where(kind.person_id.in_(gone)) for kind in (SecondStep, Passkey, RecoveryCode)]
    return sorted({number for query in kept for number in db.session.scalars(query.limit(MOST_SHOWN))})
