"""A refusal together with what its sentence wants to know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sciencepop.accounts.models import Child
from sciencepop.bookings.queries.ledger import Busy
from sciencepop.bookings.queries.seats import Claims
from sciencepop.bookings.rules.party import is_fit
from sciencepop.bookings.rules.refusals import Facts, Refusal
from sciencepop.core.errors import RuleBroken

_FROM_FACTS: dict[Refusal, Callable[[Facts], dict[str, Any]]] = {
    Refusal.NOT_OPEN_YET: lambda facts: {"when": facts.opens_at},
    Refusal.CLOSED: lambda facts: {"when": facts.closes_at},
    Refusal.SUSPENDED: lambda facts: {"when": facts.suspended_until},
    Refusal.TOO_MANY_SEATS: lambda facts: {"most": facts.most},
    Refusal.TOO_MANY_MINORS: lambda facts: {"most": facts.most_minors},
    Refusal.PARTY_TOO_SMALL: lambda facts: {"smallest": facts.party.smallest},
    Refusal.NAMES_NEEDED: lambda facts: {"seats": facts.party.grown_up},
    Refusal.FULL: lambda facts: {"seats": facts.party.seats, "free": facts.free},
}


def refusal_of(
    code: Refusal, facts: Facts, claims: Claims, busy: Busy, children: Mapping[int, Child] | None = None
) -> RuleBroken:
    """The exception to raise, or to show on a page before anything was pressed."""
    if code in _FROM_FACTS:
        return RuleBroken(code, **_FROM_FACTS[code](facts))
    if code is Refusal.ALREADY_BOOKED:
        return RuleBroken(code, booking=claims.own)
    if code is Refusal.CLASH:
        return clash_refusal(busy)
    return RuleBroken(code, **_about_a_child(code, facts, busy, children or {}))


def clash_refusal(busy: Busy) -> RuleBroken:
    """CLASH with the other commitment, and the code of its booking where it is one."""
    other = busy.clash or busy.child_clash
    if other is None:
        return RuleBroken(Refusal.CLASH)
    code = other.booking.code if other.booking else None
    return RuleBroken(Refusal.CLASH, booking=code, commitment=other)


def _about_a_child(code: Refusal, facts: Facts, busy: Busy, children: Mapping[int, Child]) -> dict[str, Any]:
    if code is Refusal.CHILD_AGE:
        pairs = zip(children.values(), facts.party.ages, strict=True)
        unfit = next(child for child, age in pairs if not is_fit(age, facts.age_min, facts.age_max))
        return {"child": unfit.nickname, "low": facts.age_min, "high": facts.age_max}
    if code is Refusal.CHILD_BOOKED:
        return {"child": children[min(busy.children_in)].nickname}
    if code is Refusal.CHILD_CLASH and busy.child_clash is not None:
        child = children[busy.child_clash.child_id or 0]
        return {"child": child.nickname, "commitment": busy.child_clash}
    return {}
