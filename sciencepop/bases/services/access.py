"""What a base says of access: what is there, what is not, a word on each, and when it was looked at last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sciencepop.bases.models import AccessFact, BaseState, ScienceBase
from sciencepop.bases.rules.access import Access, Told, refuse_told
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.bases.services.lock import lock_base
from sciencepop.core import attempts, audit, stamps
from sciencepop.core.clock import local
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken


@dataclass(frozen=True)
class AccessTold:
    """Of each thing by its slug, and a word on all together."""

    facts: Mapping[str, Told]
    note_zh: str = ""
    note_en: str = ""


def access_of(base: ScienceBase) -> dict[str, Told]:
    """What a base says now, by slug; what it says nothing of is absent."""
    more = {row.slug: row for row in base.access_facts}
    said = {slug: Access.THERE for slug in base.access} | {slug: Access.LACKING for slug in base.access_lacking}
    return {slug: _told(access, more.get(slug)) for slug, access in said.items()}


def _told(access: Access, row: AccessFact | None) -> Told:
    if row is None:
        return Told(access=access)
    return Told(access=access, note_zh=row.note_zh, note_en=row.note_en, checked_on=row.checked_on)


def tell_access(base_id: int, wish: AccessTold, *, by: int, now: datetime) -> bool:
    """Say all of it anew; answers whether anything changed. What the wish does not name stays as it is.

    Refuses WRONG_STATE, and with `slug` ACCESS_UNSAID and CHECKED_LATER.
    """
    with write() as session:
        base = lock_base(session, base_id)
        attempts.remember(base.slug)
        if base.state not in (BaseState.PUBLIC, BaseState.WITHDRAWN):
            raise RuleBroken(Refusal.WRONG_STATE, state=base.state)
        for slug, told in wish.facts.items():
            if refused := refuse_told(told, local(now).date()):
                raise RuleBroken(refused, slug=slug)
        before, notes = access_of(base), (base.access_note_zh, base.access_note_en)
        after = {slug: told for slug, told in {**before, **wish.facts}.items() if told.access is not Access.UNKNOWN}
        if after == before and notes == (wish.note_zh, wish.note_en):
            return False
        _write(base, after)
        base.access_note_zh, base.access_note_en, base.updated_at = wish.note_zh, wish.note_en, now
        changed = sorted(slug for slug in before.keys() | after.keys() if before.get(slug) != after.get(slug))
        audit.record(session, by=by, at=now, action="base.access", subject=base, changed=changed)
        stamps.programme_changed(session)
        return True


def _write(base: ScienceBase, told: Mapping[str, Told]) -> None:
    base.access = [slug for slug, one in told.items() if one.access is Access.THERE]
    base.access_lacking = [slug for slug, one in told.items() if one.access is Access.LACKING]
    rows = {row.slug: row for row in base.access_facts}
    kept = []
    for slug, one in told.items():
        if one.says_more:
            row = rows.get(slug) or AccessFact(slug=slug)
            row.note_zh, row.note_en, row.checked_on = one.note_zh, one.note_en, one.checked_on
            kept.append(row)
    base.access_facts = kept
