"""One search over events, bases, courses, festivals, contests, the menu of deliveries and the showcase.

Text becomes tokens by one tokenizer (`rules.tokens`); SQLite's FTS5 and PostgreSQL's text search only say which
documents hold which tokens (`queries.find`), and one rule ranks them (`rules.ranking`), so both databases give the same
answer. Words that mean a filter (“周末 亲子 佘山 免费”) are read by `rules.question`; data/search_words.csv has them.

The index follows the tables: a change notes what it made stale in its own transaction (`watch`); a small one is indexed
right after its commit, a large one by the worker (`services.refresh`). It decides nothing: whatever is found is asked
once more of its own feature's visibility before it is shown (`queries.sources.list_shown`), so a hidden thing is gone
with the commit that hides it.

Anybody may search; nothing of what is typed is kept. Whoever finds nothing may leave a wish (`services.demand`):
enough of the same become a draft on the desk of a base (`services.pools`), which takes it on or declines it. Once it is
public the askers are offered seats first, by the waiting list of feature bookings and by no other door.
"""

from __future__ import annotations

from flask import Flask

from sciencepop.search import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's jobs and checks."""
    from sciencepop.accounts import privacy
    from sciencepop.core import invariants as doctor
    from sciencepop.core import jobs
    from sciencepop.core.reference import get_reference
    from sciencepop.core.to_do import register as register_to_do
    from sciencepop.search import demand_settings, invariants, watch, words
    from sciencepop.search.services import demand, matches, pools, refresh
    from sciencepop.search.to_do import SOURCES
    from sciencepop.search.views import bp

    app.register_blueprint(bp)
    register_to_do("search", *SOURCES)
    words.init_app(app, get_reference(app))
    demand_settings.init_app(app)
    watch.init_app(app)
    jobs.every_minute(refresh.refresh_due)
    jobs.every_minute(pools.offer_first)
    jobs.daily(refresh.refresh_all)
    jobs.daily(matches.tell_matches)
    jobs.daily(pools.release_demands)
    jobs.daily(demand.forget_demands)
    privacy.on_export("demands", demand.export_demands)
    privacy.on_close(demand.leave_demands)
    doctor.register("search", invariants.checks)
