"""The page of one base."""

from __future__ import annotations

from datetime import date, timedelta

from flask import current_app, render_template

from sciencepop.bases import hooks, queries
from sciencepop.bases.models import ScienceBase
from sciencepop.bases.rules.hours import Stretch
from sciencepop.bases.rules.points import Point, map_links
from sciencepop.bases.services.record import week_of
from sciencepop.bases.views import bp
from sciencepop.bases.views.listing import opening_now
from sciencepop.bases.views.words import addresses, opening_words, place_data
from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.i18n import tr
from sciencepop.core.pagecache import cached_with_seats


@bp.get("/bases/<slug>")
@public
@cached_with_seats
def base(slug: str) -> str:
    """A public base; any other is not found."""
    found = queries.get_public(slug)
    here = addresses()
    point = None if found.lat is None or found.lon is None else Point(found.lat, found.lon)
    return render_template(
        "bases/base.html",
        base=found,
        week=week_rows(found),
        opening=opening_words(opening_now(found)),
        links=map_links(tr(found, "name"), tr(found, "address"), point),
        sections=hooks.base_page_sections(found, clock.now()),
        has_feed="feeds.base" in current_app.view_functions,
        addresses=here,
        place=place_data(found, here["here"]),
    )


def week_rows(found: ScienceBase) -> list[tuple[date, bool, list[Stretch]]]:
    """Seven rows from Monday on: a day of this week, whether it is today, and when it is open."""
    today, week = clock.today(), week_of(found)
    monday = today - timedelta(days=today.weekday())
    days = [monday + timedelta(days=number) for number in range(7)]
    return [(on, on == today, [s for s in week if s.weekday == on.weekday()]) for on in days]
