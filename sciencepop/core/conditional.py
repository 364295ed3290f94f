"""What a request already has, and what it can read: conditional requests and compression (RFC 9110)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from werkzeug.http import parse_accept_header, parse_date


def is_unchanged(environ: Mapping[str, Any], etag: str, changed_at: datetime | None, now: datetime) -> bool:
    """Whether 304 is the answer. A list of tags decides alone where there is one (13.2.2), compared weakly;

    else the date, which must be one that can be true. `etag` is the plain representation's; the compressed one's
    differs by the suffix of `gzip_etag`.
    """
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags is not None:
        known = {opaque(etag), opaque(gzip_etag(etag))}
        return any(opaque(tag.strip()) in known or tag.strip() == "*" for tag in tags.split(","))
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    if since is None or changed_at is None:
        return False
    moment = read_date(since)
    return moment is not None and changed_at <= moment <= max(now, changed_at)


def read_date(text: str) -> datetime | None:
    """An HTTP date, or None for what is none; werkzeug lets the error of a number too large for a date through."""
    try:
        return parse_date(text)
    except OverflowError:
        return None


def gzip_etag(etag: str) -> str:
    """A strong tag names one representation, so the compressed one has its own; a weak one names both."""
    return etag if etag.startswith("W/") else etag[:-1] + '-gz"'


def opaque(tag: str) -> str:
    """A tag without its mark of weakness."""
    return tag.removeprefix("W/")


def accepts_gzip(environ: Mapping[str, Any]) -> bool:
    """Whether Accept-Encoding allows gzip; `gzip;q=0` does not."""
    header = environ.get("HTTP_ACCEPT_ENCODING", "")
    if "gzip" not in header and "*" not in header:
        return False
    if ";" not in header:
        return True
    return bool(parse_accept_header(header)["gzip"] > 0)
