"""Where a base stands, and who may move it where: one table for services and pages."""

from __future__ import annotations

from enum import StrEnum


class BaseState(StrEnum):
    """draft → submitted → (returned → submitted)* → public | refused; public ↔ withdrawn; open → dropped"""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REFUSED = "refused"
    PUBLIC = "public"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"


class Step(StrEnum):
    """What somebody does to a base's standing; also the last word of its audit action."""

    SUBMIT = "submit"
    DROP = "drop"
    RETURN = "return"
    ACCEPT = "accept"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    REPUBLISH = "republish"


class Who(StrEnum):
    REGISTRANT = "registrant"
    OFFICER = "officer"


S = BaseState
TRANSITIONS: dict[Step, tuple[Who, dict[BaseState, BaseState]]] = {
    Step.SUBMIT: (Who.REGISTRANT, {S.DRAFT: S.SUBMITTED, S.RETURNED: S.SUBMITTED}),
    Step.DROP: (Who.REGISTRANT, {S.DRAFT: S.DROPPED, S.SUBMITTED: S.DROPPED, S.RETURNED: S.DROPPED}),
    Step.RETURN: (Who.OFFICER, {S.SUBMITTED: S.RETURNED}),
    Step.ACCEPT: (Who.OFFICER, {S.SUBMITTED: S.PUBLIC}),
    Step.REFUSE: (Who.OFFICER, {S.SUBMITTED: S.REFUSED}),
    Step.WITHDRAW: (Who.OFFICER, {S.PUBLIC: S.WITHDRAWN}),
    Step.REPUBLISH: (Who.OFFICER, {S.WITHDRAWN: S.PUBLIC}),
}

EDITABLE = frozenset({S.DRAFT, S.RETURNED})
"""States in which the registrant may change the record; in between the district reads what was handed in."""

OPEN = frozenset({S.DRAFT, S.SUBMITTED, S.RETURNED})
"""Registrations that are still on their way."""

NEEDS_REASON = frozenset({Step.REFUSE, Step.WITHDRAW, Step.REPUBLISH})


def after(step: Step, state: BaseState) -> BaseState | None:
    """The state that a step leads to, or None when it cannot be taken from here."""
    return TRANSITIONS[step][1].get(state)


def steps_of(who: Who, state: BaseState) -> list[Step]:
    """What this party may do now, in the table's order."""
    return [step for step, (whose, moves) in TRANSITIONS.items() if whose is who and state in moves]


def split_corrections(text: str) -> list[str]:
    """One correction a line; list marks, numbers and empty lines fall away. At most 30."""
    lines = [line.strip().lstrip("-•·*").strip() for line in text.splitlines()]
    return [line for line in lines if line][:30]
