"""Where sign-in may lead: a path of this site, and nothing that a browser could read as another site."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

LONGEST = 1000
_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")


def safe_target(text: str | None, fallback: str) -> str:
    """`text` when it is a same-site absolute path, `fallback` otherwise.

    Refused: schemes, `//host`, backslashes, control characters and spaces, dot segments, and all of these when they
    are percent-encoded once or several times in the path, or written with full-width signs.
    """
    if not text or len(text) > LONGEST or not text.startswith("/") or _CONTROL.search(text) or "\\" in text:
        return fallback
    path = re.split(r"[?#]", text, maxsplit=1)[0]
    for _round in range(4):
        if not _is_plain_path(path):
            return fallback
        decoded = unquote(path)
        if decoded == path:
            return text
        path = decoded
    return fallback


def _is_plain_path(path: str) -> bool:
    folded = unicodedata.normalize("NFKC", path)
    if not folded.startswith("/") or "//" in folded or "\\" in folded or _CONTROL.search(path):
        return False
    return not any(segment in (".", "..") for segment in folded.split("/"))
