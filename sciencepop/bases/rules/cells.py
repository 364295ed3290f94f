"""How one cell of a table of bases is read, and what can be wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sciencepop.bases.rules import contacts
from sciencepop.bases.rules.lengths import LONGEST, MOST_PEOPLE
from sciencepop.bases.rules.points import Crs, Point
from sciencepop.bases.rules.week import parse_week

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")
_CRS = {"wgs84": Crs.WGS84, "gcj02": Crs.GCJ02, "bd09": Crs.BD09}


class CellProblem(StrEnum):
    """What is wrong with a cell; `longest`, `most` come as facts where a sentence needs them."""

    NO_NAME = "no_name"
    TOO_LONG = "too_long"
    BAD_CODE = "bad_code"
    UNKNOWN_KIND = "unknown_kind"
    UNKNOWN_TOWN = "unknown_town"
    UNKNOWN_ACCESS = "unknown_access"
    UNKNOWN_CRS = "unknown_crs"
    NO_NUMBER = "no_number"
    NO_CAPACITY = "no_capacity"
    BAD_HOURS = "bad_hours"
    BAD_PHONE = "bad_phone"
    BAD_EMAIL = "bad_email"
    BAD_WEBSITE = "bad_website"
    POINT_HALF = "point_half"
    POINT_SWAPPED = "point_swapped"
    POINT_ELSEWHERE = "point_elsewhere"


@dataclass(frozen=True)
class Vocabulary:
    """Slugs and codes by every word that may stand for them, and the middle of the district."""

    kinds: Mapping[str, str]
    towns: Mapping[str, str]
    access: Mapping[str, str]
    centre: Point


class BadCell(Exception):
    """A cell that cannot be taken."""

    def __init__(self, problem: CellProblem, **facts: Any) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.facts = facts


def read_cell(field: str, text: str, words: Vocabulary) -> Any:
    """The value of a cell that is not empty. Raises BadCell."""
    if field in LONGEST and len(text) > LONGEST[field]:
        raise BadCell(CellProblem.TOO_LONG, longest=LONGEST[field])
    reader = _READERS.get(field)
    return reader(text, words) if reader else text


def _code(text: str, _words: Vocabulary) -> str:
    if not _CODE.fullmatch(text):
        raise BadCell(CellProblem.BAD_CODE)
    return text


def _kind(text: str, words: Vocabulary) -> str:
    if text not in words.kinds:
        raise BadCell(CellProblem.UNKNOWN_KIND)
    return words.kinds[text]


def _town(text: str, words: Vocabulary) -> str:
    if text not in words.towns:
        raise BadCell(CellProblem.UNKNOWN_TOWN)
    return words.towns[text]


def _access(text: str, words: Vocabulary) -> tuple[str, ...]:
    pieces = [piece.strip() for piece in re.split(r"[、,，;；/]", text) if piece.strip()]
    if not all(piece in words.access for piece in pieces):
        raise BadCell(CellProblem.UNKNOWN_ACCESS)
    return tuple(dict.fromkeys(words.access[piece] for piece in pieces))


def _crs(text: str, _words: Vocabulary) -> Crs:
    found = _CRS.get(re.sub(r"[\s_-]", "", text.lower()))
    if found is None:
        raise BadCell(CellProblem.UNKNOWN_CRS)
    return found


def _degrees(text: str, _words: Vocabulary) -> float:
    if not re.fullmatch(r"[+-]?\d{1,4}(\.\d{1,20})?", text):
        raise BadCell(CellProblem.NO_NUMBER)
    return float(text)


def _capacity(text: str, _words: Vocabulary) -> int:
    if not re.fullmatch(r"[0-9]{1,9}(\.0+)?", text) or not 1 <= int(float(text)) <= MOST_PEOPLE:
        raise BadCell(CellProblem.NO_CAPACITY, most=MOST_PEOPLE)
    return int(float(text))


def _hours(text: str, _words: Vocabulary) -> Any:
    week = parse_week(text) if len(text) <= 400 else None
    if not week:
        raise BadCell(CellProblem.BAD_HOURS)
    return week


def _phone(text: str, _words: Vocabulary) -> str:
    if not contacts.is_phone(text):
        raise BadCell(CellProblem.BAD_PHONE)
    return text


def _email(text: str, _words: Vocabulary) -> str:
    if not contacts.is_email(text):
        raise BadCell(CellProblem.BAD_EMAIL)
    return text


def _website(text: str, _words: Vocabulary) -> str:
    address = contacts.website_of(text)
    if address is None:
        raise BadCell(CellProblem.BAD_WEBSITE)
    return address


_READERS: dict[str, Any] = {
    "code": _code,
    "kind": _kind,
    "town_code": _town,
    "access": _access,
    "crs": _crs,
    "lat": _degrees,
    "lon": _degrees,
    "capacity": _capacity,
    "hours": _hours,
    "contact_phone": _phone,
    "contact_email": _email,
    "website": _website,
}
