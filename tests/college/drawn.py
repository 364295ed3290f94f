"""A round of the draw in tests: its hours, and its steps one after the other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.college import services
from sciencepop.college.models import CourseClass, Enrolment, EnrolmentState, Term
from sciencepop.college.rules.refusals import Refusal
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from tests.cast import Cast
from tests.college.classes import at
from tests.factories import make_person

OPEN, CLOSED, DRAWN = at("2026-12-02 09:00"), at("2026-12-10 18:00"), at("2026-12-12 10:00")
BEFORE = at("2026-11-30 09:00")
ENTROPY = "双色球 2026143：02 08 11 19 23 30 + 07"


def refused(call: Any, *arguments: Any, **options: Any) -> Refusal:
    with pytest.raises(RuleBroken) as caught:
        call(*arguments, **options)
    db.session.rollback()
    return Refusal(caught.value.code)


def open_round(cast: Cast, term: Term, now: datetime = BEFORE, **values: Any) -> str:
    wish = {
        "opens_at": at("2026-12-01 09:00"),
        "closes_at": CLOSED,
        "entropy_source": "2026-12-11 双色球开奖号码",
        "entropy_due": DRAWN,
    }
    return services.open_round(term.code, services.RoundWish(**(wish | values)), by=cast.officer, now=now)


def hand_in(code: str, person: Person, *classes: CourseClass, now: datetime = OPEN) -> str:
    return services.hand_in(code, [one.code for one in classes], by=person, language="zh", now=now)


def close_and_draw(code: str, cast: Cast) -> None:
    services.close_round(code, by=cast.officer, now=CLOSED)
    services.draw_round(code, ENTROPY, by=cast.officer, now=DRAWN)
    services.give_drawn(DRAWN)


def seats_of(one: CourseClass) -> dict[int, EnrolmentState]:
    found = select(Enrolment.person_id, Enrolment.state).where(Enrolment.class_id == one.id).order_by(Enrolment.id)
    return dict(db.session.execute(found).all())


def crowd(session: Session, number: int) -> list[Person]:
    people = [make_person(session) for _ in range(number)]
    session.commit()
    return people
