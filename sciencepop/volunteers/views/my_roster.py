"""The roster as the people in it see it: who serves with me, when and where."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template, request

from sciencepop.core import clock
from sciencepop.core.access import signed_in
from sciencepop.core.db import db
from sciencepop.volunteers.messages import STATES
from sciencepop.volunteers.queries import rosters as queries
from sciencepop.volunteers.rules.proofs import masked
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.finding import words
from sciencepop.volunteers.views.pressing import me

DAYS = 14


@bp.get("/volunteer/roster")
@signed_in
def my_roster() -> str:
    """A base at which one serves in the next fortnight: one's own lines, and of others the first letter alone."""
    session, first = db.session(), clock.today()
    last = first + timedelta(days=DAYS - 1)
    bases = queries.list_bases_of(session, me().id, first, last)
    slug = request.args.get("base", "")
    base = next((one for one in bases if one.slug == slug), bases[0] if bases else None)
    days = queries.list_days(session, base.id, first, last) if base else {}
    return render_template(
        "volunteers/my_roster.html",
        bases=bases,
        base=base,
        days=days,
        my_id=me().id,
        masked=masked,
        states=STATES,
        **words(),
    )
