"""Sanctions: set by an officer, appealed against once, decided by another, lifted, forgotten.

Dangerous: what a sanction bars is asked by `rules.refusals` with the person locked, so each writer here locks the
person first. Nothing of it is public: only the volunteer and officers see it, and its letters say no more than needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import new_code
from sciencepop.bookings.services.lock import lock_person
from sciencepop.core import attempts, audit
from sciencepop.core.clock import day_bounds, local
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers import care_letters
from sciencepop.volunteers.care_policy import care_policy
from sciencepop.volunteers.models import (
    Assignment,
    AssignmentState,
    Decision,
    Need,
    Shift,
    VolunteerSanction,
)
from sciencepop.volunteers.queries.assignments import list_live
from sciencepop.volunteers.queries.people import get_volunteer
from sciencepop.volunteers.queries.sanctions import get_sanction, list_deciders
from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.rules.care import CareRefusal, refuse_words
from sciencepop.volunteers.rules.sanctions import refuse_appeal, refuse_decision, refuse_sanction
from sciencepop.volunteers.services.become import become
from sciencepop.volunteers.services.duties import settle_guides
from sciencepop.volunteers.services.lock import lock_shifts
from sciencepop.volunteers.services.promote import promote
from sciencepop.volunteers.services.swap_end import end_swaps
from sciencepop.volunteers.vocabulary import vocabulary

REASON = "sanction"
_QUIET = {"synchronize_session": False}


@dataclass(frozen=True)
class SanctionWish:
    """A sanction as an officer fills it in: the rule's slug, what happened, both days included. `gives_back`: what
    the person has in these days goes to others."""

    rule: str
    facts: str
    from_on: date
    until_on: date
    gives_back: bool = False


def set_sanction(person_id: int, wish: SanctionWish, *, by: Person, now: datetime) -> str:
    """Keep a volunteer from serving, by a rule in force; they are told with facts, days and how to appeal.

    Refuses OWN_SANCTION, RULE_UNKNOWN, SANCTION_DAYS, WORDS_MISSING; NotFound for who is no volunteer.
    """
    staff_id, rule = by.id, vocabulary().sanctions.get(wish.rule)
    with write() as session:
        get_volunteer(session, person_id)
        person = lock_person(session, person_id)
        refused = refuse_sanction(
            rule,
            wish.facts,
            person_id=person_id,
            by=staff_id,
            from_on=wish.from_on,
            until_on=wish.until_on,
            today=local(now).date(),
        )
        if refused or rule is None:
            raise RuleBroken(refused or CareRefusal.RULE_UNKNOWN, days=rule.most_days if rule else 0)
        sanction = VolunteerSanction(
            code=new_code(),
            person_id=person_id,
            rule=rule.slug,
            rule_zh=rule.rule_zh,
            rule_en=rule.rule_en,
            roles=sorted(rule.roles),
            facts=wish.facts,
            from_on=wish.from_on,
            until_on=wish.until_on,
            gives_back=wish.gives_back,
            set_by=staff_id,
            set_at=now,
        )
        session.add(sanction)
        given = _give_back(session, sanction, by=staff_id, now=now) if wish.gives_back else []
        audit.record(
            session, by=staff_id, at=now, action="sanction.set", subject=sanction, rule=rule.slug, given_back=len(given)
        )
        care_letters.tell_sanction(session, sanction, person, given, now=now)
        attempts.remember(sanction.code)
        return sanction.code


def _give_back(session: Session, sanction: VolunteerSanction, *, by: int, now: datetime) -> list[Shift]:
    """Call off what the person has in the days and roles of a sanction and has not begun; those who wait are asked."""
    first, last = day_bounds(sanction.from_on)[0], day_bounds(sanction.until_on)[1]
    mine = Assignment.person_id == sanction.person_id, Assignment.state.in_(states.WITHDRAWABLE)
    found = (
        select(Assignment.shift_id)
        .join(Shift, Assignment.shift_id == Shift.id)
        .join(Need, Assignment.need_id == Need.id)
        .where(*mine, Shift.starts_at > now, Shift.starts_at >= first, Shift.starts_at < last)
    )
    if sanction.roles:
        found = found.where(Need.role.in_(sanction.roles))
    shifts = {shift.id: shift for shift in lock_shifts(session, session.scalars(found).all())}
    for assignment in list_live(session, Assignment.shift_id.in_(shifts), *mine):
        shift, held = shifts[assignment.shift_id], assignment.state in states.HOLDS
        become(session, assignment, shift, AssignmentState.CALLED_OFF, now=now, reason=REASON)
        end_swaps(session, [assignment.id], now)
        audit.record(session, by=by, at=now, action="assignment.refuse", subject=assignment)
        if held:
            promote(session, shift, now)
    settle_guides(session, shifts.values(), by=by, now=now)
    return sorted(shifts.values(), key=lambda shift: shift.starts_at)


def appeal_sanction(code: str, words: str, *, by: Person, now: datetime) -> None:
    """Ask another officer to look at a sanction against oneself, once; those who may decide are told.

    Refuses APPEAL_OVER, WORDS_MISSING; NotFound for somebody else's.
    """
    with write() as session:
        lock_person(session, by.id)
        sanction = get_sanction(session, code, by.id, lock=True)
        refused = refuse_appeal(
            words,
            set_at=sanction.set_at,
            appeal_days=care_policy().appeal_days,
            is_live=sanction.lifted_at is None,
            has_appealed=sanction.appealed_at is not None,
            now=now,
        )
        if refused:
            raise RuleBroken(refused)
        sanction.appeal_text, sanction.appealed_at = words, now
        audit.record(session, by=by.id, at=now, action="sanction.appealed", subject=sanction)
        for officer in list_deciders(session, sanction):
            care_letters.tell_appeal(session, sanction, officer, now=now)
        attempts.remember(code)


def decide_sanction(code: str, decision: Decision, words: str, *, by: Person, now: datetime) -> None:
    """Another officer lets a sanction go or stand, with a reason that the volunteer reads.

    Refuses APPEAL_DECIDED, OWN_SANCTION, SAME_OFFICER, WORDS_MISSING.
    """
    with write() as session:
        lock_person(session, get_sanction(session, code).person_id)
        sanction = get_sanction(session, code, lock=True)
        refused = refuse_decision(
            words,
            person_id=sanction.person_id,
            set_by=sanction.set_by,
            by=by.id,
            is_open=is_open(sanction),
        )
        if refused:
            raise RuleBroken(refused)
        sanction.decision, sanction.decided_at = decision, now
        sanction.decided_by, sanction.decision_reason = by.id, words
        if decision is Decision.GRANTED:
            sanction.lifted_at, sanction.lifted_by, sanction.lifted_reason = now, by.id, words
        audit.record(session, by=by.id, at=now, action=f"sanction.{decision.value}", subject=sanction)
        care_letters.tell_decision(session, sanction, now=now)
        attempts.remember(code)


def is_open(sanction: VolunteerSanction) -> bool:
    """Whether an appeal waits for a decision."""
    return sanction.appealed_at is not None and sanction.decided_at is None and sanction.lifted_at is None


def lift_sanction(code: str, words: str, *, by: Person, now: datetime) -> None:
    """End a sanction before its day, with a reason that the volunteer reads. Any officer may, its own setter too.

    Refuses APPEAL_DECIDED where it has ended already, OWN_SANCTION, WORDS_MISSING.
    """
    with write() as session:
        lock_person(session, get_sanction(session, code).person_id)
        sanction = get_sanction(session, code, lock=True)
        if sanction.person_id == by.id:
            raise RuleBroken(CareRefusal.OWN_SANCTION)
        refused = CareRefusal.APPEAL_DECIDED if sanction.lifted_at else refuse_words(words)
        if refused:
            raise RuleBroken(refused)
        sanction.lifted_at, sanction.lifted_by, sanction.lifted_reason = now, by.id, words
        audit.record(session, by=by.id, at=now, action="sanction.lifted", subject=sanction)
        care_letters.tell_decision(session, sanction, now=now)
        attempts.remember(code)


def forget_sanctions(now: datetime) -> int:
    """Delete sanctions that ended long ago; returns how many. Harmless to run twice."""
    before = local(now).date() - timedelta(days=care_policy().sanction_kept_days)
    old = delete(VolunteerSanction).where(VolunteerSanction.until_on < before)
    with write() as session:
        return int(getattr(session.execute(old, execution_options=_QUIET), "rowcount", 0))
