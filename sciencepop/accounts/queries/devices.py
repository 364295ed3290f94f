"""Reads of the devices that show messages."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Device, Person
from sciencepop.accounts.queries.messages import is_muted
from sciencepop.accounts.rules.messages import MessageKind, Way
from sciencepop.core.db import db

MOST = 50


def wants_on_devices(person_id: int, kind: MessageKind) -> ColumnElement[bool]:
    """Whether a person has devices and wants this kind there, as a part of another statement."""
    return and_(exists().where(Device.person_id == person_id), ~is_muted(person_id, kind, Way.PUSH))


def list_devices(session: Session, person_id: int) -> Sequence[Device]:
    """A person's devices, oldest first; there are never more than rules.devices.MOST_DEVICES."""
    return session.scalars(select(Device).where(Device.person_id == person_id).order_by(Device.id)).all()


def find_device(session: Session, code: str) -> Device | None:
    """The device to which pushes of this code are owed."""
    return session.scalar(select(Device).where(Device.code == code))


def list_devices_of_nobody() -> Sequence[int]:
    """Devices of people who have left, for `flask doctor`: there must be none."""
    left = select(Device.id).join(Person, Person.id == Device.person_id).where(Person.closed_at.is_not(None))
    return db.session.scalars(left.order_by(Device.id).limit(MOST)).all()
