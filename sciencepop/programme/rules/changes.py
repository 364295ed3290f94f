"""What a change of an occurrence changes for people, and how long it can be taken back before they are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

UNDO = timedelta(minutes=10)
"""So long a change can be taken back; the notices wait until then."""

SOON = timedelta(minutes=60)
"""Who should set out within this time is told at once, so there is nothing that could be taken back."""


class ChangeKind(StrEnum):
    """MOVE is another time or place, RESIZE another number of seats."""

    MOVE = "move"
    RESIZE = "resize"


@dataclass(frozen=True)
class Arrangement:
    """When and where an occurrence is, as far as people are told; aware moments, and what stands in its columns."""

    starts_at: datetime
    ends_at: datetime
    room_zh: str = ""
    room_en: str = ""
    place_zh: str = ""
    place_en: str = ""
    address_zh: str = ""
    town_code: str | None = None

    @classmethod
    def of(cls, occurrence: Any) -> Arrangement:
        """The arrangement that a row has now."""
        return cls(**{name: getattr(occurrence, name) for name in cls.__dataclass_fields__})

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Arrangement:
        """From what `as_json` gave; further keys are left aside."""
        values = {name: kept[name] for name in cls.__dataclass_fields__}
        moments = {name: datetime.fromisoformat(values[name]) for name in ("starts_at", "ends_at")}
        return cls(**(values | moments))

    def as_json(self) -> dict[str, Any]:
        """Plain values; moments in UTC."""
        return {name: json_of(value) for name, value in asdict(self).items()}


def json_of(value: Any) -> Any:
    """A column's value as JSON has it."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def undo_until(now: datetime, starts: Iterable[datetime]) -> datetime | None:
    """Until when a change made now can be taken back; None when it is told at once.

    `starts` are the old start and the new one: somebody may be about to set out for either.
    """
    return None if any(start <= now + SOON for start in starts) else now + UNDO
