"""Children's profiles: made, corrected, shared between guardians and erased. Only guardians do any of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sciencepop.accounts import privacy, queries
from sciencepop.accounts.consents import CHILD_DATA, WORDINGS
from sciencepop.accounts.models import Child, Consent, GuardianInvitation, Guardianship, Person
from sciencepop.accounts.queries.children import find_invitation, get_child, list_children
from sciencepop.accounts.rules.ages import is_profile_age
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.core import attempts, audit
from sciencepop.core.clock import local
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.tokens import hash_token, new_token

MOST_CHILDREN = 12
MOST_GUARDIANS = 4
INVITATION_DAYS = 7


@dataclass(frozen=True)
class Profile:
    """What a guardian tells of a child. `needs` is free text, such as an allergy or a wheelchair."""

    nickname: str
    birth_year: int
    birth_month: int
    needs: str = ""


def add_child(profile: Profile, *, language: str, by: Person, now: datetime) -> int:
    """Describe a child and consent to keeping it; returns the child's number.

    Refuses TOO_MANY_CHILDREN, CHILD_AGE_UNFIT. The consent is kept in the words of `language`, which the caller shows.
    """
    with write() as session:
        person = queries.lock_active(session, by)
        if len(list_children(session, person.id)) >= MOST_CHILDREN:
            raise RuleBroken(Refusal.TOO_MANY_CHILDREN, most=MOST_CHILDREN)
        _refuse_age(profile, now)
        child = Child(**vars(profile), is_sample=person.is_sample, created_at=now)
        session.add(child)
        session.flush()
        _let_in(session, child, person, language, now)
        audit.record(session, by=person.id, at=now, action="child.added", subject=child)
        attempts.remember(str(child.id))
        return child.id


def change_child(child_id: int, profile: Profile, *, by: Person, now: datetime) -> None:
    """Correct a profile. Refuses CHILD_AGE_UNFIT; NotFound for a child of others."""
    with write() as session:
        child = get_child(session, child_id, by.id, lock=True)
        _refuse_age(profile, now)
        for name, value in vars(profile).items():
            setattr(child, name, value)
        audit.record(session, by=by.id, at=now, action="child.changed", subject=child)


def invite_guardian(child_id: int, *, by: Person, now: datetime) -> str:
    """A secret for a link that lets another guardian in, good once and for a week. NotFound for others' children."""
    token = new_token()
    with write() as session:
        child = get_child(session, child_id, by.id, lock=True)
        session.execute(delete(GuardianInvitation).where(GuardianInvitation.child_id == child.id))
        session.add(
            GuardianInvitation(
                child_id=child.id,
                token_hash=hash_token(token),
                created_by=by.id,
                created_at=now,
                expires_at=now + timedelta(days=INVITATION_DAYS),
            )
        )
        audit.record(session, by=by.id, at=now, action="child.guardian_invited", subject=child)
    return token


def accept_guardianship(token: str, *, language: str, by: Person, now: datetime) -> int:
    """Become a guardian by a link, with one's own consent; returns the child's number.

    Refuses INVITATION_OVER, TOO_MANY_GUARDIANS, TOO_MANY_CHILDREN. Whoever is a guardian already stays one.
    """
    with write() as session:
        person = queries.lock_active(session, by)
        invitation = find_invitation(session, token, now, lock=True)
        if invitation is None:
            raise RuleBroken(Refusal.INVITATION_OVER)
        child = session.get_one(Child, invitation.child_id, with_for_update=True, populate_existing=True)
        live = [one for one in child.guardianships if one.ended_at is None]
        invitation.used_at = now
        if person.id not in {one.person_id for one in live}:
            if len(live) >= MOST_GUARDIANS:
                raise RuleBroken(Refusal.TOO_MANY_GUARDIANS, most=MOST_GUARDIANS)
            if len(list_children(session, person.id)) >= MOST_CHILDREN:
                raise RuleBroken(Refusal.TOO_MANY_CHILDREN, most=MOST_CHILDREN)
            _let_in(session, child, person, language, now)
            audit.record(session, by=person.id, at=now, action="child.guardian_added", subject=child)
        return child.id


def leave_child(child_id: int, *, by: Person, now: datetime) -> None:
    """Withdraw one's consent and no longer be a guardian. With the last guardian the child's data goes."""
    with write() as session:
        child = get_child(session, child_id, by.id, lock=True)
        _leave(session, child, by.id, now)


def erase_child(child_id: int, *, by: Person, now: datetime) -> None:
    """Delete a child's profile for all its guardians; counts in bookings stay. NotFound for others' children."""
    with write() as session:
        child = get_child(session, child_id, by.id, lock=True)
        _erase(session, child, by.id, now)


def leave_all(session: Session, person: Person, now: datetime) -> None:
    """A person who closes their account is no longer a guardian. Call inside a unit of work."""
    for child in list_children(session, person.id):
        _leave(session, session.get_one(Child, child.id, with_for_update=True), person.id, now)


def _let_in(session: Session, child: Child, person: Person, language: str, now: datetime) -> None:
    wording = WORDINGS[CHILD_DATA]
    session.add(Guardianship(child_id=child.id, person_id=person.id, created_at=now))
    session.add(
        Consent(
            person_id=person.id,
            child_id=child.id,
            kind=CHILD_DATA,
            version=wording.version,
            wording=wording.shown,
            language=language,
            given_at=now,
        )
    )
    session.flush()


def _leave(session: Session, child: Child, person_id: int, now: datetime) -> None:
    """End one guardianship and its consent; the last one erases the child."""
    others = select(Guardianship.id).where(
        Guardianship.child_id == child.id, Guardianship.person_id != person_id, Guardianship.ended_at.is_(None)
    )
    if session.scalar(others.limit(1)) is None:
        _erase(session, child, person_id, now)
        return
    for model in (Guardianship, Consent):
        mine = model.child_id == child.id, model.person_id == person_id, model.ended_at.is_(None)
        session.execute(update(model).where(*mine).values(ended_at=now))
    privacy.child_left(session, child.id, person_id, now)
    audit.record(session, by=person_id, at=now, action="child.guardian_left", subject=child)


def _erase(session: Session, child: Child, person_id: int, now: datetime) -> None:
    child.nickname, child.needs = "", ""
    child.birth_year = child.birth_month = None
    child.erased_at = now
    session.execute(delete(GuardianInvitation).where(GuardianInvitation.child_id == child.id))
    for model in (Guardianship, Consent):
        session.execute(update(model).where(model.child_id == child.id, model.ended_at.is_(None)).values(ended_at=now))
    privacy.child_left(session, child.id, None, now)
    audit.record(session, by=person_id, at=now, action="child.erased", subject=child)


def _refuse_age(profile: Profile, now: datetime) -> None:
    if not is_profile_age(profile.birth_year, profile.birth_month, local(now).date()):
        raise RuleBroken(Refusal.CHILD_AGE_UNFIT)
