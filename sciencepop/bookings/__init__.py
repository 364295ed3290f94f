"""Seat pools, claims, waiting lists, tickets, attendance.

Anybody signed in books seats of an open occurrence for themselves and companions, or waits; managers of the base and
officers see the roster, mark attendance, change the number of seats and export.

What limits an occurrence is more than one number (`queries.rooms`): pools kept for a town, the telephone or the door,
resources of the base that several occurrences share, and guides on duty. Managers set these for a session, an event and
a base (`views.capacity`).

Dangerous: seats are counted only with their pools locked (`services.lock`, which says the order), in one short
transaction with the insert.
Every verb that frees seats calls `services.promote`, and every verb that changes claims ends with `services.settle`.
Only `services.become` writes a booking's state, and with it the ledger of people's time, which other features read and
write through `services.ledger` alone. What children need is shown to staff by `services.look` only.
"""

from __future__ import annotations

from flask import Flask

from sciencepop.bookings import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's pages, jobs and checks, and subscribe to what programme and accounts tell."""
    from sciencepop.accounts import privacy
    from sciencepop.bookings import ical, invariants, services
    from sciencepop.bookings.queries import seats
    from sciencepop.bookings.services import occurrences
    from sciencepop.bookings.services import privacy as own
    from sciencepop.bookings.views import bp
    from sciencepop.core import invariants as doctor
    from sciencepop.core import jobs
    from sciencepop.programme import hooks

    app.register_blueprint(bp)
    ical.configure(app.extensions["config"].mail_from)
    hooks.read_seats_with(seats.read_seats)
    hooks.occurrence_added.subscribe(occurrences.make_pool)
    hooks.occurrences_changing.subscribe(occurrences.lock_before_change)
    hooks.occurrence_cancelled.subscribe(occurrences.end_claims)
    hooks.occurrence_moved.subscribe(occurrences.tell_moved)
    privacy.on_export("bookings", own.export_bookings)
    privacy.on_close(own.end_bookings)
    jobs.every_minute(services.expire_offers)
    jobs.every_minute(services.release_due)
    jobs.every_minute(services.promote_due)
    jobs.every_minute(services.settle_shared_due)
    jobs.daily(services.forget_children)
    doctor.register("bookings", invariants.checks)
