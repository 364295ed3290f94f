"""Care for volunteers: the district's settings, and what stands against messages, thanks, feedback and notes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sciencepop.volunteers.rules.assignments import AssignmentState

SHORTEST_WORDS = 4
FEWEST = 3
"""Feedback is shown from this many answers on, so that nobody can tell whose it is."""
MILESTONES = (10, 50, 100, 300)
"""Hours that are thanked for, once each."""
OPEN_FOR = timedelta(days=30)
"""How long after a shift somebody may say how it was, and change it."""


class CareRefusal(StrEnum):
    NOT_A_VOLUNTEER = "not_a_volunteer"
    COURSE_NOT_OPEN = "course_not_open"
    TOO_MANY_TRIES = "too_many_tries"
    COURSE_CHANGED = "course_changed"
    UNANSWERED = "unanswered"
    NO_QUESTION = "no_question"
    OPTIONS_WRONG = "options_wrong"
    COURSE_IN_USE = "course_in_use"
    SKILL_UNKNOWN = "skill_unknown"
    ROLE_WITHOUT_SKILL = "role_without_skill"
    OWN_TRAINING = "own_training"
    FUTURE = "future"
    NOT_FOUND_ALONE = "not_found_alone"
    WORDS_MISSING = "words_missing"
    TOO_MANY_MESSAGES = "too_many_messages"
    NOBODY_THERE = "nobody_there"
    SHIFT_OFF = "shift_off"
    NOT_COUNTED = "not_counted"
    THANKED_ALREADY = "thanked_already"
    FEEDBACK_CLOSED = "feedback_closed"
    NOT_BEGUN = "not_begun"
    NOTED_ALREADY = "noted_already"
    OWN_NOTE = "own_note"
    ANSWERED_ALREADY = "answered_already"
    RULE_UNKNOWN = "rule_unknown"
    SANCTION_DAYS = "sanction_days"
    OWN_SANCTION = "own_sanction"
    APPEAL_OVER = "appeal_over"
    APPEAL_DECIDED = "appeal_decided"
    SAME_OFFICER = "same_officer"


class Audience(StrEnum):
    """Whom a message in a shift reaches: the certain, also the reserve and those who asked, those who run the base, or
    the one volunteer who is answered."""

    CERTAIN = "certain"
    EVERYBODY = "everybody"
    COORDINATORS = "coordinators"
    ONE = "one"


class NoteKind(StrEnum):
    PRAISE = "praise"
    CONCERN = "concern"


class Tick(StrEnum):
    """What a volunteer may tick about a shift."""

    CLEAR = "clear"
    WELL_LED = "well_led"
    SAFE = "safe"
    ENOUGH_PEOPLE = "enough_people"
    AGAIN = "again"


@dataclass(frozen=True)
class CarePolicy:
    """The district's settings, table `[volunteer_care]`.

    A shift may be written to `team_messages_a_day` times, a volunteer writes back `own_messages_a_day` times.
    `expiry_told_days` before a training ends its volunteer gets a letter. A sanction may be appealed against for
    `appeal_days`; it is deleted `sanction_kept_days` after its end, notes and messages `note_kept_days` after they were
    written, tries of a quiz after `try_kept_days`.
    """

    team_messages_a_day: int = 3
    own_messages_a_day: int = 3
    expiry_told_days: int = 30
    appeal_days: int = 15
    sanction_kept_days: int = 365
    note_kept_days: int = 730
    try_kept_days: int = 90


def read_care_policy(section: Mapping[str, Any]) -> CarePolicy:
    """The policy of a settings table. ValueError for unknown names and what is no whole number above nought."""
    known = {field.name for field in fields(CarePolicy)}
    for name, value in section.items():
        if name not in known or isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise ValueError(f"volunteer_care: {name} = {value!r} is not a setting with a whole number")
    return CarePolicy(**section)


def refuse_words(words: str) -> CareRefusal | None:
    """A few characters at least."""
    return CareRefusal.WORDS_MISSING if len(words.strip()) < SHORTEST_WORDS else None


def refuse_message(words: str, *, sent_today: int, most: int, is_cancelled: bool) -> CareRefusal | None:
    """Why nobody is written to in this shift now."""
    if is_cancelled:
        return CareRefusal.SHIFT_OFF
    return CareRefusal.TOO_MANY_MESSAGES if sent_today >= most else refuse_words(words)


def is_over(ends_at: datetime, counted_after: timedelta, now: datetime) -> bool:
    """Whether a shift's hours are counted by now."""
    return now >= ends_at + counted_after


def refuse_thanks(
    words: str, *, ends_at: datetime, counted_after: timedelta, is_thanked: bool, now: datetime
) -> CareRefusal | None:
    """Once a shift, when it is known who came."""
    if is_thanked:
        return CareRefusal.THANKED_ALREADY
    if not is_over(ends_at, counted_after, now):
        return CareRefusal.NOT_COUNTED
    return refuse_words(words)


def refuse_feedback(
    state: AssignmentState, *, ends_at: datetime, counted_after: timedelta, now: datetime
) -> CareRefusal | None:
    """Whoever served may say how it was, once the shift is counted, for a month."""
    is_open = is_over(ends_at, counted_after, now) and now <= ends_at + OPEN_FOR
    return None if state is AssignmentState.COMPLETED and is_open else CareRefusal.FEEDBACK_CLOSED


@dataclass(frozen=True)
class Verdict:
    """How a shift was found: how many answered, and from FEWEST on how often each was ticked and the lines, sorted."""

    answers: int
    ticks: Mapping[Tick, int]
    lines: Sequence[str]


def verdict(answers: Sequence[tuple[Collection[str], str]]) -> Verdict:
    """What may be read of these answers (ticks, line) by those who run the shift."""
    if len(answers) < FEWEST:
        return Verdict(len(answers), {}, ())
    ticks = {tick: sum(tick.value in given for given, _line in answers) for tick in Tick}
    return Verdict(len(answers), ticks, sorted(line for _given, line in answers if line))


def reached(minutes: int, known: Collection[int]) -> tuple[int, ...]:
    """The milestones in hours that these minutes reach and that are not marked yet, lowest first."""
    return tuple(hours for hours in MILESTONES if hours * 60 <= minutes and hours not in known)
