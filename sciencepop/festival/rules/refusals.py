"""Why something about the festival is refused; `messages` says each in a sentence."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """One reason a member; the facts that its sentence needs stand behind it."""

    # Editions and what belongs to them
    WRONG_STATE = "wrong_state"
    CODE_TAKEN = "code_taken"
    DATES_IN_ORDER = "dates_in_order"
    OUTSIDE = "outside"
    """from_on, until_on: the days of the edition"""
    NAME_MISSING = "name_missing"
    NO_SUCH_EVENT = "no_such_event"
    NO_SUCH_BASE = "no_such_base"
    TOO_MANY = "too_many"
    """most"""
    IN_USE = "in_use"
    VENUE_NEEDED = "venue_needed"
    NOT_READY = "not_ready"
    """missing: what an announced edition needs"""
    STILL_RUNNING = "still_running"

    # Postponing
    NOTHING_TO_MOVE = "nothing_to_move"
    BAD_DAYS = "bad_days"
    """most"""
    TOO_FAR = "too_far"
    """days: how far ahead one may plan"""
    UNDERWAY = "underway"
    UNDO_OVER = "undo_over"
    LATER_FIRST = "later_first"

    # Releases
    NOTHING_NEW = "nothing_new"
    NOT_ANNOUNCED = "not_announced"

    # The call
    CALL_CLOSED = "call_closed"
    CALL_EXISTS = "call_exists"
    QUESTIONS_FIXED = "questions_fixed"
    NO_SUCH_SPEAKER = "no_such_speaker"
    OWN_ORGANISATION = "own_organisation"
    DECIDED = "decided"
    TOO_FEW_SCORES = "too_few_scores"
    """needed, given"""
    REASON_MISSING = "reason_missing"
    ANSWERS_MISSING = "answers_missing"
    BASE_NEEDED = "base_needed"
    ALREADY_EVENT = "already_event"
