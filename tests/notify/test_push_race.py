"""Workers and owners of devices at the same moment, on real connections of both databases: nobody waits in a circle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from sciencepop.accounts import services
from sciencepop.accounts.models import Device, Person
from sciencepop.core import outbox
from sciencepop.core.db import db, write
from sciencepop.core.outbox import Channel, Delivery, OutboxMessage, Urgency
from sciencepop.notify.carriers import NoMailbox, Parcel
from sciencepop.notify.deliver import Tally, deliver_due
from tests.at_once import app_of_its_own, at_once
from tests.conftest import NOW
from tests.factories import make_person

PUSHES = 40


@dataclass
class Carrier:
    """A push service that takes everything, or knows no device any more."""

    is_gone: bool
    is_real = True

    def carry(self, parcel: Parcel) -> None:
        if self.is_gone:
            raise NoMailbox(f"push 410 for {parcel.id}")


@pytest.fixture(params=["sqlite", "postgresql"])
def own_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    with app_of_its_own(request, tmp_path, "push_race") as app:
        yield app


def owe(person_id: int, number: int) -> str:
    """A device to which many pushes are owed; returns its code."""
    code = f"device-{number}"
    with write() as session:
        keys = {"endpoint": f"https://push.example/{number}", "p256dh": "", "auth": ""}
        session.add(Device(person_id=person_id, code=code, created_at=NOW, **keys))
        for push in range(PUSHES):
            outbox.queue(
                session,
                channel=Channel.PUSH,
                address=code,
                body="x",
                dedup_key=f"{number}-{push}",
                now=NOW,
                ttl_minutes=60,
                urgency=Urgency.HIGH,
            )
    return code


def work(carrier: Carrier) -> Callable[[], Tally]:
    return lambda: deliver_due({Channel.PUSH: carrier}, lambda: NOW + timedelta(minutes=1))


@pytest.mark.race
def test_workers_that_learn_that_a_device_is_gone_never_wait_for_each_other(own_app: Flask) -> None:
    with own_app.app_context():
        person = make_person(db.session())
        db.session.commit()
        for number in range(3):
            owe(person.id, number)
    at_once(own_app, [work(Carrier(is_gone=True))] * 4)
    with own_app.app_context():
        assert db.session.scalars(select(Device.id)).all() == []
        assert set(db.session.scalars(select(OutboxMessage.state))) == {Delivery.DROPPED}
        assert set(db.session.scalars(select(OutboxMessage.body))) == {""}


@pytest.mark.race
def test_a_device_is_removed_while_its_pushes_leave(own_app: Flask) -> None:
    with own_app.app_context():
        person_id = make_person(db.session()).id
        db.session.commit()
        codes = [owe(person_id, number) for number in range(3)]

    def remove() -> list[bool]:
        return [services.remove_device(db.session.get_one(Person, person_id), code) for code in codes]

    *_tallies, removed = at_once(own_app, [work(Carrier(is_gone=False)), work(Carrier(is_gone=False)), remove])
    assert removed == [True] * 3
    with own_app.app_context():
        assert set(db.session.scalars(select(OutboxMessage.state))) == {Delivery.SENT}
