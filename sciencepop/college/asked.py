"""What the college asks of an address: to head a point, to lecture with one's own account, to take a unit's seat."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.accounts import undertakings
from sciencepop.accounts.models import Invitation, Person
from sciencepop.accounts.undertakings import Undertaking
from sciencepop.college.messages import sentence
from sciencepop.college.models import CourseClass, Lecturer, TeachingPoint
from sciencepop.college.services.courses import LECTURER, become_lecturer
from sciencepop.college.services.enrol import NOMINEE, take_nominated
from sciencepop.college.services.points import HEAD, become_head
from sciencepop.core.i18n import tr


def _point(session: Session, invitation: Invitation) -> TeachingPoint:
    return session.get_one(TeachingPoint, invitation.subject_id)


def _lecturer(session: Session, invitation: Invitation) -> Lecturer:
    return session.get_one(Lecturer, invitation.subject_id)


def _give_point(session: Session, invitation: Invitation, person: Person, now: datetime) -> str:
    point = _point(session, invitation)
    become_head(point, person, by=invitation.invited_by, asked_at=invitation.invited_at, now=now)
    return f"/college/desk/points/{point.code}"


def _give_lecturer(session: Session, invitation: Invitation, person: Person, now: datetime) -> str:
    become_lecturer(session, _lecturer(session, invitation), person, invitation, now)
    return "/my"


def _class(session: Session, invitation: Invitation) -> CourseClass:
    return session.get_one(CourseClass, invitation.subject_id)


def _name(session: Session, invitation: Invitation) -> str:
    return str(
        _(
            "%(unit)s推荐您参加“%(title)s”",
            unit=invitation.terms["unit"],
            title=tr(_class(session, invitation).course, "title"),
        )
    )


def _give_seat(session: Session, invitation: Invitation, person: Person, now: datetime) -> str:
    code, unit = _class(session, invitation).code, invitation.terms["unit"]
    return f"/college/mine/{take_nominated(session, code, person, unit, invited_by=invitation.invited_by, now=now)}"


HEADING = Undertaking(
    title=lambda session, one: str(_("请您负责教学点“%(name)s”", name=tr(_point(session, one), "name"))),
    promise=lambda: str(_("同意以后，您会看到这个教学点的班和学员，管理每一课的签到。")),
    give=_give_point,
    desk=lambda session, one: f"/district/college/points/{_point(session, one).code}",
    sentence=sentence,
)
LECTURING = Undertaking(
    title=lambda session, one: str(_("请您做社区科普大学的讲师：%(name)s", name=tr(_lecturer(session, one), "name"))),
    promise=lambda: str(_("同意以后，您讲的课会记进您的日程，您也能在这里登记出勤；随时可以请区科协取消。")),
    give=_give_lecturer,
    desk=lambda session, one: f"/district/college/lecturers/{one.subject_id}",
    sentence=sentence,
)
NAMING = Undertaking(
    title=_name,
    promise=lambda: str(_("同意以后就有座位，每一课会记进您的日程；满员了就不能再加。随时可以退班。")),
    give=_give_seat,
    desk=lambda session, one: f"/college/desk/classes/{_class(session, one).code}",
    sentence=sentence,
    may_ask=lambda session, one, person: person.is_officer or _class(session, one).point_id in person.headed_point_ids,
)


def register() -> None:
    """Let people be asked for all three."""
    undertakings.register(NOMINEE, NAMING)
    undertakings.register(HEAD, HEADING)
    undertakings.register(LECTURER, LECTURING)
