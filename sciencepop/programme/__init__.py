"""Events, series and occurrences: finding them, managing them, reviewing and publishing them.

Anybody finds what is visible; `rules/visibility.py` alone says what that is, and `queries/visible.py` says the same in
SQL. Pages, feeds and JSON-LD read through them and through nothing else. A base's managers write and move events;
a district officer publishes, withdraws and republishes them. A change of a session that reaches people is rehearsed
before it is saved, and can be taken back for ten minutes (`rules/changes.py`, docs/adr/0022).

Publication asks for a signed review card and, for many people, the police's licence; `rules/duty.py` says when, by the
numbers of the district's file (docs/adr/0055). Dangerous: a card that lapses closes booking for its event.

The list, the calendar and the home page are answered from an index in the process's memory (`finder.py`). Dangerous:
it is as true as the `programme` stamp, so whatever changes something that the public sees raises that stamp in the same
transaction. Public pages know no person; what is personal on them is fetched by the browser.
"""

from __future__ import annotations

from flask import Flask

from sciencepop.programme import (
    calendar_context,
    finder,
    models,  # noqa: F401 - the tables must be known before they are used
)


def init_app(app: Flask) -> None:
    """Bind the feature's pages and commands."""
    calendar_context.configure(app.extensions["config"].public_url, app.extensions["reference"])
    finder.init_app(app)
    from sciencepop.core import clock, jobs
    from sciencepop.core import invariants as doctor
    from sciencepop.core.to_do import register as register_to_do
    from sciencepop.programme import base_section, duty_policy, invariants
    from sciencepop.programme.services.cards import tell_ending
    from sciencepop.programme.to_do import SOURCES
    from sciencepop.programme.views import bp

    app.register_blueprint(bp)
    register_to_do("programme", *SOURCES)
    base_section.init_app(app)
    duty_policy.duty_at(clock.now(), app)
    jobs.every_minute(tell_ending)
    doctor.register("content duty", invariants.checks)
    doctor.tell("content duty", invariants.look)
