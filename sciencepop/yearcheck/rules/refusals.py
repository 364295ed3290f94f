"""Why something is refused in the yearly check; `messages` has a sentence for each."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    WRONG_STATE = "wrong_state"
    NOT_YOURS = "not_yours"
    NO_SUCH_YEAR = "no_such_year"
    SAME_YEAR = "same_year"
    BASE_NOT_PUBLIC = "base_not_public"
    CHANGED = "changed"
    BAD_FIGURES = "bad_figures"
    FIGURES_MISSING = "figures_missing"
    TOO_EARLY = "too_early"
    SIGNATURE_MISSING = "signature_missing"
    WORDS_MISSING = "words_missing"
    EVIDENCE_MISSING = "evidence_missing"
    TOO_MANY_FILES = "too_many_files"
    RECUSALS = "recusals"
    EXPERT_COUNT = "expert_count"
    EXPERT_RECUSED = "expert_recused"
    EXPERT_CONFLICT = "expert_conflict"
    SCORES_MISSING = "scores_missing"
    SCORES_OPEN = "scores_open"
    SCORED = "scored"
    BONUS = "bonus"
    FOUR_EYES = "four_eyes"
    YEAR_DECIDED = "year_decided"
    YEAR_SCORED = "year_scored"
    BAD_SCALE = "bad_scale"
    SAME_LEAD = "same_lead"
    OBJECTION_LATE = "objection_late"
    DAY_MISSING = "day_missing"
    NO_SUCH_PERSON = "no_such_person"
    TOO_FEW_INSPECTORS = "too_few_inspectors"
    INSPECTOR_CONFLICT = "inspector_conflict"
