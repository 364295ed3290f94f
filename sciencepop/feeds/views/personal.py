"""A person's own calendar behind a secret address. No session, no cookie: the address is all that is needed."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from sciencepop.core import clock, stamps
from sciencepop.core.access import public
from sciencepop.core.db import db
from sciencepop.core.i18n import request_language
from sciencepop.core.pagecache import negotiate
from sciencepop.core.tokens import hash_token
from sciencepop.core.web import limiter
from sciencepop.delivery.queries.menu import organisations_of, suppliers_of
from sciencepop.feeds.ical import join, personal_header
from sciencepop.feeds.models import FeedToken
from sciencepop.feeds.queries.tokens import find_token
from sciencepop.feeds.rules.scopes import window_on
from sciencepop.feeds.services.build import build_deliveries, build_personal
from sciencepop.feeds.services.tokens import is_first_use_of_the_day, note_use
from sciencepop.feeds.views import bp
from sciencepop.feeds.views.answer import MIMETYPE, PRIVATE, nothing_here, whole
from sciencepop.programme.calendar_context import get_context


def _token_key() -> str:
    return "feed:" + hash_token(str((request.view_args or {}).get("token", "")))[:24]


@bp.get("/feeds/p/<token>.ics")
@public
@limiter.limit("60 per hour", key_func=_token_key)
@limiter.limit("600 per hour")
def personal(token: str) -> Response:
    """The holder's sessions; whether the address and the account still live is asked at every fetch."""
    found = find_token(db.session(), token)
    if found is None:
        return _closed(nothing_here())
    if found.revoked_at is not None or not found.person.is_active or not acts_for_it(found):
        return _closed(_gone())
    return _closed(_fresh(found))


def acts_for_it(token: FeedToken) -> bool:
    """Whether the address's owner still acts for the supplier or the organisation whose deliveries it shows."""
    session, person = db.session(), token.person
    if token.supplier_id:
        return token.supplier_id in {one.id for one in suppliers_of(session, person)}
    mine = {one.id for one in organisations_of(session, person.id)} if token.organisation_id else set()
    return token.organisation_id is None or token.organisation_id in mine


def _fresh(token: FeedToken) -> Response:
    token_id, now, lang = token.id, clock.now(), request_language()
    is_first = is_first_use_of_the_day(token, now)
    versions = stamps.current()
    key, window, version = f"token:{token_id}:{lang}", window_on(clock.today()), versions.public + versions.seats
    if token.supplier_id or token.organisation_id:
        built = build_deliveries(db.session(), token, key, lang, window, version=version, now=now)
    else:
        built = build_personal(db.session(), token.person, key, lang, window, version=version, now=now)
    if is_first:
        note_use(token_id, now=now)
    return negotiate(whole(built, PRIVATE))


def _gone() -> Response:
    """410 with a calendar that is valid and empty, so that even a careless program forgets what it had."""
    body = join(personal_header(request_language(), get_context()), [])
    response = Response(body, status=410, mimetype=MIMETYPE)
    response.headers["Cache-Control"] = PRIVATE
    response.headers["Vary"] = "Accept-Encoding"
    return response


def _closed(response: Response) -> Response:
    """No trace of a secret address in other sites' logs or in search engines."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    if response.status_code == 404:
        response.headers["Cache-Control"] = "private, no-store"
    return response
