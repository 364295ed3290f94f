"""Public pages as bytes, kept while what they show is unchanged.

A page that is the same for everybody (with the same language and elder setting) is rendered once and then answered from
memory, with an ETag, until a stamp moves on: the programme's, and for pages that show seats the seats' too. A page also
ages with the minute, because it tells what is open and what is past. Nothing personal is ever kept here: a cached view
sees no session, no current_user and no CSRF token.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from werkzeug.wrappers import Response

from sciencepop.core import clock, stamps
from sciencepop.core.i18n import request_language

View = TypeVar("View", bound=Callable[..., Any])
LARGEST = 24 * 1024 * 1024


@dataclass(frozen=True)
class Entry:
    """A rendered page and what it was true for: stamps and minute."""

    truth: tuple[int, int, int]
    plain: bytes
    gzipped: bytes
    etag: str
    mimetype: str

    @property
    def size(self) -> int:
        return len(self.plain) + len(self.gzipped) + 300


class PageCache:
    """Least recently used pages within a budget of bytes; safe between threads."""

    def __init__(self, largest: int = LARGEST) -> None:
        self.largest = largest
        self.entries: OrderedDict[tuple[Any, ...], Entry] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()

    def find(self, key: tuple[Any, ...], truth: tuple[int, int, int]) -> Entry | None:
        with self.lock:
            entry = self.entries.get(key)
            if entry is None or entry.truth != truth:
                return None
            self.entries.move_to_end(key)
            return entry

    def keep(self, key: tuple[Any, ...], entry: Entry) -> None:
        with self.lock:
            old = self.entries.pop(key, None)
            self.size += entry.size - (old.size if old else 0)
            self.entries[key] = entry
            while self.size > self.largest and self.entries:
                _key, oldest = self.entries.popitem(last=False)
                self.size -= oldest.size

    def clear(self) -> None:
        with self.lock:
            self.entries.clear()
            self.size = 0


def init_app(app: Flask) -> None:
    app.extensions["pagecache"] = PageCache()
    app.before_request(_answer_from_memory)
    app.after_request(_keep)
    app.context_processor(lambda: {"elder": is_elder()})


def cached(view: View) -> View:
    """Keep this view's page; it shows no seats."""
    view.cached = "programme"  # type: ignore[attr-defined]
    return view


def cached_with_seats(view: View) -> View:
    """Keep this view's page until seats or programme change."""
    view.cached = "seats"  # type: ignore[attr-defined]
    return view


def is_elder() -> bool:
    """Whether this browser asked for the elder version (a cookie, so that the addresses stay the same)."""
    return request.cookies.get("elder") == "1" if request else False


def clear(app: Flask) -> None:
    """Forget every page; for tests."""
    app.extensions["pagecache"].clear()


def _answer_from_memory() -> Response | None:
    if request.method not in ("GET", "HEAD") or request.endpoint is None:
        return None
    mode = getattr(current_app.view_functions.get(request.endpoint), "cached", None)
    if mode is None:
        return None
    versions = stamps.current()
    minute = int(clock.now().timestamp()) // 60
    truth = (versions.programme, versions.seats if mode == "seats" else 0, minute)
    key = (request.path, request.query_string, request_language(), is_elder(), request.host)
    cache: PageCache = current_app.extensions["pagecache"]
    entry = cache.find(key, truth)
    if entry is None:
        g.page_to_keep = (key, truth)
        return None
    return _answer(entry)


def _keep(response: Response) -> Response:
    wanted = g.pop("page_to_keep", None)
    if wanted is None or response.status_code != 200 or response.is_streamed:
        return response
    key, truth = wanted
    body = response.get_data()
    entry = Entry(
        truth=truth,
        plain=body,
        gzipped=gzip.compress(body, 5, mtime=0),
        etag='"' + hashlib.sha256(body).hexdigest()[:32] + '"',
        mimetype=response.mimetype or "text/html",
    )
    cache: PageCache = current_app.extensions["pagecache"]
    cache.keep(key, entry)
    answer = _answer(entry)
    for name, value in response.headers:
        if name not in ("Content-Type", "Content-Length", "Vary"):
            answer.headers.setdefault(name, value)
    return answer


def _answer(entry: Entry) -> Response:
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    # A strong validator names one representation, so the compressed one has its own.
    etag = entry.etag[:-1] + '-gz"' if zipped else entry.etag
    if etag in request.headers.get("If-None-Match", ""):
        response = Response(status=304)
    else:
        response = Response(entry.gzipped if zipped else entry.plain, mimetype=entry.mimetype)
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    return response
