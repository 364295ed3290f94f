"""Chances while a round is open, reckoned over the sheets that are there and shown with their hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from sciencepop.college.models import DrawRound, RoundState, WishSheet
from sciencepop.college.queries.gather import gather
from sciencepop.college.rules.odds import odds, percent, trials_for
from sciencepop.college.services.lock_rounds import lock_round
from sciencepop.core.db import db, write

EVERY = timedelta(minutes=10)
"""Often enough for people who decide within days, and seldom enough for the machine."""
AT_ONCE = 200
_QUIET = {"synchronize_session": False}


def reckon_odds(now: datetime) -> int:
    """Reckon the open rounds in which a sheet has changed; returns how many. Harmless to run twice."""
    found = select(DrawRound).where(DrawRound.state == RoundState.OPEN, DrawRound.opens_at <= now)
    rounds = db.session().scalars(found).all()
    return sum(_reckon(one.code, now) for one in rounds if one.odds_at is None or one.odds_at + EVERY <= now)


def _reckon(code: str, now: datetime) -> int:
    """The trials run outside of any unit of work: nobody who hands in a sheet waits for them."""
    reading = db.session()
    one = reading.scalars(select(DrawRound).where(DrawRound.code == code)).one()
    changed = reading.scalar(select(func.max(WishSheet.changed_at)).where(WishSheet.round_id == one.id))
    if changed is None or (one.odds_at is not None and changed < one.odds_at):
        return 0
    versions = dict(reading.execute(select(WishSheet.id, WishSheet.version).where(WishSheet.round_id == one.id)).all())
    terms, sheets = gather(reading, one)
    reading.rollback()
    found = odds(terms, list(sheets.values()), trials=trials_for(len(sheets)))
    by_class = {
        row.offered: {
            "seats": row.seats,
            "wished": row.wished,
            "first": row.wished_first,
            "chance": None if row.first is None else percent(row.first),
        }
        for row in found.classes
    }
    with write() as session:
        one = lock_round(session, code)
        if one.state is not RoundState.OPEN:
            return 0
        one.odds, one.odds_at = by_class, now
    chances = [
        (number, versions.get(number, 0), percent(chance.first), percent(chance.any))
        for number, chance in ((number, found.of(sheet)) for number, sheet in sheets.items())
    ]
    for start in range(0, len(chances), AT_ONCE):
        _write_chances(chances[start : start + AT_ONCE])
    return 1


def _write_chances(rows: Sequence[tuple[int, int, int, int]]) -> None:
    """Only on sheets that nobody changed meanwhile; few at once, so that sheets can be handed in between."""
    with write() as session:
        for number, version, first, any_of_them in rows:
            mine = update(WishSheet).where(WishSheet.id == number, WishSheet.version == version)
            session.execute(mine.values(first_chance=first, any_chance=any_of_them), execution_options=_QUIET)
