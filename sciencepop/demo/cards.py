"""Review cards of the sample events: an expert's name on each that was ever public, none due to be renewed but one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sciencepop.demo.chance import moment
from sciencepop.demo.events import PlannedEvent
from sciencepop.demo.people import OFFICER, Row
from sciencepop.programme.rules.duty import end_of

EXPERTS = ("示例专家（植物学）", "示例专家（天文）", "示例专家（应急安全）", "示例专家（科学教育）")
PUBLIC = ("published", "withdrawn", "cancelled")
GOOD_FOR = {"low": 300, "medium": 150}
RENEWED_AFTER = 50
ENDING_SOON = 20
"""Days in which the first event's assessment ends; its base has been told."""


def add_ends(events: Sequence[PlannedEvent], today: date) -> None:
    """Write into the events' rows when their assessments end."""
    for event in events:
        event.row["risk_ends_at"] = end_of(_until(event, today)) if event.state in PUBLIC else None


def card_rows(events: Sequence[PlannedEvent], today: date) -> Iterator[Row]:
    """Rows of review_card."""
    number = 0
    for event in events:
        if event.state not in PUBLIC:
            continue
        number += 1
        checked_at = _checked_at(event, today)
        risk = _risk(event)
        yield {
            "id": number,
            "event_id": event.id,
            "age_min": event.row["age_min"] or 0,
            "materials": "（示例）馆藏标本和常见材料；内容依据权威教材和馆内资料。",
            "risk": risk,
            "measures": "（示例）每组配一名工作人员，讲清操作步骤；现场备急救箱，标明出口。",
            "document_ref": f"示例评估-{event.id:04d}",
            "risk_until": _until(event, today),
            "written_by": event.row["created_by"],
            "written_at": checked_at - timedelta(days=1),
            "checker": "expert",
            "checker_name": EXPERTS[event.id % len(EXPERTS)],
            "checked_by": OFFICER,
            "checked_at": checked_at,
            "told_days": 30 if event.id == 1 else None,
        }


def _risk(event: PlannedEvent) -> str:
    return "medium" if event.outdoor_room else "low"


def _checked_at(event: PlannedEvent, today: date) -> datetime:
    """Before it became public, or lately where that is long ago."""
    latest = moment(today - timedelta(days=RENEWED_AFTER + event.id % 7))
    return max(event.public_from - timedelta(hours=2), latest)


def _until(event: PlannedEvent, today: date) -> date:
    if event.id == 1:
        return today + timedelta(days=ENDING_SOON)
    return _checked_at(event, today).date() + timedelta(days=GOOD_FOR[_risk(event)])
