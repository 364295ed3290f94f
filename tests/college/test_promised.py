"""What a draw promises, and who stands on a sheet: the orders of clicks that nobody plans."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from sciencepop.accounts import services as accounts
from sciencepop.bookings.rules.visitors import Visitor
from sciencepop.college import services
from sciencepop.college.invariants import checks
from sciencepop.college.models import Bucket, CourseClass, EnrolmentState, SheetSource, Term, WayIn
from sciencepop.college.queries.rounds import get_sheet, list_entered
from sciencepop.college.rules.refusals import Refusal
from tests.cast import Cast
from tests.college.classes import at, make_course_class, make_term
from tests.college.drawn import (
    DRAWN,
    ENTROPY,
    OPEN,
    close_and_draw,
    crowd,
    hand_in,
    open_round,
    refused,
    seats_of,
)

S = EnrolmentState
DAY = timedelta(days=1)


@pytest.fixture
def term(session: Session, cast: Cast) -> Term:
    return make_term(session, cast.officer)


@pytest.fixture
def one(session: Session, cast: Cast, term: Term) -> CourseClass:
    """Two seats for two together, four for everybody."""
    seats = {Bucket.HOUSEHOLD: 2, Bucket.GENERAL: 4}
    found = make_course_class(session, cast.officer, cast.point, term, way=WayIn.DRAW, capacity=6, seats=seats)
    session.commit()
    return found


def resize(one: CourseClass, capacity: int, cast: Cast) -> None:
    wish = {"minimum": 1, "room_zh": "", "room_en": ""}
    services.change_numbers(one.code, capacity=capacity, by=cast.officer, now=DRAWN, **wish)  # type: ignore[arg-type]


def test_what_is_sealed_is_taken_by_nobody_else_until_everybody_of_the_draw_has_it(
    session: Session, cast: Cast, term: Term, one: CourseClass
) -> None:
    """A second round, while leftovers go first come."""
    late = at("2026-12-18 09:00")
    people = crowd(session, 5)
    hours = {"opens_at": late, "closes_at": late + DAY, "entropy_due": late + 2 * DAY}
    code = open_round(cast, term, now=late, **hours)
    for person in people[:4]:
        hand_in(code, person, one, now=late)
    services.close_round(code, by=cast.officer, now=late + DAY)
    enrol: dict[str, Any] = {"by": people[4], "language": "zh"}
    assert refused(services.enrol, one.code, now=late + DAY, **enrol) is Refusal.BEING_DRAWN
    assert refused(resize, one, 5, cast) is Refusal.BEING_DRAWN
    services.draw_round(code, ENTROPY, by=cast.officer, now=late + 2 * DAY)
    assert refused(services.enrol, one.code, now=late + 2 * DAY, **enrol) is Refusal.BEING_DRAWN
    services.give_drawn(late + 2 * DAY)
    assert list(seats_of(one).values()) == [S.OFFERED] * 4
    # All general seats have gone, and what is left is for two: no general seat can be taken away.
    assert refused(resize, one, 5, cast) is Refusal.TOO_FEW_SEATS
    assert checks() == []


def test_a_round_without_sheets_is_drawn_like_any_other_and_one_without_seats_is_not_sealed(
    session: Session, cast: Cast, term: Term, one: CourseClass
) -> None:
    close_and_draw(open_round(cast, term), cast)
    services.finish_rounds(at("2026-12-16 09:00"))
    assert checks() == []
    later = DRAWN + 5 * DAY
    hours = {"opens_at": later, "closes_at": later + DAY, "entropy_due": later + 2 * DAY}
    code = open_round(cast, term, now=later, **hours)
    hand_in(code, cast.resident, one, now=later)
    services.dissolve_class(one.code, "讲师生病", by=cast.officer, now=later)
    services.reckon_odds(later)
    assert refused(services.close_round, code, by=cast.officer, now=later + DAY) is Refusal.NO_DRAWN_CLASSES
    assert checks() == []


def test_who_closes_the_account_leaves_the_sheet_to_the_other_and_comes_into_no_later_round(
    session: Session, cast: Cast, term: Term, one: CourseClass
) -> None:
    code = open_round(cast, term)
    desk: dict[str, Any] = {"source": SheetSource.DESK, "language": "zh", "by": cast.desk, "now": OPEN}
    both = [Visitor("张爷爷", "021-5555 0001"), Visitor("张奶奶", "021-5555 0001")]
    sheet = services.hand_in_for(code, [one.code], both, desk="310117103000", **desk)
    hand_in(code, cast.resident, one)
    he, she = [row.person for row in get_sheet(session, sheet).people]
    accounts.close_account(he, OPEN)
    assert [(row.person_id, row.place) for row in get_sheet(session, sheet).people] == [(she.id, 1)]
    close_and_draw(code, cast)
    services.annul_round(code, "封存前漏了一个班", by=cast.officer, now=DRAWN)
    accounts.close_account(cast.resident, DRAWN)
    hours = {"opens_at": DRAWN, "closes_at": DRAWN + DAY, "entropy_due": DRAWN + 2 * DAY}
    again = open_round(cast, term, now=DRAWN, **hours)
    (copied, _first) = list_entered(session, "310117103000")
    assert (copied.round.code, [row.person_id for row in copied.people]) == (again, [she.id])
    services.close_round(again, by=cast.officer, now=DRAWN + DAY)
    services.draw_round(again, ENTROPY, by=cast.officer, now=DRAWN + 2 * DAY)
    services.give_drawn(DRAWN + 2 * DAY)
    assert seats_of(one)[she.id] is S.OFFERED
    assert checks() == []


def test_of_two_who_wait_one_waits_on_alone_and_for_everybodys_seats_too(
    session: Session, cast: Cast, term: Term, one: CourseClass
) -> None:
    code, people = open_round(cast, term), crowd(session, 4)
    for first, other in ((people[0], people[1]), (people[2], people[3])):
        services.join(hand_in(code, first, one), by=other, now=OPEN)
    close_and_draw(code, cast)
    got = set(seats_of(one))
    stays, goes = [person for person in people if person.id not in got]
    assert services.promote_due(DRAWN) == 0
    accounts.close_account(goes, DRAWN)
    assert services.promote_due(DRAWN) == 1
    assert set(seats_of(one)) == {*got, stays.id}
    assert checks() == []
