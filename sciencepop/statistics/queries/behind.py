"""What the rows behind figures were counted from: their keys name records, most of which have a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from sciencepop.bases.models import ScienceBase
from sciencepop.college.models import CourseClass, Lesson
from sciencepop.contests.models import Contest
from sciencepop.delivery.models import DeliveryOrder, MenuItem
from sciencepop.programme.models import Event, Occurrence
from sciencepop.statistics.rules.counting import record_of

NO_TIME = literal(None)
SOURCES: dict[str, Any] = {
    "session": select(Occurrence.id, Event.slug, Occurrence.starts_at).join(Event),
    "event": select(Event.id, Event.slug, NO_TIME),
    "base": select(ScienceBase.id, ScienceBase.slug, NO_TIME),
    "lesson": select(Lesson.id, CourseClass.code, Lesson.starts_at).join(CourseClass),
    "class": select(CourseClass.id, CourseClass.code, NO_TIME),
    "delivery": select(DeliveryOrder.id, DeliveryOrder.code, DeliveryOrder.starts_at),
    "item": select(MenuItem.id, MenuItem.code, NO_TIME),
    "contest": select(Contest.id, Contest.code, NO_TIME),
}


@dataclass(frozen=True)
class Found:
    """A record as it stands today: what its page is called in addresses, and when it began where it has an hour."""

    name: str
    starts_at: datetime | None


def find_records(session: Session, keys: Iterable[str]) -> dict[tuple[str, int], Found]:
    """By kind and number, those records of the keys that still stand; people are never looked up."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for kind, number in map(record_of, keys):
        if number is not None and kind in SOURCES:
            wanted[kind].add(number)
    return {
        (kind, id): Found(name, starts_at)
        for kind, ids in wanted.items()
        for id, name, starts_at in session.execute(_among(SOURCES[kind], ids))
    }


def _among(found: Any, ids: Iterable[int]) -> Any:
    id = next(iter(found.selected_columns))
    return found.where(id.in_(ids))
