"""The time of the year in a line: what one may look at now, with the way to the events about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from sciencepop.core.almanac.days import DayKind
from sciencepop.core.almanac.known import context_of, get_almanac
from sciencepop.core.i18n import tr
from sciencepop.programme.rules.index import Index, Moment
from sciencepop.programme.rules.search import Search
from sciencepop.programme.views.wording import address


@dataclass(frozen=True)
class SeasonLine:
    """清明前后：观察植物, and where its events are listed, with their number."""

    words: str
    count: int
    url: str


def season_line(index: Index, moment: Moment, day: date) -> SeasonLine | None:
    """The season nearest to a day that has events about it while it lasts; None where there is none."""
    for around in context_of(day).seasons:
        search = Search(first=around.first, last=around.last, topics=around.season.topics)
        count = index.matching(search, moment).bit_count()
        if count:
            name, hint = tr(around.season, "name"), tr(around.season, "hint")
            words = str(_("%(season)s前后：%(hint)s", season=name, hint=hint))
            return SeasonLine(words, count, address("programme.events", search.pairs()))
    return None


def day_notes(day: date) -> list[str]:
    """What a day is in the calendar: its holiday, a make-up workday, a school holiday, the solar term on it."""
    almanac, found = get_almanac(), context_of(day)
    notes = []
    if names := almanac.holiday(day):
        notes.append(tr(names, "name"))
    if found.kind is DayKind.MAKEUP:
        notes.append(str(_("%(name)s调休上班", name=tr(almanac.makeup[day], "name"))))
    if names := almanac.school_holiday(day):
        notes.append(tr(names, "name"))
    seasons = [tr(one.season, "name") for one in found.seasons if one.day == day]
    return [*notes, *(name for name in seasons if name not in notes)]
