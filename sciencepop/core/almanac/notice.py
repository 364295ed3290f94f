"""Reading the State Council's notice, or the city's school calendar, as it is pasted from the page where it stands.

“春节：2月15日（周日）至23日（周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。” and
“寒假从2026年2月2日开始，2月27日结束。” Weekdays and numbers of days that the text tells are held against the calendar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEKDAYS = "一二三四五六日"
_DAY = r"(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日(?:[（(][^（）()]*[）)])?"
_PARTS = re.compile(
    r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:[（(][^（）()]*?(?:(?:周|星期)([一二三四五六日天]))?[）)])?"
)
_STRETCH = re.compile(rf"({_DAY})(?:[至到\-–—~～]+({_DAY}))?")
_ITEM = re.compile(r"(?:[一二三四五六七八九十\d]+[、.．])?\s*([^：:，,。\d]{2,12})[：:](.*)")
_BREAK = re.compile(rf"([寒暑春秋]假)[^\d寒暑春秋]{{0,4}}({_DAY})[^\d。]{{1,8}}({_DAY})")
_TOTAL = re.compile(r"共(\d+)天")
LONGEST_DAYS = 100


class SpanKind(StrEnum):
    HOLIDAY = "holiday"
    MAKEUP = "makeup"
    BREAK = "break"


@dataclass(frozen=True, order=True)
class Span:
    """Days of one kind, both included."""

    first: date
    last: date
    kind: SpanKind
    name_zh: str

    def days(self) -> Iterator[date]:
        for later in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=later)


class NoticeProblem(StrEnum):
    """What is wrong; `words` of the exception show where."""

    NOTHING = "nothing"
    NO_DAY = "no_day"
    WRONG_WEEKDAY = "wrong_weekday"
    WRONG_TOTAL = "wrong_total"
    BACKWARDS = "backwards"
    NO_WEEKEND = "no_weekend"
    TWICE = "twice"
    FOREIGN_YEAR = "foreign_year"


class BadNotice(Exception):
    def __init__(self, problem: NoticeProblem, words: str = "") -> None:
        super().__init__(f"{problem}: {words}")
        self.problem, self.words = problem, words[:60]


def read_notice(text: str, year: int) -> list[Span]:
    """Holidays and make-up days of a calendar year's notice, in order. Raises BadNotice."""
    found: list[Span] = []
    for line in text.splitlines():
        item = _ITEM.match(line.strip())
        for sentence in re.split(r"[。；;]", item[2]) if item else ():
            found += _of_sentence(sentence, item[1].strip(), year) if item else ()
    return _checked(found, date(year - 1, 12, 25), date(year, 12, 31))


def read_school_calendar(text: str, year: int) -> list[Span]:
    """School holidays of the school year that begins in the autumn of `year`, in order. Raises BadNotice."""
    found, said = [], year + 1
    for name, first, last in _BREAK.findall(re.sub(r"\s", "", text)):
        days = _Days(said)
        found.append(_span(days.read(first), days.read(last), SpanKind.BREAK, name, name + first))
        said = days.year
    return _checked(found, date(year, 9, 1), date(year + 1, 8, 31))


def _of_sentence(sentence: str, name: str, year: int) -> Iterator[Span]:
    kind = SpanKind.MAKEUP if "上班" in sentence else SpanKind.HOLIDAY
    if kind is SpanKind.HOLIDAY and not re.search(r"放假|补休|休息", sentence):
        return
    days, total = _Days(year), 0
    for first, last in _STRETCH.findall(sentence):
        begins = days.read(first)
        span = _span(begins, days.read(last) if last else begins, kind, name, sentence)
        if kind is SpanKind.MAKEUP and any(day.weekday() < 5 for day in span.days()):
            raise BadNotice(NoticeProblem.NO_WEEKEND, sentence)
        total += (span.last - span.first).days + 1
        yield span
    told = _TOTAL.search(sentence)
    if told and kind is SpanKind.HOLIDAY and int(told[1]) != total:
        raise BadNotice(NoticeProblem.WRONG_TOTAL, sentence)


class _Days:
    """Reads days one after the other: a year or month that is left out is the one before."""

    def __init__(self, year: int) -> None:
        self.year, self.month = year, 0

    def read(self, text: str) -> date:
        found = _PARTS.fullmatch(text)
        if found is None:  # pragma: no cover - the callers' patterns hold this one
            raise BadNotice(NoticeProblem.NO_DAY, text)
        self.year, self.month = int(found[1] or self.year), int(found[2] or self.month)
        try:
            day = date(self.year, self.month, int(found[3]))
        except ValueError:
            raise BadNotice(NoticeProblem.NO_DAY, text) from None
        if found[4] and WEEKDAYS[day.weekday()] != found[4].replace("天", "日"):
            raise BadNotice(NoticeProblem.WRONG_WEEKDAY, text)
        return day


def _span(first: date, last: date, kind: SpanKind, name: str, words: str) -> Span:
    if not first <= last <= first + timedelta(days=LONGEST_DAYS):
        raise BadNotice(NoticeProblem.BACKWARDS, words)
    return Span(first, last, kind, name)


def _checked(spans: Sequence[Span], first: date, last: date) -> list[Span]:
    if not spans:
        raise BadNotice(NoticeProblem.NOTHING)
    seen: set[date] = set()
    for span in spans:
        if not first <= span.first <= span.last <= last:
            raise BadNotice(NoticeProblem.FOREIGN_YEAR, f"{span.name_zh} {span.first}")
        for day in span.days():
            if day in seen:
                raise BadNotice(NoticeProblem.TWICE, f"{span.name_zh} {day}")
            seen.add(day)
    return sorted(spans)
