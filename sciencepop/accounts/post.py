"""Writing to a person: the message stays on the site for them, leaves by mail or SMS, and shows on their devices.

The one way of every feature, so that what people switched off is asked once. Security codes and farewells go to an
address, not to a person, and stay with `accounts.letters`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from flask_babel import gettext as _
from sqlalchemy import exists, false, or_, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Address, AddressKind, Message, Person
from sciencepop.accounts.push import Words, push, push_text
from sciencepop.accounts.queries.devices import wants_on_devices
from sciencepop.accounts.queries.messages import is_muted
from sciencepop.accounts.rules.messages import MessageKind, Way, may_mute
from sciencepop.core import outbox
from sciencepop.core.i18n import language
from sciencepop.core.letter import Letter, as_html, as_text, site_address
from sciencepop.core.outbox import Channel
from sciencepop.core.signing import keyed_hash

STOP = "stop-messages"


def mail_address(person: Person) -> Address | None:
    """The e-mail address to which letters of features go: the first that was proved."""
    return next((address for address in person.addresses if address.kind is AddressKind.EMAIL), None)


def write_to(
    session: Session,
    person: Person,
    letter: Letter,
    kind: MessageKind,
    *,
    key: str,
    now: datetime,
    path: str = "",
    calendar: bytes | None = None,
    calendar_method: str | None = None,
    not_after: datetime | None = None,
) -> None:
    """Owe a person one letter in the language that is being written, unless they switched its kind off.

    A `key` that is known already is left alone. It goes to the first e-mail address or else the first mobile number; a
    calendar object goes with a mail only. Their devices show it besides.
    """
    mail = mail_address(person)
    address = mail or next(iter(person.addresses), None)
    asked = (
        or_(exists().where(Message.key == key), outbox.is_known(key)),
        outbox.is_lost(address.value if address else ""),
        is_muted(person.id, kind, Way.POST) if may_mute(kind) else false(),
        wants_on_devices(person.id, kind),
    )
    is_known, is_lost, is_silent, on_devices = session.execute(select(*asked)).one()
    if is_known or (is_silent and not on_devices):
        return
    keep(session, person, kind, key=key, subject=letter.subject, body=page_text(letter), path=path, now=now)
    if on_devices:
        words = Words(letter.subject, push_text(letter), path)
        push(session, person, kind, words, key=key, now=now, not_after=not_after)
    if address is None or is_lost or is_silent:
        return
    owe = partial(
        outbox.queue,
        session,
        address=address.value,
        dedup_key=key,
        now=now,
        not_after=not_after,
        is_checked=True,
    )
    if mail is None:
        if outbox.is_open(Channel.SMS):
            owe(channel=Channel.SMS, body=letter.short)
        return
    stop_url = stop_address(person.id, kind) if may_mute(kind) else None
    if stop_url:
        letter = replace(letter, stop=(_("不想再收到这类邮件"), stop_url))
    owe(
        channel=Channel.MAIL,
        subject=letter.subject,
        body=as_text(letter),
        html=as_html(letter),
        calendar=calendar,
        calendar_method=calendar_method,
        stop_url=stop_url,
    )


def keep(
    session: Session, person: Person, kind: MessageKind, *, key: str, subject: str, body: str, path: str, now: datetime
) -> None:
    """Keep a message on the site for a person, in the language that is being written. The key must be new."""
    session.add(
        Message(
            person_id=person.id,
            kind=kind,
            key=key,
            subject=subject,
            body=body,
            language=language(),
            path=path,
            created_at=now,
        )
    )


def page_text(letter: Letter) -> str:
    """What of a letter is shown on the site: it has the subject, the links and the telephone anyway."""
    colon = _("：")
    facts = "\n".join(f"{label}{colon}{value}" for label, value in letter.facts if "://" not in value)
    entries = ["\n".join([f"■ {entry.title}", *entry.lines]) for entry in letter.entries]
    return "\n\n".join([*letter.paragraphs, *([facts] if facts else []), *entries])


def stop_token(person_id: int, kind: str) -> str:
    """What proves that a link came from a letter to this person: 128 bits of a keyed hash."""
    return keyed_hash(STOP, str(person_id), kind)[:32]


def stop_address(person_id: int, kind: MessageKind) -> str:
    """The address that ends a kind of letter for this person."""
    return f"{site_address()}/messages/stop/{kind.value}/{person_id}/{stop_token(person_id, kind)}"
