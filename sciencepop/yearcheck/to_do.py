"""What waits of the yearly check: for bases, the district, experts and the lead who decides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from sciencepop.core import clock, to_do
from sciencepop.core.i18n import tr
from sciencepop.core.to_do import Pile, Task
from sciencepop.yearcheck.models import YearFile, YearSeat, YearStep
from sciencepop.yearcheck.queries.files import list_owing, list_to_score
from sciencepop.yearcheck.rules.steps import Act, FileState
from sciencepop.yearcheck.terms import first_year, terms

_sits = (YearSeat.file_id == YearFile.id) & YearSeat.aside_at.is_(None)
_is_unscored = exists().where(_sits, YearSeat.scored_at.is_(None))


def _lacks_experts(now: datetime) -> ColumnElement[bool]:
    """That fewer sit than the year asks for: none was chosen yet, or one stepped aside."""
    sitting = select(func.count()).select_from(YearSeat).where(_sits).scalar_subquery()
    years = range(first_year(), clock.local(now).year + 1)
    least = {year: terms(year).number("experts_least") for year in years}
    return or_(false(), *((YearFile.year == year) & (sitting < number) for year, number in least.items()))


def to_score(session: Session, person: Person, now: datetime) -> Pile | None:
    """What an expert was asked to score; anybody may be one."""
    return to_do.pile(_l("年度档案等您评分"), url_for("yearcheck.desk"), list_to_score(session, person.id), _file)


def for_district(session: Session, person: Person, now: datetime) -> Pile | None:
    """Files that came in and have not enough experts, and mended ones to look at again."""
    if not person.is_officer:
        return None
    waits = or_(YearFile.state == FileState.RECHECK, (YearFile.state == FileState.FILED) & _lacks_experts(now))
    return _files(session, _l("基地年检等办理"), _found().where(waits))


def for_lead(session: Session, person: Person, now: datetime) -> Pile | None:
    """Files that all their experts have scored, and results that a base objects to and another lead decided."""
    if not person.is_lead:
        return None
    decided = exists().where(YearStep.file_id == YearFile.id, YearStep.act == Act.DECIDE, YearStep.by == person.id)
    scored = (YearFile.state == FileState.FILED) & ~_lacks_experts(now) & ~_is_unscored
    waits = _found().where(or_(scored, YearFile.state == FileState.OBJECTED), ~decided)
    return _files(session, _l("基地年检等您决定"), waits)


def for_base(session: Session, person: Person, now: datetime) -> Pile | None:
    """Files to correct, and what the check asked a base to put right."""
    if not person.managed_base_ids:
        return None
    waits = YearFile.state.in_((FileState.CORRECTION, FileState.MENDING))
    own = _found().where(YearFile.base_id.in_(person.managed_base_ids), waits)
    return to_do.search(session, _l("年度档案等您更正或整改"), url_for("yearcheck.mine"), own, _file)


def to_file(session: Session, person: Person, now: datetime) -> Pile | None:
    """Last year's file, from the day on which filing opens."""
    year = clock.local(now).year - 1
    if not person.managed_base_ids or year < first_year() or clock.local(now).date() < terms(year).day("opens"):
        return None
    last, own = terms(year).day("closes"), url_for("yearcheck.mine")
    rows = list_owing(session, year, ScienceBase.id.in_(person.managed_base_ids))

    def task(base: ScienceBase) -> Task:
        return Task(_("%(base)s %(year)d 年", base=tr(base, "name"), year=year), own, last)

    return to_do.pile(_l("年度档案等您填报"), own, rows, task)


def _found() -> Select[YearFile]:
    return select(YearFile).options(joinedload(YearFile.base)).order_by(YearFile.due_on, YearFile.id)


def _files(session: Session, words: Any, found: Select[YearFile]) -> Pile | None:
    return to_do.search(session, words, url_for("yearcheck.desk"), found, _file)


def _file(row: YearFile) -> Task:
    words = _("%(base)s %(year)d 年", base=tr(row.base, "name"), year=row.year)
    return Task(words, url_for("yearcheck.file", code=row.code), row.due_on)


SOURCES = (to_score, for_district, for_lead, for_base, to_file)
