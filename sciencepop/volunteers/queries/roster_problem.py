"""What a run of the auto-roster is asked: the shifts and people of the database as a problem of plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from sciencepop.bookings.models import CommitmentKind
from sciencepop.bookings.queries.ledger import find_clash
from sciencepop.core import clock
from sciencepop.volunteers.models import Assignment, AssignmentState, Need, NeedMode, Shift, ShiftState
from sciencepop.volunteers.queries import facts
from sciencepop.volunteers.queries.people import list_active_ids
from sciencepop.volunteers.queries.shifts import with_all
from sciencepop.volunteers.roster.problem import DAY, Budget, Duty, Limits, Person, Problem
from sciencepop.volunteers.roster.problem import Need as Wanted
from sciencepop.volunteers.roster.problem import Shift as Time
from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.rules.availability import Answer, answer_for
from sciencepop.volunteers.rules.limits import LimitPolicy, policy_for
from sciencepop.volunteers.rules.rosters import within_reach
from sciencepop.volunteers.vocabulary import vocabulary

MOST_SHIFTS, MOST_PEOPLE = 600, 3000
APPLIED, PREFERRED, CAN = 9, 6, 3
"""How much a wish for the shift itself, a preferred time and a possible time are worth."""
WORTH, WORTH_SKILLED = 100, 140
OF_AGE = 99
"""Stands for the age of everybody who is of age, which nobody is asked."""


@dataclass
class Question:
    """The problem, with the numbers in the database of its people and needs in the problem's order."""

    problem: Problem
    person_ids: list[int] = field(default_factory=list)
    need_ids: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _Frame:
    """What is the same for everybody; `days` are those of the shifts, in their order."""

    first_on: date
    shifts: Sequence[Shift]
    days: Sequence[date]
    index: Mapping[int, int]
    venues: dict[str, int]
    asks_unknown: bool

    def minutes(self, moment: datetime) -> int:
        local = moment.astimezone(clock.SHANGHAI)
        return (local.date() - self.first_on).days * DAY + local.hour * 60 + local.minute

    def venue(self, name: str) -> int:
        return self.venues.setdefault(name, len(self.venues))


def list_to_roster(session: Session, base_id: int | None, from_on: date, until_on: date, now: datetime) -> list[Shift]:
    """Published shifts to come that begin on these days, by time."""
    first = max(clock.day_bounds(within_reach(from_on))[0], now)
    last = clock.day_bounds(within_reach(until_on))[1]
    found = select(Shift).where(
        Shift.state.in_((ShiftState.OPEN, ShiftState.ROSTERED)), Shift.starts_at > first, Shift.starts_at < last
    )
    if base_id is not None:
        found = found.where(Shift.base_id == base_id)
    return list(session.scalars(with_all(found).order_by(Shift.starts_at, Shift.id).limit(MOST_SHIFTS)))


def read_question(session: Session, shifts: Sequence[Shift], *, asks_unknown: bool, keeps_all: bool) -> Question:
    """The problem of these shifts. `keeps_all`: whoever has a place there keeps it; otherwise only who is pinned."""
    days = [facts.served(shift).day for shift in shifts]
    first_on = days[0]
    frame = _Frame(first_on, shifts, days, {shift.id: at for at, shift in enumerate(shifts)}, {}, asks_unknown)
    needs = [need for shift in shifts for need in shift.needs]
    rows = _assignments(session, frame.index)
    person_ids = sorted({*list_active_ids(session, MOST_PEOPLE), *(row.person_id for row in rows if _holds(row))})
    standings = facts.read_standings(session, person_ids, shifts[0].starts_at, shifts[-1].ends_at)
    said: dict[int, list[Assignment]] = {}
    for row in rows:
        said.setdefault(row.person_id, []).append(row)
    adults = frozenset(at for at, number in enumerate(person_ids) if _age(standings[number], first_on) is None)
    people = tuple(_person(frame, number, standings[number], said.get(number, ()), adults) for number in person_ids)
    at_person = {number: at for at, number in enumerate(person_ids)}
    at_need = {need.id: at for at, need in enumerate(needs)}
    held = [row for row in rows if _holds(row)]
    present = frozenset((at_person[row.person_id], at_need[row.need_id]) for row in held)
    fixed = [row for row in held if keeps_all or _is_fixed(row, standings[row.person_id])]
    pins = frozenset((at_person[row.person_id], at_need[row.need_id]) for row in fixed)
    taken = Counter(row.need_id for row in held)
    times = tuple(
        Time(shift.id, frame.minutes(shift.starts_at), frame.minutes(shift.starts_at) + shift.minutes, venue)
        for shift in shifts
        for venue in [frame.venue(facts.venue_of(shift))]
    )
    wanted = tuple(_wanted(need, frame.index[need.shift_id], taken[need.id]) for need in needs)
    problem = Problem(people, times, wanted, pins=pins, present=present)
    return Question(problem, person_ids, [need.id for need in needs])


def _assignments(session: Session, shift_ids: Collection[int]) -> Sequence[Assignment]:
    found = select(Assignment).where(Assignment.shift_id.in_(shift_ids)).options(joinedload(Assignment.need))
    return session.scalars(found.order_by(Assignment.id)).all()


def _holds(row: Assignment) -> bool:
    return row.state in states.HOLDS


def _is_fixed(row: Assignment, standing: facts.Standing) -> bool:
    """Pinned, there already or by an exception, in the reserve, or of somebody who takes no new shifts."""
    is_there = row.state in (AssignmentState.CHECKED_IN, AssignmentState.COMPLETED)
    is_reserve = row.need.mode is NeedMode.WAITLIST_ONLY
    return row.is_pinned or bool(row.exception) or is_there or is_reserve or not _may_serve(standing)


def _may_serve(standing: facts.Standing) -> bool:
    return standing.volunteer is not None and standing.volunteer.is_active


def _wanted(need: Need, shift: int, taken: int) -> Wanted:
    """Up to the target, or as many as there are already; nobody is rostered into the silent reserve."""
    target = 0 if need.mode is NeedMode.WAITLIST_ONLY else max(need.target, taken)
    return Wanted(
        key=need.id,
        shift=shift,
        target=target,
        minimum=min(need.minimum, target),
        skills=frozenset(need.skills),
        age_min=need.age_min or 0,
        worth=WORTH_SKILLED if need.skills else WORTH,
    )


def _age(standing: facts.Standing, day: date) -> int | None:
    return facts.age_of(standing.volunteer, day) if standing.volunteer else None


def _person(
    frame: _Frame, number: int, standing: facts.Standing, rows: Sequence[Assignment], adults: frozenset[int]
) -> Person:
    """Somebody as the engine sees them: free only for shifts that they asked for, or whose time they said they have."""
    age = _age(standing, frame.first_on)
    policies = {day: _policy(standing, day) for day in set(frame.days)}
    rules = [policy for policy in policies.values() if policy]
    may_serve = _may_serve(standing) and (age is None or standing.has_consent)
    wishes = _wishes(frame, standing, rows, policies) if may_serve else {}
    duties = _duties(frame, standing)
    return Person(
        key=number,
        age=OF_AGE if age is None else age,
        skills=facts.skills_on(standing.grants, frame.days[0]) & facts.skills_on(standing.grants, frame.days[-1]),
        windows=tuple(sorted({_span(frame, frame.shifts[at]) for at in wishes})),
        limits=_limits(rules),
        budgets=_budgets(frame, standing, rules),
        wishes={at: wish for at, wish in wishes.items() if wish},
        duties=duties,
        companions=None if age is None else adults,
        served=len({duty.start for duty in duties}),
    )


def _policy(standing: facts.Standing, day: date) -> LimitPolicy | None:
    return policy_for(vocabulary().limits, _age(standing, day), day)


def _span(frame: _Frame, shift: Shift) -> tuple[int, int]:
    start = frame.minutes(shift.starts_at)
    return start, start + shift.minutes


def _wishes(
    frame: _Frame,
    standing: facts.Standing,
    rows: Sequence[Assignment],
    policies: Mapping[date, LimitPolicy | None],
) -> dict[int, int]:
    """The shifts that the person could be asked for, and how gladly they come; not those that they gave up."""
    asked = {row.shift_id for row in rows if row.state in states.LIVE}
    had = {row.shift_id for row in rows} - asked
    own = set(standing.shifts)
    others = [row for row in standing.commitments if row.source not in own]
    lines = [facts.slot_of(line) for line in standing.lines]
    found: dict[int, int] = {}
    for at, shift in enumerate(frame.shifts):
        if shift.id not in asked and (shift.id in had or not (lines or frame.asks_unknown)):
            continue
        wish = APPLIED if shift.id in asked else _gladness(answer_for(shift.starts_at, shift.ends_at, lines), frame)
        day = frame.days[at]
        is_insured = not shift.insurance_needed or _is_insured(standing, day)
        if wish is None or not is_insured or policies[day] is None or _is_barred(standing, day):
            continue
        if not (others and find_clash(facts.span_of(shift), others, CommitmentKind.SERVE)):
            found[at] = wish
    return found


def _gladness(answer: Answer, frame: _Frame) -> int | None:
    if answer is Answer.UNKNOWN:
        return 0 if frame.asks_unknown else None
    return {Answer.PREFERRED: PREFERRED, Answer.CAN: CAN}.get(answer)


def _is_barred(standing: facts.Standing, day: date) -> bool:
    """Kept from every role on that day; one kept from a few of them is left out by the rules when it is published."""
    return any(not bar.roles and bar.stops("", day, clock.today()) for bar in standing.bars)


def _is_insured(standing: facts.Standing, day: date) -> bool:
    until = standing.volunteer.insured_until if standing.volunteer else None
    return until is not None and until >= day


def _limits(rules: Sequence[LimitPolicy]) -> Limits:
    """The tightest of the days' rules; they differ only where a birthday or a new rule falls into the run."""
    if not rules:
        return Limits()
    latest = min(rule.latest for rule in rules)
    return Limits(
        rest=max(rule.min_rest_minutes for rule in rules),
        changeover=max(rule.change_over_minutes for rule in rules),
        day=min(rule.most_day_minutes for rule in rules),
        days_in_row=min(rule.most_consecutive_days for rule in rules),
        earliest=_of_day(max(rule.earliest for rule in rules)),
        latest=2 * DAY if latest >= time(23, 59) else _of_day(latest),
    )


def _of_day(wall: time) -> int:
    return wall.hour * 60 + wall.minute


def _budgets(frame: _Frame, standing: facts.Standing, rules: Sequence[LimitPolicy]) -> tuple[Budget, ...]:
    """One for each week that the run touches, by the policy and the person's own limit."""
    own = standing.volunteer.most_minutes_week if standing.volunteer else None
    limits = [rule.most_week_minutes for rule in rules] + ([own] if own else [])
    if not limits:
        return ()
    mondays = sorted({day - timedelta(days=day.weekday()) for day in set(frame.days)})
    starts = [(monday - frame.first_on).days for monday in mondays]
    return tuple(Budget(start, start + 6, min(limits)) for start in starts)


def _duties(frame: _Frame, standing: facts.Standing) -> tuple[Duty, ...]:
    """Shifts that the person has outside the run."""
    return tuple(
        Duty(start, start + mine.time.minutes, frame.venue(mine.time.venue), is_service=True)
        for mine in standing.shifts.values()
        if mine.holds and mine.shift_id not in frame.index
        for start in [frame.minutes(mine.time.starts_at)]
    )
