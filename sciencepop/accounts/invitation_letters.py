"""Letters about invitations: an address is asked, and whoever asked hears the answer."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sciencepop.accounts import letters
from sciencepop.accounts.models import Invitation, Person
from sciencepop.accounts.post import write_to
from sciencepop.accounts.queries import find_address
from sciencepop.accounts.rules.addresses import Contact
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.accounts.undertakings import undertaking_of
from sciencepop.core.i18n import day, in_language
from sciencepop.core.letter import Letter, site_address

PATH = "/my/invitations"


def ask(session: Session, invitation: Invitation, contact: Contact, *, now: datetime) -> None:
    """Owe the letter: to an account in its language and on its pages, else to the address alone."""
    known = find_address(session, contact)
    person = known.person if known and known.person.is_active else None
    with in_language(person.language if person else "zh"):
        letter = _asked(session, invitation, is_known=person is not None)
        if person:
            write_to(session, person, letter, MessageKind.ACCOUNT, key=f"asked-{invitation.id}", path=PATH, now=now)
        else:
            letters.send(session, contact, letter, now, kind="asked")


def _asked(session: Session, invitation: Invitation, *, is_known: bool) -> Letter:
    undertaking, url = undertaking_of(invitation), site_address() + PATH
    subject = undertaking.title(session, invitation)
    how = _("请登录后答复。") if is_known else _("答复前请用这个地址登录：收一个验证码，就有账号了。")
    ends = _("请在 %(day)s 前答复。不认识对方，可以不理会，什么也不会发生。", day=day(invitation.expires_at))
    return Letter(
        subject=subject,
        paragraphs=[undertaking.promise(), how, ends],
        link=(_("看邀请"), url),
        short=f"{subject} {url}",
    )


def tell_who_asked(session: Session, invitation: Invitation, *, now: datetime) -> None:
    """That the address agreed or declined."""
    person = session.get_one(Person, invitation.invited_by)
    if not person.is_active:
        return
    with in_language(person.language):
        undertaking = undertaking_of(invitation)
        said = _("%(address)s 同意了", address=invitation.veiled)
        if not invitation.agreed:
            said = _("%(address)s 没有同意", address=invitation.veiled)
        path = undertaking.desk(session, invitation)
        url = site_address() + path
        letter = Letter(
            subject=said,
            paragraphs=[undertaking.title(session, invitation)],
            link=(_("打开"), url),
            short=f"{said} {url}",
        )
        key = f"answered-{invitation.id}"
        write_to(session, person, letter, MessageKind.ACCOUNT, key=key, path=path, now=now)
