"""Screens in halls and foyers: what is on now and next, large, and a kiosk to press. Both load themselves anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, render_template, request, url_for

from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.db import db
from sciencepop.core.pagecache import cached
from sciencepop.festival.models import Edition, Venue
from sciencepop.festival.queries import editions
from sciencepop.festival.queries.items import Row, list_announced
from sciencepop.festival.views import bp
from sciencepop.festival.views.pressing import names

ON_SCREEN, ON_KIOSK = 8, 60
AHEAD = timedelta(hours=3)


@dataclass(frozen=True)
class Board:
    """What takes place now, what comes within hours, and the first of what comes later."""

    now_on: list[Row]
    soon: list[Row]
    later: list[Row]


def board_of(rows: list[Row], now: datetime, most: int) -> Board:
    """What is cancelled stays on the board until it would have begun: somebody may have come for it."""
    coming = [row for row in rows if row.item.starts_at > now]
    on = [row for row in rows if row.item.starts_at <= now < row.item.ends_at and row.item.is_on]
    soon = [row for row in coming if row.item.starts_at <= now + AHEAD]
    return Board(on[:most], soon[:most], [row for row in coming if row not in soon][:most])


@bp.get("/festival/<code>/screen")
@public
@cached
def screen(code: str) -> str:
    """For a wall; `?venue=` shows one venue alone."""
    return _board(code, "festival/screen.html", ON_SCREEN)


@bp.get("/festival/<code>/kiosk")
@public
@cached
def kiosk(code: str) -> str:
    """For a stand that people press: the day's list in large type, and a code that takes it along."""
    return _board(code, "festival/kiosk.html", ON_KIOSK)


def _board(code: str, template: str, most: int) -> str:
    session, now = db.session(), clock.now()
    edition = editions.get_shown(session, code)
    venue = editions.venue_of(edition, request.args.get("venue", ""))
    rows = [row for row in list_announced(session, edition) if venue is None or row.item.venue == venue.slug]
    return render_template(
        template,
        edition=edition,
        venue=venue,
        board=board_of(rows, now, most),
        now=now,
        link=_link(edition, venue),
        **names(),
    )


def _link(edition: Edition, venue: Venue | None) -> str:
    """The address that a telephone is to open."""
    path = url_for("festival.programme", code=edition.code, venue=venue.slug if venue else None)
    return str(current_app.extensions["config"].public_url) + path
