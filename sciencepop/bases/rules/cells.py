"""How one cell of a table of bases is read, what is put right in it, and what can be wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any

from sciencepop.bases.rules import contacts, titles
from sciencepop.bases.rules.lengths import LONGEST, MOST_PEOPLE
from sciencepop.bases.rules.points import Crs, Point
from sciencepop.bases.rules.tidy import alike, close_up, narrow, read_day
from sciencepop.bases.rules.week import parse_week

BLOCKS = frozenset({"summary_zh", "summary_en", "directions_zh", "directions_en", "hours"})
"""Fields that keep their line breaks."""
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")
_CRS = {"wgs84": Crs.WGS84, "gcj02": Crs.GCJ02, "bd09": Crs.BD09}
_DEGREES = re.compile(r"[+-]?\d{1,4}(\.\d{1,20})?")
_SEXAGESIMAL = re.compile(r"(\d{1,3})[°度](\d{1,2})['′’分](\d{1,2}(?:\.\d{1,9})?)[\"″”秒]?")
_PEOPLE = re.compile(r"(?:约|最多|不超过)?(\d{1,3}(?:,\d{3}){1,2}|\d{1,9})(?:\.0+)?(?:人|位|名)?次?(?:左右|以内)?")


class CellProblem(StrEnum):
    """What is wrong with a cell; `longest`, `most` come as facts where a sentence needs them."""

    NO_NAME = "no_name"
    TOO_LONG = "too_long"
    BAD_CODE = "bad_code"
    UNKNOWN_KIND = "unknown_kind"
    UNKNOWN_TOWN = "unknown_town"
    UNKNOWN_ACCESS = "unknown_access"
    UNKNOWN_CRS = "unknown_crs"
    NO_CRS = "no_crs"
    NO_NUMBER = "no_number"
    NO_CAPACITY = "no_capacity"
    BAD_HOURS = "bad_hours"
    BAD_PHONE = "bad_phone"
    BAD_EMAIL = "bad_email"
    BAD_WEBSITE = "bad_website"
    BAD_DAY = "bad_day"
    UNKNOWN_TITLE = "unknown_title"
    NO_NAMED_ON = "no_named_on"
    DAYS_BACKWARDS = "days_backwards"
    POINT_HALF = "point_half"
    POINT_ELSEWHERE = "point_elsewhere"
    NO_VALUE = "no_value"
    CONTRADICTS = "contradicts"


class RepairKind(StrEnum):
    """What was put right in a cell."""

    MERGED = "merged"
    FORMULA = "formula"
    WIDTH = "width"
    SPACES = "spaces"
    DAY = "day"
    WORD = "word"
    NUMBER = "number"
    POSITION = "position"
    SWAPPED = "swapped"
    CONTINUED = "continued"


@dataclass(frozen=True)
class Cell:
    """A text as the file has it; `merged_from` is the number of the row whose merged cell reaches here."""

    text: str
    merged_from: int = 0
    is_formula: bool = False


@dataclass(frozen=True)
class Repair:
    """What a field said, and what was understood."""

    field: str
    kind: RepairKind
    before: str
    after: str


@dataclass(frozen=True)
class Vocabulary:
    """What a table may say, and where it may lie.

    `known` has slugs and codes by field and by every official word; `more` has the official word by field and by what
    else is written for it, as `tidy.alike` reads it. `columns` are further names of columns, `footers` what a note
    below the table begins with. `crs` is what positions are in where the row does not say; None asks.
    """

    known: Mapping[str, Mapping[str, str]]
    more: Mapping[str, Mapping[str, str]]
    columns: Mapping[str, str]
    footers: tuple[str, ...]
    places: tuple[str, ...]
    towns_at: tuple[Point, ...]
    centre: Point
    crs: Crs | None = Crs.WGS84


class BadCell(Exception):
    """A cell that cannot be taken. `row` is set where it is of a further row of its base."""

    row = 0

    def __init__(self, problem: CellProblem, **facts: Any) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.facts = facts


@dataclass
class Reading:
    """What is put right while a row is read."""

    words: Vocabulary
    repairs: list[Repair] = field(default_factory=list)

    def note(self, field: str, kind: RepairKind, before: object, after: object) -> None:
        self.repairs.append(Repair(field, kind, str(before)[:200], str(after)[:200]))

    def word(self, field: str, text: str) -> str | None:
        """The slug that a word stands for; one that is not official is put right."""
        known = self.words.known.get(field, {})
        if text in known:
            return known[text]
        official = self.words.more.get(field, {}).get(alike(text))
        if official is None:
            return None
        self.note(field, RepairKind.WORD, text, official)
        return known.get(official)


def tidied(field: str, cell: Cell, reading: Reading) -> str:
    """The text of a cell as it was meant. Raises BadCell for a formula without a result."""
    text = cell.text
    if match := re.fullmatch(r'="([^"]*)"', text):
        reading.note(field, RepairKind.FORMULA, text, match[1])
        text = match[1]
    if text.startswith(("=", "#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!")) or (cell.is_formula and not text):
        raise BadCell(CellProblem.NO_VALUE)
    if cell.merged_from and text:
        reading.note(field, RepairKind.MERGED, cell.merged_from, text)
    if cell.is_formula:
        reading.note(field, RepairKind.FORMULA, "", text)
    plain = narrow(text, field)
    if plain != text:
        reading.note(field, RepairKind.WIDTH, text, plain)
    closed = plain if field in BLOCKS else close_up(plain)
    if closed != plain.strip(" "):
        reading.note(field, RepairKind.SPACES, plain, closed)
    return closed


def read_cell(field: str, text: str, reading: Reading) -> Any:
    """The value of a tidied text that is not empty. Raises BadCell."""
    if len(text) > LONGEST.get(field, 1000):
        raise BadCell(CellProblem.TOO_LONG, longest=LONGEST.get(field, 1000))
    reader = _READERS.get(field)
    return reader(text, reading) if reader else text


def _code(text: str, _reading: Reading) -> str:
    if not _CODE.fullmatch(text):
        raise BadCell(CellProblem.BAD_CODE)
    return text


def _kind(text: str, reading: Reading) -> str:
    found = reading.word("kind", text)
    if found is None:
        raise BadCell(CellProblem.UNKNOWN_KIND, known=_all_known("kind", reading))
    return found


def _all_known(field: str, reading: Reading) -> str:
    """The official words in Chinese, for who has to choose one."""
    return "、".join(word for word in reading.words.known[field] if not word.isascii())


def _town(text: str, reading: Reading) -> str:
    found = reading.word("town_code", text)
    if found:
        return found
    known, short = reading.words.known["town_code"], text
    for place in reading.words.places:
        short = short.removeprefix(place)
    for meant in (short, f"{short}镇", f"{short}街道"):
        if meant in known:
            reading.note("town_code", RepairKind.WORD, text, meant)
            return known[meant]
    raise BadCell(CellProblem.UNKNOWN_TOWN)


def _access(text: str, reading: Reading) -> tuple[str, ...]:
    pieces = [piece.strip() for piece in re.split(r"[、,，;；/]", text) if piece.strip()]
    found = [reading.word("access", piece) for piece in pieces]
    slugs = [slug for slug in found if slug]
    if len(slugs) != len(pieces):
        raise BadCell(CellProblem.UNKNOWN_ACCESS, known=_all_known("access", reading))
    return tuple(dict.fromkeys(slugs))


def _crs(text: str, reading: Reading) -> Crs:
    found = _CRS.get(re.sub(r"[\s_-]", "", text.lower()))
    if found is None:
        word = reading.word("crs", text)
        found = Crs(word) if word else None
    if found is None:
        raise BadCell(CellProblem.UNKNOWN_CRS)
    return found


def _degrees(field: str, text: str, reading: Reading) -> float:
    plain = re.sub(r"^[NEne北东]纬?经?|[°度]?[NEne]?$", "", text).strip()
    match = _SEXAGESIMAL.fullmatch(plain)
    if match:
        value = round(int(match[1]) + int(match[2]) / 60 + float(match[3]) / 3600, 6)
    elif _DEGREES.fullmatch(plain):
        value = float(plain)
    else:
        raise BadCell(CellProblem.NO_NUMBER)
    if plain != text or match:
        reading.note(field, RepairKind.NUMBER, text, value)
    return value


def _capacity(text: str, reading: Reading) -> int:
    match = _PEOPLE.fullmatch(text.replace(" ", ""))
    value = int(match[1].replace(",", "")) if match else 0
    if not 1 <= value <= MOST_PEOPLE:
        raise BadCell(CellProblem.NO_CAPACITY, most=MOST_PEOPLE)
    if str(value) != text:
        reading.note("capacity", RepairKind.NUMBER, text, value)
    return value


def _hours(text: str, _reading: Reading) -> Any:
    week = parse_week(text) if len(text) <= 400 else None
    if not week:
        raise BadCell(CellProblem.BAD_HOURS)
    return week


def _phone(text: str, _reading: Reading) -> str:
    if not contacts.is_phone(text):
        raise BadCell(CellProblem.BAD_PHONE)
    return text


def _email(text: str, _reading: Reading) -> str:
    if not contacts.is_email(text):
        raise BadCell(CellProblem.BAD_EMAIL)
    return text


def _website(text: str, _reading: Reading) -> str:
    address = contacts.website_of(text)
    if address is None:
        raise BadCell(CellProblem.BAD_WEBSITE)
    return address


def _day(field: str, text: str, reading: Reading) -> date:
    found = read_day(text)
    if found is None:
        raise BadCell(CellProblem.BAD_DAY)
    if text not in (found.isoformat(), f"{found.isoformat()} 00:00:00"):
        reading.note(field, RepairKind.DAY, text, found.isoformat())
    return found


def _title(field: str, text: str, reading: Reading) -> str:
    found = reading.word(field, text)
    if found is None:
        raise BadCell(CellProblem.UNKNOWN_TITLE)
    return found


_READERS: dict[str, Any] = {
    "code": _code,
    "kind": _kind,
    "town_code": _town,
    "access": _access,
    "crs": _crs,
    "lat": partial(_degrees, "lat"),
    "lon": partial(_degrees, "lon"),
    "capacity": _capacity,
    "hours": _hours,
    "contact_phone": _phone,
    "contact_email": _email,
    "website": _website,
    "named_on": partial(_day, "named_on"),
    "named_until": partial(_day, "named_until"),
    **{name: partial(_title, name) for name in titles.NAMED_BY},
}
