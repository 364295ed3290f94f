"""The ledger of hours beside shifts: training, what volunteers report, disputes, corrections.

Dangerous: rows are only ever added. Everything here holds the volunteer's row first, so that what an entry stands at is
known when it is decided on.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import new_code
from sciencepop.bookings.services.lock import lock_person
from sciencepop.core import attempts, audit
from sciencepop.core.clock import local
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers import hours_letters
from sciencepop.volunteers.hours_policy import hours_policy
from sciencepop.volunteers.models import HoursClaim, HoursEntry, Volunteer
from sciencepop.volunteers.queries import hours as queries
from sciencepop.volunteers.queries.hours import minutes_of
from sciencepop.volunteers.rules.hours import (
    Answer,
    ClaimKind,
    HoursKind,
    HoursRefusal,
    answer_of,
    is_locked,
    refuse_answer,
    refuse_claim,
    refuse_correction,
    refuse_words,
    refuse_writing,
)
from sciencepop.volunteers.services.attendance_notes import settle_notes

MOST_OPEN_REPORTS = 10


def add_training(
    person_id: int,
    *,
    minutes: int,
    credit_minutes: int,
    served_on: date,
    what: str,
    reason: str,
    base_id: int | None,
    by: Person,
    now: datetime,
) -> str:
    """Write down a training or other service of a volunteer; returns the entry's code. The caller asked who `by` is.

    Refuses OWN_HOURS, NOT_SO_MANY, FUTURE, WORDS_MISSING. NotFound where nobody by that number is a volunteer.
    """
    with write() as session:
        _lock(session, person_id)
        today = local(now).date()
        refused = refuse_words(reason) or refuse_writing(
            person_id=person_id, by=by.id, minutes=minutes + credit_minutes, served_on=served_on, today=today
        )
        if refused or minutes + credit_minutes == 0:
            raise RuleBroken(refused or HoursRefusal.NOT_SO_MANY, most=24 * 60)
        entry = HoursEntry(
            person_id=person_id,
            base_id=base_id,
            kind=HoursKind.TRAINING,
            minutes=minutes,
            credit_minutes=credit_minutes,
            served_on=served_on,
            what=what,
            reason=reason,
        )
        return _add(session, entry, by=by, now=now).code


def correct(code: str, minutes: int, reason: str, *, by: Person, by_district: bool, now: datetime) -> None:
    """Have an entry stand at `minutes`, by an entry of its own. The caller has asked whether `by` manages the base.

    Refuses WORDS_MISSING, OWN_HOURS, SAME_PERSON, LOCKED, NOT_SO_MANY, NOTHING_CHANGES.
    """
    with write() as session:
        _lock(session, queries.get_entry(session, code).person_id)
        entry = queries.get_entry(session, code)
        row = _correct(session, entry, minutes, reason, by=by, by_district=by_district, now=now)
        if entry.assignment_id is not None:
            settle_notes(session, entry.assignment_id, by=by.id, now=now)
        attempts.remember(code)
        hours_letters.tell_correction(session, entry, row, minutes, now=now)


def dispute(code: str, minutes: int, words: str, *, by: Person, now: datetime) -> None:
    """A volunteer says what an entry should stand at; those who run the base are told. NotFound for others' entries.

    Refuses WORDS_MISSING, ASKED_ALREADY, LOCKED, NOT_SO_MANY, NOTHING_CHANGES.
    """
    with write() as session:
        _lock(session, by.id)
        entry = queries.get_own_entry(session, code, by.id)
        refused = refuse_words(words) or refuse_claim(
            minutes=minutes,
            served_on=entry.served_on,
            today=local(now).date(),
            is_asked=queries.is_asked(session, entry.id),
            policy=hours_policy(),
        )
        if refused or minutes == minutes_of(entry):
            raise RuleBroken(refused or HoursRefusal.NOTHING_CHANGES)
        claim = HoursClaim(
            kind=ClaimKind.DISPUTE,
            entry_id=entry.id,
            base_id=entry.base_id,
            served_on=entry.served_on,
            minutes=minutes,
            what=entry.what,
            words=words,
        )
        _ask(session, claim, by=by, now=now)


def report(
    *, minutes: int, served_on: date, what: str, words: str, base_id: int | None, by: Person, now: datetime
) -> None:
    """A volunteer reports service that no shift stands for; the base, or the district, is told.

    Refuses WORDS_MISSING, ASKED_ALREADY with too many unanswered ones, FUTURE, LOCKED, NOT_SO_MANY. NotFound for bases
    at which they never were.
    """
    with write() as session:
        _lock(session, by.id)
        refused = refuse_words(words) or refuse_claim(
            minutes=minutes,
            served_on=served_on,
            today=local(now).date(),
            is_asked=queries.count_open_reports(session, by.id) >= MOST_OPEN_REPORTS,
            policy=hours_policy(),
        )
        if refused or minutes == 0:
            raise RuleBroken(refused or HoursRefusal.NOT_SO_MANY)
        if base_id is not None and not queries.has_served_at(session, by.id, [base_id]):
            raise NotFound
        claim = HoursClaim(
            kind=ClaimKind.SELF_REPORT, base_id=base_id, served_on=served_on, minutes=minutes, what=what, words=words
        )
        _ask(session, claim, by=by, now=now)


def answer(code: str, minutes: int, words: str, *, by: Person, now: datetime) -> Answer:
    """Answer a dispute or a report: what is to stand, and why. The caller has asked whether `by` manages the base.

    Whoever asked before hours were locked is still answered at the base. Refuses ANSWERED_ALREADY, WORDS_MISSING,
    OWN_HOURS, SAME_PERSON to who recorded the entry, NOT_SO_MANY.
    """
    with write() as session:
        _lock(session, queries.get_claim(session, code).person_id)
        claim = queries.get_claim(session, code)
        session.refresh(claim)
        refused = refuse_answer(
            words,
            person_id=claim.person_id,
            recorded_by=claim.entry.recorded_by if claim.entry else None,
            by=by.id,
            is_answered=claim.answer is not None,
        )
        if refused:
            raise RuleBroken(refused)
        before, result = _settle(session, claim, minutes, words, by=by, now=now)
        claim.answer = answer_of(before=before, asked=claim.minutes, after=minutes)
        claim.answer_words, claim.answered_at, claim.answered_by = words, now, by.id
        claim.result_id = result.id if result else None
        audit.record(session, by=by.id, at=now, action=f"hours_claim.{claim.answer.value}", subject=claim)
        attempts.remember(code)
        hours_letters.tell_answer(session, claim, minutes, now=now)
        return claim.answer


def _settle(
    session: Session, claim: HoursClaim, minutes: int, words: str, *, by: Person, now: datetime
) -> tuple[int, HoursEntry | None]:
    """What stood before an answer, and the entry that it leaves."""
    if claim.entry is None:
        return 0, _grant(session, claim, minutes, words, by=by, now=now)
    entry = queries.get_entry(session, claim.entry.code)
    before = minutes_of(entry)
    if minutes == before:
        return before, None
    return before, _correct(session, entry, minutes, words, by=by, by_district=True, now=now)


def _lock(session: Session, person_id: int) -> None:
    """The volunteer, alone. NotFound for who is none."""
    if session.get(Volunteer, person_id) is None:
        raise NotFound
    lock_person(session, person_id)


def _grant(
    session: Session, claim: HoursClaim, minutes: int, words: str, *, by: Person, now: datetime
) -> HoursEntry | None:
    """The entry that a report becomes; None for no minutes at all."""
    refused = refuse_writing(
        person_id=claim.person_id,
        by=by.id,
        minutes=minutes,
        served_on=claim.served_on,
        today=local(now).date(),
    )
    if refused or minutes > claim.minutes:
        raise RuleBroken(refused or HoursRefusal.NOT_SO_MANY, most=claim.minutes)
    if minutes == 0:
        return None
    entry = HoursEntry(
        person_id=claim.person_id,
        base_id=claim.base_id,
        kind=HoursKind.SELF_REPORT,
        minutes=minutes,
        credit_minutes=0,
        served_on=claim.served_on,
        what=claim.what,
        reason=words,
    )
    return _add(session, entry, by=by, now=now)


def _correct(
    session: Session, entry: HoursEntry, minutes: int, reason: str, *, by: Person, by_district: bool, now: datetime
) -> HoursEntry:
    before = minutes_of(entry)
    refused = refuse_words(reason) or refuse_correction(
        person_id=entry.person_id,
        recorded_by=entry.recorded_by,
        by=by.id,
        before=before,
        after=minutes,
        is_locked=is_locked(entry.served_on, local(now).date(), hours_policy()),
        by_district=by_district,
    )
    if refused:
        raise RuleBroken(refused, most=24 * 60)
    row = HoursEntry(
        person_id=entry.person_id,
        base_id=entry.base_id,
        corrects_id=entry.id,
        kind=HoursKind.CORRECTION,
        minutes=minutes - before,
        credit_minutes=0,
        served_on=entry.served_on,
        what=entry.what,
        reason=reason,
        is_sample=entry.is_sample,
    )
    return _add(session, row, by=by, now=now)


def _add(session: Session, entry: HoursEntry, *, by: Person, now: datetime) -> HoursEntry:
    entry.code, entry.recorded_by, entry.recorded_at = new_code(), by.id, now
    session.add(entry)
    audit.record(session, by=by.id, at=now, action=f"hours.{entry.kind.value}", subject=entry, minutes=entry.minutes)
    attempts.remember(entry.code)
    return entry


def _ask(session: Session, claim: HoursClaim, *, by: Person, now: datetime) -> None:
    claim.code, claim.person_id, claim.created_at = new_code(), by.id, now
    session.add(claim)
    audit.record(session, by=by.id, at=now, action=f"hours_claim.{claim.kind.value}", subject=claim)
    attempts.remember(claim.code)
    hours_letters.tell_claim(session, claim, by, now=now)
