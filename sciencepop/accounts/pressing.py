"""What the views of features share: whoever is signed in, and doing what a button asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, cast

from flask import flash
from flask_babel import gettext as _
from flask_login import current_user

from sciencepop.accounts.models import Person
from sciencepop.core import clock
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import Form


def me() -> Person:
    """Whoever is signed in."""
    return cast(Person, current_user)


class Press(Protocol):
    """What `presser` gives: it returns None when it is done, and else a refusal's sentence."""

    def __call__(
        self, form: Form, verb: Callable[..., Any], *arguments: Any, done: str | None = "", **options: Any
    ) -> str | None: ...


def presser(sentence: Callable[[RuleBroken], str]) -> Press:
    """A function that does what a valid form asks for; `sentence` says a feature's refusals.

    It returns None when that is done, and else a refusal's sentence. `done` is what the person is told; None where the
    view says it, once it knows how much was done.
    """

    def press(
        form: Form, verb: Callable[..., Any], *arguments: Any, done: str | None = "", **options: Any
    ) -> str | None:
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

    return press
