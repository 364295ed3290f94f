"""What an e-mail address and a mainland mobile number are, and the one form each is kept in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
"""Mainland mobile numbers: eleven digits, 13 to 19 first (numbering plan of MIIT for mobile networks)."""

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_PHONE_DRESS = re.compile(r"[\s().-]+")
LONGEST = 254


class AddressKind(StrEnum):
    EMAIL = "email"
    MOBILE = "mobile"


@dataclass(frozen=True)
class Contact:
    """An address in its canonical form: `name@host.tld` in small letters, or `+8613…`."""

    kind: AddressKind
    value: str


def read_address(text: str) -> Contact | None:
    """Understand what somebody typed, full-width characters and spaces included; None when it is no address."""
    if len(text) > 2 * LONGEST:
        return None
    plain = unicodedata.normalize("NFKC", text).strip()
    if "@" in plain:
        value = read_email(plain)
        return Contact(AddressKind.EMAIL, value) if value else None
    value = read_mobile(plain)
    return Contact(AddressKind.MOBILE, value) if value else None


def read_email(text: str) -> str | None:
    """The canonical e-mail address: small letters, the host in its ASCII form (RFC 5321 lengths)."""
    local, _at, host = text.replace("。", ".").rpartition("@")
    if not _LOCAL.fullmatch(local) or len(local) > 64:
        return None
    try:
        ascii_host = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    labels = ascii_host.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        return None
    value = f"{local.lower()}@{ascii_host}"
    return value if len(value) <= LONGEST else None


def read_mobile(text: str) -> str | None:
    """The canonical mobile number, `+86` and eleven digits; spaces, dashes and a country code may be typed."""
    digits = _PHONE_DRESS.sub("", text)
    for prefix in ("+86", "0086", "86"):
        if digits.startswith(prefix) and len(digits) == 11 + len(prefix):
            digits = digits.removeprefix(prefix)
            break
    return f"+86{digits}" if MOBILE.fullmatch(digits) else None


def shown(contact: Contact) -> str:
    """How people read it: a mobile number in groups and without country code."""
    if contact.kind is AddressKind.EMAIL:
        return contact.value
    digits = contact.value.removeprefix("+86")
    return f"{digits[:3]} {digits[3:7]} {digits[7:]}"


def veiled(contact: Contact) -> str:
    """Enough to recognise one's own address, too little to learn somebody's."""
    if contact.kind is AddressKind.MOBILE:
        digits = contact.value.removeprefix("+86")
        return f"{digits[:3]}****{digits[-4:]}"
    local, _at, host = contact.value.partition("@")
    return f"{local[:2] if len(local) > 3 else local[:1]}***@{host}"
