"""The time of the year as far as there are events in it: what one may look at now, for pages and letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from sciencepop.core.almanac.context import Season
from sciencepop.core.almanac.days import Break
from sciencepop.core.almanac.known import context_of, get_almanac
from sciencepop.core.i18n import day as day_words
from sciencepop.core.i18n import tr
from sciencepop.programme.rules.index import Index, Moment
from sciencepop.programme.rules.search import Search

ANYTHING = Search()
HOLIDAY_AHEAD = 14
"""So many days before a holiday its events are told of."""


@dataclass(frozen=True)
class TimeOfYear:
    """A season or a holiday, with the question that lists its events, and how many there are."""

    of: Season | Break
    search: Search
    count: int

    def words(self) -> str:
        """清明前后：观察植物 or 国庆节：10月1日（周四）至10月7日（周三）, in the language that is being written."""
        if isinstance(self.of, Season):
            return str(_("%(season)s前后：%(hint)s", season=tr(self.of, "name"), hint=tr(self.of, "hint")))
        name, first, last = tr(self.of.names, "name"), day_words(self.of.first), day_words(self.of.last)
        if first == last:
            return str(_("%(holiday)s：%(day)s", holiday=name, day=first))
        return str(_("%(holiday)s：%(first)s至%(last)s", holiday=name, first=first, last=last))


def find_times(index: Index, moment: Moment, day: date, among: Search = ANYTHING) -> list[TimeOfYear]:
    """At most two: the public or else school holiday of a day or soon after it, and the season nearest to it; each only
    where there are events. `among` narrows these; where it asks for topics, only these are a season's, too."""

    def first_of(asked: Iterator[tuple[Season | Break, Search]]) -> list[TimeOfYear]:
        counted = (TimeOfYear(of, search, index.matching(search, moment).bit_count()) for of, search in asked)
        return [one for one in [next((one for one in counted if one.count), None)] if one]

    return [*first_of(_holidays(day, among)), *first_of(_seasons(day, among))]


def _holidays(day: date, among: Search) -> Iterator[tuple[Break, Search]]:
    for one in get_almanac().coming(day, HOLIDAY_AHEAD):
        yield one, replace(among, when="", first=one.first, last=one.last)


def _seasons(day: date, among: Search) -> Iterator[tuple[Season, Search]]:
    for around in context_of(day).seasons:
        topics = tuple(topic for topic in around.season.topics if topic in (among.topics or around.season.topics))
        if topics:
            yield around.season, replace(among, when="", first=around.first, last=around.last, topics=topics)
