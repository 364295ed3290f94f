"""Rounds of the draw, the sheets of wishes in them, and the files that are published.

Dangerous: a sheet is written only with its round held for sharing and open (`services.sheets`), and a round is closed
only with it held alone, so nothing is handed in after the file was written. What is published is never changed.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.college.models.classes import CourseClass
from sciencepop.college.models.terms import Term
from sciencepop.college.rules.rounds import RoundState as RoundState
from sciencepop.college.rules.rounds import SheetSource as SheetSource
from sciencepop.core.db import Base, Id, choice

_LIVE = text("state IN ('open', 'closed', 'drawn')")


class FileKind(StrEnum):
    """What is kept of a round for good: the sealed sheets, the same with the result, and the program that decided."""

    SEALED = "sealed"
    RESULT = "result"
    CODE = "code"


class DrawRound(Base):
    """A draw of a term's classes: sheets from `opens_at` until `closes_at`, the entropy at `entropy_due` or later.

    `key` makes pseudonyms and never leaves the school. `queues` are the cut-offs as the file has them, `odds` the
    chances by the code of the class as they were at `odds_at`; both are long, and who hands in a sheet needs neither.
    `replaces_id` is the annulled round that it repeats.
    """

    __tablename__ = "draw_round"
    __table_args__ = (
        CheckConstraint("opens_at < closes_at AND closes_at < entropy_due", name="hours_in_order"),
        CheckConstraint("entropy_source <> ''", name="entropy_named_beforehand"),
        CheckConstraint("confirm_hours BETWEEN 1 AND 240", name="confirm_sane"),
        CheckConstraint("state <> 'open' OR closed_at IS NULL", name="open_is_not_closed"),
        CheckConstraint("state NOT IN ('closed', 'drawn', 'done') OR closed_at IS NOT NULL", name="closed_has_a_time"),
        CheckConstraint("(closed_at IS NULL) = (commitment_digest = '')", name="closed_is_promised"),
        CheckConstraint("(drawn_at IS NULL) = (entropy = '')", name="drawn_with_entropy"),
        CheckConstraint("(drawn_at IS NULL) = (result_digest = '')", name="drawn_has_a_result"),
        CheckConstraint(
            "drawn_at IS NULL OR (closed_at IS NOT NULL AND entropy_due <= drawn_at)", name="entropy_later"
        ),
        CheckConstraint("state NOT IN ('drawn', 'done') OR drawn_at IS NOT NULL", name="drawn_has_a_time"),
        CheckConstraint("state <> 'closed' OR drawn_at IS NULL", name="closed_is_not_drawn"),
        CheckConstraint("(state = 'annulled') = (annul_reason <> '')", name="annulled_with_a_reason"),
        Index("uq_draw_round_live", "term_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    term_id: Mapped[int] = mapped_column(Id, ForeignKey("term.id"), index=True)
    state: Mapped[RoundState] = mapped_column(choice(RoundState, "state"), default=RoundState.OPEN)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    entropy_source: Mapped[str]
    entropy_due: Mapped[datetime]
    confirm_hours: Mapped[int]
    key: Mapped[str]
    closed_at: Mapped[datetime | None]
    input_digest: Mapped[str] = mapped_column(default="")
    code_digest: Mapped[str] = mapped_column(default="")
    commitment_digest: Mapped[str] = mapped_column(default="")
    drawn_at: Mapped[datetime | None]
    entropy: Mapped[str] = mapped_column(default="")
    result_digest: Mapped[str] = mapped_column(default="")
    queues: Mapped[list[dict[str, Any]]] = deferred(mapped_column(JSON, nullable=False, default=list))
    odds: Mapped[dict[str, Any]] = deferred(mapped_column(JSON, nullable=False, default=dict))
    odds_at: Mapped[datetime | None]
    annul_reason: Mapped[str] = mapped_column(default="")
    replaces_id: Mapped[int | None] = mapped_column(Id, ForeignKey("draw_round.id"), unique=True)
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)

    term: Mapped[Term] = relationship()


class DrawFile(Base):
    """Bytes that were published, kept for good."""

    __tablename__ = "draw_file"
    __table_args__ = (UniqueConstraint("round_id", "kind"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    round_id: Mapped[int] = mapped_column(Id, ForeignKey("draw_round.id"))
    kind: Mapped[FileKind] = mapped_column(choice(FileKind, "kind"))
    digest: Mapped[str]
    body: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    created_at: Mapped[datetime]


class WishSheet(Base):
    """The ranked wishes of a person, or of two together, in a round. `code` is its receipt's number.

    `version` rises with every change, so that a receipt says which it confirms. `desk` entered it, by `entered_by`.
    Closing writes `priority`, the first person's `pseudonym`, and whether the sheet `is_drawn` along. The draw writes
    `number` and `given`, the place of the wish that it got, with its `bucket`. It waits for wishes before place
    `waits_before`; `is_first`: its class was dissolved, so it comes before everybody who waits. `applied_at`: its
    seats were offered, or its people told.
    """

    __tablename__ = "wish_sheet"
    __table_args__ = (
        CheckConstraint("(desk = '') = (source = 'web')", name="desks_enter_for_others"),
        CheckConstraint("(desk = '') = (entered_by IS NULL)", name="desks_have_staff"),
        CheckConstraint("given IS NULL OR number IS NOT NULL", name="given_by_number"),
        CheckConstraint("(given IS NULL) = (bucket = '')", name="given_in_a_bucket"),
        CheckConstraint("NOT is_drawn OR pseudonym <> ''", name="drawn_under_a_pseudonym"),
        UniqueConstraint("round_id", "number"),
        Index("ix_wish_sheet_round_id_applied_at", "round_id", "applied_at"),
        Index("ix_wish_sheet_desk", "desk", "round_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    round_id: Mapped[int] = mapped_column(Id, ForeignKey("draw_round.id"))
    source: Mapped[SheetSource] = mapped_column(choice(SheetSource, "source"))
    desk: Mapped[str] = mapped_column(default="")
    entered_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    language: Mapped[str] = mapped_column(default="zh")
    first_chance: Mapped[int | None]
    any_chance: Mapped[int | None]
    pseudonym: Mapped[str] = mapped_column(default="")
    priority: Mapped[str] = mapped_column(default="")
    is_drawn: Mapped[bool] = mapped_column(default=False)
    number: Mapped[int | None]
    given: Mapped[int | None]
    bucket: Mapped[str] = mapped_column(default="")
    waits_before: Mapped[int] = mapped_column(default=0)
    is_first: Mapped[bool] = mapped_column(default=False)
    applied_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)

    round: Mapped[DrawRound] = relationship()
    people: Mapped[list[WishPerson]] = relationship(order_by="WishPerson.place", back_populates="sheet")
    wishes: Mapped[list[Wish]] = relationship(order_by="Wish.place", back_populates="sheet")


class WishPerson(Base):
    """That somebody stands on a sheet; in a round on one only.

    `entered_as`: the number under which the round knows them, from which their pseudonym is made. It stays what it was
    when an account takes over what a desk entered.
    """

    __tablename__ = "wish_person"
    __table_args__ = (
        UniqueConstraint("round_id", "person_id"),
        UniqueConstraint("sheet_id", "place"),
        CheckConstraint("place IN (1, 2)", name="one_or_two"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    sheet_id: Mapped[int] = mapped_column(Id, ForeignKey("wish_sheet.id"))
    round_id: Mapped[int] = mapped_column(Id, ForeignKey("draw_round.id"))
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    entered_as: Mapped[int] = mapped_column(Id)
    place: Mapped[int]

    sheet: Mapped[WishSheet] = relationship(back_populates="people")
    person: Mapped[Person] = relationship()


class Wish(Base):
    """One class of a sheet, the dearest at place 1. Closing writes the `buckets` it belongs to there.

    `asked_at`: a seat was offered by the draw or down its order; nobody is asked twice.
    """

    __tablename__ = "wish"
    __table_args__ = (
        UniqueConstraint("sheet_id", "place"),
        UniqueConstraint("sheet_id", "class_id"),
        CheckConstraint("place BETWEEN 1 AND 5", name="place_sane"),
        Index("ix_wish_class_id_asked_at", "class_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    sheet_id: Mapped[int] = mapped_column(Id, ForeignKey("wish_sheet.id"))
    place: Mapped[int]
    class_id: Mapped[int] = mapped_column(Id, ForeignKey("course_class.id"))
    buckets: Mapped[list[str]] = mapped_column(default=list)
    asked_at: Mapped[datetime | None]

    sheet: Mapped[WishSheet] = relationship(back_populates="wishes")
    course_class: Mapped[CourseClass] = relationship()
