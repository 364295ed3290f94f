"""Rows beside the events: their labels, the officer's reviews, and the audit of publication."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sciencepop.demo.events import PlannedEvent
from sciencepop.demo.people import OFFICER, REVIEWER_NAME, Row


def label_rows(events: Sequence[PlannedEvent], kind: str) -> Iterator[Row]:
    """Rows of event_audience (`audiences`) or event_topic (`topics`)."""
    for event in events:
        for slug in getattr(event.idea, kind):
            yield {"event_id": event.id, "slug": slug}


def review_rows(events: Sequence[PlannedEvent]) -> Iterator[Row]:
    """What the sample officer decided on each event."""
    number = 0
    for event in events:
        for state, note, at in _reviews(event):
            number += 1
            yield {
                "id": number,
                "event_id": event.id,
                "state": state,
                "reviewer_id": OFFICER,
                "reviewer_name": REVIEWER_NAME,
                "reviewed_at": at,
                "note": note,
                "ground": "other" if state == "withdrawn" else None,
            }


def _reviews(event: PlannedEvent) -> Iterator[tuple[str, str, datetime]]:
    if event.state in ("published", "withdrawn", "cancelled"):
        yield "published", "", event.public_from
    if event.state in ("returned", "withdrawn"):
        yield event.state, str(event.row["state_reason"]), event.public_from + timedelta(days=2)


def audit_rows(events: Sequence[PlannedEvent]) -> Iterator[Row]:
    """That the sample officer published the events, as the audit would tell: in the order of time."""
    shown = [event for event in events if event.state in ("published", "withdrawn", "cancelled")]
    shown.sort(key=lambda event: (event.public_from, event.id))
    for number, event in enumerate(shown, 1):
        yield _audit(number, event.public_from, event.id)


def _audit(number: int, at: datetime, event_id: int) -> Row:
    return {
        "id": number,
        "at": at,
        "actor_id": OFFICER,
        "action": "event.publish",
        "subject_kind": "event",
        "subject_id": event_id,
        "facts": {"note": ""},
    }
