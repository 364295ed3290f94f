"""Proofs of service: the numbered register."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.accounts.models import Person
from sciencepop.core.db import Base, Id, choice
from sciencepop.volunteers.rules.proofs import ProofState


class ServiceProof(Base):
    """A proof from the request on. `code` opens the page that checks it; `serial_*` are given when it is issued.

    `minutes` and `name` are those that were published; `payload` is all that the paper says, with its digest and
    signature, and never changes. `batch` names what a whole batch was for. One made anew `supersedes` a revoked one.
    """

    __tablename__ = "service_proof"
    __table_args__ = (
        UniqueConstraint("serial_year", "serial_number"),
        CheckConstraint("from_on <= until_on", name="dates_in_order"),
        CheckConstraint("(serial_year IS NULL) = (serial_number IS NULL)", name="serial_whole"),
        CheckConstraint("(state IN ('issued', 'revoked')) = (serial_number IS NOT NULL)", name="issued_has_a_serial"),
        CheckConstraint(
            "(issued_at IS NULL) = (serial_number IS NULL) AND (digest = '') = (serial_number IS NULL)"
            " AND (signature = '') = (serial_number IS NULL)",
            name="issued_is_signed",
        ),
        CheckConstraint(
            "state NOT IN ('published', 'issued', 'revoked') OR publish_until IS NOT NULL", name="published_first"
        ),
        CheckConstraint(
            "(state IN ('revoked', 'refused', 'withdrawn')) = (ended_at IS NOT NULL)", name="ended_has_a_time"
        ),
        CheckConstraint("state NOT IN ('revoked', 'refused') OR reason <> ''", name="ended_with_a_reason"),
        CheckConstraint("handled_by <> person_id", name="nobody_handles_their_own"),
        Index("ix_service_proof_person_id", "person_id"),
        Index("ix_service_proof_state_publish_until", "state", "publish_until"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("volunteer.person_id"))
    from_on: Mapped[date]
    until_on: Mapped[date]
    batch: Mapped[str] = mapped_column(default="")
    state: Mapped[ProofState] = mapped_column(choice(ProofState, "state"), default=ProofState.REQUESTED)
    requested_at: Mapped[datetime]
    name: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None]
    publish_until: Mapped[datetime | None]
    handled_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    issued_at: Mapped[datetime | None]
    serial_year: Mapped[int | None]
    serial_number: Mapped[int | None]
    serial: Mapped[str | None] = mapped_column(unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    digest: Mapped[str] = mapped_column(default="")
    signature: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    supersedes_id: Mapped[int | None] = mapped_column(Id, ForeignKey("service_proof.id"), unique=True)
    is_sample: Mapped[bool] = mapped_column(default=False)

    supersedes: Mapped[ServiceProof | None] = relationship(remote_side="ServiceProof.id")
    person: Mapped[Person] = relationship(primaryjoin="foreign(ServiceProof.person_id) == Person.id", viewonly=True)
