"""What a contact answers for; telephone numbers, mail addresses and websites as people type them."""

from __future__ import annotations

import re
from enum import StrEnum
from urllib.parse import urlsplit

_PHONE = re.compile(r"[+(（]?\d[\d ()（）/、,，转\-–—ext.]{4,58}")
_EMAIL = re.compile(r"[^@\s<>\"',;:]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")
_HOST = re.compile(r"(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}(?::\d{1,5})?")


class ContactRole(StrEnum):
    """What somebody at a base is asked about."""

    VISITS = "visits"
    EDUCATION = "education"
    SAFETY = "safety"
    MEDIA = "media"
    DIRECTOR = "director"


def is_phone(text: str) -> bool:
    """Whether this reads like one or two telephone numbers, with an extension perhaps."""
    return _PHONE.fullmatch(text) is not None and sum(letter.isdigit() for letter in text) >= 5


def is_email(text: str) -> bool:
    return len(text) <= 120 and _EMAIL.fullmatch(text) is not None


def website_of(text: str) -> str | None:
    """The address with its scheme (https where none was typed); '' for nothing, None for what is no website."""
    if not text:
        return ""
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not _HOST.fullmatch(parts.netloc):
        return None
    return address if not re.search(r"[\s<>\"\\]", address) else None
