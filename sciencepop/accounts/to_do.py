"""What waits for officers of what concerns accounts."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import FactorReset, Organisation, Person
from sciencepop.accounts.queries.second_step import list_open_resets
from sciencepop.accounts.rules.second_step import RESET_DAYS
from sciencepop.core import to_do
from sciencepop.core.to_do import Pile, Task, day_of


def factor_resets(session: Session, person: Person, now: datetime) -> Pile | None:
    """What another officer asked for and this one may grant."""
    if not person.is_officer:
        return None
    url = url_for("district.factor_resets")
    rows = [row for row in list_open_resets(session, now) if person.id not in (row.asked_by, row.person_id)]

    def task(row: FactorReset) -> Task:
        last = day_of(row.asked_at + timedelta(days=RESET_DAYS))
        return Task(row.person.name or _("账号 %(number)d", number=row.person_id), url, last)

    return to_do.pile(_l("重置第二步验证，等另一位管理员同意"), url, rows, task)


def organisations(session: Session, person: Person, now: datetime) -> Pile | None:
    """Schools and others whom nobody has verified."""
    if not person.is_officer:
        return None
    url = url_for("district.organisations")
    found = select(Organisation).where(Organisation.verified_at.is_(None)).order_by(Organisation.id)
    return to_do.search(session, _l("单位等核实"), url, found, lambda row: Task(row.name, url))


SOURCES = (factor_resets, organisations)
