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

Say = Callable[[RuleBroken], str]


def me() -> Person:
    """Whoever is signed in."""
    return cast(Person, current_user)


class Press(Protocol):
    """What `presser` gives: it does what a valid form asks for, and returns None when it is done, else a sentence.

    `done` is what the person is told; None where the view says it, once it knows how much was done. `say` has the
    sentences of this verb's refusals where they are not the feature's usual ones.
    """

    def __call__(
        self,
        form: Form,
        verb: Callable[..., Any],
        *arguments: Any,
        done: str | None = "",
        say: Say | None = None,
        **options: Any,
    ) -> str | None: ...


def presser(sentence: Say, hang: Callable[[Form, RuleBroken, str], None] | None = None) -> Press:
    """A function that does what forms ask for: `sentence` says a feature's refusals, `hang` puts one on the form."""

    def press(
        form: Form,
        verb: Callable[..., Any],
        *arguments: Any,
        done: str | None = "",
        say: Say | None = None,
        **options: Any,
    ) -> str | None:
        if not form.validate_on_submit():
            return _what_is_wrong(form)
        try:
            verb(*arguments, **options, by=me(), now=clock.now())
        except RuleBroken as broken:
            told = (say or sentence)(broken)
            if hang:
                hang(form, broken, told)
            return told
        if done is not None:
            flash(done or _("已保存。"))
        return None

    return press


def _what_is_wrong(form: Form) -> str:
    """The first field that is wrong, by its name; without any the page was open for too long."""
    for field in form:
        if field.errors and field.type != "CSRFTokenField":
            return str(_("%(field)s：%(error)s", field=field.label.text, error=field.errors[0]))
    return str(_("页面放得太久了，请再提交一次。"))
