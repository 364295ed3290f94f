"""Who changed what, when. A row is written in the same transaction as the change it tells of, and stays as it is.

The database itself refuses to change or delete a row. Rows name people by the number of their account only, so that an
account can be erased without them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, Index, event, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from sciencepop.core.db import Base, Id, db


class AuditRow(Base):
    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(Id, index=True)
    action: Mapped[str] = mapped_column(index=True)
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


_REFUSALS = {
    "sqlite": [
        f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit trail only grows'; END $$",
        "CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()",
    ],
}
"""As in migration 0042, for tables that are made without migrations."""

for _dialect, _statements in _REFUSALS.items():
    for _statement in _statements:
        event.listen(AuditRow.__table__, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]

_TRIGGERS = {
    "sqlite": "SELECT count(*) = 2 FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'",
    "postgresql": "SELECT count(*) = 1 FROM pg_trigger WHERE tgname = 'audit_only_grows' AND tgenabled <> 'D'",
}


def trail_that_can_be_changed() -> list[str]:
    """Whether the database still refuses: a migration that makes the table anew on SQLite loses its triggers."""
    found = db.session.scalar(text(_TRIGGERS[db.engine.dialect.name]))
    return [] if found else ["The database does not refuse changes of the audit trail: its trigger is missing."]
