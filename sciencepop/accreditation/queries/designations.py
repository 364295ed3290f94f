"""Reads of designations: of a base, and the public list of any day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, contains_eager, selectinload
from werkzeug.exceptions import NotFound

from sciencepop.accreditation.models import Designation
from sciencepop.accreditation.rules.designations import Status
from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.core.paging import Page, decode_cursor, encode_cursor

ON_A_PAGE = 20
SHOWN = (BaseState.PUBLIC, BaseState.WITHDRAWN)
"""A base whose page is hidden for a while is still designated; one that was never accepted is not."""


@dataclass(frozen=True)
class ListFilter:
    """What is asked of the public list; '' is all."""

    on: date
    scheme: str = ""
    town: str = ""


def list_in_force(session: Session, wanted: ListFilter) -> list[Designation]:
    """The public list of a day: what holds on it, by scheme and name of the base."""
    day = wanted.on
    found = (
        select(Designation)
        .join(Designation.base)
        .where(
            Designation.from_on <= day,
            or_(Designation.until_on.is_(None), Designation.until_on >= day),
            ScienceBase.state.in_(SHOWN),
        )
        .options(contains_eager(Designation.base), selectinload(Designation.changes))
        .order_by(Designation.scheme, Designation.category, ScienceBase.name_zh, Designation.id)
    )
    if wanted.scheme:
        found = found.where(Designation.scheme == wanted.scheme)
    if wanted.town:
        found = found.where(ScienceBase.town_code == wanted.town)
    return [row for row in session.scalars(found) if row.is_in_force(day)]


def page_in_force(session: Session, wanted: ListFilter, cursor: str) -> Page[Designation]:
    """The same by pages. Whether one holds is asked of its changes, so the list is computed whole and then cut.

    The cursor names the last row of the page before; names of bases would be too long for an address.
    """
    rows = sorted(list_in_force(session, wanted), key=_place)
    number = decode_cursor(cursor, (int,))
    last = session.get(Designation, number[0]) if number and 0 < number[0] < 2**53 else None
    left = [row for row in rows if last is None or _place(row) > _place(last)]
    shown, is_more = left[:ON_A_PAGE], len(left) > ON_A_PAGE
    return Page(shown, encode_cursor(shown[-1].id) if is_more else "", len(rows))


def _place(row: Designation) -> tuple[str, str, str, int]:
    return row.scheme, row.category, row.base.name_zh, row.id


def list_of_base(session: Session, base_id: int) -> Sequence[Designation]:
    """Every designation that a base ever had, the newest first, those recorded by mistake too."""
    found = select(Designation).where(Designation.base_id == base_id).options(selectinload(Designation.changes))
    return session.scalars(found.order_by(Designation.from_on.desc(), Designation.id.desc()).limit(200)).all()


def list_shown_of_base(session: Session, base_id: int) -> list[Designation]:
    """What the public reads of a base: all that was ever true."""
    return [row for row in list_of_base(session, base_id) if row.status_on(row.from_on) is not Status.VOID]


def get_designation(session: Session, id: int) -> Designation:
    """One by its number; NotFound for none."""
    found = session.get(Designation, id) if 0 < id < 2**53 else None
    if found is None:
        raise NotFound
    return found


def has_other(session: Session, row: Designation) -> bool:
    """Whether the base has the same already for some of these days."""
    days = or_(Designation.until_on.is_(None), Designation.until_on >= row.from_on)
    if row.until_on:
        days = and_(days, Designation.from_on <= row.until_on)
    found = (
        select(Designation)
        .where(Designation.base_id == row.base_id, Designation.scheme == row.scheme, days)
        .options(selectinload(Designation.changes))
    )
    others = [one for one in session.scalars(found) if one.id != row.id]
    return any(one.status_on(row.from_on) not in (Status.VOID, Status.WITHDRAWN, Status.LEFT) for one in others)
