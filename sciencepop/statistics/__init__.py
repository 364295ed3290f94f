"""Official statistics (全国科普统计调查, forms KP-001 to KP-005) and the plan indicators of the joint conference.

What the forms ask is data (`data/statistics_indicators.csv`): each line is computed by a named rule of
`rules.counting`, entered by an officer, or left to others. `queries.records` reads a year once: sessions that were
held, heads that signed in, minutes, money; `rules.kinds` puts each session into exactly one kind, and online ones
apart. Every figure has rows, and is what they come to.

Each venue (科普场馆) files a set of its own, the district's unit another one with all that is no venue's; nothing adds
them up. One officer freezes a set and a second confirms it (`services.freezing`): value, rule, parameters, rows and
digests stay, and the database refuses to change them. Pages then tell where counting today gives something else.

The plan (`services.planning`): each of the eight departments sees and enters its own indicators through delegates whom
an officer names; officers see all. Actual numbers are computed by the same rules over the whole district, each record
once, or entered.

Dangerous: rows behind a figure are kept for good and name nobody; keep it so. A rule that counts otherwise gets another
name, because frozen figures tell the name that made them.
"""

from __future__ import annotations

from flask import Flask

from sciencepop.statistics import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's pages, papers and checks."""
    from sciencepop.accounts import mine_links, privacy
    from sciencepop.core import invariants as doctor
    from sciencepop.core import jobs
    from sciencepop.core.to_do import register as register_to_do
    from sciencepop.statistics import invariants, papers, settings
    from sciencepop.statistics.services import planning
    from sciencepop.statistics.to_do import SOURCES
    from sciencepop.statistics.views import bp
    from sciencepop.statistics.views.plan import link_for

    settings.init_app(app)
    app.register_blueprint(bp)
    papers.register()
    jobs.daily(planning.count_years)
    mine_links.offer(link_for)
    privacy.on_export("plan_delegations", planning.export_delegations)
    privacy.on_close(planning.end_delegations)
    doctor.register("statistics", invariants.checks)
    register_to_do("statistics", *SOURCES)
