"""Freezing figures when a file is handed in: value, query, parameters, rows and their digest. Call under the lock."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from sciencepop.yearcheck.models import FrozenFigure, YearFile
from sciencepop.yearcheck.queries.files import count_figure, scope_of
from sciencepop.yearcheck.rules.counted import digest_of
from sciencepop.yearcheck.terms import terms


def freeze(session: Session, file: YearFile, now: datetime) -> None:
    """Write the figures of the next filing. What was filed before stays as it was."""
    scope = scope_of(session, file, now)
    file.filing, file.filed_at = file.filing + 1, now
    for figure in terms(file.year).figures:
        counted = count_figure(scope, figure) if figure.computation else None
        said = counted.said if counted else str(file.entries.get(figure.slug, ""))
        rows = counted.rows if counted else None
        parameters = scope.parameters if counted else {}
        row = FrozenFigure(
            filing=file.filing,
            figure=figure.slug,
            said=said,
            comment=str(file.comments.get(figure.slug, "")),
            computation=figure.computation,
            how=counted.how.value if counted else "",
            parameters=parameters,
            rows={} if rows is None else {"keys": dict(rows)},
            digest=digest_of(figure.slug, said, figure.computation, parameters, rows),
            frozen_at=now,
        )
        file.figures.append(row)
