"""A registrant's verbs: begin a registration, save it, hand it in, take it back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accounts.queries import lock_active
from sciencepop.bases.models import BaseState, EvidenceFile, ScienceBase
from sciencepop.bases.rules import completeness, names
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.bases.rules.states import EDITABLE, OPEN, Step, after
from sciencepop.bases.services.lock import lock_own
from sciencepop.bases.services.papers import Paper, add_paper
from sciencepop.bases.services.record import Record, filled_of, write_record
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken

MOST_OPEN = 20


def start_registration(record: Record, *, by: int, now: datetime, paper: Paper | None = None) -> str:
    """Keep a new registration as a draft; answers its slug. It may be incomplete, but it has a name.

    Refuses TOO_MANY_OPEN and what `add_paper` refuses.
    """
    with write() as session:
        lock_active(session, session.get_one(Person, by))
        _refuse_too_many(session, by)
        slug = names.slug_with_code(record.name_en or record.name_zh, names.new_code())
        base = ScienceBase(
            slug=slug,
            name_zh=record.name_zh,
            kind=record.kind,
            access=[],
            state=BaseState.DRAFT,
            registrant_id=by,
            created_at=now,
            updated_at=now,
        )
        session.add(base)
        session.flush()
        write_record(base, record, now)
        audit.record(session, by=by, at=now, action="base.start", subject=base)
        if paper:
            add_paper(session, base, paper, by=by, now=now)
        attempts.remember(slug)
        return slug


def save_registration(base_id: int, record: Record, *, by: int, now: datetime, paper: Paper | None = None) -> None:
    """Save a draft or a returned registration. Refuses WRONG_STATE in other states, and NOT_YOURS."""
    with write() as session:
        base = lock_own(session, base_id, by)
        if base.state not in EDITABLE:
            raise RuleBroken(Refusal.WRONG_STATE, state=base.state)
        write_record(base, record, now)
        base.updated_at = now
        if paper:
            add_paper(session, base, paper, by=by, now=now)
        attempts.remember(base.slug)


def submit_registration(base_id: int, *, by: int, now: datetime) -> None:
    """Hand a registration in, for the first time or again after corrections.

    Refuses INCOMPLETE with `missing`, the names of the facts still to be told; WRONG_STATE; NOT_YOURS.
    """
    with write() as session:
        base = lock_own(session, base_id, by)
        state = after(Step.SUBMIT, base.state)
        if state is None:
            raise RuleBroken(Refusal.WRONG_STATE, state=base.state)
        missing = completeness.missing(filled_of(base))
        if missing:
            raise RuleBroken(Refusal.INCOMPLETE, missing=missing)
        audit.record(session, by=by, at=now, action="base.submit", subject=base, was=base.state.value)
        base.state, base.submitted_at, base.updated_at = state, now, now
        attempts.remember(base.slug)


def drop_registration(base_id: int, *, by: int, now: datetime) -> None:
    """Give an own registration up before it is decided. The row stays, its papers go. Refuses as above."""
    with write() as session:
        base = lock_own(session, base_id, by)
        state = after(Step.DROP, base.state)
        if state is None:
            raise RuleBroken(Refusal.WRONG_STATE, state=base.state)
        audit.record(session, by=by, at=now, action="base.drop", subject=base, was=base.state.value)
        for paper in session.scalars(select(EvidenceFile).where(EvidenceFile.base_id == base.id)):
            session.delete(paper)
        base.state, base.updated_at = state, now


def _refuse_too_many(session: Session, by: int) -> None:
    open_ones = select(func.count(ScienceBase.id)).where(ScienceBase.registrant_id == by, ScienceBase.state.in_(OPEN))
    if (session.scalar(open_ones) or 0) >= MOST_OPEN:
        raise RuleBroken(Refusal.TOO_MANY_OPEN, count=MOST_OPEN)
