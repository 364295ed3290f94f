"""A base's own verbs: begin a year-file, fill it in, put papers to a mending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts.models import Person
from sciencepop.bases.models import BaseState
from sciencepop.bases.services.lock import lock_base
from sciencepop.bookings.rules.codes import new_code
from sciencepop.core import attempts, audit, clock
from sciencepop.core.db import write
from sciencepop.core.errors import RuleBroken
from sciencepop.core.i18n import tr
from sciencepop.core.uploads import Upload
from sciencepop.yearcheck.models import YearFile, YearPaper
from sciencepop.yearcheck.queries.files import get_file, list_pool, sides_of
from sciencepop.yearcheck.rules.refusals import Refusal
from sciencepop.yearcheck.rules.said import read_said
from sciencepop.yearcheck.rules.steps import FileState, Side
from sciencepop.yearcheck.terms import first_year, terms

MOST_PAPERS = 40
LONGEST_COMMENT = 500
EDITABLE = (FileState.OPEN, FileState.CORRECTION)


@dataclass(frozen=True)
class Wish:
    """What a base says: texts and comments by figure, reasons for recusal by account, and the version it read."""

    version: int
    entries: Mapping[str, str]
    comments: Mapping[str, str]
    recusals: Mapping[int, str]


def years_of(now: datetime) -> range:
    """The years for which a file may be begun: this one, to look at it as it grows, and those for which rules hold."""
    return range(clock.local(now).year, first_year() - 1, -1)


def start_file(base_id: int, year: int, *, by: Person, now: datetime) -> str:
    """Begin the file of a base for a year; returns its code. Refuses NOT_YOURS, BASE_NOT_PUBLIC, NO_SUCH_YEAR,
    SAME_YEAR.
    """
    person_id = by.id
    with write() as session:
        base = lock_base(session, base_id)
        if base_id not in session.get_one(Person, person_id).managed_base_ids:
            raise RuleBroken(Refusal.NOT_YOURS)
        if base.state is not BaseState.PUBLIC:
            raise RuleBroken(Refusal.BASE_NOT_PUBLIC)
        if year not in years_of(now):
            raise RuleBroken(Refusal.NO_SUCH_YEAR)
        if session.scalar(select(YearFile.id).where(YearFile.base_id == base_id, YearFile.year == year)):
            raise RuleBroken(Refusal.SAME_YEAR)
        file = YearFile(
            code=new_code(), base_id=base_id, year=year, created_by=person_id, created_at=now, changed_at=now
        )
        session.add(file)
        audit.record(session, by=person_id, at=now, action="yearcheck.start", subject=file, year=year)
        attempts.remember(file.code)
        return file.code


def lock_file(session: Session, code: str) -> YearFile:
    """A file as it is, with its base held. NotFound where there is none."""
    base_id = session.scalar(select(YearFile.base_id).where(YearFile.code == code))
    if base_id is None:
        raise NotFound
    lock_base(session, base_id)
    session.expire_all()
    return get_file(session, code)


def refuse_stranger(session: Session, file: YearFile, side: Side, person_id: int) -> None:
    """Raise NOT_YOURS unless the person stands on this side now, under the lock."""
    person = session.get(Person, person_id)
    if person is None or side not in sides_of(person, file):
        raise RuleBroken(Refusal.NOT_YOURS)


def save_file(code: str, wish: Wish, *, by: Person, now: datetime) -> None:
    """Fill in what the base says. Refuses NOT_YOURS, WRONG_STATE, CHANGED, BAD_FIGURES, RECUSALS."""
    person_id = by.id
    with write() as session:
        file = lock_file(session, code)
        refuse_stranger(session, file, Side.BASE, person_id)
        if file.state not in EDITABLE:
            raise RuleBroken(Refusal.WRONG_STATE)
        if wish.version != file.version:
            raise RuleBroken(Refusal.CHANGED)
        known = terms(file.year)
        file.entries = _read_entries(file, wish)
        file.comments = {row.slug: words for row in known.figures if (words := wish.comments.get(row.slug))}
        if file.filing == 0:
            _save_recusals(session, file, wish.recusals)
        file.version, file.changed_at = file.version + 1, now
        audit.record(session, by=person_id, at=now, action="yearcheck.save", subject=file, version=file.version)
        attempts.remember(code)


def _read_entries(file: YearFile, wish: Wish) -> dict[str, str]:
    read = {row: read_said(row.of_kind, wish.entries.get(row.slug, "")) for row in terms(file.year).asked}
    wrong = [tr(row, "name") for row, said in read.items() if said is None]
    wrong += [
        tr(row, "name") for row in terms(file.year).figures if len(wish.comments.get(row.slug, "")) > LONGEST_COMMENT
    ]
    if wrong:
        raise RuleBroken(Refusal.BAD_FIGURES, names="、".join(wrong[:5]))
    return {row.slug: said for row, said in read.items() if said}


def _save_recusals(session: Session, file: YearFile, recusals: Mapping[int, str]) -> None:
    known = {one.person_id for one in list_pool(session)}
    wanted = {str(number): reason for number, reason in sorted(recusals.items()) if number in known}
    most = terms(file.year).number("recusals_most")
    if len(wanted) > most or not all(wanted.values()):
        raise RuleBroken(Refusal.RECUSALS, count=most)
    file.recusals = wanted


def put_paper(code: str, upload: Upload, *, by: Person, now: datetime) -> None:
    """Put a plan or evidence to a mending. Refuses NOT_YOURS, WRONG_STATE, TOO_MANY_FILES."""
    person_id = by.id
    with write() as session:
        file = lock_file(session, code)
        refuse_stranger(session, file, Side.BASE, person_id)
        if file.state is not FileState.MENDING:
            raise RuleBroken(Refusal.WRONG_STATE)
        if len(file.papers) >= MOST_PAPERS:
            raise RuleBroken(Refusal.TOO_MANY_FILES, count=MOST_PAPERS)
        row = YearPaper(file_id=file.id, uploaded_by=person_id, uploaded_at=now)
        row.keep(upload)
        session.add(row)
        audit.record(session, by=person_id, at=now, action="yearcheck.paper", subject=file, sha256=upload.sha256)
        attempts.remember(code)
