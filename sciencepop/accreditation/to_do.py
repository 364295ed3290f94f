"""What waits of recognition: for each side of a case, and designations that end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from sciencepop.accounts.models import Person
from sciencepop.accreditation.models import AccreditationCase, Designation
from sciencepop.accreditation.queries import cases
from sciencepop.accreditation.rules.steps import CaseState
from sciencepop.accreditation.schemes import schemes
from sciencepop.core import to_do
from sciencepop.core.clock import local
from sciencepop.core.i18n import tr
from sciencepop.core.to_do import Pile, Task

ENDS_SOON = timedelta(days=180)
_waits_for_base = AccreditationCase.state.in_((CaseState.CORRECTION, CaseState.RECTIFYING, CaseState.HEARING))


def to_score(session: Session, person: Person, now: datetime) -> Pile | None:
    """What an expert was asked to score; anybody may be one."""
    return _cases(session, _l("认定评审等您评分"), cases.scored_by(person.id))


def for_town(session: Session, person: Person, now: datetime) -> Pile | None:
    """First opinions that a town owes."""
    towns = person.office_towns
    return _cases(session, _l("认定等街镇初审"), cases.waits_for_town, cases.of_towns(towns)) if towns else None


def for_lead(session: Session, person: Person, now: datetime) -> Pile | None:
    """Cases to decide."""
    return _cases(session, _l("认定等您决定"), cases.waits_for_lead) if person.is_lead else None


def for_district(session: Session, person: Person, now: datetime) -> Pile | None:
    """Cases to prepare, and those that nobody acted on in time."""
    return _cases(session, _l("基地认定等办理"), cases.waits_for_district) if person.is_officer else None


def for_base(session: Session, person: Person, now: datetime) -> Pile | None:
    """What a base was asked to put right or to answer."""
    own = person.managed_base_ids
    rows = cases.list_cases(session, AccreditationCase.base_id.in_(own), _waits_for_base) if own else []
    open_ = [row for row in rows if row.state is not CaseState.HEARING or not cases.is_heard(row)]
    return to_do.pile(_l("认定材料等您补正、整改或答复"), url_for("accreditation.mine"), open_, _case)


def ending(session: Session, person: Person, now: datetime) -> Pile | None:
    """Designations that end within ENDS_SOON: a base's own, or all for an officer."""
    if not (person.is_manager or person.is_officer):
        return None
    today = local(now).date()
    found = select(Designation).where(Designation.until_on >= today, Designation.until_on <= today + ENDS_SOON)
    if not person.is_officer:
        found = found.where(Designation.base_id.in_(person.managed_base_ids))
    found = found.options(joinedload(Designation.base), selectinload(Designation.changes)).limit(cases.MOST)
    found = found.order_by(Designation.until_on, Designation.id)
    rows = [row for row in session.scalars(found) if row.is_in_force(today)]

    def task(row: Designation) -> Task:
        scheme = schemes().scheme(row.scheme)
        name = tr(scheme, "name") if scheme else row.scheme
        words = _("%(base)s：%(scheme)s", base=tr(row.base, "name"), scheme=name)
        own = url_for("accreditation.mine")
        url = url_for("accreditation.designations_of", slug=row.base.slug) if person.is_officer else own
        return Task(words, url, row.until_on)

    url = url_for("accreditation.desk" if person.is_officer else "accreditation.mine")
    return to_do.pile(_l("命名半年内到期"), url, rows, task)


def _cases(session: Session, words: Any, *where: ColumnElement[bool]) -> Pile | None:
    return to_do.pile(words, url_for("accreditation.desk"), cases.list_cases(session, *where), _case)


def _case(row: AccreditationCase) -> Task:
    return Task(tr(row.base, "name"), url_for("accreditation.case", code=row.code), row.due_on)


SOURCES = (to_score, for_town, for_lead, for_district, for_base, ending)
