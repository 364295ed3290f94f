"""Why something about a base is refused. The sentences stand in the feature's messages."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """One reason each; `missing` of INCOMPLETE, `state` of WRONG_STATE and `days` of SHORT_NOTICE come as facts."""

    WRONG_STATE = "wrong_state"
    CHANGED_MEANWHILE = "changed_meanwhile"
    INCOMPLETE = "incomplete"
    EMPTIED = "emptied"
    NO_REASON = "no_reason"
    NO_CORRECTIONS = "no_corrections"
    TOO_MANY_OPEN = "too_many_open"
    FILE_EMPTY = "file_empty"
    FILE_TOO_BIG = "file_too_big"
    FILE_KIND = "file_kind"
    TOO_MANY_FILES = "too_many_files"
    NOT_YOURS = "not_yours"
    SHORT_NOTICE = "short_notice"
    HOURS_PAST = "hours_past"
    TOO_MANY_RULES = "too_many_rules"
    NOTHING_CHANGES = "nothing_changes"
    FACTS_MISSING = "facts_missing"
