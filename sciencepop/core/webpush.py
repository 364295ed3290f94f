"""The site's key pair for Web Push (VAPID, RFC 8292): made once, kept in the database, shared by all its processes.

A worker makes it when it first starts (`keep_key`); web processes only read the public half, so they never load what
makes keys. With VAPID_PRIVATE_KEY set the private half stays in the environment. It is shown nowhere.
"""

from __future__ import annotations

import base64
from datetime import datetime

from flask import current_app
from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from sciencepop.core.config import Config
from sciencepop.core.db import Base, Id, hold_name

ONLY = 1


class PushKey(Base):
    """The one key pair, as base64url. `private` is None where it stands in the environment."""

    __tablename__ = "push_key"
    __table_args__ = (CheckConstraint(f"id = {ONLY}", name="only_one"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    public: Mapped[str]
    private: Mapped[str | None]
    made_at: Mapped[datetime]

    def __repr__(self) -> str:
        return f"<PushKey {self.public[:8]}…>"


def public_key(session: Session) -> str:
    """What a browser subscribes with; '' until a worker has made the pair."""
    return session.scalar(select(PushKey.public)) or ""


def private_key(session: Session) -> str:
    """What pushes are signed with; '' where this process has none."""
    config: Config = current_app.extensions["config"]
    return config.vapid_private_key or session.scalar(select(PushKey.private)) or ""


def keep_key(session: Session, now: datetime) -> bool:
    """Make the pair if there is none, or take over the environment's; of several processes one does, inside the
    caller's unit of work. Returns whether another pair was there before: what subscribed to that is worth nothing.
    """
    config: Config = current_app.extensions["config"]
    given = config.vapid_private_key
    hold_name(session, PushKey.__tablename__)
    row = session.get(PushKey, ONLY, populate_existing=True)
    if row and not given:
        return False
    private = given or _new_private()
    public = _public_of(private)
    if row is None:
        session.add(PushKey(id=ONLY, public=public, private=None if given else private, made_at=now))
        return False
    is_other = row.public != public
    row.public, row.private = public, None
    return is_other


def _new_private() -> str:
    from cryptography.hazmat.primitives.asymmetric import ec

    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _text(number.to_bytes(32, "big"))


def _public_of(private: str) -> str:
    """The uncompressed point (RFC 8292 3.2). Raises ValueError for what is no key of P-256."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    number = int.from_bytes(base64.urlsafe_b64decode(private + "="), "big")
    point = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    return _text(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
