"""What waits of the showcase: projects to read, and talks that somebody reported."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core import to_do
from sciencepop.core.i18n import tr
from sciencepop.core.to_do import Pile, Task
from sciencepop.showcase.queries import list_reported, list_submitted


def projects(session: Session, person: Person, now: datetime) -> Pile | None:
    """Projects that nobody has read before they are shown."""
    if not person.is_officer:
        return None
    url = url_for("showcase.desk")
    return to_do.pile(_l("科技成果待审核"), url, list_submitted(session), lambda row: Task(tr(row, "title"), url))


def reports(session: Session, person: Person, now: datetime) -> Pile | None:
    """Talks that somebody reported."""
    if not person.is_officer:
        return None
    url = url_for("showcase.desk")
    return to_do.pile(
        _l("科技成果的举报"), url, list_reported(session), lambda row: Task(tr(row.project, "title"), url)
    )


SOURCES = (projects, reports)
