"""What the views share: whoever is signed in, doing what a button asks, and what pages call things."""

from __future__ import annotations

from werkzeug.wrappers import Response

from sciencepop.accounts.pressing import me as me
from sciencepop.accounts.pressing import presser
from sciencepop.contests.messages import (
    AVERAGES,
    CONTEST_STATES,
    ENTRY_STATES,
    MEDIA,
    PROMOTIONS,
    ROUND_STATES,
    sentence,
)
from sciencepop.contests.models import Contest
from sciencepop.contests.queries import contests
from sciencepop.contests.words import mark_words, shown_name, shown_team
from sciencepop.core import clock
from sciencepop.core.access import require
from sciencepop.core.db import db

Answer = str | Response | tuple[str, int]


press = presser(sentence)
"""Do what a valid form asks for; returns None when it is done, and else a refusal's sentence."""


def organised(code: str) -> Contest:
    """A contest that whoever is signed in runs: 404 and 403 otherwise."""
    contest = contests.get_contest(db.session(), code)
    require(contests.organises(me(), contest))
    return contest


def words() -> dict[str, object]:
    """What templates call things."""
    return {
        "averages": AVERAGES,
        "contest_states": CONTEST_STATES,
        "entry_states": ENTRY_STATES,
        "mark_words": mark_words,
        "media": MEDIA,
        "now": clock.now(),
        "promotions": PROMOTIONS,
        "round_states": ROUND_STATES,
        "shown_name": shown_name,
        "shown_team": shown_team,
    }
