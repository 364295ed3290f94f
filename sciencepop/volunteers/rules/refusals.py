"""Whether somebody may take a place of a need, and why not: one function for the button, the list, the coordinator's
hand, swaps, and the roster's checker."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sciencepop.programme.rules.recurrence import ZONE
from sciencepop.volunteers.rules.assignments import WITHDRAWABLE, AssignmentState
from sciencepop.volunteers.rules.availability import Answer
from sciencepop.volunteers.rules.limits import Limit, LimitPolicy, Served, broken_limit
from sciencepop.volunteers.rules.sanctions import Bar, first_bar
from sciencepop.volunteers.rules.skills import missing


class Refusal(StrEnum):
    NOT_A_VOLUNTEER = "not_a_volunteer"
    PAUSED = "paused"
    BARRED = "barred"
    NOT_NOW = "not_now"
    GUARDIAN_NEEDED = "guardian_needed"
    CANCELLED = "cancelled"
    NOT_PUBLISHED = "not_published"
    PAST = "past"
    NOT_OPEN_YET = "not_open_yet"
    FIRST_WAVE = "first_wave"
    CLOSED = "closed"
    ROSTERED = "rostered"
    ALREADY_THERE = "already_there"
    TOO_YOUNG = "too_young"
    NO_POLICY = "no_policy"
    SKILL_MISSING = "skill_missing"
    INSURANCE_MISSING = "insurance_missing"
    CLASH = "clash"
    HOURS = Limit.HOURS.value
    CHANGE_OVER = Limit.CHANGE_OVER.value
    REST = Limit.REST.value
    DAY = Limit.DAY.value
    WEEK = Limit.WEEK.value
    ROW = Limit.ROW.value
    UNAVAILABLE = "unavailable"
    RISK_NOT_ACCEPTED = "risk_not_accepted"
    FULL = "full"
    OFFER_OVER = "offer_over"
    NOT_OFFERED = "not_offered"
    NOT_WITHDRAWABLE = "not_withdrawable"
    WRONG_STATE = "wrong_state"
    UNDER_14 = "under_14"
    CONSENT_MISSING = "consent_missing"
    NUMBER_TAKEN = "number_taken"
    SKILL_UNKNOWN = "skill_unknown"
    NUMBERS_IN_ORDER = "numbers_in_order"
    TOO_FEW_PLACES = "too_few_places"
    NO_NEED = "no_need"
    ROLE_TWICE = "role_twice"
    TIMES_IN_ORDER = "times_in_order"
    SWAP_OVER = "swap_over"
    SWAP_NOT_POSSIBLE = "swap_not_possible"
    QUIET = "quiet"
    NOBODY_TO_ASK = "nobody_to_ask"


ABOUT_TIMING = (Refusal.NOT_OPEN_YET, Refusal.FIRST_WAVE, Refusal.CLOSED, Refusal.ROSTERED)
"""What binds volunteers and not the coordinator, who may still fill a shift by hand."""

OWN_WISH = (Refusal.UNAVAILABLE,)
"""What somebody said of themselves. They may change their mind by pressing; others ask them first."""


@dataclass(frozen=True, kw_only=True)
class ShiftFacts:
    """What a need and its shift say, the same for everybody."""

    time: Served
    now: datetime
    opens_at: datetime
    closes_at: datetime
    is_published: bool = True
    is_cancelled: bool = False
    is_rostered: bool = False
    everyone_at: datetime | None = None
    skills: tuple[str, ...] = ()
    age_min: int | None = None
    insurance_needed: bool = False
    free: int = 1
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonFacts:
    """What is known of a person for that shift. `age` is None for whoever is of age; `others` are their shifts."""

    is_volunteer: bool = True
    is_paused: bool = False
    age: int | None = None
    has_guardian_consent: bool = False
    is_insured: bool = False
    skills: Collection[str] = frozenset()
    policy: LimitPolicy | None = None
    own_week_minutes: int | None = None
    others: tuple[Served, ...] = field(default=())
    has_clash: bool = False
    is_there: bool = False
    answer: Answer = Answer.UNKNOWN
    bars: tuple[Bar, ...] = ()


def refuse_sign_up(shift: ShiftFacts, person: PersonFacts, *, is_called: bool = False) -> Refusal | None:
    """The first reason against signing up, or None. FULL comes last: whoever gets it may wait instead.

    `is_called`: the person was asked to step in, so the hours of signing up do not bind them.
    """
    timing = None if is_called else refuse_timing(shift, person)
    return refuse_shift(shift) or timing or refuse_person(shift, person) or refuse_room(shift)


def refuse_by_hand(shift: ShiftFacts, person: PersonFacts) -> Refusal | None:
    """What stands against a coordinator, a swap or the roster putting somebody there: all but the sign-up's hours."""
    refused = refuse_shift(shift) or refuse_person(shift, person)
    if refused:
        return as_told(refused)
    return Refusal.UNAVAILABLE if person.answer is Answer.CANNOT else refuse_room(shift)


def as_told(refused: Refusal) -> Refusal:
    """A refusal as others may read it: that somebody is under a sanction is told to nobody else, who hear NOT_NOW."""
    return Refusal.NOT_NOW if refused is Refusal.BARRED else refused


def refuse_shift(shift: ShiftFacts) -> Refusal | None:
    """What stands against the shift for anybody."""
    if shift.is_cancelled:
        return Refusal.CANCELLED
    if not shift.is_published:
        return Refusal.NOT_PUBLISHED
    return Refusal.PAST if shift.time.starts_at <= shift.now else None


def refuse_timing(shift: ShiftFacts, person: PersonFacts) -> Refusal | None:
    """What stands against signing up at this hour."""
    if shift.is_rostered:
        return Refusal.ROSTERED
    if shift.now < shift.opens_at:
        return Refusal.NOT_OPEN_YET
    if shift.closes_at <= shift.now:
        return Refusal.CLOSED
    week = shift.time.day.isocalendar()[:2]
    is_first_wave = shift.everyone_at is not None and shift.now < shift.everyone_at
    if is_first_wave and any(other.day.isocalendar()[:2] == week for other in person.others):
        return Refusal.FIRST_WAVE
    return None


def refuse_person(shift: ShiftFacts, person: PersonFacts) -> Refusal | None:
    """What stands against this person there, whatever the hour. None of it can be overruled."""
    return _refuse_standing(shift, person) or _refuse_fitness(shift, person) or _refuse_time(shift, person)


def bar_for(shift: ShiftFacts, person: PersonFacts) -> Bar | None:
    """The sanction that keeps the person from the shift's role now or on its day, or None."""
    return first_bar(person.bars, shift.role, shift.time.day, shift.now.astimezone(ZONE).date())


def refuse_room(shift: ShiftFacts) -> Refusal | None:
    return Refusal.FULL if shift.free < 1 else None


def _refuse_standing(shift: ShiftFacts, person: PersonFacts) -> Refusal | None:
    if not person.is_volunteer:
        return Refusal.NOT_A_VOLUNTEER
    if person.is_paused:
        return Refusal.PAUSED
    if bar_for(shift, person):
        return Refusal.BARRED
    if person.age is not None and not person.has_guardian_consent:
        return Refusal.GUARDIAN_NEEDED
    return Refusal.ALREADY_THERE if person.is_there else None


def _refuse_fitness(shift: ShiftFacts, person: PersonFacts) -> Refusal | None:
    if shift.age_min is not None and person.age is not None and person.age < shift.age_min:
        return Refusal.TOO_YOUNG
    if person.policy is None:
        return Refusal.NO_POLICY
    if missing(shift.skills, person.skills):
        return Refusal.SKILL_MISSING
    return Refusal.INSURANCE_MISSING if shift.insurance_needed and not person.is_insured else None


def _refuse_time(shift: ShiftFacts, person: PersonFacts) -> Refusal | None:
    if person.has_clash:
        return Refusal.CLASH
    assert person.policy is not None
    limit = broken_limit(shift.time, person.others, person.policy, person.own_week_minutes)
    return Refusal(limit.value) if limit else None


def refuse_accepting(
    state: AssignmentState, ends_at: datetime | None, *, starts_at: datetime, now: datetime
) -> Refusal | None:
    """Why an offer cannot be accepted any more; the person's own facts are asked besides."""
    if state is AssignmentState.EXPIRED or (ends_at is not None and ends_at <= now) or starts_at <= now:
        return Refusal.OFFER_OVER
    return None if state is AssignmentState.OFFERED else Refusal.NOT_OFFERED


def refuse_withdrawing(state: AssignmentState, *, starts_at: datetime, now: datetime) -> Refusal | None:
    """Why somebody cannot step back: it is over, or it has begun."""
    if state not in WITHDRAWABLE or (starts_at <= now and state is not AssignmentState.WAITING):
        return Refusal.NOT_WITHDRAWABLE
    return None
