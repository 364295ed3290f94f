"""Scoring the proposals of a call, as something that an address can be asked for."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.accounts import undertakings
from sciencepop.accounts.models import Invitation, Person
from sciencepop.accounts.undertakings import Undertaking
from sciencepop.core.i18n import tr
from sciencepop.festival.messages import sentence
from sciencepop.festival.models import Call
from sciencepop.festival.services.calls import REVIEWER, become_reviewer
from sciencepop.festival.vocabulary import vocabulary


def _title(session: Session, invitation: Invitation) -> str:
    slug = invitation.terms["department"]
    known = vocabulary().departments.get(slug)
    name = tr(_call(session, invitation).edition, "name")
    department = tr(known, "name") if known else slug
    return str(_("请您评审%(name)s的提案（%(department)s）", name=name, department=department))


def _promise() -> str:
    return str(_("同意以后，您会看到每个提案，为部门打分；别的评审看不到您的分数。"))


def _give(session: Session, invitation: Invitation, person: Person, now: datetime) -> str:
    code = _call(session, invitation).edition.code
    become_reviewer(session, code, person, invitation, now=now)
    return f"/festival/review/{code}"


def _desk(session: Session, invitation: Invitation) -> str:
    return f"/district/festival/{_call(session, invitation).edition.code}/call"


def _call(session: Session, invitation: Invitation) -> Call:
    return session.get_one(Call, invitation.subject_id)


def register() -> None:
    """Let people be asked to score."""
    undertakings.register(REVIEWER, Undertaking(_title, _promise, _give, _desk, sentence))
