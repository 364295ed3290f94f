"""What the views share: doing what a button asks, and what pages call things."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from sciencepop.accounts.pressing import me as me
from sciencepop.accounts.pressing import presser
from sciencepop.statistics.messages import FORMS, HOW, RULES, STATES, UNITS, sentence
from sciencepop.statistics.models import ReturnState
from sciencepop.statistics.settings import settings

Answer = str | Response | tuple[str, int]

press = presser(sentence)
"""Do what a valid form asks for; returns None when it is done, and else a refusal's sentence."""


def words() -> dict[str, Any]:
    """What templates call things."""
    return {
        "forms": FORMS,
        "how": HOW,
        "major_people": settings().bounds.major_people,
        "rules": RULES,
        "State": ReturnState,
        "states": STATES,
        "units": UNITS,
    }
