"""How a request learns who is behind it."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, session
from flask_login import AnonymousUserMixin
from sqlalchemy.exc import SQLAlchemyError

from sciencepop.accounts import services
from sciencepop.accounts.models import Person
from sciencepop.accounts.queries.second_step import find_live_sign_in
from sciencepop.accounts.second_step_policy import must_pass
from sciencepop.core import clock
from sciencepop.core.access import ask_to_sign_in
from sciencepop.core.db import db
from sciencepop.core.web import login


class Visitor(AnonymousUserMixin):  # type: ignore[misc]
    """Somebody who has not signed in: may read what is public."""

    is_officer = False
    is_manager = False

    def manages(self, base_id: int) -> bool:
        return False


SIGN_IN = "sign_in"
"""In the session: the code of this browser's sign-in (`BrowserSignIn`).

Sessions from before they were written down have none; they are good until their 30 days are over."""

SECOND_STEP = "second_step"
"""In the session: when the second step was last taken in it (seconds); missing where it never was."""


def load_person(text: str) -> Person | None:
    """The person of a session cookie (`id.epoch`).

    None when the sign-in has ended or the account is closed; and for whoever must take the second step and has not,
    because roles are given, and the day comes, while people are signed in.
    """
    number, _dot, epoch = text.partition(".")
    if not (number.isdecimal() and epoch.isdecimal()) or len(number) > 18:
        return None
    person = _person_signed_in(int(number))
    if person is None or not person.is_active or str(person.epoch) != epoch:
        return None
    if SECOND_STEP not in session and must_pass(person, clock.today()):
        return None
    return person


def _person_signed_in(number: int) -> Person | None:
    """The person, with this browser's sign-in where it is written down: one query either way."""
    code = session.get(SIGN_IN)
    if not code:
        return db.session.get(Person, number)
    row = find_live_sign_in(db.session(), number, str(code))
    if row is None:
        return None
    if row.seen_on != clock.today():
        g.seen_again = row.code
    return row.person


def _note_seen(answer: Response) -> Response:
    """Once a day and browser, when the answer is ready; it is not worth failing for."""
    code = g.pop("seen_again", None)
    if code:
        try:
            services.note_seen(code, clock.today())
        except (SQLAlchemyError, RuntimeError):
            current_app.logger.warning("a sign-in was not noted as seen", exc_info=True)
    return answer


def init_login(app: Flask) -> None:
    # A sign-in lasts 30 days from when it began. Renewing its cookie with every answer would put a cookie of one
    # person on public pages that proxies may keep.
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    login.anonymous_user = Visitor
    login.user_loader(load_person)
    login.unauthorized_handler(ask_to_sign_in)
    app.after_request(_note_seen)
