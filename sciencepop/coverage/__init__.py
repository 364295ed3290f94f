"""Coverage (覆盖): who is not reached. Sessions and people by town, audience, time of the week, age, accessibility.

What was held is counted from the programme (at the town where it took place), from deliveries (at the town that was
delivered to) and from lessons of the college; a table can be narrowed by every other question, and each number leads
to the sessions behind it. Where the population of a town is known (data/populations.csv, and dated rows that officers
enter) numbers stand per 1,000 residents too; where it is not, the page says so, and no number is ever made up.
`rules.gaps` names the towns and audiences that have too little, with links to what could be done.

Officers and leads read it, and whoever speaks for a department of the joint conference (`queries.readers`).
Dangerous: numbers of few people say who they are; tables show what `campaigns.rules.cells` lets them, and the people of
single sessions are shown to officers alone.
"""

from __future__ import annotations

from flask import Flask

from sciencepop.coverage import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's pages and checks."""
    from sciencepop.core import invariants as doctor
    from sciencepop.coverage import invariants, settings
    from sciencepop.coverage.views import bp

    settings.init_app(app)
    app.register_blueprint(bp)
    doctor.register("coverage", invariants.checks)
