"""Volunteers: who serves, whom a shift needs, and who signed up.

A resident becomes a volunteer (`services.people`): what they can do and when they can come. Skills count once an
officer has granted them; a document that shows one is deleted a fortnight after (`services.evidence`). Of minors from
14 a guardian's consent is kept (`services.guardians`); under 14 nobody has an account. No identity document is ever
stored; the city's volunteer number takes its place.

Managers of a base (and heads of a teaching point, `hosts`) and officers say whom a shift needs, one by one or from a
template (`services.templates`, which adds and changes and never deletes); what a shift is for, a session, a lesson or a
festival's day, is known by `queries.causes` alone, and it follows that (docs/adr/0034). Volunteers sign up, wait,
accept offers, step back and swap; coordinators fill by hand, by an offer, because nobody is forced. A shift with people
in it is changed after a look at whom that touches (`services.edit`, docs/adr/0028). Whether somebody may take a place
is one function, `rules.refusals`, for the button, the list with its reasons, the coordinator's hand, swaps and the
roster.

Dangerous: places are counted only with the shift locked (`services.lock`, which says the order), in one short
transaction with the insert. Only `services.become` writes an assignment's state, and with it the one ledger of people's
time, so that a shift and a booking clash with each other in both directions. Every verb that frees a place calls
`services.promote`; every verb that changes certain places of guides ends with `services.duties`, because guides let
seats of their session be given. A swap is all or nothing, under the locks of everybody in it.

Who came and left is noted by a code on a screen, a coordinator or a kiosk (`services.attendance`) until the shift is
counted (`services.count`). Own telephones note without network too (`services.attendance_notes`, docs/adr/0029): what
cannot be checked is an exception for the coordinator, never hours; `services.hours_exceptions` writes each morning what
waits. Hours are a ledger whose entries the database itself never lets change; corrections are entries by another person
(`services.hours`, docs/adr/0026). Proofs of service are published internally, where an objection holds them
(`services.proof_objections`), numbered, signed and checked at `/proof/…` (`services.proofs`). `/kiosk/…` and
`/volunteer/sign/…/notes` are open without signing in to who has their secret.
A coordinator may let the worker make a roster (`roster`, docs/adr/0025): `services.rosters` asks and decides,
`services.roster_work` makes the draft, `services.roster_publish` gives and takes its places by the verbs above. Nothing
of `roster` but its plain values may be imported where pages are served: solvers are heavy.

Care (docs/adr/0027): courses grant skills that end (`services.courses`, `services.training`); around a shift its people
are briefed, written to, thanked and heard (`services.team`, `services.feedback`); a sanction is a row with rule, days,
appeal and another officer's decision (`services.sanctions`) that `rules.refusals` asks for. None of it is public.
"""

from __future__ import annotations

from flask import Flask

from sciencepop.volunteers import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's pages, jobs and checks, and subscribe to what other features tell."""
    from sciencepop.accounts import privacy
    from sciencepop.bookings.hooks import give_back_with, tell_bundles_with
    from sciencepop.college.hooks import follow_with
    from sciencepop.core import invariants as doctor
    from sciencepop.core import jobs
    from sciencepop.core.to_do import register as register_to_do
    from sciencepop.festival import hooks as festival_hooks
    from sciencepop.programme import hooks
    from sciencepop.volunteers import invariants, roster_invariants, roster_worker, services, vocabulary
    from sciencepop.volunteers.care_setup import init_care
    from sciencepop.volunteers.hours_setup import init_hours
    from sciencepop.volunteers.queries.festival import short_of
    from sciencepop.volunteers.services import (
        away,
        bundles,
        evidence,
        festival_days,
        lessons,
        occurrences,
        roster_publish,
        rosters,
    )
    from sciencepop.volunteers.services import privacy as own
    from sciencepop.volunteers.to_do import SOURCES
    from sciencepop.volunteers.views import bp

    app.register_blueprint(bp)
    register_to_do("volunteers", *SOURCES)
    vocabulary.init_app(app)
    give_back_with(away.GIVER)
    tell_bundles_with(bundles.TELLER)
    hooks.occurrences_changing.subscribe(occurrences.lock_before_change)
    hooks.occurrence_cancelled.subscribe(occurrences.cancel_along)
    hooks.occurrence_moved.subscribe(occurrences.move_along)
    follow_with(lessons.FOLLOWER)
    festival_hooks.follow_with(festival_days.FOLLOWER)
    festival_hooks.read_short_with(short_of)
    privacy.on_export("volunteer", own.export_volunteer)
    privacy.on_close(own.end_volunteering)
    jobs.every_minute(services.expire_offers)
    jobs.every_minute(services.promote_due)
    jobs.every_minute(services.call_out_due)
    jobs.every_minute(services.expire_swaps)
    jobs.every_minute(roster_worker.make_rosters)
    jobs.every_minute(roster_publish.publish_due)
    jobs.daily(rosters.forget_rosters)
    jobs.daily(evidence.forget_papers)
    doctor.register("volunteers", invariants.checks)
    init_hours(app)
    init_care(app)
    doctor.register("volunteers.rosters", roster_invariants.checks)
