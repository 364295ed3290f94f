"""Courses for volunteers, the questions of a quiz, tries at it, and who passed what until when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.core.db import Base, Id, choice
from sciencepop.volunteers.rules.training import CourseKind as CourseKind
from sciencepop.volunteers.rules.training import CourseState as CourseState


class TrainingCourse(Base):
    """A course: `text_*` is what is read. It grants `skills` (none: it is only written down) for `months` (None: for
    good). New shifts and templates ask people of these `roles` for its skills.

    Of a quiz `pass_percent` must be right, and `tries_a_day` are allowed. `minutes` is how long it takes.
    """

    __tablename__ = "training_course"
    __table_args__ = (
        CheckConstraint("months BETWEEN 1 AND 120", name="months_sane"),
        CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes_sane"),
        CheckConstraint("(kind = 'quiz') = (pass_percent IS NOT NULL)", name="quiz_has_a_mark"),
        CheckConstraint("(kind = 'quiz') = (tries_a_day IS NOT NULL)", name="quiz_limits_tries"),
        CheckConstraint("pass_percent BETWEEN 1 AND 100", name="pass_percent_sane"),
        CheckConstraint("tries_a_day BETWEEN 1 AND 20", name="tries_sane"),
        Index("ix_training_course_state", "state"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[CourseKind] = mapped_column(choice(CourseKind, "kind"))
    title_zh: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    text_zh: Mapped[str] = mapped_column(Text, default="")
    text_en: Mapped[str] = mapped_column(Text, default="")
    skills: Mapped[list[str]] = mapped_column(default=list)
    roles: Mapped[list[str]] = mapped_column(default=list)
    months: Mapped[int | None]
    minutes: Mapped[int]
    pass_percent: Mapped[int | None]
    tries_a_day: Mapped[int | None]
    state: Mapped[CourseState] = mapped_column(choice(CourseState, "state"), default=CourseState.DRAFT)
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)

    questions: Mapped[list[TrainingQuestion]] = relationship(order_by="TrainingQuestion.id")

    @property
    def version(self) -> str:
        """Another one after every change of the course or of its questions."""
        return self.changed_at.isoformat()


class TrainingQuestion(Base):
    """A question. `options` are objects of `zh`, `en` and `right`, several of which may be right; `why_*` is told to
    whoever had it wrong."""

    __tablename__ = "training_question"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    course_id: Mapped[int] = mapped_column(Id, ForeignKey("training_course.id"), index=True)
    text_zh: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text, default="")
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    why_zh: Mapped[str] = mapped_column(Text, default="")
    why_en: Mapped[str] = mapped_column(Text, default="")

    @property
    def right(self) -> frozenset[int]:
        """The places of the right options."""
        return frozenset(place for place, option in enumerate(self.options) if option["right"])


class TrainingTry(Base):
    """A quiz as somebody answered it: `score` questions were right; `answers` is what was chosen, by question."""

    __tablename__ = "training_try"
    __table_args__ = (
        CheckConstraint("score BETWEEN 0 AND total", name="score_sane"),
        Index("ix_training_try_person_id_course_id", "person_id", "course_id"),
        Index("ix_training_try_at", "at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    course_id: Mapped[int] = mapped_column(Id, ForeignKey("training_course.id"))
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("volunteer.person_id"))
    at: Mapped[datetime]
    score: Mapped[int]
    total: Mapped[int]
    is_passed: Mapped[bool]
    answers: Mapped[dict[str, Any]]

    course: Mapped[TrainingCourse] = relationship()


class TrainingRecord(Base):
    """That somebody passed a course on a day, and what that granted until `expires_on` (None: for good).

    `recorded_by` is None for a quiz. It is part of the record of volunteering (志愿服务条例 art. 19) and stays; one
    that was entered by mistake is `voided`. `told_at`: its end was announced by a letter.
    """

    __tablename__ = "training_record"
    __table_args__ = (
        CheckConstraint("recorded_by <> person_id", name="nobody_records_their_own"),
        CheckConstraint("came_on <= expires_on", name="dates_in_order"),
        CheckConstraint("(voided_at IS NULL) = (voided_by IS NULL)", name="voided_by_somebody"),
        Index("ix_training_record_person_id", "person_id"),
        Index("ix_training_record_expires_on", "expires_on"),
        Index(
            "uq_training_record_live",
            "course_id",
            "person_id",
            "came_on",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    course_id: Mapped[int] = mapped_column(Id, ForeignKey("training_course.id"))
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("volunteer.person_id"))
    came_on: Mapped[date]
    expires_on: Mapped[date | None]
    skills: Mapped[list[str]] = mapped_column(default=list)
    recorded_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    is_sample: Mapped[bool] = mapped_column(default=False)

    course: Mapped[TrainingCourse] = relationship()
    person: Mapped[Person] = relationship(primaryjoin="foreign(TrainingRecord.person_id) == Person.id", viewonly=True)
