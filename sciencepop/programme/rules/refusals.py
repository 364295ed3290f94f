"""Why something about an event or an occurrence is refused; the views say each in a sentence."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """One reason a member; the facts that its sentence needs stand behind it."""

    # The event and its states
    NOT_ALLOWED = "not_allowed"
    WRONG_STATE = "wrong_state"
    """state"""
    CHANGED_MEANWHILE = "changed_meanwhile"
    INCOMPLETE = "incomplete"
    """missing: names of fields"""
    NO_OCCURRENCE = "no_occurrence"
    BASE_NOT_PUBLIC = "base_not_public"
    CHECKS_OPEN = "checks_open"
    REASON_MISSING = "reason_missing"
    REVIEWER_NAMELESS = "reviewer_nameless"
    SEATS_MISSING = "seats_missing"
    AGES_REVERSED = "ages_reversed"
    MODE_FIXED = "mode_fixed"

    # The review card and the licence
    CARD_MISSING = "card_missing"
    RISK_LAPSED = "risk_lapsed"
    RISK_PAST = "risk_past"
    RISK_TOO_LONG = "risk_too_long"
    """days: how long an assessment of this risk may be good"""
    AGE_BELOW_CARD = "age_below_card"
    """age"""
    FOUR_EYES = "four_eyes"
    EXPERT_NEEDED = "expert_needed"
    EXPERT_NAMELESS = "expert_nameless"
    OBJECTED = "objected"
    NOTHING_TO_SIGN = "nothing_to_sign"
    LICENCE_MISSING = "licence_missing"
    """when, people"""
    LICENCE_KNOWN = "licence_known"
    LICENCE_LOCKED = "licence_locked"
    """number"""

    # Occurrences
    NO_DATES = "no_dates"
    NO_WEEKDAYS = "no_weekdays"
    DATES_REVERSED = "dates_reversed"
    PAST = "past"
    """on: the first such date"""
    TOO_FAR = "too_far"
    """days: how far ahead one may plan"""
    TOO_MANY = "too_many"
    """most"""
    TOO_SHORT_OR_LONG = "too_short_or_long"
    TAKEN = "taken"
    """on"""
    RESOURCE_TAKEN = "resource_taken"
    """resource, when; told by bookings, which keeps what a base shares among its occurrences"""
    NOTHING_TO_ADD = "nothing_to_add"
    NO_HOURS = "no_hours"
    BOOKING_NEVER_OPENS = "booking_never_opens"
    ALREADY_CANCELLED = "already_cancelled"
    ALREADY_OVER = "already_over"
    NOT_SKIPPED = "not_skipped"
    UNDO_OVER = "undo_over"
