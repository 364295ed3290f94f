"""Version numbers of read models: one cheap question tells whether a cached rendering is still true.

`programme` rises when anything public changes (bases, events, occurrences); `seats` when a claim changes. `seats` is
kept in shards by pool so that bookings of different pools do not wait for each other; its version is the shards' sum.
A stamp is raised inside the transaction that makes the change, so whoever sees the new number sees the new data.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import update
from sqlalchemy.orm import Mapped, Session, mapped_column

from sciencepop.core.db import Base

SEAT_SHARDS = 64


class Stamped(StrEnum):
    PROGRAMME = "programme"
    SEATS = "seats"


class Stamp(Base):
    __tablename__ = "stamp"

    name: Mapped[str] = mapped_column(primary_key=True)
    shard: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(default=0)


def seed(session: Session) -> None:
    """Make the rows that `raise_stamp` counts on; harmless when they exist."""
    have = {(stamp.name, stamp.shard) for stamp in session.query(Stamp)}
    wanted = {(Stamped.PROGRAMME.value, 0)} | {(Stamped.SEATS.value, shard) for shard in range(SEAT_SHARDS)}
    for name, shard in sorted(wanted - have):
        session.add(Stamp(name=name, shard=shard, version=0))


def programme_changed(session: Session) -> None:
    """Something that public pages or feeds show has changed."""
    _raise(session, Stamped.PROGRAMME, 0)


def seats_changed(session: Session, pool_ids: set[int]) -> None:
    """Claims on these pools have changed. Call last, with the pools' locks held: shards are taken in order."""
    for shard in sorted({pool_id % SEAT_SHARDS for pool_id in pool_ids}):
        _raise(session, Stamped.SEATS, shard)


def _raise(session: Session, name: Stamped, shard: int) -> None:
    session.execute(
        update(Stamp).where(Stamp.name == name.value, Stamp.shard == shard).values(version=Stamp.version + 1),
        execution_options={"synchronize_session": False},
    )
