"""What the views share: whoever is signed in, doing what a button asks, and what pages call things."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any, cast

from flask import flash, send_file
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.accounts.models import Person
from sciencepop.contests.messages import (
    AVERAGES,
    CONTEST_STATES,
    ENTRY_STATES,
    MEDIA,
    PROMOTIONS,
    ROUND_STATES,
    sentence,
)
from sciencepop.contests.models import Contest
from sciencepop.contests.queries import contests
from sciencepop.contests.words import mark_words, shown_name, shown_team
from sciencepop.core import clock
from sciencepop.core.access import require
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import Form

Answer = str | Response | tuple[str, int]


def me() -> Person:
    """Whoever is signed in."""
    return cast(Person, current_user)


def press(form: Form, verb: Callable[..., Any], *arguments: Any, done: str = "", **options: Any) -> str | None:
    """Do what a valid form asks for; returns None when it is done, and else a refusal's sentence."""
    if not form.validate_on_submit():
        words = [str(error) for field in form if field.type != "CSRFTokenField" for error in field.errors]
        return words[0] if words else str(_("页面放得太久了，请再提交一次。"))
    try:
        verb(*arguments, **options, by=me(), now=clock.now())
    except RuleBroken as broken:
        return sentence(broken)
    flash(done or _("已保存。"))
    return None


def organised(code: str) -> Contest:
    """A contest that whoever is signed in runs: 404 and 403 otherwise."""
    contest = contests.get_contest(db.session(), code)
    require(contests.organises(me(), contest))
    return contest


def saved_file(content: bytes, media_type: str, name: str) -> Response:
    """A file that is always saved, never shown in the site's name."""
    answer = send_file(BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name, max_age=0)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def words() -> dict[str, object]:
    """What templates call things."""
    return {
        "averages": AVERAGES,
        "contest_states": CONTEST_STATES,
        "entry_states": ENTRY_STATES,
        "mark_words": mark_words,
        "media": MEDIA,
        "now": clock.now(),
        "promotions": PROMOTIONS,
        "round_states": ROUND_STATES,
        "shown_name": shown_name,
        "shown_team": shown_team,
    }
