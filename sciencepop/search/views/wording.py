"""What pages say of a question and of what was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from sciencepop.bases.rules.points import Point, distance_km
from sciencepop.core.i18n import day, tr
from sciencepop.programme.views.wording import VOCABULARIES, named
from sciencepop.search.finding import Hit
from sciencepop.search.models import Kind
from sciencepop.search.rules.highlight import Segments, excerpt, mark
from sciencepop.search.rules.question import Means, Part, Question

PAGES = {
    Kind.EVENT: ("programme.event", "slug"),
    Kind.BASE: ("bases.base", "slug"),
    Kind.COURSE: ("college.course", "code"),
    Kind.EDITION: ("festival.edition", "code"),
    Kind.CONTEST: ("contests.contest", "code"),
    Kind.ITEM: ("delivery.item", "code"),
    Kind.PROJECT: ("showcase.project", "code"),
}
NAMED = VOCABULARIES | {"access": "access"}


def kind_words() -> dict[Kind, str]:
    """The kinds in the order of their tabs."""
    return {
        Kind.EVENT: str(_("活动")),
        Kind.BASE: str(_("科普基地")),
        Kind.COURSE: str(_("科普大学课程")),
        Kind.EDITION: str(_("科技节")),
        Kind.CONTEST: str(_("科学竞赛")),
        Kind.ITEM: str(_("配送菜单")),
        Kind.PROJECT: str(_("科技成果")),
    }


def part_words(part: Part, question: Question, today: datetime) -> str:
    """A chip: what a word was taken for, where that says more than the word."""
    if part.means is Means.AGE:
        return str(_("适合 %(age)s 岁", age=part.word.value))
    if part.means is Means.WHEN:
        search = Question((part,)).search(today.date())
        if not search.first or not search.last:
            return part.text
        first, last = day(search.first), day(search.last)
        if first == last:
            is_date = any(map(str.isdigit, part.text))
            return first if is_date else str(_("%(holiday)s：%(day)s", holiday=part.text, day=first))
        return str(_("%(holiday)s：%(first)s至%(last)s", holiday=part.text, first=first, last=last))
    name, code = part.word.facts[0] if len(part.word.facts) == 1 else ("", "")
    return (named(code, NAMED[name]) if name in NAMED else "") or part.text


@dataclass(frozen=True)
class Line:
    """One result as a page shows it."""

    kind: Kind
    kind_words: str
    url: str
    title: Segments
    place: Segments
    summary: Segments
    town_code: str | None
    starts_at: datetime | None
    price_cents: int | None
    km: float | None


def address_of(document: Any, session: int | None = None) -> str:
    endpoint, name = PAGES[document.kind]
    values: dict[str, Any] = {name: document.slug, "at": session}
    return url_for(endpoint, **values)


def make_line(document: Any, hit: Hit, words: str, wanted: Sequence[str], here: Point | None) -> Line:
    """What was found, with the words that were looked for marked; `words` say its kind."""
    km = None
    if here and document.lat is not None and document.lon is not None:
        km = distance_km(here, Point(document.lat, document.lon))
    starts = datetime.fromtimestamp(hit.starts, UTC) if hit.starts is not None else None
    return Line(
        kind=document.kind,
        kind_words=words,
        url=address_of(document, hit.session),
        title=mark(tr(document, "title"), wanted),
        place=mark(tr(document, "place"), wanted),
        summary=mark(excerpt(tr(document, "summary"), wanted), wanted),
        town_code=document.town_code,
        starts_at=starts,
        price_cents=document.price_cents,
        km=km,
    )


def words_to_mark(question: Question, meant: Iterable[Sequence[str]]) -> list[str]:
    """The words that a result may carry: as typed, in other words, and as they were probably meant."""
    found = [part.text for part in question.wanted]
    found += [other for part in question.wanted for other in part.word.others]
    found += [word for words in meant for word in words]
    return [word for word in dict.fromkeys(found) if len(word) > 1 or not word.isascii()]
