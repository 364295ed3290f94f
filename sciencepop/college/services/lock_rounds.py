"""Taking a round of the draw, in the one order of locks: people by id, the round, the classes by id.

Who hands in a sheet shares the round with all others who do, and waits for nobody; whoever closes, draws or annuls it
holds it alone, after every sheet that was being written.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from sciencepop.college.models import DrawRound
from sciencepop.college.queries.rounds import Hold, get_round


def share_round(session: Session, code: str) -> DrawRound:
    """The round as it is until the unit of work ends."""
    return get_round(session, code, Hold.SHARED)


def lock_round(session: Session, code: str) -> DrawRound:
    """The round alone."""
    return get_round(session, code, Hold.ALONE)
