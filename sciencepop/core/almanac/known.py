"""What this process knows of the calendar: files and package once, and what officers entered, as of the last change."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from sciencepop.core import clock, invariants, stamps
from sciencepop.core.almanac import context
from sciencepop.core.almanac.context import Context, Season, read_season
from sciencepop.core.almanac.days import Almanac, Break, Names, school_year
from sciencepop.core.almanac.models import AlmanacYear, YearKind
from sciencepop.core.almanac.notice import Span, SpanKind
from sciencepop.core.almanac.published import published
from sciencepop.core.almanac.statutory import named, statutory_days
from sciencepop.core.db import fresh_session
from sciencepop.core.reference import Reference, get_reference


class Known:
    """The almanac of a process; asked again where a stamp has moved."""

    def __init__(self, reference: Reference) -> None:
        self.seasons = read_seasons(reference)
        self.school = read_school_file(reference)
        self.built: tuple[int, Almanac] | None = None

    def almanac(self) -> Almanac:
        version = stamps.in_request().programme
        if self.built is None or self.built[0] != version:
            with fresh_session() as session:
                self.built = version, make_almanac(list_entered(session), self.school)
        return self.built[1]

    def clear(self) -> None:
        """Forget what was entered; for tests, where a rollback takes versions back."""
        self.built = None


def get_almanac() -> Almanac:
    """The calendar as of the last commit."""
    found: Known = current_app.extensions["almanac"]
    return found.almanac()


def get_seasons(app: Flask | None = None) -> tuple[Season, ...]:
    """The seasons of an application, the running one by default."""
    found: Known = (app or current_app).extensions["almanac"]
    return found.seasons


def context_of(day: date) -> Context:
    """What a day is and what is around it: for pages, filters and suggestions."""
    return context.context_of(day, get_almanac(), get_seasons())


def list_entered(session: Session) -> Sequence[AlmanacYear]:
    """Every year that was entered, the newest first."""
    found = select(AlmanacYear).options(selectinload(AlmanacYear.spans))
    return session.scalars(found.order_by(AlmanacYear.year.desc(), AlmanacYear.kind).limit(200)).all()


def make_almanac(entered: Sequence[AlmanacYear], school: dict[int, tuple[Break, ...]]) -> Almanac:
    """Package and files, and in place of their years those that were entered."""
    package = published()
    public = {row.year: row for row in entered if row.kind is YearKind.PUBLIC}
    holidays = {day: names for day, names in package.holidays.items() if day.year not in public}
    makeup = {day: names for day, names in package.makeup.items() if day.year not in public}
    for row in public.values():
        for span in spans_of(row):
            side = makeup if span.kind is SpanKind.MAKEUP else holidays
            side |= {day: named(span.name_zh) for day in span.days()}
    school = school | {row.year: _breaks(row) for row in entered if row.kind is YearKind.SCHOOL}
    return Almanac(
        holidays=holidays,
        makeup=makeup,
        told=package.years | public.keys(),
        breaks=tuple(one for year in sorted(school) for one in school[year]),
        school_told=frozenset(school),
        statutory=statutory_days,
    )


def spans_of(row: AlmanacYear) -> list[Span]:
    return [Span(one.first_on, one.last_on, one.kind, one.name_zh) for one in row.spans]


def _breaks(row: AlmanacYear) -> tuple[Break, ...]:
    return tuple(Break(one.first, one.last, named(one.name_zh)) for one in spans_of(row))


def read_seasons(reference: Reference) -> tuple[Season, ...]:
    """data/seasons.csv of the district's folder. ValueError where a row is wrong."""
    with (reference.folder / "seasons.csv").open(encoding="utf-8-sig", newline="") as source:
        return tuple(read_season(row, frozenset(reference.topics)) for row in csv.DictReader(source))


def read_school_file(reference: Reference) -> dict[int, tuple[Break, ...]]:
    """data/school_holidays.csv: the breaks of each school year that the file knows."""
    found: dict[int, tuple[Break, ...]] = {}
    with (reference.folder / "school_holidays.csv").open(encoding="utf-8-sig", newline="") as source:
        for row in csv.DictReader(source):
            first, last = date.fromisoformat(row["first_on"]), date.fromisoformat(row["last_on"])
            if last < first:
                raise ValueError(f"data/school_holidays.csv: {first} {last}")
            one = Break(first, last, Names(row["name_zh"], row["name_en"]))
            year = school_year(first)
            found[year] = (*found.get(year, ()), one)
    return found


def years_told() -> list[str]:
    """For `flask doctor`: whether this year's, and in December next year's, arrangement is known."""
    today, almanac = clock.today(), get_almanac()
    wanted = {today.year, today.year + (today.month == 12)}
    found = [f"The arrangement of public holidays of {year} is not known yet." for year in wanted - almanac.told]
    if not almanac.knows_school(today):
        found.append(f"The holidays of the school year {school_year(today)} are not known yet.")
    return sorted(found)


def init_app(app: Flask) -> None:
    app.extensions["almanac"] = Known(get_reference(app))
    invariants.tell("calendar", years_told)
