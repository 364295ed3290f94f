"""Reads of the ledger of hours, and of what volunteers say about it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from sciencepop.accounts.models import Grant, Person, Role
from sciencepop.bases.models import ScienceBase
from sciencepop.bookings.rules.codes import CODE
from sciencepop.volunteers.models import Assignment, HoursClaim, HoursEntry, Need, Shift, Volunteer
from sciencepop.volunteers.queries.there import there
from sciencepop.volunteers.rules.hours import HoursKind

MOST = 500
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Totals:
    """Real minutes of a person, credit apart from them."""

    minutes: int = 0
    credit_minutes: int = 0


def read_totals(session: Session, person_id: int) -> Totals:
    """All that counts for a person."""
    sums = select(func.sum(HoursEntry.minutes), func.sum(HoursEntry.credit_minutes))
    minutes, credit = session.execute(sums.where(HoursEntry.person_id == person_id)).one()
    return Totals(int(minutes or 0), int(credit or 0))


def list_entries(session: Session, person_id: int) -> Sequence[HoursEntry]:
    """A person's entries with the corrections of each, the latest service first."""
    found = _whole().where(HoursEntry.person_id == person_id, HoursEntry.corrects_id.is_(None))
    return session.scalars(found.order_by(HoursEntry.served_on.desc(), HoursEntry.id.desc()).limit(MOST)).all()


def list_entries_between(session: Session, person_id: int, from_on: date, until_on: date) -> Sequence[HoursEntry]:
    """A person's entries of these days, corrections with each, in their order: what a proof is made of."""
    found = _whole().where(HoursEntry.person_id == person_id, HoursEntry.corrects_id.is_(None))
    found = found.where(HoursEntry.served_on.between(from_on, until_on))
    return session.scalars(found.order_by(HoursEntry.served_on, HoursEntry.id)).all()


def minutes_of(entry: HoursEntry) -> int:
    """What an entry stands at: its minutes and all corrections."""
    return entry.minutes + sum(row.minutes for row in entry.corrections)


def get_entry(session: Session, code: str) -> HoursEntry:
    """An entry that is no correction, as it is now. NotFound for no entry's code."""
    found = _whole().where(HoursEntry.code == code, HoursEntry.corrects_id.is_(None))
    found = found.execution_options(populate_existing=True)
    return there(session.scalar(found) if CODE.fullmatch(code) else None)


def get_own_entry(session: Session, code: str, person_id: int) -> HoursEntry:
    """An entry of this person; NotFound for anybody else's."""
    entry = get_entry(session, code)
    return there(entry if entry.person_id == person_id else None)


def _whole() -> Select[HoursEntry]:
    return select(HoursEntry).options(
        selectinload(HoursEntry.corrections),
        joinedload(HoursEntry.assignment).options(joinedload(Assignment.shift), joinedload(Assignment.need)),
    )


def is_asked(session: Session, entry_id: int) -> bool:
    """Whether a dispute of this entry waits for an answer."""
    return bool(session.scalar(select(exists().where(HoursClaim.entry_id == entry_id, HoursClaim.answer.is_(None)))))


def count_open_reports(session: Session, person_id: int) -> int:
    """How many self-reported services of a person wait for an answer."""
    mine = HoursClaim.person_id == person_id, HoursClaim.entry_id.is_(None), HoursClaim.answer.is_(None)
    return int(session.scalar(select(func.count(HoursClaim.id)).where(*mine)) or 0)


def list_claims(session: Session, person_id: int) -> Sequence[HoursClaim]:
    """What a person said about their hours, newest first."""
    found = select(HoursClaim).options(joinedload(HoursClaim.entry)).where(HoursClaim.person_id == person_id)
    return session.scalars(found.order_by(HoursClaim.id.desc()).limit(MOST)).all()


def list_open_claims(session: Session, base_ids: Collection[int] | None) -> Sequence[HoursClaim]:
    """What waits for an answer at these bases, everywhere for None; the oldest first."""
    found = select(HoursClaim).where(HoursClaim.answer.is_(None))
    if base_ids is not None:
        found = found.where(HoursClaim.base_id.in_(base_ids))
    shift = joinedload(HoursEntry.assignment).joinedload(Assignment.shift)
    entry = joinedload(HoursClaim.entry).options(selectinload(HoursEntry.corrections), shift)
    return session.scalars(found.options(joinedload(HoursClaim.person), entry).order_by(HoursClaim.id).limit(100)).all()


def count_open_claims(session: Session) -> dict[int | None, int]:
    """How much waits for an answer, by base; what belongs to none is the district's."""
    found = select(HoursClaim.base_id, func.count(HoursClaim.id)).where(HoursClaim.answer.is_(None))
    return {base_id: number for base_id, number in session.execute(found.group_by(HoursClaim.base_id))}


def list_officers(session: Session) -> Sequence[Person]:
    """Who answers for the district."""
    ids = select(Grant.person_id).where(Grant.role == Role.OFFICER, Grant.ended_at.is_(None))
    found = select(Person).where(Person.id.in_(ids), Person.closed_at.is_(None))
    return session.scalars(found.order_by(Person.id)).all()


def get_claim(session: Session, code: str) -> HoursClaim:
    """What somebody said; NotFound for no such code."""
    found = select(HoursClaim).where(HoursClaim.code == code)
    return there(session.scalar(found) if CODE.fullmatch(code) else None)


def served_bases(session: Session, person_id: int) -> Sequence[ScienceBase]:
    """The bases whose shifts a person has ever been on."""
    ids = (
        select(Shift.base_id).join(Assignment, Assignment.shift_id == Shift.id).where(Assignment.person_id == person_id)
    )
    return session.scalars(select(ScienceBase).where(ScienceBase.id.in_(ids)).order_by(ScienceBase.id).limit(100)).all()


def get_volunteer(session: Session, person_id: int) -> Volunteer:
    """A volunteer; NotFound for anybody else's number."""
    return there(session.get(Volunteer, person_id) if person_id <= LARGEST_ID else None)


def list_of_volunteer(session: Session, person_id: int, base_ids: Collection[int] | None) -> Sequence[HoursEntry]:
    """A volunteer's entries as a coordinator sees them: those of these bases, all for None."""
    found = _whole().where(HoursEntry.person_id == person_id, HoursEntry.corrects_id.is_(None))
    if base_ids is not None:
        found = found.where(HoursEntry.base_id.in_(base_ids))
    return session.scalars(found.order_by(HoursEntry.served_on.desc(), HoursEntry.id.desc()).limit(MOST)).all()


def find_volunteers(session: Session, number_or_name: str, base_ids: Collection[int] | None) -> Sequence[Volunteer]:
    """Volunteers of this city number or this whole name; for a coordinator those who served at the bases."""
    words = number_or_name.strip()
    if not words:
        return []
    found = select(Volunteer).join(Volunteer.person).options(joinedload(Volunteer.person))
    found = found.where((Volunteer.number == words) | (Person.name == words))
    if base_ids is not None:
        found = found.where(_served_at(Volunteer.person_id, base_ids))
    return session.scalars(found.order_by(Volunteer.person_id).limit(20)).all()


def has_served_at(session: Session, person_id: int, base_ids: Collection[int]) -> bool:
    """Whether a person was ever on a shift of one of these bases."""
    return bool(session.scalar(select(_served_at(person_id, base_ids))))


def _served_at(person_id: object, base_ids: Collection[int]) -> ColumnElement[bool]:
    return exists().where(
        Assignment.person_id == person_id, Assignment.shift_id == Shift.id, Shift.base_id.in_(base_ids)
    )


@dataclass(frozen=True)
class PlatformRow:
    """A row of the table for the city's platform: an entry as it stands, with whom, what, when and where."""

    entry: HoursEntry
    number: str
    name: str
    role: str
    base: str
    minutes: int


def iter_platform_rows(session: Session, from_on: date, until_on: date) -> Iterator[PlatformRow]:
    """Every entry of these days as it stands after corrections, in order. Real minutes only, no samples."""
    fixed = aliased(HoursEntry)
    more = select(func.coalesce(func.sum(fixed.minutes), 0)).where(fixed.corrects_id == HoursEntry.id)
    rows = (
        select(HoursEntry, Volunteer, Need.role, ScienceBase.name_zh, more.scalar_subquery())
        .join(Volunteer, Volunteer.person_id == HoursEntry.person_id)
        .outerjoin(Assignment, Assignment.id == HoursEntry.assignment_id)
        .outerjoin(Need, Need.id == Assignment.need_id)
        .outerjoin(ScienceBase, ScienceBase.id == HoursEntry.base_id)
        .where(HoursEntry.kind != HoursKind.CORRECTION, HoursEntry.served_on.between(from_on, until_on))
        .where(~HoursEntry.is_sample, ~Volunteer.is_sample)
        .options(joinedload(Volunteer.person), joinedload(HoursEntry.assignment).joinedload(Assignment.shift))
        .order_by(HoursEntry.served_on, HoursEntry.id)
        .execution_options(yield_per=500)
    )
    for entry, volunteer, role, base, added in session.execute(rows):
        yield PlatformRow(
            entry, volunteer.number, volunteer.person.name, role or "", base or "", entry.minutes + int(added)
        )
