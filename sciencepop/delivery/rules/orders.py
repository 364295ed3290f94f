"""The states of an order, what leads from one to the next, who may do it, and how long each side has.

One table for services, buttons and letters. Silence has rows of its own (LAPSE, EXPIRE, and REJECT by the clock),
so that nothing waits for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from sciencepop.delivery.rules.policy import Policy
from sciencepop.delivery.rules.refusals import Refusal


class OrderState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    MERGED = "merged"
    APPROVED = "approved"
    WAITLISTED = "waitlisted"
    REJECTED = "rejected"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    HELD = "held"
    EVALUATED = "evaluated"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class Side(StrEnum):
    """Who acts: whoever ordered, the town's desk, the district's officers, the supplier, or the time alone."""

    RECEIVER = "receiver"
    TOWN = "town"
    DISTRICT = "district"
    SUPPLIER = "supplier"
    CLOCK = "clock"


class Act(StrEnum):
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    MERGE = "merge"
    MATCH = "match"
    WAITLIST = "waitlist"
    REJECT = "reject"
    ACCEPT = "accept"
    DECLINE = "decline"
    LAPSE = "lapse"
    EXPIRE = "expire"
    CONFIRM = "confirm"
    WITHDRAW = "withdraw"
    CHECK_IN = "check_in"
    ABSENT = "absent"
    FORGIVE = "forgive"
    SETTLE = "settle"
    CLOSE = "close"
    CANCEL = "cancel"


class AutoReason(StrEnum):
    """What the time gives as a reason; `messages` has the sentences."""

    NO_SUPPLIER = "auto:no_supplier"
    NO_TIME = "auto:no_time"
    NOT_CONFIRMED = "auto:not_confirmed"
    NO_ANSWER = "auto:no_answer"


@dataclass(frozen=True)
class Step:
    """Where an act leads, who may do it, whether it needs a reason, and who is told of it."""

    after: OrderState
    by: frozenset[Side]
    needs_reason: bool = False
    tells: tuple[Side, ...] = ()


S, A, R, T, D, P, C = OrderState, Act, Side.RECEIVER, Side.TOWN, Side.DISTRICT, Side.SUPPLIER, Side.CLOCK


def _step(after: OrderState, *by: Side, why: bool = False, tells: tuple[Side, ...] = ()) -> Step:
    return Step(after, frozenset(by), why, tells)


STEPS: dict[tuple[OrderState, Act], Step] = {
    (S.DRAFT, A.SUBMIT): _step(S.SUBMITTED, R, tells=(T,)),
    (S.RETURNED, A.SUBMIT): _step(S.SUBMITTED, R, tells=(T,)),
    (S.SUBMITTED, A.APPROVE): _step(S.APPROVED, T, D, tells=(R, D)),
    (S.SUBMITTED, A.RETURN): _step(S.RETURNED, T, D, why=True, tells=(R,)),
    (S.SUBMITTED, A.MERGE): _step(S.MERGED, T, D, tells=(R,)),
    (S.SUBMITTED, A.REJECT): _step(S.REJECTED, C, why=True, tells=(R,)),
    (S.APPROVED, A.MATCH): _step(S.OFFERED, D, C, tells=(P,)),
    (S.WAITLISTED, A.MATCH): _step(S.OFFERED, D, C, tells=(P,)),
    (S.APPROVED, A.WAITLIST): _step(S.WAITLISTED, D, C, why=True, tells=(R,)),
    (S.APPROVED, A.REJECT): _step(S.REJECTED, D, C, why=True, tells=(R,)),
    (S.WAITLISTED, A.REJECT): _step(S.REJECTED, D, C, why=True, tells=(R,)),
    (S.OFFERED, A.ACCEPT): _step(S.ACCEPTED, P, tells=(R,)),
    (S.OFFERED, A.DECLINE): _step(S.APPROVED, P, why=True),
    (S.OFFERED, A.LAPSE): _step(S.APPROVED, C, tells=(P,)),
    (S.ACCEPTED, A.CONFIRM): _step(S.CONFIRMED, R, tells=(R, P)),
    (S.ACCEPTED, A.EXPIRE): _step(S.CANCELLED, C, tells=(R, P)),
    (S.ACCEPTED, A.WITHDRAW): _step(S.APPROVED, P, why=True, tells=(R, D, P)),
    (S.CONFIRMED, A.WITHDRAW): _step(S.APPROVED, P, why=True, tells=(R, D, P)),
    (S.CONFIRMED, A.CHECK_IN): _step(S.HELD, P, D, tells=(R, P)),
    (S.CONFIRMED, A.ABSENT): _step(S.NO_SHOW, R, P, why=True, tells=(R, P, D)),
    (S.NO_SHOW, A.FORGIVE): _step(S.CANCELLED, D, why=True, tells=(R, P)),
    (S.HELD, A.SETTLE): _step(S.EVALUATED, C),
    (S.EVALUATED, A.CLOSE): _step(S.CLOSED, D, C, tells=(R, P)),
    (S.DRAFT, A.CANCEL): _step(S.CANCELLED, R),
    (S.RETURNED, A.CANCEL): _step(S.CANCELLED, R),
    (S.SUBMITTED, A.CANCEL): _step(S.CANCELLED, R, D, why=True, tells=(R,)),
    (S.APPROVED, A.CANCEL): _step(S.CANCELLED, R, D, why=True, tells=(R,)),
    (S.WAITLISTED, A.CANCEL): _step(S.CANCELLED, R, D, why=True, tells=(R,)),
    (S.OFFERED, A.CANCEL): _step(S.CANCELLED, R, D, why=True, tells=(R, P)),
    (S.ACCEPTED, A.CANCEL): _step(S.CANCELLED, R, D, why=True, tells=(R, P)),
    (S.CONFIRMED, A.CANCEL): _step(S.CANCELLED, R, D, why=True, tells=(R, P, D)),
}

USES = (S.OFFERED, S.ACCEPTED, S.CONFIRMED, S.HELD, S.EVALUATED, S.CLOSED)
"""What takes a place in the town's quota and in the supplier's capacity. An ended order does where it is charged."""

PLANNED = (S.ACCEPTED, S.CONFIRMED)
"""There is a day, and the lecturer's time is taken for it."""

DONE = (S.HELD, S.EVALUATED, S.CLOSED)
"""It took place."""


def people_of(heads: Mapping[str, Any]) -> int:
    """How many came, of all audiences."""
    return sum(int(count) for count in heads.values())


OPEN = (S.DRAFT, S.SUBMITTED, S.RETURNED, S.APPROVED, S.WAITLISTED, S.OFFERED, *PLANNED)
"""Something may still come of it."""

TO_DISPATCH = (S.APPROVED, S.WAITLISTED)
"""It waits for a supplier."""

EDITABLE = (S.DRAFT, S.RETURNED)
SAID = timedelta(minutes=15)
"""Who is not there so long after the start may be said to be absent."""
ABSENT_DAYS = 7
"""Until so many days after the day an absence may be said."""
REPORTED_LATE_DAYS = 1


LECTURERS = (A.CHECK_IN,)
"""What whoever gives a delivery does for its supplier, whoever else acts for that."""


def step_of(state: OrderState, act: Act, side: Side) -> Step | Refusal:
    """The step that this side takes by an act from a state, or why not."""
    step = STEPS.get((state, act))
    if step is None:
        return Refusal.WRONG_STATE
    return step if side in step.by else Refusal.NOT_YOURS


def acts_of(state: OrderState, sides: frozenset[Side]) -> list[Act]:
    """What these sides may do now, in the order of the table."""
    return [act for (before, act), step in STEPS.items() if before is state and step.by & sides]


@dataclass(frozen=True)
class Dates:
    """What deadlines hang on: days of the district. `last_slot` is the latest wish, `held_on` the agreed day."""

    today: date
    last_slot: date
    held_on: date | None = None


class WorkingDays(Protocol):
    """The calendar of working days: make-up days are worked, public holidays are not."""

    def after(self, day: date, count: int) -> date:
        """The last of so many working days after a day."""


def due_on(state: OrderState, dates: Dates, policy: Policy, calendar: WorkingDays) -> date | None:
    """The last day, which still counts, on which the state may last; None where nobody owes anything.

    What waits for a supplier ends while the last wish could still be confirmed; a confirmation is due so many days
    before the day, or today where that is later.
    """
    if state is S.SUBMITTED:
        return calendar.after(dates.today, policy.town_workdays)
    if state is S.APPROVED:
        return calendar.after(dates.today, policy.district_workdays)
    if state is S.WAITLISTED:
        return last_chance(dates, policy)
    if state is S.OFFERED:
        return calendar.after(dates.today, policy.supplier_workdays)
    if state is S.ACCEPTED and dates.held_on:
        return max(dates.today, dates.held_on - timedelta(days=policy.confirm_days))
    if state is S.CONFIRMED and dates.held_on:
        return dates.held_on + timedelta(days=REPORTED_LATE_DAYS)
    if state is S.HELD:
        return dates.today + timedelta(days=policy.evaluate_days)
    return None


def last_chance(dates: Dates, policy: Policy) -> date:
    """The last day on which an order that everybody has left alone could still come to something."""
    return max(dates.today, dates.last_slot - timedelta(days=policy.confirm_days))


def may_be_in_time(slot: date, today: date, policy: Policy) -> bool:
    """Whether a wish can still be confirmed in time."""
    return slot - timedelta(days=policy.confirm_days) >= today


def is_charged(state: OrderState, side: Side, held_on: date | None, today: date, policy: Policy) -> bool:
    """Whether an order that a side ends uses up the town's quota: cancelled by the receiver too late, or nobody there.

    The day so many days before is still free.
    """
    if side is not R or held_on is None or state not in PLANNED:
        return False
    return (held_on - today).days < policy.free_cancel_days


def refuse_check_in(starts_at: datetime, ends_at: datetime, now: datetime, *, same_day: bool) -> Refusal | None:
    """A supplier checks in on the day, an hour before the start at the earliest."""
    if now < starts_at - timedelta(hours=1):
        return Refusal.NOT_YET
    return None if same_day or now < ends_at else Refusal.TOO_LATE


def refuse_absent(starts_at: datetime, now: datetime) -> Refusal | None:
    """Somebody is absent once a quarter of an hour has passed, and can be said so for a week."""
    if now < starts_at + SAID:
        return Refusal.NOT_YET
    return Refusal.TOO_LATE if now > starts_at + timedelta(days=ABSENT_DAYS) else None
