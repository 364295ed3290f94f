"""Taking a round of the draw, in the one order of locks: people by id, the round, the classes by id.

Who hands in a sheet shares the round with all others who do, and waits for nobody; whoever closes, draws or annuls it
holds it alone, after every sheet that was being written.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.college.models import DrawRound
from sciencepop.college.queries.rounds import get_round


def share_round(session: Session, code: str) -> DrawRound:
    """The round as it is until the unit of work ends."""
    session.execute(select(DrawRound.id).where(DrawRound.code == code).with_for_update(read=True))
    return get_round(session, code)


def lock_round(session: Session, code: str) -> DrawRound:
    """The round alone."""
    session.execute(select(DrawRound.id).where(DrawRound.code == code).with_for_update())
    return get_round(session, code)
