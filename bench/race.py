"""500 clients press for the last 50 seats of one occurrence at the same moment."""

from __future__ import annotations

from sqlalchemy import func, select, update

from bench.bookings import bookable_ids
from bench.clients import press_together
from bench.load import wrk
from bench.people import make_clients
from bench.report import Report
from bench.setting import Setting
from sciencepop.bookings.models import Booking, BookingState, SeatPool
from sciencepop.core.db import db

CLIENTS = 500
SEATS = 50
HOLDING = (BookingState.CONFIRMED, BookingState.OFFERED, BookingState.HELD, BookingState.PENDING, BookingState.ATTENDED)


def measure(setting: Setting, report: Report) -> None:
    ceiling = wrk(setting.ceilings.url + "/rows", setting.seconds)
    clients = make_clients(setting.app, CLIENTS)
    occurrence_id = bookable_ids(setting)[-1]
    pool_id, before = leave_seats(setting, occurrence_id)
    outcome = press_together(setting.site.port, [[(client, occurrence_id)] for client in clients])
    sold = held_seats(setting, pool_id) - before
    ordered = sorted(outcome.milliseconds)
    detail = {
        "sold": sold,
        "statuses": outcome.statuses,
        "all_answered_ms": round(outcome.elapsed * 1000),
        "p50_ms": round(ordered[len(ordered) // 2], 1),
        "p99_ms": round(ordered[int(len(ordered) * 0.99)], 1),
        "ceiling_p50_ms": ceiling.p50,
        "server_errors": sum(count for status, count in outcome.statuses.items() if status >= 500 or status == 0),
    }
    ratio = round(outcome.elapsed * 1000 / ceiling.p50, 1)
    report.add(f"race.{setting.database}", ratio, "x C1 p50", [ratio], "", detail)


def leave_seats(setting: Setting, occurrence_id: int, seats: int = SEATS) -> tuple[int, int]:
    """Size the pool so that exactly so many are free; the pool's id and the seats taken before."""
    with setting.app.app_context():
        pool_id = db.session.scalars(select(SeatPool.id).where(SeatPool.occurrence_id == occurrence_id)).one()
        before = held_seats(setting, pool_id)
        db.session.rollback()
        db.session.connection(execution_options={"writes": True})
        db.session.execute(update(SeatPool).where(SeatPool.id == pool_id).values(size=before + seats))
        db.session.commit()
        return pool_id, before


def held_seats(setting: Setting, pool_id: int) -> int:
    with setting.app.app_context():
        taken = select(func.coalesce(func.sum(Booking.seats), 0)).where(
            Booking.pool_id == pool_id, Booking.state.in_(HOLDING)
        )
        return int(db.session.scalar(taken) or 0)
