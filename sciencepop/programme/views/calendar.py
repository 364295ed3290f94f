"""A month of the programme: a grid with the number of sessions a day, which is a list on a phone."""

from __future__ import annotations

from datetime import date, timedelta

from flask import render_template, request

from sciencepop.core.access import public
from sciencepop.core.pagecache import cached
from sciencepop.programme.rules.days import MONTHS_AHEAD, add_months, read_month, weeks_of
from sciencepop.programme.rules.search import Pairs
from sciencepop.programme.views import bp
from sciencepop.programme.views.facets import make_facets
from sciencepop.programme.views.lists import asked
from sciencepop.programme.views.seasons import day_notes
from sciencepop.programme.views.wording import address, chips, page_links


@bp.get("/events/calendar")
@public
@cached
def calendar() -> str:
    ask = asked()
    search, moment = ask.search.undated(), ask.moment
    month = read_month(request.args.get("month", "").strip(), moment.today)
    answer = ask.index.answer(search, moment)
    weeks = weeks_of(month)
    days = [day for week in weeks for day in week if day.month == month.month and day >= moment.today]
    counts = {day: (answer.on & ask.index.within(day, day, moment)).bit_count() for day in days}
    pairs, last = search.pairs(), add_months(month, 1) - timedelta(days=1)
    here = address("programme.calendar", _of_month(month, moment.today, pairs))
    return render_template(
        "programme/calendar.html",
        month=month,
        weeks=weeks,
        counts=counts,
        total=(answer.on & ask.index.within(month, last, moment)).bit_count(),
        urls={day: address("programme.events", search.on(day).pairs()) for day in counts},
        previous_url=_beside(month, -1, moment.today, pairs),
        next_url=_beside(month, 1, moment.today, pairs),
        search=search,
        chips=chips(search, "programme.calendar"),
        audiences=next((facet for facet in make_facets(search, answer) if facet.name == "audience"), None),
        notes={day: day_notes(day) for day in days},
        today=moment.today,
        links=page_links(here),
    )


def _of_month(month: date, today: date, pairs: Pairs) -> Pairs:
    """This month has the plain address."""
    return pairs if month == today.replace(day=1) else [("month", f"{month:%Y-%m}"), *pairs]


def _beside(month: date, step: int, today: date, pairs: Pairs) -> str:
    """The address of a neighbouring month, or '' where nothing is shown any more."""
    this, beside = today.replace(day=1), add_months(month, step)
    if not this <= beside <= add_months(this, MONTHS_AHEAD):
        return ""
    return address("programme.calendar", _of_month(beside, today, pairs))
