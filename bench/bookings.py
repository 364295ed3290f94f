"""Bookings of free seats, spread over many occurrences: the whole POST with every check and the queued mail."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bench.clients import press_together
from bench.load import of_times, wrk
from bench.people import make_clients
from bench.report import Report
from bench.setting import Setting
from sciencepop.bookings.models import SeatPool
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.programme.models import BookingMode, Event, EventState, Occurrence, OccurrenceState

THREADS = 16
EACH = 40


def measure(setting: Setting, report: Report) -> None:
    occurrences = bookable_ids(setting)
    clients = make_clients(setting.app, THREADS * EACH * setting.rounds)
    pairs = []
    number = 0
    for _round in range(setting.rounds):
        ceiling = wrk(setting.ceilings.url + "/rows", setting.seconds)
        tasks = []
        for _thread in range(THREADS):
            todo = []
            for _each in range(EACH):
                todo.append((clients[number % len(clients)], occurrences[number % len(occurrences)]))
                number += 1
            tasks.append(todo)
        outcome = press_together(setting.site.port, tasks)
        refused = sum(count for status, count in outcome.statuses.items() if status != 303)
        pairs.append((ceiling, of_times(outcome.milliseconds, outcome.elapsed, refused)))
    report.ratio("booking.spread", "x C1", pairs, setting.database)


def bookable_ids(setting: Setting) -> list[int]:
    """Occurrences that are open for booking now, need no names, and have seats."""
    now = clock.now()
    with setting.app.app_context():
        found = db.session.scalars(
            select(Occurrence.id)
            .join(Event, Event.id == Occurrence.event_id)
            .join(SeatPool, SeatPool.occurrence_id == Occurrence.id)
            .where(
                Event.state == EventState.PUBLISHED,
                Event.booking_mode == BookingMode.SEATS,
                Event.names_needed.is_(False),
                Occurrence.state == OccurrenceState.SCHEDULED,
                Occurrence.is_full.is_(False),
                Occurrence.booking_opens_at < now,
                Occurrence.booking_closes_at > now + timedelta(hours=1),
                SeatPool.size >= 20,
            )
            .order_by(Occurrence.starts_at)
        ).all()
        return list(found)
