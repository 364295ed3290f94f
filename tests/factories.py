"""Real rows with sensible values; a test names only what it is about. Factories flush; `session.commit()` is yours."""

from __future__ import annotations

import itertools
import uuid
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from sciencepop.accounts.models import (
    Address,
    AddressKind,
    Child,
    Grant,
    Guardianship,
    MemberRole,
    Membership,
    Organisation,
    OrganisationKind,
    Person,
    Role,
)
from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.bookings.models import Booking, BookingState, GroupTerms, SeatPool
from sciencepop.bookings.rules import states
from sciencepop.bookings.rules.groups import Terms
from sciencepop.bookings.services import ledger, tell_moves_due
from sciencepop.college.models import PointState, TeachingPoint
from sciencepop.core import clock
from sciencepop.programme import hooks
from sciencepop.programme.models import ChangeKind, Event, EventState, Occurrence
from sciencepop.programme.services.changes import note_change, snapshot

_number = itertools.count(1)


def make_person(session: Session, *, name: str = "居民", email: str | None = None, **values: Any) -> Person:
    person = Person(name=name, created_at=clock.now(), **values)
    value = email or f"person{next(_number)}@example.org"
    session.add_all([person, Address(person=person, kind=AddressKind.EMAIL, value=value, verified_at=clock.now())])
    session.flush()
    return person


def make_grant(session: Session, person: Person, **scope: Any) -> Grant:
    grant = a_grant(person, **scope)
    session.add(grant)
    session.flush()
    return grant


def a_grant(
    person: Person,
    *,
    base: ScienceBase | None = None,
    desk_town: str | None = None,
    point: TeachingPoint | None = None,
) -> Grant:
    """A grant for a base, a town's desk or a teaching point, or the district officer's when none is given."""
    role = Role.BASE_MANAGER if base else Role.DESK if desk_town else Role.POINT_HEAD if point else Role.OFFICER
    scope = {"base_id": base.id if base else None, "town_code": desk_town, "point_id": point.id if point else None}
    return Grant(person=person, role=role, granted_at=clock.now(), **scope)


def make_point(session: Session, applicant: Person, **values: Any) -> TeachingPoint:
    """A teaching point with its plaque."""
    number, now = next(_number), clock.now()
    defaults: dict[str, Any] = {
        "code": f"P{number:09d}",
        "branch": "xincheng",
        "town_code": "310117003000",
        "name_zh": f"教学点{number}",
        "address_zh": "文诚路100号",
        "capacity": 40,
        "head_name": "周老师",
        "contact": "021-5555 0100",
        "state": PointState.PLAQUED,
        "applied_at": now,
        "approved_at": now,
        "filed_at": now,
        "plaqued_at": now,
        "changed_at": now,
    }
    point = TeachingPoint(**(defaults | values), applied_by=applicant.id)
    session.add(point)
    session.flush()
    return point


def make_base(session: Session, *, registrant: Person | None = None, **values: Any) -> ScienceBase:
    number = next(_number)
    defaults: dict[str, Any] = {
        "slug": f"base-{number}",
        "name_zh": f"科普基地{number}",
        "kind": "museum",
        "town_code": "310117103000",
        "address_zh": "辰花公路3888号",
        "lat": 31.08,
        "lon": 121.1849,
        "state": BaseState.PUBLIC,
        "created_at": clock.now(),
        "updated_at": clock.now(),
    }
    base = ScienceBase(**(defaults | values), registrant_id=registrant.id if registrant else None)
    session.add(base)
    session.flush()
    return base


def make_event(session: Session, base: ScienceBase, **values: Any) -> Event:
    number = next(_number)
    defaults: dict[str, Any] = {
        "slug": f"event-{number}",
        "kind": "workshop",
        "title_zh": f"动手做{number}",
        "audiences": ["teenagers"],
        "topics": ["botany"],
        "state": EventState.PUBLISHED,
        "created_at": clock.now(),
        "updated_at": clock.now(),
    }
    event = Event(**(defaults | values), base=base)
    session.add(event)
    session.flush()
    return event


def make_occurrence(
    session: Session,
    event: Event,
    *,
    starts_in: timedelta = timedelta(days=7),
    minutes: int = 90,
    size: int | None = 20,
    starts_at: datetime | None = None,
    **values: Any,
) -> Occurrence:
    """An occurrence with a general pool of `size` seats (None: no pool, a drop-in)."""
    start = starts_at or clock.now() + starts_in
    defaults: dict[str, Any] = {
        "uid": f"{uuid.uuid4()}@sciencepop.songjiang.example",
        "starts_at": start,
        "ends_at": start + timedelta(minutes=minutes),
        "booking_opens_at": clock.now() - timedelta(days=30),
        "booking_closes_at": start - timedelta(minutes=60),
        "created_at": clock.now(),
        "revised_at": clock.now(),
    }
    occurrence = Occurrence(**(defaults | values), event=event)
    session.add(occurrence)
    session.flush()
    if size is not None:
        session.add(SeatPool(occurrence_id=occurrence.id, size=size))
        session.flush()
    return occurrence


def pool_of(session: Session, occurrence: Occurrence) -> SeatPool:
    return session.query(SeatPool).filter_by(occurrence_id=occurrence.id, name="general").one()


def make_booking(session: Session, occurrence: Occurrence, person: Person, *, seats: int = 1, **values: Any) -> Booking:
    """A booking written directly, for tests that start from one; to test booking itself, call the service."""
    number = next(_number)
    defaults: dict[str, Any] = {
        "code": f"T{number:08d}",
        "state": BookingState.CONFIRMED,
        "created_at": clock.now(),
        "changed_at": clock.now(),
    }
    if (defaults | values)["state"] not in (BookingState.WAITING, BookingState.CANCELLED):
        defaults["seated_at"] = clock.now()
    booking = Booking(**(defaults | values), pool=pool_of(session, occurrence), person_id=person.id, seats=seats)
    session.add(booking)
    session.flush()
    if booking.state in states.TAKES_TIME:
        ledger.take(session, booking, occurrence, is_firm=booking.state in states.COMMITTED)
        session.flush()
    return booking


def make_child(session: Session, *guardians: Person, born: tuple[int, int] = (2018, 5), **values: Any) -> Child:
    """A child with these guardians, eight years old on the day on which tests stand still."""
    defaults: dict[str, Any] = {"nickname": "小雨", "created_at": clock.now()}
    child = Child(**(defaults | values), birth_year=born[0], birth_month=born[1])
    session.add(child)
    session.flush()
    session.add_all(
        Guardianship(child_id=child.id, person_id=guardian.id, created_at=clock.now()) for guardian in guardians
    )
    session.flush()
    return child


def make_organisation(session: Session, *members: Person, **values: Any) -> Organisation:
    """An organisation that these people act for, the first as its lead."""
    defaults: dict[str, Any] = {"name": "方塔小学", "kind": OrganisationKind.SCHOOL, "created_at": clock.now()}
    organisation = Organisation(**(defaults | values), created_by=members[0].id)
    session.add(organisation)
    session.flush()
    session.add_all(
        Membership(
            person_id=member.id,
            organisation_id=organisation.id,
            role=MemberRole.MEMBER if number else MemberRole.LEAD,
            created_at=clock.now(),
        )
        for number, member in enumerate(members)
    )
    session.flush()
    return organisation


def make_terms(session: Session, event: Event, **values: int) -> None:
    """The event takes groups, on the usual terms unless others are given."""
    session.add(GroupTerms(event_id=event.id, updated_at=clock.now(), **(asdict(Terms()) | values)))
    session.flush()


def move_on(
    session: Session, occurrence: Occurrence, by: Person, *, to: datetime | None = None, now: datetime | None = None
) -> None:
    """Half an hour later, or to another start, as the programme moves what is told at once; committed."""
    before, length = snapshot(occurrence), occurrence.ends_at - occurrence.starts_at
    occurrence.starts_at = to or occurrence.starts_at + timedelta(minutes=30)
    occurrence.ends_at = occurrence.starts_at + length
    occurrence.sequence += 1
    session.flush()
    at = now or clock.now()
    values: dict[str, Any] = {"before": before, "after": snapshot(occurrence), "by": by.id, "now": at}
    note_change(session, occurrence, ChangeKind.MOVE, **values, undo_until=None)
    hooks.occurrence_moved(session, occurrence, by.id, at)
    session.commit()
    tell_moves_due(at)
