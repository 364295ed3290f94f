"""Judging a contest, as something that an address can be asked for."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.accounts import undertakings
from sciencepop.accounts.models import Invitation, Person
from sciencepop.accounts.undertakings import Undertaking
from sciencepop.contests.messages import sentence
from sciencepop.contests.models import Contest
from sciencepop.contests.queries.contests import get_contest, organises
from sciencepop.contests.services.jury import JUROR, become_juror
from sciencepop.core.i18n import tr


def _title(session: Session, invitation: Invitation) -> str:
    return str(_("请您担任评委：%(title)s", title=tr(_contest(session, invitation), "title")))


def _promise() -> str:
    return str(_("同意以后先看评审规则：只看作品编号，不知道是谁的；认识作者的要回避。随时可以不再担任。"))


def _give(session: Session, invitation: Invitation, person: Person, now: datetime) -> str:
    contest = get_contest(session, _contest(session, invitation).code, lock=True)
    become_juror(session, contest, person, invitation, now=now)
    return f"/contests/jury/{contest.code}"


def _desk(session: Session, invitation: Invitation) -> str:
    return f"/manage/contests/{_contest(session, invitation).code}"


def _may_ask(session: Session, invitation: Invitation, person: Person) -> bool:
    return organises(person, _contest(session, invitation))


def _contest(session: Session, invitation: Invitation) -> Contest:
    return session.get_one(Contest, invitation.subject_id)


def register() -> None:
    """Let people be asked to judge."""
    undertakings.register(JUROR, Undertaking(_title, _promise, _give, _desk, sentence, _may_ask))
