"""What a designation is worth on a day. Its status is a row of dated changes; that it is over is seen by its days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sciencepop.accreditation.rules.refusals import Refusal


class Status(StrEnum):
    """What an authority says of a designation from a day on. VOID is a record that was never true."""

    NAMED = "named"
    RECTIFY = "rectify"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    LEFT = "left"
    VOID = "void"


HOLDS = (Status.NAMED, Status.RECTIFY, Status.PAUSED)
"""On the public list; the last two with a mark (沪科〔2018〕314号 keeps 需整改 on the list)."""

ENDED = (Status.WITHDRAWN, Status.LEFT, Status.VOID)


@dataclass(frozen=True)
class Change:
    """That a status holds from a day on."""

    status: Status
    from_on: date


@dataclass(frozen=True)
class Term:
    """The days of a designation, both included; without an end until further notice."""

    from_on: date
    until_on: date | None


def status_on(changes: Sequence[Change], day: date) -> Status:
    """The status on a day: what was said last for that day or one before; NAMED until anything is said."""
    if any(change.status is Status.VOID for change in changes):
        return Status.VOID
    said = [change for change in changes if change.from_on <= day]
    return max(enumerate(said), key=lambda one: (one[1].from_on, one[0]))[1].status if said else Status.NAMED


def is_in_force(term: Term, changes: Sequence[Change], day: date) -> bool:
    """Whether it stands on the public list of a day."""
    in_days = term.from_on <= day and (term.until_on is None or day <= term.until_on)
    return in_days and status_on(changes, day) in HOLDS


def refuse_change(term: Term, changes: Sequence[Change], change: Change, today: date) -> Refusal | None:
    """Why a status cannot be said from a day on. What has ended is not taken up again: that is another designation.

    What held until today stays; what is only announced may still be preceded by something else.
    """
    last = max((one.from_on for one in changes if one.from_on <= today), default=term.from_on)
    if any(one.status in ENDED for one in changes):
        return Refusal.DESIGNATION_OVER
    if change.status is Status.VOID:
        return None
    if change.from_on < max(last, term.from_on) or (term.until_on and change.from_on > term.until_on):
        return Refusal.STATUS_DAY
    return Refusal.SAME_STATUS if status_on(changes, change.from_on) is change.status else None


def refuse_term(term: Term) -> Refusal | None:
    return Refusal.DAYS_OUT_OF_ORDER if term.until_on and term.until_on < term.from_on else None
