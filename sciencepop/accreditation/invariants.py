"""What must always hold of recognition; `flask doctor` asks."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from sciencepop.accreditation.models import AccreditationCase as Case
from sciencepop.accreditation.models import AccreditationRound, CaseExpert, CaseRecusal, CaseStep, Designation
from sciencepop.accreditation.queries.cases import bounds_of
from sciencepop.accreditation.rules.designations import HOLDS, Status
from sciencepop.accreditation.rules.people import Bounds
from sciencepop.accreditation.rules.steps import RUNNING, STEPS, Act, CaseState
from sciencepop.accreditation.schemes import schemes
from sciencepop.core import clock
from sciencepop.core.db import db

MOST = 20


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    return [sentence for check in CHECKS for sentence in check()]


def left_alone() -> list[str]:
    """A state's day is acted on the day after it; one day later nothing is left, and nothing runs past its end."""
    before = clock.today() - timedelta(days=1)
    ended = exists().where(Designation.id == Case.designation_id, Designation.until_on < before)
    late = or_(Case.due_on < before, and_(Case.state.in_(RUNNING), ended))
    rows = db.session.scalars(select(Case.code).where(late).order_by(Case.id).limit(MOST))
    return [f"Case {code} is past its day: is the worker running?" for code in rows]


def steps_disagree() -> list[str]:
    """The last step of a case led to its state, and every step stands in the table with that side."""
    later = aliased(CaseStep)
    led = exists().where(
        CaseStep.case_id == Case.id,
        CaseStep.after == Case.state,
        ~exists().where(later.case_id == CaseStep.case_id, later.id > CaseStep.id),
    )
    wrong = select(Case.code).where(Case.state != CaseState.DRAFT, ~led).order_by(Case.id).limit(MOST)
    found = [f"Case {code} is not where its last step led." for code in db.session.scalars(wrong)]
    known = {
        (act, side, after)
        for (_state, act), step in STEPS.items()
        for side in step.by
        for after in (step.after, *step.back)
    }
    taken = select(CaseStep.act, CaseStep.side, CaseStep.after).distinct()
    return found + [
        f"A case took the step {act.value} of {side.value} to {after.value}, which the table does not have."
        for act, side, after in db.session.execute(taken)
        if (act, side, after) not in known
    ]


def list_disagrees() -> list[str]:
    """What was last said of a case's designation keeps it on the list exactly while the case is not over."""
    rows = db.session.scalars(
        select(Case)
        .where(Case.designation_id.is_not(None))
        .options(joinedload(Case.designation).selectinload(Designation.changes))
        .order_by(Case.id.desc())
        .limit(1000)
    )
    wrong = [
        case.code
        for case in rows
        if case.designation and (_last_said(case.designation) in HOLDS) != (case.state in _ON_LIST)
    ]
    return [f"Case {code} and its designation do not agree." for code in wrong[:MOST]]


def _last_said(row: Designation) -> Status:
    return row.changes[-1].status if row.changes else Status.NAMED


_ON_LIST = (CaseState.NAMED, *RUNNING, CaseState.EXPIRED)


def people_miscounted() -> list[str]:
    """As many looked and scored, and were left out at most, as the data says for the day on which the round opened."""
    visitors = select(func.count()).where(CaseStep.case_id == Case.id, CaseStep.act == Act.REPORT_VISIT)
    scored = select(func.count(CaseExpert.id)).where(CaseExpert.case_id == Case.id, CaseExpert.scored_at.is_not(None))
    recused = select(func.count(CaseRecusal.id)).where(CaseRecusal.case_id == Case.id)
    decided = exists().where(CaseStep.case_id == Case.id, CaseStep.act.in_((Act.PROPOSE, Act.DECLINE)))
    seats = scored.scalar_subquery()
    rounds: dict[Bounds, list[int]] = {}
    for number, opens_at in db.session.execute(select(AccreditationRound.id, AccreditationRound.opens_at)):
        rounds.setdefault(schemes().bounds_on(clock.local(opens_at).date()), []).append(number)
    wrong = or_(
        false(),
        *(
            and_(
                Case.round_id.in_(numbers),
                or_(
                    recused.scalar_subquery() > bounds.recusals_most,
                    and_(decided, ~seats.between(bounds.experts_least, bounds.experts_most)),
                ),
            )
            for bounds, numbers in rounds.items()
        ),
    )
    rows = db.session.scalars(select(Case.code).where(wrong).order_by(Case.id).limit(MOST))
    found = [f"Case {code} was decided by too few or too many experts, or has too many recusals." for code in rows]
    went = (
        select(Case)
        .where(visitors.scalar_subquery() > 0)
        .options(selectinload(Case.visitors), joinedload(Case.round))
        .order_by(Case.id.desc())
        .limit(1000)
    )
    return (
        found
        + [
            f"Case {case.code} was visited by {len(case.visitors)}."
            for case in db.session.scalars(went)
            if len(case.visitors) < bounds_of(case).visitors_least
        ][:MOST]
    )


def unknown_slugs() -> list[str]:
    """Schemes and categories in rows that the data does not know."""
    known = schemes()
    pairs: set[tuple[str, str]] = set()
    for model in (Designation, Case):
        pairs |= {(row[0], row[1]) for row in db.session.execute(select(model.scheme, model.category).distinct())}
    return [
        f"The data knows no designation {scheme} {category}".rstrip() + "."
        for scheme, category in sorted(pairs)
        if known.scheme(scheme) is None or (category and known.category(scheme, category) is None)
    ]


CHECKS = (left_alone, steps_disagree, list_disagrees, people_miscounted, unknown_slugs)
