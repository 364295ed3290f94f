"""Objections while a proof is published internally, and what is passed on about them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.core.db import Base, Id, choice
from sciencepop.volunteers.models.proofs import ServiceProof
from sciencepop.volunteers.rules.proofs import Outcome


class ProofObjection(Base):
    """Somebody inside says that a published proof is wrong. It is not issued before an officer has decided.

    The volunteer never learns who objected. LAPSED: there was nothing to decide any more.
    """

    __tablename__ = "proof_objection"
    __table_args__ = (
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided_has_a_time"),
        CheckConstraint(
            "(outcome IS NOT NULL AND outcome <> 'lapsed') = (decided_by IS NOT NULL)", name="decided_by_somebody"
        ),
        CheckConstraint("decided_by <> person_id", name="nobody_decides_their_own"),
        Index("ix_proof_objection_proof_id", "proof_id"),
        Index("ix_proof_objection_person_id", "person_id"),
        Index(
            "uq_proof_objection_open",
            "proof_id",
            "person_id",
            unique=True,
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    proof_id: Mapped[int] = mapped_column(Id, ForeignKey("service_proof.id"))
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome, "outcome"))
    outcome_words: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))

    proof: Mapped[ServiceProof] = relationship()
    relayed: Mapped[list[ObjectionMessage]] = relationship(order_by="ObjectionMessage.id", viewonly=True)


class ObjectionMessage(Base):
    """What the site passed on between an officer and who objected; neither sees an address."""

    __tablename__ = "objection_message"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    objection_id: Mapped[int] = mapped_column(Id, ForeignKey("proof_objection.id"), index=True)
    sent_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime]
