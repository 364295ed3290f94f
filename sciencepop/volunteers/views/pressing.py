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
from sciencepop.volunteers.messages import sentence

Answer = str | Response | tuple[str, int]


def me() -> Person:
    """Whoever is signed in."""
    return cast(Person, current_user)


def press(
    form: Form,
    verb: Callable[..., Any],
    *arguments: Any,
    done: str = "",
    say: Callable[[RuleBroken], str] = sentence,
    **options: Any,
) -> str | None:
    """Do what a valid form asks for; returns None when it is done, and else a refusal's sentence by `say`."""
    if not form.validate_on_submit():
        return str(_("页面放得太久了，请再提交一次。"))
    try:
        verb(*arguments, **options, by=me(), now=clock.now())
    except RuleBroken as broken:
        return say(broken)
    flash(done or _("已保存。"))
    return None
