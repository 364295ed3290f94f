"""What contests add to the page of an edition, which cannot ask them and offers a hook."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup

from sciencepop.contests.messages import CONTEST_STATES
from sciencepop.contests.queries.contests import list_of_edition
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.festival.models import Edition


def contests_section(edition: Edition) -> Markup:
    """The public contests of an edition."""
    rows = list_of_edition(db.session(), edition.id)
    if not rows:
        return Markup("")
    page = render_template("contests/_of_edition.html", rows=rows, contest_states=CONTEST_STATES, now=clock.now())
    return Markup(page)  # noqa: S704 - a template
