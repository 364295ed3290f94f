"""Whether a booking is refused, and why: one function for the button, the service, lists and whatever comes later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sciencepop.bookings.rules.party import ALONE, Party, is_fit
from sciencepop.bookings.rules.states import CANCELLABLE, BookingState


class Refusal(StrEnum):
    NOT_PUBLIC = "not_public"
    CANCELLED = "cancelled"
    PAST = "past"
    DROP_IN = "drop_in"
    NOT_OPEN_YET = "not_open_yet"
    CLOSED = "closed"
    RISK_LAPSED = "risk_lapsed"
    ACCOUNT_CLOSED = "account_closed"
    ALREADY_BOOKED = "already_booked"
    CLASH = "clash"
    PARTY_TOO_SMALL = "party_too_small"
    TOO_MANY_MINORS = "too_many_minors"
    ADULT_NEEDED = "adult_needed"
    CHILD_AGE = "child_age"
    CHILD_BOOKED = "child_booked"
    CHILD_CLASH = "child_clash"
    TOO_MANY_SEATS = "too_many_seats"
    NAMES_NEEDED = "names_needed"
    FULL = "full"
    LINE_FIRST = "line_first"
    OFFER_OVER = "offer_over"
    NOT_OFFERED = "not_offered"
    NOT_CANCELLABLE = "not_cancellable"
    NOT_MOVABLE = "not_movable"
    SIZE_CHANGED = "size_changed"
    TOO_EARLY = "too_early"
    NOT_MARKABLE = "not_markable"
    SIZE_TOO_SMALL = "size_too_small"
    RESERVE_TOO_LARGE = "reserve_too_large"
    RESOURCE_TAKEN = "resource_taken"
    RESOURCE_SMALL = "resource_small"
    RESOURCE_NAMED = "resource_named"
    LOOK_TOO_FAR = "look_too_far"
    NEEDS_PERMIT = "needs_permit"
    REASON_MISSING = "reason_missing"
    SUSPENDED = "suspended"
    APPEAL_OVER = "appeal_over"
    APPEAL_DECIDED = "appeal_decided"
    WORDS_MISSING = "words_missing"
    CLAIM_UNKNOWN = "claim_unknown"
    CLAIM_LEFT = "claim_left"
    STAMP_CLOSED = "stamp_closed"
    CARD_UNKNOWN = "card_unknown"
    CARD_STAMPED = "card_stamped"
    PASSPORT_FULL = "passport_full"
    PASSPORT_NOT_OPEN = "passport_not_open"
    NOTHING_VISITED = "nothing_visited"


NO_ROOM = (Refusal.FULL, Refusal.LINE_FIRST)
"""Whoever is refused for one of these may join the waiting list."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a decision needs. `free` is the largest party for which there are seats, `size` the largest pool;
    `is_kept_for_line` says that what is free for this party belongs to those who wait.

    The defaults describe a wish that nothing speaks against except what the occurrence itself says.
    """

    starts_at: datetime
    opens_at: datetime
    closes_at: datetime
    now: datetime
    risk_ends_at: datetime | None = None
    is_public: bool = True
    is_cancelled: bool = False
    is_drop_in: bool = False
    is_closed_account: bool = False
    suspended_until: datetime | None = None
    has_booking: bool = False
    has_clash: bool = False
    party: Party = ALONE
    child_is_in: bool = False
    child_has_clash: bool = False
    most_seats: int = 50
    most_minors: int = 50
    adult_needed: bool = False
    age_min: int | None = None
    age_max: int | None = None
    size: int = 0
    free: int = 0
    is_kept_for_line: bool = False
    names_needed: bool = False

    @property
    def most(self) -> int:
        """The largest party that can ever get seats here; a pool of size nought may still grow."""
        return min(self.most_seats, self.size) if self.size else self.most_seats


def refuse_booking(facts: Facts) -> Refusal | None:
    """The first reason against, or None. The room comes last: whoever gets one of NO_ROOM may wait instead."""
    return refuse_occasion(facts) or refuse_person(facts) or refuse_party(facts)


def refuse_occasion(facts: Facts) -> Refusal | None:
    """What stands against booking this occurrence for anybody."""
    if not facts.is_public:
        return Refusal.NOT_PUBLIC
    if facts.is_cancelled:
        return Refusal.CANCELLED
    if facts.starts_at <= facts.now:
        return Refusal.PAST
    if facts.is_drop_in:
        return Refusal.DROP_IN
    if facts.now < facts.opens_at:
        return Refusal.NOT_OPEN_YET
    if facts.closes_at <= facts.now:
        return Refusal.CLOSED
    if facts.risk_ends_at is not None and facts.risk_ends_at <= facts.now:
        return Refusal.RISK_LAPSED
    return None


def refuse_person(facts: Facts) -> Refusal | None:
    """What stands against this person, whatever the party."""
    if facts.is_closed_account:
        return Refusal.ACCOUNT_CLOSED
    if facts.has_booking:
        return Refusal.ALREADY_BOOKED
    if facts.suspended_until is not None and facts.suspended_until > facts.now:
        return Refusal.SUSPENDED
    if facts.has_clash:
        return Refusal.CLASH
    return None


def refuse_party(facts: Facts) -> Refusal | None:
    """What stands against this party: its number, its children, its names, and last the room."""
    party = facts.party
    if party.seats < 1 or party.seats > facts.most:
        return Refusal.TOO_MANY_SEATS
    if party.seats < party.smallest:
        return Refusal.PARTY_TOO_SMALL
    refused = refuse_children(facts)
    if refused:
        return refused
    if facts.names_needed and party.names != party.grown_up:
        return Refusal.NAMES_NEEDED
    if party.seats > facts.free:
        return Refusal.FULL
    return Refusal.LINE_FIRST if facts.is_kept_for_line else None


def refuse_children(facts: Facts) -> Refusal | None:
    """What stands against the children of the party, of whom the ages are known."""
    party = facts.party
    if party.minors > facts.most_minors:
        return Refusal.TOO_MANY_MINORS
    if any(not is_fit(age, facts.age_min, facts.age_max) for age in party.ages):
        return Refusal.CHILD_AGE
    if facts.adult_needed and party.ages and party.grown_up < 1:
        return Refusal.ADULT_NEEDED
    if facts.child_is_in:
        return Refusal.CHILD_BOOKED
    if facts.child_has_clash:
        return Refusal.CHILD_CLASH
    return None


def refuse_accepting(
    state: BookingState, ends_at: datetime | None, *, starts_at: datetime, has_clash: bool, now: datetime
) -> Refusal | None:
    """Why an offer cannot be accepted any more. Its seats are held, so it is never full."""
    if state is BookingState.EXPIRED or (state is BookingState.OFFERED and ends_at is not None and ends_at <= now):
        return Refusal.OFFER_OVER
    if state is not BookingState.OFFERED:
        return Refusal.NOT_OFFERED
    if starts_at <= now:
        return Refusal.OFFER_OVER
    return Refusal.CLASH if has_clash else None


def refuse_cancelling(state: BookingState, *, starts_at: datetime, now: datetime) -> Refusal | None:
    """Why the holder cannot cancel; a place in the waiting list can always be given up."""
    if state is BookingState.WAITING:
        return None
    if state not in CANCELLABLE or starts_at <= now:
        return Refusal.NOT_CANCELLABLE
    return None


def refuse_size(size: int, taken: int) -> Refusal | None:
    """Nobody loses a seat because a room gets smaller; the manager cancels or moves instead."""
    return Refusal.SIZE_TOO_SMALL if size < taken else None
