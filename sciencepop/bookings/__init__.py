"""Seat pools, claims, waiting lists, tickets, attendance.

Anybody signed in books seats of an open occurrence for themselves and companions, or waits; managers of the base and
officers see the roster, mark attendance, change the number of seats and export. Whoever has the link of an offer's
letter may answer that offer, without signing in (`offer_links`); no other page is open to it. Who is told that a
session was moved may go to another one of the event in the same way, or leave without points (`services.move`).

A waiting list is served by its event's policy (`rules.promotion`): `fill` lets smaller parties overtake one that does
not fit, `strict` keeps seats for it, from newcomers too. What people are told of their chances is `rules.forecast`.

Several sessions of a day can be booked as one outing (`services.outing`): all or none, by the rules of every booking
and with the way between them; when an organiser cancels one stop, the rest is given back (`services.outing_release`).

Organisations bring groups (`group_*`): a visit asks for seats of one session or several, the base answers within its
stated time, a large group goes round in sub-groups; a group never waits.

At the door a gate (`models.gates`), a device that works without network, lets people in; what it noted is merged by
`services.door`. Holders may let themselves in with the code on the venue's screen. What happened at the door is
recorded, never refused (docs/adr/0013 and 0014).

What limits an occurrence is more than one number (`queries.rooms`): pools kept for a town, the telephone or the door,
resources of the base that several occurrences share, and guides on duty. Managers set these for a session, an event and
a base (`views.capacity`).

Dangerous: seats are counted only with their pools locked (`services.lock`, which says the order), in one short
transaction with the insert.
Every verb that frees seats calls `services.promote`, and every verb that changes claims ends with `services.settle`.
Only `services.become` writes a booking's state, and with it the ledger of people's time, which other features read and
write through `services.ledger` alone, and the letters that time will bring (`services.plan`, `rules.reminders`). A move
is told once it cannot be taken back any more; until then `services.notices` keeps what each holder knows. A
gate's allowance is a live claim like a booking's. `/gate/api` alone has no CSRF protection: a device's own secret in a
header opens it. Whoever was there may say how it was behind a signed link; managers see scores, and sentences without
names. What children need is shown to staff by `services.look` only, the names of a group by `services.look_at_names`;
both leave an audit row each time.

Seats that stay empty give their holder points (`rules.points`, settings `[no_shows]`), which can lead to a time without
booking. Only the holder and whoever decides an appeal sees them; nothing publishes or exports them to anybody else.

Staff of a desk book for people who do not use the site (`services.desk`): each is a person without an address, who may
claim the bookings with an account later (`services.visitors`). A desk sees what it entered itself, for thirty days.

The science passport (`queries.passport`) is read off attended bookings; only paper cards, certificates, and what is
kept for a child whose guardian asked for it have rows of their own. A certificate's code shows an initial and numbers.
"""

from __future__ import annotations

from flask import Flask

from sciencepop.bookings import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's pages, jobs and checks, and subscribe to what programme and accounts tell."""
    from sciencepop.accounts import privacy
    from sciencepop.bookings import (
        gate_checks,
        group_invariants,
        ical,
        invariants,
        letter_invariants,
        outing_invariants,
        policy,
        services,
    )
    from sciencepop.bookings.queries import seats
    from sciencepop.bookings.services import (
        group_upkeep,
        occurrences,
        passport_keeping,
        points,
        preview,
        taken_down,
        visitors,
    )
    from sciencepop.bookings.services import privacy as own
    from sciencepop.bookings.services.bundles import tell_bundles_due
    from sciencepop.bookings.to_do import SOURCES
    from sciencepop.bookings.views import bp
    from sciencepop.core import invariants as doctor
    from sciencepop.core import jobs
    from sciencepop.core.to_do import register as register_to_do
    from sciencepop.programme import hooks

    policy.no_show_policy(app)
    app.register_blueprint(bp)
    register_to_do("bookings", *SOURCES)
    ical.configure(app.extensions["config"].mail_from)
    hooks.read_seats_with(seats.read_seats)
    hooks.read_sizes_with(seats.read_sizes)
    hooks.read_touched_with(preview.read_touched)
    hooks.occurrence_added.subscribe(occurrences.make_pool)
    hooks.occurrences_changing.subscribe(occurrences.lock_before_change)
    hooks.occurrence_cancelled.subscribe(occurrences.end_claims)
    hooks.occurrence_taken_down.subscribe(taken_down.owe_down)
    hooks.occurrence_restored.subscribe(taken_down.owe_up)
    hooks.occurrence_moved.subscribe(occurrences.tell_moved)
    hooks.occurrence_moved.subscribe(group_upkeep.move_visits)
    privacy.on_export("bookings", own.export_bookings)
    privacy.on_export("outings", own.export_outings)
    privacy.on_export("groups", group_upkeep.export_visits)
    privacy.on_close(own.end_bookings)
    privacy.on_close(group_upkeep.leave_groups)
    privacy.on_export("no_show_points", points.export_points)
    privacy.on_close(points.drop_points)
    privacy.on_export("passport", passport_keeping.export_passport)
    privacy.on_close(passport_keeping.drop_passports)
    jobs.every_minute(services.expire_offers)
    jobs.every_minute(services.release_due)
    jobs.every_minute(services.promote_due)
    jobs.every_minute(services.end_left_gates)
    jobs.every_minute(services.expire_visits)
    jobs.every_minute(services.remind_of_names)
    jobs.every_minute(services.release_outings)
    jobs.every_minute(services.tell_moves_due)
    jobs.every_minute(tell_bundles_due)
    jobs.every_minute(services.tell_ends_due)
    jobs.every_minute(taken_down.tell_taken_down)
    jobs.every_minute(services.write_planned)
    jobs.every_minute(services.settle_shared_due)
    jobs.daily(services.forget_children)
    jobs.daily(services.forget_groups)
    jobs.daily(points.forget_points)
    jobs.daily(visitors.forget_visitors)
    jobs.daily(passport_keeping.forget_passports)
    doctor.register("bookings", invariants.checks)
    doctor.register("gates", gate_checks.checks)
    doctor.register("groups", group_invariants.checks)
    doctor.register("outings", outing_invariants.checks)
    doctor.register("bookings.letters", letter_invariants.checks)
