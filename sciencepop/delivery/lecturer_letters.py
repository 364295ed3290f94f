"""Letters about lecturing: somebody is asked, and a supplier hears what became of it."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.accounts import letters
from sciencepop.accounts.post import write_to
from sciencepop.accounts.queries.people import find_address
from sciencepop.accounts.rules.addresses import Contact
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.core.i18n import day, in_language, tr
from sciencepop.core.letter import Letter, site_address
from sciencepop.delivery.letters import supplier_people
from sciencepop.delivery.models import DeliveryLecturer, LecturerInvitation, Supplier
from sciencepop.delivery.rules.lecturers import Consent
from sciencepop.delivery.words import supplier_name

PATH = "/delivery/lecturing"


def ask(
    session: Session,
    supplier: Supplier,
    invitation: LecturerInvitation,
    contact: Contact,
    token: str,
    *,
    now: datetime,
) -> None:
    """Owe the letter to who was asked: to an account in its language and on its pages, else to the address alone."""
    known = find_address(session, contact)
    person = known.person if known and known.person.is_active else None
    with in_language(person.language if person else "zh"):
        letter = _asked(supplier, invitation, f"{PATH}/{token}", is_known=person is not None)
        if person:
            key = f"lecturer-asked-{invitation.id}"
            write_to(session, person, letter, MessageKind.ACCOUNT, key=key, path=PATH, now=now)
        else:
            letters.send(session, contact, letter, now, kind="lecturer_asked")


def _asked(supplier: Supplier, invitation: LecturerInvitation, path: str, *, is_known: bool) -> Letter:
    url, name = site_address() + path, supplier_name(supplier)
    subject = _("%(supplier)s请您做科普配送的讲师", supplier=name)
    promise = _("同意以后，对方可以派您去讲，派的时间会记进您的日程；您随时可以退出。不同意就什么也不会发生。")
    how = _("请登录后答复。") if is_known else _("打开链接可以婉拒；同意的话，请先用这个地址登录，就有账号了。")
    return Letter(
        subject=subject,
        paragraphs=[promise, how, _("请在 %(day)s 前答复。不认识对方，可以不理会。", day=day(invitation.expires_at))],
        link=(_("看邀请"), url),
        short=f"{subject} {url}",
    )


def tell_supplier(session: Session, lecturer: DeliveryLecturer, consent: Consent, *, now: datetime) -> None:
    """To everybody who acts for the supplier: a lecturer agreed, declined or left, or (ASKED) never answered."""
    path = f"/delivery/desk/{lecturer.supplier.code}"
    for person in supplier_people(session, lecturer.supplier):
        if person.id == lecturer.person_id:
            continue
        with in_language(person.language):
            subject, advice = _told(tr(lecturer, "name"), consent)
            url = site_address() + path
            letter = Letter(subject=subject, paragraphs=[advice], link=(_("打开"), url), short=f"{subject} {url}")
            key = f"lecturer-{lecturer.id}-{consent.value}-{person.id}"
            write_to(session, person, letter, MessageKind.ACCOUNT, key=key, path=path, now=now)


def _told(name: str, consent: Consent) -> tuple[str, str]:
    if consent is Consent.AGREED:
        return _("%(name)s同意做讲师", name=name), _("现在可以派这位讲师了。")
    if consent is Consent.DECLINED:
        return _("%(name)s没有同意做讲师", name=name), _("请另找讲师。")
    if consent is Consent.ASKED:
        return _("%(name)s没有答复邀请", name=name), _("请联系本人再邀请一次，或者另找讲师。")
    return _("%(name)s不再做讲师", name=name), _("还没有讲的那几场要换人，请打开点单另派；派不出请尽早退单。")
