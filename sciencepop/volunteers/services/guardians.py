"""A guardian's consent for a volunteer of 14 to 17: on the site by a link, or on paper that an officer has seen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.consents import MINOR_VOLUNTEER, WORDINGS
from sciencepop.accounts.models import Person
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import in_language
from sciencepop.core.signing import keyed_hash, same
from sciencepop.volunteers.models import GuardianConsent, Volunteer
from sciencepop.volunteers.queries.people import find_consent, get_volunteer
from sciencepop.volunteers.rules.refusals import Refusal


def guardian_token(volunteer: Volunteer) -> str:
    """What proves that a link came from this minor; it is another one when they join anew."""
    return keyed_hash("volunteer-guardian", str(volunteer.person_id), volunteer.joined_at.isoformat())[:32]


def get_minor(session: Session, person_id: int, token: str) -> Volunteer:
    """The minor whose guardian opens the link; NotFound for no link of ours."""
    volunteer = get_volunteer(session, person_id)
    if volunteer.birth_year is None or volunteer.left_at or not same(guardian_token(volunteer), token):
        raise NotFound
    return volunteer


def consent_online(
    person_id: int, token: str, name: str, *, accepts: bool, language: str, by: Person, now: datetime
) -> None:
    """A guardian agrees, signed in with their own account. Refuses CONSENT_MISSING; NotFound for the minor."""
    if not accepts:
        raise RuleBroken(Refusal.CONSENT_MISSING)
    guardian_id = by.id
    with write() as session:
        get_minor(session, person_id, token)
        if guardian_id == person_id:
            raise NotFound
        _keep(session, person_id, name, language, now, guardian_id=guardian_id)


def consent_on_paper(person_id: int, name: str, *, language: str, by: Person, now: datetime) -> None:
    """An officer has seen the signed paper with the same words."""
    staff_id = by.id
    with write() as session:
        _keep(session, person_id, name, language, now, recorded_by=staff_id)


def _keep(
    session: Session,
    person_id: int,
    name: str,
    language: str,
    now: datetime,
    *,
    guardian_id: int | None = None,
    recorded_by: int | None = None,
) -> None:
    volunteer = get_volunteer(session, person_id, lock=True)
    if volunteer.birth_year is None:
        raise NotFound
    attempts.remember(str(person_id))
    if find_consent(session, person_id):
        return
    wording = WORDINGS[MINOR_VOLUNTEER]
    with in_language(language):
        text = wording.shown
    consent = GuardianConsent(
        person_id=person_id,
        guardian_id=guardian_id,
        guardian_name=name,
        recorded_by=recorded_by,
        version=wording.version,
        wording=text,
        language=language,
        given_at=now,
    )
    session.add(consent)
    audit.record(session, by=guardian_id or recorded_by, at=now, action="guardian.consent", subject=consent)


def end_consent(person_id: int, *, by: Person, now: datetime) -> None:
    """A guardian takes the consent back, or an officer does for them: nothing new is signed up for.

    NotFound where there is none that `by` may end.
    """
    staff_id, is_officer = by.id, by.is_officer
    with write() as session:
        get_volunteer(session, person_id, lock=True)
        consent = find_consent(session, person_id)
        if consent is None or not (is_officer or consent.guardian_id == staff_id):
            raise NotFound
        consent.ended_at = now
        audit.record(session, by=staff_id, at=now, action="guardian.consent_ended", subject=consent)
        attempts.remember(str(person_id))
