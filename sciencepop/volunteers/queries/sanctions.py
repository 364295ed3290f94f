"""Reads of sanctions, for officers and for the volunteer; what bars somebody is read with their standing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Grant, Person, Role
from sciencepop.bookings.rules.codes import CODE
from sciencepop.volunteers.models import VolunteerSanction
from sciencepop.volunteers.rules.sanctions import Bar

MOST = 200


def bar_of(row: VolunteerSanction) -> Bar:
    """What a sanction keeps its volunteer from."""
    return Bar(frozenset(row.roles), row.from_on, row.until_on, row.rule_zh, row.rule_en)


def list_sanctions(session: Session, person_id: int) -> Sequence[VolunteerSanction]:
    """All of a person's, the latest first."""
    found = select(VolunteerSanction).where(VolunteerSanction.person_id == person_id)
    return session.scalars(found.order_by(VolunteerSanction.id.desc()).limit(MOST)).all()


def list_all(session: Session) -> Sequence[VolunteerSanction]:
    """What officers look at: open appeals first, then by their end, the latest first."""
    is_open = (
        VolunteerSanction.appealed_at.is_not(None)
        & VolunteerSanction.decided_at.is_(None)
        & VolunteerSanction.lifted_at.is_(None)
    )
    found = select(VolunteerSanction).options(joinedload(VolunteerSanction.person))
    order = (is_open.desc(), VolunteerSanction.until_on.desc(), VolunteerSanction.id.desc())
    return session.scalars(found.order_by(*order).limit(MOST)).all()


def list_deciders(session: Session, sanction: VolunteerSanction) -> Sequence[Person]:
    """The officers who may decide an appeal: neither who set the sanction, nor the volunteer."""
    officers = select(Grant.person_id).where(Grant.role == Role.OFFICER, Grant.ended_at.is_(None))
    found = select(Person).where(Person.id.in_(officers), Person.closed_at.is_(None))
    found = found.where(Person.id.not_in((sanction.set_by, sanction.person_id)))
    return session.scalars(found.order_by(Person.id)).all()


def get_sanction(session: Session, code: str, person_id: int | None = None, *, lock: bool = False) -> VolunteerSanction:
    """A sanction by its code; NotFound where there is none, or where it is not this person's."""
    found = select(VolunteerSanction).where(VolunteerSanction.code == code)
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    row = session.scalar(found) if CODE.fullmatch(code) else None
    if row is None or (person_id is not None and row.person_id != person_id):
        raise NotFound
    return row
