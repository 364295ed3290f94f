"""How a calendar goes over HTTP: validators, compression, and no cookie, redirect or negotiation of any kind."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from datetime import datetime

from flask import request
from werkzeug.http import http_date
from werkzeug.wrappers import Response

from sciencepop.core import clock
from sciencepop.core.pagecache import Entry
from sciencepop.feeds.services.build import Built

PUBLIC = "public, max-age=900"
PRIVATE = "private, max-age=300"
MIMETYPE = "text/calendar"


@dataclass(frozen=True)
class FeedEntry(Entry):
    """A feed in memory; `etag` is the opaque part of its weak validator."""

    changed_at: datetime | None = None

    @property
    def size(self) -> int:
        return len(self.plain) + len(self.gzipped) + 500


def as_entry(built: Built, truth: tuple[int, int, int]) -> FeedEntry:
    """A built feed with its compressed bytes; the same body always gives the same bytes."""
    return FeedEntry(
        truth=truth,
        plain=built.body,
        gzipped=gzip.compress(built.body, 6, mtime=0),
        etag=built.digest,
        mimetype=MIMETYPE,
        changed_at=built.changed_at,
    )


def answer(entry: FeedEntry, cache_control: str = PUBLIC) -> Response:
    """The feed, or 304 when the asker has this very body."""
    if is_known(entry):
        response = Response(status=304)
        del response.headers["Content-Type"]
    elif accepts_gzip(request.headers.get("Accept-Encoding", "")):
        response = Response(entry.gzipped, mimetype=entry.mimetype)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = Response(entry.plain, mimetype=entry.mimetype)
    response.headers["ETag"] = f'W/"{entry.etag}"'
    if entry.changed_at is not None:
        response.headers["Last-Modified"] = http_date(entry.changed_at)
    response.headers["Cache-Control"] = cache_control
    response.headers["Vary"] = "Accept-Encoding"
    return response


def is_known(entry: FeedEntry) -> bool:
    """RFC 9110 13.2.2: a list of tags decides alone where there is one; a date only where it can be true."""
    if "If-None-Match" in request.headers:
        return bool(request.if_none_match.contains_weak(entry.etag))
    since = request.if_modified_since
    if since is None or entry.changed_at is None:
        return False
    return entry.changed_at <= since <= max(clock.now(), entry.changed_at)


def accepts_gzip(header: str) -> bool:
    """Whether the header allows gzip; `gzip;q=0` does not."""
    if "gzip" not in header and "*" not in header:
        return False
    return header == "gzip" or bool(request.accept_encodings["gzip"] > 0)


def nothing_here() -> Response:
    """There is no such calendar: plain words, because the asker is a program."""
    response = Response("There is no calendar at this address.\n", status=404, mimetype="text/plain")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
