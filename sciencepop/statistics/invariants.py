"""What must always hold of frozen sets; `flask doctor` asks."""

from __future__ import annotations

from itertools import groupby

from sqlalchemy import func, select, text

from sciencepop.core.db import db
from sciencepop.statistics.models import SurveyFigure, SurveyReturn, SurveyRow
from sciencepop.statistics.queries.sets import frozen_cell
from sciencepop.statistics.rules.counting import Row
from sciencepop.statistics.services.digests import digest_of_figure, digest_of_set

MOST = 20
TRIGGERS = {
    "sqlite": "SELECT count(*) = 6 FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'survey_%'",
    "postgresql": "SELECT count(*) = 3 FROM pg_trigger WHERE tgname LIKE 'survey_%_kept' AND tgenabled <> 'D'",
}


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    return [*guards_missing(), *rows_that_do_not_add_up(), *figures_that_differ(), *digests_that_differ()]


def guards_missing() -> list[str]:
    """The database refuses to change what was frozen."""
    found = db.session.scalar(text(TRIGGERS[db.engine.dialect.name]))
    return [] if found else ["The database does not refuse changes of frozen statistics: a trigger is missing."]


def rows_that_do_not_add_up() -> list[str]:
    """The rows behind a figure come to its total, and are as many as it says."""
    found = (
        select(SurveyFigure.id, SurveyFigure.slug)
        .outerjoin(SurveyRow, SurveyRow.figure_id == SurveyFigure.id)
        .group_by(SurveyFigure.id, SurveyFigure.slug, SurveyFigure.total, SurveyFigure.rows)
        .having(
            (func.coalesce(func.sum(SurveyRow.amount), 0) != SurveyFigure.total)
            | (func.count(SurveyRow.key) != SurveyFigure.rows)
        )
    )
    return [
        f"Frozen figure {id} ({slug}) is not the sum of its rows." for id, slug in db.session.execute(found.limit(MOST))
    ]


def figures_that_differ() -> list[str]:
    """A figure's digest is that of its value, its rule and its rows."""
    found = select(SurveyFigure, SurveyRow).outerjoin(SurveyRow, SurveyRow.figure_id == SurveyFigure.id)
    pairs = db.session.execute(found.order_by(SurveyFigure.id, SurveyRow.place))
    return [
        f"Frozen figure {one.id} ({one.slug}) does not have the digest of what made it."
        for one, behind in groupby(pairs, key=lambda pair: pair[0])
        if _digest_of(one, [row for _one, row in behind if row]) != one.digest
    ][:MOST]


def _digest_of(one: SurveyFigure, behind: list[SurveyRow]) -> str:
    rows = [Row(row.key, row.on, row.title, row.amount) for row in behind]
    return digest_of_figure(one.slug, one.rule, one.parameters, frozen_cell(one), rows)


def digests_that_differ() -> list[str]:
    """A set's digest is that of its figures."""
    kept: dict[int, list[str]] = {}
    for return_id, digest in db.session.execute(
        select(SurveyFigure.return_id, SurveyFigure.digest).order_by(SurveyFigure.return_id, SurveyFigure.place)
    ):
        kept.setdefault(return_id, []).append(digest)
    return [
        f"Frozen statistics {row.code} do not have the digest of their figures."
        for row in db.session.scalars(select(SurveyReturn))
        if digest_of_set(kept.get(row.id, [])) != row.digest
    ][:MOST]
