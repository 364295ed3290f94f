"""What must always hold of the yearly check; `flask doctor` asks."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased, undefer

from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.yearcheck.models import FrozenFigure, YearFile, YearSeat, YearStep
from sciencepop.yearcheck.queries.scale import terms_of
from sciencepop.yearcheck.rules.counted import How, digest_of, value_of
from sciencepop.yearcheck.rules.scoring import Limit, grade_of
from sciencepop.yearcheck.rules.steps import STEPS, Act, FileState
from sciencepop.yearcheck.terms import terms

MOST = 20
AT_ONCE = 200


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    return [sentence for check in CHECKS for sentence in check()[:MOST]]


def figures_changed() -> list[str]:
    """Every frozen figure still has the digest of its rows, and its rows still come to it."""
    found: list[str] = []
    last = 0
    while True:
        some = select(FrozenFigure).where(FrozenFigure.id > last).order_by(FrozenFigure.id).limit(AT_ONCE)
        rows = db.session.scalars(some.options(undefer(FrozenFigure.rows))).all()
        if not rows:
            return found
        found += [f"Figure {row.figure} of year-file {row.file_id} was changed." for row in rows if not _is_intact(row)]
        last = rows[-1].id
        db.session.expire_all()


def _is_intact(row: FrozenFigure) -> bool:
    if digest_of(row.figure, row.said, row.computation, row.parameters, row.keys) != row.digest:
        return False
    return not row.computation or row.said == value_of(row.keys, How(row.how))


def figures_missing() -> list[str]:
    """What was filed has every figure of its year's form."""
    counted = select(func.count(FrozenFigure.id)).where(
        FrozenFigure.file_id == YearFile.id, FrozenFigure.filing == YearFile.filing
    )
    filed = select(YearFile.code, YearFile.year, counted.scalar_subquery()).where(YearFile.filing > 0)
    wanted: dict[int, int] = {}
    found = []
    for code, year, count in db.session.execute(filed.order_by(YearFile.id)):
        if count != wanted.setdefault(year, len(terms(year).figures)):
            found.append(f"Year-file {code} has {count} figures, its form {wanted[year]}.")
    return found


def steps_disagree() -> list[str]:
    """The last step of a file led to its state, and the table has every step; a decision may lead to a mending."""
    later = aliased(YearStep)
    led = exists().where(
        YearStep.file_id == YearFile.id,
        YearStep.after == YearFile.state,
        ~exists().where(later.file_id == YearStep.file_id, later.id > YearStep.id),
    )
    wrong = select(YearFile.code).where(YearFile.state != FileState.OPEN, ~led).order_by(YearFile.id).limit(MOST)
    found = [f"Year-file {code} is not where its last step led." for code in db.session.scalars(wrong)]
    known = {(act, step.by) for (_state, act), step in STEPS.items()}
    taken = db.session.execute(select(YearStep.act, YearStep.side).distinct())
    return found + [f"A year-file took the step {a.value} of {s.value}." for a, s in taken if (a, s) not in known]


def graded_otherwise() -> list[str]:
    """The grade of a result is what its points come to by its year's limits, which nobody sets once it is scored."""
    limits: dict[int, list[Limit]] = {}
    found = []
    for file in db.session.scalars(select(YearFile).where(YearFile.grade != "").order_by(YearFile.id)):
        if file.year not in limits:
            limits[file.year] = terms_of(db.session(), file.year).limits
        if file.grade != grade_of(file.total_points or 0, limits[file.year]):
            found.append(f"Year-file {file.code} has another grade than its points.")
    return found


def decided_alone() -> list[str]:
    """Who decided had not scored."""
    own = exists().where(YearSeat.file_id == YearFile.id, YearSeat.person_id == YearFile.decided_by)
    alone = db.session.scalars(select(YearFile.code).where(own).order_by(YearFile.id).limit(MOST))
    return [f"Year-file {code} was decided by one of its experts." for code in alone]


def answered_alone() -> list[str]:
    """Who answered an objection had not decided the result."""
    decided = aliased(YearStep)
    same = exists().where(
        decided.file_id == YearStep.file_id, decided.act == Act.DECIDE, decided.by == YearStep.by,
        decided.id < YearStep.id,
    )  # fmt: skip
    alone = select(YearFile.code).join(YearStep, YearStep.file_id == YearFile.id)
    alone = alone.where(YearStep.act.in_((Act.UPHOLD, Act.REOPEN)), same).order_by(YearFile.code).distinct()
    return [f"An objection to year-file {code} was answered by who had decided." for code in db.session.scalars(alone)]


def left_alone() -> list[str]:
    """Whoever let a day pass was told two days later."""
    before = clock.today() - timedelta(days=2)
    late = select(YearFile.code).where(YearFile.due_on < before, YearFile.is_late.is_(False)).order_by(YearFile.id)
    return [
        f"Year-file {code} is past its day: is the worker running?" for code in db.session.scalars(late.limit(MOST))
    ]


CHECKS = (figures_changed, figures_missing, steps_disagree, graded_otherwise, decided_alone, answered_alone, left_alone)
