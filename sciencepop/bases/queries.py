"""Reads of bases. What is not public is found only by the functions that say so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, literal, or_, select, tuple_
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload, undefer
from werkzeug.exceptions import NotFound

from sciencepop.bases.models import (
    BaseConfirmation,
    BaseFiling,
    BaseList,
    BasePhoto,
    BaseState,
    EvidenceFile,
    FilingPaper,
    OpeningRule,
    ScienceBase,
)
from sciencepop.bases.rules.filing import OPEN, FilingState
from sciencepop.bases.rules.hours import SINGLE, HoursRule, RuleKind, Stretch
from sciencepop.bases.rules.names import is_slug
from sciencepop.bases.rules.opening import Hours
from sciencepop.bases.rules.photos import PhotoState
from sciencepop.bases.rules.practice import CONFIRMED_FOR
from sciencepop.core.almanac.known import get_almanac
from sciencepop.core.audit import AuditRow
from sciencepop.core.db import db
from sciencepop.core.paging import Page, decode_cursor, encode_cursor, latest_first

MOST_LISTED = 500
PRACTICE_ROWS = 25
NO_TOWN = "9" * 12
"""After every town's code."""
WITH_HOURS = selectinload(ScienceBase.opening_rules).joinedload(OpeningRule.stretches)
STANDING = (
    "base.submit",
    "base.drop",
    "base.return",
    "base.accept",
    "base.refuse",
    "base.withdraw",
    "base.republish",
)

HOURS = ("base.hours", "base.hours_end")


@dataclass(frozen=True)
class BaseFilter:
    """What a visitor asks for; empty means all. `open_on` is a day of the district."""

    town: str = ""
    kind: str = ""
    access: str = ""
    open_on: date | None = None


def list_public(wanted: BaseFilter = BaseFilter()) -> list[ScienceBase]:
    """Public bases with their hours, by town and name, at most MOST_LISTED (a district has 100 to 200)."""
    found = select(ScienceBase).where(ScienceBase.state == BaseState.PUBLIC)
    if wanted.town:
        found = found.where(ScienceBase.town_code == wanted.town)
    if wanted.kind:
        found = found.where(ScienceBase.kind == wanted.kind)
    found = found.options(WITH_HOURS)
    found = found.order_by(ScienceBase.town_code, ScienceBase.name_zh, ScienceBase.id).limit(MOST_LISTED)
    return [base for base in db.session.scalars(found) if _fits(base, wanted)]


def page_of_practice(town: str, after: str, rows: int = PRACTICE_ROWS) -> Page[ScienceBase]:
    """Public bases as the list for schools has them, by town and name, with hours and confirmation."""
    place = (func.coalesce(ScienceBase.town_code, NO_TOWN), ScienceBase.name_zh, ScienceBase.id)
    where = [ScienceBase.state == BaseState.PUBLIC, *([ScienceBase.town_code == town] if town else [])]
    found = select(ScienceBase).where(*where).options(WITH_HOURS, joinedload(ScienceBase.confirmation))
    key = decode_cursor(after, (int,))
    last = db.session.get(ScienceBase, key[0]) if key and 0 < key[0] < 2**31 else None
    if last:
        found = found.where(tuple_(*place) > tuple_(*map(literal, (last.town_code or NO_TOWN, last.name_zh, last.id))))
    bases = db.session.scalars(found.order_by(*place).limit(rows + 1)).all()
    total = db.session.scalar(select(func.count(ScienceBase.id)).where(*where)) or 0
    if len(bases) <= rows:
        return Page(bases, total=total)
    return Page(bases[:rows], encode_cursor(bases[rows - 1].id), total)


def list_unreminded(now: datetime) -> Sequence[int]:
    """Public bases whose facts nobody has confirmed for a year, and who may have to be reminded (`rules.practice`)."""
    row, before = BaseConfirmation, now - CONFIRMED_FOR
    since = func.coalesce(row.confirmed_at, ScienceBase.published_at, ScienceBase.created_at)
    found = select(ScienceBase.id).outerjoin(row, row.base_id == ScienceBase.id)
    found = found.where(ScienceBase.state == BaseState.PUBLIC, since <= before)
    found = found.where(or_(row.reminded_at.is_(None), row.reminded_at <= before, row.reminded_at < since))
    return db.session.scalars(found.order_by(ScienceBase.id).limit(MOST_LISTED)).all()


def count_public() -> int:
    return db.session.scalar(select(func.count(ScienceBase.id)).where(ScienceBase.state == BaseState.PUBLIC)) or 0


def get_public(slug: str) -> ScienceBase:
    """A public base by its slug, with its hours; 404 for every other."""
    base = get_any(slug)
    if base.state is not BaseState.PUBLIC:
        raise NotFound
    return base


def get_any(slug: str) -> ScienceBase:
    """A base in any state by its slug; 404 when there is none. Who may see it is the caller's question."""
    if not is_slug(slug):
        raise NotFound
    found = select(ScienceBase).where(ScienceBase.slug == slug)
    base = db.session.scalars(found.options(WITH_HOURS)).one_or_none()
    if base is None:
        raise NotFound
    return base


def rule_of(row: OpeningRule) -> HoursRule:
    """A rule of a base's hours as a plain value."""
    return HoursRule(
        kind=row.kind,
        stretches=tuple(sorted(Stretch(one.weekday, one.opens, one.closes) for one in row.stretches)),
        from_on=row.from_on,
        until_on=row.until_on,
        every_year=row.every_year,
        weekday=row.weekday,
        moves=row.moves,
        free_days=row.free_days,
        last_entry_minutes=row.last_entry_minutes,
        reason_zh=row.reason_zh,
        reason_en=row.reason_en,
        number=row.id or 0,
        since_on=row.since_on,
        ended_on=row.ended_on,
    )


def hours_of(base: ScienceBase) -> Hours:
    """When this base is open."""
    return Hours([rule_of(row) for row in base.opening_rules], get_almanac())


def read_hours(session: Session, base_ids: Collection[int]) -> dict[int, Hours]:
    """When these bases are open, by id; one that tells no hours is absent."""
    found = select(OpeningRule).where(OpeningRule.base_id.in_(base_ids))
    rules: dict[int, list[HoursRule]] = {}
    for row in session.scalars(found.options(selectinload(OpeningRule.stretches))):
        rules.setdefault(row.base_id, []).append(rule_of(row))
    almanac = get_almanac()
    hours = {base_id: Hours(own, almanac) for base_id, own in rules.items()}
    return {base_id: one for base_id, one in hours.items() if one.is_told}


def list_special(session: Session, slug: str, first: date, after_last: date, since: date) -> Sequence[OpeningRule]:
    """Closures and single days of a public base that touch these days; ended ones only from `since` on."""
    found = (
        select(OpeningRule)
        .join(OpeningRule.base)
        .where(
            ScienceBase.slug == slug,
            ScienceBase.state == BaseState.PUBLIC,
            OpeningRule.kind.in_(SINGLE),
            OpeningRule.until_on >= first,
            OpeningRule.from_on < after_last,
            or_(OpeningRule.ended_on.is_(None), OpeningRule.from_on >= since),
        )
        .options(contains_eager(OpeningRule.base), selectinload(OpeningRule.stretches))
        .order_by(OpeningRule.from_on, OpeningRule.uid)
    )
    return session.scalars(found.limit(MOST_LISTED)).all()


def week_row(base: ScienceBase, on: date) -> OpeningRule | None:
    """The week that holds on a day."""
    weeks = [row for row in base.opening_rules if row.kind is RuleKind.WEEK and rule_of(row).reaches(on)]
    return max(weeks, key=lambda row: (row.from_on or date.min, row.id or 0), default=None)


def get_rule(base: ScienceBase, rule_id: int) -> OpeningRule:
    """A rule of this base that was not ended; 404 for every other."""
    found = next((row for row in base.opening_rules if row.id == rule_id and row.ended_on is None), None)
    if found is None:
        raise NotFound
    return found


def get_paper(base: ScienceBase, paper_id: int) -> EvidenceFile:
    """A paper of this base with its content; 404 for another's."""
    if not 0 < paper_id < 2**31:
        raise NotFound
    found = select(EvidenceFile).where(EvidenceFile.id == paper_id, EvidenceFile.base_id == base.id)
    paper = db.session.scalars(found.options(undefer(EvidenceFile.content))).one_or_none()
    if paper is None:
        raise NotFound
    return paper


def list_registered_by(person_id: int) -> Sequence[ScienceBase]:
    """A person's registrations, newest first, with their decisions; those given up are left out."""
    found = (
        select(ScienceBase)
        .where(ScienceBase.registrant_id == person_id, ScienceBase.state != BaseState.DROPPED)
        .options(selectinload(ScienceBase.decisions))
        .order_by(ScienceBase.created_at.desc(), ScienceBase.id.desc())
        .limit(100)
    )
    return db.session.scalars(found).all()


def list_in_state(state: BaseState, after_id: int = 0, limit: int = 50) -> Sequence[ScienceBase]:
    """Bases of one state in the order of their ids, `limit` at a time: the district's queue."""
    found = select(ScienceBase).where(ScienceBase.state == state, ScienceBase.id > after_id)
    return db.session.scalars(found.order_by(ScienceBase.id).limit(limit)).all()


def count_by_state() -> dict[BaseState, int]:
    """How many bases stand where; a state without any is absent."""
    counts = select(ScienceBase.state, func.count(ScienceBase.id)).group_by(ScienceBase.state)
    return {state: count for state, count in db.session.execute(counts)}


def list_standing(base: ScienceBase) -> Sequence[AuditRow]:
    """Every change of a base's standing, oldest first."""
    found = select(AuditRow).where(
        AuditRow.subject_kind == "base", AuditRow.subject_id == base.id, AuditRow.action.in_(STANDING)
    )
    return db.session.scalars(found.order_by(AuditRow.at, AuditRow.id).limit(200)).all()


def get_list(code: str) -> BaseList:
    """A list of bases with its file, by its code; 404 for every other."""
    found = select(BaseList).where(BaseList.code == code[:40]).options(undefer(BaseList.content))
    row = db.session.scalars(found).one_or_none()
    if row is None:
        raise NotFound
    return row


def page_of_lists(cursor: str = "", size: int = 30) -> Page[BaseList]:
    """Lists of bases that were sent, latest first, without their files."""
    return latest_first(db.session(), select(BaseList), BaseList.id, cursor, size)


def find_imported(row: BaseList) -> BaseList | None:
    """Another list with the very same bytes that was imported."""
    same = (BaseList.sha256 == row.sha256, BaseList.id != row.id, BaseList.imported_at.is_not(None))
    return db.session.scalars(select(BaseList).where(*same).order_by(BaseList.id.desc()).limit(1)).first()


def get_filing(code: str) -> BaseFiling:
    """A change that was filed, by its code; 404 for every other."""
    found = select(BaseFiling).where(BaseFiling.code == code[:40]).options(joinedload(BaseFiling.base))
    row = db.session.scalars(found).one_or_none()
    if row is None:
        raise NotFound
    return row


def find_open_filing(session: Session, base_id: int) -> BaseFiling | None:
    """The filing of a base that is on its way."""
    found = select(BaseFiling).where(BaseFiling.base_id == base_id, BaseFiling.state.in_(OPEN))
    return session.scalars(found).one_or_none()


def get_filing_paper(filing: BaseFiling) -> FilingPaper:
    """The document of a filing with its content; 404 where there is none."""
    found = select(FilingPaper).where(FilingPaper.filing_id == filing.id).options(undefer(FilingPaper.content))
    paper = db.session.scalars(found).one_or_none()
    if paper is None:
        raise NotFound
    return paper


def list_filings_of(base: ScienceBase) -> Sequence[BaseFiling]:
    """What a base filed, latest first."""
    found = select(BaseFiling).where(BaseFiling.base_id == base.id).order_by(BaseFiling.id.desc())
    return db.session.scalars(found.limit(100)).all()


def page_of_filings(state: FilingState, cursor: str = "", size: int = 50) -> Page[BaseFiling]:
    """Filings of one state with their bases, latest first."""
    found = select(BaseFiling).where(BaseFiling.state == state).options(joinedload(BaseFiling.base))
    return latest_first(db.session(), found, BaseFiling.id, cursor, size)


def count_filings() -> dict[FilingState, int]:
    """How many filings stand where; a state without any is absent."""
    counts = select(BaseFiling.state, func.count(BaseFiling.id)).group_by(BaseFiling.state)
    return {state: count for state, count in db.session.execute(counts)}


def list_photos(session: Session, base_id: int) -> Sequence[BasePhoto]:
    """The photographs of a base in their order, without their bytes; the rules bound how many there are."""
    found = select(BasePhoto).where(BasePhoto.base_id == base_id).order_by(BasePhoto.place, BasePhoto.id)
    return session.scalars(found.execution_options(populate_existing=True)).all()


def get_photo(photo_id: int) -> BasePhoto:
    """One of any base in any state with its base; 404 where there is none. Who may see it is the caller's question."""
    found = select(BasePhoto).where(BasePhoto.id == photo_id).options(joinedload(BasePhoto.base))
    row = db.session.scalars(found).one_or_none() if photo_id < 2**31 else None
    if row is None:
        raise NotFound
    return row


def page_of_photos(state: PhotoState, cursor: str = "", size: int = 20) -> Page[BasePhoto]:
    """Photographs of one state with their bases, latest first."""
    found = select(BasePhoto).where(BasePhoto.state == state).options(joinedload(BasePhoto.base))
    return latest_first(db.session(), found, BasePhoto.id, cursor, size)


def count_photos() -> dict[PhotoState, int]:
    """How many photographs stand where; a state without any is absent."""
    counts = select(BasePhoto.state, func.count(BasePhoto.id)).group_by(BasePhoto.state)
    return {state: count for state, count in db.session.execute(counts)}


def list_late(first: datetime, last: datetime) -> list[tuple[ScienceBase, list[AuditRow]]]:
    """What was announced or ended later than seven days ahead between two moments, by base, from the trail.

    Rows of the trail from before it told the days that were lost count where a reason was given.
    """
    found = select(AuditRow).where(AuditRow.action.in_(HOURS), AuditRow.at >= first, AuditRow.at < last)
    by_base: dict[int, list[AuditRow]] = {}
    for row in db.session.scalars(found.order_by(AuditRow.at, AuditRow.id)):
        if row.facts.get("days", row.facts.get("urgent")):
            by_base.setdefault(row.subject_id, []).append(row)
    return [(base, by_base[base.id]) for base in list_named(by_base)]


def list_named(ids: Collection[int]) -> Sequence[ScienceBase]:
    """Bases of these numbers in any state, by name, at most MOST_LISTED."""
    found = select(ScienceBase).where(ScienceBase.id.in_(ids)).order_by(ScienceBase.name_zh, ScienceBase.id)
    return db.session.scalars(found.limit(MOST_LISTED)).all()


def _fits(base: ScienceBase, wanted: BaseFilter) -> bool:
    if wanted.access and wanted.access not in base.access:
        return False
    return wanted.open_on is None or hours_of(base).day(wanted.open_on).is_open
