"""What a contest, its rounds and its entries can be, what may follow what, and why something is refused."""

from __future__ import annotations

from enum import StrEnum


class ContestState(StrEnum):
    """Nothing is public before an officer has read it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    FINISHED = "finished"
    CANCELLED = "cancelled"


CONTEST_STEPS: dict[ContestState, tuple[ContestState, ...]] = {
    ContestState.DRAFT: (ContestState.SUBMITTED, ContestState.PUBLISHED),
    ContestState.SUBMITTED: (ContestState.DRAFT, ContestState.PUBLISHED),
    ContestState.PUBLISHED: (ContestState.CANCELLED,),
    ContestState.FINISHED: (),
    ContestState.CANCELLED: (),
}
"""What people decide. PUBLISHED becomes FINISHED with its last round and in no other way."""

OFFICERS_ONLY = (ContestState.PUBLISHED,)
NEEDS_REASON = (ContestState.CANCELLED,)
PUBLIC = (ContestState.PUBLISHED, ContestState.FINISHED, ContestState.CANCELLED)


class RoundState(StrEnum):
    """ENTRIES are taken by the round's hours; RANKED is seen by the organiser, PUBLISHED by all; FINAL stands."""

    ENTRIES = "entries"
    JUDGING = "judging"
    RANKED = "ranked"
    PUBLISHED = "published"
    FINAL = "final"


ROUND_STEPS: dict[RoundState, tuple[RoundState, ...]] = {
    RoundState.ENTRIES: (RoundState.JUDGING,),
    RoundState.JUDGING: (RoundState.RANKED,),
    RoundState.RANKED: (RoundState.PUBLISHED, RoundState.JUDGING),
    RoundState.PUBLISHED: (RoundState.FINAL, RoundState.JUDGING),
    RoundState.FINAL: (),
}
"""Back to JUDGING is how an objection that was upheld is put right; it needs a reason."""

SEEN = (RoundState.PUBLISHED, RoundState.FINAL)
"""When a result is public."""


class EntryState(StrEnum):
    """A DRAFT is not judged. What was WITHDRAWN or RULED_OUT is neither ranked nor shown."""

    DRAFT = "draft"
    HANDED_IN = "handed_in"
    WITHDRAWN = "withdrawn"
    RULED_OUT = "ruled_out"


class Refusal(StrEnum):
    WRONG_STATE = "wrong_state"
    REASON_MISSING = "reason_missing"
    OFFICER_NEEDED = "officer_needed"
    NO_ROUNDS = "no_rounds"
    FIRST_ROUND_OVER = "first_round_over"
    FIXED = "fixed"
    DATES_REVERSED = "dates_reversed"
    BOUNDS_REVERSED = "bounds_reversed"
    ROUND_BEFORE = "round_before"
    CRITERIA_MISSING = "criteria_missing"
    PROMOTION_WRONG = "promotion_wrong"
    LINE_UNREAD = "line_unread"
    ENTRIES_CLOSED = "entries_closed"
    ENTRIES_OPEN = "entries_open"
    NOT_THROUGH = "not_through"
    TEAM_FULL = "team_full"
    TEAM_SMALL = "team_small"
    TEAM_GONE = "team_gone"
    MOST_TEAMS = "most_teams"
    IN_A_TEAM = "in_a_team"
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    ADULTS_NOT_TAKEN = "adults_not_taken"
    NAME_MISSING = "name_missing"
    CONSENT_MISSING = "consent_missing"
    LINK_OVER = "link_over"
    FILE_EMPTY = "file_empty"
    FILE_TOO_BIG = "file_too_big"
    FILE_KIND = "file_kind"
    TOO_MANY_FILES = "too_many_files"
    FILES_MISSING = "files_missing"
    TITLE_MISSING = "title_missing"
    JURY_CLOSED = "jury_closed"
    JUROR_ORGANISES = "juror_organises"
    NOT_ACCEPTED = "not_accepted"
    JURY_TOO_SMALL = "jury_too_small"
    NO_ENTRIES = "no_entries"
    JUDGING_OVER = "judging_over"
    CONFLICT = "conflict"
    SCORE_WRONG = "score_wrong"
    SCORES_MISSING = "scores_missing"
    OBJECTIONS_OVER = "objections_over"
    OBJECTED_ALREADY = "objected_already"
    OBJECTIONS_OPEN = "objections_open"
    OBJECTIONS_WAIT = "objections_wait"
    ANSWERED_ALREADY = "answered_already"
    WORDS_MISSING = "words_missing"
    NONE_OWED = "none_owed"
    REVOKED_ALREADY = "revoked_already"


def may_contest(before: ContestState, after: ContestState) -> bool:
    """Whether somebody may decide that a contest goes from one state to another."""
    return after in CONTEST_STEPS[before]


def may_round(before: RoundState, after: RoundState) -> bool:
    """As above, for a round."""
    return after in ROUND_STEPS[before]
