"""What waits of contests: to let in public, to judge, and objections to answer."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from sciencepop.accounts.models import Person
from sciencepop.contests.models import (
    Contest,
    ContestRound,
    ContestState,
    Entry,
    Juror,
    JuryTask,
    Objection,
    RoundState,
)
from sciencepop.core import to_do
from sciencepop.core.i18n import tr
from sciencepop.core.to_do import Pile, Task, day_of


def submitted(session: Session, person: Person, now: datetime) -> Pile | None:
    """Contests that wait for an officer."""
    if not person.is_officer:
        return None
    found = select(Contest).where(Contest.state == ContestState.SUBMITTED).order_by(Contest.id)
    return to_do.search(
        session,
        _l("竞赛待审核"),
        url_for("contests.desk_list"),
        found,
        lambda row: Task(tr(row, "title"), url_for("contests.desk", code=row.code)),
    )


def to_judge(session: Session, person: Person, now: datetime) -> Pile | None:
    """Entries that a juror has not scored; they know them by number alone."""
    found = (
        select(JuryTask)
        .join(JuryTask.juror)
        .join(JuryTask.entry)
        .join(Entry.round)
        .where(Juror.person_id == person.id, Juror.ended_at.is_(None), JuryTask.scored_at.is_(None))
        .where(ContestRound.state == RoundState.JUDGING)
        .options(joinedload(JuryTask.entry).joinedload(Entry.round))
        .order_by(JuryTask.id)
    )

    def task(row: JuryTask) -> Task:
        words = _("%(round)s：作品 %(number)d 号", round=tr(row.entry.round, "title"), number=row.entry.number or 0)
        return Task(words, url_for("contests.jury_task", id=row.id))

    return to_do.search(session, _l("竞赛作品等您评分"), url_for("contests.mine"), found, task)


def objections(session: Session, person: Person, now: datetime) -> Pile | None:
    """What teams object to, for who organises the contest."""
    if not (person.is_manager or person.is_officer):
        return None
    found = select(Objection).join(Objection.round).join(ContestRound.contest).where(Objection.is_upheld.is_(None))
    if not person.is_officer:
        found = found.where(Contest.base_id.in_(person.managed_base_ids))
    found = found.options(joinedload(Objection.round).joinedload(ContestRound.contest))
    found = found.order_by(ContestRound.objections_until_at, Objection.id)

    def task(row: Objection) -> Task:
        url = url_for("contests.round_desk", code=row.round.contest.code, number=row.round.number)
        return Task(tr(row.round.contest, "title"), url, day_of(row.round.objections_until_at))

    return to_do.search(session, _l("竞赛异议等答复"), url_for("contests.desk_list"), found, task)


SOURCES = (submitted, to_judge, objections)
