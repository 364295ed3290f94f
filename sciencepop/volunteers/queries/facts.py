"""What `rules.refusals` wants to know, for many people or many shifts in a few queries.

Only an answer got with the person and the shift locked decides.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, joinedload

from sciencepop.accounts.rules.ages import age_on
from sciencepop.bases.rules.points import Point
from sciencepop.bookings.models import Commitment, CommitmentKind
from sciencepop.bookings.queries.ledger import find_clash, list_around
from sciencepop.bookings.rules.ledger import Span
from sciencepop.volunteers.models import (
    Assignment,
    Availability,
    Need,
    Shift,
    ShiftState,
    SkillGrant,
    Volunteer,
    VolunteerSanction,
)
from sciencepop.volunteers.queries.people import list_availability, list_consented, list_grants
from sciencepop.volunteers.queries.sanctions import bar_of
from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.rules.availability import Slot, answer_for
from sciencepop.volunteers.rules.limits import Served, policy_for
from sciencepop.volunteers.rules.numbers import Numbers
from sciencepop.volunteers.rules.refusals import PersonFacts, ShiftFacts
from sciencepop.volunteers.rules.sanctions import Bar
from sciencepop.volunteers.rules.skills import is_valid_on, with_included
from sciencepop.volunteers.vocabulary import vocabulary

AROUND = timedelta(days=14)
"""How far from a shift others of the person matter: the longest run of days, and the week."""


@dataclass(frozen=True)
class Mine:
    """A shift that somebody signed up for: whether it holds a place, and whether that is certain."""

    shift_id: int
    holds: bool
    is_firm: bool
    time: Served


@dataclass(frozen=True)
class Standing:
    """Everything of a person that decides, read once for many shifts. `shifts` are theirs, by source in the ledger."""

    volunteer: Volunteer | None
    has_consent: bool = False
    grants: Sequence[SkillGrant] = ()
    lines: Sequence[Availability] = ()
    shifts: dict[str, Mine] = field(default_factory=dict)
    commitments: Sequence[Commitment] = ()
    bars: tuple[Bar, ...] = ()


def source_of(assignment: Assignment) -> str:
    """The name of an assignment in the ledger of people's time."""
    return f"shift:{assignment.code}"


def venue_of(shift: Shift) -> str:
    """What tells places apart for the change-over: a host, or a place of its own."""
    host = f"p{shift.point_id}" if shift.base_id is None else str(shift.base_id)
    return f"{host}:{shift.place_zh}"


def served(shift: Shift) -> Served:
    return Served(shift.starts_at, shift.ends_at, venue_of(shift))


def span_of(shift: Shift) -> Span:
    """When and where a shift takes a person's time. At a place of its own without a point nobody knows where."""
    lat, lon = (shift.lat, shift.lon) if shift.place_zh else (shift.host.lat, shift.host.lon)
    return Span(shift.starts_at, shift.ends_at, Point(lat, lon) if lat is not None and lon is not None else None)


def read_standings(
    session: Session, person_ids: Collection[int], first: datetime, last: datetime
) -> dict[int, Standing]:
    """What decides for each of these people between two moments: six queries, however many they are."""
    volunteers, bars = _profiles(session, person_ids)
    consented, grants = list_consented(session, person_ids), list_grants(session, person_ids)
    lines, shifts = list_availability(session, person_ids), _shifts_around(session, person_ids, first, last)
    commitments = list_around(session, first, last, person_ids)
    return {
        number: Standing(
            volunteers.get(number),
            number in consented,
            grants.get(number, ()),
            lines.get(number, ()),
            shifts.get(number, {}),
            commitments.get(number, ()),
            bars.get(number, ()),
        )
        for number in person_ids
    }


def _profiles(session: Session, person_ids: Collection[int]) -> tuple[dict[int, Volunteer], dict[int, tuple[Bar, ...]]]:
    """The profiles, and what live sanctions keep these people from, in one query."""
    live = and_(VolunteerSanction.person_id == Volunteer.person_id, VolunteerSanction.lifted_at.is_(None))
    found = select(Volunteer, VolunteerSanction).outerjoin(VolunteerSanction, live)
    found = found.where(Volunteer.person_id.in_(person_ids)).options(joinedload(Volunteer.person))
    volunteers: dict[int, Volunteer] = {}
    bars: dict[int, tuple[Bar, ...]] = {}
    for volunteer, sanction in session.execute(found.execution_options(populate_existing=True)):
        volunteers[volunteer.person_id] = volunteer
        if sanction is not None:
            bars[volunteer.person_id] = (*bars.get(volunteer.person_id, ()), bar_of(sanction))
    return volunteers, bars


def read_standing(session: Session, person_id: int, first: datetime, last: datetime) -> Standing:
    """As above, of one person."""
    return read_standings(session, [person_id], first, last)[person_id]


def _shifts_around(
    session: Session, person_ids: Collection[int], first: datetime, last: datetime
) -> dict[int, dict[str, Mine]]:
    found = (
        select(Assignment, Shift)
        .join(Shift, Assignment.shift_id == Shift.id)
        .where(
            Assignment.person_id.in_(person_ids),
            Assignment.state.in_(states.LIVE),
            Shift.ends_at > first - AROUND,
            Shift.starts_at < last + AROUND,
        )
        .order_by(Assignment.id)
        .execution_options(populate_existing=True)
    )
    rows: dict[int, dict[str, Mine]] = {}
    for assignment, shift in session.execute(found):
        state = assignment.state
        rows.setdefault(assignment.person_id, {})[source_of(assignment)] = Mine(
            shift.id, state in states.HOLDS, state in states.FIRM, served(shift)
        )
    return rows


def shift_facts(need: Need, shift: Shift, numbers: Numbers, now: datetime) -> ShiftFacts:
    """What a need and its shift say."""
    return ShiftFacts(
        time=served(shift),
        now=now,
        opens_at=max(shift.opens_at, need.opens_at or shift.opens_at),
        closes_at=shift.closes_at,
        is_published=shift.state is not ShiftState.DRAFT,
        is_cancelled=shift.state is ShiftState.CANCELLED,
        is_rostered=shift.state is ShiftState.ROSTERED,
        everyone_at=need.everyone_at,
        skills=tuple(need.skills),
        age_min=need.age_min,
        insurance_needed=shift.insurance_needed,
        free=numbers.free,
        role=need.role,
    )


def person_facts(
    standing: Standing, shift: Shift, *, besides: Collection[str] = (), firm_only: bool = False
) -> tuple[PersonFacts, Commitment | None]:
    """What is known of a person for a shift, and what clashes. `besides` are sources that they would give for it."""
    volunteer, day = standing.volunteer, served(shift).day
    if volunteer is None or volunteer.left_at is not None:
        return PersonFacts(is_volunteer=False), None
    age = age_of(volunteer, day)
    clash = find_clash(span_of(shift), standing.commitments, CommitmentKind.SERVE, besides=besides, firm_only=firm_only)
    kept = {source: row for source, row in standing.shifts.items() if source not in besides}
    facts = PersonFacts(
        is_paused=volunteer.paused_at is not None,
        age=age,
        has_guardian_consent=standing.has_consent,
        is_insured=volunteer.insured_until is not None and volunteer.insured_until >= day,
        skills=skills_on(standing.grants, day),
        policy=policy_for(vocabulary().limits, age, day),
        own_week_minutes=volunteer.most_minutes_week,
        others=tuple(
            mine.time
            for mine in kept.values()
            if mine.shift_id != shift.id and (mine.is_firm if firm_only else mine.holds)
        ),
        has_clash=clash is not None,
        is_there=any(mine.shift_id == shift.id for mine in kept.values()),
        answer=answer_for(shift.starts_at, shift.ends_at, [slot_of(line) for line in standing.lines]),
        bars=standing.bars,
    )
    return facts, clash


def age_of(volunteer: Volunteer, day: date) -> int | None:
    """The age of a minor on a day; None for whoever is of age."""
    if volunteer.birth_year is None or volunteer.birth_month is None:
        return None
    age = age_on(volunteer.birth_year, volunteer.birth_month, day)
    return age if age < 18 else None


def skills_on(grants: Sequence[SkillGrant], day: date) -> frozenset[str]:
    """What somebody can do on a day, with all that it includes."""
    held = [grant.skill for grant in grants if is_valid_on(grant.issued_on, grant.expires_on, day)]
    return with_included(held, vocabulary().includes)


def slot_of(line: Availability) -> Slot:
    """A line of somebody's availability as the rules read it."""
    return Slot(line.kind.value, line.from_time, line.until_time, line.weekday, line.on_date)
