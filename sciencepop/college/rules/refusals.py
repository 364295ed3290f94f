"""Whether somebody may take a seat of a class, and why not: one function for the button, the desk and the line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sciencepop.college.rules.classes import WayIn
from sciencepop.college.rules.enrolments import OPEN, EnrolmentState


class Refusal(StrEnum):
    NOT_PUBLISHED = "not_published"
    DISSOLVED = "dissolved"
    WALK_IN = "walk_in"
    BY_NOMINATION = "by_nomination"
    BY_DRAW = "by_draw"
    BEING_DRAWN = "being_drawn"
    NOT_OPEN_YET = "not_open_yet"
    CLOSED = "closed"
    OVER = "over"
    ALREADY_IN = "already_in"
    PREREQUISITE = "prerequisite"
    TERM_LIMIT = "term_limit"
    CLASH = "clash"
    FULL = "full"
    NEXT_WAVE = "next_wave"
    OFFER_OVER = "offer_over"
    NOT_OFFERED = "not_offered"
    NOT_WITHDRAWABLE = "not_withdrawable"
    WRONG_STATE = "wrong_state"
    NOT_FOR_NOMINATION = "not_for_nomination"
    REASON_MISSING = "reason_missing"
    CODE_TAKEN = "code_taken"
    TERM_TAKEN = "term_taken"
    OUT_OF_SEASON = "out_of_season"
    DATES_IN_ORDER = "dates_in_order"
    HOLIDAY_OUTSIDE = "holiday_outside"
    TOO_FEW_DAYS = "too_few_days"
    NUMBERS_IN_ORDER = "numbers_in_order"
    TOO_FEW_SEATS = "too_few_seats"
    SEATS_OF_BUCKETS = "seats_of_buckets"
    POINT_NOT_READY = "point_not_ready"
    HOURS_MISSING = "hours_missing"
    LECTURER_CLASH = "lecturer_clash"
    LECTURER_BUSY = "lecturer_busy"
    SAME_LECTURER = "same_lecturer"
    LESSON_OVER = "lesson_over"
    HAS_BEGUN = "has_begun"
    NOTHING_TO_COPY = "nothing_to_copy"
    PERSON_TAKEN = "person_taken"
    DATES_FIXED = "dates_fixed"
    OWN_PREREQUISITE = "own_prerequisite"
    ROUND_CLOSED = "round_closed"
    ROUND_STILL_OPEN = "round_still_open"
    ROUND_TAKEN = "round_taken"
    ROUND_HOURS = "round_hours"
    NO_DRAWN_CLASSES = "no_drawn_classes"
    ENTROPY_PAST = "entropy_past"
    ENTROPY_EARLY = "entropy_early"
    ENTROPY_MISSING = "entropy_missing"
    CODE_CHANGED = "code_changed"
    NO_WISHES = "no_wishes"
    WISHED_TWICE = "wished_twice"
    NOT_IN_ROUND = "not_in_round"
    NO_HOUSEHOLD = "no_household"
    ON_A_SHEET = "on_a_sheet"
    SHEET_OF_TWO = "sheet_of_two"


@dataclass(frozen=True, kw_only=True)
class ClassFacts:
    """What a class says, the same for everybody. `leftovers_at` is when undrawn seats are given first come.

    `next_wave_at`: more of them are free, but not before. `is_promised`: what is left belongs to a draw.
    """

    now: datetime
    way: WayIn
    opens_at: datetime | None
    closes_at: datetime
    leftovers_at: datetime
    ends_at: datetime
    is_published: bool = True
    is_dissolved: bool = False
    is_open_to_all: bool = False
    counts_to_limit: bool = True
    free: int = 1
    next_wave_at: datetime | None = None
    is_promised: bool = False


@dataclass(frozen=True, kw_only=True)
class LearnerFacts:
    """What is known of a person. `has_prerequisite` is true where the course asks for none."""

    is_in: bool = False
    has_prerequisite: bool = True
    classes_in_term: int = 0
    most_classes: int = 2
    has_clash: bool = False


def refuse_enrolling(one: ClassFacts, learner: LearnerFacts) -> Refusal | None:
    """The first reason against enrolling oneself, or None. FULL comes last: whoever gets it may wait instead."""
    return refuse_class(one) or refuse_way(one) or refuse_learner(one, learner) or refuse_room(one)


def refuse_nominating(one: ClassFacts, learner: LearnerFacts) -> Refusal | None:
    """What stands against a unit naming this person: all but the hours and the number of classes, which bind wishes."""
    if one.way is not WayIn.NOMINATION:
        return Refusal.NOT_FOR_NOMINATION
    refused = refuse_class(one)
    if refused or learner.is_in:
        return refused or Refusal.ALREADY_IN
    if not learner.has_prerequisite:
        return Refusal.PREREQUISITE
    return Refusal.CLASH if learner.has_clash else refuse_room(one)


def refuse_class(one: ClassFacts) -> Refusal | None:
    """What stands against the class for anybody."""
    if one.is_dissolved:
        return Refusal.DISSOLVED
    if not one.is_published:
        return Refusal.NOT_PUBLISHED
    return Refusal.OVER if one.ends_at <= one.now else None


def refuse_way(one: ClassFacts) -> Refusal | None:
    """What the way in says at this hour. A class that was opened to all takes whoever comes first until it closes."""
    if one.way is WayIn.WALK_IN:
        return Refusal.WALK_IN
    if one.closes_at <= one.now:
        return Refusal.CLOSED
    if one.is_open_to_all:
        return None
    if one.way is WayIn.NOMINATION:
        return Refusal.BY_NOMINATION
    if one.way is WayIn.DRAW:
        return Refusal.BY_DRAW if one.now < one.leftovers_at else None
    return Refusal.NOT_OPEN_YET if one.opens_at is None or one.now < one.opens_at else None


def refuse_learner(one: ClassFacts, learner: LearnerFacts) -> Refusal | None:
    """What stands against this person there, whatever the hour."""
    if learner.is_in:
        return Refusal.ALREADY_IN
    if not learner.has_prerequisite:
        return Refusal.PREREQUISITE
    is_limited = one.counts_to_limit and not one.is_open_to_all
    if is_limited and learner.classes_in_term >= learner.most_classes:
        return Refusal.TERM_LIMIT
    return Refusal.CLASH if learner.has_clash else None


def refuse_room(one: ClassFacts) -> Refusal | None:
    if one.free >= 1:
        return None
    if one.is_promised:
        return Refusal.BEING_DRAWN
    return Refusal.NEXT_WAVE if one.next_wave_at else Refusal.FULL


def refuse_accepting(
    state: EnrolmentState, offer_ends_at: datetime | None, *, closes_at: datetime, now: datetime
) -> Refusal | None:
    """Why an offer cannot be accepted any more; the person's own facts are asked besides."""
    if state is EnrolmentState.EXPIRED or (offer_ends_at is not None and offer_ends_at <= now) or closes_at <= now:
        return Refusal.OFFER_OVER
    return None if state is EnrolmentState.OFFERED else Refusal.NOT_OFFERED


def refuse_withdrawing(state: EnrolmentState, *, ends_at: datetime, now: datetime) -> Refusal | None:
    """Why somebody cannot leave a class: it is over, or they have left it."""
    return Refusal.NOT_WITHDRAWABLE if state not in OPEN or ends_at <= now else None
