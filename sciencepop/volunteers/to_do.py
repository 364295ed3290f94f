"""What waits of volunteering: hours, proofs, skills, consent of guardians, and rosters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from sciencepop.accounts.models import Person
from sciencepop.core import to_do
from sciencepop.core.i18n import day, tr
from sciencepop.core.to_do import Pile, Task, day_of
from sciencepop.volunteers.models import HoursClaim, ProofObjection, RosterRun, RunState, Volunteer
from sciencepop.volunteers.queries.hours import list_open_claims
from sciencepop.volunteers.queries.people import list_volunteers
from sciencepop.volunteers.queries.proofs import list_in
from sciencepop.volunteers.rules.proofs import ProofState


def claims(session: Session, person: Person, now: datetime) -> Pile | None:
    """Hours that are disputed or reported, at one's bases; everywhere for an officer."""
    if not (person.is_manager or person.is_officer):
        return None
    url = url_for("volunteers.hours_claims")

    def task(row: HoursClaim) -> Task:
        return Task(_("%(day)s 的时长", day=day(row.served_on)), url)

    rows = list_open_claims(session, None if person.is_officer else person.managed_base_ids)
    return to_do.pile(_l("志愿时长的异议和补报"), url, rows, task)


def proofs(session: Session, person: Person, now: datetime) -> Pile | None:
    """Proofs of service that somebody asked for."""
    if not person.is_officer:
        return None
    return to_do.pile(
        _l("志愿服务证明等公示"),
        url_for("volunteers.register"),
        list_in(session, ProofState.REQUESTED),
        lambda row: Task(row.code, url_for("volunteers.proof_desk", code=row.code)),
    )


def objections(session: Session, person: Person, now: datetime) -> Pile | None:
    """Objections to published proofs."""
    if not person.is_officer:
        return None
    found = select(ProofObjection).where(ProofObjection.outcome.is_(None)).options(joinedload(ProofObjection.proof))

    def task(row: ProofObjection) -> Task:
        url = url_for("volunteers.proof_desk", code=row.proof.code)
        return Task(row.proof.code, url, day_of(row.proof.publish_until))

    found = found.order_by(ProofObjection.id)
    return to_do.search(session, _l("对志愿服务证明的异议"), url_for("volunteers.register"), found, task)


def numbers(session: Session, person: Person, now: datetime) -> Pile | None:
    """Volunteer numbers to look up."""
    return _people(session, person, "number", _l("志愿者编号待核对"))


def skills(session: Session, person: Person, now: datetime) -> Pile | None:
    """Skills that somebody claims, with papers or without."""
    return _people(session, person, "skills", _l("志愿者技能待核对"))


def consents(session: Session, person: Person, now: datetime) -> Pile | None:
    """Minors of 14 to 17 whose guardian has not agreed yet: on paper an officer records it."""
    return _people(session, person, "minors", _l("未成年志愿者缺监护人同意"))


def rosters(session: Session, person: Person, now: datetime) -> Pile | None:
    """Drafts of a roster that nobody has published."""
    if not (person.is_manager or person.is_officer):
        return None
    found = select(RosterRun).where(RosterRun.state == RunState.DRAFT).options(joinedload(RosterRun.base))
    if not person.is_officer:
        found = found.where(RosterRun.base_id.in_(person.managed_base_ids))

    def task(row: RosterRun) -> Task:
        words = tr(row.base, "name") if row.base else _("全区")
        return Task(words, url_for("volunteers.roster_run", code=row.code), row.from_on)

    found = found.order_by(RosterRun.from_on, RosterRun.id)
    return to_do.search(session, _l("排班草案等发布"), url_for("volunteers.rosters"), found, task)


def _people(session: Session, person: Person, which: str, words: Any) -> Pile | None:
    if not person.is_officer:
        return None

    def task(row: Volunteer) -> Task:
        name = row.person.name or _("账号 %(number)d", number=row.person_id)
        return Task(name, url_for("volunteers.volunteer", person=row.person_id))

    url = url_for("volunteers.volunteer_list", which=which)
    return to_do.pile(words, url, list_volunteers(session, "", which, "").rows, task)


SOURCES = (claims, proofs, objections, numbers, skills, consents, rosters)
