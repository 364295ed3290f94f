"""Releases of a programme, the postponement of an edition, and stars that somebody keeps with their account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.core.db import Base, Id, choice
from sciencepop.festival.models.editions import Edition
from sciencepop.festival.rules.items import ItemChange
from sciencepop.festival.rules.postponing import Outcome, PostponementState
from sciencepop.programme.models import Occurrence


class Release(Base):
    """The programme of an edition as staff released it, for good. `digest` covers its items; `counts` says what is new.

    `told_at` is when the last of those it concerns was written to.
    """

    __tablename__ = "festival_release"
    __table_args__ = (
        UniqueConstraint("edition_id", "number"),
        CheckConstraint("number > 0", name="numbered_from_one"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    edition_id: Mapped[int] = mapped_column(Id, ForeignKey("edition.id"))
    number: Mapped[int]
    note_zh: Mapped[str] = mapped_column(default="")
    note_en: Mapped[str] = mapped_column(default="")
    digest: Mapped[str]
    counts: Mapped[dict[str, Any]]
    cut_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    cut_at: Mapped[datetime]
    told_at: Mapped[datetime | None]

    edition: Mapped[Edition] = relationship()


class ReleaseItem(Base):
    """A line of a release: the item as JSON (`rules.items.Item`), how it was before, and what became of it."""

    __tablename__ = "festival_release_item"

    release_id: Mapped[int] = mapped_column(Id, ForeignKey("festival_release.id"), primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(Id, ForeignKey("occurrence.id"), primary_key=True, index=True)
    change: Mapped[ItemChange] = mapped_column(choice(ItemChange, "change"))
    item: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any] | None]


class Postponement(Base):
    """An edition moves by `days`. The worker moves its sessions in portions and can take that back until `undo_until`.

    `before` are the days of the edition, its blocks and offers as they were. One at a time is under way.
    `speakers_told_at` is when the speakers of what moved were written to.
    """

    __tablename__ = "festival_postponement"
    __table_args__ = (
        CheckConstraint("days > 0", name="goes_forward"),
        Index(
            "uq_festival_postponement_underway",
            "edition_id",
            unique=True,
            sqlite_where=text("state IN ('moving', 'undoing')"),
            postgresql_where=text("state IN ('moving', 'undoing')"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    edition_id: Mapped[int] = mapped_column(Id, ForeignKey("edition.id"), index=True)
    days: Mapped[int]
    before: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(default="")
    state: Mapped[PostponementState] = mapped_column(choice(PostponementState, "state"))
    made_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    made_at: Mapped[datetime]
    undo_until: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    speakers_told_at: Mapped[datetime | None]

    edition: Mapped[Edition] = relationship()

    @property
    def bundle(self) -> str:
        """The name under which its letters are put together (programme `OccurrenceChange.bundle`)."""
        return f"postponement:{self.id}"


class Postponed(Base):
    """A session of a postponement, and what became of it; `refusal` says why it was left."""

    __tablename__ = "festival_postponed"

    postponement_id: Mapped[int] = mapped_column(Id, ForeignKey("festival_postponement.id"), primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(Id, ForeignKey("occurrence.id"), primary_key=True, index=True)
    position: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome, "outcome"), default=Outcome.WAITING)
    refusal: Mapped[str] = mapped_column(default="")

    occurrence: Mapped[Occurrence] = relationship()


class Star(Base):
    """An item that a person keeps with their account, to be told of its changes. Stars on a device are not here."""

    __tablename__ = "festival_star"

    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(Id, ForeignKey("occurrence.id"), primary_key=True, index=True)
    kept_at: Mapped[datetime]
