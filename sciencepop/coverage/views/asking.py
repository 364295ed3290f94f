"""What the pages share: who may look, the question of an address, and what was held in answer to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from flask import request

from sciencepop.accounts.pressing import me
from sciencepop.core import clock
from sciencepop.core.access import require
from sciencepop.core.db import db
from sciencepop.coverage.forms import CoverageForm
from sciencepop.coverage.messages import period_name
from sciencepop.coverage.queries.held import list_held
from sciencepop.coverage.queries.populations import read_known
from sciencepop.coverage.queries.readers import may_read
from sciencepop.coverage.rules.held import Dimension, Held, Wanted
from sciencepop.coverage.rules.periods import Period, read_period, recent, year_of
from sciencepop.coverage.rules.populations import Known
from sciencepop.festival.queries.editions import list_editions
from sciencepop.programme.forms.fields import option

QUARTERS, YEARS = 8, 3


@dataclass(frozen=True)
class Asked:
    """A question, and everything that was held in its period."""

    form: CoverageForm
    period: Period
    name: str
    by: Dimension
    wanted: Wanted
    now: datetime

    @cached_property
    def held(self) -> list[Held]:
        return list_held(db.session(), self.period, self.now)

    @cached_property
    def known(self) -> Known:
        """The populations at the end of the period, or today while it runs."""
        return read_known(db.session(), min(self.period.last, clock.local(self.now).date()))

    def parts(self, **changed: str) -> dict[str, Any]:
        """The question as the parts of an address."""
        parts = {"period": self.period.slug, "by": self.by.value} | {
            one.value: label for one, label in self.wanted.items()
        }
        return {name: value for name, value in (parts | changed).items() if value}


def asked() -> Asked:
    """The question of this request; whoever may not read gets 403."""
    now, session = clock.now(), db.session()
    require(may_read(session, me(), clock.today()))
    form = CoverageForm(request.args)
    period, name = _offer_periods(form, clock.today())
    found = Asked(form, period, name, form.dimension(), form.wanted(), now)
    form.by.data = found.by.value
    return found


def _offer_periods(form: CoverageForm, today: date) -> tuple[Period, str]:
    """Put the choices into the form, and read what was chosen: this year where that cannot be read."""
    editions = {one.code: one for one in list_editions(db.session()) if one.from_on <= today}
    festivals = [Period(code, one.from_on, one.until_on, one.year, edition=code) for code, one in editions.items()]
    offered = {one.slug: one for one in [*recent(today, QUARTERS, YEARS), *festivals]}
    chosen = form.period.data or ""
    period = offered.get(chosen) or read_period(chosen) or year_of(today.year)
    offered.setdefault(period.slug, period)
    names = {slug: period_name(one, editions.get(one.edition)) for slug, one in offered.items()}
    form.period.choices = [option(slug, name) for slug, name in names.items()]
    form.period.data = period.slug
    return period, names[period.slug]
