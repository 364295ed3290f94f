"""Windows of ordering, and whether the wished times of an order can be taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sciencepop.delivery.rules.items import Offered, refuse_day
from sciencepop.delivery.rules.policy import Policy
from sciencepop.delivery.rules.refusals import Refusal

MOST_SLOTS = 3


@dataclass(frozen=True)
class Window:
    """When orders are taken, `[opens_at, closes_at)`, for which days, both included."""

    opens_at: datetime
    closes_at: datetime
    first_on: date
    last_on: date

    def is_open_at(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at

    def are_in_order(self) -> bool:
        return self.opens_at < self.closes_at and self.first_on <= self.last_on


def refuse_slots(slots: Sequence[datetime], days: Sequence[date], window: Window) -> Refusal | None:
    """Whether these wishes, whose `days` are of the district, may be written at all."""
    if not slots:
        return Refusal.SLOT_MISSING
    if len(set(slots)) != len(slots):
        return Refusal.SLOT_TWICE
    if any(not window.first_on <= day <= window.last_on for day in days):
        return Refusal.SLOT_OUTSIDE
    return None


def refuse_soon(days: Sequence[date], today: date, policy: Policy) -> Refusal | None:
    """Whether everybody still has the time that they need before the first of these days."""
    earliest = today + timedelta(days=policy.slot_notice_days)
    return Refusal.SLOT_TOO_SOON if any(day < earliest for day in days) else None


def refuse_item_days(item: Offered, days: Sequence[date]) -> Refusal | None:
    """What stands against the first of these days for this item."""
    return next((refused for day in days if (refused := refuse_day(item, day))), None)
