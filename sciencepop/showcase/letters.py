"""The letters of the showcase. They carry the words of a message, never an address."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accounts.post import write_to
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.core.i18n import in_language, span, tr
from sciencepop.core.letter import Letter, site_address
from sciencepop.showcase.models import MeetingSlot, Project, ProjectState, SlotState, Talk, TalkMessage


def tell_state(session: Session, project: Project, *, now: datetime) -> None:
    """What an officer decided about a project."""
    person = session.get_one(Person, project.owner_id)
    with in_language(person.language):
        title = tr(project, "title")
        if project.state is ProjectState.PUBLISHED:
            subject, words = (
                _("成果已公布：%(title)s", title=title),
                _("有人想对接时，消息会转给您，对方看不到您的联系方式。"),
            )
        else:
            subject = _("成果退回修改：%(title)s", title=title)
            words = _("原因：%(reason)s。", reason=project.state_reason)
        key = f"showcase-{project.code}-{project.state}-{int(now.timestamp())}"
        _send(session, person, subject, [words], f"/showcase/{project.code}", key, now)


def tell_message(session: Session, talk: Talk, message: TalkMessage, *, now: datetime) -> None:
    """Carry a message to the other of the two."""
    to = talk.project.owner_id if message.author_id == talk.asker_id else talk.asker_id
    person = session.get_one(Person, to)
    with in_language(person.language):
        subject = _("关于“%(title)s”的消息", title=tr(talk.project, "title"))
        words = [*message.words.split("\n"), _("请在网站上回复，不要直接回复这封信。对方看不到您的联系方式。")]
        key = f"showcase-message-{message.id}"
        _send(session, person, subject, words, f"/showcase/talks/{talk.code}", key, now)


def tell_meeting(session: Session, talk: Talk, slot: MeetingSlot, *, now: datetime) -> None:
    """Tell both that they meet, or that they do not."""
    for number in (talk.asker_id, talk.project.owner_id):
        person = session.get_one(Person, number)
        with in_language(person.language):
            title = tr(talk.project, "title")
            is_on = slot.state is SlotState.TAKEN
            subject = _("约好见面：%(title)s", title=title) if is_on else _("见面取消：%(title)s", title=title)
            words = [span(slot.starts_at, slot.ends_at), slot.place]
            key = f"showcase-meet-{slot.code}-{slot.state}-{number}"
            _send(session, person, subject, words, f"/showcase/talks/{talk.code}", key, now)


def tell_report(session: Session, talk: Talk, *, now: datetime) -> None:
    """Tell whoever reported a talk what was decided."""
    if talk.reported_by is None:
        return
    person = session.get_one(Person, talk.reported_by)
    with in_language(person.language):
        closed, kept = (
            _("这个对话已经关闭，双方不能再发消息。"),
            _("我们看过了，没有发现需要关闭的情况。再有问题请再举报。"),
        )
        key = f"showcase-report-{talk.code}-{int(now.timestamp())}"
        words = [closed if talk.closed_at else kept]
        _send(session, person, _("您举报的对话已处理"), words, f"/showcase/talks/{talk.code}", key, now)


def _send(session: Session, person: Person, subject: str, words: list[str], path: str, key: str, now: datetime) -> None:
    if not person.is_active:
        return
    link = _("打开"), f"{site_address()}{path}"
    letter = Letter(subject=subject, paragraphs=[one for one in words if one], link=link, short=f"{subject} {link[1]}")
    write_to(session, person, letter, MessageKind.CHANGE, key=key, path=path, now=now)
