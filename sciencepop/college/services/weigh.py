"""One wish weighed: what stands against a person in a class, with the sentence's facts. Locks are the caller's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from sciencepop.bookings.models import Commitment, CommitmentKind
from sciencepop.bookings.queries.ledger import find_clash, list_around
from sciencepop.bookings.rules.promotion import keeps_seats
from sciencepop.college.models import ClassState, CourseClass, Enrolment
from sciencepop.college.queries.classes import Fill, fill_of
from sciencepop.college.queries.enrolments import count_in_term, find_own, has_completed
from sciencepop.college.rules.classes import WayIn
from sciencepop.college.rules.refusals import ClassFacts, LearnerFacts, Refusal
from sciencepop.college.rules.rounds import next_wave, released
from sciencepop.college.services.become import sources_of, span_of
from sciencepop.core.errors import RuleBroken


@dataclass(frozen=True)
class Weighed:
    """What the rules are asked with. `clash` is the first thing in the person's time that a lesson falls on."""

    one: CourseClass
    fill: Fill
    facts: ClassFacts
    learner: LearnerFacts
    clash: Commitment | None = None


def weigh(
    session: Session, one: CourseClass, person_id: int, now: datetime, *, own: Enrolment | None = None
) -> Weighed:
    """Everything of one person for one class. `own` is an offer of theirs in it that is to become certain."""
    weighed = weigh_class(session, one, now)
    clash = find_clash_of(session, one, person_id, now, own)
    asked = one.course.prerequisite_id
    known = find_own(session, one.id, person_id)
    learner = LearnerFacts(
        is_in=known is not None and (own is None or known.id != own.id),
        has_prerequisite=asked is None or has_completed(session, person_id, asked),
        classes_in_term=count_in_term(session, person_id, one.term_id) - (1 if own and one.counts_to_limit else 0),
        most_classes=one.term.most_classes,
        has_clash=clash is not None,
    )
    return replace(weighed, learner=learner, clash=clash)


def weigh_class(session: Session, one: CourseClass, now: datetime) -> Weighed:
    """As above for whoever has not signed in. What is free is kept for those who wait, if they can be asked."""
    fill = fill_of(session, [one])[one.id]
    return Weighed(one, fill, class_facts(one, fill, now), LearnerFacts())


def class_facts(one: CourseClass, fill: Fill, now: datetime) -> ClassFacts:
    """What a class says, the same for everybody."""
    waits = keeps_seats(is_strict=True, somebody_waits=fill.waiting > 0, closes_at=one.closes_at, now=now)
    free = max(fill.free - fill.waiting, 0) if waits else fill.free
    wave_at = None
    if one.way is WayIn.DRAW and one.warned_at is None:
        given = released(fill.capacity - fill.drawn, one.term.leftovers_at, now) - (fill.taken - fill.drawn)
        wave_at = next_wave(one.term.leftovers_at, now) if given < free else None
        free = min(free, max(given, 0))
    return ClassFacts(
        now=now,
        way=one.way,
        opens_at=one.opens_at,
        closes_at=one.closes_at,
        leftovers_at=one.term.leftovers_at,
        ends_at=one.ends_at,
        is_published=one.state is not ClassState.DRAFT and one.term.catalogue_at <= now,
        is_dissolved=one.state is ClassState.DISSOLVED,
        is_open_to_all=one.warned_at is not None,
        counts_to_limit=one.counts_to_limit,
        free=free,
        next_wave_at=wave_at,
        is_promised=fill.is_promised,
    )


def find_clash_of(
    session: Session, one: CourseClass, person_id: int, now: datetime, own: Enrolment | None = None
) -> Commitment | None:
    """The first commitment on which a lesson to come falls; an offer that is accepted asks only what is certain."""
    coming = [lesson for lesson in one.lessons if lesson.ends_at > now]
    if not coming:
        return None
    around = list_around(session, coming[0].starts_at, coming[-1].ends_at, [person_id]).get(person_id, [])
    besides = sources_of(own, one) if own else []
    found = (
        find_clash(span_of(lesson, one), around, CommitmentKind.ATTEND, besides=besides, firm_only=own is not None)
        for lesson in coming
    )
    return next((clash for clash in found if clash is not None), None)


def broken(refused: Refusal, weighed: Weighed) -> RuleBroken:
    """The exception to raise, or to show before anything was pressed."""
    one, facts = weighed.one, weighed.facts
    about: dict[Refusal, dict[str, Any]] = {
        Refusal.CLASH: {"commitment": weighed.clash},
        Refusal.NOT_OPEN_YET: {"when": facts.opens_at},
        Refusal.CLOSED: {"when": facts.closes_at},
        Refusal.BY_DRAW: {
            "wishes_from": one.term.wishes_from_at,
            "wishes_until": one.term.wishes_until_at,
            "when": facts.leftovers_at,
        },
        Refusal.NEXT_WAVE: {"when": facts.next_wave_at},
        Refusal.PREREQUISITE: {"course": one.course.prerequisite},
        Refusal.TERM_LIMIT: {"most": weighed.learner.most_classes},
        Refusal.DISSOLVED: {"reason": one.dissolve_reason},
    }
    return RuleBroken(refused, **about.get(refused, {}))
