"""Signed-in clients without signing in: session cookies and CSRF tokens made with the server's own key."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from sciencepop.accounts.models import Person
from sciencepop.core.db import db
from tests.factories import make_person


@dataclass(frozen=True)
class Client:
    """What a browser of this person would send."""

    person_id: int
    cookie: str
    csrf_token: str

    def headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie}

    def form(self, **values: object) -> dict[str, object]:
        return {"csrf_token": self.csrf_token, "attempt": secrets.token_urlsafe(18)} | values

    def post(self, path: str, body: bytes) -> bytes:
        """A whole request on a connection of its own."""
        return (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nCookie: {self.cookie}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body


def add_people(app: Flask, count: int) -> None:
    """So many residents who have never been here."""
    with app.app_context():
        db.session.rollback()
        db.session.connection(execution_options={"writes": True})
        for _number in range(count):
            make_person(db.session(), is_sample=True)
        db.session.commit()


def make_clients(app: Flask, count: int) -> list[Client]:
    """Clients of `count` sample residents who hold no role. The app must share the server's SECRET_KEY."""
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    with app.app_context():
        people = db.session.execute(
            select(Person.id, Person.epoch).where(Person.closed_at.is_(None)).order_by(Person.id.desc()).limit(count)
        ).all()
    clients = []
    for person_id, epoch in people:
        with app.test_request_context():
            token = generate_csrf()
            values = dict(session) | {"_user_id": f"{person_id}.{epoch}", "_fresh": True}
        name = app.config["SESSION_COOKIE_NAME"]
        clients.append(Client(person_id, f"{name}={serializer.dumps(values)}", token))
    return clients
