"""What machines ask of the whole site: robots.txt, the sitemap, and the generated covers."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from flask import abort, current_app, render_template
from werkzeug.wrappers import Response

from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.assets import YEAR
from sciencepop.core.db import db
from sciencepop.core.pagecache import cached
from sciencepop.core.reference import get_reference
from sciencepop.programme.queries.public import list_addresses
from sciencepop.programme.rules.art import MOTIFS, draw
from sciencepop.programme.views import bp
from sciencepop.programme.views.wording import page_links

PRIVATE = ("/my", "/manage", "/district", "/bookings", "/sign-in", "/feeds/p/")
COUNTED = ("/for-you$", "/for-you?", "/for-you/everyone", "/fragments/")
"""What is made for somebody who looks, and counted as looked at."""
OPEN_PAGES = ("/", "/events", "/events/calendar", "/bases", "/audiences")
BIGGEST_SEED = 2**63


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """Everything public may be read; what belongs to a person may not even be asked for, nor what is counted."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: {prefix}{path}" for prefix in ("", "/en") for path in (*PRIVATE, *COUNTED)]
    lines += ["", f"Sitemap: {current_app.extensions['config'].public_url}/sitemap.xml", ""]
    return _plain("\n".join(lines), "text/plain", 3600)


@bp.get("/sitemap.xml")
@public
@cached
def sitemap() -> Response:
    events, bases = list_addresses(db.session())
    pages: list[tuple[str, datetime | None]] = [(path, None) for path in OPEN_PAGES]
    pages += [(f"/audiences/{slug}", None) for slug in get_reference().segments]
    pages += [(f"/events/{slug}", changed) for slug, changed in events]
    pages += [(f"/bases/{slug}", changed) for slug, changed in bases]
    entries = [(page_links(path), clock.local(changed).isoformat() if changed else "") for path, changed in pages]
    return _plain(render_template("programme/sitemap.xml", entries=entries), "application/xml", 3600)


@bp.get("/art/<art>/<int:seed>.svg")
@public
def art(art: str, seed: int) -> Response:
    """The cover of a motif and seed. Its address carries the edition of the drawing, so it may be kept for ever."""
    if art not in MOTIFS or seed >= BIGGEST_SEED:
        abort(404)
    response = _plain(_drawn(art, seed), "image/svg+xml", YEAR)
    response.headers["Cache-Control"] += ", immutable"
    return response


@lru_cache(maxsize=512)
def _drawn(art: str, seed: int) -> str:
    return draw(art, seed)


def _plain(body: str, kind: str, seconds: int) -> Response:
    response = Response(body, mimetype=kind)
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    return response
