"""For each group of people a page: what is for them, why, and this month. Nothing is kept of who opens it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import parse_qs

from flask import abort, render_template, url_for

from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.pagecache import cached, cached_with_seats
from sciencepop.core.reference import Segment, get_reference
from sciencepop.programme.finder import get_finder, moment_of
from sciencepop.programme.rules.days import add_months, weeks_of
from sciencepop.programme.rules.index import Index, Moment
from sciencepop.programme.rules.search import Search, read_search
from sciencepop.programme.views.seasons import day_notes, season_lines
from sciencepop.programme.views.wording import address, page_links
from sciencepop.recommend.rules.tastes import Choice, Tastes
from sciencepop.recommend.views import bp
from sciencepop.recommend.views.lists import steady_list

FEW_DAYS = 10
"""With fewer days left of a month the next one is shown, too."""


@dataclass(frozen=True)
class Month:
    """A month as a group's page shows it; `total` sessions are still to come in it."""

    first: date
    weeks: list[list[date]]
    counts: dict[date, int]
    total: int


@bp.get("/audiences")
@public
@cached
def audiences() -> str:
    """All groups, by stage of life."""
    finder, now = get_finder(), clock.now()
    index, moment = finder.index(now), moment_of(now)
    stages: dict[str, list[tuple[Segment, int]]] = {}
    for one in get_reference().segments.values():
        stages.setdefault(one.stage, []).append((one, index.matching(search_of(one), moment).bit_count()))
    return render_template("recommend/audiences.html", stages=stages, links=page_links(url_for(".audiences")))


@bp.get("/audiences/<slug>")
@public
@cached_with_seats
def audience(slug: str) -> str:
    """One group: the best for them with reasons, the days of this month, their calendar and their letter."""
    one = get_reference().segments.get(slug) or abort(404)
    now = clock.now()
    index, moment, search = get_finder().index(now), moment_of(now), search_of(one)
    months = [_month(first, index, search, moment) for first in months_from(moment.today)]
    days = [day for month in months for day in month.counts]
    return render_template(
        "recommend/audience.html",
        one=one,
        search=search,
        listed=steady_list(tastes_of_group(search), search),
        months=months,
        urls={day: address("programme.events", search.on(day).pairs()) for day in days},
        notes={day: day_notes(day) for day in days},
        seasons=season_lines(index, moment, moment.today, search),
        all_url=address("programme.events", search.pairs()),
        best_url=address("feeds.persona", search.pairs()),
        links=page_links(url_for(".audience", slug=slug)),
        today=moment.today,
        now=now,
    )


def search_of(one: Segment) -> Search:
    """A group's question to the list of events."""
    return read_search(parse_qs(one.query), get_finder().vocabulary)


def tastes_of_group(search: Search) -> Tastes:
    """Of nobody in particular who belongs to the audiences that a group asks for."""
    return Tastes(Choice(search.audiences))


def months_from(today: date) -> Iterable[date]:
    """The first days of the months that are shown: this one, and the next where little is left of it."""
    first = today.replace(day=1)
    following = add_months(first, 1)
    return (first, following) if (following - today).days < FEW_DAYS else (first,)


def _month(first: date, index: Index, search: Search, moment: Moment) -> Month:
    weeks, bits = weeks_of(first), index.matching(search, moment)
    days = [day for week in weeks for day in week if day.month == first.month and day >= moment.today]
    last = add_months(first, 1) - timedelta(days=1)
    counts = {day: (bits & index.within(day, day, moment)).bit_count() for day in days}
    return Month(first, weeks, counts, (bits & index.within(first, last, moment)).bit_count())
