"""The states of a teaching point, and which may follow which: one table."""

from __future__ import annotations

from enum import StrEnum


class PointState(StrEnum):
    """A community applies; the branch approves or refuses; the school files it and gives the plaque."""

    APPLIED = "applied"
    REFUSED = "refused"
    APPROVED = "approved"
    FILED = "filed"
    PLAQUED = "plaqued"
    SUSPENDED = "suspended"


S = PointState

NEXT: dict[PointState, frozenset[PointState]] = {
    S.APPLIED: frozenset({S.APPROVED, S.REFUSED}),
    S.REFUSED: frozenset(),
    S.APPROVED: frozenset({S.FILED, S.SUSPENDED}),
    S.FILED: frozenset({S.PLAQUED, S.SUSPENDED}),
    S.PLAQUED: frozenset({S.SUSPENDED}),
    S.SUSPENDED: frozenset({S.APPROVED, S.FILED, S.PLAQUED}),
}
"""What an officer may make of each. A suspended point goes back to where it was, see `may_become`."""

TEACHES = (S.FILED, S.PLAQUED)
"""The school knows it: classes may be published there."""

NEEDS_REASON = (S.REFUSED, S.SUSPENDED)


def may_become(before: PointState, after: PointState, suspended_from: PointState | None = None) -> bool:
    """Whether the second state may follow the first; `suspended_from` is where a suspended point was before."""
    if before is S.SUSPENDED:
        return after is suspended_from
    return after in NEXT[before]
