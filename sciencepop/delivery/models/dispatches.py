"""Runs of the dispatch of a window, and what each of them proposes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sciencepop.core.db import Base, Id, choice
from sciencepop.delivery.models.menu import MenuItem
from sciencepop.delivery.models.orders import DeliveryOrder
from sciencepop.delivery.models.windows import OrderWindow


class DispatchState(StrEnum):
    """queued → running → draft → offering → decided; a draft may be discarded, a run may fail."""

    QUEUED = "queued"
    RUNNING = "running"
    DRAFT = "draft"
    OFFERING = "offering"
    DECIDED = "decided"
    DISCARDED = "discarded"
    FAILED = "failed"


class DispatchRun(Base):
    """One proposal for all orders of a window that wait, with all that is needed to repeat it.

    `objective` and `bound` are points of the prices in `dispatch.options.Weights`. After `based_on_id` it was worked
    out anew, with the lines that are pinned in that one kept. `gini` is of the share each town gets of what it asks.
    """

    __tablename__ = "dispatch_run"
    __table_args__ = (
        CheckConstraint("objective <= bound", name="never_better_than_possible"),
        CheckConstraint("met <= asked", name="met_sane"),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided_at_a_time"),
        Index("ix_dispatch_run_window_id_id", "window_id", "id"),
        Index("ix_dispatch_run_state", "state"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    window_id: Mapped[int] = mapped_column(Id, ForeignKey("order_window.id"))
    based_on_id: Mapped[int | None] = mapped_column(Id, ForeignKey("dispatch_run.id"))
    seed: Mapped[int] = mapped_column(default=1)
    state: Mapped[DispatchState] = mapped_column(choice(DispatchState, "state"), default=DispatchState.QUEUED)
    created_by: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    input_digest: Mapped[str] = mapped_column(default="")
    seconds: Mapped[float | None] = mapped_column(Float)
    asked: Mapped[int] = mapped_column(default=0)
    met: Mapped[int] = mapped_column(default=0)
    as_ordered: Mapped[int] = mapped_column(default=0)
    first_slot: Mapped[int] = mapped_column(default=0)
    towns_reached: Mapped[int] = mapped_column(default=0)
    gini: Mapped[float] = mapped_column(Float, default=0)
    objective: Mapped[int] = mapped_column(default=0)
    bound: Mapped[int] = mapped_column(default=0)
    is_sample: Mapped[bool] = mapped_column(default=False)

    window: Mapped[OrderWindow] = relationship()

    @property
    def gap_percent(self) -> float:
        """How far, at most, the proposal is from the best there is."""
        return 100 * (self.bound - self.objective) / self.bound if self.bound > 0 else 0.0


class LineState(StrEnum):
    """Chosen by the officer, then offered; `left_out`: a rule stood against it by then, `reason` is the refusal."""

    OPEN = "open"
    CHOSEN = "chosen"
    OFFERED = "offered"
    LEFT_OUT = "left_out"


class DispatchLine(Base):
    """An order of a run: the item and the wished time (from 1) that it would get, or why it gets none.

    `counts` says how many ways fell to each reason. A pinned line stays in the next run.
    """

    __tablename__ = "dispatch_line"
    __table_args__ = (
        UniqueConstraint("run_id", "order_id"),
        CheckConstraint("(item_id IS NULL) = (slot IS NULL)", name="item_has_a_time"),
        CheckConstraint("item_id IS NOT NULL OR reason <> ''", name="unmet_with_a_reason"),
        CheckConstraint("item_id IS NOT NULL OR NOT is_pinned", name="pinned_has_an_item"),
        CheckConstraint("state <> 'left_out' OR reason <> ''", name="left_out_with_a_reason"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    run_id: Mapped[int] = mapped_column(Id, ForeignKey("dispatch_run.id"))
    order_id: Mapped[int] = mapped_column(Id, ForeignKey("delivery_order.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(Id, ForeignKey("menu_item.id"), index=True)
    slot: Mapped[int | None]
    is_pinned: Mapped[bool] = mapped_column(default=False)
    state: Mapped[LineState] = mapped_column(choice(LineState, "state"), default=LineState.OPEN)
    reason: Mapped[str] = mapped_column(default="")
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    order: Mapped[DeliveryOrder] = relationship()
    item: Mapped[MenuItem | None] = relationship()
