"""What a project of the showcase is, who may say what to whom, and when two people may meet."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class ProjectState(StrEnum):
    """Nothing is public before an officer has read it; a change is read again."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


STEPS: dict[ProjectState, tuple[ProjectState, ...]] = {
    ProjectState.DRAFT: (ProjectState.SUBMITTED, ProjectState.WITHDRAWN),
    ProjectState.SUBMITTED: (ProjectState.PUBLISHED, ProjectState.RETURNED, ProjectState.WITHDRAWN),
    ProjectState.PUBLISHED: (ProjectState.RETURNED, ProjectState.WITHDRAWN),
    ProjectState.RETURNED: (ProjectState.SUBMITTED, ProjectState.WITHDRAWN),
    ProjectState.WITHDRAWN: (ProjectState.SUBMITTED,),
}
OFFICERS = (ProjectState.PUBLISHED, ProjectState.RETURNED)
"""What an officer decides; the rest is the owner's."""


class Stage(StrEnum):
    """How far a project is."""

    IDEA = "idea"
    LAB = "lab"
    PROTOTYPE = "prototype"
    PILOT = "pilot"
    MARKET = "market"


class Offer(StrEnum):
    """What its owner gives."""

    LICENCE = "licence"
    COOPERATION = "cooperation"
    PRODUCT = "product"
    SERVICE = "service"
    TRAINING = "training"


class Need(StrEnum):
    """What its owner looks for."""

    FUNDING = "funding"
    PARTNER = "partner"
    PILOT_SITE = "pilot_site"
    TALENT = "talent"
    SPACE = "space"


class SlotState(StrEnum):
    """A time for meeting: offered, taken by somebody, or off."""

    OPEN = "open"
    TAKEN = "taken"
    OFF = "off"


class Refusal(StrEnum):
    WRONG_STATE = "wrong_state"
    REASON_MISSING = "reason_missing"
    CHANGED_MEANWHILE = "changed_meanwhile"
    MOST_PROJECTS = "most_projects"
    OWN_PROJECT = "own_project"
    NOT_PUBLIC = "not_public"
    WORDS_MISSING = "words_missing"
    TOO_MANY_TALKS = "too_many_talks"
    TOO_MANY_MESSAGES = "too_many_messages"
    WAIT_FOR_ANSWER = "wait_for_answer"
    TALK_CLOSED = "talk_closed"
    NO_ADDRESS = "no_address"
    REPORTED_ALREADY = "reported_already"
    SLOT_PAST = "slot_past"
    SLOT_LENGTH = "slot_length"
    SLOT_OVERLAPS = "slot_overlaps"
    MOST_SLOTS = "most_slots"
    SLOT_GONE = "slot_gone"
    MEETING_ALREADY = "meeting_already"
    CLASH = "clash"
    OWNER_BUSY = "owner_busy"
    ALT_MISSING = "alt_missing"
    RIGHTS_MISSING = "rights_missing"
    MOST_PICTURES = "most_pictures"


MOST_PROJECTS = 20
MOST_PICTURES = 6
MOST_SLOTS = 40
"""Times to come of one project."""
TALKS_A_DAY = 5
"""Talks that one person may begin on a day, with whomever."""
MESSAGES_A_DAY = 20
"""What one person may write in one talk on a day."""
UNANSWERED = 3
"""How often somebody may write before the owner has answered at all."""
SHORTEST, LONGEST = timedelta(minutes=10), timedelta(hours=3)
AHEAD = timedelta(days=120)


def may_become(before: ProjectState, after: ProjectState) -> bool:
    """Whether a project may be given another state."""
    return after in STEPS[before]


def refuse_picture(*, alt: str, has_rights: bool) -> Refusal | None:
    """Why a picture is not taken, whatever it shows: somebody cannot see it, and somebody owns it."""
    if not alt:
        return Refusal.ALT_MISSING
    return None if has_rights else Refusal.RIGHTS_MISSING


def refuse_message(
    *, is_closed: bool, words: str, is_owner: bool, mine_today: int, mine: int, owners: int
) -> Refusal | None:
    """Why somebody cannot write. `mine` is all they wrote in this talk, `owners` all that its owner did."""
    if is_closed:
        return Refusal.TALK_CLOSED
    if not words:
        return Refusal.WORDS_MISSING
    if not is_owner and not owners and mine >= UNANSWERED:
        return Refusal.WAIT_FOR_ANSWER
    return Refusal.TOO_MANY_MESSAGES if mine_today >= MESSAGES_A_DAY else None


def refuse_slot(
    starts_at: datetime, ends_at: datetime, others: list[tuple[datetime, datetime]], now: datetime
) -> Refusal | None:
    """Why a time cannot be offered; `others` are those of the same project."""
    if not now < starts_at < now + AHEAD:
        return Refusal.SLOT_PAST
    if not SHORTEST <= ends_at - starts_at <= LONGEST:
        return Refusal.SLOT_LENGTH
    if any(starts_at < end and start < ends_at for start, end in others):
        return Refusal.SLOT_OVERLAPS
    return Refusal.MOST_SLOTS if len(others) >= MOST_SLOTS else None


def shows_addresses(owner_agreed: bool, asker_agreed: bool, is_closed: bool) -> bool:
    """Whether the two see each other's addresses: both agreed, and nobody stopped the talk."""
    return owner_agreed and asker_agreed and not is_closed
