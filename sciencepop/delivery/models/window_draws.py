"""Draws of a window: which order goes before which where an item is wished for more often than it can be given."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.core.db import Base, Id, choice
from sciencepop.delivery.models.windows import OrderWindow


class DrawState(StrEnum):
    """sealed → drawn; either may be annulled, with a reason, and stays to be seen."""

    SEALED = "sealed"
    DRAWN = "drawn"
    ANNULLED = "annulled"


class WindowDraw(Base):
    """A draw as docs/draw.md describes it, with orders for sheets and items for classes.

    `sealed` is the file as it was published before the chance was known, `result` that with the outcome, `program` the
    code that was promised; all byte for byte. `queues` are the cut-offs of each item for the page.
    """

    __tablename__ = "window_draw"
    __table_args__ = (
        CheckConstraint("(state = 'annulled') = (annul_reason <> '')", name="annulled_with_a_reason"),
        CheckConstraint("(drawn_at IS NULL) = (result IS NULL)", name="drawn_has_a_result"),
        CheckConstraint("state <> 'drawn' OR drawn_at IS NOT NULL", name="drawn_at_a_time"),
        CheckConstraint("sealed_at < entropy_due", name="sealed_before_the_chance"),
        Index(
            "uq_window_draw_live",
            "window_id",
            unique=True,
            sqlite_where=text("state <> 'annulled'"),
            postgresql_where=text("state <> 'annulled'"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    window_id: Mapped[int] = mapped_column(Id, ForeignKey("order_window.id"), index=True)
    state: Mapped[DrawState] = mapped_column(choice(DrawState, "state"), default=DrawState.SEALED)
    entropy_source: Mapped[str]
    entropy_due: Mapped[datetime]
    entropy: Mapped[str] = mapped_column(default="")
    key: Mapped[str]
    sealed_at: Mapped[datetime]
    drawn_at: Mapped[datetime | None]
    annul_reason: Mapped[str] = mapped_column(default="")
    orders: Mapped[int]
    input_digest: Mapped[str]
    code_digest: Mapped[str]
    commitment_digest: Mapped[str]
    result_digest: Mapped[str] = mapped_column(default="")
    queues: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    program: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    result: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))

    window: Mapped[OrderWindow] = relationship()
