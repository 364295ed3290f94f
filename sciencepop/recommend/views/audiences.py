"""For each group of people a page: what is for them, why, and this month. Nothing is kept of who opens it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs

from flask import abort, render_template, url_for

from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.pagecache import cached, cached_with_seats
from sciencepop.core.reference import Segment, get_reference
from sciencepop.programme.finder import get_finder, moment_of
from sciencepop.programme.rules.days import add_months, weeks_of
from sciencepop.programme.rules.search import Search, read_search
from sciencepop.programme.views.seasons import day_notes
from sciencepop.programme.views.wording import address, page_links
from sciencepop.recommend.rules.tastes import Choice, Tastes
from sciencepop.recommend.views import bp
from sciencepop.recommend.views.lists import steady_list


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
    """One group: the best for them with reasons, the days of this month, their calendar."""
    one = get_reference().segments.get(slug) or abort(404)
    finder, now = get_finder(), clock.now()
    index, moment, search = finder.index(now), moment_of(now), search_of(one)
    month = moment.today.replace(day=1)
    weeks, bits = weeks_of(month), index.matching(search, moment)
    days = [day for week in weeks for day in week if day.month == month.month and day >= moment.today]
    last = add_months(month, 1) - timedelta(days=1)
    return render_template(
        "recommend/audience.html",
        one=one,
        is_audience=slug in get_reference().audiences,
        listed=steady_list(Tastes(Choice(search.audiences)), search),
        month=month,
        weeks=weeks,
        counts={day: (bits & index.within(day, day, moment)).bit_count() for day in days},
        urls={day: address("programme.events", search.on(day).pairs()) for day in days},
        total=(bits & index.within(month, last, moment)).bit_count(),
        all_url=address("programme.events", search.pairs()),
        best_url=address("feeds.persona", search.pairs()),
        links=page_links(url_for(".audience", slug=slug)),
        notes={day: day_notes(day) for day in days},
        today=moment.today,
        now=now,
    )


def search_of(one: Segment) -> Search:
    """A group's question to the list of events."""
    return read_search(parse_qs(one.query), get_finder().vocabulary)
