"""The programme for other programs: JSON, an Atom feed of its releases, and a listing to embed in other sites."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app, jsonify, make_response, render_template, url_for
from werkzeug.wrappers import Response

from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.db import db
from sciencepop.core.headers import framed_anywhere
from sciencepop.core.i18n import tr
from sciencepop.core.pagecache import cached
from sciencepop.festival.models import Edition
from sciencepop.festival.queries import editions, releases
from sciencepop.festival.queries.items import Row, list_announced
from sciencepop.festival.views import bp
from sciencepop.festival.views.picking import read_pick
from sciencepop.festival.views.pressing import names
from sciencepop.festival.words import line_words

MOST_ENTRIES, MOST_LINES = 20, 60


@bp.get("/festival/<code>/programme.json")
@public
@cached
def programme_json(code: str) -> Response:
    """Every item of the public programme; moments with their offset."""
    session = db.session()
    edition = editions.get_shown(session, code)
    release = releases.find_latest(session, edition.id)
    answer = jsonify(
        edition={
            "code": edition.code,
            "name_zh": edition.name_zh,
            "name_en": edition.name_en,
            "from": edition.from_on.isoformat(),
            "until": edition.until_on.isoformat(),
            "state": edition.state.value,
            "release": release.number if release else None,
            "is_sample": edition.is_sample,
        },
        blocks=[_named(block) for block in edition.blocks],
        venues=[_named(venue) for venue in edition.venues],
        items=[_item(row) for row in list_announced(session, edition)],
    )
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Cache-Control"] = "public, max-age=60"
    return answer


def _named(thing: Any) -> dict[str, str]:
    return {"slug": thing.slug, "name_zh": thing.name_zh, "name_en": thing.name_en}


def _item(row: Row) -> dict[str, Any]:
    item = row.item
    names = (
        "title_zh",
        "title_en",
        "kind",
        "block",
        "venue",
        "place_zh",
        "place_en",
        "room_zh",
        "room_en",
        "town_code",
    )
    return {name: getattr(item, name) for name in names} | {
        "id": item.occurrence_id,
        "uid": row.uid,
        "starts_at": clock.local(item.starts_at).isoformat(),
        "ends_at": clock.local(item.ends_at).isoformat(),
        "state": "on" if item.is_on else "cancelled",
        "is_full": row.is_full,
        "price_cents": row.price_cents,
        "speakers": list(row.speakers),
        "url": _absolute(url_for("programme.event", slug=item.slug, at=item.occurrence_id)),
    }


@bp.get("/festival/<code>/releases.atom")
@public
@cached
def releases_atom(code: str) -> Response:
    """One entry a release, with what it changed."""
    session = db.session()
    edition = editions.get_shown(session, code)
    rows = releases.list_releases(session, edition.id)[:MOST_ENTRIES]
    entries = [(row, releases.list_lines(session, row, only_news=True)[:MOST_LINES]) for row in rows]
    text = render_template(
        "festival/releases.xml",
        edition=edition,
        entries=entries,
        updated=_moment(rows[0].cut_at if rows else edition.changed_at),
        moment=_moment,
        absolute=_absolute,
        line_words=line_words,
        **names(),
    )
    answer = make_response(text)
    answer.mimetype = "application/atom+xml"
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer


@bp.get("/festival/<code>/embed")
@public
@cached
def embed(code: str) -> Response:
    """A day's list for a frame in another site; it sets and reads no cookie, and its links open outside."""
    session = db.session()
    edition = editions.get_shown(session, code)
    rows = list_announced(session, edition)
    pick = read_pick(edition, rows, clock.today())
    page = render_template(
        "festival/embed.html",
        edition=edition,
        pick=pick,
        rows=[row for row in rows if pick.takes(row)],
        title=_title(edition),
        **names(),
    )
    return framed_anywhere(make_response(page))


def _title(edition: Edition) -> str:
    return tr(edition, "name")


def _moment(moment: datetime) -> str:
    return clock.local(moment).isoformat()


def _absolute(path: str) -> str:
    return str(current_app.extensions["config"].public_url) + path
