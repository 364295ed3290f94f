"""The letters about hours and proofs: what was corrected, what was answered, what was issued or ended."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.accounts import letters
from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from sciencepop.bases.services.tell import people_of
from sciencepop.core.i18n import day, in_language, tr
from sciencepop.core.letter import Letter
from sciencepop.volunteers.models import HoursClaim, HoursEntry, ServiceProof
from sciencepop.volunteers.rules.proofs import ProofState


def tell_correction(session: Session, entry: HoursEntry, row: HoursEntry, minutes: int, *, now: datetime) -> None:
    """Tell the volunteer what their hours of a day stand at now, and why (PIPL art. 46 gives them the right to ask)."""
    person = session.get_one(Person, entry.person_id)
    with in_language(person.language):
        subject = _("您的志愿服务时长有更正：%(what)s", what=entry.what)
        lines = [
            _("%(day)s 的这一条现在是 %(minutes)d 分钟。", day=day(entry.served_on), minutes=minutes),
            _("原因：%(reason)s", reason=row.reason),
            _("如果不对，请登录后在“我的志愿服务时长”里提出异议。"),
        ]
    _tell(session, person, subject, lines, f"hours-{row.code}", now)


def tell_claim(session: Session, claim: HoursClaim, by: Person, *, now: datetime) -> None:
    """Tell those who run the base that a volunteer waits for an answer; the district looks at its own list."""
    if claim.base_id is None:
        return
    base = session.get_one(ScienceBase, claim.base_id)
    for person in people_of(session, base):
        if person.id == by.id:
            continue
        with in_language(person.language):
            subject = _("有一条志愿服务时长等您答复：%(base)s", base=tr(base, "name"))
            lines = [_("请登录后打开“时长异议”，看过记录再答复，并写明理由。")]
        _tell(session, person, subject, lines, f"hours-claim-{claim.code}", now)


def tell_answer(session: Session, claim: HoursClaim, minutes: int, *, now: datetime) -> None:
    """Tell the volunteer what somebody decided, and why."""
    person = session.get_one(Person, claim.person_id)
    with in_language(person.language):
        subject = _("您提出的时长有了答复：%(what)s", what=claim.what)
        lines = [
            _("您写的是 %(asked)d 分钟，现在记为 %(minutes)d 分钟。", asked=claim.minutes, minutes=minutes),
            _("工作人员的说明：%(reason)s", reason=claim.answer_words),
        ]
    _tell(session, person, subject, lines, f"hours-answer-{claim.code}", now)


def tell_proof(session: Session, proof: ServiceProof, *, now: datetime) -> None:
    """Tell the volunteer where their proof stands: published, issued, refused, revoked."""
    person = session.get_one(Person, proof.person_id)
    with in_language(person.language):
        subject, lines = _words_of(proof)
    _tell(session, person, subject, lines, f"proof-{proof.state.value}-{proof.code}", now)


def _words_of(proof: ServiceProof) -> tuple[str, list[str]]:
    if proof.state is ProofState.PUBLISHED and proof.publish_until:
        advice = _("公示到 %(day)s，没有异议就会出具，到时候写信告诉您。", day=day(proof.publish_until))
        return _("您的志愿服务证明正在内部公示"), [advice]
    if proof.state is ProofState.ISSUED:
        advice = _("编号 %(serial)s。请登录后在“我的志愿服务时长”里下载，免费。", serial=proof.serial)
        return _("您的志愿服务证明已经出具"), [advice]
    reason = _("原因：%(reason)s", reason=proof.reason)
    if proof.state is ProofState.REVOKED:
        return _("您的志愿服务证明已撤销：%(serial)s", serial=proof.serial), [reason]
    if proof.state is ProofState.REFUSED:
        return _("您申请的志愿服务证明没有出具"), [reason]
    return _("您的志愿服务证明需要重新公示"), [reason]


def _tell(session: Session, person: Person, subject: str, lines: list[str], kind: str, now: datetime) -> None:
    with in_language(person.language):
        letter = Letter(subject=subject, paragraphs=lines, short=" ".join([subject, *lines]))
    letters.tell(session, person, letter, now, kind=kind)
