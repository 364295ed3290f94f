"""One wish weighed: what stands against a person in a need, with the sentence's facts. Locks are the caller's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from sciencepop.bookings.models import Commitment
from sciencepop.bookings.rules.promotion import keeps_seats
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers.models import Need, Shift
from sciencepop.volunteers.queries.facts import Standing, person_facts, read_standing, shift_facts
from sciencepop.volunteers.queries.shifts import numbers_of
from sciencepop.volunteers.rules.numbers import Numbers
from sciencepop.volunteers.rules.refusals import PersonFacts, Refusal, ShiftFacts, bar_for
from sciencepop.volunteers.rules.skills import missing
from sciencepop.volunteers.services.promote import ASKED_IN_TURN


@dataclass(frozen=True)
class Weighed:
    """What the rules are asked with."""

    need: Need
    shift: Shift
    numbers: Numbers
    facts: ShiftFacts
    person: PersonFacts
    clash: Commitment | None


def weigh(
    session: Session,
    need: Need,
    shift: Shift,
    person_id: int,
    now: datetime,
    *,
    besides: Collection[str] = (),
    firm_only: bool = False,
) -> Weighed:
    """Everything of one person for one need. `besides` are sources in the ledger that would be given for it."""
    standing = read_standing(session, person_id, shift.starts_at, shift.ends_at)
    numbers = numbers_of(session, [need])[need.id]
    return weigh_with(standing, need, shift, numbers, now, besides=besides, firm_only=firm_only)


def weigh_with(
    standing: Standing,
    need: Need,
    shift: Shift,
    numbers: Numbers,
    now: datetime,
    *,
    besides: Collection[str] = (),
    firm_only: bool = False,
) -> Weighed:
    """As above with what was read before, for lists. What is free is kept for those who wait, if they can be asked."""
    facts = shift_facts(need, shift, numbers, now)
    line = numbers.waiting if need.mode in ASKED_IN_TURN else 0
    if keeps_seats(is_strict=True, somebody_waits=line > 0, closes_at=shift.closes_at, now=now):
        facts = replace(facts, free=max(numbers.free - line, 0))
    person, clash = person_facts(standing, shift, besides=besides, firm_only=firm_only)
    return Weighed(need, shift, numbers, facts, person, clash)


def broken(refused: Refusal, weighed: Weighed) -> RuleBroken:
    """The exception to raise, or to show before anything was pressed."""
    return RuleBroken(refused, **_about(refused, weighed))


def _about(refused: Refusal, weighed: Weighed) -> dict[str, Any]:
    facts, person = weighed.facts, weighed.person
    policy = person.policy
    match refused:
        case Refusal.CLASH:
            return {"commitment": weighed.clash}
        case Refusal.NOT_OPEN_YET:
            return {"when": facts.opens_at}
        case Refusal.FIRST_WAVE:
            return {"when": facts.everyone_at}
        case Refusal.CLOSED:
            return {"when": facts.closes_at}
        case Refusal.SKILL_MISSING:
            return {"skills": missing(facts.skills, person.skills)}
        case Refusal.BARRED:
            return {"bar": bar_for(facts, person)}
        case Refusal.TOO_YOUNG:
            return {"age": facts.age_min}
    if policy is None:
        return {}
    week = min(policy.most_week_minutes, person.own_week_minutes or policy.most_week_minutes)
    of_limits: dict[Refusal, dict[str, Any]] = {
        Refusal.REST: {"hours": policy.min_rest_minutes // 60},
        Refusal.DAY: {"hours": policy.most_day_minutes // 60},
        Refusal.WEEK: {"hours": week // 60},
        Refusal.ROW: {"days": policy.most_consecutive_days},
        Refusal.HOURS: {"earliest": policy.earliest, "latest": policy.latest},
        Refusal.CHANGE_OVER: {"minutes": policy.change_over_minutes},
    }
    return of_limits.get(refused, {})
