"""Who changed what, when. A row is written in the same transaction as the change it tells of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, Session, mapped_column

from sciencepop.core.db import Base, Id


class AuditRow(Base):
    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(Id, index=True)
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[int] = mapped_column(Id)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)


def record(session: Session, *, by: int | None, at: datetime, action: str, subject: Any, **facts: Any) -> None:
    """Write an audit row. `subject` is a flushed model; `facts` are plain JSON values without personal data."""
    session.flush()
    session.add(
        AuditRow(
            at=at,
            actor_id=by,
            action=action,
            subject_kind=subject.__tablename__,
            subject_id=subject.id,
            facts=facts,
        )
    )
