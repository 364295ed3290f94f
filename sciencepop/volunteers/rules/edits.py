"""What a change of a shift means for those who have a place in it: who still fits, and who may stay all the same."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from sciencepop.volunteers.rules.availability import Answer
from sciencepop.volunteers.rules.refusals import PersonFacts, Refusal, ShiftFacts, as_told, refuse_person


class EditRefusal(StrEnum):
    """CHANGED_MEANWHILE: somebody else changed the shift, or signed up; UNDECIDED: people who do not fit need a word;
    NO_EXCEPTION: what stands against them is not the coordinator's to set aside; NEED_IN_USE: somebody signed up."""

    CHANGED_MEANWHILE = "changed_meanwhile"
    UNDECIDED = "undecided"
    NO_EXCEPTION = "no_exception"
    NEED_IN_USE = "need_in_use"


class Decision(StrEnum):
    """What a coordinator says of somebody who no longer fits."""

    STAY = "stay"
    RELEASE = "release"


@dataclass(frozen=True)
class Fit:
    """What stands against somebody's place; `may_stay`: a coordinator may set it aside."""

    refused: Refusal
    may_stay: bool


def fit_of(
    shift: ShiftFacts, person: PersonFacts, *, lawful_skills: Collection[str], is_moved: bool, is_firm: bool
) -> Fit | None:
    """What stands against a place that somebody has already, or None.

    Age, guardian, insurance, clashes, rest and the limits bind everybody, and so do licences and background checks
    (`lawful_skills`; 志愿服务条例 art. 15 to 17, 上海市志愿服务条例 art. 13 and 24). Other skills are the base's wish;
    the week's limit and the hours that people named are theirs, and they are told and may step back. Pausing keeps what
    was promised. An offer is no promise yet, so nobody needs an exception for it.

    A sanction stands against a certain place on the days that it covers; before and after, the place was got rightly.
    That it is one, coordinators do not learn (`refusals.as_told`).
    """
    day = shift.time.day
    bars = tuple(bar for bar in person.bars if not is_firm or bar.stops(shift.role, day, day))
    there = replace(person, is_paused=False, is_there=False, bars=bars)
    lawful = tuple(skill for skill in shift.skills if skill in lawful_skills)
    refused = refuse_person(replace(shift, skills=lawful), replace(there, own_week_minutes=None))
    if refused:
        return Fit(as_told(refused), may_stay=False)
    refused = refuse_person(shift, there)
    if refused is None and is_moved and person.answer is Answer.CANNOT:
        refused = Refusal.UNAVAILABLE
    return Fit(refused, may_stay=is_firm) if refused else None


def refuse_decision(fit: Fit, decision: Decision | None) -> EditRefusal | None:
    """Why a change cannot be saved with this word about somebody who no longer fits."""
    if decision is None:
        return EditRefusal.UNDECIDED
    return EditRefusal.NO_EXCEPTION if decision is Decision.STAY and not fit.may_stay else None
