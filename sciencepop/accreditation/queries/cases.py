"""Reads of cases: one with its sides, what waits for a side, what is on public notice, what time has passed for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Grant, Person
from sciencepop.accreditation.models import (
    AccreditationCase,
    CaseExpert,
    CasePaper,
    CaseStep,
    CaseVisitor,
    Designation,
    RoundExpert,
)
from sciencepop.accreditation.rules.designations import Status
from sciencepop.accreditation.rules.people import Bounds, Hands
from sciencepop.accreditation.rules.steps import OPEN, RESPONSIBLE, RUNNING, Act, CaseState, Side
from sciencepop.accreditation.schemes import schemes
from sciencepop.bases.models import ScienceBase

MOST = 200
ON_NOTICE = (CaseState.NOTICE, CaseState.OBJECTION)


def _turn_of(side: Side) -> ColumnElement[bool]:
    return AccreditationCase.state.in_([state for state, sides in RESPONSIBLE.items() if sides[0] is side])


waits_for_town = _turn_of(Side.TOWN)
plaque_is_out = and_(
    AccreditationCase.state.in_((CaseState.WITHDRAWN, CaseState.LEFT)),
    AccreditationCase.plaque_back_on.is_(None),
    AccreditationCase.designation.has(Designation.plaque_number != ""),
)
waits_for_district = or_(_turn_of(Side.DISTRICT), AccreditationCase.is_late, plaque_is_out)
waits_for_lead = or_(_turn_of(Side.LEAD), AccreditationCase.state == CaseState.REVIEW)
is_running = AccreditationCase.state.in_(RUNNING)


def get_case(session: Session, code: str) -> AccreditationCase:
    """A case with what stands around it; NotFound for none."""
    found = (
        select(AccreditationCase)
        .where(AccreditationCase.code == code)
        .options(
            joinedload(AccreditationCase.base),
            joinedload(AccreditationCase.round),
            joinedload(AccreditationCase.designation).selectinload(Designation.changes),
            selectinload(AccreditationCase.experts).joinedload(CaseExpert.expert),
            selectinload(AccreditationCase.visitors).joinedload(CaseVisitor.person),
            selectinload(AccreditationCase.recusals),
            selectinload(AccreditationCase.papers),
            selectinload(AccreditationCase.steps),
            selectinload(AccreditationCase.objections),
        )
    )
    row = session.scalars(found).unique().one_or_none()
    if row is None:
        raise NotFound
    return row


def get_paper(papers: Iterable[CasePaper], paper_id: int) -> CasePaper:
    """One of these files, whose content is read when it is asked for; NotFound for another."""
    row = next((one for one in papers if one.id == paper_id), None)
    if row is None:
        raise NotFound
    return row


def sides_of(person: Person, case: AccreditationCase) -> frozenset[Side]:
    """On which sides of a case somebody stands; whoever manages the base stands on its side alone, whatever they are
    besides; and whoever scores it, until it is decided. Anybody may object in public, which is no side of the page."""
    if case.base_id in person.managed_base_ids:
        return frozenset({Side.BASE})
    if case.state is CaseState.REVIEW and seat_of(person.id, case):
        return frozenset({Side.EXPERT})
    sides = set()
    if case.state is not CaseState.DRAFT:
        if case.base.town_code in person.office_towns:
            sides.add(Side.TOWN)
        if person.is_officer:
            sides.add(Side.DISTRICT)
        if person.is_lead:
            sides.add(Side.LEAD)
    return frozenset(sides)


def seat_of(person_id: int, case: AccreditationCase) -> CaseExpert | None:
    """The seat of an expert who has not stepped aside."""
    return next((one for one in case.sitting if one.expert.person_id == person_id), None)


def base_people_of(session: Session, base: ScienceBase) -> frozenset[int]:
    """Who manages a base, or registered it."""
    managers = set(session.scalars(select(Grant.person_id).where(Grant.base_id == base.id, Grant.ended_at.is_(None))))
    return frozenset(managers | {base.registrant_id} if base.registrant_id else managers)


def bounds_of(case: AccreditationCase) -> Bounds:
    """How many people a case takes: what held when its round opened."""
    return schemes().bounds_on(case.ruled_on)


def hands_of(session: Session, case: AccreditationCase) -> Hands:
    """Who has had a part in a case so far."""

    def by(*acts: Act, sides: tuple[Side, ...] = tuple(Side)) -> frozenset[int]:
        return frozenset(step.by for step in case.steps if step.by and step.act in acts and step.side in sides)

    applicant = frozenset({case.created_by} if case.round_id else ())  # an officer may have taken it up
    return Hands(
        base_people=base_people_of(session, case.base) | applicant | by(*Act, sides=(Side.BASE,)),
        town_people=by(Act.PASS, Act.RETURN),
        acceptors=by(Act.ACCEPT),
        visitors=frozenset(row.person_id for row in case.visitors),
        experts=frozenset(one.expert.person_id for one in case.experts),
        accusers=by(Act.ACCUSE),
    )


def is_mended_in_check(case: AccreditationCase) -> bool:
    """Whether what has to be put right came of a yearly check, in which plan and evidence are handed in."""
    asked = [step.side for step in case.steps if step.act is Act.RECTIFY]
    return case.state is CaseState.RECTIFYING and bool(asked) and asked[-1] is Side.CLOCK


def is_marked(case: AccreditationCase, day: date) -> bool:
    """Whether the public list says of the base that it has to put something right."""
    return case.designation is not None and case.designation.status_on(day) is Status.RECTIFY


def is_heard(case: AccreditationCase) -> bool:
    """Whether the base has answered what it was accused of last."""
    acts = [step.act for step in case.steps if step.act in (Act.ACCUSE, Act.ANSWER)]
    return bool(acts) and acts[-1] is Act.ANSWER


def list_cases(session: Session, *where: ColumnElement[bool], newest: bool = False) -> Sequence[AccreditationCase]:
    """Cases, what is due first in front, or newest first."""
    by = [AccreditationCase.id.desc()] if newest else [AccreditationCase.due_on.asc(), AccreditationCase.id.asc()]
    found = (
        select(AccreditationCase)
        .join(AccreditationCase.base)
        .where(*where)
        .options(joinedload(AccreditationCase.base), joinedload(AccreditationCase.round))
    )
    return session.scalars(found.order_by(*by).limit(MOST)).unique().all()


def of_towns(codes: set[str]) -> ColumnElement[bool]:
    return ScienceBase.town_code.in_(codes)


def scored_by(person_id: int) -> ColumnElement[bool]:
    """What an expert has still to score."""
    seat = exists().where(
        CaseExpert.case_id == AccreditationCase.id,
        CaseExpert.expert_id == RoundExpert.id,
        RoundExpert.person_id == person_id,
        CaseExpert.scored_at.is_(None),
        CaseExpert.aside_at.is_(None),
    )
    return and_(AccreditationCase.state == CaseState.REVIEW, seat)


def find_open(session: Session, base_id: int, scheme: str) -> AccreditationCase | None:
    """The application of a base that something may still come of."""
    found = select(AccreditationCase).where(
        AccreditationCase.base_id == base_id, AccreditationCase.scheme == scheme, AccreditationCase.state.in_(OPEN)
    )
    return session.scalars(found).first()


def list_overdue(session: Session, today: date) -> list[str]:
    """Codes of cases whose time has passed: a state's last day, the first or the last day of a designation."""
    day = AccreditationCase.designation_id == Designation.id
    ended = exists().where(day, Designation.until_on < today)
    begun = exists().where(day, Designation.from_on <= today)
    found = select(AccreditationCase.code).where(
        or_(
            AccreditationCase.due_on < today,
            and_(AccreditationCase.state.in_(RUNNING), ended),
            and_(AccreditationCase.state == CaseState.NAMED, begun),
        )
    )
    return list(session.scalars(found.order_by(AccreditationCase.id).limit(MOST)))


def has_case(session: Session, designation_id: int) -> bool:
    """Whether a designation came of a case, or was taken up in one, running or over."""
    found = select(AccreditationCase.id).where(AccreditationCase.designation_id == designation_id)
    return session.scalar(found) is not None


def find_deciding(session: Session, designation_id: int) -> AccreditationCase | None:
    """The case in which it is decided what becomes of a designation, also before its first day."""
    found = select(AccreditationCase).where(
        AccreditationCase.designation_id == designation_id,
        AccreditationCase.state.in_((CaseState.NAMED, *RUNNING)),
    )
    return session.scalars(found).one_or_none()


def find_running(session: Session, designation_id: int) -> AccreditationCase | None:
    """The case in which it is decided what becomes of a designation that holds."""
    found = select(AccreditationCase).where(
        AccreditationCase.designation_id == designation_id, AccreditationCase.state.in_(RUNNING)
    )
    return session.scalars(found).one_or_none()


def is_plaque_taken(session: Session, number: str) -> bool:
    return session.scalar(select(Designation.id).where(Designation.plaque_number == number).limit(1)) is not None


def count_waiting(session: Session) -> int:
    """How much waits for the district's officers."""
    return session.scalar(select(func.count(AccreditationCase.id)).where(waits_for_district)) or 0


def list_own_steps(session: Session, person_id: int) -> Sequence[CaseStep]:
    """What somebody did in cases, for the export of their data."""
    return session.scalars(select(CaseStep).where(CaseStep.by == person_id).order_by(CaseStep.id).limit(1000)).all()


def list_own_scores(session: Session, person_id: int) -> Sequence[CaseExpert]:
    """How somebody scored, for the export of their data."""
    found = select(CaseExpert).join(CaseExpert.expert).where(RoundExpert.person_id == person_id)
    return session.scalars(found.where(CaseExpert.scored_at.is_not(None)).order_by(CaseExpert.id).limit(1000)).all()
