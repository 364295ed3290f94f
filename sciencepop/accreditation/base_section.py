"""What a base's page says of its designations; feature bases cannot ask this feature, so it offers a hook."""

from __future__ import annotations

from datetime import datetime

from flask import render_template
from markupsafe import Markup

from sciencepop.accreditation.queries.designations import list_shown_of_base
from sciencepop.accreditation.views.pressing import words
from sciencepop.bases.models import ScienceBase
from sciencepop.core import clock
from sciencepop.core.db import db


def designations_section(base: ScienceBase, now: datetime) -> Markup:
    """What holds today, and what held before; nothing for a base that was never named anything."""
    rows = list_shown_of_base(db.session(), base.id)
    day = clock.local(now).date()
    current = [row for row in rows if row.is_in_force(day)]
    past = [row for row in rows if row not in current]
    if not rows:
        return Markup("")
    page = render_template("accreditation/_at_base.html", current=current, past=past, **words())
    return Markup(page)  # noqa: S704 - a template
