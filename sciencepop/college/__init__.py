"""The community science college (社区科普大学): where, what, when and by whom is taught, and who learns.

The school has branches (data/college_branches.csv) and these have teaching points. A community applies for a point
(`services.points`), the branch approves it, the school files it and gives the plaque; the district's officers are both.
Whoever applied then heads the point (a grant of accounts, role `point_head`) and sees its classes and learners.

A class is a course in a term at a point. Its lessons are planned around the term's days off and enrolled in together:
one enrolment takes a person's time for every lesson in the one ledger, or for none (docs/adr/0030). When days off
change, `services.replan` moves lessons to come, by number; what took place never changes. People get in by the class's
way: first come, by draw, named by a unit, or without asking. Whether somebody may is one function, `rules.refusals`.

Dangerous: seats are counted only with the class locked (`services.lock`, which says the order), in one short
transaction with the insert. Only `services.become` writes an enrolment's state, and with it the ledger. Every verb that
frees seats calls `services.promote`. No lecturer is in two places: whatever decides the timetable holds the lecturers.
A class below its minimum is warned of and opened to all, and only then dissolved (`services.small`).

Lessons are marked by the code on the room's screen, by the list, and by leave that the point granted; a closed list is
put right by a second person (docs/adr/0033). `rules.completion` says who completes a class, the point works it out, and
the school issues signed certificates, checked at `/certificate/…`, which nothing changes but a revocation.

A round of the draw takes sheets of wishes (`services.sheets`), is sealed, drawn and published as files kept for good
(`services.rounds`, docs/draw.md, docs/adr/0031 and 0032). Seats go down its order as long as the class is open
(`services.line`): who waits is told by the wishes themselves. Between sealing and the last seat given nobody else gets
in. Two come onto a sheet by a link, and a desk's slip brings sheets and seats to an account (docs/adr/0035).

Telephone numbers, pay classes and who learns where are for staff alone; a nomination never tells the unit what of a
person's time stands in the way.
"""

from __future__ import annotations

from flask import Flask

from sciencepop.college import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's pages, jobs and checks."""
    from sciencepop.accounts import privacy
    from sciencepop.bookings.hooks import bring_with, give_back_with
    from sciencepop.college import asked, certificate_paper, invariants, services, teaching_invariants, vocabulary
    from sciencepop.college.services import away, claim
    from sciencepop.college.services import privacy as own
    from sciencepop.college.to_do import SOURCES
    from sciencepop.college.views import bp
    from sciencepop.core import invariants as doctor
    from sciencepop.core import jobs
    from sciencepop.core.to_do import register as register_to_do

    app.register_blueprint(bp)
    register_to_do("college", *SOURCES)
    give_back_with(away.GIVER)
    bring_with(claim.BRINGER)
    vocabulary.init_app(app)
    certificate_paper.register()
    asked.register()
    privacy.on_export("college", own.export_college)
    privacy.on_close(own.leave_college)
    jobs.every_minute(services.expire_offers)
    jobs.every_minute(services.give_drawn)
    jobs.every_minute(services.promote_due)
    jobs.every_minute(services.reckon_odds)
    jobs.every_minute(services.finish_rounds)
    jobs.every_minute(services.remind_first)
    jobs.daily(services.free_absent)
    doctor.register("college", invariants.checks)
    doctor.register("college teaching", teaching_invariants.checks)
