"""What the views share: doing what a button asks, and what pages call things."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from sciencepop.accounts.pressing import me as me
from sciencepop.accounts.pressing import presser
from sciencepop.core import clock
from sciencepop.yearcheck import words as said
from sciencepop.yearcheck.messages import sentence
from sciencepop.yearcheck.rules.steps import Act, Side

Answer = str | Response | tuple[str, int]

press = presser(sentence)
"""Do what a valid form asks for; returns None when it is done, and else a refusal's sentence."""


def words() -> dict[str, Any]:
    """What templates call things."""
    return {
        "Act": Act,
        "Side": Side,
        "buttons": said.BUTTONS,
        "did": said.DID,
        "grade_words": said.grade_words,
        "points_words": said.points_words,
        "said_words": said.said_words,
        "sides": said.SIDES,
        "states": said.STATES,
        "today": clock.today(),
    }
