"""The states of an event as one table: which step, from where to where, and who may take it.

Names of states are those of `models.EventState`, as plain text. Publication is an officer's alone, because every item
needs a person who answers for its science (科学技术普及法 2024, art. 35), and so is taking down at once (art. 36).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sciencepop.programme.rules.refusals import Refusal


class Step(StrEnum):
    SUBMIT = "submit"
    PUBLISH = "publish"
    RETURN = "return"
    CONFIRM = "confirm"
    WITHDRAW = "withdraw"
    REPUBLISH = "republish"
    CANCEL = "cancel"


class Who(StrEnum):
    """`manager` is whoever may run the event's base, an officer included."""

    MANAGER = "manager"
    OFFICER = "officer"


@dataclass(frozen=True)
class Transition:
    sources: frozenset[str]
    target: str
    who: Who
    needs_reason: bool = False


def _row(sources: str, target: str, who: Who, *, needs_reason: bool = False) -> Transition:
    return Transition(frozenset(sources.split()), target, who, needs_reason)


TABLE: dict[Step, Transition] = {
    Step.SUBMIT: _row("draft returned", "submitted", Who.MANAGER),
    Step.PUBLISH: _row("submitted", "published", Who.OFFICER),
    Step.RETURN: _row("submitted", "returned", Who.OFFICER, needs_reason=True),
    Step.CONFIRM: _row("published", "published", Who.OFFICER),
    Step.WITHDRAW: _row("published", "withdrawn", Who.OFFICER, needs_reason=True),
    Step.REPUBLISH: _row("withdrawn", "published", Who.OFFICER),
    Step.CANCEL: _row("published", "cancelled", Who.MANAGER, needs_reason=True),
}

CLOSED = frozenset({"cancelled"})
"""States in which neither the event nor its occurrences change any more."""

CHECKS = ("facts", "source", "audience", "safety", "plain")
"""What a reviewer confirms: true and current; sources named; fit for the audience; safe; no superstition, no advert."""


def refuse_step(step: Step, state: str, *, is_officer: bool, reason: str = "") -> Refusal | None:
    """Why this person may not take the step from this state, or None. Who manages the base is asked by the view."""
    transition = TABLE[step]
    if transition.who is Who.OFFICER and not is_officer:
        return Refusal.NOT_ALLOWED
    if state not in transition.sources:
        return Refusal.WRONG_STATE
    if transition.needs_reason and not reason.strip():
        return Refusal.REASON_MISSING
    return None


def open_steps(state: str, *, is_officer: bool) -> list[Step]:
    """The steps that may be offered to somebody who may run the base, in the table's order."""
    return [
        step
        for step, transition in TABLE.items()
        if state in transition.sources and (is_officer or transition.who is Who.MANAGER)
    ]


def refuse_publication(*, checks: Iterable[str], base_state: str, seen: str, present: str) -> Refusal | None:
    """Why a review cannot end in publication: open checks, a hidden base, or a text that changed under the reader.

    `seen` and `present` are digests of the content that the reviewer read and that is stored now.
    """
    if seen != present:
        return Refusal.CHANGED_MEANWHILE
    if base_state != "public":
        return Refusal.BASE_NOT_PUBLIC
    if set(CHECKS) - set(checks):
        return Refusal.CHECKS_OPEN
    return None
