"""Reads of photographs."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.delivery.models import DeliveryPhoto


def list_photos(session: Session, order_id: int) -> Sequence[DeliveryPhoto]:
    """Those of an order without their bytes, oldest first; the policy bounds how many there are."""
    return session.scalars(
        select(DeliveryPhoto).where(DeliveryPhoto.order_id == order_id).order_by(DeliveryPhoto.id)
    ).all()


def count_photos(session: Session, order_id: int) -> int:
    return session.scalar(select(func.count(DeliveryPhoto.id)).where(DeliveryPhoto.order_id == order_id)) or 0


def get_photo(session: Session, order_id: int, photo_id: int) -> DeliveryPhoto:
    """One of an order; NotFound for another's."""
    found = select(DeliveryPhoto).where(DeliveryPhoto.id == photo_id, DeliveryPhoto.order_id == order_id)
    photo = session.scalars(found).one_or_none() if photo_id < 2**63 else None
    if photo is None:
        raise NotFound
    return photo
