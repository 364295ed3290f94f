"""A designation as a row of the district's list tells it. What it is named under, feature accreditation knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

NAMED_BY = ("level", "authority", "scheme", "category")
FIELDS = (*NAMED_BY, "named_on", "named_until", "document_number", "plaque_number")


@dataclass(frozen=True)
class Title:
    """Slugs, each '' where the row is silent; first and last day as told."""

    level: str = ""
    authority: str = ""
    scheme: str = ""
    category: str = ""
    named_on: date | None = None
    named_until: date | None = None
    document_number: str = ""
    plaque_number: str = ""
