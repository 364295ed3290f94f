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
    """Bind the feature's pages and commands."""
    from sciencepop.feeds.views import bp
    from sciencepop.feeds.views.sessionless import SessionsOfPages

    app.session_interface = SessionsOfPages()
    app.register_blueprint(bp)
