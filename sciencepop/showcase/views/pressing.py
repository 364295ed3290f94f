"""What the views share: doing what a button asks, and what pages call things."""

from __future__ import annotations

from werkzeug.wrappers import Response

from sciencepop.accounts.pressing import me as me
from sciencepop.accounts.pressing import presser
from sciencepop.core import clock
from sciencepop.core.reference import get_reference
from sciencepop.showcase.messages import NEEDS, OFFERS, STAGES, STATES, sentence

Answer = str | Response | tuple[str, int]

press = presser(sentence)
"""Do what a valid form asks for; returns None when it is done, and else a refusal's sentence."""


def words() -> dict[str, object]:
    """What templates call things."""
    return {
        "needs": {key.value: text for key, text in NEEDS.items()},
        "now": clock.now(),
        "offers": {key.value: text for key, text in OFFERS.items()},
        "stages": STAGES,
        "states": STATES,
        "topics": get_reference().topics,
    }
