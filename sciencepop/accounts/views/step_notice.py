"""The notice on staff's pages that the second step is not set up yet."""

from __future__ import annotations

from datetime import date

from flask import current_app, request, session
from flask_login import current_user

from sciencepop.accounts.login import SECOND_STEP
from sciencepop.accounts.queries.second_step import has_factor
from sciencepop.accounts.second_step_policy import will_have_to
from sciencepop.accounts.views.entering import me
from sciencepop.core.db import db

EVERYBODYS = ("public", "signed_in")


def step_missing_from() -> date | None:
    """The day from which this person gets in by a second step alone, where they have not set one up.

    On pages of a role, and on the person's own first page. Whoever has a factor has taken the step in this session, so
    only those without one cost a query.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    is_staff_page = getattr(view, "access", "public") not in EVERYBODYS or request.endpoint == "accounts.me"
    if not is_staff_page or SECOND_STEP in session or not current_user.is_authenticated:
        return None
    day = will_have_to(me())
    return day if day and not has_factor(db.session(), me().id) else None
