"""Devices that show messages by Web Push: whom a browser may name as its push service, and what a device is called."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

MOST_DEVICES = 10
LONGEST_ENDPOINT = 1000
_PLAIN = re.compile(r"[!-~]+")


def is_push_service(endpoint: str, services: Sequence[str]) -> bool:
    """Whether the site may send a request to this address, which a stranger's browser named.

    HTTPS, to a host of the list alone, at its usual port unless the list names one; `*.` is any host within a domain.
    """
    if len(endpoint) > LONGEST_ENDPOINT or not _PLAIN.fullmatch(endpoint) or "\\" in endpoint:
        return False
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    if parts.scheme != "https" or not host or "@" in parts.netloc:
        return False
    name = host if port in (None, 443) else f"{host}:{port}"
    return any(name == known or (known.startswith("*.") and name.endswith(known[1:])) for known in services)


def has_good_keys(p256dh: str, auth: str) -> bool:
    """Whether these have the shape of a browser's keys (RFC 8291): a point of P-256 and 16 bytes."""
    point, secret = _bytes_of(p256dh), _bytes_of(auth)
    return len(point) == 65 and point[0] == 4 and len(secret) == 16


def _bytes_of(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""


_BROWSERS = (
    ("MicroMessenger/", "WeChat"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("HuaweiBrowser/", "Huawei Browser"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_name(user_agent: str) -> str:
    """A short name by which its owner knows a device, such as `Chrome · Android`; '' for one that says nothing."""
    found = (_first(names, user_agent) for names in (_BROWSERS, _MACHINES))
    return " · ".join(filter(None, found))


def _first(names: Sequence[tuple[str, str]], text: str) -> str:
    return next((name for mark, name in names if mark in text), "")
