"""How much is asked for: the part of the seats, the size of a party, and what becomes of it."""

from __future__ import annotations

import random

from sciencepop.demo.occurrences import PlannedSession

CALM_DAYS = 35
"""So many days ahead, Saturdays for children near Sheshan keep seats free: the first thing visitors look for."""

POPULAR_EACH = 5


def fill_of(session: PlannedSession, rng: random.Random) -> float:
    """The part of the seats that is wanted: less the further ahead, and calm near Sheshan on Saturdays."""
    days, draw = session.days, rng.random()
    if days < 0:
        return 1.0 if draw < 0.15 or is_popular(session) else 0.2 + 0.7 * draw
    if is_calm(session):
        return 0.6 * draw
    if days <= 14:
        return 1.0 if draw < (0.7 if is_popular(session) else 0.2) else 0.2 + 0.75 * draw
    return draw * draw if days <= CALM_DAYS and draw < 0.95 else 0.3 * draw


def is_calm(session: PlannedSession) -> bool:
    """A Saturday near Sheshan for families or the young, in the coming weeks."""
    for_children = {"preschool-family", "teenagers"} & set(session.event.idea.audiences)
    soon = session.day.weekday() == 5 and 0 <= session.days <= CALM_DAYS
    return bool(for_children) and soon and session.event.is_near_sheshan


def is_popular(session: PlannedSession) -> bool:
    """Of an event that fills early every time, so that there is a history to judge a waiting list by."""
    return session.event.id % POPULAR_EACH == 1


def state_of(session: PlannedSession, rng: random.Random) -> str:
    """What has become of a booking: most were there, some were not, a few were never marked."""
    draw = rng.random()
    if session.days >= 0:
        return "confirmed"
    if draw < 0.88:
        return "attended"
    return "no_show" if draw < 0.95 else "confirmed"


def party_size(session: PlannedSession, rng: random.Random) -> int:
    """Seats of one booking; families come as two or three."""
    family = "preschool-family" in session.event.idea.audiences
    wanted = rng.choices((1, 2, 3, 4), (1, 6, 3, 1) if family else (6, 3, 1, 0))[0]
    return min(wanted, int(str(session.event.row["seats_per_booking"])))
