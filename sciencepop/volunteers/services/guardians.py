"""A guardian's consent for a volunteer of 14 to 17: on the site by a link, or on paper that an officer has seen."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts import letters
from sciencepop.accounts.consents import MINOR_VOLUNTEER, WORDINGS
from sciencepop.accounts.models import Person
from sciencepop.bookings.services.lock import lock_person
from sciencepop.core import attempts, audit
from sciencepop.core.clock import local
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import in_language
from sciencepop.core.signing import keyed_hash, same
from sciencepop.volunteers.composing import compose
from sciencepop.volunteers.models import GuardianConsent, Volunteer
from sciencepop.volunteers.queries.facts import age_of
from sciencepop.volunteers.queries.people import find_consent, find_volunteer, get_volunteer
from sciencepop.volunteers.rules.refusals import Refusal
from sciencepop.volunteers.services.duties import settle_guides
from sciencepop.volunteers.services.give_up import give_up_all


def guardian_token(volunteer: Volunteer) -> str:
    """What proves that a link came from this minor; it is another one when they join anew."""
    return keyed_hash("volunteer-guardian", str(volunteer.person_id), volunteer.joined_at.isoformat())[:32]


def get_minor(session: Session, person_id: int, token: str) -> Volunteer:
    """The minor whose guardian opens the link; NotFound for no link of ours."""
    volunteer = get_volunteer(session, person_id)
    if volunteer.birth_year is None or volunteer.left_at or not same(guardian_token(volunteer), token):
        raise NotFound
    return volunteer


def is_minor(session: Session, person_id: int, today: date) -> bool:
    """Whether somebody is a volunteer under 18."""
    volunteer = find_volunteer(session, person_id)
    return volunteer is not None and age_of(volunteer, today) is not None


def consent_online(
    person_id: int, token: str, name: str, *, accepts: bool, language: str, by: Person, now: datetime
) -> None:
    """A guardian agrees, signed in with their own account. Refuses CONSENT_MISSING.

    NotFound for the minor, and for another one: who is under 18 consents for nobody.
    """
    if not accepts:
        raise RuleBroken(Refusal.CONSENT_MISSING)
    guardian_id = by.id
    with write() as session:
        get_minor(session, person_id, token)
        if guardian_id == person_id or is_minor(session, guardian_id, local(now).date()):
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
    """A guardian takes the consent back, or an officer does for them: all that is to come is given up, as if withdrawn.

    NotFound where there is none that `by` may end.
    """
    staff_id, is_officer = by.id, by.is_officer
    with write() as session:
        get_volunteer(session, person_id)
        person = lock_person(session, person_id)
        volunteer = get_volunteer(session, person_id, lock=True)
        consent = find_consent(session, person_id)
        if consent is None or not (is_officer or consent.guardian_id == staff_id):
            raise NotFound
        consent.ended_at = now
        audit.record(session, by=staff_id, at=now, action="guardian.consent_ended", subject=consent)
        attempts.remember(str(person_id))
        if age_of(volunteer, local(now).date()) is not None:
            given_up, shifts = give_up_all(session, person_id, reason="guardian", now=now)
            settle_guides(session, shifts, by=staff_id, now=now)
            _tell_minor(session, person, given_up, now)


def _tell_minor(session: Session, person: Person, given_up: int, now: datetime) -> None:
    with in_language(person.language):
        subject = _("监护人撤回了对您志愿服务的同意")
        lines = [_("在监护人重新同意以前，您不能报名班次。")]
        if given_up:
            lines.append(ngettext("已替您退出 %(num)d 个班次。", "已替您退出 %(num)d 个班次。", given_up))
        letter = compose(subject, lines)
    letters.tell(session, person, letter, now, kind=f"guardian-ended-{person.id}")
