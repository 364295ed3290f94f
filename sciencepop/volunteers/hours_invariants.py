"""What must always hold of hours and proofs; `flask doctor` asks. Each function returns a sentence for every breach."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import aliased

from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.volunteers.hours_policy import hours_policy
from sciencepop.volunteers.models import Assignment, Attendance, HoursEntry, ServiceProof, Shift, ShiftState
from sciencepop.volunteers.proof_paper import is_intact
from sciencepop.volunteers.queries.proofs import is_objected_to
from sciencepop.volunteers.rules.hours import HoursKind
from sciencepop.volunteers.rules.proofs import LEAST_DAYS, NUMBERED, ProofState
from sciencepop.volunteers.services.count import WAS_THERE

MOST = 50
LATE = timedelta(hours=1)


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    return [sentence for check in CHECKS for sentence in check()]


def below_nothing() -> list[str]:
    """No entry stands at less than nothing, nor at more than a day."""
    fixed = aliased(HoursEntry)
    stands = HoursEntry.minutes + func.coalesce(func.sum(fixed.minutes), 0)
    rows = db.session.execute(
        select(HoursEntry.code, stands)
        .outerjoin(fixed, fixed.corrects_id == HoursEntry.id)
        .where(HoursEntry.kind != HoursKind.CORRECTION)
        .group_by(HoursEntry.id, HoursEntry.code, HoursEntry.minutes)
        .having(or_(stands < 0, stands > 1440))
        .limit(MOST)
    )
    return [f"Hours {code} stand at {minutes} minutes." for code, minutes in rows]


def corrected_by_the_first() -> list[str]:
    """A correction is of an entry of the same person that is none itself, and by somebody who did not record that."""
    first = aliased(HoursEntry)
    wrong = or_(
        first.kind == HoursKind.CORRECTION,
        first.person_id != HoursEntry.person_id,
        first.recorded_by == HoursEntry.recorded_by,
    )
    rows = db.session.scalars(
        select(HoursEntry.code).join(first, HoursEntry.corrects_id == first.id).where(wrong).limit(MOST)
    )
    return [f"Correction of hours {code} is of the wrong entry, or by who recorded it." for code in rows]


def not_counted() -> list[str]:
    """Whoever came to a shift that was over long ago has hours of it."""
    counted = select(HoursEntry.id).where(HoursEntry.assignment_id == Assignment.id, HoursEntry.kind == HoursKind.SHIFT)
    rows = db.session.scalars(
        select(Assignment.code)
        .join(Attendance, Attendance.assignment_id == Assignment.id)
        .join(Shift, Assignment.shift_id == Shift.id)
        .where(Shift.ends_at < clock.now() - hours_policy().counted_after - LATE)
        .where(Shift.state != ShiftState.CANCELLED, Assignment.state.in_(WAS_THERE), ~counted.exists())
        .limit(MOST)
    )
    return [f"Assignment {code} was served, but its hours are not counted." for code in rows]


def unguarded() -> list[str]:
    """The database itself refuses to change an entry of hours: its triggers are there."""
    if db.engine.dialect.name == "sqlite":
        found = text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'hours_entry'")
        least = 2
    else:
        found = text("SELECT count(*) FROM pg_trigger WHERE tgname = 'hours_entry_kept' AND tgenabled <> 'D'")
        least = 1
    there = int(db.session.scalar(found) or 0)
    return [] if there >= least else ["Table hours_entry has lost its triggers: run migration 0014's statements again."]


def unsound_proofs() -> list[str]:
    """An issued proof says what was signed, and was published long enough before."""
    told = []
    numbered = select(ServiceProof).where(ServiceProof.state.in_(NUMBERED)).execution_options(yield_per=200)
    for proof in db.session.scalars(numbered):
        if not is_intact(proof):
            told.append(f"Proof {proof.serial} is not what was signed.")
        if proof.published_at and proof.issued_at and proof.issued_at - proof.published_at < timedelta(days=LEAST_DAYS):
            told.append(f"Proof {proof.serial} was published for less than {LEAST_DAYS} days.")
    return told[:MOST]


def gaps_in_register() -> list[str]:
    """The numbers of a year follow each other."""
    rows = db.session.execute(
        select(ServiceProof.serial_year, func.max(ServiceProof.serial_number), func.count(ServiceProof.id))
        .where(ServiceProof.serial_year.is_not(None))
        .group_by(ServiceProof.serial_year)
    )
    return [
        f"The register of {year} goes to {last}, but has {count} proofs." for year, last, count in rows if last != count
    ]


def late_proofs() -> list[str]:
    """A proof whose publication is over is issued by the worker."""
    late = ServiceProof.publish_until < clock.now() - LATE
    waits = select(ServiceProof.code).where(ServiceProof.state == ProofState.PUBLISHED, late, ~is_objected_to())
    return [f"Proof {code} should have been issued." for code in db.session.scalars(waits.limit(MOST))]


def stray_objections() -> list[str]:
    """An objection waits for a decision only while its proof is published."""
    stray = is_objected_to(), ServiceProof.state != ProofState.PUBLISHED
    rows = db.session.scalars(select(ServiceProof.code).where(*stray).limit(MOST))
    return [f"An objection to proof {code} is open, but it is not published." for code in rows]


CHECKS = (
    below_nothing,
    corrected_by_the_first,
    not_counted,
    unguarded,
    unsound_proofs,
    gaps_in_register,
    late_proofs,
    stray_objections,
)
