"""Times for meeting: offered, taken, called off. A meeting takes the time of both in the one ledger.

The order of locks: both people by id, then the time. What was read before the locks is read again after them.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import CommitmentKind
from sciencepop.bookings.queries.ledger import find_clash, list_around
from sciencepop.bookings.rules.codes import new_code
from sciencepop.bookings.rules.ledger import Span
from sciencepop.bookings.services import ledger
from sciencepop.bookings.services.ledger import Work
from sciencepop.bookings.services.lock import lock_person
from sciencepop.core import attempts, audit
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.showcase.letters import tell_meeting
from sciencepop.showcase.models import MeetingSlot, SlotState, Talk
from sciencepop.showcase.queries import get_project, get_slot, get_talk, is_in, list_coming
from sciencepop.showcase.rules.projects import MOST_SLOTS, Refusal, refuse_slot


def offer_slot(
    project_code: str, starts_at: datetime, ends_at: datetime, place: str, *, by: Person, now: datetime
) -> None:
    """An owner offers a time. Refuses what `refuse_slot` does; NotFound for others' projects."""
    person_id = by.id
    with write() as session:
        project = get_project(session, project_code, lock=True)
        if project.owner_id != person_id:
            raise NotFound
        others = [(one.starts_at, one.ends_at) for one in list_coming(session, project.id, now)]
        refused = refuse_slot(starts_at, ends_at, others, now)
        if refused:
            raise RuleBroken(refused, count=MOST_SLOTS)
        slot = _slot(project.id, starts_at, ends_at, place, now)
        session.add(slot)
        audit.record(session, by=person_id, at=now, action="showcase.slot", subject=slot)
        attempts.remember(project_code)


def drop_slot(slot_id: int, *, by: Person, now: datetime) -> None:
    """An owner takes back a time that nobody has. Refuses SLOT_GONE; NotFound for others'."""
    person_id = by.id
    with write() as session:
        slot = get_slot(session, slot_id, lock=True)
        if slot.project.owner_id != person_id:
            raise NotFound
        if slot.state is not SlotState.OPEN:
            raise RuleBroken(Refusal.SLOT_GONE)
        slot.state, slot.changed_at = SlotState.OFF, now
        audit.record(session, by=person_id, at=now, action="showcase.slot_gone", subject=slot)
        attempts.remember(str(slot_id))


def take_slot(talk_code: str, slot_id: int, *, by: Person, now: datetime) -> None:
    """The asker of a talk takes a time; both hear of it, and both have it in their time.

    Refuses TALK_CLOSED, SLOT_GONE, MEETING_ALREADY, CLASH (with `commitment`), OWNER_BUSY.
    """
    person_id = by.id
    with write() as session:
        talk = get_talk(session, talk_code)
        if talk.asker_id != person_id:
            raise NotFound
        pair = sorted({person_id, talk.project.owner_id})
        for one in pair:
            lock_person(session, one)
        talk, slot = get_talk(session, talk_code, lock=True), get_slot(session, slot_id, lock=True)
        _refuse_slot(session, talk, slot, now)
        _refuse_clash(session, talk, slot)
        slot.state, slot.talk_id, slot.changed_at = SlotState.TAKEN, talk.id, now
        session.flush()
        for one in pair:
            ledger.take_for(session, one, work_of(slot, talk, one), is_firm=True)
        tell_meeting(session, talk, slot, now=now)
        audit.record(session, by=person_id, at=now, action="showcase.meet", subject=slot)
        attempts.remember(talk_code)


def _refuse_slot(session: Session, talk: Talk, slot: MeetingSlot, now: datetime) -> None:
    if slot.project_id != talk.project_id:
        raise NotFound
    if talk.closed_at:
        raise RuleBroken(Refusal.TALK_CLOSED)
    if slot.state is not SlotState.OPEN or slot.starts_at <= now:
        raise RuleBroken(Refusal.SLOT_GONE)
    if any(one.talk_id == talk.id for one in list_coming(session, talk.project_id, now)):
        raise RuleBroken(Refusal.MEETING_ALREADY)


def _refuse_clash(session: Session, talk: Talk, slot: MeetingSlot) -> None:
    """The asker hears of their own clash; of the owner's they hear only that there is one."""
    asker, owner = talk.asker_id, talk.project.owner_id
    around = list_around(session, slot.starts_at, slot.ends_at, (asker, owner))
    span = Span(slot.starts_at, slot.ends_at)
    clash = find_clash(span, around.get(asker, []), CommitmentKind.ATTEND)
    if clash is not None:
        raise RuleBroken(Refusal.CLASH, commitment=clash)
    if find_clash(span, around.get(owner, []), CommitmentKind.ATTEND) is not None:
        raise RuleBroken(Refusal.OWNER_BUSY)


def call_off(slot_id: int, *, by: Person, now: datetime) -> str:
    """One of the two calls a meeting off; the other hears of it. Returns the talk's code.

    When the asker does it, the same time is offered anew. Refuses SLOT_GONE; NotFound for everybody but the two.
    """
    person_id = by.id
    with write() as session:
        slot = get_slot(session, slot_id, lock=True)
        if slot.talk is None or not is_in(slot.talk, person_id):
            raise NotFound
        if slot.state is not SlotState.TAKEN or slot.starts_at <= now:
            raise RuleBroken(Refusal.SLOT_GONE)
        talk = slot.talk
        end_meeting(session, slot, talk, now)
        if person_id == talk.asker_id:
            session.add(_slot(slot.project_id, slot.starts_at, slot.ends_at, slot.place, now))
        audit.record(session, by=person_id, at=now, action="showcase.call_off", subject=slot)
        attempts.remember(talk.code)
        return talk.code


def end_meeting(session: Session, slot: MeetingSlot, talk: Talk, now: datetime) -> None:
    """Give both their time back and tell them. Call inside a unit of work that holds the time."""
    slot.state, slot.changed_at = SlotState.OFF, now
    slot.sequence += 1
    ledger.release_many(session, sources_of(slot))
    tell_meeting(session, talk, slot, now=now)


def call_off_all(session: Session, talk: Talk, now: datetime) -> None:
    """End every meeting to come of a talk. Call inside a unit of work."""
    taken = select(MeetingSlot).where(
        MeetingSlot.talk_id == talk.id, MeetingSlot.state == SlotState.TAKEN, MeetingSlot.starts_at > now
    )
    for slot in session.scalars(taken.order_by(MeetingSlot.id).with_for_update()).all():
        end_meeting(session, slot, talk, now)


def sources_of(slot: MeetingSlot) -> list[str]:
    """How the ledger names a meeting, for its owner and for its asker."""
    return [f"meet:{slot.code}:owner", f"meet:{slot.code}:asker"]


def work_of(slot: MeetingSlot, talk: Talk, person_id: int) -> Work:
    """A meeting as the ledger shows it."""
    owner, asker = sources_of(slot)
    title = talk.project.title_zh
    return Work(
        source=owner if person_id == talk.project.owner_id else asker,
        kind=CommitmentKind.ATTEND,
        title_zh=f"对接：{title}",
        title_en=f"Meeting: {talk.project.title_en or title}",
        path=f"/showcase/talks/{talk.code}",
        span=Span(slot.starts_at, slot.ends_at),
    )


def _slot(project_id: int, starts_at: datetime, ends_at: datetime, place: str, now: datetime) -> MeetingSlot:
    return MeetingSlot(
        code=new_code(), project_id=project_id, starts_at=starts_at, ends_at=ends_at, place=place, changed_at=now
    )
