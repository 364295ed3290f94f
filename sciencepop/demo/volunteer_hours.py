"""A few shifts that are over, their hours, a dispute and one proof, all marked as samples, so that they can be seen."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bases.models import ScienceBase
from sciencepop.bookings.services import ledger
from sciencepop.demo.chance import moment
from sciencepop.demo.people import MANAGED, MARK, OFFICER, RESIDENT
from sciencepop.demo.plan import Season
from sciencepop.volunteers.hours_policy import hours_policy
from sciencepop.volunteers.models import (
    Assignment,
    AssignmentSource,
    AssignmentState,
    Attendance,
    HoursClaim,
    HoursEntry,
    Need,
    ServiceProof,
    Shift,
    ShiftState,
    Volunteer,
)
from sciencepop.volunteers.queries.hours import list_entries_between
from sciencepop.volunteers.rules.hours import ClaimKind, HoursKind, MarkSource, odd_of
from sciencepop.volunteers.rules.proofs import ProofState
from sciencepop.volunteers.services.become import work_of
from sciencepop.volunteers.services.proofs import sign

OTHERS = 2
DAYS = (33, 26, 19, 1)
"""How many days before today the shifts were. Of the last one the resident's marks are missing."""
MINUTES = 180


def write_hours(session: Session, season: Season) -> None:
    """Volunteers, shifts, hours and the proof. Call inside the unit of work that writes the season."""
    today = season.today
    people = [RESIDENT, *list(season.people.residents)[:OTHERS]]
    base = session.scalars(select(ScienceBase).where(ScienceBase.slug == MANAGED)).one()
    for person_id in people:
        if session.get(Volunteer, person_id) is None:
            session.add(_volunteer(person_id, moment(today - timedelta(days=60))))
    session.flush()
    for ago in DAYS:
        shift = _shift(session, base, today - timedelta(days=ago))
        for number, person_id in enumerate(people):
            came = ago != DAYS[-1] or person_id != RESIDENT
            _serve(session, shift, person_id, left_early=30 * number, came=came)
    _dispute(session, today)
    _prove(session, today)


def _volunteer(person_id: int, at: datetime) -> Volunteer:
    return Volunteer(person_id=person_id, risk_version="sample", risk_accepted_at=at, joined_at=at, is_sample=True)


def _shift(session: Session, base: ScienceBase, day: date) -> Shift:
    starts_at = moment(day, time(9))
    shift = Shift(
        uid=f"sample-{day:%Y%m%d}@sciencepop.example",
        base_id=base.id,
        title_zh=f"望远镜前的讲解{MARK}",
        title_en="At the telescope (sample)",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=MINUTES),
        meet_zh="大厅服务台",
        meet_en="Desk in the hall",
        opens_at=starts_at - timedelta(days=20),
        closes_at=starts_at - timedelta(hours=12),
        state=ShiftState.ROSTERED,
        created_by=base.registrant_id or OFFICER,
        created_at=starts_at - timedelta(days=20),
        changed_at=starts_at - timedelta(days=20),
        is_sample=True,
    )
    session.add(shift)
    session.flush()
    session.add(Need(shift_id=shift.id, role="helper", minimum=1, target=3, maximum=4))
    session.flush()
    session.refresh(shift)
    return shift


def _serve(session: Session, shift: Shift, person_id: int, *, left_early: int, came: bool) -> None:
    at = shift.created_at
    assignment = Assignment(
        code=f"S{shift.id:03d}P{person_id:05d}",
        need_id=shift.needs[0].id,
        shift_id=shift.id,
        person_id=person_id,
        state=AssignmentState.COMPLETED if came else AssignmentState.CONFIRMED,
        source=AssignmentSource.SELF,
        queued_at=at,
        created_at=at,
        changed_at=shift.ends_at if came else at,
        is_sample=True,
    )
    session.add(assignment)
    session.flush()
    ledger.take_for(session, person_id, work_of(assignment, shift), is_firm=True)
    if not came:
        return
    marks = {"came_source": MarkSource.CODE, "left_source": MarkSource.CODE, "came_by": person_id, "left_by": person_id}
    left_at = shift.ends_at - timedelta(minutes=left_early)
    times = {"came_at": shift.starts_at, "left_at": left_at, "starts_at": shift.starts_at, "ends_at": shift.ends_at}
    odd = " ".join(odd_of(**times, by_clock=False, policy=hours_policy()))
    session.add(Attendance(assignment_id=assignment.id, came_at=shift.starts_at, left_at=left_at, odd=odd, **marks))
    session.add(
        HoursEntry(
            code=f"H{shift.id:03d}P{person_id:05d}",
            person_id=person_id,
            base_id=shift.base_id,
            assignment_id=assignment.id,
            kind=HoursKind.SHIFT,
            minutes=MINUTES - left_early,
            served_on=moment_day(shift.starts_at),
            what=shift.title_zh,
            recorded_at=shift.ends_at + timedelta(hours=2),
            is_sample=True,
        )
    )
    session.flush()


def moment_day(at: datetime) -> date:
    """The district's day of a morning."""
    return (at + timedelta(hours=8)).date()


def _dispute(session: Session, today: date) -> None:
    """The second volunteer left late and says so."""
    entry = session.scalars(
        select(HoursEntry)
        .where(HoursEntry.is_sample, HoursEntry.person_id != RESIDENT)
        .where(HoursEntry.served_on == today - timedelta(days=19))
        .order_by(HoursEntry.id)
    ).first()
    assert entry is not None
    session.add(
        HoursClaim(
            code="SAMPLECLAIM",
            person_id=entry.person_id,
            base_id=entry.base_id,
            kind=ClaimKind.DISPUTE,
            entry_id=entry.id,
            served_on=entry.served_on,
            minutes=MINUTES,
            what=entry.what,
            words="散场以后还帮忙收拾了半小时（示例）",
            created_at=moment(today - timedelta(days=18)),
        )
    )


def _prove(session: Session, today: date) -> None:
    """The resident's first two shifts, asked for, published for seven days, and issued."""
    issued = today - timedelta(days=5)
    asked, published = moment(issued - timedelta(days=9)), moment(issued - timedelta(days=8))
    proof = ServiceProof(
        code="SAMPLEPRQQF2345678AB",
        person_id=RESIDENT,
        from_on=today - timedelta(days=DAYS[0]),
        until_on=today - timedelta(days=DAYS[1]),
        state=ProofState.PUBLISHED,
        requested_at=asked,
        name="示例居民",
        minutes=2 * MINUTES,
        published_at=published,
        publish_until=published + timedelta(days=7),
        handled_by=OFFICER,
        is_sample=True,
    )
    session.add(proof)
    session.flush()
    entries = list_entries_between(session, RESIDENT, proof.from_on, proof.until_on)
    sign(session, proof, entries, moment(issued))
    session.flush()
