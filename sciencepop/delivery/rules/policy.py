"""The district's numbers of delivery, out of the table `[delivery]` of its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Policy:
    """Days, working days, percents and scores; data/district.toml says what each is for."""

    slot_notice_days: int = 14
    town_workdays: int = 3
    district_workdays: int = 5
    supplier_workdays: int = 2
    move_workdays: int = 2
    confirm_days: int = 7
    free_cancel_days: int = 7
    evaluate_days: int = 7
    report_workdays: int = 10
    absences_lower: int = 2
    weak_percent: int = 20
    weak_score: float = 3.0
    weak_orders: int = 5
    rural_weight: int = 125
    contact_days: int = 90
    contact_days_at_most: int = 180
    photos_most: int = 6
    photo_days: int = 365
    lecturer_link_days: int = 14
    lecturer_asks: int = 20
    lecturer_letters: int = 3


def read_policy(table: Mapping[str, Any]) -> Policy:
    """What the table says, and the usual numbers for the rest. ValueError where it is wrong."""
    known = {field.name for field in fields(Policy)}
    if strange := set(table) - known:
        raise ValueError(f"[delivery] knows no {sorted(strange)[0]}")
    policy = Policy(**table)
    for name in known:
        value = getattr(policy, name)
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= 365:
            raise ValueError(f"[delivery] {name}: a number above 0, 365 at most")
    if policy.slot_notice_days <= policy.confirm_days:
        raise ValueError("[delivery] slot_notice_days must be more than confirm_days")
    if policy.contact_days > policy.contact_days_at_most:
        raise ValueError("[delivery] contact_days must not be more than contact_days_at_most")
    return policy
