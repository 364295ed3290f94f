"""The letters about hours and proofs: what was corrected, what was answered, what was issued or ended."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.accounts import letters
from sciencepop.accounts.models import Person
from sciencepop.accounts.post import write_to
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.bases.models import ScienceBase
from sciencepop.bases.services.tell import people_of
from sciencepop.core.clock import day_bounds
from sciencepop.core.i18n import day, in_language, tr
from sciencepop.core.reference import get_reference
from sciencepop.volunteers.composing import compose
from sciencepop.volunteers.hours_messages import ODD, OUTCOMES
from sciencepop.volunteers.models import HoursClaim, HoursEntry, ObjectionMessage, ProofObjection, ServiceProof
from sciencepop.volunteers.rules.hours import Odd
from sciencepop.volunteers.rules.proofs import Outcome, ProofState


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


def tell_waiting(
    session: Session,
    person: Person,
    base: ScienceBase | None,
    odd: Counter[Odd],
    claims: int,
    today: date,
    *,
    objections: int = 0,
    now: datetime,
) -> None:
    """Tell somebody what waits for them at a base, or at the district for None; nothing of it after the day is over."""
    with in_language(person.language):
        counts = {str(ODD[what]): odd[what] for what in Odd}
        counts |= {_("时长异议和自报"): claims, _("对公示的异议"): objections}
        facts = [(words, str(number)) for words, number in counts.items() if number]
        where = tr(base, "name") if base else tr(get_reference().district, "host")
        subject = _("志愿服务时长有 %(count)d 条等您看：%(where)s", count=sum(counts.values()), where=where)
        path = "/manage/hours" if base or odd or not objections else "/manage/proofs"
        lines = [_("每天最多写一次，没有就不写。30 天内没有处理的不再列出。")]
        letter = compose(subject, lines, link=(_("打开看一看"), path), facts=facts, brief=())
        key = f"hours-waiting-{today}-{base.id if base else 0}-{person.id}"
        evening = day_bounds(today)[0] + timedelta(hours=21)
        write_to(session, person, letter, MessageKind.ACCOUNT, key=key, path=path, now=now, not_after=evening)


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


def tell_outcome(session: Session, objection: ProofObjection, *, now: datetime) -> None:
    """Tell the volunteer that somebody objected and what was decided, and who objected what became of it.

    Where it was upheld the volunteer hears of it with the refusal.
    """
    proof, outcome = objection.proof, objection.outcome
    reason = objection.outcome_words
    if outcome is Outcome.DISMISSED:
        person = session.get_one(Person, proof.person_id)
        with in_language(person.language):
            lines = [
                _("有人对您正在公示的证明提出异议，区科协核实后认为不成立，证明照常办理。"),
                _("说明：%(reason)s", reason=reason),
            ]
            subject = _("对您志愿服务证明的异议不成立")
        _tell(session, person, subject, lines, f"objection-own-{objection.code}", now)
    person = session.get_one(Person, objection.person_id)
    if outcome is None or person.closed_at is not None:
        return
    with in_language(person.language):
        subject, lines = _("您对一份志愿服务证明的异议有了结果"), [str(OUTCOMES[outcome])]
        if reason:
            lines.append(_("说明：%(reason)s", reason=reason))
    _tell(session, person, subject, lines, f"objection-{objection.code}", now)


def tell_question(session: Session, objection: ProofObjection, message: ObjectionMessage, *, now: datetime) -> None:
    """Pass an officer's question on to who objected; they answer on the site, so that nobody sees an address."""
    person = session.get_one(Person, objection.person_id)
    path = f"/volunteer/objections/{objection.code}"
    with in_language(person.language):
        lines = [message.words, _("请在下面的页面上答复。双方都看不到对方的联系方式。")]
        letter = compose(_("区科协想就您的异议问一句"), lines, link=(_("答复"), path), brief=())
        key = f"objection-{objection.code}-{message.id}"
        write_to(session, person, letter, MessageKind.ACCOUNT, key=key, path=path, now=now)


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
        letter = compose(subject, lines)
    letters.tell(session, person, letter, now, kind=kind)
