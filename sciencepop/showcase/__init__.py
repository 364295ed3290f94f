"""The outcome showcase (科技成果发布): projects of science that offer something and look for somebody.

Anybody may write a project, for themselves or for an organisation that they act for; an officer reads it before it is
public, and again after every change (`rules.projects`). Whoever is interested writes to its owner through the site
(`services.talks`): neither sees the other's address until both agreed, letters carry words alone, and how often one may
write is bounded. Either may report a talk; only then does an officer read it.

Pictures are drawn anew (`core.pictures`), told in words, and public with their project (`services.pictures`).

Owners offer times for meeting (`services.meetings`). A meeting takes the time of both in the one ledger, stands in both
calendars (`ical`), and is given back by “I cannot come” too (`services.away`).

Dangerous: addresses. Only `views.talks` shows them, and only where `rules.projects.shows_addresses` says so.
"""

from __future__ import annotations

from flask import Flask

from sciencepop.showcase import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's pages and checks."""
    from sciencepop.accounts import privacy
    from sciencepop.bookings.hooks import give_back_with
    from sciencepop.core import invariants as doctor
    from sciencepop.core import jobs
    from sciencepop.core.to_do import register as register_to_do
    from sciencepop.showcase import invariants
    from sciencepop.showcase.services import away
    from sciencepop.showcase.services import privacy as own
    from sciencepop.showcase.to_do import SOURCES
    from sciencepop.showcase.views import bp

    app.register_blueprint(bp)
    register_to_do("showcase", *SOURCES)
    give_back_with(away.GIVER)
    privacy.on_export("showcase", own.export_showcase)
    privacy.on_close(own.leave_showcase)
    jobs.daily(own.forget_talks)
    doctor.register("showcase", invariants.checks)
