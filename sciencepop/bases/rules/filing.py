"""Changes of a base that the district looks at first (变更备案): which facts these are, and the way of a filing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from sciencepop.bases.rules.refusals import Refusal

FILED = frozenset(
    {
        *("name_zh", "name_en", "legal_person", "kind", "town_code", "address_zh", "address_en", "lat", "lon"),
        *("point_source", "contact_name", "contact_phone", "contact_email"),
    }
)
"""What the district accredited a base by, and where the public finds it. All else is changed at once."""
PROVED = frozenset({"name_zh", "legal_person"})
"""What a document must show."""
LONGEST_AHEAD = timedelta(days=366)


class FilingState(StrEnum):
    """submitted → (returned → submitted)* → approved → applied; until then it may be withdrawn"""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    APPLIED = "applied"
    WITHDRAWN = "withdrawn"


class FilingStep(StrEnum):
    """What an officer may do; also the last word of its audit action."""

    APPROVE = "approve"
    RETURN = "return"


OPEN = frozenset({FilingState.SUBMITTED, FilingState.RETURNED, FilingState.APPROVED})
"""On its way: a base has one of these at most."""


def refuse_filing(changed: Collection[str], effective_on: date, today: date, *, has_paper: bool) -> Refusal | None:
    """Why a change cannot be filed, or None. `changed` are the fields that would be other than they are."""
    if not FILED & set(changed):
        return Refusal.FILING_EMPTY
    if not today <= effective_on <= today + LONGEST_AHEAD:
        return Refusal.FILING_DAY
    return Refusal.FILING_PAPER if PROVED & set(changed) and not has_paper else None
