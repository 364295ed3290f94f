"""The letters of care: training, briefings, messages, thanks, notes and sanctions, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.accounts import letters
from sciencepop.accounts.models import Person
from sciencepop.accounts.post import write_to
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.core.clock import local
from sciencepop.core.i18n import day, in_language, span, tr
from sciencepop.core.letter import Letter
from sciencepop.volunteers.composing import compose
from sciencepop.volunteers.models import (
    Assignment,
    Decision,
    NoteKind,
    Shift,
    ShiftBriefing,
    ShiftMessage,
    TrainingCourse,
    TrainingRecord,
    VolunteerNote,
    VolunteerSanction,
)
from sciencepop.volunteers.words import facts_of, where


def tell_trained(session: Session, record: TrainingRecord, course: TrainingCourse, *, now: datetime) -> None:
    """Somebody wrote down that the volunteer came to a course."""
    person = session.get_one(Person, record.person_id)
    with in_language(person.language):
        title = tr(course, "title")
        lines = [_("%(day)s 的培训已经登记。", day=day(record.came_on)), valid_text(record)]
        letter = compose(_("培训已登记：%(title)s", title=title), lines, link=(_("我的培训"), "/volunteer/training"))
        _write(session, person, letter, MessageKind.BOOKING, f"training-{record.code}", "/volunteer/training", now)


def tell_expiring(session: Session, record: TrainingRecord, course: TrainingCourse, *, now: datetime) -> None:
    """A training ends soon."""
    person, path = session.get_one(Person, record.person_id), f"/volunteer/training/{course.id}"
    with in_language(person.language):
        subject = _("培训快到期了：%(title)s", title=tr(course, "title"))
        lines = [valid_text(record), _("到期前再参加一次，时间会接上。")]
        letter = compose(subject, lines, link=(_("再参加一次"), path))
        _write(session, person, letter, MessageKind.REMINDER, f"training-end-{record.code}", path, now)


def valid_text(record: TrainingRecord) -> str:
    """Until when a training holds."""
    if record.expires_on is None:
        return str(_("长期有效。"))
    return str(_("有效到 %(day)s。", day=day(record.expires_on)))


def tell_briefing(
    session: Session, assignment: Assignment, shift: Shift, briefing: ShiftBriefing, *, now: datetime
) -> None:
    """What to bring or whom to report to is new."""
    path = f"/volunteer/mine/{assignment.code}"
    with in_language(assignment.language):
        facts = [(_("时间"), span(shift.starts_at, shift.ends_at)), (_("地点"), where(shift))]
        subject = _("出发前请看：“%(title)s”", title=tr(shift, "title"))
        letter = compose(subject, briefing_lines(briefing), link=(_("查看班次，或告诉我们去不了"), path), facts=facts)
        key = f"shift-briefing-{assignment.code}-{briefing.version}"
        _write(session, assignment.person, letter, MessageKind.CHANGE, key, path, now)


def briefing_lines(briefing: ShiftBriefing) -> list[str]:
    """A briefing in the language that is being written."""
    bring, report = tr(briefing, "bring"), tr(briefing, "report")
    found = [_("请带：%(words)s", words=bring)] if bring else []
    return [*found, _("到了找谁：%(words)s", words=report)] if report else found


def tell_reminder(
    session: Session,
    assignment: Assignment,
    shift: Shift,
    briefing: ShiftBriefing | None,
    *,
    now: datetime,
    not_after: datetime,
) -> None:
    """A shift is tomorrow; the briefing rides on it."""
    need = next(need for need in shift.needs if need.id == assignment.need_id)
    path = f"/volunteer/mine/{assignment.code}"
    with in_language(assignment.language):
        subject = _("明天见：“%(title)s”", title=tr(shift, "title"))
        advice = _("去不了请现在就告诉我们，好请别人补上。")
        lines = [advice, *(briefing_lines(briefing) if briefing else ())]
        link, brief = (_("查看班次，或告诉我们去不了"), path), [span(shift.starts_at, shift.ends_at), advice]
        letter = compose(subject, lines, link=link, facts=facts_of(shift, need), brief=brief)
        day_of = f"{local(shift.starts_at).date()}"
        key = f"shift-tomorrow-{assignment.code}-{day_of}"
        kind = MessageKind.REMINDER
        write_to(session, assignment.person, letter, kind, key=key, path=path, now=now, not_after=not_after)


def tell_message(
    session: Session, message: ShiftMessage, assignment: Assignment, shift: Shift, *, now: datetime
) -> None:
    """A coordinator wrote."""
    path = f"/volunteer/mine/{assignment.code}"
    with in_language(assignment.language):
        subject = _("“%(title)s”的负责人来信", title=tr(shift, "title"))
        advice = _("要回话，请打开下面的页面；不要直接回复这封信。")
        glance = _("请登录后查看全文。")
        letter = compose(subject, [message.words, advice], link=(_("查看或回话"), path), glance=glance)
        _write(
            session,
            assignment.person,
            letter,
            MessageKind.BOOKING,
            f"shift-word-{message.id}-{assignment.id}",
            path,
            now,
        )


def tell_relayed(
    session: Session, message: ShiftMessage, person: Person, name: str, shift: Shift, *, now: datetime
) -> None:
    """A volunteer wrote to those who run the shift."""
    path = f"/manage/shifts/{shift.id}/team"
    with in_language(person.language):
        facts = {"name": name or _("（未填姓名）"), "title": tr(shift, "title")}
        subject = _("%(name)s 就“%(title)s”来信", **facts)
        letter = compose(subject, [message.words], link=(_("在网站上回话"), path), glance=_("请登录后查看全文。"))
        _write(session, person, letter, MessageKind.BOOKING, f"shift-word-{message.id}-p{person.id}", path, now)


def tell_thanks(session: Session, assignment: Assignment, shift: Shift, words: str, *, now: datetime) -> None:
    """A coordinator thanks somebody who came."""
    path = f"/volunteer/mine/{assignment.code}/feedback"
    with in_language(assignment.language):
        subject = _("谢谢您来“%(title)s”", title=tr(shift, "title"))
        letter = compose(
            subject, [words, _("这次怎么样？花半分钟告诉我们，不记名。")], link=(_("说说这次怎么样"), path)
        )
        _write(session, assignment.person, letter, MessageKind.THANKS, f"shift-thanks-{assignment.code}", path, now)


def tell_milestone(session: Session, person: Person, hours: int, *, now: datetime) -> None:
    """Somebody has served so many hours."""
    with in_language(person.language):
        subject = _("您的志愿服务满 %(hours)d 小时了，谢谢您！", hours=hours)
        lines = [_("每一小时都有人因为您而多懂一点科学。时长和证明都在“我的志愿服务时长”里。")]
        letter = compose(subject, lines, link=(_("我的志愿服务时长"), "/volunteer/hours"))
        key = f"hours-milestone-{person.id}-{hours}"
        _write(session, person, letter, MessageKind.THANKS, key, "/volunteer/hours", now)


def tell_note(session: Session, note: VolunteerNote, person: Person, shift: Shift, *, now: datetime) -> None:
    """A coordinator praised a volunteer, or named a concern."""
    with in_language(person.language):
        title = tr(shift, "title")
        if note.kind is NoteKind.PRAISE:
            subject = _("负责人表扬了您：%(title)s", title=title)
        else:
            subject = _("负责人给您的意见：%(title)s", title=title)
        lines = [note.words, _("只有您、这个班次的负责人和区科协看得到。可以登录后在“我的评价和处理”里回应。")]
        letter = compose(subject, lines, link=(_("我的评价和处理"), "/volunteer/record"))
    letters.tell(session, person, letter, now, kind=f"note-{note.code}")


def tell_sanction(
    session: Session, sanction: VolunteerSanction, person: Person, given: Sequence[Shift], *, now: datetime
) -> None:
    """What was decided against a volunteer, why, until when, what they lost by it, and how to have it looked at."""
    with in_language(person.language):
        lines = [
            _("规则：%(rule)s", rule=tr(sanction, "rule")),
            _("事实：%(facts)s", facts=sanction.facts),
            _("从 %(first)s 到 %(last)s，您不能报名班次。", first=day(sanction.from_on), last=day(sanction.until_on)),
        ]
        lines += [
            _(
                "已让给别人：“%(title)s”（%(span)s）",
                title=tr(shift, "title"),
                span=span(shift.starts_at, shift.ends_at),
            )
            for shift in given
        ]
        lines.append(_("如果不对，请登录后在“我的评价和处理”里申诉一次，由另一位工作人员决定。这件事不公开。"))
        letter = compose(_notice(), lines, link=(_("查看或申诉"), "/volunteer/record"))
    letters.tell(session, person, letter, now, kind=f"sanction-{sanction.code}")


def tell_appeal(session: Session, sanction: VolunteerSanction, officer: Person, *, now: datetime) -> None:
    """An appeal waits for a decision; names stand on the site alone."""
    with in_language(officer.language):
        lines = [_("请登录后打开“对志愿者的处理”，看过事实和申诉再决定，并写明理由。")]
        letter = compose(_("有一个志愿者的申诉等您决定"), lines, link=(_("对志愿者的处理"), "/district/sanctions"))
    letters.tell(session, officer, letter, now, kind=f"sanction-appeal-{sanction.code}")


def tell_decision(session: Session, sanction: VolunteerSanction, *, now: datetime) -> None:
    """What another officer decided, or that a sanction ends early."""
    person = session.get_one(Person, sanction.person_id)
    with in_language(person.language):
        if sanction.lifted_at is None:
            first, reason = _("您的申诉没有成立，处理不变。"), sanction.decision_reason
        elif sanction.decision is Decision.GRANTED:
            first, reason = _("您的申诉成立，处理已撤销，可以报名了。"), sanction.decision_reason
        else:
            first, reason = _("处理已提前结束，可以报名了。"), sanction.lifted_reason
        lines = [first, _("工作人员的说明：%(reason)s", reason=reason)]
        letter = compose(_notice(), lines, link=(_("我的评价和处理"), "/volunteer/record"))
    letters.tell(session, person, letter, now, kind=f"sanction-end-{sanction.code}")


def _notice() -> str:
    """Says nothing to bystanders, because it may stand on a locked screen."""
    return str(_("关于您的志愿服务，有一个通知"))


def _write(
    session: Session, person: Person, letter: Letter, kind: MessageKind, key: str, path: str, now: datetime
) -> None:
    write_to(session, person, letter, kind, key=key, path=path, now=now)
