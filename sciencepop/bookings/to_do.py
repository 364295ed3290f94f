"""What waits of bookings: groups for an answer, and residents who appeal."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import GroupVisit, NoShowPoint
from sciencepop.bookings.queries.groups import list_requests
from sciencepop.bookings.queries.points import list_open_appeals
from sciencepop.core import to_do
from sciencepop.core.i18n import tr
from sciencepop.core.to_do import Pile, Task, day_of


def group_requests(session: Session, person: Person, now: datetime) -> Pile | None:
    """Groups that a base owes an answer; an officer who manages none is not asked."""
    if not person.is_manager:
        return None

    def task(row: GroupVisit) -> Task:
        url = url_for("bookings.group_request", code=row.code)
        return Task(row.organisation.name, url, day_of(row.confirm_by))

    rows = list_requests(session, person.managed_base_ids)
    return to_do.pile(_l("团体预约等您答复"), url_for("bookings.groups"), rows, task)


def appeals(session: Session, person: Person, now: datetime) -> Pile | None:
    """What residents say of their points: to those who run the base, and to officers."""
    if not (person.is_manager or person.is_officer):
        return None
    url = url_for("bookings.appeals")

    def task(row: NoShowPoint) -> Task:
        return Task(tr(row.booking.pool.occurrence.event, "title"), url)

    rows = list_open_appeals(session, None if person.is_officer else person.managed_base_ids)
    return to_do.pile(_l("居民申诉等您决定"), url, rows, task)


SOURCES = (group_requests, appeals)
