"""What is written down of lessons: who came, leave, what was taught, files, notices, homework, evaluation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.college.models.classes import CourseClass, Lesson
from sciencepop.college.models.enrolments import Enrolment
from sciencepop.college.rules.attendance import Mark as Mark
from sciencepop.college.rules.attendance import MarkSource as MarkSource
from sciencepop.core.db import Base, Id, choice


class LessonRecord(Base):
    """What is known of a lesson that took place. `listed_*`: somebody has been through the whole list of learners."""

    __tablename__ = "lesson_record"
    __table_args__ = (CheckConstraint("(listed_at IS NULL) = (listed_by IS NULL)", name="listed_by_somebody"),)

    lesson_id: Mapped[int] = mapped_column(Id, ForeignKey("lesson.id"), primary_key=True)
    note: Mapped[str] = mapped_column(Text, default="")
    homework: Mapped[str] = mapped_column(Text, default="")
    listed_at: Mapped[datetime | None]
    listed_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    changed_at: Mapped[datetime]


class LessonMark(Base):
    """What a lesson says of a learner; one each. `marked_by` is the learner where they signed in by the code."""

    __tablename__ = "lesson_mark"
    __table_args__ = (
        UniqueConstraint("lesson_id", "enrolment_id"),
        Index("ix_lesson_mark_enrolment_id", "enrolment_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    lesson_id: Mapped[int] = mapped_column(Id, ForeignKey("lesson.id"))
    enrolment_id: Mapped[int] = mapped_column(Id, ForeignKey("enrolment.id"))
    mark: Mapped[Mark] = mapped_column(choice(Mark, "mark"))
    source: Mapped[MarkSource] = mapped_column(choice(MarkSource, "source"))
    marked_at: Mapped[datetime]
    marked_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))

    lesson: Mapped[Lesson] = relationship()
    enrolment: Mapped[Enrolment] = relationship()


class MarkCorrection(Base):
    """A mark that a second person put right, with what it was (None: nobody had marked) and why. Never changed."""

    __tablename__ = "mark_correction"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="with_a_reason"),
        CheckConstraint("corrected_by <> marked_by", name="by_a_second_person"),
        Index("ix_mark_correction_enrolment_id", "enrolment_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    lesson_id: Mapped[int] = mapped_column(Id, ForeignKey("lesson.id"))
    enrolment_id: Mapped[int] = mapped_column(Id, ForeignKey("enrolment.id"))
    before: Mapped[Mark | None] = mapped_column(choice(Mark, "before"))
    after: Mapped[Mark] = mapped_column(choice(Mark, "after"))
    marked_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    corrected_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    corrected_at: Mapped[datetime]
    reason: Mapped[str]

    lesson: Mapped[Lesson] = relationship()


class LeaveRequest(Base):
    """A learner who cannot come to a lesson says why, once. `is_granted` is None until the point has answered."""

    __tablename__ = "leave_request"
    __table_args__ = (
        UniqueConstraint("lesson_id", "enrolment_id"),
        CheckConstraint("(is_granted IS NULL) = (answered_at IS NULL)", name="answered_has_a_time"),
        CheckConstraint("(is_granted IS NULL) = (answered_by IS NULL)", name="answered_by_somebody"),
        Index("ix_leave_request_enrolment_id", "enrolment_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    lesson_id: Mapped[int] = mapped_column(Id, ForeignKey("lesson.id"))
    enrolment_id: Mapped[int] = mapped_column(Id, ForeignKey("enrolment.id"))
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    is_granted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))

    lesson: Mapped[Lesson] = relationship()
    enrolment: Mapped[Enrolment] = relationship()


class ClassMaterial(Base):
    """A file for the learners of a class. What kind it is was read from its first bytes."""

    __tablename__ = "class_material"
    __table_args__ = (Index("ix_class_material_class_id", "class_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    class_id: Mapped[int] = mapped_column(Id, ForeignKey("course_class.id"))
    filename: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    uploaded_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]


class ClassNotice(Base):
    """What was told to a whole class; it went to every learner as a letter and stays on the class's page."""

    __tablename__ = "class_notice"
    __table_args__ = (Index("ix_class_notice_class_id_sent_at", "class_id", "sent_at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    class_id: Mapped[int] = mapped_column(Id, ForeignKey("course_class.id"))
    words: Mapped[str] = mapped_column(Text)
    sent_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    sent_at: Mapped[datetime]

    course_class: Mapped[CourseClass] = relationship()
    sender: Mapped[Person] = relationship()


class HomeworkMark(Base):
    """A learner has done the homework of a class; no row: not, or not yet."""

    __tablename__ = "homework_mark"

    enrolment_id: Mapped[int] = mapped_column(Id, ForeignKey("enrolment.id"), primary_key=True)
    marked_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    marked_at: Mapped[datetime]


class ClassEvaluation(Base):
    """What a learner says of a class after its last lesson: two scores of 1 to 5, and words. Shown without a name."""

    __tablename__ = "class_evaluation"
    __table_args__ = (CheckConstraint("teaching BETWEEN 1 AND 5 AND content BETWEEN 1 AND 5", name="scores_real"),)

    enrolment_id: Mapped[int] = mapped_column(Id, ForeignKey("enrolment.id"), primary_key=True)
    teaching: Mapped[int]
    content: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="")
    said_at: Mapped[datetime]
