"""An officer's verbs: accept, return or refuse a registration; take a public base away and bring it back.

Dangerous: accepting publishes the base and makes its registrant its manager.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person, Role
from sciencepop.accounts.services.roles import grant_role
from sciencepop.bases.models import BaseDecision, BaseState, ScienceBase
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.bases.rules.states import NEEDS_REASON, TRANSITIONS, Step, Who, after
from sciencepop.bases.services.lock import lock_base
from sciencepop.bases.services.tell import tell_decision
from sciencepop.core import attempts, audit, stamps
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken


def decide(
    base_id: int,
    step: Step,
    *,
    by: int,
    now: datetime,
    reason: str = "",
    corrections: Sequence[str] = (),
    seen_at: datetime | None = None,
) -> None:
    """Take one of an officer's steps, write it down, and owe the people of the base the news.

    `seen_at` is the submission that the officer had before them; another by now: CHANGED_MEANWHILE.
    Refuses WRONG_STATE, NO_REASON (refuse, withdraw, republish), NO_CORRECTIONS (return).
    """
    if TRANSITIONS[step][0] is not Who.OFFICER:
        raise ValueError(f"{step} is no step of an officer")
    with write() as session:
        base = lock_base(session, base_id)
        state = _state_after(base, step, reason, corrections, seen_at)
        decision = BaseDecision(
            base_id=base.id,
            state=state,
            reason=reason,
            corrections=list(corrections) if step is Step.RETURN else [],
            decided_by=by,
            decided_at=now,
        )
        session.add(decision)
        audit.record(
            session,
            by=by,
            at=now,
            action=f"base.{step.value}",
            subject=base,
            was=base.state.value,
            reason=reason,
            corrections=decision.corrections,
        )
        base.state, base.updated_at = state, now
        if step is Step.ACCEPT:
            base.published_at = now
            _grant_to_registrant(session, base, by, now)
        if step in (Step.ACCEPT, Step.WITHDRAW, Step.REPUBLISH):
            stamps.programme_changed(session)
        tell_decision(session, base, decision, step, now=now)
        attempts.remember(base.slug)


def _state_after(
    base: ScienceBase, step: Step, reason: str, corrections: Sequence[str], seen_at: datetime | None
) -> BaseState:
    state = after(step, base.state)
    if state is None:
        raise RuleBroken(Refusal.WRONG_STATE, state=base.state)
    if seen_at is not None and base.submitted_at != seen_at:
        raise RuleBroken(Refusal.CHANGED_MEANWHILE)
    if step in NEEDS_REASON and not reason:
        raise RuleBroken(Refusal.NO_REASON)
    if step is Step.RETURN and not corrections:
        raise RuleBroken(Refusal.NO_CORRECTIONS)
    return state


def _grant_to_registrant(session: Session, base: ScienceBase, by: int, now: datetime) -> None:
    """An account that was closed meanwhile gets nothing; the district then names a manager itself."""
    registrant = session.get(Person, base.registrant_id) if base.registrant_id else None
    if registrant is not None and registrant.is_active:
        grant_role(registrant, Role.BASE_MANAGER, base.id, by=by, now=now)
