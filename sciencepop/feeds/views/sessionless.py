"""Calendars have no session, so that no answer varies by cookie, sets one or waits for one to be read."""

from __future__ import annotations

from flask import Flask, Request
from flask.sessions import SecureCookieSessionInterface, SessionMixin


class SessionsOfPages(SecureCookieSessionInterface):
    """Flask's own signed cookie for pages, and nothing at all for addresses that end in `.ics`."""

    def open_session(self, app: Flask, request: Request) -> SessionMixin | None:  # type: ignore[override]
        if request.path.endswith(".ics"):
            return self.make_null_session(app)
        return super().open_session(app, request)
