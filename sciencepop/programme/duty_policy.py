"""The district's rules for cards, risks and licences (`[content_duty]`)."""

from __future__ import annotations

from datetime import datetime

from flask import Flask

from sciencepop.core.reference import get_reference
from sciencepop.programme.rules.duty import Duty, duty_on, read_duties
from sciencepop.programme.rules.recurrence import ZONE


def duty_at(now: datetime, app: Flask | None = None) -> Duty:
    """The rule that counts now. ValueError where the file is wrong; asked when the site starts."""
    duties = read_duties(get_reference(app).sections.get("content_duty", {}))
    return duty_on(duties, now.astimezone(ZONE).date())
