"""Reads of year-files: one with its sides, a base's, a year's; and what its figures say now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.accreditation.models import Designation, DesignationChange, RoundExpert
from sciencepop.accreditation.queries.designations import list_of_base
from sciencepop.accreditation.rules.designations import ENDED, Status
from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.core.paging import Page, decode_cursor, encode_cursor
from sciencepop.yearcheck.models import FrozenFigure, YearFile, YearPaper, YearSeat
from sciencepop.yearcheck.queries.figures import COMPUTATIONS, Scope
from sciencepop.yearcheck.rules.counted import Counted
from sciencepop.yearcheck.rules.steps import FileState, Side
from sciencepop.yearcheck.terms import Figure, terms

MOST = 500
ON_A_PAGE = 20
VISITORS = "visitors_total"


def get_file(session: Session, code: str) -> YearFile:
    """A year-file with what stands around it; NotFound for none."""
    found = (
        select(YearFile)
        .where(YearFile.code == code)
        .options(
            joinedload(YearFile.base),
            selectinload(YearFile.figures),
            selectinload(YearFile.seats).joinedload(YearSeat.person),
            selectinload(YearFile.papers),
            selectinload(YearFile.steps),
            selectinload(YearFile.inspectors),
        )
    )
    row = session.scalars(found).unique().one_or_none()
    if row is None:
        raise NotFound
    return row


def get_paper(file: YearFile, paper_id: int) -> YearPaper:
    """A paper of this file, whose content is read when it is asked for; NotFound for another's."""
    row = next((one for one in file.papers if one.id == paper_id), None)
    if row is None:
        raise NotFound
    return row


def sides_of(person: Person, file: YearFile) -> frozenset[Side]:
    """On which sides somebody stands; whoever manages the base stands on its side alone, and so does who scores, until
    it is decided. A draft is the base's own."""
    if file.base_id in person.managed_base_ids:
        return frozenset({Side.BASE})
    if file.state is FileState.FILED and seat_of(person.id, file):
        return frozenset({Side.EXPERT})
    sides = set()
    if file.state is not FileState.OPEN:
        if person.is_officer:
            sides.add(Side.DISTRICT)
        if person.is_lead:
            sides.add(Side.LEAD)
    return frozenset(sides)


def seat_of(person_id: int, file: YearFile) -> YearSeat | None:
    """The seat of an expert who has not stepped aside."""
    return next((seat for seat in file.sitting if seat.person_id == person_id), None)


def list_of_bases(session: Session, base_ids: set[int]) -> Sequence[YearFile]:
    """The files of some bases, the newest year first."""
    found = select(YearFile).where(YearFile.base_id.in_(base_ids))
    return session.scalars(found.order_by(YearFile.year.desc(), YearFile.base_id).limit(MOST)).all()


def list_to_score(session: Session, person_id: int) -> Sequence[YearFile]:
    """What an expert has still to score."""
    seat = exists().where(
        YearSeat.file_id == YearFile.id,
        YearSeat.person_id == person_id,
        YearSeat.scored_at.is_(None),
        YearSeat.aside_at.is_(None),
    )
    found = select(YearFile).where(YearFile.state == FileState.FILED, seat).options(joinedload(YearFile.base))
    return session.scalars(found.order_by(YearFile.id).limit(MOST)).all()


def count_waiting(session: Session) -> int:
    """How many files wait for the district."""
    found = select(func.count(YearFile.id)).where(
        YearFile.state.in_((FileState.FILED, FileState.OBJECTED, FileState.RECHECK))
    )
    return session.scalar(found) or 0


def owes(year: int) -> ColumnElement[bool]:
    """That a public base was on the district's list at the end of a year, and so has a file to hand in."""
    day = date(year, 12, 31)
    over = exists().where(
        DesignationChange.designation_id == Designation.id,
        DesignationChange.status.in_(ENDED),
        or_(DesignationChange.from_on <= day, DesignationChange.status == Status.VOID),
    )
    listed = exists().where(
        Designation.base_id == ScienceBase.id,
        Designation.level == "district",
        Designation.from_on <= day,
        or_(Designation.until_on.is_(None), Designation.until_on >= day),
        ~over,
    )
    return and_(listed, ScienceBase.state == BaseState.PUBLIC)


@dataclass(frozen=True)
class Standing:
    """A base of the year's list, and its file where it has begun one."""

    base: ScienceBase
    file: YearFile | None


ALL, NOT_FILED = "", "not_filed"
FILTERS = (ALL, NOT_FILED, *(state.value for state in FileState if state is not FileState.OPEN))


def _of_year(year: int, *columns: Any) -> Select[Any]:
    """What is asked of the bases that owe a file of the year, or have one."""
    file = and_(YearFile.base_id == ScienceBase.id, YearFile.year == year)
    found = select(*columns).select_from(ScienceBase).outerjoin(YearFile, file)
    return found.where(or_(owes(year), YearFile.id.is_not(None)))


def list_year(session: Session, year: int, state: str = ALL, cursor: str = "") -> Page[Standing]:
    """Bases that owe a file of the year, or have one, by name; a page of them."""
    found = _of_year(year, ScienceBase, YearFile)
    if state == NOT_FILED:
        found = found.where(or_(YearFile.id.is_(None), YearFile.state == FileState.OPEN))
    elif state in FILTERS and state:
        found = found.where(YearFile.state == FileState(state))
    if (key := decode_cursor(cursor, (int,))) and 0 < key[0] < 2**53 and (last := session.get(ScienceBase, key[0])):
        same = and_(ScienceBase.name_zh == last.name_zh, ScienceBase.id > last.id)
        found = found.where(or_(ScienceBase.name_zh > last.name_zh, same))
    rows = session.execute(found.order_by(ScienceBase.name_zh, ScienceBase.id).limit(ON_A_PAGE + 1)).all()
    shown = [Standing(base, own) for base, own in rows[:ON_A_PAGE]]
    more = len(rows) > ON_A_PAGE
    return Page(shown, encode_cursor(shown[-1].base.id) if more else "")


def count_states(session: Session, year: int) -> dict[str, int]:
    """How many bases of the year's list stand where; who has not filed is NOT_FILED."""
    rows = session.execute(_of_year(year, YearFile.state, func.count()).group_by(YearFile.state))
    counts: dict[str, int] = {}
    for state, count in rows:
        key = NOT_FILED if state in (None, FileState.OPEN) else state.value
        counts[key] = counts.get(key, 0) + count
    return counts


def list_owing(session: Session, year: int, *where: ColumnElement[bool]) -> Sequence[ScienceBase]:
    """Bases that have not filed a year yet."""
    filed = exists().where(YearFile.base_id == ScienceBase.id, YearFile.year == year, YearFile.state != FileState.OPEN)
    found = select(ScienceBase).where(owes(year), ~filed, *where)
    return session.scalars(found.order_by(ScienceBase.id).limit(MOST)).all()


def list_pool(session: Session) -> list[RoundExpert]:
    """Whom the district has on its lists of experts, each once, by name."""
    found = select(RoundExpert).where(RoundExpert.ended_at.is_(None))
    rows = session.scalars(found.order_by(RoundExpert.id.desc()).limit(MOST))
    by_person: dict[int, RoundExpert] = {}
    for row in rows:
        by_person.setdefault(row.person_id, row)
    return sorted(by_person.values(), key=lambda row: (row.name, row.person_id))


def scope_of(session: Session, file: YearFile, now: datetime) -> Scope:
    """What to count for a file, as its base has filled it in so far."""
    before = select(YearFile).where(YearFile.base_id == file.base_id, YearFile.year == file.year - 1)
    last = session.scalars(before.options(selectinload(YearFile.figures))).one_or_none()
    old = last.frozen.get(VISITORS) if last else None
    visitors = {file.year: str(file.entries.get(VISITORS, "")), file.year - 1: old.said if old else ""}
    return Scope(session, file.base_id, file.year, now, visitors)


def count_figure(scope: Scope, figure: Figure) -> Counted:
    return COMPUTATIONS[figure.computation](scope)


def count_all(session: Session, file: YearFile, now: datetime) -> dict[str, Counted]:
    """Every computed figure of a file as the platform counts it at this moment."""
    scope = scope_of(session, file, now)
    return {row.slug: count_figure(scope, row) for row in terms(file.year).figures if row.computation}


def list_own_designations(session: Session, file: YearFile, day: date) -> list[Designation]:
    """What the district's list has of the file's base on a day."""
    rows = list_of_base(session, file.base_id)
    return [row for row in rows if row.level == "district" and row.is_in_force(day)]


def get_frozen(session: Session, file: YearFile, figure: str) -> FrozenFigure | None:
    """A figure of the last filing with its rows."""
    found = select(FrozenFigure).where(
        FrozenFigure.file_id == file.id, FrozenFigure.filing == file.filing, FrozenFigure.figure == figure
    )
    return session.scalars(found.options(undefer(FrozenFigure.rows))).one_or_none()


def list_filed_rows(session: Session, file: YearFile) -> dict[str, dict[str, int] | None]:
    """The rows of every figure of the last filing, by figure."""
    found = select(FrozenFigure).where(FrozenFigure.file_id == file.id, FrozenFigure.filing == file.filing)
    return {row.figure: row.keys for row in session.scalars(found.options(undefer(FrozenFigure.rows)))}


def find_shown(session: Session, base_id: int) -> YearFile | None:
    """The last year of a base whose result everybody may read (`YearFile.shown_grade`)."""
    own = YearFile.base_id == base_id, YearFile.grade != "", YearFile.state != FileState.OBJECTED
    return session.scalars(select(YearFile).where(*own).order_by(YearFile.year.desc()).limit(1)).first()


def list_overdue(session: Session, today: date) -> Sequence[str]:
    """Codes of files whose state has lasted too long."""
    found = select(YearFile.code).where(YearFile.due_on < today, YearFile.is_late.is_(False))
    return session.scalars(found.order_by(YearFile.id).limit(MOST)).all()


def list_mending(session: Session, until: date) -> Sequence[str]:
    """Codes of files that are to be put right by a day, or before."""
    found = select(YearFile.code).where(YearFile.state == FileState.MENDING, YearFile.due_on <= until)
    return session.scalars(found.order_by(YearFile.id).limit(MOST)).all()


def list_own_seats(session: Session, person_id: int) -> Sequence[YearSeat]:
    """How somebody scored, for the export of their data."""
    found = select(YearSeat).where(YearSeat.person_id == person_id, YearSeat.scored_at.is_not(None))
    return session.scalars(found.order_by(YearSeat.id).limit(1000)).all()
