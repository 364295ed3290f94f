"""Devices that show messages: taking one on, taking it away, and the key pair with which the site speaks to them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sciencepop.accounts import queries
from sciencepop.accounts.models import Device, Person
from sciencepop.accounts.queries.devices import find_device, list_devices
from sciencepop.accounts.rules.devices import MOST_DEVICES, has_good_keys, is_push_service
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.core import outbox, webpush
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken

_unsynchronized = {"synchronize_session": False}


def add_device(
    person: Person, *, endpoint: str, p256dh: str, auth: str, name: str, services: Sequence[str], now: datetime
) -> Device:
    """Show messages to this person on the browser whose subscription this is; whoever it belonged to loses it.

    `services` are the hosts that may be written to. Raises RuleBroken: PUSH_SERVICE_UNKNOWN, BAD_DEVICE,
    TOO_MANY_DEVICES.
    """
    if not is_push_service(endpoint, services):
        raise RuleBroken(Refusal.PUSH_SERVICE_UNKNOWN)
    if not has_good_keys(p256dh, auth):
        raise RuleBroken(Refusal.BAD_DEVICE)
    with write() as session:
        person = queries.lock_active(session, person)
        before = session.scalars(select(Device).where(Device.endpoint == endpoint).with_for_update()).one_or_none()
        if before:
            _forget(session, [before.code])
        if len(list_devices(session, person.id)) >= MOST_DEVICES:
            raise RuleBroken(Refusal.TOO_MANY_DEVICES)
        device = Device(
            person_id=person.id,
            code=secrets.token_urlsafe(16),
            endpoint=endpoint,
            p256dh=p256dh,
            auth=auth,
            name=name,
            created_at=now,
        )
        session.add(device)
    return device


def remove_device(person: Person, code: str) -> bool:
    """Show nothing more on one of the person's devices; False when it is not (or no longer) theirs."""
    with write() as session:
        person = queries.lock_person(session, person)
        device = find_device(session, code)
        if device is None or device.person_id != person.id:
            return False
        _forget(session, [code])
    return True


def end_sign_ins(session: Session, person: Person, *, here: str = "") -> None:
    """End every sign-in of a locked person, inside the caller's unit of work, and what other devices show with them.

    A telephone that was lost shows nothing more. `here` is the code of the device that this comes from.
    """
    person.epoch += 1
    _forget(session, [device.code for device in list_devices(session, person.id) if device.code != here])


def hold_device(session: Session, code: str) -> bool:
    """Lock a device before rows of the outbox that lead to it, as whoever removes it does; False when it is gone."""
    return session.scalar(select(Device.id).where(Device.code == code).with_for_update()) is not None


def forget_device(session: Session, code: str) -> None:
    """A push service said that this device is gone; what is still owed to it is erased as it comes up."""
    _forget(session, [code])


def note_reached(session: Session, code: str, now: datetime) -> None:
    """A push service took something for this device."""
    reached = update(Device).where(Device.code == code).values(last_ok_at=now)
    session.execute(reached, execution_options=_unsynchronized)


def keep_push_key(now: datetime) -> None:
    """Have a key pair. Where the environment brings another one, the old one's devices cannot be reached any more."""
    with write() as session:
        if webpush.keep_key(session, now):
            session.execute(delete(Device), execution_options=_unsynchronized)


def _forget(session: Session, codes: Sequence[str]) -> None:
    """Device first, then what is owed to it: the order of a worker that marks its pushes (`hold_device`)."""
    mine = select(Device).where(Device.code.in_(codes)).order_by(Device.id)
    devices = session.scalars(mine.with_for_update()).all()
    for device in devices:
        session.delete(device)
    session.flush()
    outbox.forget(session, [device.code for device in devices])
