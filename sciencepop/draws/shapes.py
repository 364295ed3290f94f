"""What may stand in a line of a draw's file, piece by piece."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import pairwise
from typing import Any

FORMAT = "sciencepop.draw/1"
MOST_SEATS = 100_000
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
DIGEST = re.compile(r"[0-9a-f]{64}")
NOT_IN_TEXT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def need(is_so: bool) -> None:
    if not is_so:
        raise ValueError("not written as the rules of the file say")


def need_shape(row: Any, **checks: Callable[[Any], bool]) -> None:
    """ValueError unless the row has exactly these names, each with a value that passes."""
    need(isinstance(row, dict) and set(row) == set(checks) and all(check(row[name]) for name, check in checks.items()))


def rises(codes: list[str]) -> bool:
    """Whether they stand in the order of the alphabet, none twice."""
    return all(before < after for before, after in pairwise(codes))


def exactly(word: str) -> Callable[[Any], bool]:
    return lambda value: bool(value == word)


def is_list(value: Any) -> bool:
    return isinstance(value, list)


def is_code(value: Any) -> bool:
    return isinstance(value, str) and CODE.fullmatch(value) is not None


def are_codes(value: Any) -> bool:
    return is_list(value) and all(map(is_code, value)) and len(set(value)) == len(value)


def is_digest(value: Any) -> bool:
    return isinstance(value, str) and DIGEST.fullmatch(value) is not None


def is_text(value: Any) -> bool:
    return isinstance(value, str) and value == unicodedata.normalize("NFC", value) and not NOT_IN_TEXT.search(value)


def is_said(value: Any) -> bool:
    return is_text(value) and value != ""


def is_number_of_seats(value: Any) -> bool:
    return type(value) is int and 1 <= value <= MOST_SEATS
