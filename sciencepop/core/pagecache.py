"""Public answers as bytes, kept while what they show is unchanged.

What is the same for everybody (same address, same elder setting) is made once and then answered from memory until
a stamp moves on: the programme's, and for pages that show seats the seats' too. Pages also age with the minute, because
they tell what is open and what is past; feeds with the day. Nothing personal is kept: a cached view sees no session,
no current_user and no CSRF token. What is in memory is answered in front of the web framework (see `Front`).
"""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import http_date
from werkzeug.wrappers import Response

from sciencepop.core import clock, logs, stamps
from sciencepop.core.conditional import accepts_gzip, gzip_etag, is_unchanged

View = TypeVar("View", bound=Callable[..., Any])
Key = tuple[str, str, bool, str]
Truth = tuple[int, int, int]
LARGEST = 24 * 1024 * 1024
LARGEST_ADDRESS = 500
TURNS = 64
LONGEST_WAIT = 5.0
"""Seconds to wait for somebody else's answer before making one's own."""
SENT_ANEW = {"content-length", "content-type", "content-encoding", "etag", "last-modified", "x-request-id", "date"}
_ELDER = re.compile(r"(?:^|;\s*)elder=1(?:;|$)")


@dataclass(frozen=True)
class Lasting:
    """How long an answer is true: does it show seats, and does it age with the day or with the minute."""

    with_seats: bool
    for_the_day: bool

    def truth(self, versions: stamps.Versions) -> Truth:
        tick = clock.today().toordinal() if self.for_the_day else int(clock.now().timestamp()) // 60
        return versions.public, versions.seats if self.with_seats else 0, tick


@dataclass(frozen=True)
class Entry:
    """A whole answer in both encodings; `etag` is the plain one's, `headers` are those of every answer."""

    plain: bytes
    gzipped: bytes
    content_type: str
    etag: str
    changed_at: datetime | None
    headers: tuple[tuple[str, str], ...]
    lasting: Lasting | None = None
    truth: Truth = (0, 0, 0)

    @property
    def size(self) -> int:
        return len(self.plain) + len(self.gzipped) + 1000

    def answer(self, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
        """Status, headers and body for this request: 304, or the bytes that it can read."""
        zipped = accepts_gzip(environ)
        headers = [*self.headers, ("ETag", gzip_etag(self.etag) if zipped else self.etag)]
        if self.changed_at is not None:
            headers.append(("Last-Modified", http_date(self.changed_at)))
        if is_unchanged(environ, self.etag, self.changed_at, clock.now()):
            return "304 NOT MODIFIED", headers, b""
        body = self.gzipped if zipped else self.plain
        if zipped:
            headers.append(("Content-Encoding", "gzip"))
        headers += [("Content-Type", self.content_type), ("Content-Length", str(len(body)))]
        return "200 OK", headers, body


class PageCache:
    """Least recently used answers within a budget of bytes; safe between threads."""

    def __init__(self, largest: int = LARGEST) -> None:
        self.largest = largest
        self.turns = [threading.Lock() for _number in range(TURNS)]
        self.entries: OrderedDict[Key, Entry] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()

    def find(self, key: Key) -> Entry | None:
        with self.lock:
            entry = self.entries.get(key)
            if entry is not None:
                self.entries.move_to_end(key)
            return entry

    def keep(self, key: Key, entry: Entry) -> None:
        with self.lock:
            old = self.entries.pop(key, None)
            self.size += entry.size - (old.size if old else 0)
            self.entries[key] = entry
            while self.size > self.largest and self.entries:
                _key, oldest = self.entries.popitem(last=False)
                self.size -= oldest.size

    def turn(self, key: Key) -> threading.Lock:
        """The lock under which an answer is made, so that many who ask for it at once wait for one that makes it."""
        return self.turns[hash(key) % TURNS]

    def clear(self) -> None:
        with self.lock:
            self.entries.clear()
            self.size = 0


def _is_true(entry: Entry | None, read: Callable[[], stamps.Versions]) -> bool:
    """Whether an answer still holds; when the database cannot say so, the application tells of the trouble."""
    try:
        return entry is not None and entry.lasting is not None and entry.truth == entry.lasting.truth(read())
    except SQLAlchemyError:
        return False


class Front:
    """Answers what is in memory and still true; everything else goes on to the application."""

    def __init__(self, wsgi: Callable[..., Iterable[bytes]], cache: PageCache, read: Callable[[], stamps.Versions]):
        self.wsgi, self.cache, self.read = wsgi, cache, read

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            entry = self.cache.find(key_of(environ))
            if entry is not None and _is_true(entry, self.read):
                status, headers, body = entry.answer(environ)
                headers.append(("X-Request-ID", logs.request_id(environ)))
                start_response(status, headers)
                return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
        return self.wsgi(environ, start_response)


def init_app(app: Flask) -> None:
    cache = PageCache()
    app.extensions["pagecache"] = cache
    app.wsgi_app = Front(app.wsgi_app, cache, app.extensions["stamps"].read)  # type: ignore[method-assign]
    app.before_request(_note_truth)
    app.after_request(_keep)
    app.teardown_request(_end_turn)
    app.context_processor(lambda: {"elder": is_elder()})


def _marked(lasting: Lasting) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.lasting = lasting  # type: ignore[attr-defined]
        return view

    return mark


cached = _marked(Lasting(with_seats=False, for_the_day=False))
"""Keep this view's page; it shows no seats."""

cached_with_seats = _marked(Lasting(with_seats=True, for_the_day=False))
"""Keep this view's page until seats or programme change."""

cached_for_the_day = _marked(Lasting(with_seats=False, for_the_day=True))
"""Keep what changes with the programme and at midnight only, such as a feed."""


def is_elder() -> bool:
    """Whether this browser asked for the elder version (a cookie, so that the addresses stay the same)."""
    return _wants_elder(request.environ) if request else False


def clear(app: Flask) -> None:
    """Forget every page; for tests."""
    app.extensions["pagecache"].clear()


def do_not_keep() -> None:
    """Answer this once and make it anew next time."""
    g.pop("lasting_truth", None)


def key_of(environ: dict[str, Any]) -> Key:
    """What tells two answers apart: path with its language, query, elder setting and host."""
    path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    return path, environ.get("QUERY_STRING", ""), _wants_elder(environ), environ.get("HTTP_HOST", "")


def _wants_elder(environ: dict[str, Any]) -> bool:
    """Asked of the header itself by page and key alike: two ways to read a cookie would mix the two versions up."""
    return bool(_ELDER.search(environ.get("HTTP_COOKIE", "")))


def negotiate(response: Response) -> Response:
    """Turn a whole 200 answer into what the request asks for: 304, compressed, or as it is."""
    return _respond(_entry_of(response))


def _note_truth() -> Response | None:
    """Take the turn to make this answer, or give the one that somebody else made while this request waited."""
    view = current_app.view_functions.get(request.endpoint or "")
    lasting = getattr(view, "lasting", None)
    if lasting is None or request.method not in ("GET", "HEAD"):
        return None
    cache, key = current_app.extensions["pagecache"], key_of(request.environ)
    turn = cache.turn(key)
    if not turn.acquire(blocking=False):
        if turn.acquire(timeout=LONGEST_WAIT):
            g.turn = turn
        entry = cache.find(key)
        if _is_true(entry, stamps.current):
            return _respond(entry)
    else:
        g.turn = turn
    g.lasting_truth = (lasting, lasting.truth(stamps.current()))
    return None


def _end_turn(_error: BaseException | None) -> None:
    turn = g.pop("turn", None)
    if turn is not None:
        turn.release()


def _keep(response: Response) -> Response:
    noted = g.pop("lasting_truth", None)
    if noted is None or response.status_code != 200 or response.is_streamed or "Set-Cookie" in response.headers:
        return response
    response.headers.setdefault("ETag", '"' + hashlib.sha256(response.get_data()).hexdigest()[:32] + '"')
    if response.mimetype == "text/html":
        response.headers["Cache-Control"] = "public, no-cache"
        response.headers["Vary"] = "Accept-Encoding, Cookie"
    entry = _entry_of(response, *noted)
    key = key_of(request.environ)
    if len(key[0]) + len(key[1]) <= LARGEST_ADDRESS:
        current_app.extensions["pagecache"].keep(key, entry)
    return _respond(entry)


def _entry_of(response: Response, lasting: Lasting | None = None, truth: Truth = (0, 0, 0)) -> Entry:
    body = response.get_data()
    return Entry(
        plain=body,
        gzipped=gzip.compress(body, 6, mtime=0),
        content_type=response.headers["Content-Type"],
        etag=response.headers["ETag"],
        changed_at=response.last_modified,
        headers=tuple((name, value) for name, value in response.headers if name.lower() not in SENT_ANEW),
        lasting=lasting,
        truth=truth,
    )


def _respond(entry: Entry) -> Response:
    status, headers, body = entry.answer(request.environ)
    response = Response(body, status)
    response.headers.clear()
    response.headers.extend(headers)
    return response
