"""Writing people's time: taken, made certain, given back, moved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from sciencepop.bookings.models import Booking, Commitment, CommitmentKind
from sciencepop.bookings.queries.children import list_child_ids
from sciencepop.bookings.rules.ledger import Span
from sciencepop.programme.models import Occurrence

_QUIET = {"synchronize_session": False}


def take(session: Session, booking: Booking, occurrence: Occurrence, *, is_firm: bool) -> None:
    """Take the time of the holder, if they come, and of each child in the party of a flushed booking."""
    children = list_child_ids(session, booking.id) if booking.children else ()
    times = {
        "kind": CommitmentKind.ATTEND,
        "is_firm": is_firm,
        "starts_at": occurrence.starts_at,
        "ends_at": occurrence.ends_at,
        "occurrence_id": occurrence.id,
        "booking_id": booking.id,
    }
    if booking.comes:
        session.add(Commitment(person_id=booking.person_id, **times))
    session.add_all(Commitment(child_id=child_id, **times) for child_id in children)


def confirm(session: Session, booking: Booking, *, is_firm: bool) -> None:
    """An offer that was accepted is certain from now on."""
    wanted = update(Commitment).where(Commitment.booking_id == booking.id, Commitment.is_firm.is_not(is_firm))
    session.execute(wanted.values(is_firm=is_firm), execution_options=_QUIET)


def release(session: Session, bookings: Sequence[Booking]) -> None:
    """Give the time of these bookings back."""
    session.flush()
    ids = [booking.id for booking in bookings]
    session.execute(delete(Commitment).where(Commitment.booking_id.in_(ids)), execution_options=_QUIET)


@dataclass(frozen=True)
class Work:
    """What a feature above has a person do: `source` names it ("shift:CODE"), `path` is the page that shows it."""

    source: str
    kind: CommitmentKind
    title_zh: str
    title_en: str
    path: str
    span: Span


def take_for(session: Session, person_id: int, work: Work, *, is_firm: bool) -> None:
    """Take a person's time for something else than a booking. Call with the person locked and after `find_clash`."""
    session.add(Commitment(person_id=person_id, source=work.source, is_firm=is_firm, kind=work.kind, **_facts(work)))


def renew_for(session: Session, work: Work, *, is_firm: bool) -> None:
    """The work has another time, place or name, or is certain now."""
    mine = update(Commitment).where(Commitment.source == work.source)
    session.execute(mine.values(is_firm=is_firm, **_facts(work)), execution_options=_QUIET)


def release_for(session: Session, source: str) -> None:
    """Give back the time that was taken for a source."""
    session.flush()
    session.execute(delete(Commitment).where(Commitment.source == source), execution_options=_QUIET)


def release_many(session: Session, sources: Collection[str]) -> None:
    """As above for several sources at once, such as all lessons of a class."""
    session.flush()
    session.execute(delete(Commitment).where(Commitment.source.in_(sources)), execution_options=_QUIET)


def settle_many(session: Session, sources: Collection[str]) -> None:
    """What was offered is certain from now on."""
    mine = update(Commitment).where(Commitment.source.in_(sources))
    session.execute(mine.values(is_firm=True), execution_options=_QUIET)


def move_many(session: Session, sources: Collection[str], span: Span) -> None:
    """The same thing, taken for several people, has another time."""
    mine = update(Commitment).where(Commitment.source.in_(sources))
    moved = mine.values(starts_at=span.starts_at, ends_at=span.ends_at)
    session.execute(moved, execution_options=_QUIET)


def _facts(work: Work) -> dict[str, Any]:
    point = work.span.point
    return {
        "starts_at": work.span.starts_at,
        "ends_at": work.span.ends_at,
        "title_zh": work.title_zh,
        "title_en": work.title_en,
        "path": work.path,
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
    }


def move(session: Session, occurrence: Occurrence) -> None:
    """Everybody's time moves with the occurrence."""
    moved = update(Commitment).where(Commitment.occurrence_id == occurrence.id)
    session.execute(moved.values(starts_at=occurrence.starts_at, ends_at=occurrence.ends_at), execution_options=_QUIET)
