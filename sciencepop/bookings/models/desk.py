"""People for whom a desk books, because they do not use the site themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.core.db import Base, Id


class DeskVisitor(Base):
    """That a person without any address of their own is known to one desk, by the name they gave and maybe a telephone.

    `desk` is the code of a town, or of the district for its hotline. `phone` is canonical or '', and proves nothing: it
    is there to call the person, and to know them again at the same desk. The row goes when they claim their bookings
    with an account of their own, or three months after the last of them (`services.visitors`).
    """

    __tablename__ = "desk_visitor"
    __table_args__ = (Index("ix_desk_visitor_desk_phone", "desk", "phone"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), unique=True)
    desk: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
