"""The page of one base."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, render_template
from flask_babel import gettext as _

from sciencepop.bases import hooks, messages, queries
from sciencepop.bases.models import ScienceBase
from sciencepop.bases.rules.crosscheck import doubts_of
from sciencepop.bases.rules.opening import Hours
from sciencepop.bases.rules.photos import LICENCES, PhotoState, Shows
from sciencepop.bases.rules.points import Point, map_links
from sciencepop.bases.services.access import access_of
from sciencepop.bases.views import bp
from sciencepop.bases.views.hours_words import day_rows, special_rows, urgent_notes, week_rows
from sciencepop.bases.views.words import addresses, opening_words, place_data
from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.db import db
from sciencepop.core.i18n import tr
from sciencepop.core.pagecache import cached_with_seats
from sciencepop.core.reference import get_reference


@bp.get("/bases/<slug>")
@public
@cached_with_seats
def base(slug: str) -> str:
    """A public base; any other is not found."""
    found = queries.get_public(slug)
    hours = queries.hours_of(found)
    here = addresses()
    photos = [one for one in queries.list_photos(db.session(), found.id) if one.state is PhotoState.SHOWN]
    point = None if found.lat is None or found.lon is None else Point(found.lat, found.lon)
    return render_template(
        "bases/base.html",
        base=found,
        hours=hours,
        today=day_rows(hours, clock.today(), 1, clock.today())[0],
        note=todays_note(found, hours),
        week=week_rows(hours, clock.today()),
        special=special_rows(hours, clock.today()),
        urgent=urgent_notes(found, clock.today()),
        opening=opening_words(hours.opening_at(clock.local(clock.now()))),
        contacts=[(messages.CONTACT_ROLES[one.role], one) for one in found.contacts if one.is_public],
        photos={shows.value: [one for one in photos if one.shows is shows] for shows in Shows},
        licences=LICENCES,
        rights=messages.RIGHTS,
        access=[(slug, told) for slug, told in access_of(found).items() if slug in get_reference().access],
        former_names=[one for one in found.former_names if one.name_zh != found.name_zh],
        links=map_links(tr(found, "name"), tr(found, "address"), point),
        sections=hooks.base_page_sections(found, clock.now()),
        has_feed="feeds.base" in current_app.view_functions,
        addresses=here,
        place=place_data(found, hours, here["here"], photos),
    )


def todays_note(found: ScienceBase, hours: Hours) -> str:
    """What takes place today against the hours: sessions on a closed day, or an open day with all called off."""
    first, last = clock.day_bounds(clock.today())
    doubts = doubts_of(hours, hooks.sessions_at(db.session(), found.id, first, last - timedelta(seconds=1)))
    if doubts.called_off:
        return str(_("今天的活动都取消了，场馆照常开放。"))
    if doubts.outside and not hours.day(clock.today()).is_open:
        return str(_("今天不对外开放，但有活动，请按活动的时间来。"))
    return ""
