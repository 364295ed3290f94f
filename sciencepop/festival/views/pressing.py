"""What the views share: whoever is signed in, doing what a button asks, and what pages call things."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from flask import flash
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.accounts.models import Person
from sciencepop.core import clock
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import Form
from sciencepop.festival import words
from sciencepop.festival.messages import FIELD_OF, sentence
from sciencepop.festival.rules.refusals import Refusal
from sciencepop.festival.vocabulary import vocabulary

Answer = str | Response | tuple[str, int]


def me() -> Person:
    """Whoever is signed in."""
    return cast(Person, current_user)


def press(form: Form, verb: Callable[..., Any], *arguments: Any, done: str = "", **options: Any) -> str | None:
    """Do what a form asks for; returns None when it is done. A refusal's sentence hangs on the form and is returned."""
    if not form.validate_on_submit():
        told = [str(error) for field in form if field.type != "CSRFTokenField" for error in field.errors]
        return told[0] if told else str(_("页面放得太久了，请再提交一次。"))
    try:
        verb(*arguments, **options, by=me(), now=clock.now())
    except RuleBroken as broken:
        told_now = sentence(broken)
        field = FIELD_OF.get(Refusal(broken.code))
        form.refuse(field if field in form else None, told_now)
        return told_now
    flash(done or _("已保存。"))
    return None


def names() -> dict[str, object]:
    """What templates call things."""
    return {
        "edition_states": words.EDITION_STATES,
        "roles": words.ROLES,
        "offer_kinds": words.OFFERS,
        "changes": words.CHANGES,
        "count_words": words.count_words,
        "days_words": words.days_words,
        "themes": vocabulary().themes,
        "where_of": words.where_of,
    }
