"""Officers: the volunteers of a festival, day by day and venue by venue."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for

from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.db import db
from sciencepop.festival.queries import editions
from sciencepop.volunteers.forms.shifts import is_number
from sciencepop.volunteers.queries.causes import ON
from sciencepop.volunteers.queries.festival import list_staffed_days, missing
from sciencepop.volunteers.views import bp
from sciencepop.volunteers.views.finding import words
from sciencepop.volunteers.views.pressing import Answer


@bp.get("/district/festival/<code>/shifts")
@officer
def edition_shifts(code: str) -> Answer:
    """Each day of a venue with its shifts and what they lack, and where to make them."""
    session, now = db.session(), clock.now()
    edition = editions.get_edition(session, code)
    base, venue = editions.find_base(session, request.args.get("base", "")), request.args.get("venue", "")
    if base is not None and is_number(venue):
        return redirect(url_for("volunteers.template_list", slug=base.slug, venue=venue), 303)
    days = list_staffed_days(session, edition, now)
    return render_template(
        "volunteers/edition_shifts.html",
        edition=edition,
        days=days,
        lacks=missing(session, [shift for day in days for shift in day.shifts]),
        bases=editions.list_bases(session),
        places=[one for one in edition.venues if one.base_id is None],
        is_on=edition.state in ON,
        now=now,
        **words(),
    )
