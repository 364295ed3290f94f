"""When a gate may be opened and armed, and what a scan at the door means. The door is right: nothing is lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sciencepop.bookings.rules.attendance import DOORS_OPEN_MINUTES
from sciencepop.bookings.rules.states import LIVE, BookingState

MOST_GATES = 20
"""Open gates of one occurrence."""
MERGED_FOR = timedelta(days=7)
"""How long after the end a device may still deliver what it has noted."""
KEPT_OPEN = timedelta(hours=12)
"""After that a gate that nobody ended gives its unused seats back by itself."""


class GateRefusal(StrEnum):
    NO_POOL = "no_pool"
    NOT_ON = "not_on"
    TOO_LATE = "too_late"
    TOO_MANY_GATES = "too_many_gates"
    NOT_SO_MANY = "not_so_many"
    ALREADY_IN_USE = "already_in_use"
    CHANGED_MEANWHILE = "changed_meanwhile"
    GATE_ENDED = "gate_ended"
    WRONG_CODE = "wrong_code"
    DOORS_CLOSED = "doors_closed"
    NOT_YOURS_TO_USE = "not_yours_to_use"


class DoorKind(StrEnum):
    SCAN = "scan"
    WALK_IN = "walk_in"


class Verdict(StrEnum):
    """What the server found when it merged a fact; all are kept. REST is more of a party that is in already.

    TOO_MANY: more people than the booking has seats, perhaps one ticket used twice. NOT_GENUINE: the QR code was not
    ours. EXTRA: walk-ins beyond the allowance, for whom seats were free; OVER: and none were.
    """

    ADMITTED = "admitted"
    REST = "rest"
    TOO_MANY = "too_many"
    NOT_GENUINE = "not_genuine"
    NOT_CONFIRMED = "not_confirmed"
    NO_SEATS = "no_seats"
    NOT_VALID = "not_valid"
    TOO_EARLY = "too_early"
    UNKNOWN = "unknown"
    WALKED_IN = "walked_in"
    EXTRA = "extra"
    OVER = "over"


V = Verdict
ORDINARY = (V.ADMITTED, V.REST, V.WALKED_IN)
"""Nothing to look at afterwards, unless the door itself said that it was forced."""
ATTENDS = (V.ADMITTED, V.REST, V.TOO_MANY, V.NOT_GENUINE, V.NOT_CONFIRMED)
"""The booking is attended after this."""
CLAIMS = (V.WALKED_IN, V.EXTRA)
"""Walk-ins who have a seat of the pool."""


def doors_open_at(starts_at: datetime) -> datetime:
    """Before this nobody is let in, and a scan is a test."""
    return starts_at - timedelta(minutes=DOORS_OPEN_MINUTES)


def refuse_opening(*, ends_at: datetime, now: datetime, is_cancelled: bool, gates: int) -> GateRefusal | None:
    """Why no further gate can be opened for an occurrence that has seats."""
    if is_cancelled:
        return GateRefusal.NOT_ON
    if now >= ends_at:
        return GateRefusal.TOO_LATE
    return GateRefusal.TOO_MANY_GATES if gates >= MOST_GATES else None


def judge_ticket(
    state: BookingState | None, *, seats: int, attended: int, more: int, free: int, is_alone: bool, is_open: bool
) -> Verdict:
    """What letting `more` people in with a ticket means.

    The booking is for `seats`, of whom `attended` are in; None stands for a ticket of no booking here. `free` are the
    pool's free seats, `is_alone` says that its holder has no other booking in play, `is_open` that the doors are open.
    """
    if state is None:
        return V.UNKNOWN
    if not is_open:
        return V.TOO_EARLY
    if state is BookingState.NO_SHOW and not (is_alone and seats <= free):
        return V.NO_SEATS
    if state not in (*LIVE, BookingState.NO_SHOW):
        return V.NOT_VALID
    if attended + more > seats:
        return V.TOO_MANY
    if state is BookingState.ATTENDED:
        return V.REST
    return V.ADMITTED if state in (BookingState.CONFIRMED, BookingState.NO_SHOW) else V.NOT_CONFIRMED


def judge_walk_in(seats: int, *, left: int, free: int) -> Verdict:
    """Whether the gate's own seats, of which `left` are unused, are enough, or at least the pool's `free` ones."""
    if seats <= left:
        return V.WALKED_IN
    return V.EXTRA if seats <= left + free else V.OVER


def plausible(at: datetime, *, starts_at: datetime, now: datetime) -> datetime:
    """The device's time of an entry, unless its clock is plainly wrong: then the time of the merge."""
    return at if doors_open_at(starts_at) <= at <= now else now
