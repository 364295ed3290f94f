"""Who was at a lesson: the marks, when they may be made and put right, and asking for leave."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class Mark(StrEnum):
    """What a lesson says of a learner. LEAVE was asked for before and granted; ABSENT is everything else."""

    PRESENT = "present"
    LATE = "late"
    LEAVE = "leave"
    ABSENT = "absent"


class MarkSource(StrEnum):
    """Where a mark came from: the code on the room's screen, the list, or a leave that was granted."""

    CODE = "code"
    LIST = "list"
    LEAVE = "leave"


CAME = (Mark.PRESENT, Mark.LATE)
EARLY = timedelta(minutes=30)
"""How long before a lesson its code is shown and its list may be kept."""
LATE_AFTER = timedelta(minutes=15)
"""Whoever signs in later than this is late."""
LIST_OPEN = timedelta(days=3)
"""How long after a lesson its list may be kept by anybody who teaches; afterwards a second person corrects."""


class TeachingRefusal(StrEnum):
    NOT_ENROLLED = "not_enrolled"
    NO_LESSON_NOW = "no_lesson_now"
    WRONG_CODE = "wrong_code"
    HERE_ALREADY = "here_already"
    LIST_TOO_EARLY = "list_too_early"
    LIST_CLOSED = "list_closed"
    LIST_STILL_OPEN = "list_still_open"
    OWN_MARK = "own_mark"
    OWN_ATTENDANCE = "own_attendance"
    NOTHING_CHANGES = "nothing_changes"
    WHY_MISSING = "why_missing"
    LEAVE_TOO_LATE = "leave_too_late"
    LEAVE_ASKED = "leave_asked"
    LEAVE_ANSWERED = "leave_answered"
    LEAVE_NOT_GRANTED = "leave_not_granted"
    TOO_MANY_NOTICES = "too_many_notices"
    WORDS_MISSING = "words_missing"
    NOT_OVER = "not_over"
    EVALUATED = "evaluated"
    FILE_EMPTY = "file_empty"
    FILE_TOO_BIG = "file_too_big"
    FILE_KIND = "file_kind"
    TOO_MANY_FILES = "too_many_files"
    LISTS_MISSING = "lists_missing"
    NO_ONE_COMPLETED = "no_one_completed"
    NO_HOMEWORK = "no_homework"
    HAS_CERTIFICATE = "has_certificate"
    REVOKED_ALREADY = "revoked_already"
    ADDRESS_WRONG = "address_wrong"
    NO_SUCH_UNIT = "no_such_unit"
    CLASS_OFF = "class_off"


def mark_of_coming(starts_at: datetime, now: datetime) -> Mark:
    """What whoever signs in at this moment is."""
    return Mark.LATE if now > starts_at + LATE_AFTER else Mark.PRESENT


def is_sign_in_open(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether learners sign themselves in, and the screen shows its code."""
    return starts_at - EARLY <= now < ends_at


def refuse_list(starts_at: datetime, ends_at: datetime, now: datetime, *, was_kept: bool) -> TeachingRefusal | None:
    """Why the list of a lesson cannot be kept now. One that nobody kept stays open: late is better than never."""
    if now < starts_at - EARLY:
        return TeachingRefusal.LIST_TOO_EARLY
    return TeachingRefusal.LIST_CLOSED if was_kept and ends_at + LIST_OPEN <= now else None


def refuse_correction(
    *, before: Mark | None, after: Mark, marked_by: int | None, by: int, learner: int, reason: str, is_list_open: bool
) -> TeachingRefusal | None:
    """Why a mark cannot be put right: by whoever made it, by the learner, without a reason, or while the list is open.

    `before` is None where nobody marked the learner; `marked_by` is the learner where they signed in by the code.
    """
    if by == learner:
        return TeachingRefusal.OWN_ATTENDANCE
    if is_list_open:
        return TeachingRefusal.LIST_STILL_OPEN
    if marked_by == by:
        return TeachingRefusal.OWN_MARK
    if before is after:
        return TeachingRefusal.NOTHING_CHANGES
    return None if reason else TeachingRefusal.WHY_MISSING


def refuse_leave(starts_at: datetime, reason: str, now: datetime) -> TeachingRefusal | None:
    """Why leave cannot be asked for: the lesson has begun, or there is no reason."""
    if starts_at <= now:
        return TeachingRefusal.LEAVE_TOO_LATE
    return None if reason else TeachingRefusal.WHY_MISSING


MOST_NOTICES = 2
"""How many notices a class gets on a day."""
MOST_FILES = 20
"""How many files a class may have."""
