"""What the views share: whoever is signed in, doing what a form asks, and what pages call things."""

from __future__ import annotations

from werkzeug.wrappers import Response

from sciencepop.accounts.pressing import me as me
from sciencepop.accounts.pressing import presser
from sciencepop.core.reference import get_reference
from sciencepop.delivery import words as said
from sciencepop.delivery.messages import sentence

Answer = str | Response | tuple[str, int]


press = presser(sentence)
"""Do what a valid form asks for; returns None when it is done, and else a refusal's sentence."""


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
        "faces": said.FACES,
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
