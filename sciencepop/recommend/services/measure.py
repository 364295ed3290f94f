"""Noting what lists showed and what was booked out of them. Whose list it was is not known here.

A list has a random code that begins with its day. Only a personal list tells it to its own links, signed, behind the
`#` of the address; it comes back with the booking form if the visitor books. Both are noted in the process and written
with what bases were shown (`services.exposure`).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sciencepop.core import clock
from sciencepop.core.signing import keyed_hash, same
from sciencepop.recommend.rules.online import Surface
from sciencepop.recommend.rules.tastes import Tastes
from sciencepop.recommend.services.exposure import note_shown
from sciencepop.recommend.services.suggest import Suggestion
from sciencepop.recommend.shelf import get_shelves

SEVERAL = "several"
"""The audience of a list for more than one of them; which together would say too much of somebody."""
COUNTED = timedelta(days=1)
"""A booking counts on the day of its list and the day after."""
_PURPOSE, _LENGTH, _DAY = "list", 16, 6


def new_code(now: datetime) -> str:
    """A name for one list."""
    return f"{clock.local(now):%y%m%d}{secrets.token_hex(6)}"


def signed(code: str) -> str:
    """The code as links carry it."""
    return f"{code}.{keyed_hash(_PURPOSE, code)[:_LENGTH]}"


def read_code(text: str, now: datetime) -> str | None:
    """The code of a list of these days that this site made."""
    code, _dot, signature = text.partition(".")
    if not same(keyed_hash(_PURPOSE, code)[:_LENGTH], signature):
        return None
    today = clock.local(now).date()
    return code if today - COUNTED <= day_of(code) <= today else None


def day_of(code: str) -> date:
    """The day on which a list was shown."""
    return datetime.strptime(code[:_DAY], "%y%m%d").date()  # noqa: DTZ007 - a day of the district


def note_list(
    found: Sequence[Suggestion], tastes: Tastes, code: str, now: datetime, surface: Surface = Surface.PAGE
) -> None:
    """A list was shown: for the ledger, and place by place."""
    audience = _audience(tastes)
    rows = [
        {
            "list_code": code,
            "position": position,
            "shown_on": day_of(code),
            "audience": audience,
            "is_personal": tastes.is_personal,
            "base_id": one.base_id,
            "event_id": one.event_id,
            "slot": one.slot.value,
            "propensity": one.propensity,
            "among": one.among,
            "ranker": one.ranker,
            "trial_id": one.trial_id,
            "surface": surface.value,
        }
        for position, one in enumerate(found, start=1)
    ]
    get_shelves().noted.add(places=rows)
    note_shown(found, now)


def note_booking(seen_in: str, occurrence_id: int, now: datetime) -> None:
    """Somebody booked a session after a list; what is not of a list of these days counts for nothing."""
    code = read_code(seen_in, now)
    if code:
        get_shelves().noted.add(booked=[(code, occurrence_id, clock.local(now).date())])


def _audience(tastes: Tastes) -> str:
    chosen = tastes.choice.audiences
    return chosen[0] if len(chosen) == 1 else SEVERAL if chosen else ""
