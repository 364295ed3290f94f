"""Classes (班) of a term, their seats and their lessons."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.college.models.courses import Course, Lecturer
from sciencepop.college.models.points import TeachingPoint
from sciencepop.college.models.terms import Term
from sciencepop.college.rules.classes import Bucket as Bucket
from sciencepop.college.rules.classes import ClassState as ClassState
from sciencepop.college.rules.classes import WayIn as WayIn
from sciencepop.college.rules.completion import ClassRule
from sciencepop.core.db import Base, Id, choice


class CourseClass(Base):
    """A course taught in a term at a point by a lecturer: every `weekday` (0 is Monday), so many lessons.

    Its lessons are enrolled in together (docs/adr/0030). `opens_at` belongs to first come; `closes_at` ends every way
    in. `warned_at`: it was below its minimum and has been open to all since. `counts_to_limit`: it is one of the
    `Term.most_classes`. A learner completes it with `completion_percent` of the lessons, and the homework where needed;
    `leave_counts`: a lesson with granted leave is one of them.
    """

    __tablename__ = "course_class"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_real"),
        CheckConstraint("minutes BETWEEN 30 AND 480", name="minutes_sane"),
        CheckConstraint("lessons_planned BETWEEN 1 AND 40", name="lessons_sane"),
        CheckConstraint(
            "0 <= minimum AND minimum <= capacity AND capacity BETWEEN 1 AND 1000", name="numbers_in_order"
        ),
        CheckConstraint("completion_percent BETWEEN 1 AND 100", name="completion_sane"),
        CheckConstraint("(state = 'dissolved') = (dissolved_at IS NOT NULL)", name="dissolved_has_a_time"),
        CheckConstraint("way <> 'first_come' OR opens_at IS NOT NULL", name="first_come_has_an_hour"),
        CheckConstraint("opens_at IS NULL OR opens_at < closes_at", name="opens_before_it_closes"),
        Index("ix_course_class_term_id_state", "term_id", "state"),
        Index("ix_course_class_point_id", "point_id"),
        Index("ix_course_class_course_id", "course_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    term_id: Mapped[int] = mapped_column(Id, ForeignKey("term.id"))
    course_id: Mapped[int] = mapped_column(Id, ForeignKey("course.id"))
    point_id: Mapped[int] = mapped_column(Id, ForeignKey("teaching_point.id"))
    lecturer_id: Mapped[int] = mapped_column(Id, ForeignKey("lecturer.id"), index=True)
    room_zh: Mapped[str] = mapped_column(default="")
    room_en: Mapped[str] = mapped_column(default="")
    weekday: Mapped[int]
    starts: Mapped[time]
    minutes: Mapped[int]
    lessons_planned: Mapped[int]
    minimum: Mapped[int]
    capacity: Mapped[int]
    way: Mapped[WayIn] = mapped_column(choice(WayIn, "way"))
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime]
    counts_to_limit: Mapped[bool] = mapped_column(default=True)
    completion_percent: Mapped[int]
    homework_needed: Mapped[bool] = mapped_column(default=False)
    leave_counts: Mapped[bool] = mapped_column(default=False)
    state: Mapped[ClassState] = mapped_column(choice(ClassState, "state"), default=ClassState.DRAFT)
    warned_at: Mapped[datetime | None]
    dissolved_at: Mapped[datetime | None]
    dissolve_reason: Mapped[str] = mapped_column(default="")
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)

    term: Mapped[Term] = relationship()
    course: Mapped[Course] = relationship()
    point: Mapped[TeachingPoint] = relationship()
    lecturer: Mapped[Lecturer] = relationship()
    buckets: Mapped[list[ClassBucket]] = relationship(back_populates="course_class", order_by="ClassBucket.place")
    lessons: Mapped[list[Lesson]] = relationship(back_populates="course_class", order_by="Lesson.number")

    @property
    def completion(self) -> ClassRule:
        """What somebody who completes it has done."""
        return ClassRule(
            lessons=self.lessons_planned,
            percent=self.completion_percent,
            leave_counts=self.leave_counts,
            homework_needed=self.homework_needed,
        )

    @property
    def ends_at(self) -> datetime:
        """When its last lesson ends; a class is never without lessons."""
        return max(lesson.ends_at for lesson in self.lessons)

    @property
    def has_seats_for_two(self) -> bool:
        """Whether two may wish it on one sheet."""
        return any(row.bucket is Bucket.HOUSEHOLD and row.seats for row in self.buckets)

    def has_begun_at(self, now: datetime) -> bool:
        return any(lesson.starts_at <= now for lesson in self.lessons)


class ClassBucket(Base):
    """Seats of a drawn class that are filled first by some; `place` is the published order of filling."""

    __tablename__ = "class_bucket"
    __table_args__ = (
        UniqueConstraint("class_id", "bucket"),
        UniqueConstraint("class_id", "place"),
        CheckConstraint("seats BETWEEN 0 AND 1000", name="seats_sane"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    class_id: Mapped[int] = mapped_column(Id, ForeignKey("course_class.id"))
    bucket: Mapped[Bucket] = mapped_column(choice(Bucket, "bucket"))
    seats: Mapped[int]
    place: Mapped[int]

    course_class: Mapped[CourseClass] = relationship(back_populates="buckets")


class Lesson(Base):
    """One lesson `[starts_at, ends_at)` by its number. `uid` is its permanent iCalendar UID, whatever moves.

    `lecturer_id` teaches it; where that is a substitute, `substitute_for_id` says for whom and `substitute_reason` why.
    `sequence` rises when its time, its lecturer or its class's state change. `reminded_for`: for which start the
    learners were reminded.
    """

    __tablename__ = "lesson"
    __table_args__ = (
        UniqueConstraint("class_id", "number"),
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        CheckConstraint("(substitute_for_id IS NULL) = (substitute_reason = '')", name="substitute_with_a_reason"),
        CheckConstraint("substitute_for_id IS NULL OR substitute_for_id <> lecturer_id", name="substitute_is_another"),
        Index("ix_lesson_lecturer_id_starts_at", "lecturer_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    class_id: Mapped[int] = mapped_column(Id, ForeignKey("course_class.id"))
    number: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    lecturer_id: Mapped[int] = mapped_column(Id, ForeignKey("lecturer.id"))
    substitute_for_id: Mapped[int | None] = mapped_column(Id, ForeignKey("lecturer.id"), index=True)
    substitute_reason: Mapped[str] = mapped_column(default="")
    sequence: Mapped[int] = mapped_column(default=0)
    reminded_for: Mapped[datetime | None]
    changed_at: Mapped[datetime]

    course_class: Mapped[CourseClass] = relationship(back_populates="lessons")
    lecturer: Mapped[Lecturer] = relationship(foreign_keys=[lecturer_id])
    substitute_for: Mapped[Lecturer | None] = relationship(foreign_keys=[substitute_for_id])
