"""The rows behind a figure as people read them: what each is, its day and hour, and the page of what was counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from sciencepop.core.clock import local
from sciencepop.core.i18n import tr
from sciencepop.statistics.messages import MONTHS, ROWS
from sciencepop.statistics.queries.behind import Found, find_records
from sciencepop.statistics.queries.sets import Set
from sciencepop.statistics.rules.counting import Row, record_of
from sciencepop.statistics.sheets import Sheet

PAGES: dict[str, tuple[str, str]] = {
    "session": ("programme.event_manage", "slug"),
    "event": ("programme.event_manage", "slug"),
    "base": ("district.base_decision", "slug"),
    "lesson": ("college.class_desk", "code"),
    "class": ("college.class_desk", "code"),
    "delivery": ("delivery.order", "code"),
    "item": ("delivery.item_desk", "code"),
    "contest": ("contests.desk", "code"),
}
"""Of each kind of record the page that officers have, and what its address calls the record."""


@dataclass(frozen=True)
class Behind:
    """A row. `kind` says in words what was counted; `starts_at` tells sessions of one day apart; no `url`, no page."""

    title: str
    kind: Any
    on: date | None
    starts_at: datetime | None
    url: str
    amount: int


def read_rows(session: Session, rows: Sequence[Row], of: Set, sheet: Sheet) -> list[Behind]:
    """The rows of a page, with what is known today of the records that they were counted from."""
    found = find_records(session, [row.key for row in rows])
    parts = {line.slug: line for line in sheet.lines}
    return [_part(row, of, parts) if row.key.startswith("figure:") else _row(row, found) for row in rows]


def _row(row: Row, found: Mapping[tuple[str, int], Found]) -> Behind:
    kind, number = record_of(row.key)
    record = found.get((kind, number)) if number is not None else None
    starts_at = record.starts_at if record else None
    return Behind(
        title=row.title,
        kind=ROWS.get(kind, ""),
        on=None if kind in MONTHS else row.on,
        starts_at=starts_at if starts_at and local(starts_at).date() == row.on else None,
        url=_page(kind, record.name) if record else "",
        amount=row.amount,
    )


def _page(kind: str, name: str) -> str:
    endpoint, called = PAGES[kind]
    address: dict[str, Any] = {called: name}
    return url_for(endpoint, **address)


def _part(row: Row, of: Set, parts: Mapping[str, Any]) -> Behind:
    """A figure that was added up: its line of the same set, in the reader's language."""
    line = parts.get(row.key.removeprefix("figure:"))
    url = ""
    if line and line.has_rows:
        url = url_for("statistics.figure", year=of.year, name=of.name, slug=line.slug)
    return Behind(tr(line.about, "name") if line else row.title, ROWS["figure"], None, None, url, row.amount)
