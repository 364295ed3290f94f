"""Writing a draw's seats into the classes: one sheet a time, so that no lock is held for long and nothing is lost."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bookings.rules.promotion import offer_end
from sciencepop.bookings.services.lock import lock_person
from sciencepop.college.letters import tell_sheet
from sciencepop.college.models import Bucket, ClassState, DrawRound, RoundState, WishPerson, WishSheet
from sciencepop.college.queries.rounds import whole
from sciencepop.college.rules.rounds import MOST_WISHES
from sciencepop.college.services.line import offer
from sciencepop.college.services.lock import lock_classes
from sciencepop.college.services.lock_rounds import share_round
from sciencepop.core.db import db, write

AT_ONCE = 500


def give_drawn(now: datetime) -> int:
    """Offer what draws gave, and tell everybody their result; returns how many sheets. Harmless to run twice."""
    found = (
        select(WishSheet.id)
        .join(WishSheet.round)
        .where(DrawRound.state == RoundState.DRAWN, WishSheet.is_drawn, WishSheet.applied_at.is_(None))
        .order_by(WishSheet.given.is_(None), WishSheet.number)
        .limit(AT_ONCE)
    )
    done = 0
    while True:
        numbers = db.session().scalars(found).all()
        done += sum(_give(number, now) for number in numbers)
        if len(numbers) < AT_ONCE:
            return done


def _give(sheet_id: int, now: datetime) -> int:
    with write() as session:
        people = select(WishPerson.person_id).where(WishPerson.sheet_id == sheet_id).order_by(WishPerson.person_id)
        locked = session.scalars(people).all()
        for number in locked:
            lock_person(session, number)
        code = session.scalar(select(DrawRound.code).join(WishSheet).where(WishSheet.id == sheet_id)) or ""
        one = share_round(session, code)
        sheet = session.scalars(whole().where(WishSheet.id == sheet_id)).one()
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
