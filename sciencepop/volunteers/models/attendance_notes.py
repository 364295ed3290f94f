"""What volunteers' own telephones noted without network, and on which mornings coordinators were told what is odd."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from sciencepop.core.db import Base, Id, choice
from sciencepop.volunteers.rules.attendance_notes import Doubt, Move, NoteVerdict


class SignNote(Base):
    """One note of a telephone: a fact with a verdict, kept. Its `nonce` gives a repetition the first verdict.

    `at` is by the telephone's clock, put right by how far off it was; `received_at` by the site's. Of what somebody
    only says, `doubt` tells why, and a coordinator settles it.
    """

    __tablename__ = "sign_note"
    __table_args__ = (
        UniqueConstraint("assignment_id", "nonce"),
        CheckConstraint("(verdict = 'said') = (doubt IS NOT NULL)", name="doubts_have_a_reason"),
        CheckConstraint("move <> 'undo'", name="nothing_undone"),
        CheckConstraint("at <= received_at", name="noted_before_it_came"),
        CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name="settled_by_somebody"),
        Index(
            "ix_sign_note_open",
            "assignment_id",
            sqlite_where=text("verdict = 'said' AND settled_at IS NULL"),
            postgresql_where=text("verdict = 'said' AND settled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    assignment_id: Mapped[int] = mapped_column(Id, ForeignKey("assignment.id"))
    nonce: Mapped[str]
    move: Mapped[Move] = mapped_column(choice(Move, "move"))
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    verdict: Mapped[NoteVerdict] = mapped_column(choice(NoteVerdict, "verdict"))
    doubt: Mapped[Doubt | None] = mapped_column(choice(Doubt, "doubt"))
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))


class OddDay(Base):
    """A day on which coordinators were told what waits for them; the row is what keeps it to once."""

    __tablename__ = "odd_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    told_at: Mapped[datetime]
    letters: Mapped[int]
