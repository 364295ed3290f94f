"""The named rules: each makes rows of a year's records, and a figure is what its rows come to.

An indicator names its rule and an argument in `data/statistics_indicators.csv`. Whoever changes what a rule counts
gives it another name, because frozen figures keep the name that made them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sciencepop.statistics.rules.kinds import Kind
from sciencepop.statistics.rules.records import Held, Records


@dataclass(frozen=True)
class Row:
    """One line behind a figure. Keys of a figure differ."""

    key: str
    on: date | None
    title: str
    amount: int


@dataclass(frozen=True)
class Figure:
    """Rows, their sum, and the value: the sum divided by what one unit of the form holds, rounded half up."""

    rows: tuple[Row, ...]
    divisor: int = 1

    @property
    def total(self) -> int:
        return sum(row.amount for row in self.rows)

    @property
    def value(self) -> int:
        return (2 * self.total + self.divisor) // (2 * self.divisor)


def record_of(key: str) -> tuple[str, int | None]:
    """The record that a key names by kind and number, “event”, 3 for “event:3/2026-05-01”; None for no number."""
    kind, _colon, rest = key.partition(":")
    number = rest.partition("/")[0]
    return kind, int(number) if number.isdecimal() else None


class Unknowable(Exception):
    """The data that a rule needs is not there; it is no zero."""


Rule = Callable[[Records, str], Figure]


def sessions(records: Records, kind: str) -> Figure:
    """Sessions of a kind that were held."""
    return _figure(Row(one.key, one.on, one.title, 1) for one in _of_kind(records, kind))


def heads(records: Records, kind: str) -> Figure:
    """Who signed in at sessions of a kind: whoever came to two counts twice (人次)."""
    return _figure(Row(one.key, one.on, one.title, one.people) for one in _of_kind(records, kind))


def things(records: Records, kind: str) -> Figure:
    """Exhibitions, contests or camps: one each, however many sessions it had. Its day is the first in the year."""
    found: dict[str, Row] = {}
    for one in sorted(_of_kind(records, kind), key=lambda one: (one.on, one.key)):
        found.setdefault(one.thing, Row(one.thing, one.on, one.title, 1))
    return _figure(found.values())


def visits(records: Records, kind: str) -> Figure:
    """Visits of things of a kind, or with '' of a whole base: a party counts once a day, with the most that it was.

    A row is a day, never a person. What was online or elsewhere is no visit of a base.
    """
    most: dict[tuple[str, date, str], int] = {}
    titles: dict[str, str] = {}
    for one in records.visits:
        if one.kind == kind if kind else one.is_at_base:
            key, title = (one.thing, one.thing_title) if kind else (one.key, one.title)
            titles[key] = title
            most[key, one.on, one.who] = max(one.people, most.get((key, one.on, one.who), 0))
    days: dict[tuple[str, date], int] = {}
    for (key, on, _who), people in most.items():
        days[key, on] = days.get((key, on), 0) + people
    return _figure(Row(f"{key}/{on}", on, titles[key], people) for (key, on), people in days.items())


def open_units(records: Records, kind: str) -> Figure:
    """Bases that held at least one session of a kind."""
    found: dict[str, Row] = {}
    names = {one.base_id: one.title for one in records.visits}
    for one in sorted(_of_kind(records, kind), key=lambda one: (one.on, one.key)):
        key = f"base:{one.base_id}"
        found.setdefault(key, Row(key, one.on, names.get(one.base_id, one.title), 1))
    return _figure(found.values())


def week_sessions(records: Records, _argument: str) -> Figure:
    """Sessions of every kind in the science week; they stand in their own kinds too."""
    return _figure(Row(one.key, one.on, one.title, 1) for one in _in_week(records))


def week_heads(records: Records, _argument: str) -> Figure:
    """Who signed in at them."""
    return _figure(Row(one.key, one.on, one.title, one.people) for one in _in_week(records))


def amounts(name: str) -> Rule:
    """What was read under a name, each key once; the argument is the size of the form's unit where it is not one."""

    def count(records: Records, argument: str) -> Figure:
        found = {one.key: Row(one.key, one.on, one.title, one.amount) for one in records.amounts.get(name, [])}
        return _figure(found.values(), int(argument or 1))

    return count


RULES: dict[str, Rule] = {
    "sessions": sessions,
    "heads": heads,
    "things": things,
    "visits": visits,
    "open_units": open_units,
    "week_sessions": week_sessions,
    "week_heads": week_heads,
    "lecturers": amounts("lecturers"),
    "served_months": amounts("served_minutes"),
    "volunteers": amounts("volunteers"),
    "named_bases": amounts("named_bases"),
    "delivery_cost": amounts("delivery_cents"),
}
BY_WEEK = ("week_sessions", "week_heads")
"""What cannot be computed in a year whose science week is not in the data; then an officer enters it."""
SUM = "sum"
"""The one rule over figures instead of records: its argument names indicators."""


def add_up(parts: Iterable[tuple[str, str, int]]) -> Figure:
    """A figure of figures: slug, name and value of each, which are its rows."""
    return Figure(tuple(Row(f"figure:{slug}", None, name, value) for slug, name, value in parts))


def _of_kind(records: Records, kind: str) -> list[Held]:
    wanted = Kind(kind)
    return [one for one in records.held if one.kind is wanted]


def _in_week(records: Records) -> list[Held]:
    if records.week is None:
        raise Unknowable
    first, last = records.week
    return [one for one in records.held if first <= one.on <= last]


def _figure(rows: Iterable[Row], divisor: int = 1) -> Figure:
    return Figure(tuple(sorted(rows, key=lambda row: (row.on or date.min, row.key))), divisor)
