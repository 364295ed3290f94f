"""Why something is refused in delivery; `messages` has a sentence for each."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    WRONG_STATE = "wrong_state"
    NOT_YOURS = "not_yours"
    REASON_MISSING = "reason_missing"
    # suppliers and the menu
    NOT_VERIFIED = "not_verified"
    NOT_ON_MENU = "not_on_menu"
    REVIEW_MISSING = "review_missing"
    REVIEW_OVER = "review_over"
    ITEM_OVER = "item_over"
    KIND_FIXED = "kind_fixed"
    NO_SUCH_PERSON = "no_such_person"
    NOT_OWN_LECTURER = "not_own_lecturer"
    # what is lent
    NOT_LENT = "not_lent"
    LENT_ONLY = "lent_only"
    NO_UNIT_FREE = "no_unit_free"
    DAYS_WRONG = "days_wrong"
    UNIT_TAKEN = "unit_taken"
    # orders
    NOT_AN_ORDERER = "not_an_orderer"
    WINDOW_CLOSED = "window_closed"
    SLOT_OUTSIDE = "slot_outside"
    SLOT_TOO_SOON = "slot_too_soon"
    SLOT_BLACKED_OUT = "slot_blacked_out"
    SLOT_TWICE = "slot_twice"
    SLOT_MISSING = "slot_missing"
    GROUP_MISFIT = "group_misfit"
    TOWN_NOT_SERVED = "town_not_served"
    SAME_ORDER = "same_order"
    QUOTA_USED = "quota_used"
    CAPACITY_USED = "capacity_used"
    ASKED_BEFORE = "asked_before"
    OTHER_KIND = "other_kind"
    LECTURER_BUSY = "lecturer_busy"
    TOO_LATE = "too_late"
    NOT_YET = "not_yet"
    WRONG_DIGITS = "wrong_digits"
    NOBODY_CAME = "nobody_came"
    RATED = "rated"
    RATED_TOO_LATE = "rated_too_late"
    REPORT_ACCEPTED = "report_accepted"
    MOVE_OPEN = "move_open"
    NO_MOVE = "no_move"
    DAYS_OUT_OF_ORDER = "days_out_of_order"
