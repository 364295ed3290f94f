"""Items of a programme as plain values, and what changed from one release to the next."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


class ItemChange(StrEnum):
    """What became of an item since the release before; of several the gravest is told."""

    SAME = "same"
    ADDED = "added"
    MOVED = "moved"
    PLACED = "placed"
    CANCELLED = "cancelled"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Item:
    """One occurrence of an edition as its programme says it. Moments are aware; places are as they are told.

    `venue` is the slug of the edition's venue and '' for a place that is none; `block` is a slug or ''.
    """

    occurrence_id: int
    event_id: int
    slug: str
    title_zh: str
    title_en: str
    kind: str
    block: str
    venue: str
    place_zh: str
    place_en: str
    room_zh: str
    room_en: str
    town_code: str
    starts_at: datetime
    ends_at: datetime
    is_on: bool

    def as_json(self) -> dict[str, Any]:
        """Plain values; moments in UTC."""
        moments = {name: getattr(self, name).astimezone(UTC).isoformat() for name in ("starts_at", "ends_at")}
        return asdict(self) | moments

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Item:
        """From what `as_json` gave."""
        moments = {name: datetime.fromisoformat(kept[name]) for name in ("starts_at", "ends_at")}
        return cls(**(dict(kept) | moments))

    @property
    def time(self) -> tuple[datetime, datetime]:
        return self.starts_at, self.ends_at

    @property
    def spot(self) -> tuple[str, str, str]:
        return self.venue, self.place_zh, self.room_zh


@dataclass(frozen=True)
class Line:
    """An item of a release, what became of it, and how it was before (None for a new one)."""

    item: Item
    change: ItemChange
    before: Item | None = None


def compare(before: Sequence[Item], now: Sequence[Item]) -> list[Line]:
    """The next release: every item, what is new, moved, elsewhere, cancelled or gone, by time.

    What was cancelled before it was ever announced is left out, and so is what was told to be off or gone already.
    """
    old = {item.occurrence_id: item for item in before}
    lines = []
    for item in now:
        known = old.pop(item.occurrence_id, None)
        if known is None and not item.is_on:
            continue
        lines.append(Line(item, _change(known, item), known))
    lines += [Line(item, ItemChange.DROPPED, item) for item in old.values() if item.is_on]
    return sorted(lines, key=lambda line: (line.item.starts_at, line.item.occurrence_id))


def _change(before: Item | None, now: Item) -> ItemChange:
    if before is None or (now.is_on and not before.is_on):
        return ItemChange.ADDED
    if before.is_on and not now.is_on:
        return ItemChange.CANCELLED
    if before.time != now.time:
        return ItemChange.MOVED
    return ItemChange.PLACED if before.spot != now.spot else ItemChange.SAME


def counts(lines: Iterable[Line]) -> dict[str, int]:
    """How many lines there are of each change, the unchanged apart."""
    found: dict[str, int] = {change.value: 0 for change in ItemChange if change is not ItemChange.SAME}
    for line in lines:
        if line.change is not ItemChange.SAME:
            found[line.change.value] += 1
    return found


def is_news(lines: Iterable[Line]) -> bool:
    """Whether a release would tell anything."""
    return any(line.change is not ItemChange.SAME for line in lines)


def digest(lines: Iterable[Line]) -> str:
    """SHA-256 over what a release says, each line once and in its order."""
    found = hashlib.sha256()
    for line in lines:
        values = sorted((line.item.as_json() | {"change": line.change.value}).items())
        found.update(repr(values).encode() + b"\n")
    return found.hexdigest()
