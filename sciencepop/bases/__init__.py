"""The science bases: public pages, registration, decisions, import.

What it does: shows public bases as a list, on a map and each on its page; lets anyone signed in register a venue and
follow where it stands; lets a manager keep the public record true; imports the district's list at the terminal.
Who may: everybody reads what is public; a registrant changes a draft or a returned registration of their own; an
officer accepts, returns, refuses, withdraws and republishes (through feature district); a manager changes the record
and the opening hours of their own base. Hours are rules of several kinds; `rules/opening.py` decides each day from them
and the calendar (core/almanac), and everything that asks when a base is open asks there.
Dangerous: accepting and importing publish at once; withdrawing hides a base and all its events; papers of a
registration are for its registrant and officers only.
"""

from __future__ import annotations

from flask import Flask

from sciencepop.bases import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's pages."""
    from sciencepop.accounts import privacy
    from sciencepop.bases import invariants
    from sciencepop.bases.services import filings, leave, lists, practice
    from sciencepop.bases.to_do import SOURCES
    from sciencepop.bases.views import bp
    from sciencepop.core import invariants as doctor
    from sciencepop.core import jobs
    from sciencepop.core.to_do import register as register_to_do

    privacy.on_export("registered_bases", leave.export_registrations)
    privacy.on_close(leave.end_registrations)
    doctor.register("opening hours", invariants.checks)
    doctor.tell("practice venues", invariants.look)
    jobs.daily(practice.remind_of_confirming)
    jobs.daily(lists.forget_files)
    jobs.every_minute(filings.apply_due)
    doctor.register("changes of bases", invariants.filing_checks)
    app.register_blueprint(bp)
    register_to_do("bases", *SOURCES)
