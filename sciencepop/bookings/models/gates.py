"""Gates: devices that let people in, the seats that each may give to walk-ins, and what happened at the door."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.bookings.models.claims import Booking, SeatPool
from sciencepop.bookings.rules.gates import DoorKind as DoorKind
from sciencepop.bookings.rules.gates import Verdict as Verdict
from sciencepop.core.db import Base, Id, choice


class Gate(Base):
    """One device at the door of an occurrence.

    `allowance` seats of the pool are a live claim of the gate, given to walk-ins or not; `walked_in` of them are. The
    claim is written with the pools locked and counted by `queries.rooms.taken_seats` like every other. `version` rises
    with each change of the allowance, so that a late request changes nothing. `link_hash` is of the address that arms a
    device, once; `device_hash` of the secret that the armed device made for itself.
    """

    __tablename__ = "gate"
    __table_args__ = (
        CheckConstraint("walked_in BETWEEN 0 AND allowance", name="walk_ins_within_allowance"),
        CheckConstraint("(armed_at IS NULL) = (device_hash IS NULL)", name="armed_with_a_device"),
        CheckConstraint("ended_at IS NULL OR allowance = walked_in", name="ended_holds_nothing"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    pool_id: Mapped[int] = mapped_column(Id, ForeignKey("seat_pool.id"), index=True)
    name: Mapped[str]
    link_hash: Mapped[str] = mapped_column(unique=True)
    device_hash: Mapped[str | None] = mapped_column(unique=True)
    allowance: Mapped[int]
    walked_in: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    armed_at: Mapped[datetime | None]
    last_sync_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    pool: Mapped[SeatPool] = relationship()


class DoorEvent(Base):
    """What one gate did for one party: a fact, never changed. Its `nonce` makes a repetition harmless.

    `at` is the device's time, `received_at` the server's. `was_forced` says that somebody at the door, or the server
    when it merged, found more than an ordinary ticket; `verdict` says what.
    """

    __tablename__ = "door_event"
    __table_args__ = (
        UniqueConstraint("gate_id", "nonce"),
        CheckConstraint("seats BETWEEN 1 AND 50", name="seats_sane"),
        CheckConstraint("(kind = 'walk_in') = (code = '')", name="ticket_or_walk_in"),
        Index("ix_door_event_booking_id", "booking_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    gate_id: Mapped[int] = mapped_column(Id, ForeignKey("gate.id"))
    nonce: Mapped[str]
    kind: Mapped[DoorKind] = mapped_column(choice(DoorKind, "kind"))
    booking_id: Mapped[int | None] = mapped_column(Id, ForeignKey("booking.id"))
    code: Mapped[str] = mapped_column(default="")
    seats: Mapped[int]
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    was_offline: Mapped[bool]
    was_forced: Mapped[bool]
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict, "verdict"))

    gate: Mapped[Gate] = relationship()
    booking: Mapped[Booking | None] = relationship()
