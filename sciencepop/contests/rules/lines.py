"""Criteria and awards as an organiser types them, a line each; the parts are parted by a bar or a Chinese one."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BAR = re.compile(r"\s*[|｜]\s*")
MOST_LINES = 12


class Unread(ValueError):
    """A line that cannot be read; its text is the argument."""


@dataclass(frozen=True)
class Line:
    """A name in one or two languages, and one or two numbers."""

    name_zh: str
    name_en: str
    numbers: tuple[int, ...]


def read_lines(text: str, bounds: tuple[tuple[int, int], ...]) -> list[Line]:
    """Lines such as "创新性 | Originality | 40 | 10". `bounds` says how many numbers there are, and between what.

    The English name may be left out. Raises Unread.
    """
    found = [_read(line, bounds) for line in text.split("\n") if line.strip()]
    if len(found) > MOST_LINES:
        raise Unread(text.split("\n")[MOST_LINES][:30])
    return found


def _read(line: str, bounds: tuple[tuple[int, int], ...]) -> Line:
    parts = _BAR.split(line.strip())
    names, numbers = parts[: -len(bounds)], parts[-len(bounds) :]
    right = 1 <= len(names) <= 2 and bool(names[0]) and all(re.fullmatch(r"[0-9]{1,3}", one) for one in numbers)
    if not right or any(not low <= int(one) <= high for one, (low, high) in zip(numbers, bounds, strict=True)):
        raise Unread(line.strip()[:30])
    return Line(names[0][:60], names[1][:60] if len(names) > 1 else "", tuple(map(int, numbers)))


def written(rows: list[Line]) -> str:
    """The lines again, as they are shown in the form."""
    return "\n".join(" | ".join(filter(None, (row.name_zh, row.name_en, *map(str, row.numbers)))) for row in rows)
