"""What readers choose: with an account on their page, with an address alone by a link; and how they stop."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.consents import CAMPAIGNS, DIGEST, FEEDBACK, WORDINGS
from sciencepop.accounts.models import Consent, Person
from sciencepop.accounts.queries import lock_active
from sciencepop.accounts.rules.addresses import read_email
from sciencepop.campaigns import links
from sciencepop.campaigns.letters import confirm_letter
from sciencepop.campaigns.models import Campaign, Digest, Frequency, Reader, SentLetter
from sciencepop.campaigns.queries.campaigns import find_address_reader, find_reader, key_of, lock_reader
from sciencepop.campaigns.rules.states import Refusal
from sciencepop.campaigns.services.carrying import STALE, drop_owed
from sciencepop.core import attempts, outbox
from sciencepop.core.clock import local
from sciencepop.core.db import hold_name, write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import in_language
from sciencepop.core.letter import as_html, as_text
from sciencepop.core.outbox import Channel, OutboxMessage
from sciencepop.core.signing import keyed_hash

CONFIRMATIONS_A_MONTH, BETWEEN_CONFIRMATIONS = 3, timedelta(hours=6)
"""So many letters that ask an address to confirm, whoever typed it, and how far apart."""

_unsynchronized = {"synchronize_session": False}


@dataclass(frozen=True)
class Choice:
    """What somebody with an account wants; the names are the columns, but for `campaigns`."""

    frequency: Frequency
    campaigns: bool
    by_mail: bool = False
    on_devices: bool = False
    on_site: bool = False
    audiences: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()
    wants_general: bool = True
    gives_feedback: bool = False


def choose(choice: Choice, *, language: str, by: Person, now: datetime) -> None:
    """Keep what somebody wants and, in the words that they read, what they consented to. Refuses NO_CARRIER."""
    wants_anything = choice.campaigns or choice.frequency is not Frequency.OFF
    if wants_anything and not (choice.by_mail or choice.on_devices or choice.on_site):
        raise RuleBroken(Refusal.NO_CARRIER)
    with write() as session:
        person = lock_active(session, by)
        reader = find_reader(session, person.id, lock=True)
        if reader is None:
            reader = Reader(person_id=person.id, is_sample=person.is_sample, created_at=now)
            session.add(reader)
        for name, value in vars(choice).items():
            if name != "campaigns":
                setattr(reader, name, list(value) if isinstance(value, tuple) else value)
        reader.changed_at = now
        _want_campaigns(reader, choice.campaigns, now)
        if not choice.gives_feedback:
            _forget_answers(session, reader)
        wanted = {
            DIGEST: choice.frequency is not Frequency.OFF,
            CAMPAIGNS: choice.campaigns,
            FEEDBACK: choice.gives_feedback,
        }
        for kind, is_wanted in wanted.items():
            if is_wanted:
                _consent(session, person.id, kind, language, now)
            else:
                end_consents(session, person.id, [kind], now)
        attempts.remember(str(person.id))


def ask_by_mail(wish: links.Wish, *, now: datetime) -> None:
    """Send the link by which an address is confirmed. Refuses BAD_ADDRESS, NOTHING_CHOSEN.

    What is kept of the address till then is the letter, which is erased once it has left. Anybody can type anybody's
    address, so it gets few of these letters (`_key_of_confirmation`); that it gets none is told to nobody.
    """
    email = read_email(wish.email)
    if email is None or not outbox.is_open(Channel.MAIL):
        raise RuleBroken(Refusal.BAD_ADDRESS)
    if not wish.audiences:
        raise RuleBroken(Refusal.NOTHING_CHOSEN)
    wish = replace(wish, email=email)
    with write() as session, in_language(wish.language):
        hold_name(session, f"digest for {email}")
        key = _key_of_confirmation(session, email, now)
        if key is None:
            return
        letter = confirm_letter(wish)
        outbox.queue(
            session,
            channel=Channel.MAIL,
            address=email,
            subject=letter.subject,
            body=as_text(letter),
            html=as_html(letter),
            dedup_key=key,
            now=now,
            fleeting=True,
            to_lost=True,
        )


def _key_of_confirmation(session: Session, email: str, now: datetime) -> str | None:
    """The key of one more letter to this address; None where one has just gone, or this month's have."""
    mark = f"campaigns.confirm:{keyed_hash('campaigns-confirm', email)[:32]}:{local(now):%Y%m}"
    keys = [f"{mark}:{number}" for number in range(CONFIRMATIONS_A_MONTH)]
    written = select(OutboxMessage.dedup_key, OutboxMessage.created_at).where(OutboxMessage.dedup_key.in_(keys))
    gone = {key: at for key, at in session.execute(written)}
    if any(at > now - BETWEEN_CONFIRMATIONS for at in gone.values()):
        return None
    return next((key for key in keys if key not in gone), None)


def confirm(wish: links.Wish, now: datetime) -> None:
    """Keep an address with what it wants, in the words that were shown. A second time changes what it wants."""
    with write() as session:
        hold_name(session, f"digest for {wish.email}")
        reader = find_address_reader(session, wish.email)
        if reader is None:
            reader = Reader(email=wish.email, created_at=now)
            session.add(reader)
        wordings = [WORDINGS[DIGEST], *([WORDINGS[FEEDBACK]] if wish.gives_feedback else [])]
        with in_language(wish.language):
            reader.wording = "\n\n".join(str(wording.shown) for wording in wordings)
        reader.wording_version = WORDINGS[DIGEST].version
        reader.frequency, reader.language, reader.by_mail = wish.frequency, wish.language, True
        reader.audiences, reader.ages, reader.gives_feedback = wish.audiences, wish.ages, wish.gives_feedback
        reader.changed_at = now
        outbox.find_again(session, [wish.email])


def stop(what: str, reader_id: int, now: datetime) -> None:
    """End campaigns or the digest for whoever came by the link in a letter. Harmless to repeat.

    An address without an account wants nothing else, so nothing of it is kept.
    """
    with write() as session:
        reader = lock_reader(session, reader_id)
        if reader is None:
            return
        _call_back(session, reader, what, now)
        if reader.person_id is None:
            forget(session, reader)
        elif what == links.CAMPAIGNS:
            _want_campaigns(reader, False, now)
            end_consents(session, reader.person_id, [CAMPAIGNS], now)
        else:
            reader.frequency = Frequency.OFF
            end_consents(session, reader.person_id, [DIGEST], now)
        reader.changed_at = now


def answer(kind: str, thing_id: int, reader_id: int, *, is_useful: bool, now: datetime) -> bool:
    """Count what a reader says of a letter, the last word counts; False where they have not consented (any more)."""
    column = SentLetter.digest_id if kind == links.DIGEST else SentLetter.campaign_id
    with write() as session:
        reader = lock_reader(session, reader_id)
        if reader is None or not reader.gives_feedback:
            return False
        letter = session.scalar(
            select(SentLetter).where(column == thing_id, SentLetter.reader_id == reader_id).with_for_update()
        )
        if letter is None:
            return False
        letter.is_useful, letter.answered_on = is_useful, local(now).date()
        return True


def forget(session: Session, reader: Reader) -> None:
    """Leave nothing of a reader but that there was one."""
    if reader.email:
        outbox.forget(session, [reader.email])
    reader.person_id = reader.email = None
    reader.frequency, reader.wording, reader.wording_version = Frequency.OFF, "", ""
    reader.by_mail = reader.on_devices = reader.on_site = reader.gives_feedback = False
    reader.audiences, reader.ages = [], []
    reader.campaigns_since_at = None
    _forget_answers(session, reader)


def end_consents(session: Session, person_id: int, kinds: Collection[str], now: datetime) -> None:
    """Note that what an account consented to holds no more."""
    live = (Consent.person_id == person_id, Consent.kind.in_(kinds), Consent.ended_at.is_(None))
    session.execute(update(Consent).where(*live).values(ended_at=now), execution_options=_unsynchronized)


def _want_campaigns(reader: Reader, wants: bool, now: datetime) -> None:
    if wants and reader.campaigns_since_at is None:
        reader.campaigns_since_at, reader.campaigns_ended_at = now, None
    if not wants and reader.campaigns_since_at is not None:
        reader.campaigns_since_at, reader.campaigns_ended_at = None, now


def _call_back(session: Session, reader: Reader, what: str, now: datetime) -> None:
    """What was written to a reader and no server has taken yet is dropped."""
    column = SentLetter.digest_id if what == links.DIGEST else SentLetter.campaign_id
    latest = select(column).where(
        SentLetter.reader_id == reader.id, SentLetter.written_at > now - STALE, column.is_not(None)
    )
    kind: type[Campaign] | type[Digest] = Digest if what == links.DIGEST else Campaign
    things: list[Campaign | Digest] = list(session.scalars(select(kind).where(kind.id.in_(latest))))
    for thing in things:
        key = key_of(thing, reader.id)
        its = or_(OutboxMessage.dedup_key == key, OutboxMessage.dedup_key.startswith(f"{key}:"))
        drop_owed(session, its, "no longer wanted")


def _forget_answers(session: Session, reader: Reader) -> None:
    if reader.id is not None:
        mine = update(SentLetter).where(SentLetter.reader_id == reader.id, SentLetter.is_useful.is_not(None))
        session.execute(mine.values(is_useful=None, answered_on=None), execution_options=_unsynchronized)


def _consent(session: Session, person_id: int, kind: str, language: str, now: datetime) -> None:
    """Keep the words that were read, once for each version."""
    live = (Consent.person_id == person_id, Consent.kind == kind, Consent.ended_at.is_(None))
    wording = WORDINGS[kind]
    if session.scalar(select(Consent.id).where(*live, Consent.version == wording.version).limit(1)):
        return
    with in_language(language):
        text = wording.shown
    session.add(
        Consent(person_id=person_id, kind=kind, version=wording.version, wording=text, language=language, given_at=now)
    )
