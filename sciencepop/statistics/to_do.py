"""What waits of statistics: sets that another officer froze, and numbers of the plan that a department owes."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from sciencepop.accounts.models import Person
from sciencepop.core import to_do
from sciencepop.core.clock import local
from sciencepop.core.i18n import tr
from sciencepop.core.to_do import Pile, Task
from sciencepop.statistics.models import PlanNumber, ReturnState, SurveyReturn
from sciencepop.statistics.queries import plan
from sciencepop.statistics.queries.sets import UNIT


def to_confirm(session: Session, person: Person, now: datetime) -> Pile | None:
    """Frozen sets that somebody else has to confirm or give back."""
    if not person.is_officer:
        return None
    others = SurveyReturn.state == ReturnState.FROZEN, SurveyReturn.frozen_by != person.id
    found = select(SurveyReturn).where(*others).options(joinedload(SurveyReturn.base)).order_by(SurveyReturn.id)
    return to_do.search(session, _l("统计表等您确认"), url_for("statistics.years"), found, _set)


def to_enter(session: Session, person: Person, now: datetime) -> Pile | None:
    """Actual numbers of years that are over, for who acts for a department; an officer reminds and does not enter."""
    if person.is_officer:
        return None
    departments = plan.departments_of(session, person)
    if not departments:
        return None
    found = plan.numbers_owed(departments, local(now).year).options(joinedload(PlanNumber.indicator))
    return to_do.search(session, _l("规划指标等您填写"), url_for("statistics.plan"), found, _number)


def _number(row: PlanNumber) -> Task:
    words = _("%(name)s %(year)d 年", name=tr(row.indicator, "name"), year=row.year)
    return Task(words, url_for("statistics.plan_years", code=row.indicator.code))


def _set(row: SurveyReturn) -> Task:
    words = _("%(base)s %(year)d 年", base=tr(row, "name"), year=row.year)
    return Task(words, url_for("statistics.survey", year=row.year, name=row.base.slug if row.base else UNIT))


SOURCES = (to_confirm, to_enter)
