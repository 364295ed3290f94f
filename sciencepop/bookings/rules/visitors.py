"""Who somebody at a desk is: what they gave there, and whether a slip is theirs."""

from __future__ import annotations

import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from sciencepop.accounts.rules.addresses import read_mobile

SEEN_FOR = timedelta(days=30)
"""How long a desk sees what it entered."""
KEPT_AFTER = timedelta(days=92)
"""Name and telephone go three months after the last session (the wording that people consent to)."""
_LANDLINE = re.compile(r"\d{7,12}", re.ASCII)
_DRESS = re.compile(r"[\s().-]+")


@dataclass(frozen=True)
class Visitor:
    """A name or nickname as it was said, and a telephone in canonical form, '' for none."""

    name: str
    phone: str = ""


def read_phone(text: str) -> str | None:
    """A mobile number as accounts keep it, or the digits of a fixed line; '' for none, None for what is no number."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return ""
    digits = _DRESS.sub("", plain)
    return read_mobile(plain) or (digits if _LANDLINE.fullmatch(digits) else None)


def is_theirs(typed: str, *, name: str, phone: str) -> bool:
    """Whether somebody names the telephone or the name of a slip. Compared in constant time."""
    number = read_phone(typed)
    by_phone = bool(phone) and _same(number or "", phone)
    by_name = bool(name) and _same(_folded(typed), _folded(name))
    return by_phone or by_name


def is_seen(*, made_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether the desk that entered a booking still sees it: for thirty days, or until the session is over."""
    return now <= max(made_at + SEEN_FOR, ends_at)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode())
