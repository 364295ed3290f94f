"""The menu: written by suppliers, reviewed by officers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import new_code
from sciencepop.core import attempts, audit, clock
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.delivery.letters import tell_item
from sciencepop.delivery.models import ItemLecturer, MenuItem
from sciencepop.delivery.queries.menu import get_item, get_supplier, list_lecturers
from sciencepop.delivery.rules.items import AFTER, PREFIX, CostClass, ItemAct, ItemKind, ItemState
from sciencepop.delivery.rules.refusals import Refusal


@dataclass(frozen=True)
class ItemWish:
    """What a supplier says of an item; the names are the columns of `MenuItem`."""

    kind: ItemKind
    title_zh: str
    minutes: int
    group_min: int
    group_max: int
    cost: CostClass
    most_a_quarter: int
    title_en: str = ""
    about_zh: str = ""
    about_en: str = ""
    audiences: Sequence[str] = ()
    age_from: int = 0
    age_until: int | None = None
    space: str = ""
    power: str = ""
    materials: str = ""
    safety: str = ""
    can_online: bool = False
    towns: Sequence[str] = ()
    blackouts: Sequence[str] = ()
    valid_until: date | None = None


LIGHT = ("most_a_quarter", "blackouts", "valid_until", "towns", "can_online")
"""What is no matter of science or safety, and may change without a new review."""


def add_item(supplier_code: str, wish: ItemWish, lecturer_ids: Sequence[int], *, by: Person, now: datetime) -> str:
    """A draft. Its code is its kind and its number. Refuses NOT_OWN_LECTURER."""
    with write() as session:
        supplier = get_supplier(session, supplier_code, lock=True)
        made = {"created_by": by.id, "created_at": now, "changed_at": now, "is_sample": supplier.is_sample}
        item = MenuItem(code=new_code(), supplier_id=supplier.id, **_values(wish), **made)
        session.add(item)
        session.flush()
        item.code = f"{PREFIX[item.kind]}{item.id:04d}"
        _let_give(session, item, lecturer_ids)
        audit.record(session, by=by.id, at=now, action="delivery.item_add", subject=item)
        attempts.remember(item.code)
        return item.code


def change_item(code: str, wish: ItemWish, lecturer_ids: Sequence[int], *, by: Person, now: datetime) -> None:
    """Put an item right. What is more than `LIGHT` needs a new review, and is off the menu until then.

    Refuses KIND_FIXED, because orders, units and the code hang on the kind; NOT_OWN_LECTURER.
    """
    staff_id = by.id
    with write() as session:
        item = get_item(session, code, lock=True)
        if wish.kind is not item.kind:
            raise RuleBroken(Refusal.KIND_FIXED)
        changed = {name for name, value in _values(wish).items() if getattr(item, name) != value}
        for name, value in _values(wish).items():
            setattr(item, name, value)
        item.changed_at = now
        if item.state is ItemState.APPROVED and changed - set(LIGHT):
            item.state = ItemState.SUBMITTED
            _forget_review(item)
        _let_give(session, item, lecturer_ids)
        audit.record(session, by=staff_id, at=now, action="delivery.item_change", subject=item, changed=sorted(changed))
        attempts.remember(code)


def step_item(
    code: str, act: ItemAct, *, by: Person, now: datetime, reason: str = "", seen_at: datetime | None = None
) -> None:
    """Submit, return with a reason, or take from the menu.

    `seen_at` is the change up to which an officer read it. Refuses CHANGED_MEANWHILE, WRONG_STATE, REASON_MISSING.
    """
    staff_id = by.id
    with write() as session:
        item = get_item(session, code, lock=True)
        _refuse_unseen(item, seen_at)
        _move(item, act)
        if act is ItemAct.RETURN and not reason:
            raise RuleBroken(Refusal.REASON_MISSING)
        item.state_reason, item.changed_at = reason if act is ItemAct.RETURN else "", now
        if act is ItemAct.RETURN:
            _forget_review(item)
            tell_item(session, item, now=now)
        audit.record(session, by=staff_id, at=now, action=f"delivery.item_{act.value}", subject=item, reason=reason)
        attempts.remember(code)


def approve_item(
    code: str, reviewer: str, until: date, *, by: Person, now: datetime, seen_at: datetime | None = None
) -> None:
    """Put an item on the menu, or renew its review: who reviewed its science, and until when that holds.

    `seen_at` is the change up to which the officer read it; another by now is CHANGED_MEANWHILE. Refuses WRONG_STATE,
    REVIEW_MISSING where nobody is named or the end has passed.
    """
    staff_id, today = by.id, clock.local(now).date()
    with write() as session:
        item = get_item(session, code, lock=True)
        _refuse_unseen(item, seen_at)
        _move(item, ItemAct.APPROVE)
        if not reviewer or until < today:
            raise RuleBroken(Refusal.REVIEW_MISSING)
        item.reviewer, item.reviewed_by, item.reviewed_on, item.review_until = reviewer, staff_id, today, until
        item.state_reason, item.changed_at = "", now
        session.flush()
        tell_item(session, item, now=now)
        audit.record(
            session, by=staff_id, at=now, action="delivery.item_approve", subject=item, until=until.isoformat()
        )
        attempts.remember(code)


def _refuse_unseen(item: MenuItem, seen_at: datetime | None) -> None:
    if seen_at is not None and seen_at != item.changed_at:
        raise RuleBroken(Refusal.CHANGED_MEANWHILE)


def _move(item: MenuItem, act: ItemAct) -> None:
    after = AFTER.get((item.state, act))
    if after is None:
        raise RuleBroken(Refusal.WRONG_STATE)
    item.state = after


def _forget_review(item: MenuItem) -> None:
    item.reviewer, item.reviewed_by, item.reviewed_on, item.review_until = "", None, None, None


def _values(wish: ItemWish) -> dict[str, object]:
    values = asdict(wish)
    return values | {name: list(values[name]) for name in ("audiences", "towns", "blackouts")}


def _let_give(session: Session, item: MenuItem, lecturer_ids: Sequence[int]) -> None:
    """Exactly these lecturers of the supplier can give it."""
    known = {lecturer.id for lecturer in list_lecturers(session, item.supplier_id)}
    if not set(lecturer_ids) <= known:
        raise RuleBroken(Refusal.NOT_OWN_LECTURER)
    session.flush()
    session.execute(delete(ItemLecturer).where(ItemLecturer.item_id == item.id))
    session.add_all(ItemLecturer(item_id=item.id, lecturer_id=number) for number in sorted(set(lecturer_ids)))
    session.flush()
    session.expire(item, ["lecturers"])
