"""A base's own verbs before a case is handed in: begin it, fill it in, put papers to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accreditation.models import AccreditationCase as Case
from sciencepop.accreditation.models import CasePaper, CaseRecusal, Designation
from sciencepop.accreditation.queries.cases import bounds_of, find_open, get_paper
from sciencepop.accreditation.queries.designations import list_of_base
from sciencepop.accreditation.queries.rounds import get_round, live_experts
from sciencepop.accreditation.rules import people
from sciencepop.accreditation.rules.designations import HOLDS, Status
from sciencepop.accreditation.rules.refusals import Refusal
from sciencepop.accreditation.rules.steps import TAKES_PAPERS, CaseState, Side
from sciencepop.accreditation.schemes import schemes
from sciencepop.accreditation.services.become import lock_case, refuse_stranger
from sciencepop.accreditation.services.needs import known_numbers, wanted_papers
from sciencepop.bases.models import BaseState
from sciencepop.bases.services.lock import lock_base
from sciencepop.bookings.rules.codes import new_code
from sciencepop.core import attempts, audit, clock
from sciencepop.core.almanac.known import get_almanac
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import day as day_words
from sciencepop.core.uploads import Upload

MOST_PAPERS = 60
"""So many files while a case stays in one state: one that runs for years never comes to an end of them."""
EDITABLE = (CaseState.DRAFT, CaseState.CORRECTION)


@dataclass(frozen=True)
class Wish:
    """What a base says of itself. `recusals` are reasons by the number of the round's expert."""

    category: str
    about: str
    contact: str
    measures: Mapping[str, int | None]
    recusals: Mapping[int, str]


def start_case(base_id: int, round_code: str, *, by: Person, now: datetime) -> str:
    """Begin an application of a base, or the renewal of what it has; returns its code.

    Refuses NOT_YOURS, BASE_NOT_PUBLIC, ROUND_CLOSED, SAME_CASE, NOT_TO_RENEW, RENEW_EARLY.
    """
    person_id, today = by.id, clock.local(now).date()
    with write() as session:
        base = lock_base(session, base_id)
        if base_id not in session.get_one(Person, person_id).managed_base_ids:
            raise RuleBroken(Refusal.NOT_YOURS)
        round = get_round(session, round_code)
        if base.state is not BaseState.PUBLIC:
            raise RuleBroken(Refusal.BASE_NOT_PUBLIC)
        if not round.is_open(now):
            raise RuleBroken(Refusal.ROUND_CLOSED)
        if find_open(session, base_id, round.scheme):
            raise RuleBroken(Refusal.SAME_CASE)
        old = _to_renew(session, base_id, round.scheme, today)
        case = Case(
            code=new_code(),
            base_id=base_id,
            round_id=round.id,
            scheme=round.scheme,
            category=old.category if old else "",
            renews_id=old.id if old else None,
            created_by=person_id,
            created_at=now,
            changed_at=now,
            is_sample=round.is_sample,
        )
        session.add(case)
        audit.record(session, by=person_id, at=now, action="case.start", subject=case, code=case.code)
        attempts.remember(case.code)
        return case.code


@dataclass(frozen=True)
class Held:
    """What a base has under a scheme, or had until lately, renewed from a day on; never where it has no end."""

    row: Designation
    from_on: date | None

    def is_early(self, today: date) -> bool:
        return self.from_on is None or today < self.from_on


def find_held(rows: Iterable[Designation], scheme: str, today: date) -> Held | None:
    """What is renewed by a case under a scheme, among a base's designations, the newest first: within the first
    reminder's time of its end, on either side. After one that was withdrawn or left nothing older is renewed."""
    span = schemes().period("remind_first", today)
    for row in rows:
        status = row.status_on(today)
        if row.scheme != scheme or status is Status.VOID:
            continue
        if status not in HOLDS:
            return None
        if row.until_on is None or span.after(row.until_on, get_almanac()) >= today:
            return Held(row, span.before(row.until_on) if row.until_on else None)
    return None


def _to_renew(session: Session, base_id: int, scheme: str, today: date) -> Designation | None:
    held = find_held(list_of_base(session, base_id), scheme, today)
    if held is None:
        return None
    if held.from_on is None:
        raise RuleBroken(Refusal.NOT_TO_RENEW)
    if held.is_early(today):
        raise RuleBroken(Refusal.RENEW_EARLY, day=day_words(held.from_on))
    return held.row


def save_case(code: str, wish: Wish, *, by: Person, now: datetime) -> None:
    """Fill in an application; the recusals of a draft alone. Refuses NOT_YOURS, NOT_NOW, NO_SUCH_CATEGORY, RECUSALS."""
    person_id = by.id
    with write() as session:
        case = lock_case(session, code)
        refuse_stranger(session, case, Side.BASE, person_id)
        if case.state not in EDITABLE:
            raise RuleBroken(Refusal.NOT_NOW)
        day = case.ruled_on
        known = {row.slug for row in schemes().categories_on(case.scheme, day)}
        if wish.category not in known and (known or wish.category):
            raise RuleBroken(Refusal.NO_SUCH_CATEGORY)
        case.category, case.about, case.contact = wish.category, wish.about, wish.contact
        case.measures, case.changed_at = known_numbers(wish.measures), now
        if case.state is CaseState.DRAFT:
            _save_recusals(session, case, wish.recusals)
        audit.record(session, by=person_id, at=now, action="case.save", subject=case, code=code)
        attempts.remember(code)


def _save_recusals(session: Session, case: Case, recusals: Mapping[int, str]) -> None:
    known = {one.id for one in live_experts(get_round(session, case.own_round.code))}
    wanted = {number: reason for number, reason in recusals.items() if number in known}
    bounds = bounds_of(case)
    if refused := people.refuse_recusals(wanted, bounds):
        raise RuleBroken(refused, count=bounds.recusals_most)
    case.recusals.clear()
    session.flush()
    case.recusals.extend(CaseRecusal(expert_id=number, reason=reason) for number, reason in sorted(wanted.items()))


def put_paper(code: str, kind: str, upload: Upload, *, by: Person, now: datetime) -> None:
    """Put a file to a case, as the next version of its kind. Refuses NOT_NOW, NOT_YOURS, TOO_MANY_FILES."""
    person_id = by.id
    with write() as session:
        case = lock_case(session, code)
        step = TAKES_PAPERS.get(case.state)
        if step is None or kind not in {one.slug for one in wanted_papers(case, clock.local(now).date())}:
            raise RuleBroken(Refusal.NOT_NOW)
        refuse_stranger(session, case, step[1], person_id)
        since = case.came_at
        if sum(paper.uploaded_at >= since for paper in case.papers) >= MOST_PAPERS:
            raise RuleBroken(Refusal.TOO_MANY_FILES, count=MOST_PAPERS)
        last = select(func.max(CasePaper.version)).where(CasePaper.case_id == case.id, CasePaper.kind == kind)
        row = CasePaper(
            case_id=case.id,
            kind=kind,
            version=(session.scalar(last) or 0) + 1,
            uploaded_by=person_id,
            uploaded_at=now,
        )
        row.keep(upload)
        session.add(row)
        facts = {"kind": kind, "version": row.version, "sha256": upload.sha256}
        audit.record(session, by=person_id, at=now, action="case.paper", subject=case, **facts)
        attempts.remember(code)


def drop_paper(code: str, paper_id: int, *, by: Person, now: datetime) -> None:
    """Take a file away that nobody else has seen: of a draft alone. Refuses NOT_NOW, NOT_YOURS."""
    person_id = by.id
    with write() as session:
        case = lock_case(session, code)
        refuse_stranger(session, case, Side.BASE, person_id)
        if case.state is not CaseState.DRAFT:
            raise RuleBroken(Refusal.NOT_NOW)
        row = get_paper(case.papers, paper_id)
        audit.record(session, by=person_id, at=now, action="case.paper_gone", subject=case, kind=row.kind)
        session.delete(row)
        attempts.remember(code)
