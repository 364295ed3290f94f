"""The list of venues for practice outside school: saying that a row is true, and a reminder once a year."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from sciencepop.bases.messages import FACTS, joined
from sciencepop.bases.models import BaseConfirmation, BaseState, ScienceBase
from sciencepop.bases.queries import list_unreminded
from sciencepop.bases.rules.practice import missing_of_five, reminder_is_due
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.bases.services.lock import lock_base
from sciencepop.bases.services.record import filled_of
from sciencepop.bases.services.tell import tell_people
from sciencepop.core import attempts, audit, stamps
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import tr
from sciencepop.core.letter import Letter


def confirm_facts(base_id: int, *, by: int, now: datetime) -> None:
    """Say that name, address, contact, hours and capacity are true today.

    Refuses WRONG_STATE unless public, and FACTS_MISSING with `missing`.
    """
    with write() as session:
        base = lock_base(session, base_id)
        attempts.remember(base.slug)
        if base.state is not BaseState.PUBLIC:
            raise RuleBroken(Refusal.WRONG_STATE, state=base.state)
        missing = missing_of_five(filled_of(base, evidence=1))
        if missing:
            raise RuleBroken(Refusal.FACTS_MISSING, missing=missing)
        row = session.get(BaseConfirmation, base.id) or BaseConfirmation(base_id=base.id)
        row.confirmed_at, row.confirmed_by = now, by
        session.add(row)
        audit.record(session, by=by, at=now, action="base.confirm", subject=base)
        stamps.programme_changed(session)


def remind_of_confirming(now: datetime) -> int:
    """Ask the people of bases to confirm what nobody has confirmed for a year; how many bases. Harmless twice."""
    return sum(_remind(base_id, now) for base_id in list_unreminded(now))


def _remind(base_id: int, now: datetime) -> bool:
    with write() as session:
        base = lock_base(session, base_id)
        row = session.get(BaseConfirmation, base.id, populate_existing=True) or BaseConfirmation(base_id=base.id)
        since = base.published_at or base.created_at
        if base.state is not BaseState.PUBLIC or not reminder_is_due(row.confirmed_at, since, row.reminded_at, now):
            return False
        row.reminded_at = now
        session.add(row)
        kind = f"practice-{base.id}-{now:%Y%m%d}"
        tell_people(session, base, lambda: reminder(base), kind=kind, now=now)
        return True


def reminder(base: ScienceBase) -> Letter:
    """The letter, in the language that is being written now."""
    name, missing = tr(base, "name"), missing_of_five(filled_of(base, evidence=1))
    subject = _("请核对“%(name)s”在校外实践场所名单上的资料", name=name)
    paragraphs = [
        _("名称、地址、联系方式、开放时间和可容纳人数在公开名单上，供学校查用，已经一年没有人确认。"),
        _("请登录后打开“管理”里的基地资料，核对这五项，再按“确认属实”。"),
    ]
    if missing:
        paragraphs.insert(1, _("名单上还缺：%(missing)s。", missing=joined(FACTS[fact][1] for fact in missing)))
    return Letter(subject=subject, paragraphs=paragraphs, short=subject)
