"""Feeds for a kind of person, and the page on which one is put together. The address is the whole of it."""

from __future__ import annotations

from flask import current_app, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.core import clock
from sciencepop.core.access import public
from sciencepop.core.db import db
from sciencepop.core.i18n import in_language, request_language
from sciencepop.core.pagecache import cached_for_the_day, cached_with_seats
from sciencepop.core.reference import Segment
from sciencepop.core.signing import keyed_hash, same
from sciencepop.feeds.addresses import addresses
from sciencepop.feeds.queries.titles import Title
from sciencepop.feeds.rules.persona import is_outlived, persona_code, read_code
from sciencepop.feeds.services.build import Built, digest_of
from sciencepop.feeds.services.persona import build_persona, list_entries, tastes_of
from sciencepop.feeds.views import bp
from sciencepop.feeds.views.answer import PUBLIC, nothing_here, whole
from sciencepop.programme.finder import get_finder
from sciencepop.programme.rules.search import Search, read_search
from sciencepop.programme.views.facets import DISTANCES
from sciencepop.programme.views.wording import address, page_links, part_words, words_of
from sciencepop.recommend.rules.tastes import Tastes
from sciencepop.recommend.shelf import AHEAD
from sciencepop.recommend.views.audiences import search_of, tastes_of_group
from sciencepop.recommend.views.lists import steady_list

AGES = ((5, "3–6"), (8, "7–9"), (11, "10–12"), (14, "13–15"), (17, "16–18"))
"""An age in the middle, and the span that people choose."""


@bp.get("/feeds/persona")
@public
@cached_with_seats
def persona() -> str:
    """Put a feed together: for whom, when, where, what; with what it would hold now."""
    search = read_search(request.args.to_dict(flat=False), get_finder().vocabulary)
    tastes, required = tastes_of(search)
    return render_template(
        "feeds/persona.html",
        search=search,
        title=_title(search),
        code=persona_code(search.pairs(), _sign),
        days_ahead=AHEAD.days,
        listed=steady_list(tastes, required) if search.pairs() else None,
        ages=AGES,
        parts=part_words(),
        distances=DISTANCES,
        links=page_links(url_for("feeds.persona")),
        now=clock.now(),
    )


@bp.get("/feeds/persona/<code>.ics")
@public
@cached_for_the_day
def persona_calendar(code: str) -> Response:
    search = _read(code)
    if isinstance(search, Response):
        return search
    return _calendar(*tastes_of(search), _title(search), url_for("feeds.persona_calendar", code=code))


@bp.get("/feeds/persona/<code>.atom")
@public
@cached_for_the_day
def persona_atom(code: str) -> Response:
    search = _read(code)
    if isinstance(search, Response):
        return search
    entries = list_entries(db.session(), *tastes_of(search), request_language(), clock.now())
    midnight = clock.day_bounds(clock.today())[0]
    updated = max((entry.occurrence.revised_at for entry in entries), default=midnight)
    page = render_template(
        "feeds/persona.xml",
        entries=entries,
        title=_title(search),
        code=code,
        updated=updated,
        page_url=address("feeds.persona", search.pairs()),
    )
    response = Response(page, mimetype="application/atom+xml")
    response.headers["Cache-Control"] = PUBLIC
    return response


def picked_for(group: Segment) -> Response:
    """The calendar of a group that has a page and is no audience: it holds what the page may show."""
    page = url_for("recommend.audience", slug=group.slug).removeprefix("/en")
    title = Title(group.name_zh, group.name_en, page)
    search = search_of(group)
    return _calendar(tastes_of_group(search), search, title, url_for("feeds.audience", slug=group.slug))


def _calendar(tastes: Tastes, required: Search, title: Title, source: str) -> Response:
    lang = request_language()
    body = build_persona(list_entries(db.session(), tastes, required, lang, clock.now()), title, lang, source)
    return whole(Built(body, digest_of(body), None))


def _read(code: str) -> Search | Response:
    """The question of a feed, or what its asker is told: that it is none of ours, or that its time is over."""
    found = read_code(code, _sign, same)
    again = addresses(current_app.extensions["config"].public_url, url_for("feeds.persona")).https
    if found is None:
        return nothing_here(_("这个订阅地址不完整，或者被改过。请重新做一个：%(url)s", url=again))
    search = read_search(found, get_finder().vocabulary)
    if is_outlived(found, search.pairs(), search.last, clock.today()):
        over = _("这个订阅要的日子已经过去，或者要的地方、人群已经没有了。请重新做一个：%(url)s", url=again)
        return nothing_here(over, 410)
    return search


def _title(search: Search) -> Title:
    """What the feed is called."""
    names = {}
    for lang in ("zh", "en"):
        with in_language(lang):
            names[lang] = " · ".join(_words(search))
    return Title(names["zh"], names["en"], url_for("feeds.persona").removeprefix("/en"))


def _words(search: Search) -> list[str]:
    """As the list of events says it, but for a feed that goes on: any weekend, and the span of ages that was chosen."""
    own = {("when", "weekend"): str(_("每逢周末"))}
    own |= {("age", str(age)): str(_("%(ages)s 岁", ages=span)) for age, span in AGES}
    pairs = [pair for pair in search.pairs() if pair[0] not in ("km", "to")]
    return [own.get(pair) or words_of(search, *pair) for pair in pairs]


def _sign(query: str) -> str:
    return keyed_hash("persona", query)
