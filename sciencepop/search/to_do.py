"""What waits of wishes: drafts that bases are asked to take on."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import to_do
from sciencepop.core.i18n import tr
from sciencepop.core.to_do import Pile, Task, day_of
from sciencepop.search.demand_settings import settings
from sciencepop.search.models import DemandPool
from sciencepop.search.queries.demand import drafts_at


def drafts(session: Session, person: Person, now: datetime) -> Pile | None:
    """What residents ask a manager's bases for, until another base is asked."""
    if not person.is_manager:
        return None
    url = url_for("search.asked_for")

    def task(row: DemandPool) -> Task:
        return Task(tr(row.event, "title"), url, day_of(row.created_at + timedelta(days=settings().answer_days)))

    return to_do.search(session, _l("居民想要的活动，等您定"), url, drafts_at(person.managed_base_ids), task)


SOURCES = (drafts,)
