"""Who was at a shift, what of it counts, and what volunteers say about that.

`HoursEntry` is a ledger: rows are added and never changed or deleted, which triggers on both databases hold. The
migration writes the same triggers; `TRIGGERS` is what a database made from these models gets.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import DDL, CheckConstraint, ForeignKey, Index, Text, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.core.db import Base, Id, choice
from sciencepop.volunteers.models.shifts import Shift
from sciencepop.volunteers.models.sign_up import Assignment
from sciencepop.volunteers.rules.hours import Answer, ClaimKind, HoursKind, MarkSource


class Attendance(Base):
    """When somebody came to a shift and left it, and who wrote that down. It may be put right until it is counted.

    `back_at` is when they last came back after leaving, so that notes of devices may arrive in any order.
    `odd` names what was odd when it was counted (`rules.hours.Odd`, spaces between); `seen_at`: somebody looked at it.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        CheckConstraint("(left_at IS NULL) = (left_source IS NULL)", name="left_with_a_source"),
        CheckConstraint("came_at <= left_at", name="came_before_leaving"),
        CheckConstraint("(seen_at IS NULL) = (seen_by IS NULL)", name="seen_by_somebody"),
        Index(
            "ix_attendance_odd",
            "assignment_id",
            sqlite_where=text("odd <> '' AND seen_at IS NULL"),
            postgresql_where=text("odd <> '' AND seen_at IS NULL"),
        ),
    )

    assignment_id: Mapped[int] = mapped_column(Id, ForeignKey("assignment.id"), primary_key=True, autoincrement=False)
    came_at: Mapped[datetime]
    came_source: Mapped[MarkSource] = mapped_column(choice(MarkSource, "came_source"))
    came_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    back_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    left_source: Mapped[MarkSource | None] = mapped_column(choice(MarkSource, "left_source"))
    left_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    odd: Mapped[str] = mapped_column(default="")
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))

    assignment: Mapped[Assignment] = relationship()


class Kiosk(Base):
    """A device at a shift on which several volunteers sign in and out, opened by a coordinator, who answers for it."""

    __tablename__ = "kiosk"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    shift_id: Mapped[int] = mapped_column(Id, ForeignKey("shift.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    opened_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    shift: Mapped[Shift] = relationship()


class HoursEntry(Base):
    """Minutes of service that count for somebody, with their reason. Never changed, never deleted.

    `minutes` are real ones; `credit_minutes` is what a rule gives on top, and no proof counts it. A correction names
    the entry that it `corrects` and adds or takes minutes; what an entry stands at is the sum of both. `recorded_by` is
    None where the volunteer's own marks were counted by the clock, `base_id` where it is the district's.
    """

    __tablename__ = "hours_entry"
    __table_args__ = (
        CheckConstraint("(kind = 'correction') = (corrects_id IS NOT NULL)", name="corrections_name_the_entry"),
        CheckConstraint("kind <> 'shift' OR assignment_id IS NOT NULL", name="shifts_name_the_assignment"),
        CheckConstraint("kind = 'correction' OR (minutes >= 0 AND credit_minutes >= 0)", name="time_not_negative"),
        CheckConstraint(
            "minutes BETWEEN -1440 AND 1440 AND credit_minutes BETWEEN -1440 AND 1440", name="a_day_at_most"
        ),
        CheckConstraint("kind = 'shift' OR (reason <> '' AND recorded_by IS NOT NULL)", name="somebody_said_why"),
        CheckConstraint("recorded_by <> person_id", name="nobody_records_their_own"),
        Index("ix_hours_entry_person_id_served_on", "person_id", "served_on"),
        Index("ix_hours_entry_base_id_served_on", "base_id", "served_on"),
        Index(
            "uq_hours_entry_shift",
            "assignment_id",
            unique=True,
            sqlite_where=text("kind = 'shift'"),
            postgresql_where=text("kind = 'shift'"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("volunteer.person_id"))
    base_id: Mapped[int | None] = mapped_column(Id, ForeignKey("base.id"))
    assignment_id: Mapped[int | None] = mapped_column(Id, ForeignKey("assignment.id"))
    corrects_id: Mapped[int | None] = mapped_column(Id, ForeignKey("hours_entry.id"), index=True)
    kind: Mapped[HoursKind] = mapped_column(choice(HoursKind, "kind"))
    minutes: Mapped[int]
    credit_minutes: Mapped[int] = mapped_column(default=0)
    served_on: Mapped[date] = mapped_column(index=True)
    what: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    recorded_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)

    assignment: Mapped[Assignment | None] = relationship()
    person: Mapped[Person] = relationship(primaryjoin="foreign(HoursEntry.person_id) == Person.id", viewonly=True)
    corrections: Mapped[list[HoursEntry]] = relationship(
        primaryjoin="HoursEntry.id == foreign(HoursEntry.corrects_id)",
        order_by="HoursEntry.id",
        viewonly=True,
    )


class HoursClaim(Base):
    """A volunteer says that an entry is wrong, or that something is not written down; somebody else answers in words.

    `minutes` is what the volunteer says is right altogether. An answer that gives minutes leaves an entry.
    """

    __tablename__ = "hours_claim"
    __table_args__ = (
        CheckConstraint("(kind = 'dispute') = (entry_id IS NOT NULL)", name="disputes_name_the_entry"),
        CheckConstraint("minutes BETWEEN 0 AND 1440", name="minutes_sane"),
        CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by IS NULL)", name="answer_whole"
        ),
        CheckConstraint("answered_by <> person_id", name="nobody_answers_themselves"),
        Index("ix_hours_claim_person_id", "person_id"),
        Index(
            "uq_hours_claim_open",
            "entry_id",
            unique=True,
            sqlite_where=text("answer IS NULL AND entry_id IS NOT NULL"),
            postgresql_where=text("answer IS NULL AND entry_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("volunteer.person_id"))
    base_id: Mapped[int | None] = mapped_column(Id, ForeignKey("base.id"), index=True)
    kind: Mapped[ClaimKind] = mapped_column(choice(ClaimKind, "kind"))
    entry_id: Mapped[int | None] = mapped_column(Id, ForeignKey("hours_entry.id"))
    served_on: Mapped[date]
    minutes: Mapped[int]
    what: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    answer: Mapped[Answer | None] = mapped_column(choice(Answer, "answer"))
    answer_words: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    result_id: Mapped[int | None] = mapped_column(Id, ForeignKey("hours_entry.id"))

    entry: Mapped[HoursEntry | None] = relationship(foreign_keys=[entry_id])
    person: Mapped[Person] = relationship(primaryjoin="foreign(HoursClaim.person_id) == Person.id", viewonly=True)


TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER hours_entry_kept BEFORE UPDATE ON hours_entry"
        " BEGIN SELECT RAISE(ABORT, 'an entry of hours is never changed'); END",
        "CREATE TRIGGER hours_entry_not_deleted BEFORE DELETE ON hours_entry"
        " BEGIN SELECT RAISE(ABORT, 'an entry of hours is never deleted'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION hours_entry_kept() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'an entry of hours is never changed or deleted'; END $$",
        "CREATE TRIGGER hours_entry_kept BEFORE UPDATE OR DELETE ON hours_entry"
        " FOR EACH ROW EXECUTE FUNCTION hours_entry_kept()",
    ),
}

for _dialect, _statements in TRIGGERS.items():
    for _statement in _statements:
        _guard = DDL(_statement).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
        event.listen(HoursEntry.__table__, "after_create", _guard)
