"""Which bases told of closures and other hours later than seven days ahead, and why."""

from __future__ import annotations

from datetime import date

from flask import render_template, request

from sciencepop.bases import messages, queries
from sciencepop.core import clock
from sciencepop.core.access import officer
from sciencepop.core.i18n import day
from sciencepop.district.views import bp

YEARS = 5


@bp.get("/district/late-hours")
@officer
def late_hours() -> str:
    """A year's late announcements by base (上海市公共文化服务保障与促进条例, art. 22)."""
    this_year = clock.today().year
    years = {year: str(year) for year in range(this_year, this_year - YEARS, -1)}
    asked = request.args.get("year", "")
    year = int(asked) if asked in years.values() else this_year
    first, _end = clock.day_bounds(clock.today().replace(year=year, month=1, day=1))
    last, _end = clock.day_bounds(clock.today().replace(year=year + 1, month=1, day=1))
    return render_template(
        "district/late_hours.html",
        year=year,
        years=years,
        groups=queries.list_late(first, last),
        kinds={kind.value: name for kind, (name, _hint) in messages.RULES.items()},
        days_of=lambda row: messages.joined(day(date.fromisoformat(on)) for on in row.facts.get("days", ())),
    )
