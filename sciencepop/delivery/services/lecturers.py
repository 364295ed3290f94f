"""Who gives what a supplier delivers: named, asked, agreed, gone.

Dangerous: nobody's time is taken, and nobody is told anything of an account, before its owner has agreed. What a
supplier sees of an address is the same whether or not somebody has an account with it: the invitation is written, the
letter goes out, and both take the same way. That an address has had its share of letters is told to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.letters import CHANNELS
from sciencepop.accounts.models import Person
from sciencepop.accounts.queries import lock_active
from sciencepop.accounts.rules.addresses import Contact, read_address, veiled
from sciencepop.bookings.services.lock import lock_person
from sciencepop.core import attempts, audit, outbox
from sciencepop.core.db import hold_name, write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.tokens import hash_token, new_token
from sciencepop.delivery.lecturer_letters import ask, tell_supplier
from sciencepop.delivery.models import DeliveryLecturer, DeliveryOrder, ItemLecturer, LecturerInvitation, Supplier
from sciencepop.delivery.policy import policy
from sciencepop.delivery.queries import lecturers as queries
from sciencepop.delivery.queries.menu import get_supplier
from sciencepop.delivery.rules.lecturers import KEPT, Consent, is_written, refuse_asking
from sciencepop.delivery.rules.refusals import Refusal
from sciencepop.delivery.services.away import PREFIX, given_by, send_none, step_down


@dataclass(frozen=True)
class Named:
    """A lecturer as the supplier writes them; with an address they are asked first."""

    name_zh: str
    name_en: str = ""
    address: str = ""


def add_lecturer(code: str, named: Named, *, by: Person, now: datetime) -> None:
    """One more who comes: a mere name, or somebody who is asked; who names themselves has agreed.

    Refuses ADDRESS_UNUSABLE, ASKED_ALREADY, ASKED_TOO_OFTEN, LECTURES_ALREADY.
    """
    staff_id, contact = by.id, _usable(named.address) if named.address else None
    is_own = contact is not None and queries.hash_of(contact) in queries.hashes_of(by)
    with write() as session:
        if is_own:
            lock_active(session, by)
        supplier = get_supplier(session, code, lock=True)
        lecturer = DeliveryLecturer(supplier_id=supplier.id, name_zh=named.name_zh, name_en=named.name_en)
        lecturer.created_at = now
        if is_own:
            if queries.find_lecturing(session, supplier.id, staff_id):
                raise RuleBroken(Refusal.LECTURES_ALREADY)
            lecturer.person_id, lecturer.consent = staff_id, Consent.AGREED
        elif contact:
            lecturer.consent = Consent.ASKED
            _refuse_asking(session, supplier, contact, now)
        session.add(lecturer)
        session.flush()
        if contact and not is_own:
            _ask(session, supplier, lecturer, contact, by=staff_id, now=now)
        audit.record(session, by=staff_id, at=now, action="delivery.lecturer", subject=lecturer)
        attempts.remember(code)


def _usable(address: str) -> Contact:
    """An address that letters reach; whether it is anybody's is not asked."""
    contact = read_address(address)
    if contact is None or not outbox.is_open(CHANNELS[contact.kind]):
        raise RuleBroken(Refusal.ADDRESS_UNUSABLE)
    return contact


def _refuse_asking(session: Session, supplier: Supplier, contact: Contact, now: datetime) -> None:
    is_open = queries.is_asked(session, supplier.id, queries.hash_of(contact), now)
    asked = queries.count_asked_today(session, supplier.id, now)
    if refused := refuse_asking(is_open=is_open, asked_today=asked, policy=policy()):
        raise RuleBroken(refused)


def _ask(
    session: Session, supplier: Supplier, lecturer: DeliveryLecturer, contact: Contact, *, by: int, now: datetime
) -> None:
    digest, token = queries.hash_of(contact), new_token()
    hold_name(session, f"lecturer-invitation:{digest}")
    is_told = is_written(queries.count_letters(session, digest, now), policy())
    invitation = LecturerInvitation(
        lecturer_id=lecturer.id,
        contact_hash=digest,
        veiled=veiled(contact),
        token_hash=hash_token(token),
        is_written=is_told,
        invited_by=by,
        invited_at=now,
        expires_at=now + timedelta(days=policy().lecturer_link_days),
    )
    session.add(invitation)
    session.flush()
    if is_told:
        ask(session, supplier, invitation, contact, token, now=now)


def answer_invitation(invitation_id: int, *, agrees: bool, token: str = "", by: Person | None, now: datetime) -> None:
    """Agree or decline, by the link or with a proved address; who has no account can decline.

    NotFound for whoever was not asked. Refuses LINK_OVER, also for who lectured for this supplier and was ended since.
    Who lectures for it already stays as they are.
    """
    with write() as session:
        person = lock_active(session, by) if by else None
        person_id, own = (person.id, queries.hashes_of(person)) if person else (None, [])
        lecturer, invitation = _held(session, invitation_id, now)
        if not (queries.is_token_of(invitation, token) or invitation.contact_hash in own):
            raise NotFound
        invitation.answered_at = now
        if not agrees:
            lecturer.consent, lecturer.ended_at = Consent.DECLINED, now
        elif person_id is None:
            raise NotFound
        else:
            _agree(session, lecturer, person_id, invitation, now)
        session.flush()
        action = "delivery.lecturer_agree" if agrees else "delivery.lecturer_decline"
        audit.record(session, by=person_id, at=now, action=action, subject=lecturer)
        tell_supplier(session, lecturer, Consent.AGREED if agrees else Consent.DECLINED, now=now)
        attempts.remember(str(invitation_id))


def _held(session: Session, invitation_id: int, now: datetime) -> tuple[DeliveryLecturer, LecturerInvitation]:
    """An invitation that can be answered, with its lecturer's row held."""
    known = session.get(LecturerInvitation, invitation_id) if 0 < invitation_id <= queries.LARGEST_ID else None
    if known is None:
        raise NotFound
    lecturer = queries.lock_lecturer_row(session, known.lecturer_id)
    session.refresh(known)
    is_over = known.answered_at is not None or known.expires_at <= now
    if is_over or lecturer.ended_at is not None or lecturer.consent is not Consent.ASKED:
        raise RuleBroken(Refusal.LINK_OVER)
    return lecturer, known


def _agree(
    session: Session, lecturer: DeliveryLecturer, person_id: int, invitation: LecturerInvitation, now: datetime
) -> None:
    if queries.was_ended(session, lecturer.supplier_id, person_id, since=invitation.invited_at):
        raise RuleBroken(Refusal.LINK_OVER)
    same = queries.find_lecturing(session, lecturer.supplier_id, person_id)
    if same is None:
        lecturer.person_id, lecturer.consent = person_id, Consent.AGREED
        return
    gives = select(ItemLecturer.item_id).where(ItemLecturer.lecturer_id == same.id)
    more = select(ItemLecturer.item_id).where(
        ItemLecturer.lecturer_id == lecturer.id, ItemLecturer.item_id.not_in(gives)
    )
    session.add_all([ItemLecturer(item_id=number, lecturer_id=same.id) for number in session.scalars(more).all()])
    lecturer.consent, lecturer.ended_at = Consent.LEFT, now


def end_lecturer(code: str, lecturer_id: int, *, by: Person, now: datetime) -> None:
    """Is sent no more, or asked no more. What an account was still to give needs somebody else; a mere name stays.

    Refuses NOT_OWN_LECTURER.
    """
    staff_id = by.id
    with write() as session:
        lecturer = session.get(DeliveryLecturer, lecturer_id) if lecturer_id <= queries.LARGEST_ID else None
        if lecturer is None or lecturer.supplier_id != get_supplier(session, code).id:
            raise RuleBroken(Refusal.NOT_OWN_LECTURER)
        if lecturer.person_id is not None:
            lock_person(session, lecturer.person_id)
        lecturer = queries.lock_lecturer_row(session, lecturer_id)
        lecturer.ended_at = lecturer.ended_at or now
        if lecturer.person_id is not None:
            send_none(session, lecturer, by=staff_id, now=now)
        audit.record(session, by=staff_id, at=now, action="delivery.lecturer_end", subject=lecturer)
        attempts.remember(code)


def leave_lecturing(lecturer_id: int, *, by: Person, now: datetime) -> None:
    """Lecture for a supplier no more: what was still to come goes back to it, and it is told. NotFound for others'."""
    person_id = by.id
    with write() as session:
        lock_person(session, person_id)
        lecturer = queries.lock_lecturer_row(session, lecturer_id)
        if lecturer.person_id != person_id or lecturer.ended_at is not None:
            raise NotFound
        coming = given_by(person_id).where(DeliveryOrder.lecturer_id == lecturer.id, DeliveryOrder.starts_at > now)
        step_down(session, person_id, [PREFIX + order.code for order in session.scalars(coming)], now)
        lecturer.consent, lecturer.ended_at = Consent.LEFT, now
        session.flush()
        audit.record(session, by=person_id, at=now, action="delivery.lecturer_leave", subject=lecturer)
        tell_supplier(session, lecturer, Consent.LEFT, now=now)
        attempts.remember(str(lecturer_id))


def forget_invitations(now: datetime) -> int:
    """Who never answered is asked no more, and the supplier hears of it; old invitations go. How many went.

    Harmless to run twice.
    """
    with write() as session:
        for lecturer_id in queries.list_silent(session, now):
            lecturer = queries.lock_lecturer_row(session, lecturer_id)
            if lecturer.consent is Consent.ASKED and lecturer.ended_at is None:
                lecturer.ended_at = now
                tell_supplier(session, lecturer, Consent.ASKED, now=now)
        old = delete(LecturerInvitation).where(
            LecturerInvitation.invited_at < now - KEPT, LecturerInvitation.expires_at < now
        )
        done = session.execute(old, execution_options={"synchronize_session": False})
        return int(getattr(done, "rowcount", 0))
