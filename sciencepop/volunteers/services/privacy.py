"""What of a volunteer goes along when they take their data, stop volunteering, or close their account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from sciencepop.accounts.consents import VOLUNTEER
from sciencepop.accounts.models import Consent, Person
from sciencepop.bookings.services.lock import lock_person
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.volunteers.models import Availability, GuardianConsent, NumberState, SkillGrant
from sciencepop.volunteers.queries.assignments import list_all_of
from sciencepop.volunteers.queries.evidence import list_papers
from sciencepop.volunteers.queries.people import (
    find_consent,
    find_volunteer,
    get_volunteer,
    list_availability,
    list_grants,
)
from sciencepop.volunteers.services.duties import settle_guides
from sciencepop.volunteers.services.evidence import drop_papers_of
from sciencepop.volunteers.services.give_up import give_up_all

_QUIET = {"synchronize_session": False}


def export_volunteer(session: Session, person: Person) -> dict[str, Any] | None:
    """Profile, skills, availability and assignments, as JSON values."""
    volunteer = find_volunteer(session, person.id)
    if volunteer is None:
        return None
    consent = find_consent(session, person.id)
    grants = list_grants(session, [person.id]).get(person.id, [])
    papers = list_papers(session, grants)
    return {
        "number": volunteer.number,
        "number_state": volunteer.number_state.value,
        "born": f"{volunteer.birth_year}-{volunteer.birth_month:02d}" if volunteer.birth_year else None,
        "categories": volunteer.categories,
        "languages": volunteer.languages,
        "towns": volunteer.town_codes,
        "most_minutes_week": volunteer.most_minutes_week,
        "wish_minutes": volunteer.wish_minutes,
        "vetted_on": _text(volunteer.vetted_on),
        "insured_until": _text(volunteer.insured_until),
        "risks_accepted_at": _text(volunteer.risk_accepted_at),
        "joined_at": _text(volunteer.joined_at),
        "paused_at": _text(volunteer.paused_at),
        "left_at": _text(volunteer.left_at),
        "guardian": {"name": consent.guardian_name, "at": _text(consent.given_at)} if consent else None,
        "skills": [
            {
                "skill": grant.skill,
                "issued_on": _text(grant.issued_on),
                "expires_on": _text(grant.expires_on),
                "document": papers[grant.id].filename if grant.id in papers else None,
            }
            for grant in grants
        ],
        "availability": [
            {
                "kind": line.kind.value,
                "weekday": line.weekday,
                "date": _text(line.on_date),
                "from": _text(line.from_time),
                "until": _text(line.until_time),
            }
            for line in list_availability(session, [person.id]).get(person.id, ())
        ],
        "assignments": [
            {
                "code": row.code,
                "shift": row.shift.title_zh,
                "starts_at": row.shift.starts_at.isoformat(),
                "role": row.need.role,
                "state": row.state.value,
                "signed_up_at": row.created_at.isoformat(),
                "risks_accepted": row.risk_text or None,
                "exception": row.exception or None,
            }
            for row in list_all_of(session, person.id)
        ],
    }


def _text(value: Any) -> str | None:
    return value.isoformat() if value is not None else None


def leave(*, by: Person, now: datetime) -> None:
    """Stop volunteering: everything to come is given up, and what is kept of the person goes. Past service stays."""
    person_id = by.id
    with write() as session:
        get_volunteer(session, person_id)
        person = lock_person(session, person_id)
        end_volunteering(session, person, now)
        audit.record(session, by=person_id, at=now, action="volunteer.leave", subject=person)
        attempts.remember(str(person_id))


def end_volunteering(session: Session, person: Person, now: datetime) -> None:
    """As above, within a unit of work in which the person is locked; harmless for somebody without a profile."""
    volunteer = find_volunteer(session, person.id, lock=True)
    if volunteer is None:
        return
    _, shifts = give_up_all(session, person.id, reason="left", now=now)
    volunteer.left_at, volunteer.paused_at = now, None
    volunteer.number, volunteer.number_state = "", NumberState.UNVERIFIED
    volunteer.birth_year = volunteer.birth_month = None
    volunteer.categories, volunteer.languages, volunteer.town_codes = [], [], []
    volunteer.most_minutes_week = volunteer.wish_minutes = None
    volunteer.vetted_on = volunteer.insured_until = None
    session.flush()
    session.execute(delete(Availability).where(Availability.person_id == person.id), execution_options=_QUIET)
    drop_papers_of(session, person.id)
    own = SkillGrant.person_id == person.id, SkillGrant.revoked_at.is_(None)
    session.execute(update(SkillGrant).where(*own).values(revoked_at=now), execution_options=_QUIET)
    guarded = GuardianConsent.person_id == person.id, GuardianConsent.ended_at.is_(None)
    session.execute(update(GuardianConsent).where(*guarded).values(ended_at=now), execution_options=_QUIET)
    agreed = Consent.person_id == person.id, Consent.kind == VOLUNTEER, Consent.ended_at.is_(None)
    session.execute(update(Consent).where(*agreed).values(ended_at=now), execution_options=_QUIET)
    settle_guides(session, shifts, by=person.id, now=now)
