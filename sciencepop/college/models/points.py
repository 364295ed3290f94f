"""Teaching points (教学点): where a community teaches, from its application to the plaque."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.college.rules.points import PointState as PointState
from sciencepop.core.db import Base, Id, choice


class TeachingPoint(Base):
    """A community's place of teaching. `branch` is a slug of data/college_branches.csv, `capacity` people at once.

    `head_name` and `contact` are for the branch and never public; who may run the point is a grant (accounts). A
    suspended point remembers where it was in `suspended_from`; `state_reason` says why it was refused or suspended.
    """

    __tablename__ = "teaching_point"
    __table_args__ = (
        CheckConstraint("capacity BETWEEN 1 AND 1000", name="capacity_sane"),
        CheckConstraint("(state = 'suspended') = (suspended_from IS NOT NULL)", name="suspended_from_somewhere"),
        CheckConstraint("state NOT IN ('refused', 'suspended') OR state_reason <> ''", name="no_with_a_reason"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="point_whole"),
        CheckConstraint("filed_at IS NULL OR approved_at IS NOT NULL", name="filed_after_approval"),
        CheckConstraint("plaqued_at IS NULL OR filed_at IS NOT NULL", name="plaque_after_filing"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    branch: Mapped[str] = mapped_column(index=True)
    town_code: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    address_zh: Mapped[str]
    address_en: Mapped[str] = mapped_column(default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    capacity: Mapped[int]
    head_name: Mapped[str]
    contact: Mapped[str]
    about: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[PointState] = mapped_column(choice(PointState, "state"), default=PointState.APPLIED, index=True)
    suspended_from: Mapped[PointState | None] = mapped_column(choice(PointState, "suspended_from"))
    state_reason: Mapped[str] = mapped_column(default="")
    applied_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    applied_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    filed_at: Mapped[datetime | None]
    plaqued_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)

    applicant: Mapped[Person] = relationship()
