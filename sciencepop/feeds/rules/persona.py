"""A question to the programme as the name of a feed: readable by the site alone, signed, and kept nowhere."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from urllib.parse import parse_qs, urlencode

LONGEST = 3000
SIGNATURE = 16

Pairs = list[tuple[str, str]]
Sign = Callable[[str], str]


def persona_code(pairs: Pairs, sign: Sign) -> str:
    """The name of the feed for a question in canonical order."""
    query = urlencode(pairs)
    return f"{_packed(query)}.{sign(query)[:SIGNATURE]}"


def read_code(code: str, sign: Sign, is_same: Callable[[str, str], bool]) -> dict[str, list[str]] | None:
    """The question behind a name; None for one that this site has not signed."""
    text, _dot, signature = code.partition(".")
    if len(code) > LONGEST or not code.isascii():
        return None
    try:
        query = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (Error, ValueError):
        return None
    is_ours = _packed(query) == text  # decoding passes over what does not belong there: one feed has one address
    return parse_qs(query) if is_ours and is_same(sign(query)[:SIGNATURE], signature) else None


def _packed(query: str) -> str:
    return urlsafe_b64encode(query.encode()).decode().rstrip("=")


def is_outlived(asked: Mapping[str, Sequence[str]], understood: Pairs, last: date | None, today: date) -> bool:
    """Whether a signed question can be answered no more: its days are past, or something that narrowed it is not known
    any longer, and without it the feed would bring what nobody asked for. Topics only say what comes first."""
    if last is not None and last < today:
        return True
    narrowing = {(name, value) for name, values in asked.items() if name != "topic" for value in values}
    return not narrowing <= set(understood)
