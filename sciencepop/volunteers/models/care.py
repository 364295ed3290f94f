"""What is said around a shift: briefing, messages, thanks, feedback, and notes about volunteers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.core.db import Base, Id, choice
from sciencepop.volunteers.models.shifts import Shift
from sciencepop.volunteers.models.sign_up import Assignment
from sciencepop.volunteers.rules.care import Audience as Audience
from sciencepop.volunteers.rules.care import NoteKind as NoteKind


class ShiftBriefing(Base):
    """What to bring and whom to report to, for those who are certain or in reserve. Each change raises `version`."""

    __tablename__ = "shift_briefing"

    shift_id: Mapped[int] = mapped_column(Id, ForeignKey("shift.id"), primary_key=True, autoincrement=False)
    bring_zh: Mapped[str] = mapped_column(Text, default="")
    bring_en: Mapped[str] = mapped_column(Text, default="")
    report_zh: Mapped[str] = mapped_column(Text, default="")
    report_en: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    changed_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))


class ShiftMessage(Base):
    """Something written in a shift: by a coordinator to its people, or (`assignment_id`) to or by one volunteer.

    Nobody's address is shown to anybody. `told` is how many people got a letter of it.
    """

    __tablename__ = "shift_message"
    __table_args__ = (
        CheckConstraint("(audience IN ('coordinators', 'one')) = (assignment_id IS NOT NULL)", name="one_has_a_name"),
        Index("ix_shift_message_shift_id_sent_at", "shift_id", "sent_at"),
        Index("ix_shift_message_assignment_id", "assignment_id"),
        Index("ix_shift_message_sent_at", "sent_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    shift_id: Mapped[int] = mapped_column(Id, ForeignKey("shift.id"))
    assignment_id: Mapped[int | None] = mapped_column(Id, ForeignKey("assignment.id"))
    author_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    audience: Mapped[Audience] = mapped_column(choice(Audience, "audience"))
    words: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime]
    told: Mapped[int]

    author: Mapped[Person] = relationship()
    assignment: Mapped[Assignment | None] = relationship()


class ShiftThanks(Base):
    """That those who came to a shift were thanked, once, in these words."""

    __tablename__ = "shift_thanks"

    shift_id: Mapped[int] = mapped_column(Id, ForeignKey("shift.id"), primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(Text)
    thanked_at: Mapped[datetime]
    thanked_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    told: Mapped[int]


class HoursMilestone(Base):
    """That somebody reached so many hours, for which they are thanked once."""

    __tablename__ = "hours_milestone"

    person_id: Mapped[int] = mapped_column(Id, ForeignKey("volunteer.person_id"), primary_key=True, autoincrement=False)
    hours: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reached_at: Mapped[datetime]


class ShiftFeedback(Base):
    """How a volunteer found a shift. Nobody sees whose it is, officers neither; `ticks` are of `rules.care.Tick`."""

    __tablename__ = "shift_feedback"

    assignment_id: Mapped[int] = mapped_column(Id, ForeignKey("assignment.id"), primary_key=True, autoincrement=False)
    ticks: Mapped[list[str]] = mapped_column(default=list)
    words: Mapped[str] = mapped_column(Text, default="")
    given_at: Mapped[datetime]

    assignment: Mapped[Assignment] = relationship()


class VolunteerNote(Base):
    """What a coordinator says about a volunteer of a shift, in words and without a grade; they read it and may answer.

    The volunteer, those who run the base and the district see it, nobody else.
    """

    __tablename__ = "volunteer_note"
    __table_args__ = (
        UniqueConstraint("assignment_id", "kind"),
        CheckConstraint("written_by <> person_id", name="nobody_notes_themselves"),
        CheckConstraint("(answered_at IS NULL) = (answer = '')", name="answer_in_words"),
        Index("ix_volunteer_note_person_id", "person_id"),
        Index("ix_volunteer_note_written_at", "written_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("volunteer.person_id"))
    assignment_id: Mapped[int] = mapped_column(Id, ForeignKey("assignment.id"))
    shift_id: Mapped[int] = mapped_column(Id, ForeignKey("shift.id"), index=True)
    kind: Mapped[NoteKind] = mapped_column(choice(NoteKind, "kind"))
    words: Mapped[str] = mapped_column(Text)
    written_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    written_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]

    shift: Mapped[Shift] = relationship()
    person: Mapped[Person] = relationship(primaryjoin="foreign(VolunteerNote.person_id) == Person.id", viewonly=True)
