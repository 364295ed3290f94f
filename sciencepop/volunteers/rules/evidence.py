"""How long the document of a skill is kept: while an officer has to decide, and a little longer for questions."""

from __future__ import annotations

from datetime import timedelta

AFTER = timedelta(days=14)
"""After the decision."""
UNDECIDED = timedelta(days=180)
"""Where nobody ever decided."""
