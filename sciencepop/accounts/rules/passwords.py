"""What a password must be. Length counts most; nothing forces signs or capitals (NIST SP 800-63B 3.1.1)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from sciencepop.accounts.rules.refusals import Refusal

SHORTEST = 8
LONGEST = 128
_NOTORIOUS = (
    "password",
    "qwertyui",
    "iloveyou",
    "songjiang",
    "sciencepop",
    "1q2w3e4r",
    "woaini",
    "abc12345",
    "a1234567",
)


def normal(password: str) -> str:
    """The same password whichever way a keyboard composes it."""
    return unicodedata.normalize("NFKC", password)


def fault_of(password: str, known_of_person: Iterable[str] = ()) -> Refusal | None:
    """Why a new password is refused, or None. `known_of_person`: addresses and name, which others may guess."""
    plain = normal(password)
    if len(plain) < SHORTEST:
        return Refusal.PASSWORD_SHORT
    if len(plain) > LONGEST:
        return Refusal.PASSWORD_LONG
    if plain.isdigit():
        return Refusal.PASSWORD_DIGITS
    small = plain.casefold()
    if len(set(small)) < 3 or small.rstrip("0123456789!.") in _NOTORIOUS or small in _NOTORIOUS:
        return Refusal.PASSWORD_GUESSABLE
    if small in {known.casefold() for known in known_of_person}:
        return Refusal.PASSWORD_GUESSABLE
    return None
