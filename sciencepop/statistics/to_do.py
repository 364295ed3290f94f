"""What waits of statistics: sets that another officer froze."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from sciencepop.accounts.models import Person
from sciencepop.core import to_do
from sciencepop.core.i18n import tr
from sciencepop.core.to_do import Pile, Task
from sciencepop.statistics.models import ReturnState, SurveyReturn
from sciencepop.statistics.queries.sets import UNIT


def to_confirm(session: Session, person: Person, now: datetime) -> Pile | None:
    """Frozen sets that somebody else has to confirm or give back."""
    if not person.is_officer:
        return None
    others = SurveyReturn.state == ReturnState.FROZEN, SurveyReturn.frozen_by != person.id
    found = select(SurveyReturn).where(*others).options(joinedload(SurveyReturn.base)).order_by(SurveyReturn.id)
    return to_do.search(session, _l("统计表等您确认"), url_for("statistics.years"), found, _set)


def _set(row: SurveyReturn) -> Task:
    words = _("%(base)s %(year)d 年", base=tr(row, "name"), year=row.year)
    return Task(words, url_for("statistics.survey", year=row.year, name=row.base.slug if row.base else UNIT))


SOURCES = (to_confirm,)
