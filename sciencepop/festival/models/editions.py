"""An edition of the festival with its blocks, people, venues, offers, and the events that belong to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.bases.models import ScienceBase
from sciencepop.core.db import Base, Id, choice
from sciencepop.festival.rules.editions import EditionState, OfferKind, PartyRole
from sciencepop.programme.models import Event


class Edition(Base):
    """An edition (一届科技节), `from_on` until `until_on`, both included. `code` is its address and never changes.

    `themes` are slugs of data/festival_themes.csv. `pauses` are days within it that a postponement left empty
    (`rules.editions.read_pause`). `figures` are frozen when it is closed, and empty before.
    """

    __tablename__ = "edition"
    __table_args__ = (
        CheckConstraint("from_on <= until_on", name="days_in_order"),
        CheckConstraint("(state = 'closed') = (figures_at IS NOT NULL)", name="closed_has_figures"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    year: Mapped[int]
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    motto_zh: Mapped[str] = mapped_column(default="")
    motto_en: Mapped[str] = mapped_column(default="")
    about_zh: Mapped[str] = mapped_column(Text, default="")
    about_en: Mapped[str] = mapped_column(Text, default="")
    themes: Mapped[list[str]] = mapped_column(default=list)
    from_on: Mapped[date]
    until_on: Mapped[date]
    pauses: Mapped[list[str]] = mapped_column(default=list)
    state: Mapped[EditionState] = mapped_column(choice(EditionState, "state"), default=EditionState.DRAFT)
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    figures_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    blocks: Mapped[list[Block]] = relationship(back_populates="edition", order_by="Block.from_on, Block.id")
    parties: Mapped[list[Party]] = relationship(back_populates="edition", order_by="Party.id")
    venues: Mapped[list[Venue]] = relationship(back_populates="edition", order_by="Venue.id")
    offers: Mapped[list[Offer]] = relationship(back_populates="edition", order_by="Offer.from_on, Offer.id")


class Party(Base):
    """Who hosts, organises, supports or sponsors an edition."""

    __tablename__ = "edition_party"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    edition_id: Mapped[int] = mapped_column(Id, ForeignKey("edition.id"), index=True)
    role: Mapped[PartyRole] = mapped_column(choice(PartyRole, "role"))
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")

    edition: Mapped[Edition] = relationship(back_populates="parties")


class Block(Base):
    """A part of an edition (开幕、论坛…) on days within it. `slug` is its address, unique in the edition."""

    __tablename__ = "edition_block"
    __table_args__ = (
        UniqueConstraint("edition_id", "slug"),
        CheckConstraint("from_on <= until_on", name="days_in_order"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    edition_id: Mapped[int] = mapped_column(Id, ForeignKey("edition.id"))
    slug: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    from_on: Mapped[date]
    until_on: Mapped[date]

    edition: Mapped[Edition] = relationship(back_populates="blocks")


class Venue(Base):
    """A venue of an edition: a base, or another place by its name. What takes place there is told by where it is.

    A name that is left empty is the base's. `capacity` is of the whole place, where that is known.
    """

    __tablename__ = "edition_venue"
    __table_args__ = (
        UniqueConstraint("edition_id", "slug"),
        UniqueConstraint("edition_id", "base_id"),
        CheckConstraint("base_id IS NOT NULL OR name_zh <> ''", name="named"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="point_is_whole"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_positive"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    edition_id: Mapped[int] = mapped_column(Id, ForeignKey("edition.id"))
    slug: Mapped[str]
    base_id: Mapped[int | None] = mapped_column(Id, ForeignKey("base.id"), index=True)
    own_name_zh: Mapped[str] = mapped_column("name_zh", default="")
    own_name_en: Mapped[str] = mapped_column("name_en", default="")
    own_address: Mapped[str] = mapped_column("address_zh", default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    capacity: Mapped[int | None]
    access: Mapped[list[str]] = mapped_column(default=list)

    edition: Mapped[Edition] = relationship(back_populates="venues")
    base: Mapped[ScienceBase | None] = relationship(lazy="joined")
    rooms: Mapped[list[Room]] = relationship(back_populates="venue", order_by="Room.id", lazy="selectin")

    @property
    def name_zh(self) -> str:
        return self.own_name_zh or (self.base.name_zh if self.base else "")

    @property
    def name_en(self) -> str:
        return self.own_name_en or (self.base.name_en if self.base and not self.own_name_zh else "")

    @property
    def address_zh(self) -> str:
        return self.own_address or (self.base.address_zh if self.base else "")

    @property
    def point(self) -> tuple[float | None, float | None]:
        """WGS-84, its own or the base's."""
        if self.lat is None and self.base:
            return self.base.lat, self.base.lon
        return self.lat, self.lon

    @property
    def all_access(self) -> set[str]:
        return {*self.access, *(self.base.access if self.base else ())}


class Room(Base):
    """A room of a venue; an occurrence is in it when it names it."""

    __tablename__ = "edition_room"
    __table_args__ = (
        UniqueConstraint("venue_id", "name_zh"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_positive"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    venue_id: Mapped[int] = mapped_column(Id, ForeignKey("edition_venue.id"))
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    capacity: Mapped[int | None]

    venue: Mapped[Venue] = relationship(back_populates="rooms")


class EditionEvent(Base):
    """An event belongs to an edition, in a block or none. `speakers` are names, for planners' warnings and the page."""

    __tablename__ = "edition_event"

    edition_id: Mapped[int] = mapped_column(Id, ForeignKey("edition.id"), primary_key=True)
    event_id: Mapped[int] = mapped_column(Id, ForeignKey("event.id"), primary_key=True, index=True)
    block_id: Mapped[int | None] = mapped_column(Id, ForeignKey("edition_block.id"), index=True)
    speakers: Mapped[list[str]] = mapped_column(default=list)
    added_at: Mapped[datetime]

    event: Mapped[Event] = relationship()
    block: Mapped[Block | None] = relationship()


class Speaker(Base):
    """How planners reach a speaker, by the name that an edition's events give. Never public; gone when it closes."""

    __tablename__ = "edition_speaker"

    edition_id: Mapped[int] = mapped_column(Id, ForeignKey("edition.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str]


class Offer(Base):
    """What a base gives visitors on days of the edition: free entry, a discount, a gift; `number` of them, if few."""

    __tablename__ = "edition_offer"
    __table_args__ = (
        CheckConstraint("from_on <= until_on", name="days_in_order"),
        CheckConstraint("number IS NULL OR number > 0", name="number_positive"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    edition_id: Mapped[int] = mapped_column(Id, ForeignKey("edition.id"), index=True)
    base_id: Mapped[int] = mapped_column(Id, ForeignKey("base.id"), index=True)
    kind: Mapped[OfferKind] = mapped_column(choice(OfferKind, "kind"))
    text_zh: Mapped[str]
    text_en: Mapped[str] = mapped_column(default="")
    from_on: Mapped[date]
    until_on: Mapped[date]
    number: Mapped[int | None]

    edition: Mapped[Edition] = relationship(back_populates="offers")
    base: Mapped[ScienceBase] = relationship(lazy="joined")
