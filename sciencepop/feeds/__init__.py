"""iCalendar out: public feeds, personal feeds and single sessions.

A public feed is a constant header, the constant zone and the stored bytes of its sessions (feature programme renders
each once a revision). Feeds own no event and decide nothing about visibility. A personal feed stands behind a secret
address that its owner can revoke; the secret itself is not stored.

Dangerous: every byte counts here. A changed order, a clock's reading or a second UID makes calendars flicker, double
their entries or refuse the whole feed; tests/feeds/lint.py is the judge.
"""

from __future__ import annotations

from flask import Flask

from sciencepop.feeds import models  # noqa: F401 - the tables must be known before they are used


def init_app(app: Flask) -> None:
    """Bind the feature's pages, its checks, and what it does for a person's privacy."""
    from sciencepop.accounts.privacy import on_close, on_export
    from sciencepop.core import invariants, qr
    from sciencepop.feeds import checks, privacy
    from sciencepop.feeds.addresses import addresses
    from sciencepop.feeds.views import bp
    from sciencepop.feeds.views.sessionless import SessionsOfPages

    public_url = app.extensions["config"].public_url
    qr.init_app(app)
    app.jinja_env.globals["calendar_addresses"] = lambda path: addresses(public_url, path)
    app.session_interface = SessionsOfPages()
    app.register_blueprint(bp)
    invariants.register("feed digests", checks.digests_fit)
    invariants.register("stored calendar texts", checks.stored_texts_are_whole)
    on_export("calendars", privacy.export)
    on_close(privacy.close)
