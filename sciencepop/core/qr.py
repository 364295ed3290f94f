"""QR codes as inline SVG: no file, no other host, no inline style."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

import segno
from flask import Flask
from markupsafe import Markup, escape


def init_app(app: Flask) -> None:
    app.jinja_env.globals["qr"] = qr


def qr_once(text: str, title: str = "") -> Markup:
    """The code of a text, dark on white in every colour scheme; `title` is what a screen reader says.

    For secrets: nothing is remembered.
    """
    code = segno.make(text, error="m", micro=False)
    rows = ["".join("1" if dark else "0" for dark in row) for row in code.matrix_iter(border=3)]
    size = len(rows)
    path = "".join(_runs(y, row) for y, row in enumerate(rows))
    said = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true"'
    return Markup(  # noqa: S704 - numbers, and an escaped title
        f'<svg class="qr" viewBox="0 0 {size} {size}" {said} focusable="false" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )


qr = lru_cache(maxsize=256)(qr_once)
"""The same for what many pages show."""


def qr_file(text: str) -> str:
    """The code of a text as an SVG file of its own, for papers."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=3)
    return out.getvalue().decode()


def _runs(y: int, row: str) -> str:
    """The dark modules of a row as rectangles of one path."""
    parts, x = [], 0
    while x < len(row):
        width = len(row[x:]) - len(row[x:].lstrip(row[x]))
        if row[x] == "1":
            parts.append(f"M{x} {y}h{width}v1h-{width}z")
        x += width
    return "".join(parts)
