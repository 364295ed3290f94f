"""Chance that is the same every time: each thing draws from a stream of its own, named by what it is for."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

from sciencepop.core.clock import SHANGHAI


def stream(*name: object) -> random.Random:
    """The stream of that name. Adding a thing never changes what another one draws."""
    return random.Random("/".join(map(str, name)))  # noqa: S311 - sample data, no secret


def moment(day: date, at: time = time(0)) -> datetime:
    """A wall time in the district as an aware moment in UTC."""
    return datetime.combine(day, at, tzinfo=SHANGHAI).astimezone(UTC)


def between(rng: random.Random, start: datetime, end: datetime) -> datetime:
    """A whole minute of `[start, end]`; `start` when they are not in order."""
    minutes = int((end - start).total_seconds() // 60)
    return start + timedelta(minutes=rng.randint(0, minutes)) if minutes > 0 else start
