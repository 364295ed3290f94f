"""What the rows of a list would do: which base each is about, what is in doubt, and what somebody has to decide."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sciencepop.bases.rules.near import Near
from sciencepop.bases.rules.points import Point
from sciencepop.bases.rules.sheet import Read
from sciencepop.bases.rules.tidy import alike, loosely_alike


class RowProblem(StrEnum):
    """What is wrong with a row as a whole; `other` is another row, `name` a base."""

    TWICE = "twice"
    AMBIGUOUS = "ambiguous"
    MAYBE_ALIKE = "maybe_alike"
    MAYBE_SAME_PLACE = "maybe_same_place"
    ROW_SAME_PLACE = "row_same_place"


@dataclass(frozen=True)
class Fault:
    """Row number, field of the column, and what is wrong there."""

    row: int
    field: str
    problem: StrEnum
    facts: dict[str, Any] = dataclasses.field(default_factory=dict)


class Do(StrEnum):
    NEW = "new"
    UPDATE = "update"
    SKIP = "skip"


@dataclass(frozen=True)
class Choice:
    """What is done with a row: added, written into a base, or left out. As text `new`, `update:12`, `skip`."""

    do: Do
    base_id: int = 0

    def __str__(self) -> str:
        return f"{self.do.value}:{self.base_id}" if self.base_id else self.do.value


@dataclass(frozen=True)
class KnownBase:
    id: int
    code: str | None
    name: str
    point: Point | None


@dataclass(frozen=True)
class Doubt:
    """A base, or an earlier row, that a row may be the same as."""

    problem: RowProblem
    field: str
    base: KnownBase | None = None
    row: int = 0

    def fault(self, number: int) -> Fault:
        facts: dict[str, Any] = {"other": self.row} if self.row else {"name": self.base.name if self.base else ""}
        return Fault(number, self.field, self.problem, {} if self.problem is RowProblem.AMBIGUOUS else facts)


@dataclass
class PlannedRow:
    """`sure` is the base that the row is about beyond doubt; `choice` is None until somebody decides.

    `is_taken`: what it may be, another row is for sure.
    """

    number: int
    read: Read
    faults: list[Fault]
    sure: KnownBase | None = None
    doubts: list[Doubt] = dataclasses.field(default_factory=list)
    choice: Choice | None = None
    is_taken: bool = False

    @property
    def name(self) -> str:
        return str(self.read.values.get("name_zh", ""))

    @property
    def options(self) -> list[Choice]:
        """What may be chosen, the best guess first."""
        bases = [self.sure] if self.sure else [doubt.base for doubt in self.doubts if doubt.base]
        updates = [Choice(Do.UPDATE, base.id) for base in dict.fromkeys(filter(None, bases))]
        code = self.read.values.get("code")
        has_code = any(doubt.field == "code" for doubt in self.doubts) or bool(self.sure and code == self.sure.code)
        new = [] if code and has_code else [Choice(Do.NEW)]
        skip = Choice(Do.SKIP)
        if self.faults or self.is_taken or any(doubt.row for doubt in self.doubts):
            return [skip, *updates, *new]
        return [*updates, *new, skip]


def suspect(rows: Sequence[PlannedRow], bases: Iterable[KnownBase], places: tuple[str, ...]) -> None:
    """Find for each row the base that it is about, or what it may be the same as."""
    known = _Known(bases, places)
    codes: dict[str, int] = {}
    names: dict[str, list[PlannedRow]] = defaultdict(list)
    here = Near()
    for row in rows:
        code, name, point = row.read.values.get("code"), alike(row.name), _point(row)
        row.sure, row.doubts = known.find(code, row.name, point)
        if code and codes.setdefault(code, row.number) != row.number:
            row.doubts.append(Doubt(RowProblem.TWICE, "code", row=codes[code]))
        same = [one for one in names[name] if name and not (code and one.read.values.get("code"))]
        row.doubts += [Doubt(RowProblem.TWICE, "name_zh", row=one.number) for one in same[:1]]
        if point and not row.sure and not row.doubts:
            row.doubts += [Doubt(RowProblem.ROW_SAME_PLACE, "lat", row=one) for one in here.around(point)[:1]]
        if point:
            here.add(point, row.number)
        names[name].append(row)
    sure = {row.sure.id for row in rows if row.sure}
    for row in rows:
        row.is_taken = any(doubt.base and doubt.base.id in sure for doubt in row.doubts)


def settle(rows: Sequence[PlannedRow], choices: Mapping[str, str]) -> None:
    """Take what was chosen; decide what is in no doubt and without a fault. Two rows never write one base."""
    taken: dict[int, int] = {}
    for row in rows:
        options = {str(option): option for option in row.options}
        asked = options.get(choices.get(str(row.number), ""))
        if asked is None and not row.doubts and not row.faults:
            asked = Choice(Do.UPDATE, row.sure.id) if row.sure else Choice(Do.NEW)
        row.choice = asked
        if asked and asked.base_id and taken.setdefault(asked.base_id, row.number) != row.number:
            row.faults.append(Fault(row.number, "name_zh", RowProblem.TWICE, {"other": taken[asked.base_id]}))


class _Known:
    """The district's bases by code, name and place."""

    def __init__(self, bases: Iterable[KnownBase], places: tuple[str, ...]) -> None:
        self.places = places
        self.by_code: dict[str, KnownBase] = {}
        self.by_name: dict[str, list[KnownBase]] = defaultdict(list)
        self.by_loose_name: dict[str, list[KnownBase]] = defaultdict(list)
        self.by_id: dict[int, KnownBase] = {}
        self.near = Near()
        for base in bases:
            self.by_id[base.id] = base
            self.by_name[alike(base.name)].append(base)
            self.by_loose_name[loosely_alike(base.name, places)].append(base)
            if base.code:
                self.by_code[base.code] = base
            if base.point:
                self.near.add(base.point, base.id)

    def find(self, code: str | None, name: str, point: Point | None) -> tuple[KnownBase | None, list[Doubt]]:
        """The base beyond doubt, or those that it may be. One that has another code is another base."""
        if code in self.by_code:
            return self.by_code[code], []
        same = [base for base in self.by_name.get(alike(name), ()) if not (code and base.code)]
        if len(same) == 1:
            return same[0], []
        if same:
            return None, [Doubt(RowProblem.AMBIGUOUS, "name_zh", base) for base in same]
        loose = [base for base in self.by_loose_name.get(loosely_alike(name, self.places), ()) if name]
        there = [self.by_id[id] for id in self.near.around(point)] if point else []
        doubts = [Doubt(RowProblem.MAYBE_ALIKE, "name_zh", base) for base in loose if not (code and base.code)]
        doubts += [Doubt(RowProblem.MAYBE_SAME_PLACE, "lat", base) for base in there if base not in loose]
        return None, [doubt for doubt in doubts if doubt.base and not (code and doubt.base.code)]


def _point(row: PlannedRow) -> Point | None:
    values = row.read.values
    is_there = "lat" in values and "lon" in values and not row.read.bad.keys() & {"lat", "lon", "point"}
    return Point(values["lat"], values["lon"]) if is_there else None
