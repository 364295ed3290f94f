"""The computations of the yearly check: each gives the rows that make its figure, from what the platform knows.

A name of COMPUTATIONS, with the parameters of its scope, is written with every frozen figure: keep what a name means,
and give another meaning another name. Sessions count when they were held: over, not called off, of an event that is
public, or whose rest was called off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from sciencepop.bases.queries import read_hours
from sciencepop.bases.rules.counting import evening_minutes
from sciencepop.bases.rules.opening import Hours, OpenDay
from sciencepop.bookings.models import Booking, BookingState, Gate, GroupPart, GroupVisit, PassportStamp, SeatPool
from sciencepop.core import clock
from sciencepop.core.almanac.days import DayKind
from sciencepop.core.reference import get_reference
from sciencepop.delivery.models import MenuItem, OfferAnswer, OrderOffer, Supplier
from sciencepop.festival.models import Edition, EditionEvent, Offer
from sciencepop.festival.rules.editions import EditionState
from sciencepop.programme.models import Event, EventAudience, EventState, Occurrence, OccurrenceState
from sciencepop.volunteers.models import HoursEntry
from sciencepop.yearcheck.rules.counted import Counted, How
from sciencepop.yearcheck.rules.said import number_of


@dataclass(frozen=True)
class Scope:
    """Whose year is counted, up to which moment. `visitors` is what this year's and last year's file say of visits."""

    session: Session
    base_id: int
    year: int
    now: datetime
    visitors: Mapping[int, str]

    @property
    def first(self) -> date:
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """The year's last day, or today while it runs."""
        return min(date(self.year, 12, 31), clock.local(self.now).date())

    @property
    def parameters(self) -> dict[str, Any]:
        """What is written beside a frozen figure, so that anybody can count it again."""
        return {"base": self.base_id, "first": self.first.isoformat(), "last": self.last.isoformat()}

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The year as `[start, end)` in UTC, its end no later than now."""
        return clock.day_bounds(self.first)[0], min(clock.day_bounds(date(self.year, 12, 31))[1], self.now)

    @cached_property
    def hours(self) -> Hours | None:
        return read_hours(self.session, [self.base_id]).get(self.base_id)

    @cached_property
    def days(self) -> list[OpenDay] | None:
        """The days on which the base was open; None where it never told its hours."""
        if self.hours is None or self.last < self.first:
            return None
        return [day for day in self.hours.days(self.first, self.last) if day.is_open]

    def held(self, *columns: Any) -> Select[Any]:
        """Sessions of the base that began in the year, and are over."""
        start, end = self.moments
        return (
            select(*columns)
            .select_from(Occurrence)
            .join(Event, Occurrence.event_id == Event.id)
            .where(
                Event.base_id == self.base_id,
                Event.state.in_((EventState.PUBLISHED, EventState.CANCELLED)),
                Occurrence.state == OccurrenceState.SCHEDULED,
                Occurrence.starts_at >= start,
                Occurrence.starts_at < end,
                Occurrence.ends_at <= self.now,
            )
        )

    @cached_property
    def attended(self) -> list[Row[Any]]:
        """Parties that were marked as there: number, people, children, and of groups who was announced by level."""
        found = self.held(Booking.id, Booking.came, Booking.children, GroupPart.visit_id, GroupPart.pupils)
        found = found.join(SeatPool, SeatPool.occurrence_id == Occurrence.id).join(Booking)
        found = found.outerjoin(GroupPart).where(Booking.state == BookingState.ATTENDED)
        return list(self.session.execute(found.order_by(Booking.id)))


Compute = Callable[[Scope], Counted]


def _days(scope: Scope, weighs: Callable[[OpenDay], int]) -> Counted:
    if scope.days is None:
        return Counted(None)
    amounts = {f"day:{day.on.isoformat()}": weighs(day) for day in scope.days}
    return Counted({key: amount for key, amount in amounts.items() if amount})


def open_days(scope: Scope) -> Counted:
    return _days(scope, lambda _day: 1)


def open_holidays(scope: Scope) -> Counted:
    return _days(scope, lambda day: day.kind is DayKind.HOLIDAY)


def open_rest_days(scope: Scope) -> Counted:
    """Weekends without make-up workdays and public holidays."""
    return _days(scope, lambda day: day.kind is DayKind.WEEKEND)


def evening(scope: Scope) -> Counted:
    """Minutes open from 18:00 on."""
    return _days(scope, evening_minutes)


def free_days(scope: Scope) -> Counted:
    hours = scope.hours
    return _days(scope, lambda day: hours is not None and hours.is_youth_free(day.on))


def sessions(scope: Scope) -> Counted:
    return Counted({f"occurrence:{id}": 1 for id in scope.session.scalars(scope.held(Occurrence.id))})


def participants(scope: Scope) -> Counted:
    """People marked as there, with those whom gates let in without a booking."""
    rows = {f"booking:{one.id}": one.came for one in scope.attended if one.came}
    gates = scope.held(Gate.id, Gate.walked_in).join(SeatPool, SeatPool.occurrence_id == Occurrence.id)
    gates = gates.join(Gate).where(Gate.walked_in > 0)
    return Counted(rows | {f"gate:{id}": count for id, count in scope.session.execute(gates)})


def participants_minors(scope: Scope) -> Counted:
    """Children with a profile, and pupils of groups below university; never more than were there."""
    schools = {level.slug for level in get_reference().levels.values() if level.accompanied == "yes"}
    rows = {}
    for one in scope.attended:
        pupils = sum(count for level, count in (one.pupils or {}).items() if level in schools)
        rows[f"booking:{one.id}"] = min(pupils or one.children, one.came)
    return Counted({key: count for key, count in rows.items() if count})


def group_visits(scope: Scope) -> Counted:
    return Counted({f"visit:{one.visit_id}": 1 for one in scope.attended if one.visit_id})


def audiences(scope: Scope) -> Counted:
    """Kinds of people for whom at least one session was held."""
    found = scope.held(EventAudience.slug).join(EventAudience, EventAudience.event_id == Event.id).distinct()
    return Counted({f"audience:{slug}": 1 for slug in sorted(scope.session.scalars(found))})


def reply_minutes(scope: Scope) -> Counted:
    """From a group's request in the year to the base's answer."""
    start, end = scope.moments
    found = (
        select(GroupVisit.id, GroupVisit.created_at, GroupVisit.decided_at)
        .join(GroupPart, GroupPart.visit_id == GroupVisit.id)
        .join(Booking, GroupPart.booking_id == Booking.id)
        .join(SeatPool, Booking.pool_id == SeatPool.id)
        .join(Occurrence, SeatPool.occurrence_id == Occurrence.id)
        .join(Event, Occurrence.event_id == Event.id)
        .where(Event.base_id == scope.base_id, GroupVisit.created_at >= start, GroupVisit.created_at < end)
        .where(GroupVisit.decided_by.is_not(None))
        .distinct()
    )
    rows = scope.session.execute(found)
    waits = {f"visit:{id}": int((at - asked).total_seconds() // 60) for id, asked, at in rows if at}
    return Counted(waits, How.MEDIAN)


def delivery_reply_minutes(scope: Scope) -> Counted:
    """From the offer of an order in the year to the base's yes or no; silence is no answer."""
    start, end = scope.moments
    found = (
        select(OrderOffer.id, OrderOffer.offered_at, OrderOffer.answered_at)
        .join(OrderOffer.item)
        .join(MenuItem.supplier)
        .where(Supplier.base_id == scope.base_id, OrderOffer.offered_at >= start, OrderOffer.offered_at < end)
        .where(OrderOffer.answer.in_((OfferAnswer.ACCEPTED, OfferAnswer.DECLINED)))
    )
    rows = scope.session.execute(found.order_by(OrderOffer.id))
    waits = {f"offered:{id}": int((at - offered).total_seconds() // 60) for id, offered, at in rows if at}
    return Counted(waits, How.MEDIAN)


def volunteer_minutes(scope: Scope) -> Counted:
    """Real minutes of service at the base, corrections among them; what rules add on top is not counted."""
    found = select(HoursEntry.id, HoursEntry.minutes).where(
        HoursEntry.base_id == scope.base_id,
        HoursEntry.served_on.between(scope.first, scope.last),
        HoursEntry.minutes != 0,
    )
    return Counted({f"hours:{id}": minutes for id, minutes in scope.session.execute(found)})


def passport_stamps(scope: Scope) -> Counted:
    found = select(PassportStamp.id).where(
        PassportStamp.base_id == scope.base_id, PassportStamp.visited_on.between(scope.first, scope.last)
    )
    return Counted({f"stamp:{id}": 1 for id in scope.session.scalars(found)})


def festival_offers(scope: Scope) -> Counted:
    found = select(Offer.id).join(Offer.edition).where(Offer.base_id == scope.base_id, *_edition_of(scope))
    return Counted({f"offer:{id}": 1 for id in scope.session.scalars(found)})


def festival_events(scope: Scope) -> Counted:
    """Events of an edition of the year of which a session was held."""
    found = scope.held(Event.id).join(EditionEvent, EditionEvent.event_id == Event.id).join(Edition)
    found = found.where(*_edition_of(scope)).distinct()
    return Counted({f"event:{id}": 1 for id in scope.session.scalars(found)})


def _edition_of(scope: Scope) -> tuple[Any, ...]:
    return Edition.year == scope.year, Edition.state != EditionState.DRAFT


def growth(scope: Scope) -> Counted:
    """Visits of this year against those of the file of the year before, in per cent."""
    numbers = {year: number_of(scope.visitors.get(year)) for year in (scope.year, scope.year - 1)}
    return Counted({f"year:{year}": count for year, count in numbers.items() if count is not None}, How.GROWTH)


COMPUTATIONS: dict[str, Compute] = {
    "open_days": open_days,
    "open_holidays": open_holidays,
    "open_rest_days": open_rest_days,
    "evening_minutes": evening,
    "free_days": free_days,
    "sessions": sessions,
    "participants": participants,
    "participants_minors": participants_minors,
    "group_visits": group_visits,
    "audiences": audiences,
    "reply_minutes": reply_minutes,
    "delivery_reply_minutes": delivery_reply_minutes,
    "volunteer_minutes": volunteer_minutes,
    "passport_stamps": passport_stamps,
    "festival_offers": festival_offers,
    "festival_events": festival_events,
    "growth": growth,
}
