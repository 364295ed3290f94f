"""How a calendar goes over HTTP: validators, compression, and no cookie, redirect or negotiation of any kind."""

from __future__ import annotations

from werkzeug.wrappers import Response

from sciencepop.feeds.services.build import Built

PUBLIC = "public, max-age=900"
PRIVATE = "private, max-age=300"
MIMETYPE = "text/calendar"


def whole(built: Built, cache_control: str = PUBLIC) -> Response:
    """The feed with its validators, not yet compressed or compared with what the asker has."""
    response = Response(built.body, mimetype=MIMETYPE)
    response.headers["ETag"] = f'W/"{built.digest}"'
    if built.changed_at is not None:
        response.last_modified = built.changed_at
    response.headers["Cache-Control"] = cache_control
    response.headers["Vary"] = "Accept-Encoding"
    return response


def nothing_here(words: str = "There is no calendar at this address.", status: int = 404) -> Response:
    """There is no such calendar: plain words, because the asker is a program."""
    response = Response(f"{words}\n", status=status, mimetype="text/plain")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
