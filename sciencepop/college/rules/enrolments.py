"""The states of an enrolment, and which may follow which: one table."""

from __future__ import annotations

from enum import StrEnum


class EnrolmentState(StrEnum):
    """waiting → offered → confirmed → completed | failed; the others are side exits."""

    WAITING = "waiting"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    FAILED = "failed"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    DISSOLVED = "dissolved"


S = EnrolmentState

NEXT: dict[EnrolmentState, frozenset[EnrolmentState]] = {
    S.WAITING: frozenset({S.OFFERED, S.WITHDRAWN, S.DISSOLVED}),
    S.OFFERED: frozenset({S.CONFIRMED, S.DECLINED, S.EXPIRED, S.DISSOLVED}),
    S.CONFIRMED: frozenset({S.COMPLETED, S.FAILED, S.WITHDRAWN, S.DISSOLVED}),
    S.COMPLETED: frozenset({S.FAILED}),
    S.FAILED: frozenset({S.COMPLETED}),
    S.DECLINED: frozenset(),
    S.EXPIRED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.DISSOLVED: frozenset(),
}
"""What a human or a clock may make of each. The two results correct one another."""

HOLDS = (S.OFFERED, S.CONFIRMED, S.COMPLETED, S.FAILED)
"""Enrolments that take a seat of their class, and the person's time for every lesson."""

FIRM = (S.CONFIRMED, S.COMPLETED, S.FAILED)
"""Certain ones: an offer takes time too, but may still be declined."""

LIVE = (S.WAITING, *HOLDS)
"""A person has at most one of these for a class (a unique index holds it)."""

OPEN = (S.WAITING, S.OFFERED, S.CONFIRMED)
"""What the learner may give up, and what ends when the class is dissolved."""


def may_become(before: EnrolmentState, after: EnrolmentState) -> bool:
    """Whether the second state may follow the first."""
    return after in NEXT[before]
