"""Who asks for a list, and what may be used of them: an account, a browser's cookie, or the address itself.

The cookie holds what was chosen and nothing else, signed, so that only this site's pages write it. Where a browser
keeps no cookie, the address carries the choice and every page works from it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from flask import current_app, request
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.accounts.pressing import me
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.signing import keyed_hash, same
from sciencepop.recommend.queries.person import is_off, list_visits
from sciencepop.recommend.rules.tastes import NOBODY, Choice, Tastes, choose, read_choice, written
from sciencepop.recommend.services import rights
from sciencepop.recommend.services.suggest import choice_of
from sciencepop.recommend.shelf import get_shelves

COOKIE, KEPT = "sp_tastes", timedelta(days=180)
_PURPOSE, _LENGTH = "tastes", 24


@dataclass(frozen=True)
class Asker:
    """`choice` is what is kept of the asker, or what the address says where nothing is; `tastes` is what is used.

    Whoever signs in without a choice in their profile goes on with that of the browser, until they change it.
    """

    choice: Choice
    tastes: Tastes
    is_account: bool = False
    is_in_profile: bool = False

    @property
    def is_off(self) -> bool:
        return self.choice.is_off


def asker() -> Asker:
    """Whoever sent this request. An account goes before the browser, and what is kept before the address."""
    kept = _read_cookie()
    if current_user.is_authenticated:
        off = kept.is_off or is_off(db.session(), me().id)
        mine = choice_of(me())
        choice = replace(kept if mine.is_empty else mine, is_off=off)
        tastes = NOBODY if off else Tastes(choice, list_visits(db.session(), me().id, clock.now()), me().id)
        return Asker(choice, tastes, is_account=True, is_in_profile=not mine.is_empty)
    choice = kept if kept.is_off or not kept.is_empty else _in_address()
    return Asker(choice, NOBODY if choice.is_off else Tastes(choice))


def keep(answer: Response, choice: Choice) -> Response:
    """Keep a choice, and whether recommendations are off, with the account or in the browser."""
    if current_user.is_authenticated:
        rights.keep_choice(choice, by=me(), now=clock.now())
        choice = Choice()  # the account has it now
    return _write_cookie(answer, choice)


def forget_everything(answer: Response) -> Response:
    """Delete all tags: what was chosen, and every booking that counts. Off stays off."""
    nothing = Choice(is_off=asker().is_off)
    if current_user.is_authenticated:
        rights.forget_all(is_off=nothing.is_off, by=me(), now=clock.now())
        nothing = Choice()
    return _write_cookie(answer, nothing)


def _in_address() -> Choice:
    args = request.args
    return choose(args.getlist("audience"), args.getlist("topic"), args.get("town", ""), get_shelves().known)


def _read_cookie() -> Choice:
    text, _dot, signature = request.cookies.get(COOKIE, "").rpartition("|")
    if not text or not same(keyed_hash(_PURPOSE, text)[:_LENGTH], signature):
        return Choice()
    return read_choice(text, get_shelves().known)


def _write_cookie(answer: Response, choice: Choice) -> Response:
    """Scripts may see that there is one: it tells them that the home page has something to fetch."""
    if choice.is_empty and not choice.is_off:
        answer.delete_cookie(COOKIE, samesite="Lax")
        return answer
    text = written(choice)
    value = f"{text}|{keyed_hash(_PURPOSE, text)[:_LENGTH]}"
    secure = current_app.extensions["config"].is_production
    answer.set_cookie(COOKIE, value, max_age=KEPT, httponly=False, samesite="Lax", secure=secure)
    return answer
