"""Two rounds of the draw in the sample season: one takes wishes, the other was drawn before the last term.

Both are written by the services that the site itself uses, with keys and codes that are the same at every loading.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import DeskVisitor
from sciencepop.college.models import (
    Bucket,
    CourseClass,
    DrawRound,
    Enrolment,
    EnrolmentSource,
    EnrolmentState,
    RoundState,
    SheetSource,
    Term,
    Wish,
    WishPerson,
    WishSheet,
)
from sciencepop.college.queries.rounds import classes_of
from sciencepop.college.services.rounds import RoundWish, carry_out, make_round, seal
from sciencepop.demo.chance import stream
from sciencepop.demo.people import DESK, OFFICER, RESIDENT

ENTROPY = "02 08 11 19 23 30 + 07"
DESK_TOWN = "310117103000"


def write_open_round(session: Session, term: Term, people: Sequence[int], now: datetime) -> None:
    """The round of the term to come; the sample resident has not wished yet."""
    one = _round(session, term, "SAMPLEDRAW2", now)
    if classes_of(session, term):
        _sheets(session, one, people[:24], now)


def write_drawn_round(session: Session, term: Term, people: Sequence[int], now: datetime) -> None:
    """A round that is done: sealed, drawn, and its seats taken. The sample resident was on a sheet."""
    one = _round(session, term, "SAMPLEDRAW1", term.wishes_from_at)
    classes = {row.id: row for row in classes_of(session, term)}
    _sheets(session, one, people[:50], term.wishes_from_at)
    seal(session, one, term.wishes_until_at + timedelta(hours=1))
    carry_out(session, one, ENTROPY, term.draw_at)
    one.state = RoundState.DONE
    session.flush()
    found = select(WishSheet).where(WishSheet.round_id == one.id).order_by(WishSheet.number)
    for sheet in session.scalars(found.execution_options(populate_existing=True)).all():
        sheet.applied_at = term.draw_at
        for wish in sheet.wishes:
            if wish.place == sheet.given:
                wish.asked_at = term.draw_at
                _seat(session, sheet, classes[wish.class_id], term.draw_at)
    session.flush()


def _round(session: Session, term: Term, code: str, now: datetime) -> DrawRound:
    wish = RoundWish(term.wishes_from_at, term.wishes_until_at, f"{term.draw_at:%Y-%m-%d} 示例开奖号码", term.draw_at)
    one = make_round(session, term.id, wish, by=OFFICER, now=now)
    one.code, one.key, one.is_sample = code, sha256(code.encode()).hexdigest(), True
    session.flush()
    return one


def _sheets(session: Session, one: DrawRound, people: Sequence[int], now: datetime) -> None:
    """One sheet each; every eighth was told at the desk."""
    rng, classes = stream("sheets", one.code), classes_of(session, one.term_id)
    for place, person_id in enumerate(people, 1):
        is_told = person_id != RESIDENT and place % 8 == 0
        sheet = WishSheet(
            code=f"{one.code}{place:03d}",
            round_id=one.id,
            source=SheetSource.DESK if is_told else SheetSource.WEB,
            desk=DESK_TOWN if is_told else "",
            entered_by=DESK if is_told else None,
            created_at=now,
            changed_at=now,
            is_sample=True,
        )
        session.add(sheet)
        session.flush()
        if is_told and not session.scalars(select(DeskVisitor).where(DeskVisitor.person_id == person_id)).first():
            session.add(DeskVisitor(person_id=person_id, desk=DESK_TOWN, created_at=now))
        session.add(WishPerson(sheet_id=sheet.id, round_id=one.id, person_id=person_id, entered_as=person_id, place=1))
        chosen = rng.sample(list(classes), rng.randint(1, min(3, len(classes))))
        session.add_all(
            Wish(sheet_id=sheet.id, place=rank, class_id=row.id, buckets=[]) for rank, row in enumerate(chosen, 1)
        )
    session.flush()


def _seat(session: Session, sheet: WishSheet, one: CourseClass, at: datetime) -> None:
    """A seat that was taken. Its lessons are over, so nobody's time is."""
    person_id = sheet.people[0].person_id
    session.add(
        Enrolment(
            code=f"{sheet.code}S",
            class_id=one.id,
            person_id=person_id,
            state=EnrolmentState.CONFIRMED,
            source=EnrolmentSource.DRAW,
            bucket=Bucket(sheet.bucket),
            queued_at=at,
            created_at=at,
            changed_at=at,
            language=session.get_one(Person, person_id).language,
            is_sample=True,
        )
    )
