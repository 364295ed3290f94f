"""The page of results. It is the same for everybody: no person, no session; nothing of what is asked is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, url_for

from sciencepop.bases.rules.points import Point
from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.db import db
from sciencepop.core.reference import get_reference
from sciencepop.core.text import clean_line, whole_number
from sciencepop.core.turns import Turns
from sciencepop.core.web import limiter
from sciencepop.programme.views.wording import Chip, address, page_links
from sciencepop.search.finding import Asking, Found, Hit, count_exactly, find, shown
from sciencepop.search.models import Kind
from sciencepop.search.queries.find import list_documents
from sciencepop.search.rules.question import LONGEST, Question, read_question
from sciencepop.search.views import bp
from sciencepop.search.views.wording import Line, kind_words, make_line, part_words, words_to_mark
from sciencepop.search.words import get_words

A_PAGE = 10
"""For everybody: the best stand first, and what is far down is better asked for in other words."""
MOST_NEAR_MISSES = 4
TURNS = Turns(1)
"""Of pages and suggestions together: eight at once in a worker took twice as long each, and a third longer in all."""
OFTEN = "600 per minute"
"""By network: a school or an office stands behind one address."""


@dataclass(frozen=True)
class Tab:
    words: str
    url: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class NearMiss:
    """A part that stands in the way: how many there are without it."""

    words: str
    url: str
    count: int


@bp.get("/search")
@public
@limiter.limit(OFTEN)
@TURNS.taken
def results() -> str:
    """What fits, by kind, or what nearly does."""
    asking, town = read_asking()
    question = asking.question
    found = find(db.session(), asking) if question.parts else Found()
    found = replace(found, hits=shown(db.session(), found.hits, asking.now))
    kind = next((one for one in Kind if one.value == request.args.get("kind")), None)
    hits = [hit for hit in found.hits if kind is None or hit.kind is kind]
    number = _page_number(of=-(-len(hits) // A_PAGE))
    page = hits[A_PAGE * (number - 1) : A_PAGE * number]
    here = {"q": question.text, "near": town}
    later = url_for(".results", **_given(here, kind=kind, page=number + 1)) if len(hits) > A_PAGE * number else ""
    facets = question.facets(clock.today())
    return render_template(
        "search/results.html",
        question=question,
        typed=clean_line(request.args.get("q", ""))[:LONGEST],
        town=town,
        kind=kind,
        found=found,
        total=len(hits),
        lines=_lines(page, found, asking),
        tabs=_tabs(found, here, kind),
        chips=_chips(question, here),
        misses=_near_misses(asking, here) if not found.hits else [],
        events_url=address("programme.events", facets.pairs()) if facets.pairs() else "",
        next_url=later,
        first_url=url_for(".results", **_given(here, kind=kind)) if number > 1 else "",
        links=page_links(url_for(".results") + ("?" + urlencode({"q": question.text}) if question.parts else "")),
    )


def read_asking() -> tuple[Asking, str]:
    """The question of this request, and the code of the town it is asked from."""
    question = read_question(clean_line(request.args.get("q", "")), get_words())
    town = get_reference().towns.get(request.args.get("near", ""))
    here = Point(town.lat, town.lon) if town else None
    now = clock.now()
    return Asking(question, question.search(clock.today()), now, here), town.code if town else ""


def _page_number(of: int) -> int:
    """The page that is asked for, the last one where there are not so many."""
    return max(min(whole_number(request.args.get("page", "")) or 1, of), 1)


def _given(values: dict[str, str], **more: object) -> dict[str, Any]:
    return {name: str(value) for name, value in (values | more).items() if value}


def _lines(page: list[Hit], found: Found, asking: Asking) -> list[Line]:
    documents = list_documents(db.session(), [hit.id for hit in page])
    wanted = words_to_mark(asking.question, found.meant.values())
    words = kind_words()
    return [
        make_line(documents[hit.id], hit, words[hit.kind], wanted, asking.here) for hit in page if hit.id in documents
    ]


def _tabs(found: Found, here: dict[str, str], chosen: Kind | None) -> list[Tab]:
    counts = found.counts
    return [
        Tab(words, url_for(".results", **_given(here, kind=kind.value)), counts[kind], kind is chosen)
        for kind, words in kind_words().items()
        if counts[kind] or kind is chosen
    ]


def _chips(question: Question, here: dict[str, str]) -> list[Chip]:
    today = clock.local(clock.now())
    return [
        Chip(part_words(part, question, today), url_for(".results", **_given(here, q=question.without(part).text)))
        for part in question.removable
    ]


def _near_misses(asking: Asking, here: dict[str, str]) -> list[NearMiss]:
    """How many there would be without one of the words, the most first."""
    found: list[NearMiss] = []
    for part in asking.question.parts[: MOST_NEAR_MISSES * 2]:
        less = asking.question.without(part)
        if less.wanted or less.filters:
            count = count_exactly(db.session(), Asking(less, less.search(clock.today()), asking.now))
            if count:
                url = url_for(".results", **_given(here, q=less.text))
                found.append(NearMiss(part.text, url, count))
    return sorted(found, key=lambda miss: -miss.count)[:MOST_NEAR_MISSES]
