"""Why something is refused in recognition; `messages` has a sentence for each."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    WRONG_STATE = "wrong_state"
    NOT_YOURS = "not_yours"
    REASON_MISSING = "reason_missing"
    # designations
    NO_SUCH_SCHEME = "no_such_scheme"
    NO_SUCH_CATEGORY = "no_such_category"
    DAYS_OUT_OF_ORDER = "days_out_of_order"
    DESIGNATION_OVER = "designation_over"
    STATUS_DAY = "status_day"
    SAME_STATUS = "same_status"
    SAME_DESIGNATION = "same_designation"
    HAS_CASE = "has_case"
    # rounds and applications
    ROUND_CLOSED = "round_closed"
    ROUND_DAYS = "round_days"
    SAME_CASE = "same_case"
    BAD_NUMBER = "bad_number"
    NOT_TO_RENEW = "not_to_renew"
    RENEW_EARLY = "renew_early"
    BASE_NOT_PUBLIC = "base_not_public"
    NOT_OWN_SCHEME = "not_own_scheme"
    NOT_PLAIN = "not_plain"
    PAPERS_MISSING = "papers_missing"
    TOO_MANY_FILES = "too_many_files"
    NOT_NOW = "not_now"
    CORRECTION_OVER = "correction_over"
    RETURN_LATE = "return_late"
    # people of a case
    NO_SUCH_PERSON = "no_such_person"
    TOO_FEW_VISITORS = "too_few_visitors"
    RECUSALS = "recusals"
    EXPERT_COUNT = "expert_count"
    EXPERT_RECUSED = "expert_recused"
    EXPERT_CONFLICT = "expert_conflict"
    SCORES_MISSING = "scores_missing"
    SCORED = "scored"
    SCORES_OPEN = "scores_open"
    FOUR_EYES = "four_eyes"
    # decisions and what follows
    NUMBER_MISSING = "number_missing"
    CONTACT_MISSING = "contact_missing"
    WORDS_MISSING = "words_missing"
    DAY_MISSING = "day_missing"
    DAY_TO_COME = "day_to_come"
    NOTICE_RUNS = "notice_runs"
    NOTICE_OVER = "notice_over"
    PLAQUE_TAKEN = "plaque_taken"
    NOT_HEARD = "not_heard"
    PAUSE_TOO_SOON = "pause_too_soon"
    STILL_TO_RECTIFY = "still_to_rectify"
    MENDED_IN_CHECK = "mended_in_check"
