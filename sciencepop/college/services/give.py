"""Writing a draw's seats into the classes: one sheet a time, so that no lock is held for long and nothing is lost."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from sciencepop.bookings.rules.promotion import offer_end
from sciencepop.bookings.services.lock import lock_person
from sciencepop.college.letters import tell_sheet
from sciencepop.college.models import Bucket, ClassState, DrawRound, RoundState, WishPerson, WishSheet
from sciencepop.college.rules.rounds import MOST_WISHES
from sciencepop.college.services.line import offer
from sciencepop.college.services.lock import lock_classes
from sciencepop.college.services.lock_rounds import share_round
from sciencepop.core.db import db, write

AT_ONCE, MOST = 500, 3_000
"""So many sheets in one run; the next minute's goes on, so that other work of the site is not kept for long."""


def give_drawn(now: datetime) -> int:
    """Offer what draws gave, then tell the others; returns how many sheets. Harmless to run twice."""
    found = (
        select(WishSheet.id)
        .join(WishSheet.round)
        .where(DrawRound.state == RoundState.DRAWN, WishSheet.is_drawn, WishSheet.applied_at.is_(None))
        .order_by(WishSheet.given.is_(None), WishSheet.number)
        .limit(AT_ONCE)
    )
    done = 0
    while done < MOST:
        numbers = db.session().scalars(found).all()
        done += sum(_give(number, now) for number in numbers)
        if len(numbers) < AT_ONCE:
            break
    return done


def _give(sheet_id: int, now: datetime) -> int:
    with write() as session:
        people = select(WishPerson.person_id, DrawRound.code).join(DrawRound, WishPerson.round_id == DrawRound.id)
        people = people.where(WishPerson.sheet_id == sheet_id).order_by(WishPerson.person_id)
        locked = {number: code for number, code in session.execute(people)}
        for number in locked:
            lock_person(session, number)
        one = share_round(session, next(iter(locked.values())))
        found = select(WishSheet).where(WishSheet.id == sheet_id).options(selectinload(WishSheet.people))
        sheet = session.scalars(found.execution_options(populate_existing=True)).one()
        if one.state is not RoundState.DRAWN or sheet.applied_at is not None:
            return 0
        if {row.person_id for row in sheet.people} != set(locked):
            return 0  # an account has taken the sheet over meanwhile; the next run gives it
        sheet.applied_at = now
        if sheet.given is None:
            tell_sheet(session, sheet, now=now)
        else:
            _offer(session, one, sheet, now)
        return 1


def _offer(session: Session, one: DrawRound, sheet: WishSheet, now: datetime) -> None:
    wish = next(wish for wish in sheet.wishes if wish.place == sheet.given)
    found = lock_classes(session, [wish.class_id])[0]
    ends_at = offer_end(now, found.closes_at, one.confirm_hours)
    if found.state is ClassState.DISSOLVED or ends_at is None:
        sheet.waits_before, sheet.is_first = MOST_WISHES + 1, True
        wish.asked_at = now
        return
    offer(session, found, wish.id, sheet.id, Bucket(sheet.bucket), ends_at, now)
