"""Helpers for the next days of the sample festival, at its venues that are bases."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from sciencepop.bases.models import ScienceBase
from sciencepop.demo.chance import moment, stream
from sciencepop.demo.people import MARK, OFFICER
from sciencepop.demo.plan import Season
from sciencepop.demo.volunteers import VOLUNTEERS, fill
from sciencepop.festival.queries.editions import get_edition
from sciencepop.festival.queries.items import list_days
from sciencepop.volunteers.models import Shift, ShiftState, columns_of
from sciencepop.volunteers.queries.causes import Cause, of_festival_day
from sciencepop.volunteers.queries.shifts import get_shift
from sciencepop.volunteers.services.shifts import NeedWish, ShiftWish, make_shift

CODE, DAYS, BEFORE = "sample-g60", 3, timedelta(minutes=30)


def write_festival_shifts(session: Session, season: Season) -> int:
    """Shifts of the first days to come; returns how many. Call once the festival and the volunteers stand."""
    now = moment(season.today)
    edition = get_edition(session, CODE)
    venues = {venue.id: venue for venue in edition.venues}
    coming = [one for one in list_days(session, edition) if one.opens_at - BEFORE > now and venues[one.venue_id].base]
    people = season.people.residents[: VOLUNTEERS - 1]
    for one in coming[:DAYS]:
        venue = venues[one.venue_id]
        assert venue.base is not None
        shift = _write(session, venue.base, of_festival_day(venue, one.day, one.opens_at, one.closes_at))
        fill(session, shift, people, stream(season.claims.seed, "shift", shift.uid), now)
    return len(coming[:DAYS])


def _write(session: Session, base: ScienceBase, cause: Cause) -> Shift:
    opens_at = cause.starts_at - timedelta(days=30)
    wish = ShiftWish(
        f"科技节会场引导{MARK}",
        cause.starts_at - BEFORE,
        min(cause.ends_at, cause.starts_at + timedelta(hours=8)),
        opens_at,
        cause.starts_at - timedelta(hours=12),
        title_en="Festival guides (sample)",
        cause=cause.columns,
        needs=[NeedWish("helper", 1, 2, 3)],
    )
    shift = make_shift(session, columns_of(base), wish, by=OFFICER, now=opens_at)
    shift.uid, shift.state, shift.is_sample = f"shift-{cause.key}@{CODE}", ShiftState.OPEN, True
    session.flush()
    return get_shift(session, shift.id)
