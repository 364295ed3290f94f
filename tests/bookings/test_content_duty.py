"""Cards, licences and takedowns on real rows: what they stop, whom they tell, and what opens again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bookings import letter_invariants, services
from sciencepop.bookings.models import Booking, BookingState
from sciencepop.bookings.rules.refusals import Refusal as BookingRefusal
from sciencepop.bookings.services.taken_down import tell_taken_down
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from sciencepop.programme import invariants
from sciencepop.programme.finder import get_finder, moment_of
from sciencepop.programme.models import ContentReview, Event, EventState, Occurrence
from sciencepop.programme.queries.duty import find_draft_card
from sciencepop.programme.rules.duty import Checker, Ground, Risk
from sciencepop.programme.rules.lifecycle import CHECKS
from sciencepop.programme.rules.refusals import Refusal
from sciencepop.programme.services.cards import CardInput, sign_card, tell_ending, write_card
from sciencepop.programme.services.content import content_of, digest
from sciencepop.programme.services.edit import edit_event
from sciencepop.programme.services.licences import LicenceInput, record_licence
from sciencepop.programme.services.move import move_occurrence
from sciencepop.programme.services.plan import Place
from sciencepop.programme.services.review import object_to_takedown, publish_event, withdraw_event
from sciencepop.programme.to_do import lapsing, objected
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_event, make_occurrence
from tests.page import Page

DAY = timedelta(days=1)
TODAY = NOW.date()
CARD = CardInput(
    age_min=6,
    materials="小苏打、白醋",
    risk=Risk.LOW,
    measures="戴护目镜",
    document_ref="评估-1",
    risk_until=TODAY + 40 * DAY,
)
LICENCE = LicenceInput(
    number="沪公治许〔2026〕1号",
    authority="松江公安分局",
    issued_on=TODAY,
    valid_from=TODAY,
    valid_until=TODAY + 60 * DAY,
    max_people=1500,
    document_ref="档案-1",
)


def refused(code: Any, verb: Callable[..., Any], *arguments: Any, **options: Any) -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        verb(*arguments, **options)
    assert caught.value.code is code
    return caught.value


def signed(session: Session, event: Event, cast: Cast, card: CardInput = CARD, *, now: datetime = NOW) -> None:
    """A card that the manager wrote and an expert checked."""
    write_card(event.id, card, by=cast.manager, now=now)
    draft = find_draft_card(session, event.id)
    assert draft is not None
    seen = draft.written_at.isoformat()
    sign_card(event.id, checker=Checker.EXPERT, name="王教授", seen=seen, by=cast.officer, now=now)


def publish(event: Event, cast: Cast, *, now: datetime = NOW) -> None:
    publish_event(event.id, checks=CHECKS, seen=digest(event), note="", by=cast.officer, now=now)


def letters(session: Session, part: str) -> int:
    return len(session.scalars(select(OutboxMessage).where(OutboxMessage.dedup_key.contains(part))).all())


@pytest.fixture
def event(session: Session, cast: Cast) -> Event:
    made = make_event(session, cast.base, slug="volcano", state=EventState.SUBMITTED, age_min=6, seats=20)
    made.created_by = cast.manager.id
    session.commit()
    return made


def test_a_workshop_is_public_only_with_a_card_that_somebody_else_signed(
    session: Session, event: Event, cast: Cast
) -> None:
    make_occurrence(session, event)
    session.commit()
    refused(Refusal.CARD_MISSING, publish, event, cast)
    refused(Refusal.RISK_TOO_LONG, write_card, event.id, replace(CARD, risk=Risk.HIGH, risk_until=TODAY + 91 * DAY),
            by=cast.manager, now=NOW)  # fmt: skip
    write_card(event.id, CARD, by=cast.manager, now=NOW)
    refused(Refusal.CARD_MISSING, publish, event, cast)
    sign = {"checker": Checker.BASE, "name": "", "seen": NOW.isoformat(), "now": NOW}
    refused(Refusal.FOUR_EYES, sign_card, event.id, **sign, by=cast.manager)
    refused(Refusal.CHANGED_MEANWHILE, sign_card, event.id, **(sign | {"seen": ""}), by=cast.officer)
    refused(Refusal.NOT_ALLOWED, sign_card, event.id, **(sign | {"checker": Checker.EXPERT}), by=cast.manager)
    refused(Refusal.EXPERT_NAMELESS, sign_card, event.id, **(sign | {"checker": Checker.EXPERT}), by=cast.officer)
    signed(session, event, cast, replace(CARD, age_min=8))
    refused(Refusal.AGE_BELOW_CARD, publish, event, cast)
    signed(session, event, cast)
    publish(event, cast)
    assert event.state is EventState.PUBLISHED
    assert invariants.checks() == []


def test_a_lapsed_assessment_closes_booking_until_it_is_renewed(
    session: Session, event: Event, cast: Cast, page: Page
) -> None:
    occurrence = make_occurrence(session, event, starts_in=60 * DAY)
    session.commit()
    signed(session, event, cast)
    publish(event, cast)
    services.book(occurrence.id, by=cast.resident, seats=1, now=NOW)
    told = []
    for days in (10, 11, 11, 34, 41, 42):
        tell_ending(NOW + days * DAY)
        told.append(letters(session, "risk-"))
    assert told == [0, 1, 1, 2, 3, 3]

    with current_app.test_request_context():
        waits = lapsing(session, cast.manager, NOW + 30 * DAY)
    assert waits and [task.due_on for task in waits.tasks] == [CARD.risk_until], "its last good day"
    later = NOW + 41 * DAY
    broken = refused(BookingRefusal.RISK_LAPSED, services.book, occurrence.id, by=cast.neighbour, seats=1, now=later)
    assert broken.facts == {}
    index = get_finder().index(NOW)
    assert [bool(index.with_seats(moment_of(now))) for now in (NOW, later)] == [True, False]
    assert session.scalars(select(Booking.state)).one() is BookingState.CONFIRMED
    signed(session, event, cast, replace(CARD, risk_until=later.date() + 50 * DAY), now=later)
    services.book(occurrence.id, by=cast.neighbour, seats=1, now=later)
    assert invariants.checks() == []

    event.risk_ends_at = NOW - DAY
    session.commit()
    page.get("/events/volcano")
    assert "暂停预约" in page.text() and "预约已截止" not in page.text(), "its sessions are not said to be past"
    make_occurrence(session, event, starts_in=61 * DAY)
    session.commit()
    page.sign_in(cast.neighbour).get(f"/bookings/new?occurrence={occurrence.id}")
    assert "暂停新的预约" in page.text() and "其他场次" not in page.text(), "none of them can be booked"


def test_a_takedown_tells_holders_what_becomes_of_their_bookings(session: Session, event: Event, cast: Cast) -> None:
    occurrence = make_occurrence(session, event)
    session.commit()
    signed(session, event, cast)
    publish(event, cast)
    services.book(occurrence.id, by=cast.resident, seats=1, now=NOW)
    why = {"ground": Ground.UNSAFE, "reason": "护目镜不合格", "by": cast.officer}
    withdraw_event(event.id, **why, cancels=False, now=NOW)
    assert (letters(session, "taken_down"), session.scalars(select(Booking.state)).one()) == (1, BookingState.CONFIRMED)
    refused(BookingRefusal.NOT_PUBLIC, services.book, occurrence.id, by=cast.neighbour, seats=1, now=NOW)

    object_to_takedown(event.id, words="已经换新", by=cast.manager, now=NOW)
    refused(Refusal.OBJECTED, object_to_takedown, event.id, words="再说一次", by=cast.manager, now=NOW)
    with current_app.test_request_context():
        waits = [pile.count if (pile := objected(session, cast.officer, NOW + days * DAY)) else 0 for days in (1, 31)]
    assert waits == [1, 0], "the officers find it among what waits for them, for a month"
    publish(event, cast, now=NOW + DAY)
    assert letters(session, "restored") == 1
    log = session.scalars(select(ContentReview).order_by(ContentReview.id)).all()
    assert [(row.ground, row.objection) for row in log] == [(None, ""), (Ground.UNSAFE, "已经换新"), (None, "")]

    withdraw_event(event.id, **why, cancels=True, now=NOW + 2 * DAY)
    assert (letters(session, "taken_down"), letters(session, "called_off")) == (1, 1)
    assert tell_taken_down(NOW + 2 * DAY) == 0
    assert (invariants.checks(), letter_invariants.checks()) == ([], [])


def test_a_thousand_people_need_a_licence_and_keep_to_it(
    page: Page, session: Session, event: Event, cast: Cast
) -> None:
    start = datetime(2026, 10, 24, 2, tzinfo=NOW.tzinfo)
    one = make_occurrence(session, event, starts_at=start, size=600)
    make_occurrence(session, event, starts_at=start + timedelta(minutes=30), size=350)
    session.commit()
    signed(session, event, cast)
    publish_now: tuple[Any, ...] = (publish, event, cast)
    signed(session, event, cast, replace(CARD, walk_in=25))
    assert refused(Refusal.LICENCE_MISSING, *publish_now).facts["people"] == 1000
    refused(Refusal.NOT_ALLOWED, record_licence, event.id, LICENCE, by=cast.manager, now=NOW)
    record_licence(event.id, LICENCE, by=cast.officer, now=NOW)
    refused(Refusal.LICENCE_KNOWN, record_licence, event.id, LICENCE, by=cast.officer, now=NOW)
    publish(event, cast)

    def move(now: datetime, day: date = date(2026, 10, 25)) -> bool:
        wish = {"on": day, "starts": time(10), "minutes": 90}
        return move_occurrence(one.id, Place(), **wish, by=cast.manager, now=now)  # type: ignore[arg-type]

    assert refused(Refusal.LICENCE_LOCKED, move, NOW).facts == {"number": LICENCE.number}
    page.sign_in(cast.manager).get(f"/manage/events/{event.slug}/occurrences/{one.id}/edit")
    assert f"许可（{LICENCE.number}），时间、地点和容量不能更改" in page.text(), "said before anything is typed"
    refused(Refusal.LICENCE_LOCKED, services.resize_pool, one.id, 700, by=cast.manager, now=NOW)
    later = NOW + DAY
    record_licence(event.id, replace(LICENCE, number="2号", max_people=1200), by=cast.officer, now=later)
    refused(Refusal.LICENCE_MISSING, services.resize_pool, one.id, 1300, by=cast.manager, now=later)
    services.resize_pool(one.id, 700, by=cast.manager, now=later)
    refused(Refusal.LICENCE_LOCKED, services.resize_pool, one.id, 650, by=cast.manager, now=later + DAY)
    assert invariants.checks() == []
    assert session.get_one(Occurrence, one.id).starts_at == start


def test_a_card_that_nobody_signed_makes_no_crowd_smaller(session: Session, event: Event, cast: Cast) -> None:
    occurrence = make_occurrence(session, event, size=200)
    session.commit()
    signed(session, event, cast, replace(CARD, walk_in=790))
    publish(event, cast)
    write_card(event.id, CARD, by=cast.manager, now=NOW)
    refused(Refusal.LICENCE_MISSING, services.resize_pool, occurrence.id, 210, by=cast.manager, now=NOW)
    signed(session, event, cast)
    services.resize_pool(occurrence.id, 210, by=cast.manager, now=NOW)
    assert invariants.checks() == []


def test_a_public_event_becomes_no_kind_that_needs_a_card(session: Session, cast: Cast) -> None:
    words = dict.fromkeys(("summary_zh", "body_zh", "source_note"), "讲植物")
    event = make_event(session, cast.base, kind="lecture", seats=20, **words)
    session.commit()
    turned = {"seen": digest(event), "by": cast.manager, "now": NOW}
    refused(Refusal.CARD_MISSING, edit_event, event.id, replace(content_of(event), kind="workshop"), **turned)
    session.expire_all()
    assert edit_event(event.id, replace(content_of(event), kind="exhibition"), **turned)


def test_the_pages_of_card_takedown_and_licence(session: Session, event: Event, cast: Cast, page: Page) -> None:
    occurrence = make_occurrence(session, event, size=1200)
    event.seats = 2000
    session.commit()
    typed = {name: str(value) for name, value in vars(CARD).items()}
    page.sign_in(cast.manager).get("/manage/events/volcano")
    assert "还缺审核卡" in page.text()
    page.get("/manage/events/volcano/card")
    page.post("/manage/events/volcano/card", {**typed, "measures": ""}, status=422)
    page.post("/manage/events/volcano/card", typed)
    page.get("/manage/events/volcano/card")
    assert "不能自己签字" in page.text() and not page.all("input", name="seen"), "who wrote is offered no signature"
    page.sign_in(cast.officer).get("/manage/events/volcano/card")
    sign = {"seen": page.all("input", name="seen")[0].get("value")}
    page.sign_in(cast.manager).post("/manage/events/volcano/card/sign", sign | {"checker": "base"}, status=422)
    page.sign_in(cast.officer).post("/manage/events/volcano/card/sign", sign | {"checker": "expert", "name": "王教授"})
    page.get("/district/events/volcano")
    assert "同一时间同一地点最多 1200 人" in page.text(), "its sessions count, not what a new one would have"
    paper = {name: str(value) for name, value in vars(LICENCE).items()}
    page.post("/district/events/volcano/licence", {**paper, "valid_until": "2020-01-01"}, status=422)
    page.post("/district/events/volcano/licence", paper)
    publish(event, cast)
    page.get("/events/volcano")
    assert "适合 6 岁以上" in page.text()
    services.book(occurrence.id, by=cast.resident, seats=1, now=NOW)
    page.post("/district/events/volcano/withdraw", {"ground": "unsafe", "reason": "护目镜不合格"})
    page.sign_in(cast.resident).get("/events/volcano", status=410)
    page.get("/my/bookings")
    assert "这个活动暂停公开。" in page.text()
    page.get(f"/my/bookings/{session.scalars(select(Booking.code)).one()}")
    assert "请不要前往" in page.text() and not page.all("a", href="/events/volcano"), "no link to what is down"
    page.sign_in(cast.manager).get("/manage/events/volcano")
    assert "停止公开的理由：有安全隐患" in page.text()
    page.get("/manage/events/volcano/object")
    page.post("/manage/events/volcano/object", {"words": ""}, status=422)
    page.post("/manage/events/volcano/object", {"words": "已经换新"})
    page.get("/manage/events/volcano/object", status=303)  # they object once
    page.sign_in(cast.officer).get("/district/events/volcano")
    assert "已经换新" in page.text()
