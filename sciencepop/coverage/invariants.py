"""What must always hold of populations; `flask doctor` asks."""

from __future__ import annotations

from sqlalchemy import select

from sciencepop.core.db import db
from sciencepop.coverage.models import Population
from sciencepop.coverage.settings import settings


def checks() -> list[str]:
    """Numbers of towns or groups that the data does not know: no page would use them."""
    found = db.session.execute(select(Population.town_code, Population.group).distinct())
    return [
        f"The population of {town} {group} counts for nobody: town or group is not in the data"
        for town, group in found
        if town not in settings().places or group not in settings().groups
    ]
