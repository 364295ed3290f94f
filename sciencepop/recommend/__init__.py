"""Which sessions suit whom, and why; and that every base is seen.

`engine` is pure: counters and one person's visits in, a list with reasons out, in a millisecond. `evaluation` judges it
on data from a folder (`flask recommend evaluate`), where it is trained strictly before the weeks it is asked about.
`generator` invents people and visits for tests and for measurements of load.

`services.suggest` is the one door for pages, feeds and letters. It takes tastes (`rules.tastes`): what somebody chose,
and the bookings that count; never more. Hard rules come first (`services.allow`): what is not visible, full, not open
yet or in conflict with a booking is never scored. `shelf` holds what a process needs to rank. The worker takes the
counters over everybody once a day (`services.count`) and finds new weights once a week (`services.learn`).
`services.measure` notes what lists showed, without anybody; `services.online` makes sums of it and lets officers take
new weights over.

Dangerous: what is known of a person. It is read at each request from their own bookings, so that what was forgotten
(`services.rights`) or switched off is gone with the next one; a copy would have to be deleted twice. Whoever is off
gets the very list of NOBODY. Children have no tastes: what a guardian books counts for the guardian where they come
along. The feature owns no event.
"""

from __future__ import annotations

from flask import Flask

from sciencepop.recommend import (
    engine,  # noqa: F401 - it tells the linear algebra how many threads it may have
    models,  # noqa: F401 - the tables must be known before they are used
)


def init_app(app: Flask) -> None:
    """Bind the feature's pages, commands and checks."""
    from sciencepop.accounts import privacy
    from sciencepop.core import invariants as doctor
    from sciencepop.core import jobs
    from sciencepop.recommend import invariants, sections, settings, shelf
    from sciencepop.recommend.services import count, exposure, learn, online, rights
    from sciencepop.recommend.views import bp

    settings.init_app(app)
    shelf.init_app(app)
    app.register_blueprint(bp)
    sections.init_app()
    privacy.on_export("recommendations", rights.export_tastes)
    privacy.on_close(rights.leave_tastes)
    jobs.daily(count.take_counters)
    jobs.daily(exposure.forget_exposure)
    jobs.daily(online.sum_up)
    jobs.daily(learn.learn_weekly)
    doctor.register("recommendations", invariants.checks)
    doctor.tell("recommendations", invariants.old_counters)
