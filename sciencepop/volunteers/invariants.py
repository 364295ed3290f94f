"""What must always hold of volunteers; `flask doctor` asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import and_, exists, func, or_, select

from sciencepop.bookings.models import Commitment, Duty, DutyState
from sciencepop.college.models import ClassState, CourseClass, Lesson
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.festival.models import Venue
from sciencepop.programme.models import Occurrence, OccurrenceState
from sciencepop.volunteers.models import (
    Assignment,
    AssignmentState,
    Need,
    Shift,
    ShiftNotice,
    ShiftState,
    SkillGrant,
    SkillPaper,
    SwapOffer,
    SwapState,
    Volunteer,
)
from sciencepop.volunteers.rules import assignments as states
from sciencepop.volunteers.rules.evidence import AFTER
from sciencepop.volunteers.services.duties import guides_of

MOST = 20
_SOURCE = "shift:" + Assignment.code


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    return [sentence for check in CHECKS for sentence in check()]


def over_maximum() -> list[str]:
    """A need gives no more places than it has."""
    taken = func.count(Assignment.id)
    rows = db.session.execute(
        select(Need.id, Need.maximum, taken)
        .join(Assignment, Assignment.need_id == Need.id)
        .where(Assignment.state.in_(states.HOLDS))
        .group_by(Need.id, Need.maximum)
        .having(taken > Need.maximum)
        .limit(MOST)
    )
    return [f"Need {number} has {most} places, but {count} are taken." for number, most, count in rows]


def twice_in_a_shift() -> list[str]:
    """Nobody has two live assignments in one shift."""
    rows = db.session.execute(
        select(Assignment.shift_id, Assignment.person_id)
        .where(Assignment.state.in_(states.LIVE))
        .group_by(Assignment.shift_id, Assignment.person_id)
        .having(func.count(Assignment.id) > 1)
        .limit(MOST)
    )
    return [f"Shift {shift} has person {person} twice." for shift, person in rows]


def in_another_shift() -> list[str]:
    """An assignment's need belongs to its shift."""
    rows = db.session.scalars(select(Assignment.id).join(Need).where(Need.shift_id != Assignment.shift_id).limit(MOST))
    return [f"Assignment {number} names a need of another shift." for number in rows]


def open_on_cancelled() -> list[str]:
    """Nobody is expected at a shift that was called off."""
    rows = db.session.scalars(
        select(Assignment.id)
        .join(Shift, Assignment.shift_id == Shift.id)
        .where(Shift.state == ShiftState.CANCELLED, Assignment.state.in_(states.WITHDRAWABLE))
        .limit(MOST)
    )
    return [f"Assignment {number} is open, but its shift is cancelled." for number in rows]


def for_a_class_that_is_off() -> list[str]:
    """A shift to come for a lesson is at the class's point, and the class is taught."""
    wrong = or_(CourseClass.state != ClassState.PUBLISHED, CourseClass.point_id != Shift.point_id)
    found = select(Shift.id).join(Shift.lesson).join(Lesson.course_class)
    found = found.where(Shift.state != ShiftState.CANCELLED, Shift.ends_at > clock.now(), wrong)
    return [
        f"Shift {number} is for a class that is off or elsewhere." for number in db.session.scalars(found.limit(MOST))
    ]


def for_a_venue_of_another_base() -> list[str]:
    """A shift to come for a festival's day is at a venue of its own base, or at a place that is no base."""
    found = select(Shift.id).join(Shift.festival_venue).where(Venue.base_id != Shift.base_id)
    found = found.where(Shift.state != ShiftState.CANCELLED, Shift.ends_at > clock.now())
    return [f"Shift {number} is at a venue of another base." for number in db.session.scalars(found.limit(MOST))]


def wrong_ledger() -> list[str]:
    """What holds a place takes the person's time, at the hours of the shift, and nothing else does."""
    same = and_(
        Commitment.source == _SOURCE,
        Commitment.person_id == Assignment.person_id,
        Commitment.starts_at == Shift.starts_at,
        Commitment.ends_at == Shift.ends_at,
        Commitment.is_firm == Assignment.state.in_(states.FIRM),
    )
    holds = Assignment.state.in_(states.HOLDS)
    taken, right = exists().where(Commitment.source == _SOURCE), exists().where(same)
    rows = db.session.scalars(
        select(Assignment.id)
        .join(Shift, Assignment.shift_id == Shift.id)
        .where(Shift.ends_at > clock.now(), or_(holds & ~right, ~holds & taken))
        .limit(MOST)
    )
    return [f"The ledger of time and assignment {number} do not agree." for number in rows]


def orphaned_time() -> list[str]:
    """Time that names a shift belongs to an assignment."""
    known = exists().where(Commitment.source == _SOURCE)
    rows = db.session.scalars(select(Commitment.id).where(Commitment.source.startswith("shift:"), ~known).limit(MOST))
    return [f"Commitment {number} belongs to no assignment." for number in rows]


def wrong_guides() -> list[str]:
    """Whoever guides a session from a shift is on duty there, and nobody else with an account is."""
    coming = select(Occurrence.id).where(
        Occurrence.ends_at > clock.now(), Occurrence.state == OccurrenceState.SCHEDULED
    )
    numbers = set(
        db.session.scalars(select(Shift.occurrence_id).where(Shift.occurrence_id.in_(coming)).distinct())
    ) | set(
        db.session.scalars(
            select(Duty.occurrence_id).where(Duty.person_id.is_not(None), Duty.occurrence_id.in_(coming))
        )
    )
    wanted = guides_of(db.session(), {number for number in numbers if number is not None})
    have: dict[int, dict[int, bool]] = {number: {} for number in wanted}
    found = select(Duty).where(Duty.person_id.is_not(None), Duty.state == DutyState.CONFIRMED)
    for duty in db.session.scalars(found.where(Duty.occurrence_id.in_(wanted))):
        have[duty.occurrence_id][duty.person_id or 0] = duty.is_qualified
    wrong = [number for number in wanted if wanted[number] != have[number]]
    return [f"The guides of occurrence {number} are not those of its shifts." for number in wrong[:MOST]]


def swaps_of_nothing() -> list[str]:
    """Only a confirmed assignment is offered for a swap."""
    rows = db.session.scalars(
        select(SwapOffer.id)
        .join(Assignment, SwapOffer.assignment_id == Assignment.id)
        .where(SwapOffer.state == SwapState.OPEN, Assignment.state != AssignmentState.CONFIRMED)
        .where(SwapOffer.ends_at > clock.now())
        .limit(MOST)
    )
    return [f"Swap offer {number} gives an assignment that is not confirmed." for number in rows]


def papers_kept_too_long() -> list[str]:
    """No document of a skill outlives its purpose; the daily job has a day's grace."""
    yesterday = clock.now() - timedelta(days=1)
    rows = db.session.scalars(
        select(SkillPaper.id)
        .join(SkillPaper.grant)
        .join(SkillGrant.volunteer)
        .where(or_(SkillPaper.decided_at < yesterday - AFTER, Volunteer.left_at.is_not(None)))
        .limit(MOST)
    )
    return [f"The document {number} of a skill should have been deleted." for number in rows]


def late_notices() -> list[str]:
    """Whoever's shift moved along with others hears of it when that cannot be taken back any more."""
    old = clock.now() - timedelta(minutes=10)
    late = db.session.scalar(select(func.count()).where(ShiftNotice.due_at < old))
    return [f"{late} volunteers were not told of a moved shift: is the worker running?"] if late else []


CHECKS: tuple[Callable[[], list[str]], ...] = (
    over_maximum,
    twice_in_a_shift,
    in_another_shift,
    open_on_cancelled,
    for_a_class_that_is_off,
    for_a_venue_of_another_base,
    wrong_ledger,
    orphaned_time,
    wrong_guides,
    swaps_of_nothing,
    papers_kept_too_long,
    late_notices,
)
