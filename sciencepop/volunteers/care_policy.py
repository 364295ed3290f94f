"""The settings of care, from the tables of the district's folder."""

from __future__ import annotations

from flask import Flask

from sciencepop.core.reference import get_reference
from sciencepop.volunteers.rules.care import CarePolicy, read_care_policy


def care_policy(app: Flask | None = None) -> CarePolicy:
    """How often, how long. ValueError where the file is wrong; asked when the site starts."""
    return read_care_policy(get_reference(app).sections.get("volunteer_care", {}))
