"""What the views share: whoever is signed in, doing what a button asks, and what pages call things."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from flask import flash
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sciencepop.accounts.models import Person
from sciencepop.college.messages import (
    BUCKETS,
    CLASS_STATES,
    ENROLMENT_STATES,
    POINT_STATES,
    TROUBLES,
    WAYS,
    sentence,
)
from sciencepop.college.vocabulary import vocabulary
from sciencepop.college.words import hours_of, span_of_days, term_name, weekday_name, where
from sciencepop.core import clock
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import Form

Answer = str | Response | tuple[str, int]


def me() -> Person:
    """Whoever is signed in."""
    return cast(Person, current_user)


def press(form: Form, verb: Callable[..., Any], *arguments: Any, done: str | None = "", **options: Any) -> str | None:
    """Do what a valid form asks for; returns None when it is done, and else a refusal's sentence.

    `done` is what the person is told; None where the view says it, once it knows how much was done.
    """
    if not form.validate_on_submit():
        words = [str(error) for field in form if field.type != "CSRFTokenField" for error in field.errors]
        return words[0] if words else str(_("页面放得太久了，请再提交一次。"))
    try:
        verb(*arguments, **options, by=me(), now=clock.now())
    except RuleBroken as broken:
        return sentence(broken)
    if done is not None:
        flash(done or _("已保存。"))
    return None


def words() -> dict[str, object]:
    """What templates call things."""
    return {
        "buckets": BUCKETS,
        "class_states": CLASS_STATES,
        "enrolment_states": ENROLMENT_STATES,
        "hours_of": hours_of,
        "point_states": POINT_STATES,
        "span_of_days": span_of_days,
        "term_name": term_name,
        "themes": vocabulary().themes,
        "troubles": TROUBLES,
        "ways": WAYS,
        "weekday_name": weekday_name,
        "where": where,
    }
