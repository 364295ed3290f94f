"""How many personal calendar addresses a person may have, and how long their labels are."""

from __future__ import annotations

MOST_TOKENS = 10
LONGEST_LABEL = 40
