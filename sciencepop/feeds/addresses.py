"""A feed's address in the forms that calendars want."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class Addresses:
    """`https` to copy, `webcal` to press, `google` to add by its web page."""

    https: str
    webcal: str
    google: str


def addresses(public_url: str, path: str) -> Addresses:
    """All forms of a feed's path under the site's public address. Never `webcals:`, which iOS refuses."""
    whole = public_url + path if path.startswith("/") else path
    webcal = "webcal://" + whole.split("://", 1)[1]
    return Addresses(whole, webcal, "https://calendar.google.com/calendar/r?cid=" + quote(webcal, safe=""))
