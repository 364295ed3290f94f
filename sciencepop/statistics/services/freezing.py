"""Freezing a set of forms, confirming it by a second officer, and giving it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.rules.codes import new_code
from sciencepop.core import attempts, audit, documents
from sciencepop.core.clock import local
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.reference import get_reference
from sciencepop.statistics.models import ReturnState, SurveyFigure, SurveyReturn, SurveyRow
from sciencepop.statistics.queries.records import list_venue_ids, read_records
from sciencepop.statistics.queries.sets import Line, Set, find_return, get_return, misfits, read_lines
from sciencepop.statistics.rules.cells import Refusal
from sciencepop.statistics.rules.records import Records
from sciencepop.statistics.services.digests import digest_of_figure, digest_of_set
from sciencepop.statistics.services.entering import hold_set
from sciencepop.statistics.settings import ENTERED, NONE, settings

PAPERS = ("survey_zh", "survey_en")
AT_ONCE = 2_000


def parameters_of(line: Line, records: Records, venue_ids: Iterable[int]) -> dict[str, Any]:
    """All that a rule was told besides the rows."""
    if line.figure is None:
        return {}
    return {
        "argument": line.indicator.argument,
        "divisor": line.figure.divisor,
        "major_people": settings().bounds.major_people,
        "research_kinds": sorted(settings().bounds.research_kinds),
        "venue_kinds": list(settings().venue_kinds),
        "venues": sorted(venue_ids),
        "week": [day.isoformat() for day in records.week or ()],
    }


def freeze(of: Set, *, by: Person, now: datetime, code: str = "") -> str:
    """Keep the set as it is now; returns its code, which the sample season chooses itself.

    Refuses YEAR_NOT_OVER, FROZEN, EMPTY_CELLS, SUMS_WRONG.
    """
    staff_id = by.id
    with write() as session:
        hold_set(session, of)
        if find_return(session, of):
            raise RuleBroken(Refusal.FROZEN)
        if local(now).date() <= date(of.year, 12, 31):
            raise RuleBroken(Refusal.YEAR_NOT_OVER)
        records = read_records(session, of.year, now)
        lines = read_lines(session, of, now, records)
        _refuse(lines)
        row = _keep(session, of, lines, records, code or new_code(), staff_id, now)
        row.is_sample = by.is_sample
        audit.record(
            session, by=staff_id, at=now, action="statistics.freeze", subject=row, year=of.year, digest=row.digest
        )
        for kind in PAPERS:
            documents.want(session, kind, row.code, now=now)
        attempts.remember(row.code)
        return row.code


def _refuse(lines: Sequence[Line]) -> None:
    empty = sum(line.cell.is_empty for line in lines)
    if empty:
        raise RuleBroken(Refusal.EMPTY_CELLS, count=empty)
    if misfits(lines):
        raise RuleBroken(Refusal.SUMS_WRONG)


def _keep(
    session: Session, of: Set, lines: Sequence[Line], records: Records, code: str, by: int, now: datetime
) -> SurveyReturn:
    venue_ids = list_venue_ids(session)
    kept = [_figure(place, line, parameters_of(line, records, venue_ids)) for place, line in enumerate(lines)]
    named: Any = of.base or get_reference().district
    row = SurveyReturn(
        code=code,
        year=of.year,
        base_id=of.base_id,
        name_zh=named.name_zh if of.base else named.host_zh,
        name_en=named.name_en if of.base else named.host_en,
        digest=digest_of_set(one.digest for one in kept),
        unseen=records.unseen,
        frozen_by=by,
        frozen_at=now,
    )
    row.figures = kept
    session.add(row)
    session.flush()
    _keep_rows(session, kept, lines)
    return row


def _figure(place: int, line: Line, parameters: dict[str, Any]) -> SurveyFigure:
    one, figure = line.indicator, line.figure
    rule, rows = (one.rule, figure.rows) if figure else ("", ())
    return SurveyFigure(
        place=place,
        **{name: getattr(one, name) for name in ("slug", "form", "code", "name_zh", "name_en", "unit")},
        how=one.how if figure or one.how == NONE else ENTERED,
        rule=rule,
        whole=one.of,
        parameters=parameters,
        value=line.cell.value,
        is_dash=line.cell.is_dash,
        total=figure.total if figure else 0,
        rows=len(rows),
        digest=digest_of_figure(one.slug, rule, parameters, line.cell, rows),
    )


def _keep_rows(session: Session, kept: Sequence[SurveyFigure], lines: Sequence[Line]) -> None:
    behind = [
        {"figure_id": figure.id, "place": at, **vars(one)}
        for figure, line in zip(kept, lines, strict=True)
        for at, one in enumerate(line.figure.rows if line.figure else ())
    ]
    for start in range(0, len(behind), AT_ONCE):
        session.execute(insert(SurveyRow), behind[start : start + AT_ONCE])


def confirm(code: str, *, by: Person, now: datetime) -> None:
    """A second officer confirms a frozen set; nothing changes it any more. Refuses NOT_FROZEN, SAME_PERSON."""
    _decide(code, ReturnState.CONFIRMED, "", by.id, now)


def give_back(code: str, reason: str, *, by: Person, now: datetime) -> None:
    """A second officer gives it back, so that it is put right and frozen anew; this version stays to be read.

    Refuses NOT_FROZEN, SAME_PERSON, REASON_MISSING.
    """
    if not reason:
        raise RuleBroken(Refusal.REASON_MISSING)
    _decide(code, ReturnState.GIVEN_BACK, reason, by.id, now)


def _decide(code: str, state: ReturnState, reason: str, by: int, now: datetime) -> None:
    with write() as session:
        row = get_return(session, code, lock=True)
        if row.state is not ReturnState.FROZEN:
            raise RuleBroken(Refusal.NOT_FROZEN)
        if row.frozen_by == by:
            raise RuleBroken(Refusal.SAME_PERSON)
        row.state, row.reason, row.decided_by, row.decided_at = state, reason, by, now
        audit.record(session, by=by, at=now, action=f"statistics.{state.value}", subject=row, year=row.year)
        for kind in PAPERS:
            documents.want(session, kind, row.code, now=now)
        attempts.remember(code)
