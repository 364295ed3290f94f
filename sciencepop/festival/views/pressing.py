"""What the views share: whoever is signed in, doing what a button asks, and what pages call things."""

from __future__ import annotations

from werkzeug.wrappers import Response

from sciencepop.accounts.pressing import me as me
from sciencepop.accounts.pressing import presser
from sciencepop.core.errors import RuleBroken
from sciencepop.core.forms import Form
from sciencepop.festival import words
from sciencepop.festival.messages import FIELD_OF, sentence
from sciencepop.festival.rules.refusals import Refusal
from sciencepop.festival.vocabulary import vocabulary

Answer = str | Response | tuple[str, int]


def _hang(form: Form, broken: RuleBroken, told: str) -> None:
    field = FIELD_OF.get(Refusal(broken.code))
    form.refuse(field if field in form else None, told)


press = presser(sentence, _hang)
"""Do what a form asks for; returns None when it is done. A refusal's sentence hangs on the form and is returned."""


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
