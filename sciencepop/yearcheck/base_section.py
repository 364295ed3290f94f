"""What a base's page says of its last yearly check; feature bases cannot ask this feature, so it offers a hook."""

from __future__ import annotations

from datetime import datetime

from flask import render_template
from markupsafe import Markup

from sciencepop.bases.models import ScienceBase
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.yearcheck.queries.files import find_shown
from sciencepop.yearcheck.views.pressing import words


def result_section(base: ScienceBase, now: datetime) -> Markup:
    """The last grade that stands; nothing for a base of which none was decided, or the only one is objected to."""
    file = find_shown(db.session(), base.id)
    if file is None:
        return Markup("")
    is_open = file.object_until is not None and file.object_until >= clock.local(now).date()
    page = render_template("yearcheck/_at_base.html", file=file, is_open=is_open, **words())
    return Markup(page)  # noqa: S704 - a template
