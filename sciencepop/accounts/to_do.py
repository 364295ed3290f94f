"""What waits for officers and leads of what concerns accounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import MinorsPermit, Organisation, Person
from sciencepop.accounts.queries.four_eyes import list_proposals, open_permits
from sciencepop.accounts.queries.second_step import list_open_resets
from sciencepop.accounts.rules.four_eyes import ASKED_DAYS, is_second_pair
from sciencepop.accounts.rules.second_step import RESET_DAYS
from sciencepop.core import to_do
from sciencepop.core.to_do import Pile, Task, day_of


def factor_resets(session: Session, person: Person, now: datetime) -> Pile | None:
    """What another officer asked for and this one may grant."""
    if not person.is_officer:
        return None
    url = url_for("district.factor_resets")
    found = list_open_resets(session, now)
    rows = [row for row in found if is_second_pair(person.id, asked_by=row.asked_by, about=row.person_id)]
    words = _l("重置第二步验证，等另一位管理员同意")
    return to_do.pile(words, url, rows, lambda row: _about(row.person, url, row.asked_at, RESET_DAYS))


def organisations(session: Session, person: Person, now: datetime) -> Pile | None:
    """Schools and others whom nobody has verified."""
    if not person.is_officer:
        return None
    url = url_for("district.organisations")
    found = select(Organisation).where(Organisation.verified_at.is_(None)).order_by(Organisation.id)
    return to_do.search(session, _l("单位等核实"), url, found, lambda row: Task(row.name, url))


def proposals(session: Session, person: Person, now: datetime) -> Pile | None:
    """People whom another officer proposed for a role that takes two."""
    if not person.is_officer:
        return None
    url = url_for("district.roles", _anchor="proposed")
    found = list_proposals(session, now)
    rows = [row for row in found if is_second_pair(person.id, asked_by=row.asked_by, about=row.person_id)]
    words = _l("授权等另一位管理员同意")
    return to_do.pile(words, url, rows, lambda row: _about(row.person, url, row.asked_at, ASKED_DAYS))


def permits(session: Session, person: Person, now: datetime) -> Pile | None:
    """Officers who want to see what is known of children: for a lead to decide."""
    if not person.is_lead:
        return None
    url = url_for("district.permits")

    def task(row: MinorsPermit) -> Task:
        one = _about(row.asker, url, row.asked_at, ASKED_DAYS)
        return replace(one, due_on=min(one.due_on or row.until_on, row.until_on))

    found = open_permits(now).where(MinorsPermit.asked_by != person.id)
    return to_do.search(session, _l("查看未成年人信息的申请，等您批准"), url, found, task)


def _about(person: Person, url: str, asked_at: datetime, days: int) -> Task:
    last = day_of(asked_at + timedelta(days=days))
    return Task(person.name or _("账号 %(number)d", number=person.id), url, last)


SOURCES = (factor_resets, organisations, proposals, permits)
