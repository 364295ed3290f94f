"""Which base a manager's page is about."""

from __future__ import annotations

from flask_login import current_user

from sciencepop.bases import queries
from sciencepop.bases.models import ScienceBase
from sciencepop.core.access import require


def managed_base(slug: str) -> ScienceBase:
    """The base, for somebody who may run it: 404 for none, 403 for others."""
    base = queries.get_any(slug)
    require(current_user.manages(base.id))
    return base
