"""What stands in a cell of a form: a whole number, “-” for not applicable, or nothing yet; and which sums must fit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST = 999_999_999_999
DASHES = frozenset("-－—–‐")
_NUMBER = re.compile(r"[0-9]{1,12}")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


class Refusal(StrEnum):
    NOT_WHOLE = "not_whole"
    FROZEN = "frozen"
    NOT_FROZEN = "not_frozen"
    YEAR_NOT_OVER = "year_not_over"
    EMPTY_CELLS = "empty_cells"
    SUMS_WRONG = "sums_wrong"
    SAME_PERSON = "same_person"
    CHANGED_MEANWHILE = "changed_meanwhile"
    REASON_MISSING = "reason_missing"
    NOT_YOURS = "not_yours"
    COMPUTED = "computed"
    BAD_ADDRESS = "bad_address"
    NO_SUCH_PERSON = "no_such_person"
    NAMED_ALREADY = "named_already"


@dataclass(frozen=True)
class Cell:
    """`value` is None where there is none: not applicable (`is_dash`), or not filled in yet."""

    value: int | None = None
    is_dash: bool = False

    @property
    def is_empty(self) -> bool:
        return self.value is None and not self.is_dash

    @property
    def text(self) -> str:
        """As the form is printed; '' while it is empty. Zero is “0” and never “-”."""
        return "-" if self.is_dash else "" if self.value is None else str(self.value)


EMPTY, DASH = Cell(), Cell(is_dash=True)


def read_cell(text: str) -> Cell | None:
    """What somebody typed; None where it is neither a whole number nor a dash. Groups of three may be parted."""
    typed = text.strip().translate(_WIDE)
    if not typed:
        return EMPTY
    if typed in DASHES:
        return DASH
    if re.fullmatch(r"[0-9]{1,3}([,，][0-9]{3})+", typed):
        typed = typed.replace(",", "").replace("，", "")
    return Cell(int(typed)) if _NUMBER.fullmatch(typed) else None


@dataclass(frozen=True)
class Under:
    """That an indicator is one “of which” of another, and whether its siblings share the whole between them."""

    slug: str
    whole: str
    is_part: bool


def depth_under(whole: str, wholes: Mapping[str, str]) -> int:
    """Under how many wholes something stands; one that the set does not have is none."""
    depth = 0
    while whole in wholes and depth < len(wholes):
        depth, whole = depth + 1, wholes[whole]
    return depth


def wrong_sums(cells: Mapping[str, Cell], unders: Sequence[Under]) -> list[tuple[str, str]]:
    """Which (indicator, whole) do not fit: one larger than its whole, or (with '') parts that come to more than it."""
    found: list[tuple[str, str]] = []
    parts: dict[str, int] = {}
    for under in unders:
        value, whole = cells.get(under.slug, EMPTY).value, cells.get(under.whole, EMPTY).value
        if value is None or whole is None:
            continue
        if value > whole:
            found.append((under.slug, under.whole))
        if under.is_part:
            parts[under.whole] = parts.get(under.whole, 0) + value
    known = {slug: cell.value for slug, cell in cells.items() if cell.value is not None}
    return found + [("", whole) for whole, total in parts.items() if total > known[whole] and not _told(found, whole)]


def _told(found: list[tuple[str, str]], whole: str) -> bool:
    return any(of == whole for _slug, of in found)
