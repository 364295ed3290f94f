"""The children of a party: whose they are, and how old they will be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Child
from sciencepop.accounts.queries import list_children
from sciencepop.accounts.rules.ages import age_on
from sciencepop.bookings.models import Guest
from sciencepop.core import clock
from sciencepop.programme.models import Occurrence


def get_children(session: Session, child_ids: Sequence[int], person_id: int) -> Mapping[int, Child]:
    """These children by number, in that order; NotFound unless this person is a guardian of each."""
    if not child_ids:
        return {}
    mine = {child.id: child for child in list_children(session, person_id)}
    if not mine.keys() >= set(child_ids):
        raise NotFound
    return {child_id: mine[child_id] for child_id in child_ids}


def list_child_ids(session: Session, booking_id: int) -> Sequence[int]:
    """The children who come with a booking, by number."""
    found = select(Guest.child_id).where(Guest.booking_id == booking_id, Guest.child_id.is_not(None))
    return [child_id for child_id in session.scalars(found) if child_id is not None]


def ages_on(children: Iterable[Child], occurrence: Occurrence) -> tuple[int, ...]:
    """Their ages in whole years on the day of the occurrence, in the same order."""
    day = clock.local(occurrence.starts_at).date()
    return tuple(age_on(child.birth_year or 0, child.birth_month or 1, day) for child in children)
