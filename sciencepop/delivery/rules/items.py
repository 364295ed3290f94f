"""What stands on the menu, and whether it can be ordered: one function for the button, the order and the dispatch."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sciencepop.delivery.rules.refusals import Refusal


class ItemKind(StrEnum):
    """讲座, 动手做, 展览, 剧, 培训, 器材: travelling exhibitions and kits are lent and come back."""

    LECTURE = "lecture"
    WORKSHOP = "workshop"
    SHOW = "show"
    TRAINING = "training"
    EXHIBITION = "exhibition"
    KIT = "kit"


LENT = (ItemKind.EXHIBITION, ItemKind.KIT)

PREFIX: dict[ItemKind, str] = {
    ItemKind.LECTURE: "JZ",
    ItemKind.WORKSHOP: "DS",
    ItemKind.SHOW: "JM",
    ItemKind.TRAINING: "PX",
    ItemKind.EXHIBITION: "ZL",
    ItemKind.KIT: "QC",
}
"""How codes of the menu begin: JZ0012 is the twelfth item, a lecture (讲座)."""


class CostClass(StrEnum):
    """Nothing, or what the district pays a part of; the receiver never pays the supplier."""

    FREE = "free"
    SUBSIDISED = "subsidised"


class ItemState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class ItemAct(StrEnum):
    """The supplier submits and withdraws; an officer approves, with a scientific review, and returns."""

    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    WITHDRAW = "withdraw"


_S, _A = ItemState, ItemAct

AFTER: dict[tuple[ItemState, ItemAct], ItemState] = {
    (_S.DRAFT, _A.SUBMIT): _S.SUBMITTED,
    (_S.RETURNED, _A.SUBMIT): _S.SUBMITTED,
    (_S.WITHDRAWN, _A.SUBMIT): _S.SUBMITTED,
    (_S.SUBMITTED, _A.APPROVE): _S.APPROVED,
    (_S.APPROVED, _A.APPROVE): _S.APPROVED,
    (_S.SUBMITTED, _A.RETURN): _S.RETURNED,
    (_S.APPROVED, _A.RETURN): _S.RETURNED,
    (_S.SUBMITTED, _A.WITHDRAW): _S.WITHDRAWN,
    (_S.APPROVED, _A.WITHDRAW): _S.WITHDRAWN,
}
"""Approving what is approved renews its review."""

OFFICERS = (ItemAct.APPROVE, ItemAct.RETURN)
"""What officers do; the rest is the supplier's."""


@dataclass(frozen=True)
class Offered:
    """What of an item decides whether it can be ordered. `towns` are codes, none: all; blackouts are days."""

    kind: ItemKind
    state: ItemState
    review_until: date | None
    valid_until: date | None
    blackouts: frozenset[date]
    towns: Collection[str]
    group_min: int
    group_max: int


def refuse_on_menu(item: Offered, today: date) -> Refusal | None:
    """Whether an item stands on the menu: approved, with a scientific review that still holds, and not over."""
    if item.state is not ItemState.APPROVED:
        return Refusal.NOT_ON_MENU
    if item.review_until is None or item.review_until < today:
        return Refusal.REVIEW_OVER
    if item.valid_until is not None and item.valid_until < today:
        return Refusal.ITEM_OVER
    return None


def refuse_day(item: Offered, day: date) -> Refusal | None:
    """Whether it can be given on a day: the review and the item itself must hold until then."""
    if refused := refuse_on_menu(item, day):
        return refused
    return Refusal.SLOT_BLACKED_OUT if day in item.blackouts else None


def refuse_group(item: Offered, people: int, town: str) -> Refusal | None:
    """Whether it fits so many people in this town."""
    if item.towns and town not in item.towns:
        return Refusal.TOWN_NOT_SERVED
    if not item.group_min <= people <= item.group_max:
        return Refusal.GROUP_MISFIT
    return None
