"""The states of an assignment, and which may follow which: one table."""

from __future__ import annotations

from enum import StrEnum


class AssignmentState(StrEnum):
    """applied | waiting → offered → confirmed → checked_in → completed; the others are side exits."""

    APPLIED = "applied"
    WAITING = "waiting"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    CHECKED_IN = "checked_in"
    COMPLETED = "completed"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    CALLED_OFF = "called_off"
    NO_SHOW = "no_show"
    EXCUSED = "excused"


S = AssignmentState

NEXT: dict[AssignmentState, frozenset[AssignmentState]] = {
    S.APPLIED: frozenset({S.OFFERED, S.CONFIRMED, S.DECLINED, S.WITHDRAWN, S.CALLED_OFF}),
    S.WAITING: frozenset({S.OFFERED, S.CONFIRMED, S.WITHDRAWN, S.CALLED_OFF}),
    S.OFFERED: frozenset({S.CONFIRMED, S.DECLINED, S.EXPIRED, S.WITHDRAWN, S.CALLED_OFF}),
    S.CONFIRMED: frozenset({S.CHECKED_IN, S.COMPLETED, S.WITHDRAWN, S.CALLED_OFF, S.NO_SHOW, S.EXCUSED}),
    S.CHECKED_IN: frozenset({S.CONFIRMED, S.COMPLETED, S.EXCUSED, S.CALLED_OFF}),
    S.COMPLETED: frozenset({S.CHECKED_IN, S.NO_SHOW, S.EXCUSED}),
    S.NO_SHOW: frozenset({S.CHECKED_IN, S.COMPLETED, S.EXCUSED}),
    S.EXCUSED: frozenset({S.NO_SHOW, S.COMPLETED}),
    S.DECLINED: frozenset(),
    S.EXPIRED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.CALLED_OFF: frozenset(),
}
"""What a human or a clock may make of each. CHECKED_IN goes back to CONFIRMED where it was pressed by mistake; the
states after the shift correct one another."""

HOLDS = (S.OFFERED, S.CONFIRMED, S.CHECKED_IN, S.COMPLETED)
"""Assignments that take a place of their need, and the person's time."""

FIRM = (S.CONFIRMED, S.CHECKED_IN, S.COMPLETED)
"""Certain ones: an offer takes time too, but may still be declined."""

LIVE = (S.APPLIED, S.WAITING, *HOLDS)
"""A person has at most one of these for a shift (a unique index holds it)."""

WITHDRAWABLE = (S.APPLIED, S.WAITING, S.OFFERED, S.CONFIRMED)
"""What the volunteer may give up."""

CALLED_OFF_WITH = (*WITHDRAWABLE, S.CHECKED_IN)
"""What ends when the shift is cancelled: who signed in an hour before is there already, and must hear of it too."""


def may_become(before: AssignmentState, after: AssignmentState) -> bool:
    """Whether the second state may follow the first."""
    return after in NEXT[before]
