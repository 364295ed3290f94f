"""Photographs of what was delivered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from sciencepop.core.db import Base, Id, choice
from sciencepop.core.pictures import KeptPicture
from sciencepop.delivery.rules.photos import Faces


class DeliveryPhoto(KeptPicture, Base):
    """A photograph of an order, drawn anew as a JPEG. Served to those who see the order, and gone after a while.

    `faces` is what whoever added it said of minors in it.
    """

    __tablename__ = "delivery_photo"
    __table_args__ = (CheckConstraint("width > 0 AND height > 0", name="size_real"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(Id, ForeignKey("delivery_order.id"), index=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    faces: Mapped[Faces] = mapped_column(choice(Faces, "faces"))
    caption: Mapped[str] = mapped_column(default="")
    added_at: Mapped[datetime]
