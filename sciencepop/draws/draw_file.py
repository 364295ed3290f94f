"""Reading a draw's file: commitment, round and sheets, and the result once there is one."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from sciencepop.draws.draw import Round, Sheet
from sciencepop.draws.reading import Commitment, Header, SheetReader, read_commitment, read_header, read_terms
from sciencepop.draws.sheets import digest_of, written


class Fault(NamedTuple):
    """What does not match, as a code with the facts of its sentence."""

    code: str
    facts: dict[str, str | int]


class Broken(Exception):
    """The file cannot be read; the fault says where."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code, facts)
        self.fault = Fault(code, facts)


class DrawFile(NamedTuple):
    """`result` has the lines after the sheets; the first of them is line `result_from` of the file."""

    commitment: Commitment | None
    commitment_digest: str | None
    terms: Round
    sheets: list[Sheet]
    input_digest: str
    header: Header | None
    result: list[str]
    result_from: int


def read_file(data: bytes) -> DrawFile:
    """Broken if a line is not written as the rules say, sheets are out of order, or somebody stands on two sheets."""
    rows = _rows(data)
    at, promise, promise_digest = 0, None, None
    if _kind(_parsed(rows, 0)) == "commitment":
        promise, promise_digest, at = _read(read_commitment, rows, 0), digest_of(f"{rows[0]}\n".encode()), 1
    start, terms = at, _read(read_terms, rows, at)
    sheets = _sheets(rows, start + 1, terms)
    at = start + 1 + len(sheets)
    header = _read(read_header, rows, at) if at < len(rows) else None
    body = "".join(f"{row}\n" for row in rows[start:at])
    return DrawFile(promise, promise_digest, terms, sheets, digest_of(body.encode()), header, rows[at:], at + 1)


def _rows(data: bytes) -> list[str]:
    try:
        rows = data.decode().split("\n")
    except UnicodeDecodeError:
        raise Broken("utf8") from None
    if rows.pop() or not rows:
        raise Broken("line", line=len(rows) + 1)
    return rows


def _sheets(rows: list[str], at: int, terms: Round) -> list[Sheet]:
    reader, sheets = SheetReader(terms), list[Sheet]()
    last, names = "", set[str]()
    while at < len(rows) and _kind(_parsed(rows, at)) == "sheet":
        sheet = _read(reader.read, rows, at)
        at += 1
        if not names.isdisjoint(sheet.people):
            raise Broken("twice", line=at)
        if sheet.people[0] < last:
            raise Broken("sorted", line=at)
        last = sheet.people[0]
        names.update(sheet.people)
        sheets.append(sheet)
    return sheets


def _read(reader: Any, rows: list[str], at: int) -> Any:
    try:
        return reader(_parsed(rows, at))
    except ValueError:
        raise Broken("line", line=at + 1) from None


def _parsed(rows: list[str], at: int) -> Any:
    """The line's value, if writing it again gives the same line."""
    if at < len(rows):
        try:
            value = json.loads(rows[at])
            if written(value) == rows[at]:
                return value
        except (ValueError, RecursionError):
            pass
    raise Broken("line", line=at + 1)


def _kind(value: Any) -> Any:
    return value.get("kind") if isinstance(value, dict) else None
