"""Changes that a base files (变更备案): asked for by its managers, looked at by the district, applied on their day.

Every verb holds the base's row, so one filing is never decided twice, and none is applied beside another change.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bases.models import BaseFiling, BaseState, FilingPaper, ScienceBase
from sciencepop.bases.queries import find_open_filing
from sciencepop.bases.rules.filing import FILED, OPEN, FilingState, FilingStep, refuse_filing
from sciencepop.bases.rules.names import new_code
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.bases.services.change import change_record
from sciencepop.bases.services.lock import lock_base
from sciencepop.bases.services.record import Record, record_of
from sciencepop.bases.services.tell import tell_filing
from sciencepop.core import attempts, audit
from sciencepop.core.clock import local
from sciencepop.core.db import db, write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.uploads import Upload

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wish:
    """The record as it shall be, why, and from which day on; a document where one is needed or at hand."""

    record: Record
    reason: str
    effective_on: date
    paper: Upload | None = None


def file_change(base_id: int, wish: Wish, *, by: int, now: datetime) -> str:
    """Ask for a change, or again for one that was returned; answers its code.

    Refuses WRONG_STATE, FILING_OPEN while another is on its way, FILING_EMPTY, FILING_DAY, FILING_PAPER, and EMPTIED
    with `missing` where the public would lose a fact.
    """
    with write() as session:
        base = lock_base(session, base_id)
        if base.state not in (BaseState.PUBLIC, BaseState.WITHDRAWN):
            raise RuleBroken(Refusal.WRONG_STATE, state=base.state)
        filing = find_open_filing(session, base_id)
        if filing is not None and filing.state is not FilingState.RETURNED:
            raise RuleBroken(Refusal.FILING_OPEN)
        was, wanted = _differences(base, wish.record, now)
        has_paper = wish.paper is not None or (filing is not None and filing.paper is not None)
        if refused := refuse_filing(wanted, wish.effective_on, local(now).date(), has_paper=has_paper):
            raise RuleBroken(refused)
        _refuse_emptied(base, wanted)
        if filing is None:
            filing = BaseFiling(code=new_code(10).upper(), base_id=base_id)
            session.add(filing)
        filing.state, filing.was, filing.wanted = FilingState.SUBMITTED, was, wanted
        filing.reason, filing.effective_on = wish.reason, wish.effective_on
        filing.filed_by, filing.filed_at = by, now
        filing.decided_by = filing.decided_at = None
        if wish.paper:
            _keep(filing, wish.paper)
        audit.record(
            session, by=by, at=now, action="base_filing.file", subject=filing, fields=sorted(wanted), base_id=base_id
        )
        attempts.remember(filing.code)
        return filing.code


def decide_filing(
    filing_id: int, step: FilingStep, note: str, *, by: int, now: datetime, seen_at: datetime | None = None
) -> None:
    """Approve or return it. What is approved and due changes the base in the same unit of work.

    Refuses FILING_CLOSED, FILING_CHANGED where the base filed anew after `seen_at`, FILING_NOTE for a return without a
    word.
    """
    with write() as session:
        base, filing = _lock(session, filing_id)
        attempts.remember(filing.code)
        if filing.state is not FilingState.SUBMITTED:
            raise RuleBroken(Refusal.FILING_CLOSED)
        if seen_at is not None and filing.filed_at != seen_at:
            raise RuleBroken(Refusal.FILING_CHANGED)
        if step is FilingStep.RETURN and not note:
            raise RuleBroken(Refusal.FILING_NOTE)
        is_approved = step is FilingStep.APPROVE
        filing.state = FilingState.APPROVED if is_approved else FilingState.RETURNED
        filing.note, filing.decided_by, filing.decided_at = note, by, now
        audit.record(session, by=by, at=now, action=f"base_filing.{step.value}", subject=filing, note=note)
        tell_filing(session, base, filing, now=now)
        if is_approved and filing.effective_on <= local(now).date():
            _apply(session, base, filing, now)


def withdraw_filing(filing_id: int, *, by: int, now: datetime) -> None:
    """Take it back before it is applied. Refuses FILING_CLOSED."""
    with write() as session:
        _base, filing = _lock(session, filing_id)
        attempts.remember(filing.code)
        if filing.state not in OPEN:
            raise RuleBroken(Refusal.FILING_CLOSED)
        filing.state = FilingState.WITHDRAWN
        audit.record(session, by=by, at=now, action="base_filing.withdraw", subject=filing)


def apply_due(now: datetime) -> None:
    """Apply what was approved for a day that has come, one unit of work each."""
    due = select(BaseFiling.id).where(
        BaseFiling.state == FilingState.APPROVED, BaseFiling.effective_on <= local(now).date()
    )
    for filing_id in db.session.scalars(due.order_by(BaseFiling.effective_on, BaseFiling.id)).all():
        try:
            with write() as session:
                base, filing = _lock(session, filing_id)
                if filing.state is FilingState.APPROVED:
                    _apply(session, base, filing, now)
        except RuleBroken as refused:  # the base was changed meanwhile; `flask doctor` tells of it until it is mended
            _log.error("filing %s cannot be applied: %s", filing_id, refused)


def _apply(session: Session, base: ScienceBase, filing: BaseFiling, now: datetime) -> None:
    record = replace(record_of(base, local(now).date()), hours=None, **filing.wanted)
    change_record(session, base, record, by=filing.filed_by, now=now)
    filing.state, filing.applied_at = FilingState.APPLIED, now
    audit.record(session, by=filing.decided_by, at=now, action="base_filing.apply", subject=filing)


def _differences(base: ScienceBase, record: Record, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """What stands and what is wanted of the fields that are filed, where they differ."""
    stands = record_of(base, local(now).date())
    names = [name for name in FILED if getattr(stands, name) != getattr(record, name)]
    if "lat" not in names and "lon" not in names:
        names = [name for name in names if name != "point_source"]
    return {name: getattr(stands, name) for name in names}, {name: getattr(record, name) for name in names}


def _refuse_emptied(base: ScienceBase, wanted: dict[str, Any]) -> None:
    fact = {"name_zh": "name", "kind": "kind", "town_code": "town", "address_zh": "address"}
    missing = [name for field, name in fact.items() if field in wanted and not wanted[field] and getattr(base, field)]
    contact = [wanted.get(name, getattr(base, name)) for name in ("contact_phone", "contact_email")]
    if not any(contact) and (base.contact_phone or base.contact_email):
        missing.append("contact")
    if missing:
        raise RuleBroken(Refusal.EMPTIED, missing=missing)


def _keep(filing: BaseFiling, paper: Upload) -> None:
    row = filing.paper or FilingPaper()
    row.keep(paper)
    filing.paper = row


def _lock(session: Session, filing_id: int) -> tuple[ScienceBase, BaseFiling]:
    base_id = session.scalars(select(BaseFiling.base_id).where(BaseFiling.id == filing_id)).one()
    base = lock_base(session, base_id)
    found = select(BaseFiling).where(BaseFiling.id == filing_id).execution_options(populate_existing=True)
    return base, session.scalars(found).one()
