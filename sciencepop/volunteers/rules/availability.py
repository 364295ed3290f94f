"""When somebody said that they can come. Who said nothing of a day may be asked for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from sciencepop.programme.rules.recurrence import ZONE


class Answer(StrEnum):
    """PREFERRED and CAN were said, UNKNOWN was not, CANNOT was."""

    PREFERRED = "preferred"
    CAN = "can"
    UNKNOWN = "unknown"
    CANNOT = "cannot"


@dataclass(frozen=True)
class Slot:
    """One line of somebody's availability; `kind` is can, cannot or prefer, `until_time` None means midnight."""

    kind: str
    from_time: time
    until_time: time | None
    weekday: int | None = None
    on_date: date | None = None


def answer_for(starts_at: datetime, ends_at: datetime, slots: Iterable[Slot]) -> Answer:
    """What the slots say of a shift. Lines of the date stand above those of the weekday.

    One `cannot` that touches the shift rules it out. Where a day has a `can` or `prefer`, the shift must lie in one.
    """
    start, end = starts_at.astimezone(ZONE), ends_at.astimezone(ZONE)
    known = list(slots)
    mine = [slot for slot in known if slot.on_date == start.date()]
    mine = mine or [slot for slot in known if slot.weekday == start.weekday()]
    if any(slot.kind == "cannot" and _touches(start, end, slot) for slot in mine):
        return Answer.CANNOT
    open_ones = [slot for slot in mine if slot.kind != "cannot"]
    if not open_ones:
        return Answer.UNKNOWN
    around = [slot for slot in open_ones if _holds(start, end, slot)]
    if not around:
        return Answer.CANNOT
    return Answer.PREFERRED if any(slot.kind == "prefer" for slot in around) else Answer.CAN


def _touches(start: datetime, end: datetime, slot: Slot) -> bool:
    last = time.max if end.date() > start.date() else end.time()
    return slot.from_time < last and (slot.until_time is None or start.time() < slot.until_time)


def _holds(start: datetime, end: datetime, slot: Slot) -> bool:
    if slot.from_time > start.time():
        return False
    return slot.until_time is None or (end.date() == start.date() and end.time() <= slot.until_time)
