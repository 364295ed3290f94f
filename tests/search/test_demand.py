"""Demand pooling: wishes, the draft of enough of them, and the askers offered first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.accounts.services import close_account, export_data
from sciencepop.bookings.models import Booking, BookingState
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from sciencepop.programme.models import Event, EventState
from sciencepop.search.models import Demand, DemandPool
from sciencepop.search.rules.demand import (
    DemandState,
    Refusal,
    Settings,
    Venue,
    choose_base,
    read_settings,
    refuse_demand,
)
from sciencepop.search.services.demand import (
    DemandInput,
    drop_demand,
    forget_demands,
    leave_demand,
)
from sciencepop.search.services.matches import tell_matches
from sciencepop.search.services.pools import offer_first, release_demands
from sciencepop.search.services.refresh import refresh_all
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_base, make_event, make_grant, make_occurrence, make_person
from tests.page import Page


def wish(**values: Any) -> DemandInput:
    defaults: dict[str, Any] = {"words": "看星星", "subject": "topic:astronomy", "seats": 3, "agreed": True}
    return DemandInput(**(defaults | values))


def test_rules_of_wishes() -> None:
    assert refuse_demand("words:", agreed=True, mine=[], most=5) is Refusal.WORDS_MISSING
    assert refuse_demand("topic:a", agreed=False, mine=[], most=5) is Refusal.NOT_AGREED
    assert refuse_demand("topic:a", agreed=True, mine=["topic:a"], most=5) is Refusal.WISHED_ALREADY
    assert refuse_demand("topic:a", agreed=True, mine=["b", "c"], most=2) is Refusal.TOO_MANY
    assert refuse_demand("topic:a", agreed=True, mine=["b"], most=2) is None
    venues = [Venue(1, 5, "A"), Venue(2, 1, "B"), Venue(3, 0, "B")]
    assert [choose_base(venues, towns) for towns in (["B", "B", "A"], ["A"], [], ["C"])] == [2, 1, 1, 1]
    assert choose_base([Venue(3, 0, "B")], ["B"]) is None
    told = {"families": 5, "answer_days": 30, "kept_days": 120, "most_open": 5}
    assert read_settings(told) == Settings(5, 30, 120, 5)
    with pytest.raises(ValueError, match="two families"):
        read_settings(told | {"families": 1})


def test_enough_wishes_become_a_draft_and_the_askers_are_offered_first(session: Session, cast: Cast) -> None:
    make_event(session, cast.base, topics=["astronomy"])
    families = [make_person(session, name=f"家庭{number}") for number in range(6)]
    session.commit()
    for person in families[:4]:
        leave_demand(wish(), by=person, now=NOW)
    assert session.scalars(select(DemandPool)).all() == []
    leave_demand(wish(), by=families[4], now=NOW)
    [pool] = session.scalars(select(DemandPool)).all()
    event = session.get_one(Event, pool.event_id)
    assert (event.state, event.base_id, event.topics, event.seats) == (
        EventState.DRAFT,
        cast.base.id,
        ["astronomy"],
        15,
    )
    assert (pool.families, pool.seats) == (5, 15)
    letters = session.scalars(select(OutboxMessage.subject)).all()
    assert letters == ["有 5 户想来：已为您起草一个活动"]
    leave_demand(wish(seats=2), by=families[5], now=NOW)  # joins the draft that there is
    assert session.scalars(select(Demand.pool_id)).all() == [pool.id] * 6
    assert offer_first(NOW) == 0  # nothing is public yet

    event.state, event.published_at, event.age_min = EventState.PUBLISHED, NOW, None
    soon = make_occurrence(session, event, size=12, booking_opens_at=NOW + timedelta(days=2))
    session.commit()
    assert (offer_first(NOW), offer_first(NOW)) == (1, 0)
    states = session.execute(select(Booking.person_id, Booking.state).order_by(Booking.id)).all()
    offered, waiting = BookingState.OFFERED, BookingState.WAITING
    assert states == [
        (person.id, state)
        for person, state in zip(families, [offered] * 4 + [waiting] * 2, strict=True)
    ]  # fmt: skip
    assert {row.state for row in session.scalars(select(Demand))} == {DemandState.ANSWERED}
    assert soon.is_full


def test_a_draft_says_nothing_of_who_asked_and_one_given_up_lets_its_askers_go(session: Session, cast: Cast) -> None:
    make_event(session, cast.base, topics=["astronomy"])
    other = make_base(session, slug="observatory")
    make_grant(session, cast.neighbour, base=other)
    make_event(session, other, topics=["astronomy"])
    families = [make_person(session, name=f"家庭{number}", town_code="310117103000") for number in range(7)]
    session.commit()
    for number, person in enumerate(families[:5]):
        words = f"看星星 电话1390000000{number}" if number < 3 else "看星星"
        leave_demand(wish(words=words, town_code="310117103000" if number else None), by=person, now=NOW)
    [pool] = session.scalars(select(DemandPool)).all()
    event = session.get_one(Event, pool.event_id)
    assert (event.title_zh, event.source_note) == ("居民想要：天文", "")
    letter = session.scalars(select(OutboxMessage.body)).one()
    assert (
        "由 5 户的需求汇总而成，共 15 人。 “看星星” 2 户、哪天都行 5 户、佘山镇 4 户" in letter
        and "1390000000" not in letter
    )

    elsewhere = make_event(
        session, other, title_zh="看星星", topics=["astronomy"], published_at=NOW + timedelta(hours=1)
    )
    make_occurrence(session, elsewhere)
    session.commit()
    refresh_all(NOW)
    assert (
        tell_matches(NOW + timedelta(hours=2)) == 2
    )  # a draft that lies there keeps nobody from what another base does
    event.state = EventState.WITHDRAWN
    session.commit()
    leave_demand(wish(), by=families[5], now=NOW)
    assert (release_demands(NOW), release_demands(NOW)) == (3, 0)
    leave_demand(wish(), by=families[6], now=NOW)
    assert [session.get_one(Event, one.event_id).base_id for one in session.scalars(select(DemandPool))] == [
        cast.base.id,
        other.id,
    ]


def test_a_base_declines_or_says_nothing_and_another_is_asked(page: Page, session: Session, cast: Cast) -> None:
    later = NOW + timedelta(days=31)
    third = make_base(session, slug="observatory")
    for base in (cast.base, cast.other_base, third):
        make_event(session, base, topics=["astronomy"])
    make_grant(session, cast.neighbour, base=third)
    families = [make_person(session, name=f"家庭{number}") for number in range(5)]
    session.commit()
    for person in families:
        leave_demand(wish(), by=person, now=NOW)
    page.sign_in(cast.manager).get("/my/to-do")
    assert "居民想要的活动，等您定 1" in page.text()
    page.get("/manage/demands")
    assert "由 5 户的需求汇总而成，共 15 人。" in page.text()
    [number] = session.scalars(select(DemandPool.id))
    page.sign_in(cast.other_manager).post(f"/manage/demands/{number}/decline", status=404)
    page.sign_in(cast.manager).post(f"/manage/demands/{number}/decline")
    page.get("/manage/demands")
    assert "现在没有" in page.text()
    page.post(f"/manage/demands/{number}/decline")
    page.get("/manage/demands")
    assert "这个活动已经提交、公开或推掉了。" in page.text()
    assert (release_demands(NOW), release_demands(later), release_demands(later)) == (0, 5, 0)  # the next one is silent
    pools = session.scalars(select(DemandPool).order_by(DemandPool.id)).all()
    assert [pool.event.base_id for pool in pools] == [cast.base.id, cast.other_base.id, third.id]
    assert [pool.given_up_at is None for pool in pools] == [False, False, True]
    assert session.scalars(select(Demand.pool_id)).all() == [pools[-1].id] * 5


def test_a_wish_is_told_taken_back_and_forgotten(session: Session, cast: Cast) -> None:
    leave_demand(wish(words="蚂蚁", subject="words:蚂蚁"), by=cast.resident, now=NOW)
    with pytest.raises(RuleBroken, match=r"^wished_already$"):
        leave_demand(wish(words="蚂蚁", subject="words:蚂蚁"), by=cast.resident, now=NOW)
    later = NOW + timedelta(hours=1)
    event = make_event(session, cast.base, title_zh="蚂蚁的家", published_at=later)
    make_occurrence(session, event)
    session.commit()
    refresh_all(NOW)
    assert (tell_matches(later), tell_matches(later)) == (1, 0)
    assert session.scalars(select(OutboxMessage.subject)).all() == ["您想要的“蚂蚁”有了"]

    leave_demand(wish(), by=cast.neighbour, now=NOW)
    assert export_data(cast.neighbour, NOW)["demands"][0]["words"] == "看星星"
    leave_demand(wish(), by=cast.manager, now=NOW)
    [number] = session.scalars(select(Demand.id).where(Demand.person_id == cast.neighbour.id))
    drop_demand(number, by=cast.neighbour, now=NOW)
    close_account(cast.manager, NOW)
    assert forget_demands(NOW + timedelta(days=200)) == 1
    assert session.scalars(select(Demand)).all() == []


def test_the_pages_of_a_wish(page: Page, session: Session, cast: Cast) -> None:
    page.get("/search?q=乌鸦")
    [link] = [one.get("href") for one in page.all("a") if "/search/ask" in one.get("href", "")]
    assert page.get(link, 303).location.startswith("/sign-in")
    person: Person = cast.resident
    page.sign_in(person).get(link)
    assert [field.get("value") for field in page.all("input", name="words")] == ["乌鸦"]
    given = {"words": "乌鸦", "audience": "", "town": "", "seats": "3", "part_of_week": "weekend"}
    page.post("/search/ask", given, status=422)
    assert "请先勾选同意" in page.text()
    page.post("/search/ask", given | {"agreed": "y"})
    page.post("/search/ask", given | {"agreed": "y", "words": "喜鹊", "seats": "x"}, status=422)
    assert "请填写整数。" in page.text()
    page.post("/search/ask", given | {"agreed": "y", "words": "喜鹊", "seats": "1"})
    page.get("/my/demands")
    assert "乌鸦 3 人 · 周末 · 保留到" in page.text() and "喜鹊 1 人" in page.text()
    [number] = session.scalars(select(Demand.id).where(Demand.words == "乌鸦"))
    page.sign_in(cast.neighbour).post(f"/my/demands/{number}/drop", status=404)
    page.sign_in(person).post(f"/my/demands/{number}/drop")
    assert session.scalars(select(Demand.words)).all() == ["喜鹊"]
