"""Seat pools and the claims on them.

Dangerous: nothing here counts seats. A pool's free seats are its size less the sum of live claims, asked under the
pool's lock (see `services`). The constraints below are the last wall, not the first.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, case, func, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Child, Person
from sciencepop.bookings.models.outings import Outing
from sciencepop.bookings.rules.pools import PoolKind as PoolKind
from sciencepop.bookings.rules.states import BookingState as BookingState
from sciencepop.core.db import Base, Id, choice
from sciencepop.programme.models import Occurrence


class SeatPool(Base):
    """Seats of one occurrence that are given out together. `name` tells pools of one occurrence apart.

    Every pool but the general one is reserved; at `release_at` (`release_minutes` before the start) what is free of it
    goes to the general pool. `is_shared` is set while the occurrence uses a resource that others use too; it is written
    with pools and resources locked, so that whoever has locked a pool knows without asking what else to lock.
    """

    __tablename__ = "seat_pool"
    __table_args__ = (
        UniqueConstraint("occurrence_id", "name"),
        CheckConstraint("size >= 0", name="size_not_negative"),
        CheckConstraint("(kind = 'general') = (name = 'general')", name="general_is_named_so"),
        CheckConstraint("(kind = 'town') = (town_code IS NOT NULL)", name="town_has_a_code"),
        CheckConstraint("(release_minutes IS NULL) = (release_at IS NULL)", name="release_whole"),
        CheckConstraint("kind <> 'general' OR release_at IS NULL", name="general_is_never_released"),
        Index(
            "ix_seat_pool_release_at",
            "release_at",
            sqlite_where=text("release_at IS NOT NULL"),
            postgresql_where=text("release_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(Id, ForeignKey("occurrence.id"))
    name: Mapped[str] = mapped_column(default="general")
    kind: Mapped[PoolKind] = mapped_column(choice(PoolKind, "kind"), default=PoolKind.GENERAL)
    town_code: Mapped[str | None]
    size: Mapped[int]
    release_minutes: Mapped[int | None]
    release_at: Mapped[datetime | None]
    is_shared: Mapped[bool] = mapped_column(default=False)

    occurrence: Mapped[Occurrence] = relationship()


_IN_PLAY = text("state IN ('waiting', 'held', 'pending', 'offered', 'confirmed', 'attended')")


class Booking(Base):
    """A claim of `seats` seats on a pool by a person for a party, or a place in its waiting list (state waiting).

    `code` is the public, unguessable name of the booking (on the ticket). Rows are never deleted. `offer_ends_at` is
    set while offered. `earlier` counts the person's bookings of the same session before this one; with it the SEQUENCE
    of their calendar entry never falls (see `rules.calendar`). `children` of the seats are for children who have a
    profile; the number stays when their names go. `comes` says whether the holder is one of the party. `seated_at` is
    when it first took seats; None for a place in line that never got any. `seats_attended` is set while attended, and
    fewer than `seats` when some of the party did not come. A group's booking (`is_group`) may be larger, and belongs to
    a visit (see `models.groups`). `is_moved` says that the organiser changed time or place afterwards. `booked_by` is
    the staff who entered it for somebody at `desk` (the code of a town or of the district). `outing_id`: it was made
    together with others, all or none (see `models.outings`).
    """

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint("seats >= 1 AND (seats <= 50 OR (is_group AND seats <= 500))", name="seats_sane"),
        CheckConstraint("children BETWEEN 0 AND seats", name="children_among_seats"),
        CheckConstraint("seats_attended BETWEEN 0 AND seats", name="attended_among_seats"),
        CheckConstraint("(booked_by IS NULL) = (desk IS NULL)", name="desk_has_staff"),
        Index(
            "ix_booking_desk_created_at",
            "desk",
            "created_at",
            sqlite_where=text("desk IS NOT NULL"),
            postgresql_where=text("desk IS NOT NULL"),
        ),
        CheckConstraint("(state = 'offered') = (offer_ends_at IS NOT NULL)", name="offer_has_an_end"),
        CheckConstraint(
            "seated_at IS NOT NULL OR state NOT IN ('held', 'pending', 'offered', 'confirmed', 'attended', 'no_show')",
            name="seats_have_a_time",
        ),
        Index("ix_booking_pool_id_state", "pool_id", "state"),
        Index("ix_booking_person_id_state", "person_id", "state"),
        Index(
            "uq_booking_in_play",
            "person_id",
            "pool_id",
            unique=True,
            sqlite_where=_IN_PLAY,
            postgresql_where=_IN_PLAY,
        ),
        Index(
            "ix_booking_offer_ends_at",
            "offer_ends_at",
            sqlite_where=text("offer_ends_at IS NOT NULL"),
            postgresql_where=text("offer_ends_at IS NOT NULL"),
        ),
        Index(
            "ix_booking_outing_id",
            "outing_id",
            sqlite_where=text("outing_id IS NOT NULL"),
            postgresql_where=text("outing_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    pool_id: Mapped[int] = mapped_column(Id, ForeignKey("seat_pool.id"))
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    seats: Mapped[int]
    children: Mapped[int] = mapped_column(default=0)
    comes: Mapped[bool] = mapped_column(default=True)
    is_group: Mapped[bool] = mapped_column(default=False)
    state: Mapped[BookingState] = mapped_column(choice(BookingState, "state"))
    state_reason: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="zh")
    earlier: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    seated_at: Mapped[datetime | None]
    offer_ends_at: Mapped[datetime | None]
    attended_at: Mapped[datetime | None]
    seats_attended: Mapped[int | None]
    is_moved: Mapped[bool] = mapped_column(default=False)
    booked_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    desk: Mapped[str | None]
    outing_id: Mapped[int | None] = mapped_column(Id, ForeignKey("outing.id"))
    is_sample: Mapped[bool] = mapped_column(default=False)

    pool: Mapped[SeatPool] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    outing: Mapped[Outing | None] = relationship()
    guests: Mapped[list[Guest]] = relationship(back_populates="booking", order_by="Guest.position")

    @hybrid_property
    def came(self) -> int:
        """How many of the party were there; without a number all of them. Whoever counts people adds this up."""
        if self.state is not BookingState.ATTENDED:
            return 0
        return self.seats if self.seats_attended is None else self.seats_attended

    @came.inplace.expression
    @classmethod
    def _came(cls) -> ColumnElement[int]:
        return case((cls.state == BookingState.ATTENDED, func.coalesce(cls.seats_attended, cls.seats)), else_=0)


class Guest(Base):
    """A member of the party: a name where the event needs names (the booker first), or a child's profile.

    A child's own data stays with its profile; three months after the event the link goes too (`services.forget`).
    """

    __tablename__ = "guest"
    __table_args__ = (UniqueConstraint("booking_id", "position"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    booking_id: Mapped[int] = mapped_column(Id, ForeignKey("booking.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(default="")
    child_id: Mapped[int | None] = mapped_column(Id, ForeignKey("child.id"), index=True)

    child: Mapped[Child | None] = relationship()
    booking: Mapped[Booking] = relationship(back_populates="guests")
