"""Bookings of free seats, spread over many occurrences: the whole POST with every check and the queued mail."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle, islice

from sqlalchemy import select

from bench.clients import press_together
from bench.load import of_times, wrk
from bench.people import Client, make_clients
from bench.report import Report
from bench.setting import Setting
from sciencepop.bookings.models import Commitment, SeatPool
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.programme.models import BookingMode, Event, EventState, Occurrence, OccurrenceState

THREADS = 16
EACH = 40


def measure(setting: Setting, report: Report) -> None:
    wishes = iter(free_wishes(setting, THREADS * EACH * setting.rounds))
    pairs = []
    for _round in range(setting.rounds):
        ceiling = wrk(setting.ceilings.url + "/rows", setting.seconds)
        tasks = [list(islice(wishes, EACH)) for _thread in range(THREADS)]
        outcome = press_together(setting.site.port, tasks)
        refused = sum(count for status, count in outcome.statuses.items() if status != 303)
        pairs.append((ceiling, of_times(outcome.milliseconds, outcome.elapsed, refused)))
    report.ratio("booking.spread", "x C1", pairs, setting.database)


def free_wishes(setting: Setting, count: int) -> list[tuple[Client, int]]:
    """Clients, each with an occurrence on a day on which they have nothing yet, spread over the occurrences."""
    clients = make_clients(setting.app, count)
    with setting.app.app_context():
        days = dict(db.session.execute(select(Occurrence.id, Occurrence.starts_at)).tuples().all())
        taken = db.session.execute(select(Commitment.person_id, Commitment.starts_at)).tuples().all()
    busy = {(person_id, starts_at.date()) for person_id, starts_at in taken}
    occurrences = cycle(bookable_ids(setting))
    wishes = []
    for client in clients:
        chosen = next(number for number in occurrences if (client.person_id, days[number].date()) not in busy)
        wishes.append((client, chosen))
    return wishes


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
