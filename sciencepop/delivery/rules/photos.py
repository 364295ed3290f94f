"""Photographs of a delivery: who may add them, how many, and what must be said of minors in them."""

from __future__ import annotations

from enum import StrEnum

from sciencepop.delivery.rules.orders import OrderState
from sciencepop.delivery.rules.policy import Policy
from sciencepop.delivery.rules.refusals import Refusal


class Faces(StrEnum):
    """No minor can be recognised, or their guardians agreed in writing (未成年人保护法, 个人信息保护法 art. 31)."""

    NONE = "none"
    AGREED = "agreed"


def refuse_photo(state: OrderState, *, is_accepted: bool, photos: int, policy: Policy) -> Refusal | None:
    """Whether one more belongs to the report of an order that took place."""
    if is_accepted:
        return Refusal.REPORT_ACCEPTED
    if state not in (OrderState.HELD, OrderState.EVALUATED):
        return Refusal.WRONG_STATE
    return Refusal.PHOTOS_FULL if photos >= policy.photos_most else None
