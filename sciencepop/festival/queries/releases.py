"""Releases of a programme, what the next one would say, and the feed of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import NotFound

from sciencepop.bookings.models import Booking, BookingState, SeatPool
from sciencepop.bookings.rules.states import UNTOLD
from sciencepop.core.clock import day_bounds
from sciencepop.festival.models import Edition, ItemChange, Release, ReleaseItem, Star
from sciencepop.festival.queries.items import list_visible
from sciencepop.festival.rules.items import Item, Line, compare

MOST = 200


def find_latest(session: Session, edition_id: int) -> Release | None:
    """The release that stands now."""
    return session.scalar(_of(edition_id).limit(1))


def find_on(session: Session, edition_id: int, day: date) -> Release | None:
    """The release that stood at the end of a day."""
    return session.scalar(_of(edition_id).where(Release.cut_at < day_bounds(day)[1]).limit(1))


def get_release(session: Session, edition_id: int, number: int) -> Release:
    """A release by its number; NotFound where there is none."""
    if not 0 < number < 2**31:
        raise NotFound
    found = session.scalar(_of(edition_id).where(Release.number == number))
    if found is None:
        raise NotFound
    return found


def list_releases(session: Session, edition_id: int) -> Sequence[Release]:
    """The releases of an edition, the latest first."""
    return session.scalars(_of(edition_id).limit(MOST)).all()


def list_untold(session: Session) -> Sequence[int]:
    """Releases of which somebody may not have been written to yet."""
    return session.scalars(select(Release.id).where(Release.told_at.is_(None)).order_by(Release.id)).all()


def get_by_id(session: Session, release_id: int) -> Release:
    found = select(Release).where(Release.id == release_id).options(joinedload(Release.edition))
    return session.scalars(found.execution_options(populate_existing=True)).one()


def _of(edition_id: int) -> Select[Release]:
    return select(Release).where(Release.edition_id == edition_id).order_by(Release.number.desc())


def list_lines(session: Session, release: Release, *, only_news: bool = False) -> list[Line]:
    """What a release says, by time; with `only_news` what it changed alone."""
    found = select(ReleaseItem).where(ReleaseItem.release_id == release.id)
    if only_news:
        found = found.where(ReleaseItem.change != ItemChange.SAME)
    lines = [
        Line(Item.read(row.item), row.change, Item.read(row.before) if row.before else None)
        for row in session.scalars(found)
    ]
    return sorted(lines, key=lambda line: (line.item.starts_at, line.item.occurrence_id))


def standing_items(session: Session, release: Release | None) -> list[Item]:
    """The items that a release lists, without those that it told to be gone."""
    lines = list_lines(session, release) if release else []
    return [line.item for line in lines if line.change is not ItemChange.DROPPED]


def draft_lines(session: Session, edition: Edition) -> list[Line]:
    """What a release cut now would say."""
    before = standing_items(session, find_latest(session, edition.id))
    return compare(before, [row.item for row in list_visible(session, edition)])


def list_told_by_bookings(session: Session, occurrence_ids: Sequence[int], called_off: str) -> set[tuple[int, int]]:
    """Pairs of person and occurrence: whose booking stands, or ended with the session (`called_off` is its reason)."""
    ended = and_(Booking.state == BookingState.CANCELLED, Booking.state_reason == called_off)
    found = select(Booking.person_id, SeatPool.occurrence_id).join(SeatPool, Booking.pool_id == SeatPool.id)
    found = found.where(SeatPool.occurrence_id.in_(occurrence_ids), or_(Booking.state.in_(UNTOLD), ended))
    return {(person_id, number) for person_id, number in session.execute(found)}


def list_star_holders(session: Session, occurrence_ids: Sequence[int]) -> dict[int, list[int]]:
    """Occurrences by the person who keeps them."""
    found: dict[int, list[int]] = {}
    rows = select(Star.person_id, Star.occurrence_id).where(Star.occurrence_id.in_(occurrence_ids))
    for person_id, number in session.execute(rows.order_by(Star.person_id, Star.occurrence_id)):
        found.setdefault(person_id, []).append(number)
    return found
