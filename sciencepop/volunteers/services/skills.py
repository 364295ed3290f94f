"""Skills: claimed by volunteers, granted and taken back by officers; and what else officers note of a volunteer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bases.services.papers import Paper
from sciencepop.bookings.services.lock import lock_person
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers.models import Assignment, Need, NumberState, Shift, SkillGrant, SkillSource
from sciencepop.volunteers.queries.people import find_grant, get_volunteer
from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.rules.refusals import Refusal
from sciencepop.volunteers.services.duties import settle_guides
from sciencepop.volunteers.services.evidence import decide_paper, put_paper
from sciencepop.volunteers.services.lock import lock_shifts
from sciencepop.volunteers.vocabulary import GUIDE, vocabulary


def claim_skill(skill: str, *, by: Person, now: datetime, paper: Paper | None = None) -> None:
    """Say that one can do something; it counts once an officer has seen it. A document may show it, also to renew it.

    Refuses SKILL_UNKNOWN, and a `paper` as bases do.
    """
    if skill not in vocabulary().skills:
        raise RuleBroken(Refusal.SKILL_UNKNOWN)
    with write() as session:
        volunteer = get_volunteer(session, by.id, lock=True)
        grant = find_grant(session, volunteer.person_id, skill)
        if grant is None:
            grant = SkillGrant(person_id=volunteer.person_id, skill=skill, claimed_at=now)
            session.add(grant)
            session.flush()
        if paper is not None:
            put_paper(session, grant, paper, now)
        attempts.remember(skill)


def grant_skill(
    person_id: int,
    skill: str,
    issued_on: date,
    expires_on: date | None,
    *,
    by: Person,
    now: datetime,
    source: SkillSource = SkillSource.MANUAL,
) -> None:
    """Somebody can do this, from one day until another (None: for good); a claim or an older grant is renewed by it.

    Refuses SKILL_UNKNOWN, TIMES_IN_ORDER.
    """
    if skill not in vocabulary().skills:
        raise RuleBroken(Refusal.SKILL_UNKNOWN)
    if expires_on is not None and expires_on < issued_on:
        raise RuleBroken(Refusal.TIMES_IN_ORDER)
    staff_id = by.id
    with write() as session:
        volunteer = _lock(session, person_id)
        grant = find_grant(session, volunteer, skill)
        if grant is None:
            grant = SkillGrant(person_id=volunteer, skill=skill, claimed_at=now)
            session.add(grant)
        grant.issued_on, grant.expires_on = issued_on, expires_on
        grant.source, grant.granted_by = source, staff_id
        session.flush()
        decide_paper(session, grant.id, now)
        audit.record(session, by=staff_id, at=now, action="skill.grant", subject=grant, skill=skill)
        attempts.remember(skill)
        settle_skilled(session, volunteer, staff_id, now)


def revoke_skill(person_id: int, skill: str, *, by: Person, now: datetime) -> None:
    """Take a skill back, or refuse a claim. Shifts that need it stay: the coordinator is shown who no longer fits."""
    staff_id = by.id
    with write() as session:
        volunteer = _lock(session, person_id)
        grant = find_grant(session, volunteer, skill)
        if grant is None:
            raise RuleBroken(Refusal.SKILL_UNKNOWN)
        grant.revoked_at, grant.revoked_by = now, staff_id
        decide_paper(session, grant.id, now)
        audit.record(session, by=staff_id, at=now, action="skill.revoke", subject=grant, skill=skill)
        attempts.remember(skill)
        settle_skilled(session, volunteer, staff_id, now)


def _lock(session: Session, person_id: int) -> int:
    """The person, so that no sign-up of theirs counts on a skill that is being taken back."""
    get_volunteer(session, person_id)
    return lock_person(session, person_id).id


def settle_skilled(session: Session, person_id: int, staff_id: int, now: datetime) -> None:
    """Guides who are no longer qualified let no seats be given, and those who are now, do."""
    found = (
        select(Assignment.shift_id)
        .join(Need, Assignment.need_id == Need.id)
        .join(Shift, Assignment.shift_id == Shift.id)
        .where(
            Assignment.person_id == person_id,
            Assignment.state.in_(states.FIRM),
            Need.role == GUIDE,
            Shift.ends_at > now,
            Shift.occurrence_id.is_not(None),
        )
    )
    settle_guides(session, lock_shifts(session, session.scalars(found).all()), by=staff_id, now=now)


@dataclass(frozen=True)
class Seen:
    """What an officer looked up: the number's state, the day of the background check, the end of the insurance."""

    number_state: NumberState
    vetted_on: date | None
    insured_until: date | None


def note_seen(person_id: int, seen: Seen, *, by: Person, now: datetime) -> None:
    """Keep what was looked up. Without a number there is nothing to verify."""
    staff_id = by.id
    with write() as session:
        volunteer = get_volunteer(session, person_id, lock=True)
        volunteer.number_state = seen.number_state if volunteer.number else NumberState.UNVERIFIED
        if volunteer.number and seen.number_state is NumberState.UNVERIFIED:
            volunteer.number_state = NumberState.PENDING
        volunteer.vetted_on, volunteer.insured_until = seen.vetted_on, seen.insured_until
        audit.record(
            session,
            by=staff_id,
            at=now,
            action="volunteer.seen",
            subject=volunteer.person,
            number=volunteer.number_state.value,
        )
        attempts.remember(str(person_id))
