"""Fixtures of delivery: an application on its own real database, a real SMTP server, and a carrier that counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask

from sciencepop.core import clock, outbox
from sciencepop.core.db import db, write
from sciencepop.core.outbox import Channel, OutboxMessage
from sciencepop.notify.carriers import Parcel
from tests.conftest import close_app, make_app
from tests.notify.mail_server import MailServer, serving


@pytest.fixture(params=["sqlite", "postgresql"])
def live_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of its own, committed to for real, so that several connections can meet in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'live.db'}"
    return str(request.getfixturevalue("postgres").create("notify_live"))


@pytest.fixture
def live(live_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = make_app(live_url, tmp_path)
    with app.app_context():
        yield app
    close_app(app)


@dataclass
class Counting:
    """A carrier that remembers what it carried and can be told to fail."""

    is_real: bool = True
    carried: list[Parcel] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)

    def carry(self, parcel: Parcel) -> None:
        self.carried.append(parcel)
        if self.errors:
            raise self.errors.pop(0)


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with serving() as server:
        yield server


def owe(key: str = "k1", **values: object) -> None:
    """Queue one message and commit."""
    defaults: dict[str, object] = {
        "channel": Channel.MAIL,
        "address": "li@example.org",
        "subject": "预约成功",
        "body": "您好，预约成功。\n周六见。\n",
        "now": clock.now(),
    }
    with write() as session:
        outbox.queue(session, dedup_key=key, **(defaults | values))  # type: ignore[arg-type]


def row(key: str = "k1") -> OutboxMessage:
    db.session.rollback()
    found = db.session.query(OutboxMessage).filter_by(dedup_key=key).one()
    db.session.refresh(found)
    return found
