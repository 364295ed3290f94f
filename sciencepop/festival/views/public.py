"""Editions for everybody: the list with its archive, one edition, and what bases give in it."""

from __future__ import annotations

from collections import Counter

from flask import jsonify, render_template, url_for
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from sciencepop.core import clock, documents
from sciencepop.core.access import public
from sciencepop.core.db import db
from sciencepop.core.ground import map_ground
from sciencepop.core.i18n import language, tr
from sciencepop.core.pagecache import cached
from sciencepop.festival.hooks import edition_page_sections
from sciencepop.festival.models import Edition, EditionState, Venue
from sciencepop.festival.papers import SHAPES, kind_of
from sciencepop.festival.queries import editions, releases
from sciencepop.festival.queries.calls import find_call
from sciencepop.festival.queries.figures import figures_of
from sciencepop.festival.queries.items import days_with_items, list_announced
from sciencepop.festival.rules.editions import standing_on
from sciencepop.festival.rules.proposals import is_open_at
from sciencepop.festival.views import bp
from sciencepop.festival.views.pressing import names
from sciencepop.festival.views.screens import board_of

SOON = 4


@bp.get("/festival")
@public
@cached
def festival() -> str:
    """What is on or coming, and the archive."""
    rows = editions.list_editions(db.session())
    return render_template(
        "festival/festival.html",
        now_on=[one for one in rows if one.state is not EditionState.CLOSED],
        past=[one for one in rows if one.state is EditionState.CLOSED],
        **names(),
    )


@bp.get("/festival/<code>")
@public
@cached
def edition(code: str) -> str:
    """Theme and countdown, what is on now and next, days, blocks, venues, how to take it along, who is behind it."""
    session, now = db.session(), clock.now()
    found = editions.get_shown(session, code)
    rows = list_announced(session, found)
    on = [row for row in rows if row.item.is_on]
    call = find_call(session, found.id)
    is_closed = found.state is EditionState.CLOSED
    return render_template(
        "festival/edition.html",
        edition=found,
        standing=standing_on(found.from_on, found.until_on, found.pauses, clock.today()),
        days=days_with_items(found, rows),
        sessions=on,
        per_day=Counter(row.day for row in on),
        per_block=Counter(row.item.block for row in on),
        per_venue=Counter(row.item.venue for row in on),
        board=board_of(on, now, SOON),
        is_closed=is_closed,
        figures=figures_of(session, found) if is_closed else None,
        release=releases.find_latest(session, found.id),
        papers=list_papers(session, found),
        call=call if call and is_open_at(call.opens_at, call.closes_at, now) else None,
        sections=edition_page_sections(found),
        today=clock.today(),
        **names(),
    )


@bp.get("/festival/<code>/venues.json")
@public
@cached
def venues_json(code: str) -> Response:
    """What the map of an edition draws: its ground, and the venues that have a position."""
    session = db.session()
    found = editions.get_shown(session, code)
    counts = Counter(row.item.venue for row in list_announced(session, found) if row.item.is_on)
    pins = [_pin(found, venue, counts[venue.slug]) for venue in found.venues if venue.point[0] is not None]
    return jsonify(**map_ground(), bases=pins)


def _pin(found: Edition, venue: Venue, sessions: int) -> dict[str, object]:
    lat, lon = venue.point
    return {
        "name": tr(venue, "name"),
        "url": url_for("festival.programme", code=found.code, venue=venue.slug, day="all"),
        "lat": lat,
        "lon": lon,
        "town": tr(venue, "address"),
        "open": ngettext("%(num)d 场", "%(num)d 场", sessions) if sessions else "",
    }


def list_papers(session: Session, found: Edition) -> list[str]:
    """The shapes of the printed programme that are ready in the language of the page."""
    lang = language()
    return [shape for shape in SHAPES if documents.find_content(session, kind_of(shape, lang), found.code) is not None]


@bp.get("/festival/<code>/offers")
@public
@cached
def offers(code: str) -> str:
    """Free entry, discounts and gifts, by base."""
    found = editions.get_shown(db.session(), code)
    return render_template("festival/offers.html", edition=found, today=clock.today(), **names())
