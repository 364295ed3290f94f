"""Push (推送): a digest for readers once a week or month, and campaigns that staff write to a segment of people.

Nobody is written to who did not ask: a reader with an account chooses on `/my/news`, each consent for itself; an e-mail
address alone (`/news`) gets digests once its owner has opened the link that was sent there. Every letter ends by one
press, without sign-in. Nobody is written to in the quiet hours, so no minor gets a push at night. Of letters nothing is
measured but what readers who agreed say themselves: useful or not.

A campaign is written by one officer and let go by another. `queries.reach` is the one expression that says who is
reached and why others are not; the counts on the desk and the sending ask the same. `services.sending` and
`services.digests` write in portions, from the worker's thread (`worker`); `services.carrying` owes one letter in all
its ways, and `services.choosing` alone decides what a digest tells of.

Dangerous: counts of few people say who they are; pages show what `rules.cells` lets them, and nothing else. And whoever
writes to a person past `services.carrying` forgets caps, quiet hours and the unique row of `sent_letter`.
"""

from __future__ import annotations

from flask import Flask

from sciencepop.campaigns import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's pages, what it does by the clock, and its checks."""
    from sciencepop.accounts import privacy
    from sciencepop.campaigns import invariants, settings, worker
    from sciencepop.campaigns.services import carrying
    from sciencepop.campaigns.services import privacy as own
    from sciencepop.campaigns.to_do import SOURCES
    from sciencepop.campaigns.views import bp
    from sciencepop.core import invariants as doctor
    from sciencepop.core import jobs, outbox
    from sciencepop.core.to_do import register as register_to_do

    settings.init_app(app)
    app.register_blueprint(bp)
    register_to_do("campaigns", *SOURCES)
    jobs.every_minute(worker.write_letters)
    jobs.daily(own.forget_letters)
    outbox.on_hush(app, carrying.hush)
    privacy.on_export("news", own.export)
    privacy.on_close(own.close)
    doctor.register("campaigns", invariants.checks)
