"""Courses, and who teaches."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.core.db import Base, Id


class Course(Base):
    """What is taught: `theme` is a slug of data/college_themes.csv, `audiences` of data/audiences.csv.

    `hours` are lesson hours (学时) of the whole course. Whoever takes a class of it must have completed `prerequisite`.
    """

    __tablename__ = "course"
    __table_args__ = (
        CheckConstraint("hours BETWEEN 1 AND 500", name="hours_sane"),
        CheckConstraint("prerequisite_id IS NULL OR prerequisite_id <> id", name="not_its_own_prerequisite"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    theme: Mapped[str] = mapped_column(index=True)
    title_zh: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    audiences: Mapped[list[str]] = mapped_column(default=list)
    hours: Mapped[int]
    syllabus_zh: Mapped[str] = mapped_column(Text, default="")
    syllabus_en: Mapped[str] = mapped_column(Text, default="")
    materials_zh: Mapped[str] = mapped_column(Text, default="")
    materials_en: Mapped[str] = mapped_column(Text, default="")
    prerequisite_id: Mapped[int | None] = mapped_column(Id, ForeignKey("course.id"), index=True)
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)

    prerequisite: Mapped[Course | None] = relationship(remote_side="Course.id")


class Lecturer(Base):
    """Who teaches. `themes` are what they teach; `times` when they can, as "0:morning" with Monday 0; [] is any time.

    `pay_class` is a slug of data/college_pay_classes.csv. It and `contact` are never public. A link to a person is
    optional: many lecturers have no account.
    """

    __tablename__ = "lecturer"
    __table_args__ = (
        Index(
            "uq_lecturer_person_id",
            "person_id",
            unique=True,
            sqlite_where=text("person_id IS NOT NULL"),
            postgresql_where=text("person_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    about_zh: Mapped[str] = mapped_column(Text, default="")
    about_en: Mapped[str] = mapped_column(Text, default="")
    themes: Mapped[list[str]] = mapped_column(default=list)
    times: Mapped[list[str]] = mapped_column(default=list)
    pay_class: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
