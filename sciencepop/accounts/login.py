"""How a request learns who is behind it."""

from __future__ import annotations

from flask import Flask
from flask_login import AnonymousUserMixin

from sciencepop.accounts.models import Person
from sciencepop.core.access import ask_to_sign_in
from sciencepop.core.db import db
from sciencepop.core.web import login


class Visitor(AnonymousUserMixin):  # type: ignore[misc]
    """Somebody who has not signed in: may read what is public."""

    is_officer = False
    is_manager = False

    def manages(self, base_id: int) -> bool:
        return False


def load_person(text: str) -> Person | None:
    """The person of a session cookie (`id.epoch`); None when it has ended or the account is closed."""
    number, _dot, epoch = text.partition(".")
    if not (number.isdecimal() and epoch.isdecimal()) or len(number) > 18:
        return None
    person = db.session.get(Person, int(number))
    if person is None or not person.is_active or str(person.epoch) != epoch:
        return None
    return person


def init_login(app: Flask) -> None:
    # A sign-in lasts 30 days from when it began. Renewing its cookie with every answer would put a cookie of one
    # person on public pages that proxies may keep.
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    login.anonymous_user = Visitor
    login.user_loader(load_person)
    login.unauthorized_handler(ask_to_sign_in)
