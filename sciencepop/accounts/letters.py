"""The letters of feature accounts, in the reader's language, and how they are put into the outbox."""

from __future__ import annotations

import secrets
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts import post, queries
from sciencepop.accounts.models import Person
from sciencepop.accounts.push import Words, push
from sciencepop.accounts.queries.devices import wants_on_devices
from sciencepop.accounts.rules import codes
from sciencepop.accounts.rules.addresses import AddressKind, Contact
from sciencepop.accounts.rules.messages import MessageKind
from sciencepop.core import outbox
from sciencepop.core.i18n import in_language, tr
from sciencepop.core.letter import Letter, as_html, as_text
from sciencepop.core.reference import get_reference

CHANNELS = {AddressKind.EMAIL: outbox.Channel.MAIL, AddressKind.MOBILE: outbox.Channel.SMS}


def send(
    session: Session, contact: Contact, letter: Letter, now: datetime, *, kind: str, fleeting: bool = False
) -> None:
    """Owe one letter to one address. Each call is a letter of its own; what is fleeting goes to a lost address too."""
    is_mail = contact.kind is AddressKind.EMAIL
    outbox.queue(
        session,
        channel=CHANNELS[contact.kind],
        address=contact.value,
        subject=letter.subject if is_mail else "",
        body=as_text(letter) if is_mail else letter.short,
        html=as_html(letter) if is_mail else None,
        dedup_key=f"accounts.{kind}:{secrets.token_hex(12)}",
        now=now,
        fleeting=fleeting,
        to_lost=fleeting,
    )


def tell(session: Session, person: Person, letter: Letter, now: datetime, *, kind: str) -> None:
    """Owe a letter to where this person reads notices, keep it for them on the site, and show it on their devices."""
    key = f"accounts.{kind}:{secrets.token_hex(12)}"
    with in_language(person.language):
        body = post.page_text(letter)
        post.keep(session, person, MessageKind.ACCOUNT, key=key, subject=letter.subject, body=body, path="", now=now)
        if session.scalar(select(wants_on_devices(person.id, MessageKind.ACCOUNT))):
            words = Words(letter.subject, _("全文在“我的消息”里。"))
            push(session, person, MessageKind.ACCOUNT, words, key=key, now=now)
    for contact in queries.contacts_of(person):
        if outbox.is_open(CHANNELS[contact.kind]):
            send(session, contact, letter, now, kind=kind)


def code_letter(code: str, lang: str) -> Letter:
    with in_language(lang):
        facts = {"code": code, "minutes": codes.MINUTES, "site": _site()}
        return Letter(
            subject=_("%(code)s 是您的%(site)s验证码", **facts),
            paragraphs=[
                _("您的验证码：%(code)s", **facts),
                _("%(minutes)d 分钟内有效，只能用一次。", **facts),
                _("请不要告诉任何人，工作人员也不会向您索要。如果不是您本人操作，不用理会这封信。"),
            ],
            short=_("【%(site)s】验证码 %(code)s，%(minutes)d 分钟内有效。请勿告诉他人。", **facts),
        )


def address_in_use_letter(lang: str) -> Letter:
    """For the owner of an address that somebody wanted to add to another account."""
    with in_language(lang):
        text = _("有人想把这个地址加到另一个账号，没有成功，因为它已经是您的登录方式。")
        advice = _("如果是您本人，请直接用它登录；如果不是，不用理会。")
        return _notice(_("您的地址已经在使用"), text, advice)


def password_letter(lang: str, *, removed: bool = False) -> Letter:
    with in_language(lang):
        text = _("您的密码已取消。") if removed else _("您的密码已设置或修改，其他设备上的登录都已退出。")
        return _notice(_("密码有变动"), text, _not_you())


def address_added_letter(lang: str, veiled: str) -> Letter:
    with in_language(lang):
        text = _("您的账号加上了新的登录方式：%(address)s。", address=veiled)
        return _notice(_("登录方式有变动"), text, _not_you())


def address_removed_letter(lang: str) -> Letter:
    with in_language(lang):
        text = _("这个地址不再是您账号的登录方式，以后的通知也不再发到这里。")
        return _notice(_("登录方式有变动"), text, _not_you())


def factor_added_letter(lang: str) -> Letter:
    with in_language(lang):
        text = _("您的账号加上了一种第二步验证，其他设备上的登录都已退出。")
        return _notice(_("第二步验证有变动"), text, _not_you())


def factor_removed_letter(lang: str) -> Letter:
    with in_language(lang):
        text = _("您的账号去掉了一种第二步验证，其他设备上的登录都已退出。")
        return _notice(_("第二步验证有变动"), text, _not_you())


def step_paused_letter(lang: str) -> Letter:
    with in_language(lang):
        text = _("有人通过了您账号登录的第一步，第二步却连续填错，已暂停一会儿。")
        return _notice(_("第二步验证连续填错"), text, _not_you())


def reset_asked_letter(lang: str) -> Letter:
    with in_language(lang):
        text = _("一位管理员申请去掉您账号的第二步验证，等另一位管理员同意。")
        return _notice(_("有人申请重置您的第二步验证"), text, _("如果不是您请他们做的，请马上联系区科协。"))


def reset_done_letter(lang: str) -> Letter:
    with in_language(lang):
        text = _("两位管理员去掉了您账号的第二步验证，所有设备都已退出。下次登录时请重新设置。")
        return _notice(_("第二步验证已重置"), text, _("如果不是您请他们做的，请马上联系区科协。"))


def permit_asked_letter(lang: str) -> Letter:
    with in_language(lang):
        text = _("一位管理员申请查看孩子的信息，等您批准。请核对用途和范围，只批必要的。")
        return _notice(_("有查看未成年人信息的申请等您批准"), text, _("登录后打开“我的”里的“等我办的事”。"))


def permit_decided_letter(lang: str, granted: bool) -> Letter:
    with in_language(lang):
        if not granted:
            return _notice(
                _("查看未成年人信息的申请没有批准"), _("负责人没有批准您的申请。"), _("有疑问请直接问负责人。")
            )
        text = _("负责人批准了您的申请。每次查看都会记录，监护人能看到；到期自动失效。")
        return _notice(_("查看未成年人信息的申请已经批准"), text, _("用完可以提前交还。"))


def farewell_letter(lang: str) -> Letter:
    with in_language(lang):
        text = _("您的账号已注销，姓名、联系方式和兴趣已经清除。谢谢您来过。")
        return _notice(_("账号已注销"), text, _("想回来的时候，用同样的方式登录就会有一个新账号。"))


def _not_you() -> str:
    return str(_("如果不是您本人操作，请马上登录，在“登录与安全”里退出所有设备并重设密码。"))


def _notice(subject: str, text: str, advice: str) -> Letter:
    short = _("【%(site)s】%(text)s", site=_site(), text=text)
    return Letter(subject=f"{subject} · {_site()}", paragraphs=[text, advice], short=short)


def _site() -> str:
    return tr(get_reference().district, "product")
