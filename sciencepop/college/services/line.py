"""The order of a draw after it: seats for those who got one, and free seats offered down the same order.

Who waits for a class is told by the wishes themselves: all that are dearer than what a sheet got and were never asked.
So taking the second wish keeps the place for the first, and no list has to be kept in step. Callers hold the class.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session, aliased

from sciencepop.accounts.models import Person
from sciencepop.college.letters import News, tell
from sciencepop.college.models import (
    Bucket,
    CourseClass,
    DrawRound,
    Enrolment,
    EnrolmentSource,
    EnrolmentState,
    Wish,
    WishPerson,
    WishSheet,
)
from sciencepop.college.queries.enrolments import find_own
from sciencepop.college.queries.gather import held_in, seats_of
from sciencepop.college.rules.line import Place, ask_down
from sciencepop.college.rules.rounds import GIVEN, MOST_WISHES, PRIORITIES
from sciencepop.college.services.become import add

_QUIET = {"synchronize_session": False}


def list_line(session: Session, class_id: int) -> list[Place]:
    """Everybody who waits for a class by a draw that counts. Whose other has closed the account waits alone."""
    here = select(func.count(WishPerson.id)).join(WishPerson.person).where(Person.closed_at.is_(None))
    two = here.where(WishPerson.sheet_id == WishSheet.id).scalar_subquery()
    found = (
        select(Wish.id, WishSheet.id, Wish.buckets, WishSheet.priority, WishSheet.number, WishSheet.is_first, two)
        .join(Wish.sheet)
        .join(WishSheet.round)
        .where(
            Wish.class_id == class_id,
            Wish.asked_at.is_(None),
            WishSheet.is_drawn,
            WishSheet.waits_before > Wish.place,
            DrawRound.state.in_(GIVEN),
        )
    )
    return [
        Place(wish_id, sheet_id, tuple(own), PRIORITIES.index(priority), number, is_first, people)
        for wish_id, sheet_id, own, priority, number, is_first, people in session.execute(found)
    ]


def ask_line(session: Session, one: CourseClass, free: int, ends_at: datetime, now: datetime) -> int:
    """Offer up to `free` seats of a held class down the order, bucket by bucket; returns how many."""
    line = list_line(session, one.id)
    if not line:
        return 0
    held = held_in(session, [one.id])
    seats = [(bucket, size - held.get((one.id, bucket), 0)) for bucket, size in seats_of(one)]
    return ask_down(
        line,
        seats,
        free,
        lambda place, bucket: offer(session, one, place.wish_id, place.sheet_id, bucket, ends_at, now),
    )


def offer(
    session: Session, one: CourseClass, wish_id: int, sheet_id: int, bucket: Bucket, ends_at: datetime, now: datetime
) -> int:
    """Offer a seat to everybody of a sheet; returns how many. Who is in the class already is not asked."""
    session.execute(update(Wish).where(Wish.id == wish_id).values(asked_at=now), execution_options=_QUIET)
    language = session.scalar(select(WishSheet.language).where(WishSheet.id == sheet_id)) or "zh"
    people: Sequence[Person] = session.scalars(
        select(Person).join(WishPerson).where(WishPerson.sheet_id == sheet_id).order_by(WishPerson.place)
    ).all()
    given = 0
    for person in people:
        if person.closed_at is None and find_own(session, one.id, person.id) is None:
            enrolment = add(
                session, one, person.id, EnrolmentState.OFFERED, EnrolmentSource.DRAW,
                language=language, by=None, now=now, bucket=bucket, offer_ends_at=ends_at,
            )  # fmt: skip
            tell(session, enrolment, one, News.OFFERED, now=now)
            given += 1
    return given


class Cheaper(NamedTuple):
    """What accepting a seat of a draw gives up: the sheet, and the classes wished less on it."""

    sheet_id: int
    place: int
    class_ids: tuple[int, ...]


def find_cheaper(session: Session, enrolment: Enrolment) -> Cheaper | None:
    """Of a seat that a draw gave; None for others."""
    if enrolment.source is not EnrolmentSource.DRAW:
        return None
    found = select(Wish.sheet_id, Wish.place).join(Wish.sheet).join(WishSheet.round)
    found = found.join(WishPerson, WishPerson.sheet_id == WishSheet.id)
    found = found.where(
        WishPerson.person_id == enrolment.person_id, Wish.class_id == enrolment.class_id, DrawRound.state.in_(GIVEN)
    )
    row = session.execute(found.order_by(Wish.id.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    less = select(Wish.class_id).where(Wish.sheet_id == row.sheet_id, Wish.place > row.place)
    return Cheaper(row.sheet_id, row.place, tuple(session.scalars(less.order_by(Wish.class_id))))


def stop_waiting(session: Session, cheaper: Cheaper) -> None:
    """Whoever takes a wish waits for dearer ones alone from now on."""
    mine = update(WishSheet).where(WishSheet.id == cheaper.sheet_id, WishSheet.waits_before > cheaper.place)
    session.execute(mine.values(waits_before=cheaper.place, is_first=False), execution_options=_QUIET)


def displace(session: Session, one: CourseClass, person_ids: Sequence[int]) -> None:
    """A class ends: whoever had a seat of it by a draw is served by their next wishes before everybody who waits."""
    sheets = select(Wish.sheet_id).join(Wish.sheet).join(WishSheet.round)
    sheets = sheets.join(WishPerson, WishPerson.sheet_id == WishSheet.id)
    sheets = sheets.where(
        Wish.class_id == one.id,
        Wish.asked_at.is_not(None),
        WishPerson.person_id.in_(person_ids),
        DrawRound.state.in_(GIVEN),
    )
    mine = update(WishSheet).where(WishSheet.id.in_(sheets))
    session.execute(mine.values(waits_before=MOST_WISHES + 1, is_first=True), execution_options=_QUIET)


def leave_line(session: Session, person_id: int) -> None:
    """Somebody waits for nothing any more. Whoever stands on the same sheet goes on waiting."""
    other = aliased(WishPerson)
    stays = exists().where(other.sheet_id == WishPerson.sheet_id, other.person_id != person_id)
    stays = stays.where(Person.id == other.person_id, Person.closed_at.is_(None))
    on = select(WishPerson.sheet_id).where(WishPerson.person_id == person_id, ~stays)
    session.execute(update(WishSheet).where(WishSheet.id.in_(on)).values(waits_before=0), execution_options=_QUIET)
