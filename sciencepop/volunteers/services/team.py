"""What is written around a shift: the briefing, messages to its people and back, and thanks.

Letters go out by the one way of all features, so that what people switched off is respected; nobody's address is shown.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.services.lock import lock_person
from sciencepop.core import attempts, audit
from sciencepop.core.clock import day_bounds, local
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers import care_letters
from sciencepop.volunteers.care_policy import care_policy
from sciencepop.volunteers.hosts import people_of
from sciencepop.volunteers.hours_policy import hours_policy
from sciencepop.volunteers.models import (
    Assignment,
    AssignmentState,
    Audience,
    Shift,
    ShiftBriefing,
    ShiftMessage,
    ShiftState,
    ShiftThanks,
)
from sciencepop.volunteers.queries import care as queries
from sciencepop.volunteers.queries.assignments import get_assignment, list_in_shift
from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.rules.care import CareRefusal, refuse_message, refuse_thanks
from sciencepop.volunteers.services.lock import lock_shift, shift_of

TO_TEAM = (Audience.CERTAIN, Audience.EVERYBODY)
MAY_WRITE = (*states.LIVE, AssignmentState.NO_SHOW, AssignmentState.EXCUSED)


@dataclass(frozen=True)
class Briefing:
    """What to bring and whom to report to; the names are the columns of `ShiftBriefing`."""

    bring_zh: str = ""
    bring_en: str = ""
    report_zh: str = ""
    report_en: str = ""


def save_briefing(shift_id: int, wish: Briefing, *, by: Person, now: datetime) -> int:
    """Keep a shift's briefing; once it is published its certain people are told of each change. Returns how many.

    The caller has asked whether `by` manages the base. Refuses SHIFT_OFF for a shift that is called off.
    """
    staff_id = by.id
    with write() as session:
        shift = lock_shift(session, shift_id)
        if shift.state is ShiftState.CANCELLED:
            raise RuleBroken(CareRefusal.SHIFT_OFF)
        attempts.remember(str(shift_id))
        row = queries.find_briefing(session, shift_id)
        if wish == (_wish_of(row) if row else Briefing()):
            return 0
        if row is None:
            row = ShiftBriefing(shift_id=shift_id, version=0)
            session.add(row)
        for name, value in asdict(wish).items():
            setattr(row, name, value)
        row.version, row.changed_at, row.changed_by = row.version + 1, now, staff_id
        people = _certain(session, shift) if shift.state is not ShiftState.DRAFT and shift.ends_at > now else []
        for assignment in people:
            care_letters.tell_briefing(session, assignment, shift, row, now=now)
        audit.record(session, by=staff_id, at=now, action="shift.briefing", subject=shift, told=len(people))
        return len(people)


def _wish_of(row: ShiftBriefing) -> Briefing:
    return Briefing(row.bring_zh, row.bring_en, row.report_zh, row.report_en)


def _certain(session: Session, shift: Shift) -> list[Assignment]:
    return [row for row in list_in_shift(session, shift.id) if row.state in states.FIRM]


def write_to_team(shift_id: int, audience: Audience, words: str, *, by: Person, now: datetime) -> int:
    """A coordinator writes to the certain people of a shift, or to everybody in it; returns to how many.

    The caller has asked whether `by` manages the base. Refuses SHIFT_OFF, TOO_MANY_MESSAGES, WORDS_MISSING and
    NOBODY_THERE.
    """
    with write() as session:
        shift = lock_shift(session, shift_id)
        _refuse_team(session, shift, words, now)
        heard = queries.HEARS_CERTAIN if audience is Audience.CERTAIN else queries.HEARS_ALL
        people = [row for row in list_in_shift(session, shift_id) if row.state in heard]
        if not people:
            raise RuleBroken(CareRefusal.NOBODY_THERE)
        message = _keep(session, shift, audience, words, by=by, now=now, told=len(people))
        for assignment in people:
            care_letters.tell_message(session, message, assignment, shift, now=now)
        audit.record(
            session, by=by.id, at=now, action="shift.message", subject=shift, told=len(people), to=audience.value
        )
        attempts.remember(str(shift_id))
        return len(people)


def write_to_one(code: str, words: str, *, by: Person, now: datetime) -> int:
    """A coordinator answers one volunteer; returns the shift's number. The caller has asked whether `by` manages it.

    Refuses TOO_MANY_MESSAGES, WORDS_MISSING, NOBODY_THERE where the volunteer has written nothing to be answered.
    """
    most, since, to = care_policy().team_messages_a_day, _today(now), (Audience.ONE,)
    with write() as session:
        shift = lock_shift(session, shift_of(session, code))
        assignment = get_assignment(session, code)
        sent = queries.count_messages(session, shift.id, since, audiences=to, assignment_id=assignment.id)
        refused = refuse_message(words, sent_today=sent, most=most, is_cancelled=False)
        if refused or not queries.has_written(session, assignment):
            raise RuleBroken(refused or CareRefusal.NOBODY_THERE, most=most)
        message = _keep(session, shift, Audience.ONE, words, by=by, now=now, told=1, assignment=assignment)
        care_letters.tell_message(session, message, assignment, shift, now=now)
        audit.record(session, by=by.id, at=now, action="shift.message", subject=shift, told=1, to=Audience.ONE.value)
        attempts.remember(str(shift.id))
        return shift.id


def write_to_coordinators(code: str, words: str, *, by: Person, now: datetime) -> None:
    """A volunteer writes to those who run their shift; nobody sees an address. NotFound for somebody else's.

    Refuses SHIFT_OFF for who is not in the shift any more, TOO_MANY_MESSAGES, WORDS_MISSING, NOBODY_THERE.
    """
    policy, since = care_policy(), _today(now)
    with write() as session:
        lock_person(session, by.id)
        assignment = get_assignment(session, code, by.id)
        shift = assignment.shift
        asked = (Audience.COORDINATORS,)
        sent = queries.count_messages(session, shift.id, since, audiences=asked, assignment_id=assignment.id)
        refused = refuse_message(
            words,
            sent_today=sent,
            most=policy.own_messages_a_day,
            is_cancelled=assignment.state not in MAY_WRITE,
        )
        if refused:
            raise RuleBroken(refused, most=policy.own_messages_a_day)
        people = [person for person in people_of(session, shift.host) if person.id != by.id]
        if not people:
            raise RuleBroken(CareRefusal.NOBODY_THERE)
        message = _keep(
            session, shift, Audience.COORDINATORS, words, by=by, now=now, told=len(people), assignment=assignment
        )
        for person in people:
            care_letters.tell_relayed(session, message, person, by.name, shift, now=now)
        attempts.remember(code)


def _refuse_team(session: Session, shift: Shift, words: str, now: datetime) -> None:
    most = care_policy().team_messages_a_day
    sent = queries.count_messages(session, shift.id, _today(now), audiences=TO_TEAM)
    is_cancelled = shift.state in (ShiftState.CANCELLED, ShiftState.DRAFT)
    refused = refuse_message(words, sent_today=sent, most=most, is_cancelled=is_cancelled)
    if refused:
        raise RuleBroken(refused, most=most)


def _today(now: datetime) -> datetime:
    return day_bounds(local(now).date())[0]


def _keep(
    session: Session,
    shift: Shift,
    audience: Audience,
    words: str,
    *,
    by: Person,
    now: datetime,
    told: int,
    assignment: Assignment | None = None,
) -> ShiftMessage:
    message = ShiftMessage(
        shift_id=shift.id,
        assignment_id=assignment.id if assignment else None,
        author_id=by.id,
        audience=audience,
        words=words,
        sent_at=now,
        told=told,
    )
    session.add(message)
    session.flush()
    return message


def thank_shift(shift_id: int, words: str, *, by: Person, now: datetime) -> int:
    """Thank those who came to a shift, once, with a line of one's own; returns how many.

    The caller has asked whether `by` manages the base. Refuses THANKED_ALREADY, NOT_COUNTED, WORDS_MISSING and
    NOBODY_THERE.
    """
    with write() as session:
        shift = lock_shift(session, shift_id)
        refused = refuse_thanks(
            words,
            ends_at=shift.ends_at,
            counted_after=hours_policy().counted_after,
            is_thanked=queries.find_thanks(session, shift_id) is not None,
            now=now,
        )
        if refused:
            raise RuleBroken(refused)
        came = [row for row in list_in_shift(session, shift_id) if row.state is AssignmentState.COMPLETED]
        came = [row for row in came if row.person_id != by.id]
        if not came:
            raise RuleBroken(CareRefusal.NOBODY_THERE)
        session.add(ShiftThanks(shift_id=shift_id, words=words, thanked_at=now, thanked_by=by.id, told=len(came)))
        for assignment in came:
            care_letters.tell_thanks(session, assignment, shift, words, now=now)
        audit.record(session, by=by.id, at=now, action="shift.thanks", subject=shift, told=len(came))
        attempts.remember(str(shift_id))
        return len(came)


def forget_messages(now: datetime) -> int:
    """Delete what was written in shifts long ago. Harmless to run twice."""
    old = delete(ShiftMessage).where(ShiftMessage.sent_at < now - timedelta(days=care_policy().note_kept_days))
    with write() as session:
        done = session.execute(old, execution_options={"synchronize_session": False})
        return int(getattr(done, "rowcount", 0))
