"""The one verb: an officer enters how many people live somewhere, or takes a number back."""

from __future__ import annotations

from datetime import datetime

from sciencepop.accounts.models import Person
from sciencepop.core import audit
from sciencepop.core.db import hold_name, write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.reference import get_reference
from sciencepop.coverage.models import Population
from sciencepop.coverage.queries.populations import read_known
from sciencepop.coverage.rules.populations import Count, refuse_count
from sciencepop.coverage.rules.refusals import Refusal
from sciencepop.coverage.settings import settings


def enter_population(count: Count, *, by: Person, now: datetime) -> None:
    """Keep a number with its source. Refuses NO_SUCH_TOWN, NO_SUCH_GROUP, MORE_THAN_ALL, LESS_THAN_PART."""
    if count.town not in settings().places:
        raise RuleBroken(Refusal.NO_SUCH_TOWN)
    if count.group not in settings().groups:
        raise RuleBroken(Refusal.NO_SUCH_GROUP)
    with write() as session:
        hold_name(session, "population")
        refusal = refuse_count(count, read_known(session, count.valid_from), get_reference().district.code)
        if refusal:
            raise RuleBroken(refusal)
        row = Population(
            town_code=count.town,
            group=count.group,
            year=count.year,
            people=count.people,
            source=count.source,
            valid_from=count.valid_from,
            entered_by=by.id,
            entered_at=now,
        )
        session.add(row)
        facts = {"town": count.town, "group": count.group, "year": count.year, "people": count.people}
        audit.record(session, by=by.id, at=now, action="population.enter", subject=row, **facts)
