"""Windows of ordering and quotas of towns, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import delete, select

from sciencepop.accounts.models import Person
from sciencepop.core import attempts, audit
from sciencepop.core.db import hold_name, write
from sciencepop.core.errors import RuleBroken
from sciencepop.delivery.models import OrderWindow, TownQuota
from sciencepop.delivery.queries.orders import find_overlapping, get_window
from sciencepop.delivery.rules.refusals import Refusal


@dataclass(frozen=True)
class WindowWish:
    """A quarter's orders: when they are taken, for which days, and what a town may have that is not named."""

    year: int
    quarter: int
    opens_at: datetime
    closes_at: datetime
    first_on: date
    last_on: date
    quota: int


def save_window(
    wish: WindowWish, quotas: Mapping[str, int], known: str | None = None, *, by: Person, now: datetime
) -> str:
    """Make a quarter's window, or put the one with the code `known` right; `quotas` are those of single towns.

    What orders used already stays used, also where a quota is lowered under it. Refuses DAYS_OUT_OF_ORDER,
    WINDOW_EXISTS, WINDOW_OVERLAPS, and WINDOW_FIXED where it would become another quarter's.
    """
    code, staff_id = f"{wish.year}Q{wish.quarter}", by.id
    if known and known != code:
        raise RuleBroken(Refusal.WINDOW_FIXED)
    if not (wish.opens_at < wish.closes_at and wish.first_on <= wish.last_on):
        raise RuleBroken(Refusal.DAYS_OUT_OF_ORDER)
    with write() as session:
        hold_name(session, "order_window")
        window = session.scalars(select(OrderWindow).where(OrderWindow.code == code)).one_or_none()
        if window and not known:
            raise RuleBroken(Refusal.WINDOW_EXISTS)
        if other := find_overlapping(session, wish.first_on, wish.last_on, besides=code):
            raise RuleBroken(Refusal.WINDOW_OVERLAPS, other=other)
        if window is None:
            window = OrderWindow(code=code, created_by=staff_id, created_at=now)
            session.add(window)
        else:
            window = get_window(session, code, lock=True)
        for name, value in asdict(wish).items():
            setattr(window, name, value)
        window.changed_at = now
        session.flush()
        session.execute(delete(TownQuota).where(TownQuota.window_id == window.id))
        session.expire(window, ["quotas"])
        session.add_all(TownQuota(window_id=window.id, town_code=town, quota=most) for town, most in quotas.items())
        audit.record(session, by=staff_id, at=now, action="delivery.window", subject=window, quotas=dict(quotas))
        attempts.remember(code)
        return code
