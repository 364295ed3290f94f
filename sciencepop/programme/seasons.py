"""The time of the year as far as there are events about it: what one may look at now, for pages and letters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from sciencepop.core.almanac.context import Season
from sciencepop.core.almanac.known import context_of
from sciencepop.core.i18n import tr
from sciencepop.programme.rules.index import Index, Moment
from sciencepop.programme.rules.search import Search

ANYTHING = Search()


@dataclass(frozen=True)
class SeasonFound:
    """A season with the question that lists its events, and how many there are."""

    season: Season
    search: Search
    count: int

    def words(self) -> str:
        """清明前后：观察植物, in the language that is being written."""
        return str(_("%(season)s前后：%(hint)s", season=tr(self.season, "name"), hint=tr(self.season, "hint")))


def find_season(index: Index, moment: Moment, day: date, among: Search = ANYTHING) -> SeasonFound | None:
    """The season nearest to a day that has events about it while it lasts; None where there is none.

    `among` narrows the events; where it asks for topics, only these are the season's, too.
    """
    for around in context_of(day).seasons:
        topics = tuple(topic for topic in around.season.topics if topic in (among.topics or around.season.topics))
        search = replace(among, when="", first=around.first, last=around.last, topics=topics)
        count = index.matching(search, moment).bit_count() if topics else 0
        if count:
            return SeasonFound(around.season, search, count)
    return None
