"""Messages to the people of a base, in the language each of them reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from sciencepop.accounts import letters
from sciencepop.accounts.models import Grant, Person
from sciencepop.bases.models import BaseDecision, BaseFiling, BasePhoto, ScienceBase
from sciencepop.bases.rules.filing import FilingState
from sciencepop.bases.rules.states import Step
from sciencepop.core.i18n import day, in_language, tr
from sciencepop.core.letter import Letter


def people_of(session: Session, base: ScienceBase) -> list[Person]:
    """The registrant and the managers of a base, each once."""
    return people_of_each(session, [base])[base.id]


def people_of_each(session: Session, bases: Sequence[ScienceBase]) -> dict[int, list[Person]]:
    """The same for several bases, by their ids."""
    ids = {base.id: {base.registrant_id} if base.registrant_id else set() for base in bases}
    managers = select(Grant.base_id, Grant.person_id).where(Grant.base_id.in_(ids), Grant.ended_at.is_(None))
    for base_id, person_id in session.execute(managers):
        if base_id is not None:
            ids[base_id].add(person_id)
    found = select(Person).where(Person.id.in_(set().union(*ids.values())), Person.closed_at.is_(None))
    people = {person.id: person for person in session.scalars(found.options(selectinload(Person.addresses)))}
    return {base_id: [people[one] for one in sorted(own & people.keys())] for base_id, own in ids.items()}


def tell_people(session: Session, base: ScienceBase, letter: Callable[[], Letter], *, kind: str, now: datetime) -> None:
    """Owe all of them a letter; `letter` writes it in the language that is being written then."""
    for person in people_of(session, base):
        with in_language(person.language):
            told = letter()
        letters.tell(session, person, told, now, kind=kind)


def tell_decision(session: Session, base: ScienceBase, decision: BaseDecision, step: Step, *, now: datetime) -> None:
    """Owe the people of a base the news of a decision. Call with the decision flushed."""
    kind = f"base-decision-{decision.id}"
    tell_people(session, base, lambda: decision_letter(base, decision, step), kind=kind, now=now)


def tell_filing(session: Session, base: ScienceBase, filing: BaseFiling, *, now: datetime) -> None:
    """Owe the people of a base the news of what the district said to a change. Call with the filing flushed."""
    tell_people(session, base, lambda: filing_letter(base, filing), kind=f"base-filing-{filing.id}", now=now)


def tell_photo(session: Session, base: ScienceBase, photo: BasePhoto, *, now: datetime) -> None:
    """Owe the people of a base the news that the district gave a photograph back."""
    kind = f"base-photo-{photo.id}-{now:%Y%m%d%H%M%S}"
    tell_people(session, base, lambda: photo_letter(base, photo), kind=kind, now=now)


def photo_letter(base: ScienceBase, photo: BasePhoto) -> Letter:
    """The news, in the language that is being written now."""
    subject = _("“%(name)s”的一张照片需要修改", name=tr(base, "name"))
    paragraphs = [
        _("照片：%(alt)s", alt=tr(photo, "alt")),
        _("它现在不公开。请登录后打开“基地资料”里的“照片”，改好说明，或者去掉它。"),
        _("说明：%(reason)s", reason=photo.note),
    ]
    return Letter(subject=subject, paragraphs=paragraphs, short=subject)


def filing_letter(base: ScienceBase, filing: BaseFiling) -> Letter:
    """The news, in the language that is being written now."""
    name = tr(base, "name")
    if filing.state is FilingState.APPROVED:
        subject = _("“%(name)s”的变更备案已通过", name=name)
        paragraphs = [_("%(day)s起生效，公开页面会自动更新。", day=day(filing.effective_on))]
    else:
        subject = _("“%(name)s”的变更备案需要修改", name=name)
        paragraphs = [_("请登录后打开“变更备案”，按下面的意见修改，再提交一次。")]
    if filing.note:
        paragraphs.append(_("说明：%(reason)s", reason=filing.note))
    return Letter(subject=subject, paragraphs=paragraphs, short=subject)


def decision_letter(base: ScienceBase, decision: BaseDecision, step: Step) -> Letter:
    """The news, in the language that is being written now."""
    name = tr(base, "name")
    subjects = {
        Step.ACCEPT: _("“%(name)s”已通过审核并公开", name=name),
        Step.RETURN: _("“%(name)s”的登记需要修改", name=name),
        Step.REFUSE: _("“%(name)s”的登记没有通过", name=name),
        Step.WITHDRAW: _("“%(name)s”已暂停公开", name=name),
        Step.REPUBLISH: _("“%(name)s”已恢复公开", name=name),
    }
    advice = {
        Step.ACCEPT: _("基地页面已经公开，您现在可以管理这个基地并发布活动。"),
        Step.RETURN: _("请登录后打开“我的场馆”，按下面的意见修改，再提交一次。"),
        Step.REFUSE: _("如有疑问，请联系区科协；情况变化后可以重新登记。"),
        Step.WITHDRAW: _("基地页面和它的活动暂时不再显示。如有疑问，请联系区科协。"),
        Step.REPUBLISH: _("基地页面和它的活动又可以看到了。"),
    }
    paragraphs = [advice[step]]
    if decision.reason:
        paragraphs.append(_("说明：%(reason)s", reason=decision.reason))
    if decision.corrections:
        corrections = (f"{number}. {text}" for number, text in enumerate(decision.corrections, 1))
        paragraphs.append("\n".join([_("请修改："), *corrections]))
    return Letter(subject=subjects[step], paragraphs=paragraphs, short=subjects[step])
