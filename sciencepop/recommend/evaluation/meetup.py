"""Read a folder in the format of the Meetup data: events, groups, members, rsvps, as .csv or .csv.gz.

A group is taken as a base, its category as the topic, a member's city as the cell. There are no venues, so a base lies
where its visitors live; the protocol works that out anew at every anchor. What COLUMNS calls optional may be missing.
"""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from sciencepop.recommend.engine.text import series_key
from sciencepop.recommend.engine.world import Days, Floats, Ints, Sessions, Visits

EPOCH = datetime(2001, 1, 1)  # noqa: DTZ001 - local time throughout; a Monday
COLUMNS = {
    "events": (("event", "group", "start"), ("title",)),
    "groups": (("group",), ("name", "category")),
    "members": (("user",), ("city", "lat", "lon")),
    "rsvps": (("user", "event"), ()),
}
"""Of each file the columns that it must have, and those without which less is known."""


@dataclass(frozen=True)
class DataSet:
    """All rows as numbers, sessions in the order of time."""

    sessions: Sessions
    visits: Visits
    base: Ints
    """of each series"""
    titles: list[str]
    """of each series: what stands on its card, base and topic included"""
    topics: Floats
    homes: Days
    """people x (latitude, longitude)"""
    bases: int
    cells: int


def day_of(text: str) -> float:
    """'2017-08-31 19:00' as days since EPOCH; a zone says nothing more, since times are local."""
    return (datetime.fromisoformat(text).replace(tzinfo=None) - EPOCH).total_seconds() / 86400


def date_of(day: float) -> str:
    """The date on which a day since EPOCH lies."""
    return f"{EPOCH + timedelta(days=day):%Y-%m-%d}"


def read(folder: Path) -> DataSet:
    """The whole folder; a row that refers to a group or event that is not there is left out. ValueError, with a
    sentence, where it cannot be read."""
    groups = {row["group"]: row for row in _rows(folder, "groups")}
    group_at = {name: at for at, name in enumerate(groups)}
    topics = {name: at for at, name in enumerate(sorted({row["category"] for row in groups.values()}))}
    timed = [(_start(row), row) for row in _rows(folder, "events") if row["group"] in groups]
    if not timed:
        raise ValueError("there is no event of any group in the folder")
    timed.sort(key=lambda pair: pair[0])
    events = [row for _start, row in timed]
    series: dict[tuple[str, str], int] = {}
    titles: list[str] = []
    of_event: list[int] = []
    for row in events:
        key = row["group"], series_key(row["title"])
        if key not in series:
            series[key] = len(titles)
            group = groups[row["group"]]
            titles.append(f"{row['title']} {group['name']} {group['category']}".strip())
        of_event.append(series[key])
    base = np.array([group_at[group] for group, _key in series], np.int64)
    of_topic = np.zeros((len(titles), len(topics)), np.float32)
    of_topic[np.arange(len(titles)), [topics[groups[group]["category"]] for group, _key in series]] = 1
    sessions = Sessions(np.array(of_event, np.int64), np.array([start for start, _row in timed]))
    visits, homes, cells = _people(folder, {row["event"]: at for at, row in enumerate(events)})
    return DataSet(sessions, visits, base, titles, of_topic, homes, len(groups), cells)


def _people(folder: Path, event_at: dict[str, int]) -> tuple[Visits, Days, int]:
    members = {row["user"]: row for row in _rows(folder, "members")}
    cities = {name: at for at, name in enumerate(sorted({row["city"] for row in members.values()} - {""}))}
    person_at = {name: at for at, name in enumerate(members)}
    pairs = set()
    for row in _rows(folder, "rsvps"):
        if row["event"] in event_at:
            pairs.add((event_at[row["event"]], person_at.setdefault(row["user"], len(person_at))))
    came = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    homes = np.full((len(person_at), 2), np.nan)
    cells = np.full((len(person_at), 1), -1, np.int64)
    for name, row in members.items():
        cells[person_at[name], 0] = cities.get(row["city"], -1)
        homes[person_at[name]] = _degrees(row["lat"]), _degrees(row["lon"])
    homes[np.isnan(homes).any(axis=1)] = np.nan
    return Visits(came[:, 1], came[:, 0], cells), homes, len(cities)


def _start(row: dict[str, str]) -> float:
    try:
        return day_of(row["start"])
    except ValueError:
        raise ValueError(
            f"event {row['event'][:40]} starts at no time that can be read: {row['start'][:40]!r}"
        ) from None


def _degrees(text: str) -> float:
    """NaN where it is unknown or none."""
    try:
        found = float(text or "nan")
    except ValueError:
        return float("nan")
    return found if abs(found) <= 180 else float("nan")


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """Every row of a file with all of its COLUMNS; what is missing is ''."""
    needed, more = COLUMNS[name]
    plain, packed = folder / f"{name}.csv", folder / f"{name}.csv.gz"
    if not plain.exists() and not packed.exists():
        raise ValueError(f"there is neither {name}.csv nor {name}.csv.gz in the folder")
    try:
        with (
            plain.open(newline="", encoding="utf-8-sig")
            if plain.exists()
            else gzip.open(packed, "rt", newline="", encoding="utf-8-sig") as file
        ):
            reader = csv.DictReader(file)
            missing = [column for column in needed if column not in (reader.fieldnames or ())]
            if missing:
                raise ValueError(f"{name} has no column {' and no column '.join(missing)}")
            for row in reader:
                yield {column: (row.get(column) or "").strip() for column in (*needed, *more)}
    except (csv.Error, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise ValueError(f"{name} cannot be read: {error}") from None
