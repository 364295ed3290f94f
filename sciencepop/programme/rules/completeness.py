"""What an event must say before anybody is asked to review it, and what its numbers must agree on."""

from __future__ import annotations

from collections.abc import Mapping

from sciencepop.programme.rules.refusals import Refusal

NEEDED = ("title_zh", "summary_zh", "body_zh", "source_note", "audiences", "topics")
"""Fields that may not be empty at submission; the source is named for the science check (科普法 2024, art. 35)."""

MOST_SEATS = 100_000


def missing_fields(values: Mapping[str, object]) -> list[str]:
    """Names of NEEDED fields that are empty, in order."""
    return [name for name in NEEDED if not values.get(name)]


def refuse_numbers(*, booking_mode: str, seats: int | None, age_min: int | None, age_max: int | None) -> Refusal | None:
    """Seats are needed where seats are booked, and ages stand in order."""
    if booking_mode == "seats" and not seats:
        return Refusal.SEATS_MISSING
    if age_min is not None and age_max is not None and age_min > age_max:
        return Refusal.AGES_REVERSED
    return None
