"""Delivers what the outbox holds: mail by SMTP, text messages by a district's provider, Web Push to people's devices.

No feature imports this one; they write rows with `core.outbox.queue` and register jobs with `core.jobs`. The worker
(`flask worker`) empties the outbox whenever rows were queued and once a minute besides, and runs the jobs. Redis, where
configured, carries the wake-ups alone: while it is away the minute remains.

Delivery is at least once. A row is leased in one transaction, carried, and marked in another; a worker that dies in
between leaves a lease, and when it has run out the message is carried again under the same Message-ID. In development
without SMTP_URL no mail leaves the machine; `/dev/outbox` shows what would have. That page exists in no other mode,
because it shows codes.

Dangerous: a push goes to an address that a visitor's browser named. `push` asks `accounts.rules.devices` each time
whether it is one of the push services of the settings, follows no redirect, and reads nothing of the answer but its
status.
"""

from __future__ import annotations

from flask import Flask

from sciencepop.core.config import Config


def init_app(app: Flask) -> None:
    """Bind what wakes the worker, its daily work and, in development, the page of sent messages."""
    from sciencepop.core import attempts, jobs, outbox
    from sciencepop.notify import carriers, deliver, wake

    config: Config = app.extensions["config"]
    outbox.set_open_channels(app, carriers.open_channels(config))
    outbox.on_queued(wake.waker(app) if config.mode != "test" else wake.stay_asleep)
    jobs.daily(attempts.purge)
    jobs.daily(deliver.erase_old)
    if config.mode == "development":
        from sciencepop.notify.views import bp

        app.register_blueprint(bp)
