"""What of people's time is taken around an occurrence. Only an answer got with person and children locked decides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session, joinedload, lazyload

from sciencepop.bases.rules.points import Point
from sciencepop.bookings.models import Commitment
from sciencepop.bookings.rules.ledger import LONGEST_WAY, Clash, CommitmentKind, Span, Taken, first_clash
from sciencepop.programme.models import Event, Occurrence


@dataclass(frozen=True)
class Busy:
    """What stands in the way of an occurrence in the ledger of a person and of children who would come along.

    `clash` is refused, `tight` only told: too little time for the way. `children_in` are those who have a place in this
    occurrence already; `child_clash` belongs to the first child who is somewhere else then.
    """

    clash: Commitment | None = None
    tight: Commitment | None = None
    children_in: frozenset[int] = frozenset()
    child_clash: Commitment | None = None


def read_busy(
    session: Session,
    occurrence: Occurrence,
    person_id: int | None,
    child_ids: Collection[int] = (),
    *,
    besides_booking: int | None = None,
    firm_only: bool = False,
) -> Busy:
    """Ask the ledger once. `besides_booking` leaves a booking's own rows out; `firm_only` leaves open offers out."""
    rows = _around(session, occurrence.starts_at, occurrence.ends_at, person_id, child_ids)
    # A row that comes from no booking has None here, which must not be taken for "besides no booking".
    rows = [row for row in rows if row.booking_id is None or row.booking_id != besides_booking]
    rows = [row for row in rows if row.is_firm or not firm_only]
    others = [row for row in rows if row.occurrence_id != occurrence.id]
    wish = span_of(occurrence)
    mine = [row for row in others if row.person_id is not None]
    children = [row for row in others if row.child_id is not None]
    return Busy(
        clash=_first(wish, mine, Clash.REFUSED),
        tight=_first(wish, mine, Clash.WARNED),
        children_in=frozenset(row.child_id for row in rows if row.child_id and row.occurrence_id == occurrence.id),
        child_clash=_first(wish, children, Clash.REFUSED),
    )


def find_clash(
    wish: Span,
    rows: Collection[Commitment],
    kind: CommitmentKind,
    *,
    besides: Collection[str] = (),
    firm_only: bool = False,
) -> Commitment | None:
    """What of one person's commitments stands in the way of work that a feature above gives. `besides` are sources."""
    counted = [row for row in rows if row.source not in besides and (row.is_firm or not firm_only)]
    return _first(wish, counted, Clash.REFUSED, kind)


def list_around(
    session: Session, first: datetime, last: datetime, person_ids: Collection[int]
) -> dict[int, list[Commitment]]:
    """The commitments of each of these people between two moments, and near them."""
    found: dict[int, list[Commitment]] = {}
    asked = {"after": first - LONGEST_WAY, "before": last + LONGEST_WAY}
    for row in session.scalars(_AROUND.where(Commitment.person_id.in_(person_ids)), asked):
        found.setdefault(row.person_id or 0, []).append(row)
    return found


def time_of(row: Commitment) -> Span:
    """When and where a commitment takes time."""
    if row.occurrence:
        return span_of(row.occurrence)
    point = Point(row.lat, row.lon) if row.lat is not None and row.lon is not None else None
    return Span(row.starts_at, row.ends_at, point)


def span_of(occurrence: Occurrence) -> Span:
    """When and where an occurrence takes a person's time. At a place of its own without a point nobody knows where."""
    base = occurrence.event.base
    lat, lon = (occurrence.lat, occurrence.lon) if occurrence.place_zh else (base.lat, base.lon)
    point = Point(lat, lon) if lat is not None and lon is not None else None
    return Span(occurrence.starts_at, occurrence.ends_at, point)


def list_taken(
    session: Session, first: datetime, last: datetime, person_id: int | None, child_ids: Collection[int] = ()
) -> list[Span]:
    """What takes the time of these people between two moments, and near them."""
    return [time_of(row) for row in _around(session, first, last, person_id, child_ids)]


def _around(
    session: Session, first: datetime, last: datetime, person_id: int | None, child_ids: Collection[int]
) -> Sequence[Commitment]:
    asked: dict[str, Any] = {
        "person": person_id or 0,
        "after": first - LONGEST_WAY,
        "before": last + LONGEST_WAY,
    }
    if not child_ids:
        return session.scalars(_OF_PERSON, asked).all()
    return session.scalars(_OF_FAMILY, asked | {"children": list(child_ids)}).all()


_event = joinedload(Commitment.occurrence).joinedload(Occurrence.event)
_AROUND = (
    select(Commitment)
    .where(Commitment.ends_at > bindparam("after"), Commitment.starts_at < bindparam("before"))
    .options(_event.joinedload(Event.base), _event.options(lazyload(Event.audience_rows), lazyload(Event.topic_rows)))
    .options(joinedload(Commitment.booking))
    .execution_options(populate_existing=True)
)
_is_theirs = Commitment.person_id == bindparam("person")
_OF_PERSON = _AROUND.where(_is_theirs)
_OF_FAMILY = _AROUND.where(or_(_is_theirs, Commitment.child_id.in_(bindparam("children", expanding=True))))


def _first(
    wish: Span, rows: Sequence[Commitment], how: Clash, kind: CommitmentKind = CommitmentKind.ATTEND
) -> Commitment | None:
    by_id = {row.id: row for row in rows}
    taken = (Taken(row.id, row.kind, time_of(row), row.is_firm) for row in rows)
    first = first_clash(wish, taken, how, kind)
    return by_id[first.id] if first else None
