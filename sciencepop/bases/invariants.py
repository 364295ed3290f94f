"""What must always hold of opening hours, for `flask doctor`."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from sciencepop.bases.models import OpeningRule
from sciencepop.bases.queries import MOST_LISTED, page_of_practice, rule_of
from sciencepop.bases.rules.hours import SINGLE, HoursRule, RuleKind, problem_of_day, stretches_on
from sciencepop.bases.rules.practice import missing_of_five
from sciencepop.bases.services.record import filled_of
from sciencepop.core.db import db

WITHOUT_STRETCHES = (RuleKind.CLOSURE, RuleKind.REST, RuleKind.YOUTH_FREE)


def checks() -> list[str]:
    """A sentence for each rule that contradicts itself."""
    rows = db.session.scalars(select(OpeningRule).options(selectinload(OpeningRule.stretches)).order_by(OpeningRule.id))
    return [f"opening rule {row.id} of base {row.base_id}: {fault}" for row in rows for fault in _faults(rule_of(row))]


def look() -> list[str]:
    """How many rows of the list for schools lack something; their bases and the district can see which."""
    bases = page_of_practice("", "", MOST_LISTED).rows
    count = sum(bool(missing_of_five(filled_of(base, evidence=1))) for base in bases)
    return [f"{count} of {len(bases)} practice venues lack one of the five facts"] if count else []


def _faults(rule: HoursRule) -> Iterator[str]:
    if rule.kind in WITHOUT_STRETCHES and rule.stretches:
        yield f"a {rule.kind.value} has no hours of its own"
    if rule.kind in SINGLE and not rule.reason_zh:
        yield "nobody is told the reason"
    for weekday in range(7):
        pairs = [(one.opens, one.closes) for one in stretches_on(rule.stretches, weekday)]
        if problem := problem_of_day(pairs):
            yield f"its hours of weekday {weekday} are wrong ({problem.value})"
            return
