"""The letters of teaching: leave, notices to a class, results, certificates, and what a unit is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from sciencepop.accounts.letters import send
from sciencepop.accounts.models import Person
from sciencepop.accounts.post import write_to
from sciencepop.accounts.rules.addresses import Contact
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.college.models import ClassNotice, CourseCertificate, CourseClass, Enrolment, LeaveRequest
from sciencepop.college.rules.completion import Outcome, Progress
from sciencepop.college.words import term_name
from sciencepop.core.i18n import day, in_language, tr, wall_clock
from sciencepop.core.letter import Letter, site_address


def tell_leave(session: Session, one: CourseClass, asked: LeaveRequest, *, now: datetime) -> None:
    """Whether leave was granted."""
    with in_language(asked.enrolment.language):
        facts = {"title": tr(one.course, "title"), "number": asked.lesson.number}
        if asked.is_granted:
            subject = _("“%(title)s”第 %(number)d 课的请假批准了", **facts)
            counts, not_counted = _("按这个班的规定，请假算出勤。"), _("按这个班的规定，请假不算出勤，也不算无故缺课。")
            advice = counts if one.leave_counts else not_counted
        else:
            subject = _("“%(title)s”第 %(number)d 课的请假没有批准", **facts)
            advice = _("原因：%(reason)s。", reason=asked.answer)
        when = f"{day(asked.lesson.starts_at)} {wall_clock(asked.lesson.starts_at)}"
        letter = _letter(asked.enrolment, subject, [advice], [(_("时间"), when)])
        _send(session, asked.enrolment, letter, MessageKind.CHANGE, f"leave-{asked.id}", now)


def tell_notice(
    session: Session, one: CourseClass, enrolment: Enrolment, notice: ClassNotice, *, now: datetime
) -> None:
    """What whoever teaches tells the whole class, in their own words."""
    with in_language(enrolment.language):
        subject = _("“%(title)s”班的通知", title=tr(one.course, "title"))
        letter = _letter(enrolment, subject, notice.words.split("\n"), [])
        _send(session, enrolment, letter, MessageKind.CHANGE, f"notice-{notice.id}-{enrolment.code}", now)


def tell_result(
    session: Session, one: CourseClass, enrolment: Enrolment, progress: Progress, outcome: Outcome, *, now: datetime
) -> None:
    """Whether somebody completed a class, and by what."""
    with in_language(enrolment.language):
        title = tr(one.course, "title")
        words = {
            Outcome.COMPLETED: (
                _("您从“%(title)s”班结业了", title=title),
                _("恭喜！证书由总校签发，签发时再写信告诉您。"),
            ),
            Outcome.TOO_FEW: (
                _("“%(title)s”班的结果：没有结业", title=title),
                _("结业要上满 %(needed)d 课。记录有误请与教学点联系。", needed=progress.needed),
            ),
            Outcome.HOMEWORK: (
                _("“%(title)s”班的结果：还差作业", title=title),
                _("课上够了，作业还没有登记。请与讲师或教学点联系。"),
            ),
        }
        subject, advice = words[outcome]
        counted = _("%(count)d / %(all)d 课", count=progress.counted, all=progress.lessons)
        letter = _letter(enrolment, subject, [advice, _("也请说说这个班怎么样，不署名。")], [(_("出勤"), counted)])
        key = f"result-{enrolment.code}-{enrolment.sequence}"
        _send(session, enrolment, letter, MessageKind.CHANGE, key, now)


def tell_certificate(
    session: Session, one: CourseClass, enrolment: Enrolment, certificate: CourseCertificate, *, now: datetime
) -> None:
    """That a certificate was issued, or revoked and why."""
    with in_language(enrolment.language):
        facts = {"title": tr(one.course, "title"), "serial": certificate.serial}
        if certificate.revoked_at is None:
            subject = _("“%(title)s”结业证书签发了", **facts)
            advice = _("在网上可以下载中文和英文的 PDF；任何人扫码都能核验。")
        else:
            subject = _("“%(title)s”结业证书 %(serial)s 撤销了", **facts)
            advice = _("原因：%(reason)s。有疑问请与分校联系。", reason=certificate.reason)
        letter = _letter(enrolment, subject, [advice], [(_("编号"), certificate.serial)])
        state = "revoked" if certificate.revoked_at else "issued"
        _send(session, enrolment, letter, MessageKind.CHANGE, f"certificate-{certificate.code}-{state}", now)


def tell_unit(
    session: Session,
    one: CourseClass,
    unit: str,
    contact: Contact,
    lines: Sequence[tuple[str, Progress, bool]],
    *,
    now: datetime,
) -> None:
    """To a unit's contact: each person it named, with attendance and result. Chinese, as the unit's files are."""
    with in_language("zh"):
        facts = [
            (
                name or _("（未填姓名）"),
                _(
                    "出勤 %(count)d / %(all)d 课，%(result)s",
                    count=progress.counted,
                    all=progress.lessons,
                    result=_("结业") if is_completed else _("没有结业"),
                ),
            )
            for name, progress, is_completed in lines
        ]
        subject = _("“%(title)s”班：%(unit)s 推荐学员的结果", title=tr(one.course, "title"), unit=unit)
        told = ngettext("贵单位推荐的 %(num)d 人的结果如下。", "贵单位推荐的 %(num)d 人的结果如下。", len(lines))
        letter = Letter(
            subject=subject,
            paragraphs=[f"{term_name(one.term)}，{told}", _("证书可以用证书上的二维码核验。")],
            facts=facts,
            short=subject,
        )
        send(session, contact, letter, now, kind="college-unit")


def _letter(enrolment: Enrolment, subject: str, paragraphs: Sequence[str], facts: Sequence[tuple[str, str]]) -> Letter:
    link = _("打开我的班"), f"{site_address()}/college/mine/{enrolment.code}"
    return Letter(
        subject=subject,
        paragraphs=list(paragraphs),
        facts=list(facts),
        link=link,
        short=f"{subject} {link[1]}",
    )


def _send(session: Session, enrolment: Enrolment, letter: Letter, kind: MessageKind, key: str, now: datetime) -> None:
    person = session.get_one(Person, enrolment.person_id)
    if person.is_active:
        write_to(session, person, letter, kind, key=key, path=f"/college/mine/{enrolment.code}", now=now)
