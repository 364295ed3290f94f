"""Waiting by either policy, households in line, and what residents and staff are told of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bookings import services
from sciencepop.bookings.models import Booking, BookingState, Guest
from sciencepop.bookings.rules.pools import Pool, PoolKind, Room, seat
from sciencepop.bookings.rules.promotion import Entry
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.services.become import become
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import Event, Occurrence, WaitingPolicy
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_child, make_event, make_occurrence, make_person, pool_of
from tests.page import Page
from tests.programme.test_managing import TYPED
from tests.statements import counted

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def strict(session: Session, cast: Cast) -> Occurrence:
    """Six seats, taken by the officer (4) and the manager (2); the resident waits with three, the neighbour alone."""
    event = make_event(session, cast.base, waiting_policy=WaitingPolicy.STRICT)
    found = make_occurrence(session, event, size=6)
    session.commit()
    services.book(found.id, by=cast.officer, seats=4, now=NOW)
    services.book(found.id, by=cast.manager, seats=2, now=NOW)
    services.join_waiting(found.id, by=cast.resident, seats=3, now=NOW)
    services.join_waiting(found.id, by=cast.neighbour, seats=1, now=NOW)
    return found


def states(*people: object) -> list[BookingState]:
    ids = [person.id for person in people]  # type: ignore[attr-defined]
    found = {row.person_id: row.state for row in db.session.scalars(select(Booking).order_by(Booking.id))}
    return [found[number] for number in ids]


def code_of(person: object) -> str:
    found = select(Booking.code).where(Booking.person_id == person.id)  # type: ignore[attr-defined]
    return db.session.scalars(found.order_by(Booking.id.desc())).first() or ""


@pytest.mark.parametrize(
    ("parties", "free", "expected"),
    [
        ([3, 2], 2, []),
        ([3, 1, 1], 2, []),
        ([2, 3, 1], 3, [1]),
        ([1, 1, 1], 2, [1, 2]),
        ([2, 2], 4, [1, 2]),
    ],
)
def test_strictly_nobody_overtakes_a_larger_party(parties: list[int], free: int, expected: list[int]) -> None:
    rows = [Entry(number, seats) for number, seats in enumerate(parties, 1)]
    assert list(seat(rows, Room((Pool(1, PoolKind.GENERAL, free),)), is_strict=True)) == expected


PARTIES = st.lists(
    st.builds(
        lambda seats, children, has_place: (seats, children, has_place),
        st.integers(1, 5),
        st.frozensets(st.integers(1, 4), max_size=2),
        st.booleans(),
    ),
    max_size=10,
)


@given(PARTIES, st.integers(0, 15), st.booleans())
def test_whoever_is_asked_had_nobody_before_them_with_a_better_right(
    rows: list[tuple[int, frozenset[int], bool]], free: int, is_strict: bool
) -> None:
    parties = [Entry(number, *row) for number, row in enumerate(rows)]
    asked_ids = seat(parties, Room((Pool(1, PoolKind.GENERAL, free),)), is_strict=is_strict)
    chosen = [party for party in parties if party.id in asked_ids]
    asked = {party.id for party in chosen}
    assert sum(party.seats for party in chosen) <= free
    assert not [party for party in chosen if party.has_place]
    named = [child for party in chosen for child in party.children]
    assert len(named) == len(set(named))
    if is_strict and chosen:
        before = [party for party in parties[: chosen[-1].id] if party.id not in asked and not party.has_place]
        assert all(party.children & set(named) for party in before)


def test_seats_are_kept_for_the_party_in_front_until_it_fits(cast: Cast, strict: Occurrence) -> None:
    services.cancel(code_of(cast.manager), by=cast.manager, now=NOW)
    assert states(cast.resident, cast.neighbour) == [BookingState.WAITING, BookingState.WAITING]
    services.resize_pool(strict.id, 7, by=cast.manager, now=NOW)
    assert states(cast.resident, cast.neighbour) == [BookingState.OFFERED, BookingState.WAITING]
    services.decline_offer(code_of(cast.resident), by=cast.resident, now=NOW)
    assert states(cast.resident, cast.neighbour) == [BookingState.DECLINED, BookingState.OFFERED]


def test_when_the_party_in_front_leaves_the_next_is_asked(cast: Cast, strict: Occurrence) -> None:
    services.cancel(code_of(cast.manager), by=cast.manager, now=NOW)
    services.cancel(code_of(cast.resident), by=cast.resident, now=NOW)
    assert states(cast.neighbour) == [BookingState.OFFERED]


def test_a_newcomer_does_not_take_what_is_kept(page: Page, session: Session, cast: Cast, strict: Occurrence) -> None:
    services.cancel(code_of(cast.manager), by=cast.manager, now=NOW)
    with pytest.raises(RuleBroken) as refused:
        services.book(strict.id, by=cast.manager, seats=1, now=NOW)
    assert refused.value.code is Refusal.LINE_FIRST
    page.sign_in(cast.manager).get(f"/bookings/new?occurrence={strict.id}")
    assert "严格按先后" in page.text()
    assert "留给候补的人" in page.text()
    assert [button.get("value") for button in page.all("button", name="wait")] == ["1"]
    assert not [button for button in page.all("button") if button.get("data-book") is not None]
    page.post(f"/bookings/new?occurrence={strict.id}", {"seats": "1"}, status=422)
    assert "按先后留给他们" in page.text()
    page.post(f"/bookings/new?occurrence={strict.id}", {"seats": "1", "wait": "1"})
    assert states(cast.manager) == [BookingState.WAITING]


def test_seats_that_nobody_in_line_can_be_asked_for_any_more_go_to_newcomers(
    session: Session, cast: Cast, strict: Occurrence
) -> None:
    """Nobody answers in the night before an early close."""
    services.cancel(code_of(cast.manager), by=cast.manager, now=NOW)
    strict.booking_closes_at = NOW + 20 * HOUR  # 06:00
    session.commit()
    night = NOW + 13 * HOUR
    assert services.book(strict.id, by=cast.manager, seats=1, now=night).state is BookingState.CONFIRMED


def test_by_fill_the_smaller_party_is_asked_and_a_newcomer_books(
    session: Session, cast: Cast, strict: Occurrence
) -> None:
    session.get_one(Event, strict.event_id).waiting_policy = WaitingPolicy.FILL
    session.commit()
    services.cancel(code_of(cast.manager), by=cast.manager, now=NOW)
    assert states(cast.resident, cast.neighbour) == [BookingState.WAITING, BookingState.OFFERED]
    assert services.book(strict.id, by=cast.manager, seats=1, now=NOW).state is BookingState.CONFIRMED


def test_a_change_of_policy_is_carried_out_within_the_minute(session: Session, cast: Cast, strict: Occurrence) -> None:
    services.cancel(code_of(cast.manager), by=cast.manager, now=NOW)
    assert services.promote_due(NOW) == 0
    session.get_one(Event, strict.event_id).waiting_policy = WaitingPolicy.FILL
    session.commit()
    assert services.promote_due(NOW) == 1
    assert states(cast.resident, cast.neighbour) == [BookingState.WAITING, BookingState.OFFERED]


def test_lines_where_nobody_can_be_asked_do_not_keep_the_worker_busy(
    session: Session, cast: Cast, strict: Occurrence
) -> None:
    """The lists, their rooms, who waits and with which children: four reads, however many lines there are."""
    services.cancel(code_of(cast.manager), by=cast.manager, now=NOW)
    child = make_child(session, cast.resident, cast.neighbour)
    family = make_occurrence(session, make_event(session, cast.base), starts_in=9 * DAY, size=6)
    waiting = make_booking(session, family, cast.neighbour, seats=2, state=BookingState.WAITING, children=1)
    session.add(Guest(booking_id=waiting.id, position=0, child_id=child.id))
    booking = make_booking(session, family, cast.resident, seats=2, state=BookingState.WAITING, children=1)
    session.add(Guest(booking_id=booking.id, position=0, child_id=child.id))
    session.flush()
    become(session, booking, family, BookingState.CONFIRMED, now=NOW)
    session.commit()
    with counted() as seen:
        assert services.promote_due(NOW) == 0
    assert len(seen) == 4
    services.cancel(booking.code, by=cast.resident, now=NOW)
    assert states(cast.neighbour) == [BookingState.OFFERED]


def test_the_second_guardian_reads_why_they_are_not_asked(page: Page, session: Session, cast: Cast) -> None:
    child = make_child(session, cast.resident, cast.neighbour)
    found = make_occurrence(session, make_event(session, cast.base), size=4)
    session.commit()
    full = services.book(found.id, by=cast.officer, seats=4, now=NOW).code
    for guardian in (cast.resident, cast.neighbour):
        services.book(found.id, by=guardian, seats=2, children=[child.id], now=NOW, waiting_allowed=True)
    mine = f"/my/bookings/{code_of(cast.neighbour)}"
    page.sign_in(cast.neighbour).get(mine)
    assert "前面还有另一位监护人的候补" in page.text()
    first = Page(page.app).sign_in(cast.resident)
    first.get(f"/my/bookings/{code_of(cast.resident)}")
    assert "监护人" not in first.text()
    services.cancel(full, by=cast.officer, now=NOW)
    page.get(mine)
    assert "已由另一位监护人占了席位" in page.text()
    assert cast.resident.name not in page.text()
    page.get("/en" + mine)
    assert "by another guardian" in page.text()
    staff = Page(page.app).sign_in(cast.manager)
    staff.get(f"/manage/occurrences/{found.id}")
    assert "所以暂不询问" in staff.text()
    assert "孩子已由另一位监护人占了席位，暂不询问" in staff.text()


def test_staff_see_that_the_first_is_too_large_and_by_which_policy(page: Page, cast: Cast, strict: Occurrence) -> None:
    services.cancel(code_of(cast.manager), by=cast.manager, now=NOW)
    page.sign_in(cast.manager).get(f"/manage/occurrences/{strict.id}")
    assert "排在最前面的一组坐不下" in page.text()
    assert "空位留着" in page.text()
    page.get(f"/en/manage/occurrences/{strict.id}")
    assert "nobody overtakes it" in page.text()


@pytest.mark.parametrize(
    ("policy", "words"), [(WaitingPolicy.STRICT, "严格按先后顺序"), (WaitingPolicy.FILL, "先问后面坐得下的一组")]
)
def test_who_waits_reads_how_the_list_is_served(
    page: Page, session: Session, cast: Cast, strict: Occurrence, policy: WaitingPolicy, words: str
) -> None:
    session.get_one(Event, strict.event_id).waiting_policy = policy
    session.commit()
    page.sign_in(cast.resident).get(f"/my/bookings/{code_of(cast.resident)}")
    assert words in page.text()


@pytest.mark.parametrize(("chosen", "stored"), [("strict", WaitingPolicy.STRICT), (None, WaitingPolicy.FILL)])
def test_a_manager_chooses_the_policy(
    page: Page, session: Session, cast: Cast, chosen: str | None, stored: WaitingPolicy
) -> None:
    page.sign_in(cast.manager).get("/manage/bases/chenshan/events/new")
    ticked = [box.get("value") for box in page.all("input", name="waiting_policy") if box.get("checked") is not None]
    assert ticked == ["fill"]
    page.post("/manage/bases/chenshan/events/new", TYPED | ({"waiting_policy": chosen} if chosen else {}))
    assert session.scalars(select(Event.waiting_policy)).one() is stored


def test_a_policy_that_is_none_is_told_beside_its_field(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.manager).post("/manage/bases/chenshan/events/new", TYPED | {"waiting_policy": "dice"}, status=422)
    assert "请选择怎样递补" in page.text()
    assert session.scalars(select(Event.id)).all() == []


def test_the_pool_of_a_stranger_keeps_nobody_waiting(session: Session, cast: Cast, strict: Occurrence) -> None:
    other = make_occurrence(session, strict.event, starts_in=8 * DAY, size=6)
    session.commit()
    somebody = make_person(session)
    session.commit()
    assert services.book(other.id, by=somebody, seats=1, now=NOW).state is BookingState.CONFIRMED
    assert pool_of(session, other).size == 6
