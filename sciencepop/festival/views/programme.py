"""The public programme: a list by day, block and venue, the same as a grid, and its releases."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from urllib.parse import urlencode

from flask import render_template, request
from sqlalchemy.orm import Session

from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.db import db
from sciencepop.core.i18n import day
from sciencepop.core.pagecache import cached
from sciencepop.festival.models import Edition
from sciencepop.festival.queries import editions, releases
from sciencepop.festival.queries.items import Row, days_with_items, list_announced
from sciencepop.festival.rules.grid import lay_out
from sciencepop.festival.rules.items import ItemChange, Line
from sciencepop.festival.views import bp
from sciencepop.festival.views.picking import Pick, read_pick
from sciencepop.festival.views.pressing import names
from sciencepop.festival.words import CHANGES
from sciencepop.programme.rules.days import read_day

MOST_HIDDEN = 60
GRAVEST_FIRST = (ItemChange.CANCELLED, ItemChange.DROPPED, ItemChange.MOVED, ItemChange.PLACED, ItemChange.ADDED)


@bp.get("/festival/<code>/programme")
@public
@cached
def programme(code: str) -> str:
    """The list, telephones first."""
    session = db.session()
    edition = editions.get_shown(session, code)
    rows = list_announced(session, edition)
    pick = read_pick(edition, rows, clock.today())
    return render_template(
        "festival/programme.html",
        rows=[row for row in rows if pick.takes(row)],
        **_frame(session, edition, rows, pick),
    )


@bp.get("/festival/<code>/grid")
@public
@cached
def grid(code: str) -> str:
    """A day as a table of rooms and hours; narrow screens get the list of the same day."""
    session = db.session()
    edition = editions.get_shown(session, code)
    rows = list_announced(session, edition)
    pick = read_pick(edition, rows, clock.today(), one_day=True)
    shown = [row for row in rows if pick.takes(row)]
    hidden = set(request.args.getlist("hide")[:MOST_HIDDEN])
    order = [venue.slug for venue in edition.venues]
    laid = lay_out([row.item for row in shown if row.item.is_on], order, hidden)
    return render_template(
        "festival/grid.html",
        rows=shown,
        grid=laid,
        toggle_url=partial(_toggle_url, pick, frozenset(column.key for column in laid.hidden)),
        **_frame(session, edition, rows, pick),
    )


def _toggle_url(pick: Pick, hidden: frozenset[str], key: str) -> str:
    """The same grid with a column hidden, or shown again."""
    hide = urlencode([("hide", one) for one in sorted(hidden ^ {key})])
    return pick.url("festival.grid") + (f"&{hide}" if hide else "")


def _frame(session: Session, edition: Edition, rows: list[Row], pick: Pick) -> dict[str, object]:
    return {
        "edition": edition,
        "pick": pick,
        "days": days_with_items(edition, rows),
        "release": releases.find_latest(session, edition.id),
        "venues": {venue.slug: venue for venue in edition.venues},
        "busy_venues": {row.item.venue for row in rows},
        "now": clock.now(),
        **names(),
    }


@bp.get("/festival/<code>/releases")
@public
@cached
def release_list(code: str) -> str:
    """All releases; `?on=2026-10-17` leads to the one that stood on that day."""
    session = db.session()
    edition = editions.get_shown(session, code)
    asked = read_day(request.args.get("on", ""))
    return render_template(
        "festival/releases.html",
        edition=edition,
        rows=releases.list_releases(session, edition.id),
        asked=asked,
        stood=releases.find_on(session, edition.id, asked) if asked else None,
        today=clock.today(),
        **names(),
    )


@bp.get("/festival/<code>/releases/<int:number>")
@public
@cached
def release(code: str, number: int) -> str:
    """What a release changed, and with `?all=1` the whole programme as it was."""
    session = db.session()
    edition = editions.get_shown(session, code)
    found = releases.get_release(session, edition.id, number)
    whole = request.args.get("all") == "1"
    lines = releases.list_lines(session, found, only_news=not whole)
    groups = _by_day(lines) if whole else _by_change(lines)
    return render_template(
        "festival/release.html", edition=edition, release=found, whole=whole, groups=groups, **names()
    )


def _by_change(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """What somebody who planned to come must know first."""
    grouped = [(change, [line for line in lines if line.change is change]) for change in GRAVEST_FIRST]
    return [(str(CHANGES[change]), found) for change, found in grouped if found]


def _by_day(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    standing = [line for line in lines if line.change is not ItemChange.DROPPED]
    grouped = groupby(standing, lambda line: clock.local(line.item.starts_at).date())
    return [(day(on), list(found)) for on, found in grouped]
