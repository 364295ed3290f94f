"""Volunteers and what is known of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Address, Person
from sciencepop.core.paging import Page, decode_cursor, encode_cursor
from sciencepop.core.text import clean_line
from sciencepop.volunteers.models import Availability, GuardianConsent, NumberState, SkillGrant, SkillPaper, Volunteer

PAGE = 40
LARGEST_ID = 2**63 - 1
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


def find_volunteer(session: Session, person_id: int, *, lock: bool = False) -> Volunteer | None:
    """The profile of a person, who may have left."""
    found = select(Volunteer).where(Volunteer.person_id == person_id).options(joinedload(Volunteer.person))
    if lock:
        found = found.with_for_update(of=Volunteer).execution_options(populate_existing=True)
    return session.scalars(found).one_or_none()


def get_volunteer(session: Session, person_id: int, *, lock: bool = False) -> Volunteer:
    """The profile of a person; NotFound for somebody without one."""
    found = find_volunteer(session, person_id, lock=lock) if 0 < person_id <= LARGEST_ID else None
    if found is None:
        raise NotFound
    return found


def list_volunteers(session: Session, words: str, which: str, cursor: str) -> Page[Volunteer]:
    """Those who have not left, newest first. `words` look in name, number, skill and address; `which` is '', `number`
    (one to look up), `skills` (claims to decide), `minors` without consent."""
    found = select(Volunteer).join(Volunteer.person).options(joinedload(Volunteer.person))
    found = found.where(Volunteer.left_at.is_(None), Person.closed_at.is_(None))
    text = clean_line(words)
    if text:
        by_address = select(Address.person_id).where(Address.value == text.lower())
        by_skill = select(SkillGrant.person_id).where(SkillGrant.skill == text, SkillGrant.revoked_at.is_(None))
        person = Volunteer.person_id
        found = found.where(
            or_(
                Person.name.contains(text, autoescape=True),
                Volunteer.number == text,
                person.in_(by_address),
                person.in_(by_skill),
            )
        )
    if which == "number":
        found = found.where(Volunteer.number_state == NumberState.PENDING)
    elif which == "skills":
        papers = select(SkillPaper.grant_id).where(SkillPaper.decided_at.is_(None))
        claims = select(SkillGrant.person_id).where(
            or_(SkillGrant.issued_on.is_(None), SkillGrant.id.in_(papers)), SkillGrant.revoked_at.is_(None)
        )
        found = found.where(Volunteer.person_id.in_(claims))
    elif which == "minors":
        agreed = select(GuardianConsent.person_id).where(GuardianConsent.ended_at.is_(None))
        found = found.where(Volunteer.birth_year.is_not(None), Volunteer.person_id.not_in(agreed))
    after = decode_cursor(cursor, (int,))
    if after and 0 < after[0] <= LARGEST_ID:
        found = found.where(Volunteer.person_id < after[0])
    rows = session.scalars(found.order_by(Volunteer.person_id.desc()).limit(PAGE + 1)).all()
    following = encode_cursor(rows[PAGE - 1].person_id) if len(rows) > PAGE else ""
    return Page(rows[:PAGE], following)


def list_active_ids(session: Session, most: int) -> Sequence[int]:
    """People who serve at present, by number."""
    found = select(Volunteer.person_id).join(Volunteer.person)
    found = found.where(Volunteer.left_at.is_(None), Volunteer.paused_at.is_(None), Person.closed_at.is_(None))
    return session.scalars(found.order_by(Volunteer.person_id).limit(most)).all()


def names_of(session: Session, person_ids: Sequence[int]) -> list[str]:
    """What these people are called, in the same order."""
    found = select(Person.id, Person.name).where(Person.id.in_(person_ids))
    names = {number: name for number, name in session.execute(found)}
    return [names[number] for number in person_ids]


def list_grants(session: Session, person_ids: Collection[int]) -> dict[int, list[SkillGrant]]:
    """Granted and claimed skills by person, those that were revoked left out."""
    found = select(SkillGrant).where(SkillGrant.person_id.in_(person_ids), SkillGrant.revoked_at.is_(None))
    rows: dict[int, list[SkillGrant]] = {}
    for grant in session.scalars(found.order_by(SkillGrant.skill, SkillGrant.id)):
        rows.setdefault(grant.person_id, []).append(grant)
    return rows


def find_grant(session: Session, person_id: int, skill: str) -> SkillGrant | None:
    """The live grant or claim of a skill."""
    if not _SLUG.fullmatch(skill):
        return None
    found = select(SkillGrant).where(
        SkillGrant.person_id == person_id, SkillGrant.skill == skill, SkillGrant.revoked_at.is_(None)
    )
    return session.scalars(found).one_or_none()


def list_availability(session: Session, person_ids: Collection[int]) -> dict[int, list[Availability]]:
    """What people said of their time, weekly lines first."""
    found = select(Availability).where(Availability.person_id.in_(person_ids))
    order = (Availability.on_date, Availability.weekday, Availability.from_time, Availability.id)
    rows: dict[int, list[Availability]] = {}
    for line in session.scalars(found.order_by(Availability.on_date.is_not(None), *order)):
        rows.setdefault(line.person_id, []).append(line)
    return rows


def list_consented(session: Session, person_ids: Collection[int]) -> set[int]:
    """The minors among these people whose guardian agreed."""
    found = select(GuardianConsent.person_id).where(
        GuardianConsent.person_id.in_(person_ids), GuardianConsent.ended_at.is_(None)
    )
    return set(session.scalars(found))


def find_consent(session: Session, person_id: int) -> GuardianConsent | None:
    """The consent that holds."""
    found = select(GuardianConsent).where(GuardianConsent.person_id == person_id, GuardianConsent.ended_at.is_(None))
    return session.scalars(found).one_or_none()
