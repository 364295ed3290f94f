"""The feeds that everybody may follow, and the download of one session."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from sciencepop.college.queries.classes import get_shown
from sciencepop.core import clock, stamps
from sciencepop.core.access import public
from sciencepop.core.db import db
from sciencepop.core.i18n import request_language
from sciencepop.core.pagecache import cached_for_the_day, do_not_keep, negotiate
from sciencepop.core.reference import get_reference
from sciencepop.feeds.ical import join, single_header
from sciencepop.feeds.queries.sessions import find_visible
from sciencepop.feeds.rules.scopes import Scope, ScopeKind, window_on
from sciencepop.feeds.services.build import Built, build_body, build_class, build_public, digest_of
from sciencepop.feeds.views import bp
from sciencepop.feeds.views.answer import nothing_here, whole
from sciencepop.feeds.views.persona import picked_for
from sciencepop.programme.calendar_context import get_context
from sciencepop.programme.ical import render_vevent

LONGEST_KEY, LONGEST_LIST = 200, 600
LARGEST_ID = 2**63 - 1


@bp.get("/feeds/all.ics", endpoint="all")
@public
@cached_for_the_day
def everything() -> Response:
    return _feed(Scope(ScopeKind.ALL))


@bp.get("/feeds/bases/<slug>.ics")
@public
@cached_for_the_day
def base(slug: str) -> Response:
    return _feed(Scope(ScopeKind.BASE, slug))


@bp.get("/feeds/towns/<code>.ics")
@public
@cached_for_the_day
def town(code: str) -> Response:
    return _feed(Scope(ScopeKind.TOWN, code))


@bp.get("/feeds/audiences/<slug>.ics")
@public
@cached_for_the_day
def audience(slug: str) -> Response:
    """Everything for an audience; for another group that has a page, the best for it with reasons."""
    group = get_reference().segments.get(slug)
    if group is not None and slug not in get_reference().audiences:
        return picked_for(group)
    return _feed(Scope(ScopeKind.AUDIENCE, slug))


@bp.get("/feeds/topics/<slug>.ics")
@public
@cached_for_the_day
def topic(slug: str) -> Response:
    return _feed(Scope(ScopeKind.TOPIC, slug))


@bp.get("/feeds/events/<slug>.ics")
@public
@cached_for_the_day
def event(slug: str) -> Response:
    return _feed(Scope(ScopeKind.EVENT, slug))


@bp.get("/feeds/classes/<code>.ics")
@public
def course_class(code: str) -> Response:
    """The lessons of a class of the college."""
    try:
        one = get_shown(db.session(), code, clock.now())
    except NotFound:
        return nothing_here()
    source, window = url_for("feeds.course_class", code=code), window_on(clock.today())
    return negotiate(whole(build_class(db.session(), one, request_language(), source, window, now=clock.now())))


@bp.get("/feeds/festival/<code>.ics")
@public
@cached_for_the_day
def festival(code: str) -> Response:
    return _feed(Scope(ScopeKind.FESTIVAL, code))


@bp.get("/feeds/festival/<code>/blocks/<slug>.ics")
@public
@cached_for_the_day
def festival_block(code: str, slug: str) -> Response:
    return _feed(Scope(ScopeKind.FESTIVAL_BLOCK, f"{code}/{slug}"))


@bp.get("/feeds/festival/<code>/venues/<slug>.ics")
@public
@cached_for_the_day
def festival_venue(code: str, slug: str) -> Response:
    return _feed(Scope(ScopeKind.FESTIVAL_VENUE, f"{code}/{slug}"))


@bp.get("/feeds/festival/<code>/days/<day>.ics")
@public
@cached_for_the_day
def festival_day(code: str, day: str) -> Response:
    return _feed(Scope(ScopeKind.FESTIVAL_DAY, f"{code}/{day}"))


@bp.get("/feeds/festival/<code>/agenda/<stars>.ics")
@public
def festival_agenda(code: str, stars: str) -> Response:
    """The sessions that the address itself names. There are as many as people can think of, so nothing is noted."""
    scope = Scope(ScopeKind.FESTIVAL_AGENDA, f"{code}/{stars}")
    source = url_for("feeds.festival_agenda", code=code, stars=stars)
    is_plausible = len(scope.key) <= LONGEST_LIST and scope.key.isprintable()
    body = (
        build_body(db.session(), scope, request_language(), source, window_on(clock.today())) if is_plausible else None
    )
    return negotiate(whole(Built(body, digest_of(body), None))) if body is not None else nothing_here()


@bp.get("/events/<slug>/<int:occurrence_id>.ics")
@public
def occurrence(slug: str, occurrence_id: int) -> Response:
    """One session to keep: a copy, which will not follow later changes."""
    if occurrence_id > LARGEST_ID or not _is_plausible(slug):
        return nothing_here()
    found = find_visible(db.session(), slug, occurrence_id)
    if found is None:
        return nothing_here()
    lang, context = request_language(), get_context()
    body = join(single_header(lang, context), [render_vevent(found, lang, context)])
    response = negotiate(whole(Built(body, digest_of(body), found.revised_at)))
    day = clock.local(found.starts_at).date()
    name = "".join(letter for letter in slug if letter.isascii() and (letter.isalnum() or letter == "-"))
    response.headers["Content-Disposition"] = f'attachment; filename="{name or "event"}-{day}.ics"'
    return response


def _feed(scope: Scope) -> Response:
    """Built anew; it is kept in memory while stamp and day are the same (see `core.pagecache`)."""
    version = stamps.current().public
    built = _build(scope, request_language(), version) if _is_plausible(scope.key) else None
    if built is None:
        return nothing_here()
    if built.changed_at is None:
        do_not_keep()
        return negotiate(whole(built))
    return whole(built)


def _build(scope: Scope, lang: str, version: int) -> Built | None:
    source = url_for(request.endpoint or "", **(request.view_args or {}))
    window = window_on(clock.today())
    return build_public(db.session(), scope, lang, source, window, version=version, now=clock.now())


def _is_plausible(text: str) -> bool:
    return len(text) <= LONGEST_KEY and text.isprintable()
