"""Slugs: the short name of a base in addresses. ASCII, so that it survives every chat and poster."""

from __future__ import annotations

import re
import secrets
import unicodedata

LONGEST = 60
RESERVED = frozenset({"new", "map"})
CODE_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
"""Without those that are taken for each other (0 o, 1 l i, u v)."""
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")


def new_code(length: int = 5) -> str:
    """Random letters and digits; five tell apart bases of the same name."""
    return "".join(secrets.choice(CODE_LETTERS) for _letter in range(length))


def is_slug(text: str) -> bool:
    """Whether this can be the slug of a base; everything else need not be looked up."""
    return _SLUG.fullmatch(text) is not None and text not in RESERVED


def slug_of(text: str) -> str:
    """The Latin letters and digits of a name, joined by hyphens; '' for a name without any."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        slug = longer
    return slug if slug not in RESERVED else f"{slug}-base"


def slug_with_code(name: str, code: str) -> str:
    """`chenshan-garden-k3f9`, or `base-k3f9` for a name in Chinese alone."""
    return f"{slug_of(name) or 'base'}-{code}"
