"""What the views share: whoever is signed in, doing what a form asks, and what pages call things."""

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
from sciencepop.core.reference import get_reference
from sciencepop.delivery import words as said
from sciencepop.delivery.messages import sentence

Answer = str | Response | tuple[str, int]


def me() -> Person:
    """Whoever is signed in."""
    return cast(Person, current_user)


def press(form: Form, verb: Callable[..., Any], *arguments: Any, done: str = "", **options: Any) -> str | None:
    """Do what a valid form asks for; returns None when it is done, and else a refusal's sentence."""
    if not form.validate_on_submit():
        wrong = [f"{field.label.text}：{field.errors[0]}" for field in form if field.errors and field.label]
        token = form.errors.get("csrf_token")
        return str(_("页面放得太久了，请再提交一次。")) if token or not wrong else wrong[0]
    try:
        verb(*arguments, **options, by=me(), now=clock.now())
    except RuleBroken as broken:
        return sentence(broken)
    flash(done or _("已保存。"))
    return None


def words() -> dict[str, object]:
    """What templates call things."""
    return {
        "ages": said.ages,
        "answers": said.ANSWERS,
        "audience_name": said.audience_name,
        "buttons": said.BUTTONS,
        "conditions": said.CONDITIONS,
        "costs": said.COSTS,
        "did": said.DID,
        "item_states": said.ITEM_STATES,
        "kinds": said.KINDS,
        "loan_states": said.LOAN_STATES,
        "reason_words": said.reason_words,
        "sides": said.SIDES,
        "states": said.STATES,
        "supplier_name": said.supplier_name,
        "town_name": said.town_name,
        "towns": get_reference().towns,
        "window_name": said.window_name,
    }
