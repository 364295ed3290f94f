"""What the views share: whoever is signed in, doing what a button asks, and what pages call things."""

from __future__ import annotations

from werkzeug.wrappers import Response

from sciencepop.accounts.pressing import me as me
from sciencepop.accounts.pressing import presser
from sciencepop.college.messages import (
    BUCKETS,
    CLASS_STATES,
    ENROLMENT_STATES,
    POINT_STATES,
    TROUBLES,
    WAYS,
    sentence,
)
from sciencepop.college.vocabulary import vocabulary
from sciencepop.college.words import hours_of, span_of_days, term_name, weekday_name, where

Answer = str | Response | tuple[str, int]


press = presser(sentence)
"""Do what a valid form asks for; returns None when it is done, and else a refusal's sentence."""


def words() -> dict[str, object]:
    """What templates call things."""
    return {
        "buckets": BUCKETS,
        "class_states": CLASS_STATES,
        "enrolment_states": ENROLMENT_STATES,
        "hours_of": hours_of,
        "point_states": POINT_STATES,
        "span_of_days": span_of_days,
        "term_name": term_name,
        "themes": vocabulary().themes,
        "troubles": TROUBLES,
        "ways": WAYS,
        "weekday_name": weekday_name,
        "where": where,
    }
