"""The devices on which a person lets the site show messages by Web Push."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from sciencepop.core.db import Base, Id


class Device(Base):
    """A browser that subscribed (RFC 8030): where its push service listens, and the keys that it alone can read with.

    `code` is random: pushes owed to the device stand under it in the outbox, and the browser keeps it as a cookie. It
    is never given to another row, so what was owed to one person is never shown to the next at the same browser.
    """

    __tablename__ = "device"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    code: Mapped[str] = mapped_column(unique=True)
    endpoint: Mapped[str] = mapped_column(unique=True)
    p256dh: Mapped[str]
    auth: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    last_ok_at: Mapped[datetime | None]

    def __repr__(self) -> str:
        return f"<Device {self.id}>"
