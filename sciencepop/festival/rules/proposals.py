"""Proposals of an open call: states, scores of the departments, conflicts of interest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LEAST, MOST = 1, 5


class ProposerKind(StrEnum):
    BASE = "base"
    UNIVERSITY = "university"
    ENTERPRISE = "enterprise"
    SOCIETY = "society"
    TEAM = "team"


class ProposalState(StrEnum):
    """submitted → accepted | conditional | waitlisted | rejected; withdrawn by who proposed, until it is decided.

    Who waits may still be accepted or rejected.
    """

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    CONDITIONAL = "conditional"
    WAITLISTED = "waitlisted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({ProposalState.SUBMITTED, ProposalState.WAITLISTED})
"""What may still be decided."""

TAKEN = frozenset({ProposalState.ACCEPTED, ProposalState.CONDITIONAL})
"""What becomes an event."""

DECISIONS = (ProposalState.ACCEPTED, ProposalState.CONDITIONAL, ProposalState.WAITLISTED, ProposalState.REJECTED)
EXPLAINED = frozenset({ProposalState.CONDITIONAL, ProposalState.REJECTED})
"""Decisions that need words: the conditions, or the reason."""


@dataclass(frozen=True)
class Scores:
    """What the departments gave: count, mean (None while too few), and whether enough have scored."""

    count: int
    mean: float | None
    is_enough: bool


def weigh(points: Sequence[int], needed: int) -> Scores:
    """One score a reviewer, LEAST to MOST. The mean is told from `needed` on: of one alone it tells who gave what."""
    enough = len(points) >= needed
    return Scores(len(points), round(sum(points) / len(points), 2) if points and enough else None, enough)


def is_open_at(opens_at: datetime, closes_at: datetime, now: datetime) -> bool:
    """Whether the call takes proposals; `[opens_at, closes_at)`."""
    return opens_at <= now < closes_at


def has_interest(
    *,
    reviewer_id: int,
    proposer_id: int,
    organisation_id: int | None,
    own_organisations: Collection[int],
    base_id: int | None,
    own_bases: Collection[int],
) -> bool:
    """Whether a reviewer would judge their own: their proposal, their organisation's, or their base's."""
    return reviewer_id == proposer_id or organisation_id in own_organisations or base_id in own_bases
