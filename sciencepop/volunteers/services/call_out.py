"""Asking substitutes: the best fitting, and of those the ones who were asked longest ago; never at night.

Who is asked holds nothing: the first who takes the place by the usual button has it (`sign_up`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.promotion import is_quiet
from sciencepop.core import attempts, audit
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers.letters import tell_call
from sciencepop.volunteers.models import CallOut, Need, Shift, ShiftState
from sciencepop.volunteers.queries.assignments import last_asked
from sciencepop.volunteers.queries.facts import Standing, read_standings
from sciencepop.volunteers.queries.shifts import get_need, numbers_of
from sciencepop.volunteers.queries.substitutes import list_fitting, list_not_asked, list_short
from sciencepop.volunteers.rules.numbers import Numbers
from sciencepop.volunteers.rules.refusals import Refusal, refuse_by_hand
from sciencepop.volunteers.rules.substitutes import MOST_ASKED, Candidate, to_ask
from sciencepop.volunteers.services.lock import lock_shift
from sciencepop.volunteers.services.weigh import weigh_with
from sciencepop.volunteers.vocabulary import vocabulary

MOST_LOOKED_AT = 2000
AT_A_TIME = 100
SOON = timedelta(hours=48)
BETWEEN = timedelta(hours=2)


def call_out(need_id: int, *, by: Person | None, now: datetime) -> int:
    """Ask the next few substitutes for a need; returns how many. Refuses FULL, QUIET, NOBODY_TO_ASK."""
    staff_id = by.id if by else None
    with write() as session:
        shift = lock_shift(session, get_need(session, need_id).shift_id)
        need = next(need for need in shift.needs if need.id == need_id)
        numbers = numbers_of(session, [need])[need_id]
        refused = _refuse(shift, numbers, now)
        if refused:
            raise RuleBroken(refused)
        people = list_substitutes(session, need, shift, numbers, now)
        if not people:
            raise RuleBroken(Refusal.NOBODY_TO_ASK)
        for person_id in people:
            session.add(CallOut(need_id=need_id, person_id=person_id, asked_at=now))
            tell_call(session, session.get_one(Person, person_id), shift, need, now=now)
        audit.record(session, by=staff_id, at=now, action="need.call_out", subject=need, asked=len(people))
        attempts.remember(str(shift.id))
        return len(people)


def _refuse(shift: Shift, numbers: Numbers, now: datetime) -> Refusal | None:
    if shift.state not in (ShiftState.OPEN, ShiftState.ROSTERED):
        return Refusal.CANCELLED if shift.state is ShiftState.CANCELLED else Refusal.NOT_PUBLISHED
    if shift.starts_at <= now:
        return Refusal.PAST
    if numbers.free < 1:
        return Refusal.FULL
    return Refusal.QUIET if is_quiet(now) else None


def list_substitutes(session: Session, need: Need, shift: Shift, numbers: Numbers, now: datetime) -> Sequence[int]:
    """Who would be asked next: people whom no rule keeps out and who were not asked for this need yet.

    They are weighed in turns, best first, until there are enough.
    """
    people = list_not_asked(session, need, list_fitting(session, need, shift, MOST_LOOKED_AT))
    found: list[Candidate] = []
    for start in range(0, len(people), AT_A_TIME):
        some = people[start : start + AT_A_TIME]
        standings, before = read_standings(session, some, shift.starts_at, shift.ends_at), last_asked(session, some)
        weighed = (_candidate(standings[number], need, shift, numbers, before.get(number), now) for number in some)
        found += [one for one in weighed if one]
        if len(found) >= MOST_ASKED:
            break
    return to_ask(found)


def _candidate(
    standing: Standing, need: Need, shift: Shift, numbers: Numbers, asked_at: datetime | None, now: datetime
) -> Candidate | None:
    """Somebody who may be asked, or None. Places kept for those who wait are no reason: they did not answer."""
    weighed, volunteer = weigh_with(standing, need, shift, numbers, now), standing.volunteer
    refused = refuse_by_hand(weighed.facts, weighed.person)
    if volunteer is None or (refused and refused is not Refusal.FULL):
        return None
    role = vocabulary().roles.get(need.role)
    return Candidate(
        person=volunteer.person_id,
        answer=weighed.person.answer,
        knows_role=role is not None and role.category in volunteer.categories,
        is_near=shift.host.town_code in volunteer.town_codes,
        asked_at=asked_at,
        minutes=sum(mine.time.minutes for mine in standing.shifts.values() if mine.is_firm),
    )


def call_out_due(now: datetime) -> int:
    """Ask substitutes for needs below their minimum whose shift begins soon, every two hours by day; returns how many
    were asked. Harmless to run twice: who was asked for a need is not asked for it again."""
    if is_quiet(now):
        return 0
    return sum(_try(need_id, now) for need_id in list_short(db.session(), now, SOON, BETWEEN))


def _try(need_id: int, now: datetime) -> int:
    try:
        return call_out(need_id, by=None, now=now)
    except RuleBroken as broken:
        if broken.code is Refusal.NOBODY_TO_ASK:
            _rest(need_id, now)
        return 0


def _rest(need_id: int, now: datetime) -> None:
    """The job does not look again every minute where it found nobody."""
    with write() as session:
        session.get_one(Need, need_id).nobody_until = now + BETWEEN
