"""Which events of the sample season take groups: those with room for a class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date

from sciencepop.bookings.rules.groups import Terms
from sciencepop.demo.chance import moment
from sciencepop.demo.events import PlannedEvent
from sciencepop.demo.people import Row

A_CLASS = 40


def terms_rows(events: Sequence[PlannedEvent], today: date) -> Iterator[Row]:
    """The usual terms for every event whose sessions hold a class with its adults."""
    for event in events:
        seats = event.row.get("seats")
        if isinstance(seats, int) and seats >= A_CLASS:
            yield {"event_id": event.row["id"], "updated_at": moment(today), **asdict(Terms())}
