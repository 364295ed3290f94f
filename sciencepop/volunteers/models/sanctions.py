"""Sanctions against volunteers, each with its rule, facts, days, appeal and the decision of another officer."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.core.db import Base, Id, choice
from sciencepop.volunteers.rules.sanctions import Decision as Decision


class VolunteerSanction(Base):
    """Keeps somebody from `roles` (none: all) from a day until another, both included, by a rule in its words of then.

    The volunteer and the district's officers see it, nobody else. Lifted by a granted appeal or by an officer. Deleted
    with the account, and some time after its end.
    """

    __tablename__ = "volunteer_sanction"
    __table_args__ = (
        CheckConstraint("from_on <= until_on", name="dates_in_order"),
        CheckConstraint("rule_zh <> '' AND facts <> ''", name="in_words"),
        CheckConstraint("set_by <> person_id AND decided_by <> person_id", name="nobody_judges_themselves"),
        CheckConstraint("decided_by <> set_by", name="another_officer_decides"),
        CheckConstraint("(appealed_at IS NULL) = (appeal_text = '')", name="appeal_in_words"),
        CheckConstraint(
            "(decided_at IS NULL) = (decision IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL)",
            name="decision_whole",
        ),
        CheckConstraint("decided_at IS NULL OR appealed_at IS NOT NULL", name="only_appeals_are_decided"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name="lifted_by_somebody"),
        CheckConstraint("decision <> 'granted' OR lifted_at IS NOT NULL", name="granted_is_lifted"),
        Index("ix_volunteer_sanction_person_id", "person_id"),
        Index("ix_volunteer_sanction_until_on", "until_on"),
        Index(
            "ix_volunteer_sanction_open_appeal",
            "appealed_at",
            sqlite_where=text("appealed_at IS NOT NULL AND decided_at IS NULL"),
            postgresql_where=text("appealed_at IS NOT NULL AND decided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("volunteer.person_id"))
    rule: Mapped[str]
    rule_zh: Mapped[str]
    rule_en: Mapped[str] = mapped_column(default="")
    roles: Mapped[list[str]] = mapped_column(default=list)
    facts: Mapped[str] = mapped_column(Text)
    from_on: Mapped[date]
    until_on: Mapped[date]
    gives_back: Mapped[bool]
    set_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    set_at: Mapped[datetime]
    appeal_text: Mapped[str] = mapped_column(Text, default="")
    appealed_at: Mapped[datetime | None]
    decision: Mapped[Decision | None] = mapped_column(choice(Decision, "decision"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    lifted_reason: Mapped[str] = mapped_column(Text, default="")

    person: Mapped[Person] = relationship(
        primaryjoin="foreign(VolunteerSanction.person_id) == Person.id", viewonly=True
    )
