"""What the views share: whoever is signed in, doing what a button asks, and what pages call things."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from sciencepop.accounts.pressing import me as me
from sciencepop.accounts.pressing import presser
from sciencepop.accreditation import words as said
from sciencepop.accreditation.messages import sentence
from sciencepop.core import clock

Answer = str | Response | tuple[str, int]


press = presser(sentence)
"""Do what a valid form asks for; returns None when it is done, and else a refusal's sentence."""


TAKEN_UP = _l("已承接，这项命名以后的状态都在这里办。")


def words() -> dict[str, object]:
    """What templates call things."""
    return {
        "authority_name": said.authority_name,
        "buttons": said.BUTTONS,
        "category_name": said.category_name,
        "did": said.DID,
        "kind_name": said.kind_name,
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
