"""Becoming a volunteer, the profile, pausing and leaving. Everything here people do for themselves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sciencepop.accounts import queries as accounts
from sciencepop.accounts.consents import VOLUNTEER, WORDINGS
from sciencepop.accounts.models import Consent, Person
from sciencepop.accounts.rules.ages import OF_AGE, OWN_ACCOUNT_FROM, age_on
from sciencepop.core import attempts, audit
from sciencepop.core.clock import local
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import in_language
from sciencepop.volunteers.models import Availability, AvailabilityKind, NumberState, Volunteer
from sciencepop.volunteers.queries.people import LARGEST_ID, find_volunteer, get_volunteer
from sciencepop.volunteers.rules.refusals import Refusal

MOST_LINES = 60


@dataclass(frozen=True)
class Birth:
    """The month in which a minor was born."""

    year: int
    month: int


@dataclass(frozen=True)
class Profile:
    """What a volunteer tells of themselves. `number` is the city's; minutes are their own limit and wish."""

    categories: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    town_codes: tuple[str, ...] = ()
    most_minutes_week: int | None = None
    wish_minutes: int | None = None
    number: str = ""


def join(profile: Profile, birth: Birth | None, *, accepts: bool, language: str, by: Person, now: datetime) -> None:
    """Become a volunteer, or one again. `birth` is given by minors. Refuses CONSENT_MISSING, UNDER_14, NUMBER_TAKEN."""
    if not accepts:
        raise RuleBroken(Refusal.CONSENT_MISSING)
    if birth and age_on(birth.year, birth.month, local(now).date()) < OWN_ACCOUNT_FROM:
        raise RuleBroken(Refusal.UNDER_14)
    with write() as session:
        person = accounts.lock_active(session, by)
        volunteer = find_volunteer(session, person.id, lock=True)
        if volunteer is None:
            volunteer = Volunteer(person_id=person.id, joined_at=now, is_sample=person.is_sample)
            session.add(volunteer)
        volunteer.left_at = volunteer.paused_at = None
        volunteer.birth_year = volunteer.birth_month = None
        if birth and age_on(birth.year, birth.month, local(now).date()) < OF_AGE:
            volunteer.birth_year, volunteer.birth_month = birth.year, birth.month
        volunteer.risk_version, volunteer.risk_accepted_at = WORDINGS[VOLUNTEER].version, now
        _write(session, volunteer, profile)
        _consent(session, person.id, language, now)
        audit.record(session, by=person.id, at=now, action="volunteer.join", subject=person)
        attempts.remember(str(person.id))


def save_profile(profile: Profile, *, by: Person, now: datetime) -> None:
    """Correct what one told. Another number has to be looked up again. Refuses NUMBER_TAKEN; NotFound for others."""
    person_id = by.id
    with write() as session:
        volunteer = get_volunteer(session, person_id, lock=True)
        _write(session, volunteer, profile)
        audit.record(session, by=person_id, at=now, action="volunteer.change", subject=volunteer.person)
        attempts.remember(str(person_id))


def _write(session: Session, volunteer: Volunteer, profile: Profile) -> None:
    if volunteer.number != profile.number or volunteer.number is None:
        volunteer.number = profile.number
        volunteer.number_state = NumberState.PENDING if profile.number else NumberState.UNVERIFIED
    volunteer.categories, volunteer.languages = list(profile.categories), list(profile.languages)
    volunteer.town_codes = list(profile.town_codes)
    volunteer.most_minutes_week, volunteer.wish_minutes = profile.most_minutes_week, profile.wish_minutes
    taken = select(Volunteer.person_id).where(
        Volunteer.number == profile.number, Volunteer.person_id != volunteer.person_id
    )
    with session.no_autoflush:
        if profile.number and session.scalar(taken) is not None:
            raise RuleBroken(Refusal.NUMBER_TAKEN)
    try:
        session.flush()
    except IntegrityError:
        raise RuleBroken(Refusal.NUMBER_TAKEN) from None


def _consent(session: Session, person_id: int, language: str, now: datetime) -> None:
    """Keep the words that were read, once for each version."""
    wording = WORDINGS[VOLUNTEER]
    known = select(func.count(Consent.id)).where(
        Consent.person_id == person_id,
        Consent.kind == VOLUNTEER,
        Consent.version == wording.version,
        Consent.ended_at.is_(None),
    )
    if session.scalar(known):
        return
    with in_language(language):
        text = wording.shown
    session.add(
        Consent(
            person_id=person_id,
            kind=VOLUNTEER,
            version=wording.version,
            wording=text,
            language=language,
            given_at=now,
        )
    )


def pause(*, is_paused: bool, by: Person, now: datetime) -> None:
    """Sign up for nothing new for a while, or again. What one has promised stays."""
    with write() as session:
        volunteer = get_volunteer(session, by.id, lock=True)
        volunteer.paused_at = now if is_paused else None
        attempts.remember(str(by.id))


@dataclass(frozen=True)
class Line:
    """When somebody can, cannot, or would rather: each week on a weekday (0 is Monday), or on one date."""

    kind: AvailabilityKind
    from_time: time
    until_time: time | None
    weekday: int | None = None
    on_date: date | None = None


def add_lines(lines: Collection[Line], *, by: Person, now: datetime) -> None:
    """Say when one can come. Refuses TIMES_IN_ORDER; beyond MOST_LINES nothing is kept."""
    if any(line.until_time is not None and line.until_time <= line.from_time for line in lines):
        raise RuleBroken(Refusal.TIMES_IN_ORDER)
    with write() as session:
        volunteer = get_volunteer(session, by.id, lock=True)
        have = session.scalar(select(func.count(Availability.id)).where(Availability.person_id == volunteer.person_id))
        room = max(MOST_LINES - int(have or 0), 0)
        session.add_all(Availability(person_id=volunteer.person_id, **vars(line)) for line in list(lines)[:room])
        attempts.remember(str(by.id))


def drop_line(line_id: int, *, by: Person, now: datetime) -> None:
    """Take back a line of one's own; another's is left alone."""
    line_id = min(line_id, LARGEST_ID)
    with write() as session:
        mine = delete(Availability).where(Availability.id == line_id, Availability.person_id == by.id)
        session.execute(mine, execution_options={"synchronize_session": False})
        attempts.remember(str(by.id))
