"""Static files: hashed addresses, compressed once in memory, kept by browsers for a year.

`asset('css/site.css')` gives `/assets/<hash>/css/site.css`. The project's own files lie in `static/`; Leaflet's come
out of its package, under `vendor/leaflet/`. No third-party file is in the repository.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import brotli
from flask import Flask, abort, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from sciencepop.core.config import ROOT
from sciencepop.core.reference import get_reference

COMPRESSED = {"text/css", "text/javascript", "image/svg+xml", "application/manifest+json"}
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Asset:
    """One file. It is compressed when it is first asked for: to compress all of them takes longer than to start."""

    name: str
    kind: str
    plain: bytes

    @cached_property
    def gzipped(self) -> bytes | None:
        return gzip.compress(self.plain, 9, mtime=0) if self.kind in COMPRESSED else None

    @cached_property
    def brotlied(self) -> bytes | None:
        return brotli.compress(self.plain) if self.kind in COMPRESSED else None


class Assets:
    """All static files, read once. CSS and JavaScript refer to each other by relative paths under one hash."""

    def __init__(self) -> None:
        self.by_name: dict[str, Asset] = {}
        self._read(ROOT / "static", "")
        leaflet = Path(str(files("xstatic.pkg.leaflet"))) / "data"
        self._read(leaflet, "vendor/leaflet/")
        self._join_stylesheets()

    def _read(self, folder: Path, prefix: str) -> None:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith(".") and path.suffix not in (".map", ".py"):
                name = prefix + path.relative_to(folder).as_posix()
                self.by_name[name] = _load(name, path.read_bytes())

    def _join_stylesheets(self) -> None:
        """css/site.css is all of static/css in one file: tokens, base, frame, components in three, then features'."""
        first = [f"css/{name}.css" for name in ("tokens", "base", "frame", "components", "forms", "lists")]
        rest = sorted(name for name in self.by_name if name.startswith("css/") and name not in first)
        joined = b"\n".join(self.by_name[name].plain for name in first + rest)
        self.by_name["css/site.css"] = _load("css/site.css", joined)

    def add(self, name: str, plain: bytes) -> None:
        """A file that is made of data when the application starts."""
        self.by_name[name] = _load(name, plain)

    @cached_property
    def version(self) -> str:
        """A hash of everything, in the address of every file."""
        digest = hashlib.sha256()
        for name in sorted(self.by_name):
            digest.update(name.encode() + self.by_name[name].plain)
        return digest.hexdigest()[:12]

    def url(self, name: str) -> str:
        """The permanent address of a file as it is now. Raises KeyError for a file that does not exist."""
        return f"/assets/{self.version}/{self.by_name[name].name}"


def _load(name: str, plain: bytes) -> Asset:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(name, "application/manifest+json" if name.endswith(".webmanifest") else kind, plain)


def init_app(app: Flask) -> None:
    assets = Assets()
    assets.add("css/theme.css", _theme(app))
    app.extensions["assets"] = assets
    app.jinja_env.globals["asset"] = assets.url
    app.jinja_env.globals["icon"] = lambda name: icon(assets, name)

    def serve_asset(version: str, name: str) -> Response:
        asset = assets.by_name.get(name) or abort(404)
        return _answer(asset, version == assets.version)

    serve_asset.access = "public"  # type: ignore[attr-defined]
    app.add_url_rule("/assets/<version>/<path:name>", "core.asset", serve_asset)


def _theme(app: Flask) -> bytes:
    """The district's own colours over the tokens; the elder version and dark mode keep their tested contrasts."""
    district = get_reference(app).district
    return (
        "@media (prefers-color-scheme: light) { :root:not([data-elder]) {"
        f" --civic: {district.colour}; --civic-deep: {district.colour_dark}; --focus: {district.accent}; "
        "} }\n"
    ).encode()


def icon(assets: Assets, name: str) -> Markup:
    """An inline use of one symbol of static/img/icons.svg; decorative, so hidden from readers."""
    href = assets.url("img/icons.svg") + "#" + name
    return Markup('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>').format(href)


def _answer(asset: Asset, is_current: bool) -> Response:
    accepts = request.headers.get("Accept-Encoding", "")
    body, encoding = asset.plain, ""
    if "br" in accepts and asset.brotlied:
        body, encoding = asset.brotlied, "br"
    elif "gzip" in accepts and asset.gzipped:
        body, encoding = asset.gzipped, "gzip"
    response = Response(body, mimetype=asset.kind)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    age = f"public, max-age={YEAR}, immutable" if is_current else "no-cache"
    response.headers["Cache-Control"] = age
    return response
