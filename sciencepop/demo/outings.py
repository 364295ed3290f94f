"""A day out of the resident to be tried: two sessions of a Saturday to come, at two bases, so that it can be seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import combinations

from sciencepop.bases.rules.points import Point
from sciencepop.bookings.rules.ledger import Span
from sciencepop.bookings.rules.outings import leg_between
from sciencepop.demo.chance import stream
from sciencepop.demo.claims import Claim
from sciencepop.demo.occurrences import PlannedSession
from sciencepop.demo.people import RESIDENT, Row
from sciencepop.demo.plan import Season
from sciencepop.demo.venues import point_of

SEATS, OUTING = 2, 1
LONGEST_BETWEEN = 150
"""Minutes; a lunch, but no long wait."""


def outing_rows(season: Season) -> tuple[list[Row], list[Claim]]:
    """The outing and its stops; ask once all claims of the season have been made. Nothing where no day has any."""
    stops = next(_days(season), None)
    if stops is None:
        return [], []
    claims = season.claims
    made = [
        claims.claim_of(RESIDENT, "confirmed", SEATS, stop, stream(claims.seed, "outing", stop.row["uid"]))
        for stop in stops
    ]
    for claim in made:
        claim.row["outing_id"] = OUTING
    return [{"id": OUTING, "code": claims.code_of(0), "person_id": RESIDENT, "keeps_rest": False}], made


def _days(season: Season) -> Iterator[tuple[PlannedSession, PlannedSession]]:
    """Pairs that go together, on days on which the resident has nothing."""
    fit = [session for session in season.sessions.sessions if _is_open(season, session)]
    for first, second in combinations(fit, 2):
        if first.day != second.day or first.event.venue.slug == second.event.venue.slug:
            continue
        leg = leg_between(_span(season, first), _span(season, second))
        if leg.refused is None and leg.way and leg.minutes <= LONGEST_BETWEEN:
            yield first, second


def _is_open(season: Season, session: PlannedSession) -> bool:
    is_free = season.claims.left.get(session.id, 0) > SEATS and session.day not in season.claims.wishes.days
    row = session.event.row
    return bool(is_free and session.event.state == "published" and not row["names_needed"] and not session.is_cancelled)


def _span(season: Season, session: PlannedSession) -> Span:
    starts, ends = session.row["starts_at"], session.row["ends_at"]
    assert isinstance(starts, datetime)
    assert isinstance(ends, datetime)
    lat, lon = point_of(session.event.venue, season.towns)
    return Span(starts, ends, None if lat is None or lon is None or session.row["place_zh"] else Point(lat, lon))
