"""What adding occurrences would do: wishes, and the plan that comes of them. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bases.queries import hours_of
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Event, Occurrence
from sciencepop.programme.rules import recurrence
from sciencepop.programme.rules.recurrence import Plan, Slot
from sciencepop.programme.rules.refusals import Refusal


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an occurrence is, if it says so itself: a room of the base, or another place with its address."""

    room_zh: str = ""
    room_en: str = ""
    place_zh: str = ""
    place_en: str = ""
    address_zh: str = ""
    town_code: str | None = None


@dataclass(frozen=True, kw_only=True)
class Dates:
    """Single or several dates at one wall time of the district."""

    dates: Sequence[date]
    starts: time
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Week:
    """A weekly rule; `weekdays` count from Monday, 0; both days are included; `exceptions` are left out."""

    weekdays: Sequence[int]
    from_on: date
    until_on: date
    starts: time
    minutes: int
    exceptions: Sequence[date] = field(default=())


@dataclass(frozen=True, kw_only=True)
class Timed:
    """Entry every `minutes` within the base's opening hours, for exhibitions; both days are included."""

    from_on: date
    until_on: date
    minutes: int
    last_entry_minutes: int
    exceptions: Sequence[date] = field(default=())


Wish = Dates | Week | Timed


def plan_occurrences(session: Session, event: Event, wish: Wish, *, now: datetime) -> Plan:
    """What `add_occurrences` would do now; changes nothing.

    Refuses TOO_SHORT_OR_LONG, NO_WEEKDAYS, NO_DATES, DATES_REVERSED, PAST, TOO_FAR, TOO_MANY, TAKEN, NOTHING_TO_ADD,
    NO_HOURS, BOOKING_NEVER_OPENS.
    """
    today = now.astimezone(recurrence.ZONE).date()
    refused = recurrence.refuse_minutes(wish.minutes)
    if refused:
        raise RuleBroken(refused)
    dates, exceptions = _dates_of(wish, today), () if isinstance(wish, Dates) else wish.exceptions
    rows = session.execute(select(Occurrence.starts_at, Occurrence.ends_at).where(Occurrence.event_id == event.id))
    existing = [Slot(starts_at, ends_at) for starts_at, ends_at in rows]
    if isinstance(wish, Timed):
        slots = _slots_of(event, wish, dates)
        plan = recurrence.sort_slots(slots, dates, now=now, existing=existing, exceptions=exceptions)
    else:
        plan = recurrence.make_plan(dates, wish.starts, wish.minutes, now=now, existing=existing, exceptions=exceptions)
    _refuse_plan(event, plan)
    return plan


def _slots_of(event: Event, wish: Timed, dates: Sequence[date]) -> list[Slot]:
    """Entry times of these dates. Refuses NO_HOURS, TOO_MANY."""
    hours = hours_of(event.base)
    if not hours.is_told:
        raise RuleBroken(Refusal.NO_HOURS)
    open_on = [hours.day(on) for on in dates if on not in wish.exceptions]
    slots = recurrence.timed_slots(open_on, wish.minutes, last_entry_minutes=wish.last_entry_minutes)
    if len(slots) > recurrence.MOST_AT_ONCE:
        _raise(Refusal.TOO_MANY, None)
    return slots


def _dates_of(wish: Wish, today: date) -> list[date]:
    """The dates wished for, within the bounds. Refuses what cannot be planned."""
    if isinstance(wish, Week | Timed):
        weekdays = wish.weekdays if isinstance(wish, Week) else range(7)
        refused = recurrence.refuse_week(weekdays, wish.from_on, wish.until_on, today)
        if refused:
            _raise(*refused)
        dates = list(recurrence.weekly_dates(weekdays, wish.from_on, wish.until_on))
    else:
        dates = list(wish.dates)
    refused = recurrence.refuse_dates(dates, today)
    if refused:
        _raise(*refused)
    return dates


def _raise(code: Refusal, on: date | None) -> None:
    raise RuleBroken(code, on=on, days=recurrence.DAYS_AHEAD, most=recurrence.MOST_AT_ONCE)


def _refuse_plan(event: Event, plan: Plan) -> None:
    if not plan.slots:
        if plan.taken:
            raise RuleBroken(Refusal.TAKEN, on=plan.taken[0].on)
        if plan.past:
            raise RuleBroken(Refusal.PAST, on=plan.past[0].on)
        raise RuleBroken(Refusal.NOTHING_TO_ADD)
    for slot in plan.slots:
        opens_at, closes_at = window_of(event, slot.starts_at)
        if opens_at >= closes_at:
            raise RuleBroken(Refusal.BOOKING_NEVER_OPENS)


def window_of(event: Event, starts_at: datetime) -> tuple[datetime, datetime]:
    """When booking opens and closes for an occurrence of the event that starts then."""
    return recurrence.booking_window(
        starts_at, opens_days=event.booking_opens_days, closes_minutes=event.booking_closes_minutes
    )
