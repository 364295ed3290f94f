"""Two on one sheet by a link, and what a desk entered taken over by an account."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Message
from sciencepop.bookings import services as bookings
from sciencepop.bookings.models import Commitment, DeskVisitor
from sciencepop.bookings.offer_links import token_of
from sciencepop.bookings.rules.refusals import Refusal as BookingRefusal
from sciencepop.bookings.rules.visitors import Visitor
from sciencepop.bookings.services.visitors import claim, forget_visitors
from sciencepop.college import services
from sciencepop.college.invariants import checks
from sciencepop.college.models import Bucket, CourseClass, Enrolment, EnrolmentState, FileKind, SheetSource, Term, WayIn
from sciencepop.college.offer_links import OFFER, TOGETHER
from sciencepop.college.queries.classes import get_class
from sciencepop.college.queries.rounds import find_sheet, get_round, get_sheet, list_entered, read_file
from sciencepop.college.rules.refusals import Refusal
from sciencepop.college.wish_words import receipt_of
from sciencepop.core import clock
from sciencepop.core.errors import RuleBroken
from tests.cast import Cast
from tests.college.classes import at, make_course_class, make_term
from tests.college.drawn import CLOSED, DRAWN, OPEN, close_and_draw, crowd, hand_in, open_round, refused, seats_of
from tests.factories import make_event, make_occurrence
from tests.page import Page

S = EnrolmentState
TOWN = "310117103000"


@pytest.fixture
def term(session: Session, cast: Cast) -> Term:
    return make_term(session, cast.officer)


@pytest.fixture
def one(session: Session, cast: Cast, term: Term) -> CourseClass:
    """Two seats for two together and one for everybody."""
    seats = {Bucket.HOUSEHOLD: 2, Bucket.GENERAL: 1}
    return make_course_class(session, cast.officer, cast.point, term, way=WayIn.DRAW, capacity=3, seats=seats)


@pytest.fixture
def plain(session: Session, cast: Cast, term: Term, one: CourseClass) -> CourseClass:
    """Without seats for two."""
    found = make_course_class(session, cast.officer, cast.point, term, way=WayIn.DRAW, weekday=4)
    session.commit()
    return found


def people_on(session: Session, code: str) -> list[int]:
    return [row.person_id for row in get_sheet(session, code).people]


def test_somebody_comes_onto_a_sheet_by_its_link_both_are_drawn_together_and_either_may_leave(
    session: Session, cast: Cast, term: Term, one: CourseClass, plain: CourseClass
) -> None:
    code, (third,) = open_round(cast, term), crowd(session, 1)
    sheet, hers = hand_in(code, cast.resident, plain), hand_in(code, cast.neighbour, plain)
    by: dict[str, Any] = {"by": cast.neighbour, "now": OPEN}
    assert refused(services.join, sheet, **by) is Refusal.NO_HOUSEHOLD
    hand_in(code, cast.resident, one)
    assert refused(services.join, sheet, by=cast.neighbour, now=CLOSED) is Refusal.ROUND_CLOSED
    assert (services.join(sheet, **by), services.join(sheet, **by)) == (sheet, sheet)
    assert people_on(session, sheet) == [cast.resident.id, cast.neighbour.id]
    assert find_sheet(session, get_round(session, code).id, cast.neighbour.id).code == sheet != hers  # type: ignore[union-attr]
    assert refused(services.join, sheet, by=third, now=OPEN) is Refusal.SHEET_OF_TWO
    assert refused(hand_in, code, cast.neighbour, plain) is Refusal.NO_HOUSEHOLD
    services.take_back(sheet, by=cast.resident, now=OPEN)
    assert people_on(session, sheet) == [cast.neighbour.id]
    services.join(sheet, by=third, now=OPEN)
    told = session.execute(select(Message.person_id, Message.subject).order_by(Message.id)).all()
    assert [tuple(row) for row in told] == [
        (cast.resident.id, "有人和您一起填志愿了"),
        (cast.neighbour.id, "和您一起填志愿的人退出了"),
        (cast.neighbour.id, "有人和您一起填志愿了"),
    ]
    close_and_draw(code, cast)
    assert seats_of(one) == {cast.neighbour.id: S.OFFERED, third.id: S.OFFERED}
    assert checks() == []


def test_the_link_shows_whose_sheet_it_is_and_asks_before_anything_changes(
    page: Page, session: Session, cast: Cast, term: Term, one: CourseClass, plain: CourseClass
) -> None:
    with clock.frozen_at(OPEN):
        code = open_round(cast, term)
        sheet = hand_in(code, cast.resident, one)
        page.sign_in(cast.resident).get(f"/college/wishes/{sheet}")
        link = page.all("input", id="invite")[0].get("value") or ""
        path = f"/college/together/{token_of(sheet, TOGETHER)}"
        assert link.endswith(path)
        page.get(path)
        assert "这是您自己的志愿单" in page.text()
        hand_in(code, cast.neighbour, plain)
        page.sign_in(cast.neighbour).get(path)
        assert "您这一轮自己的志愿单会撤回" in page.text()
        page.get(f"/college/together/{token_of(sheet, OFFER)}", status=404)
        page.get(f"/college/together/{sheet}", status=404)
        page.post(path, status=303)
        page.get(f"/college/wishes/{sheet}")
        assert "退出这张志愿单" in page.text()
        page.get(f"/college/rounds/{code}/wish")
        offered = [choice.get("value") for choice in page.all("option")]
        assert (one.code in offered, plain.code in offered) == (True, False)


def test_a_slip_brings_the_sheet_and_later_the_seat_under_the_pseudonym_of_the_file(
    session: Session, cast: Cast, term: Term, one: CourseClass, plain: CourseClass
) -> None:
    code = open_round(cast, term)
    desk: dict[str, Any] = {"source": SheetSource.DESK, "language": "zh", "desk": TOWN, "by": cast.desk, "now": OPEN}
    grandma = services.hand_in_for(code, [one.code], [Visitor("王奶奶", "021-5555 0001")], **desk)
    two = [Visitor("张爷爷", "021-5555 0002"), Visitor("张奶奶", "021-5555 0002")]
    both = services.hand_in_for(code, [one.code], two, **desk)
    session.execute(update(DeskVisitor).values(created_at=at("2026-01-01 09:00")))
    session.commit()
    assert forget_visitors(OPEN) == 0
    before = receipt_of(session, get_sheet(session, grandma))
    with pytest.raises(RuleBroken) as caught:
        claim(grandma, "李奶奶", by=cast.resident, now=OPEN)
    assert caught.value.code is BookingRefusal.CLAIM_UNKNOWN
    done = claim(grandma, "王奶奶", by=cast.resident, now=OPEN)
    assert (done.moved, done.left, done.path) == (1, 0, "/college/wishes")
    assert receipt_of(session, get_sheet(session, grandma, person_id=cast.resident.id)).digest == before.digest
    assert [sheet.code for sheet in list_entered(session, TOWN)] == [both]
    with pytest.raises(RuleBroken) as caught:
        claim(both, "张奶奶", by=cast.resident, now=OPEN)
    assert caught.value.code is BookingRefusal.CLAIM_LEFT
    close_and_draw(code, cast)
    sealed = read_file(session, get_round(session, code).id, FileKind.SEALED) or b""
    assert before.pseudonyms[0].encode() in sealed
    # Her seat comes too, with its time; it stays at the desk while the account has something else at that hour.
    she = get_sheet(session, both).people[1].person
    seat = session.scalars(select(Enrolment.code).where(Enrolment.person_id == she.id)).one()
    services.answer_for(both, seat, takes=True, desk=TOWN, by=cast.desk, now=DRAWN)
    first = get_class(session, one.code).lessons[0].starts_at
    event = make_event(session, cast.base)
    busy = make_occurrence(session, event, starts_at=first, booking_opens_at=OPEN)
    session.commit()
    other = bookings.book(busy.id, by=cast.neighbour, seats=1, now=DRAWN).code
    with pytest.raises(RuleBroken) as caught:
        claim(both, "张奶奶", by=cast.neighbour, now=DRAWN)
    assert caught.value.code is BookingRefusal.CLAIM_LEFT
    bookings.cancel(other, by=cast.neighbour, now=DRAWN)
    assert claim(both, "张奶奶", by=cast.neighbour, now=DRAWN).moved == 2
    assert seats_of(one)[cast.neighbour.id] is S.CONFIRMED
    taken = select(Commitment.person_id).where(Commitment.source.like(f"lesson:{seat}:%")).distinct()
    assert session.scalars(taken).all() == [cast.neighbour.id]
    assert checks() == []


def test_a_drawn_seat_that_clashes_meanwhile_is_not_confirmed_and_stays_offered(
    session: Session, cast: Cast, term: Term, one: CourseClass, plain: CourseClass
) -> None:
    code = open_round(cast, term)
    hand_in(code, cast.resident, one)
    event = make_event(session, cast.base)
    busy = make_occurrence(session, event, starts_at=one.lessons[1].starts_at, booking_opens_at=OPEN)
    session.commit()
    other = bookings.book(busy.id, by=cast.resident, seats=1, now=CLOSED).code
    close_and_draw(code, cast)
    seat = session.scalars(select(Enrolment.code)).one()
    assert refused(services.accept, seat, by=cast.resident, now=DRAWN) is Refusal.CLASH
    assert seats_of(one) == {cast.resident.id: S.OFFERED}
    bookings.cancel(other, by=cast.resident, now=DRAWN)
    services.accept(seat, by=cast.resident, now=DRAWN)
    assert seats_of(one) == {cast.resident.id: S.CONFIRMED}
    assert checks() == []
