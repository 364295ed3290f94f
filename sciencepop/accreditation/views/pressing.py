"""What the views share: whoever is signed in, doing what a button asks, and what pages call things."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sciencepop.accounts.models import Person
from sciencepop.accounts.pressing import me as me
from sciencepop.accounts.pressing import presser
from sciencepop.accreditation import words as said
from sciencepop.accreditation.messages import sentence
from sciencepop.core import clock
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import Form

Answer = str | Response | tuple[str, int]


press = presser(sentence)
"""Do what a valid form asks for; returns None when it is done, and else a refusal's sentence."""


def words() -> dict[str, object]:
    """What templates call things."""
    return {
        "authority_name": said.authority_name,
        "buttons": said.BUTTONS,
        "category_name": said.category_name,
        "did": said.DID,
        "levels": said.LEVELS,
        "reason_words": said.reason_words,
        "scheme_name": said.scheme_name,
        "sides": said.SIDES,
        "standing": said.standing,
        "states": said.STATES,
        "statuses": said.STATUSES,
        "today": clock.today(),
        "town_name": said.town_name,
    }


def press_as_anybody(form: Form, verb: Callable[..., Any], *arguments: Any, by: Person | None, done: str) -> str | None:
    """As `press`, for what may be done without an account."""
    if not form.validate_on_submit():
        return str(_("页面放得太久了，请再提交一次。"))
    try:
        verb(*arguments, by=by, now=clock.now())
    except RuleBroken as broken:
        return sentence(broken)
    flash(done)
    return None
