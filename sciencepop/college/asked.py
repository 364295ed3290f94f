"""Heading a teaching point and lecturing with one's own account, as something that an address can be asked for."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.accounts import undertakings
from sciencepop.accounts.models import Invitation, Person
from sciencepop.accounts.undertakings import Undertaking
from sciencepop.college.messages import sentence
from sciencepop.college.models import Lecturer, TeachingPoint
from sciencepop.college.services.courses import LECTURER, become_lecturer
from sciencepop.college.services.points import HEAD, become_head
from sciencepop.core.i18n import tr


def _point(session: Session, invitation: Invitation) -> TeachingPoint:
    return session.get_one(TeachingPoint, invitation.subject_id)


def _lecturer(session: Session, invitation: Invitation) -> Lecturer:
    return session.get_one(Lecturer, invitation.subject_id)


def _give_point(session: Session, invitation: Invitation, person: Person, now: datetime) -> str:
    point = _point(session, invitation)
    become_head(point, person, by=invitation.invited_by, now=now)
    return f"/college/desk/points/{point.code}"


def _give_lecturer(session: Session, invitation: Invitation, person: Person, now: datetime) -> str:
    become_lecturer(session, _lecturer(session, invitation), person, now)
    return "/my"


HEADING = Undertaking(
    title=lambda session, one: _("请您负责教学点“%(name)s”", name=tr(_point(session, one), "name")),
    promise=lambda: _("同意以后，您会看到这个教学点的班和学员，管理每一课的签到。"),
    give=_give_point,
    desk=lambda session, one: f"/district/college/points/{_point(session, one).code}",
    sentence=sentence,
)
LECTURING = Undertaking(
    title=lambda session, one: _("请您做社区科普大学的讲师：%(name)s", name=tr(_lecturer(session, one), "name")),
    promise=lambda: _("同意以后，您讲的课会记进您的日程，您也能在这里登记出勤；随时可以请区科协取消。"),
    give=_give_lecturer,
    desk=lambda session, one: f"/district/college/lecturers/{one.subject_id}",
    sentence=sentence,
)


def register() -> None:
    """Let people be asked for both."""
    undertakings.register(HEAD, HEADING)
    undertakings.register(LECTURER, LECTURING)
