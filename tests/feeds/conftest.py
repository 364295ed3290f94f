"""A small season that has every kind of session, and the feeds over it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from sciencepop.bookings.models import BookingState
from sciencepop.core import clock
from sciencepop.programme.models import Event, EventState, Occurrence, OccurrenceState
from tests.cast import Cast
from tests.factories import make_booking, make_event, make_occurrence

FEEDS = (
    "/feeds/all.ics",
    "/feeds/bases/chenshan.ics",
    "/feeds/towns/310117103000.ics",
    "/feeds/audiences/teenagers.ics",
    "/feeds/topics/botany.ics",
    "/feeds/events/leaves.ics",
)


@dataclass(frozen=True)
class Season:
    event: Event
    next_week: Occurrence
    cancelled: Occurrence
    moved: Occurrence
    full: Occurrence
    exhibition: Occurrence
    last_week: Occurrence


@pytest.fixture
def season(session: Session, cast: Cast) -> Season:
    """One event at the cast's base, known as `leaves`, and others that must not show."""
    now = clock.now()
    event = make_event(
        session,
        cast.base,
        slug="leaves",
        title_zh="叶子，为什么变红；C:\\New, 为什么变黄",
        title_en='Why leaves; turn, "red"',
        summary_zh="很长" * 200 + "\n第二行 👩‍👧",
        summary_en="Look at chlorophyll.\nTwice.",
        published_at=now,
        is_sample=True,
    )

    def add(days: int, **values: object) -> Occurrence:
        return make_occurrence(session, event, starts_in=timedelta(days=days), **values)  # type: ignore[arg-type]

    found = Season(
        event=event,
        next_week=add(7, room_zh="温室", room_en="Glasshouse"),
        cancelled=add(8, state=OccurrenceState.CANCELLED, cancelled_at=now, cancel_reason="台风, 停电", sequence=1),
        moved=add(9, moved_from=now + timedelta(days=5), sequence=2),
        full=add(10, is_full=True),
        exhibition=add(11, minutes=5 * 24 * 60),
        last_week=add(-7),
    )
    add(-61)
    add(402)
    add(-31, state=OccurrenceState.CANCELLED, cancelled_at=now)
    for state in (EventState.DRAFT, EventState.WITHDRAWN):
        hidden = make_event(session, cast.base, title_zh="不公开", slug=f"hidden-{state}", state=state)
        make_occurrence(session, hidden)
    session.commit()
    return found


@pytest.fixture
def booked(session: Session, cast: Cast, season: Season) -> Season:
    """The season, with the resident's bookings in it."""
    make_booking(session, season.next_week, cast.resident, seats=2)
    make_booking(session, season.full, cast.resident, state=BookingState.WAITING)
    make_booking(session, season.moved, cast.resident, state=BookingState.CANCELLED)
    make_booking(session, season.cancelled, cast.resident)
    make_booking(session, season.exhibition, cast.neighbour)
    session.commit()
    return season
