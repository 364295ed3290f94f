"""Reading a list of names that a group's leader uploads: what a row may hold, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_NAME = 40
LONGEST_NOTE = 100
SHOWN_BEFORE = timedelta(days=3)
SHOWN_AFTER = timedelta(days=1)
KEPT = timedelta(days=30)
"""Names are deleted thirty days after the visit."""

COLUMNS = {"姓名": "name", "名字": "name", "name": "name", "备注": "note", "note": "note", "notes": "note"}


class ColumnProblem(StrEnum):
    NO_NAME_COLUMN = "no_name_column"
    UNKNOWN_COLUMN = "unknown_column"
    COLUMN_TWICE = "column_twice"


class NameProblem(StrEnum):
    NAME_MISSING = "name_missing"
    NAME_TOO_LONG = "name_too_long"
    NOT_A_NAME = "not_a_name"
    NOTE_TOO_LONG = "note_too_long"
    CELL_TOO_MUCH = "cell_too_much"


@dataclass(frozen=True)
class Named:
    """One person of the list."""

    name: str
    note: str = ""


@dataclass(frozen=True)
class NameFault:
    """What is wrong in a row, by the number that it has in the file."""

    row: int
    problem: NameProblem


def read_header(cells: Sequence[str]) -> list[str] | tuple[ColumnProblem, str]:
    """The fields in the order of the columns, or what is wrong with which column. Only names and notes are taken."""
    titles = list(cells)
    while titles and not titles[-1]:
        titles.pop()
    found: list[str] = []
    for title in titles:
        field = COLUMNS.get(title.lower())
        if field is None:
            return ColumnProblem.UNKNOWN_COLUMN, title[:40]
        if field in found:
            return ColumnProblem.COLUMN_TWICE, title
        found.append(field)
    return found if "name" in found else (ColumnProblem.NO_NAME_COLUMN, "")


def read_names(fields: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]) -> tuple[list[Named], list[NameFault]]:
    """The people of all rows, and every fault; a list with faults is not to be taken."""
    people, faults = [], []
    for number, cells in rows:
        values = dict(zip(fields, cells, strict=False))
        person = Named(values.get("name", ""), values.get("note", ""))
        problem = _problem(person, cells[len(fields) :])
        if problem:
            faults.append(NameFault(number, problem))
        people.append(person)
    return people, faults


def _problem(person: Named, beyond: Sequence[str]) -> NameProblem | None:
    if any(beyond):
        return NameProblem.CELL_TOO_MUCH
    if not person.name:
        return NameProblem.NAME_MISSING
    if len(person.name) > LONGEST_NAME:
        return NameProblem.NAME_TOO_LONG
    if not any(letter.isalpha() for letter in person.name):
        return NameProblem.NOT_A_NAME
    return NameProblem.NOTE_TOO_LONG if len(person.note) > LONGEST_NOTE else None


def are_shown(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether the base may look at the names now: from three days before the visit until a day after it."""
    return starts_at - SHOWN_BEFORE <= now <= ends_at + SHOWN_AFTER
