"""The time of the year in lines, with the way to the events about it; and what a day is in the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from sciencepop.core.almanac.days import DayKind
from sciencepop.core.almanac.known import context_of, get_almanac
from sciencepop.core.i18n import tr
from sciencepop.programme.rules.index import Index, Moment
from sciencepop.programme.rules.search import Search
from sciencepop.programme.seasons import ANYTHING, find_times
from sciencepop.programme.views.wording import address


@dataclass(frozen=True)
class SeasonLine:
    """清明前后：观察植物, or a holiday with its days; where its events are listed, with their number."""

    words: str
    count: int
    url: str


def season_lines(index: Index, moment: Moment, day: date, among: Search = ANYTHING) -> list[SeasonLine]:
    """What one may look at around a day (`find_times`)."""
    found = find_times(index, moment, day, among)
    return [SeasonLine(one.words(), one.count, address("programme.events", one.search.pairs())) for one in found]


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
