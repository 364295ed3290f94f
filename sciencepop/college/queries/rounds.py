"""Rounds of the draw and their sheets, as pages and services read them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import DeskVisitor
from sciencepop.bookings.rules.codes import CODE
from sciencepop.college.models import (
    ClassState,
    Course,
    CourseClass,
    DrawFile,
    DrawRound,
    FileKind,
    RoundState,
    Term,
    WayIn,
    Wish,
    WishPerson,
    WishSheet,
)
from sciencepop.college.queries.classes import list_classes
from sciencepop.college.rules.rounds import LIVE

MOST = 100


class Hold(Enum):
    """How a unit of work takes a round, see `services.lock_rounds`."""

    NOT = "not"
    SHARED = "shared"
    ALONE = "alone"


def find_round(session: Session, code: str, hold: Hold = Hold.NOT) -> DrawRound | None:
    """A round by its code with its term, as it is now."""
    if not CODE.fullmatch(code):
        return None
    found = select(DrawRound).where(DrawRound.code == code).options(joinedload(DrawRound.term, innerjoin=True))
    if hold is not Hold.NOT:
        found = found.with_for_update(read=hold is Hold.SHARED, of=DrawRound)
    return session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def get_round(session: Session, code: str, hold: Hold = Hold.NOT) -> DrawRound:
    """As above; NotFound where there is none."""
    found = find_round(session, code, hold)
    if found is None:
        raise NotFound
    return found


def list_rounds(session: Session, term_id: int | None = None) -> Sequence[DrawRound]:
    """Rounds of a term or of all, the newest first. Annulled ones stay in the list."""
    found = select(DrawRound).options(joinedload(DrawRound.term)).order_by(DrawRound.id.desc())
    if term_id is not None:
        found = found.where(DrawRound.term_id == term_id)
    return session.scalars(found.limit(MOST)).all()


def find_live(session: Session, term_id: int) -> DrawRound | None:
    """The term's round that is open, sealed or being confirmed."""
    return session.scalars(
        select(DrawRound).where(DrawRound.term_id == term_id, DrawRound.state.in_(LIVE))
    ).one_or_none()


def list_open(session: Session) -> Sequence[DrawRound]:
    """Rounds that take sheets, or will."""
    found = select(DrawRound).join(DrawRound.term).where(DrawRound.state == RoundState.OPEN)
    return session.scalars(found.options(joinedload(DrawRound.term)).order_by(DrawRound.closes_at, DrawRound.id)).all()


def classes_of(session: Session, term: Term | int) -> Sequence[CourseClass]:
    """The classes of a term that are drawn, by weekday and hour."""
    number = term if isinstance(term, int) else term.id
    return list_classes(
        session,
        CourseClass.term_id == number,
        CourseClass.way == WayIn.DRAW,
        CourseClass.state == ClassState.PUBLISHED,
    )


def list_wished(session: Session, term_id: int, codes: Sequence[str]) -> dict[str, CourseClass]:
    """Those of the classes that are drawn in a term, with little besides: thousands ask within a minute."""
    found = select(CourseClass).where(
        CourseClass.code.in_([code for code in codes if CODE.fullmatch(code)]),
        CourseClass.term_id == term_id,
        CourseClass.way == WayIn.DRAW,
        CourseClass.state == ClassState.PUBLISHED,
    )
    found = found.options(joinedload(CourseClass.course, innerjoin=True).joinedload(Course.prerequisite))
    return {one.code: one for one in session.scalars(found)}


def codes_of(session: Session, term_id: int) -> dict[int, str]:
    """The codes of a term's classes in whatever state: a class may end between the promise and the draw."""
    found = select(CourseClass.id, CourseClass.code).where(CourseClass.term_id == term_id)
    return dict(session.execute(found).all())


def count_sheets(session: Session, round_id: int) -> int:
    return session.scalar(select(func.count(WishSheet.id)).where(WishSheet.round_id == round_id)) or 0


def count_to_apply(session: Session, round_id: int) -> int:
    """Sheets of a drawn round whose people were not told yet."""
    found = select(func.count(WishSheet.id)).where(WishSheet.round_id == round_id, WishSheet.applied_at.is_(None))
    return session.scalar(found.where(WishSheet.is_drawn)) or 0


def whole() -> Select[WishSheet]:
    """Sheets with everything that a receipt shows, as they are now."""
    wished = selectinload(WishSheet.wishes).joinedload(Wish.course_class)
    return (
        select(WishSheet)
        .options(
            joinedload(WishSheet.round).joinedload(DrawRound.term),
            selectinload(WishSheet.people).joinedload(WishPerson.person),
            wished.joinedload(CourseClass.course),
            wished.joinedload(CourseClass.point),
            wished.selectinload(CourseClass.buckets),
        )
        .execution_options(populate_existing=True)
    )


def find_sheet(session: Session, round_id: int, person_id: int) -> WishSheet | None:
    """The sheet on which somebody stands in a round."""
    on = select(WishPerson.sheet_id).where(WishPerson.round_id == round_id, WishPerson.person_id == person_id)
    return session.scalars(whole().where(WishSheet.id.in_(on))).one_or_none()


def find_bare_sheet(session: Session, round_id: int, person_id: int, *, lock: bool = False) -> WishSheet | None:
    """As above without what a page shows; `lock` holds it, because two may stand on it."""
    found = select(WishSheet).join(WishPerson, WishPerson.sheet_id == WishSheet.id)
    found = found.where(WishPerson.round_id == round_id, WishPerson.person_id == person_id)
    if lock:
        found = found.with_for_update(of=WishSheet)
    return session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def lock_sheet(session: Session, sheet_id: int) -> None:
    """Whoever changes a sheet holds it after its people and its round: either of two may."""
    session.execute(select(WishSheet.id).where(WishSheet.id == sheet_id).with_for_update())


def get_sheet(session: Session, code: str, *, person_id: int | None = None, desk: str | None = None) -> WishSheet:
    """A sheet by its code that is this person's, or that this desk entered and nobody claimed; else NotFound."""
    if not CODE.fullmatch(code):
        raise NotFound
    found = whole().where(WishSheet.code == code)
    if person_id is not None:
        found = found.where(WishSheet.id.in_(select(WishPerson.sheet_id).where(WishPerson.person_id == person_id)))
    if desk is not None:
        found = found.where(_is_desks(desk))
    row: WishSheet | None = session.scalars(found).one_or_none()
    if row is None:
        raise NotFound
    return row


def _is_desks(desk: str) -> ColumnElement[bool]:
    """A sheet that a desk entered, with somebody on it who is still its visitor."""
    visitors = select(WishPerson.sheet_id).join(DeskVisitor, DeskVisitor.person_id == WishPerson.person_id)
    return and_(WishSheet.desk == desk, WishSheet.id.in_(visitors.where(DeskVisitor.desk == desk)))


def list_sheets_of(session: Session, person_id: int) -> Sequence[WishSheet]:
    """Everything that somebody ever wished, newest first."""
    on = select(WishPerson.sheet_id).where(WishPerson.person_id == person_id)
    return session.scalars(whole().where(WishSheet.id.in_(on)).order_by(WishSheet.id.desc()).limit(MOST)).all()


def list_staying(session: Session, sheet_id: int) -> Sequence[int]:
    """The people of a sheet whose accounts are open, in their places."""
    found = select(WishPerson.person_id).join(WishPerson.person).where(WishPerson.sheet_id == sheet_id)
    return session.scalars(found.where(Person.closed_at.is_(None)).order_by(WishPerson.place)).all()


def list_entered(session: Session, desk: str, most: int = MOST) -> Sequence[WishSheet]:
    """What a desk entered, newest first, until somebody claims it."""
    found = whole().where(_is_desks(desk)).order_by(WishSheet.id.desc())
    return session.scalars(found.limit(most)).all()


def read_file(session: Session, round_id: int, kind: FileKind) -> bytes | None:
    """Published bytes, or None while there are none."""
    found = select(DrawFile).where(DrawFile.round_id == round_id, DrawFile.kind == kind).options(undefer(DrawFile.body))
    row = session.scalars(found).one_or_none()
    return row.body if row else None
