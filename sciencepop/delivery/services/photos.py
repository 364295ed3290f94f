"""Photographs of a delivery: added to its report by whoever was there, seen by whoever sees the order, then forgotten.

Dangerous: pictures of people, often minors. What is uploaded is drawn anew (`core.pictures`), so no place and no camera
comes along, and whoever adds one says that no minor can be recognised or that their guardians agreed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.pictures import draw_kept, require_sent
from sciencepop.delivery.models import DeliveryOrder, DeliveryPhoto
from sciencepop.delivery.policy import policy
from sciencepop.delivery.queries.orders import gives, sides_of
from sciencepop.delivery.queries.photos import count_photos, get_photo
from sciencepop.delivery.rules.orders import Side
from sciencepop.delivery.rules.photos import Faces, refuse_photo
from sciencepop.delivery.rules.refusals import Refusal
from sciencepop.delivery.services.lock import lock_order


@dataclass(frozen=True)
class Shot:
    """A file as it was sent, what is to be seen, and what was said of minors; None where nothing was said."""

    content: bytes
    faces: Faces | None
    caption: str = ""


def add_photo(code: str, shot: Shot, *, by: Person, now: datetime) -> None:
    """One more to the report of an order, by its lecturer, receiver or supplier.

    Refuses FACES_MISSING, NOT_YOURS, PHOTOS_FULL, WRONG_STATE, REPORT_ACCEPTED, BadPicture.
    """
    require_sent(shot.content)
    person_id, faces = by.id, shot.faces
    if faces is None:
        raise RuleBroken(Refusal.FACES_MISSING)
    drawn = draw_kept(shot.content)
    with write() as session:
        order = lock_order(session, code)
        person = session.get_one(Person, person_id)
        if not was_there(person, order, sides_of(session, person, order)):
            raise RuleBroken(Refusal.NOT_YOURS)
        if refused := refuse_of(session, order):
            raise RuleBroken(refused, most=policy().photos_most)
        session.add(
            DeliveryPhoto(
                order_id=order.id, person_id=person_id, faces=faces, caption=shot.caption, added_at=now, **drawn
            )
        )
        audit.record(session, by=person_id, at=now, action="delivery.photo", subject=order, faces=faces.value)
        attempts.remember(code)


def was_there(person: Person, order: DeliveryOrder, sides: frozenset[Side]) -> bool:
    """Whether somebody on these sides may add to the pictures of an order."""
    return gives(person, order) or bool(sides & {Side.RECEIVER, Side.SUPPLIER})


def refuse_of(session: Session, order: DeliveryOrder) -> Refusal | None:
    """Whether this order takes one more."""
    is_accepted, photos = order.report_accepted_at is not None, count_photos(session, order.id)
    return refuse_photo(order.state, is_accepted=is_accepted, photos=photos, policy=policy())


def drop_photo(code: str, photo_id: int, *, by: Person, now: datetime) -> None:
    """Take a picture away: whoever added it, whoever ordered, or the district, at any time. NotFound for others."""
    person_id = by.id
    with write() as session:
        order = lock_order(session, code)
        photo = get_photo(session, order.id, photo_id)
        if not may_drop(photo, person_id, sides_of(session, session.get_one(Person, person_id), order)):
            raise NotFound
        session.delete(photo)
        audit.record(session, by=person_id, at=now, action="delivery.photo_drop", subject=order)
        attempts.remember(code)


def may_drop(photo: DeliveryPhoto, person_id: int, sides: frozenset[Side]) -> bool:
    """Whoever ordered answers for the people in it, so they need not ask anybody."""
    return photo.person_id == person_id or bool(sides & {Side.RECEIVER, Side.DISTRICT})


def forget_photos(now: datetime) -> int:
    """Pictures older than the district keeps them; how many went. Harmless to run twice."""
    with write() as session:
        old = delete(DeliveryPhoto).where(DeliveryPhoto.added_at < now - timedelta(days=policy().photo_days))
        return int(getattr(session.execute(old, execution_options={"synchronize_session": False}), "rowcount", 0))
