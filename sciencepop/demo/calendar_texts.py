"""Calendar texts of a whole season: icalendar writes one for each event and language.

Its sisters differ only in UID and times, which have a fixed length, so their bytes are put in its place. Where that is
not so, icalendar writes each.

A test holds the result equal, byte by byte, to what icalendar writes for each session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from sciencepop.core import clock
from sciencepop.core.i18n import LANGUAGES
from sciencepop.demo.write import insert_rows
from sciencepop.programme.calendar_context import get_context
from sciencepop.programme.ical import render_vevent
from sciencepop.programme.models import Event, Occurrence, VEvent

EVENTS_AT_ONCE = 200
Render = Callable[[Occurrence, str], bytes]
_OWN = ("uid", "starts_at", "ends_at")
_FIELDS = [
    column.key
    for column in Occurrence.__table__.columns
    if column.key not in (*_OWN, "id", "series_id", "booking_opens_at", "booking_closes_at")
]


def write_vevents(session: Session) -> int:
    """Write the texts of all occurrences, none of which has any yet; returns how many occurrences."""
    context = get_context()
    last, done = 0, session.scalar(select(func.max(Event.id))) or 0
    count = 0
    table: Any = VEvent.__table__
    while last < done:
        found = _load(session, last, last + EVENTS_AT_ONCE)
        rows = _texts(found, lambda occurrence, lang: render_vevent(occurrence, lang, context))
        insert_rows(session.connection(), table, rows)
        count, last = count + len(found), last + EVENTS_AT_ONCE
        session.expunge_all()
    return count


def _load(session: Session, after: int, until: int) -> list[Occurrence]:
    event = joinedload(Occurrence.event)
    query = (
        select(Occurrence)
        .where(Occurrence.event_id > after, Occurrence.event_id <= until)
        .order_by(Occurrence.event_id, Occurrence.id)
        .options(
            event.joinedload(Event.base),
            event.options(selectinload(Event.audience_rows), selectinload(Event.topic_rows)),
        )
    )
    return list(session.scalars(query))


def _texts(occurrences: list[Occurrence], render: Render) -> Iterator[dict[str, Any]]:
    """The rows of vevent; occurrences of an event stand together."""
    for lang in LANGUAGES:
        patterns: dict[tuple[Any, ...], Pattern] = {}
        event_id = 0
        for occurrence in occurrences:
            if occurrence.event_id != event_id:
                patterns, event_id = {}, occurrence.event_id
            key = (*(getattr(occurrence, name) for name in _FIELDS), occurrence.ends_at - occurrence.starts_at)
            if key not in patterns:
                patterns[key] = Pattern(occurrence, render(occurrence, lang))
            content = patterns[key].fill(occurrence) or render(occurrence, lang)
            yield {
                "occurrence_id": occurrence.id,
                "lang": lang,
                "revision": occurrence.revision,
                "content": content,
            }


class Pattern:
    """A written text with the places of its own UID and times."""

    def __init__(self, occurrence: Occurrence, content: bytes) -> None:
        self.own = _lines(occurrence)
        self.content = content
        self.is_sure = all(content.count(line) == 1 for line in self.own)

    def fill(self, occurrence: Occurrence) -> bytes | None:
        """The text of a sister occurrence; None when it must be written by itself."""
        lines = _lines(occurrence)
        if not self.is_sure or any(len(old) != len(new) for old, new in zip(self.own, lines, strict=True)):
            return None
        content = self.content
        for old, new in zip(self.own, lines, strict=True):
            content = content.replace(old, new)
        return content


def _lines(occurrence: Occurrence) -> tuple[bytes, ...]:
    return (
        f"\r\nUID:{occurrence.uid}\r\n".encode(),
        f"\r\nDTSTART;TZID=Asia/Shanghai:{_wall(occurrence.starts_at)}\r\n".encode(),
        f"\r\nDTEND;TZID=Asia/Shanghai:{_wall(occurrence.ends_at)}\r\n".encode(),
    )


def _wall(moment: datetime) -> str:
    return f"{clock.local(moment):%Y%m%dT%H%M%S}"
