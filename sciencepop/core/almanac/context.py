"""What time of the year a day is, as context for suggestions and as words that one can filter by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from sciencepop.core.almanac.days import SATURDAY, Almanac, DayKind
from sciencepop.core.almanac.sky import TERMS, lunar_day, terms_of


class SeasonKind(StrEnum):
    TERM = "term"
    FESTIVAL = "festival"
    DAY = "day"


@dataclass(frozen=True)
class Season:
    """A solar term, a festival of the moon (`on` is month/day) or a day of each year (`on` is MM-DD).

    It is around it from `before` days before to `after` days after; `topics` are what one may look at then, and the
    hint says it in words.
    """

    slug: str
    kind: SeasonKind
    on: str
    name_zh: str
    name_en: str
    before: int
    after: int
    topics: tuple[str, ...]
    hint_zh: str
    hint_en: str


@dataclass(frozen=True)
class Around:
    """A season with its own day, and the days before and after that still belong to it."""

    season: Season
    day: date

    @property
    def first(self) -> date:
        return self.day - timedelta(days=self.season.before)

    @property
    def last(self) -> date:
        return self.day + timedelta(days=self.season.after)


@dataclass(frozen=True)
class Label:
    """A word for a day: `slug` stands in addresses."""

    slug: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Context:
    """`labels` say what the day is; `seasons` are around it, the nearest first; `topics` in that order, once each."""

    kind: DayKind
    labels: tuple[Label, ...]
    seasons: tuple[Around, ...]
    topics: tuple[str, ...]


HOLIDAY = Label("holiday", "节假日", "public holidays")
MAKEUP = Label("makeup", "调休上班日", "make-up workdays")
WEEKEND = Label("weekend", "周末", "weekends")
SCHOOL_HOLIDAY = Label("school-holiday", "寒暑假", "school holidays")
PLAIN = (WEEKEND, HOLIDAY, MAKEUP, SCHOOL_HOLIDAY)
"""The labels that are no seasons, in the order in which they are shown."""
_OF_KIND = {DayKind.HOLIDAY: HOLIDAY, DayKind.MAKEUP: MAKEUP, DayKind.WEEKEND: WEEKEND}


def context_of(day: date, almanac: Almanac, seasons: Sequence[Season]) -> Context:
    """What a day is, and what is around it."""
    kind = almanac.kind_of(day)
    around = tuple(seasons_around(day, tuple(seasons)))
    labels = [_OF_KIND[kind]] if kind in _OF_KIND else []
    if kind is DayKind.HOLIDAY and day.weekday() >= SATURDAY:
        labels.append(WEEKEND)  # whoever looks for weekends looks for this one, too
    if almanac.school_holiday(day):
        labels.append(SCHOOL_HOLIDAY)
    labels += [Label(one.season.slug, one.season.name_zh, one.season.name_en) for one in around]
    topics = tuple(dict.fromkeys(topic for one in around for topic in one.season.topics))
    return Context(kind, tuple(labels), around, topics)


def seasons_around(day: date, seasons: tuple[Season, ...]) -> list[Around]:
    """The seasons that a day belongs to, the nearest first, a festival before a term of the same distance."""
    found = [
        one for year in (day.year - 1, day.year, day.year + 1) for one in _of_year(year, seasons)
        if one.first <= day <= one.last
    ]  # fmt: skip
    return sorted(found, key=lambda one: (abs((one.day - day).days), one.season.kind is SeasonKind.TERM, one.day))


def next_around(slug: str, day: date, seasons: Sequence[Season]) -> Around | None:
    """The season of this slug that a day belongs to, or the next one; None where there is no such season."""
    all_of_them = tuple(seasons)
    found = (one for year in (day.year - 1, day.year, day.year + 1) for one in _of_year(year, all_of_them))
    return next((one for one in found if one.season.slug == slug and one.last >= day), None)


@lru_cache(maxsize=64)
def _of_year(year: int, seasons: tuple[Season, ...]) -> tuple[Around, ...]:
    return tuple(Around(season, day) for season in seasons for day in _days_of(season, year))


def _days_of(season: Season, year: int) -> Iterator[date]:
    """The days of a season in a calendar year: one, and now and then none or two of those at the year's end."""
    if season.kind is SeasonKind.TERM:
        yield terms_of(year)[season.slug]
    elif season.kind is SeasonKind.DAY:
        month, day = map(int, season.on.split("-"))
        yield date(year, month, day)
    else:
        month, day = map(int, season.on.split("/"))
        found = (lunar_day(lunar_year, month, day) for lunar_year in (year - 1, year))
        yield from (on for on in found if on.year == year)


def read_season(row: dict[str, str], topics: frozenset[str]) -> Season:
    """A row of data/seasons.csv. ValueError where it is wrong."""
    season = Season(
        slug=row["slug"],
        kind=SeasonKind(row["kind"]),
        on=row["on"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        before=int(row["before"]),
        after=int(row["after"]),
        topics=tuple(row["topics"].split()),
        hint_zh=row["hint_zh"],
        hint_en=row["hint_en"],
    )
    if season.kind is SeasonKind.TERM and season.slug not in TERMS:
        raise ValueError(f"data/seasons.csv: {season.slug} is no solar term")
    if unknown := set(season.topics) - topics:
        raise ValueError(f"data/seasons.csv: {season.slug} has unknown topics {sorted(unknown)}")
    list(_days_of(season, 2026))
    return season
