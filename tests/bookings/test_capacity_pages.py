"""The pages on capacity: works · stranger · bad input · anonymous."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bookings import services
from sciencepop.bookings.models import (
    Duty,
    DutyState,
    EventReserve,
    EventResource,
    OccurrenceResource,
    Per,
    PoolKind,
    Resource,
    SeatPool,
)
from sciencepop.core.db import db
from sciencepop.programme.models import Event, EventState, Occurrence
from tests.bookings.capacity import make_reserve, make_resource
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_event, make_occurrence
from tests.page import Page

HERE = "310117103000"


@pytest.fixture
def occurrence(session: Session, cast: Cast) -> Occurrence:
    found = make_occurrence(session, make_event(session, cast.base, seats=6, seats_per_booking=6), size=6)
    session.commit()
    return found


def url(occurrence: Occurrence, more: str = "") -> str:
    return f"/manage/occurrences/{occurrence.id}/{more or 'capacity'}"


def test_a_manager_keeps_seats_for_a_town_and_everybody_sees_the_rest(
    page: Page, cast: Cast, occurrence: Occurrence
) -> None:
    page.sign_in(cast.manager).get(url(occurrence))
    assert "现在所有人还能约 6 席" in page.text()
    form = {"kind": "town", "town_code": HERE, "size": "2", "release_hours": "24"}
    answer = page.post(url(occurrence, "capacity/reserve"), form)
    assert answer.location == url(occurrence)
    page.get(url(occurrence))
    assert "现在所有人还能约 4 席" in page.text()
    pool = db.session.scalars(select(SeatPool).where(SeatPool.kind == PoolKind.TOWN)).one()
    assert (pool.size, pool.town_code, pool.release_at) == (2, HERE, occurrence.starts_at - timedelta(days=1))
    page.get(f"/manage/occurrences/{occurrence.id}")
    assert "共 6 席，已占 0 席，余 6 席" in page.text()
    assert "所有人还能约 4 席" in page.text()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "general"}, "请选择留给谁"),
        ({"town_code": ""}, "请选择街镇"),
        ({"town_code": "999"}, "请选择街镇"),
        ({"size": "-1"}, "请填写 0 到 100000 的整数"),
        ({"size": "二"}, "请填写整数"),
        ({"size": "7"}, "最多还能预留 6 席"),
        ({"release_hours": "99999"}, "请填写 0 到 8760 的整数"),
    ],
)
def test_a_reserve_that_cannot_be_is_refused_in_words(
    page: Page, cast: Cast, occurrence: Occurrence, change: dict[str, str], words: str
) -> None:
    form = {"kind": "town", "town_code": HERE, "size": "2", "release_hours": ""} | change
    page.sign_in(cast.manager).post(url(occurrence, "capacity/reserve"), form, status=422)
    assert words in page.text()
    assert db.session.scalars(select(SeatPool).where(SeatPool.kind != PoolKind.GENERAL)).all() == []


def test_a_resource_is_added_resized_and_used(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    where = f"/manage/bases/{cast.base.slug}/resources"
    page.sign_in(cast.manager).get(where)
    page.post(where, {"kind": "room", "name_zh": "报告厅", "name_en": "Hall", "capacity": "5"})
    hall = db.session.scalars(select(Resource)).one()
    page.post(where, {"kind": "room", "name_zh": "报告厅", "name_en": "", "capacity": "5"}, status=422)
    assert "已经有同名的资源" in page.text()
    page.post(where, {"kind": "boat", "name_zh": "船", "name_en": "", "capacity": "5"}, status=422)
    assert "请选择种类" in page.text()
    page.post(url(occurrence, "capacity/use"), {"resource": str(hall.id), "per": "seat", "units": "1"})
    use = db.session.scalars(select(OccurrenceResource)).one()
    assert (use.occurrence_id, use.per, use.units) == (occurrence.id, Per.SEAT, 1)
    page.get(url(occurrence))
    assert "现在所有人还能约 5 席" in page.text()
    services.book(occurrence.id, by=cast.resident, seats=5, now=NOW)
    page.post(f"{where}/{hall.id}", {"capacity": "4"}, status=422)
    assert "同时要用 5" in page.text()
    page.post(f"{where}/{hall.id}", {"capacity": "6"})
    assert db.session.get_one(Resource, hall.id).capacity == 6
    page.get(f"/en{where}")
    assert "Hall" in page.text()


def test_guides_let_seats_be_given_and_their_loss_is_told(page: Page, cast: Cast, occurrence: Occurrence) -> None:
    event = f"/manage/events/{occurrence.event.slug}/capacity"
    page.sign_in(cast.manager).post(f"{event}/guides", {"seats_per_guide": "3"})
    page.get(event)
    assert "1 个场次的讲解员不够" in page.text()
    page.post(url(occurrence, "guides"), {"name": "", "is_qualified": "y"}, status=422)
    assert "请填写姓名" in page.text()
    page.post(url(occurrence, "guides"), {"name": "张老师", "is_qualified": "y"})
    services.book(occurrence.id, by=cast.resident, seats=3, now=NOW)
    duty = db.session.scalars(select(Duty)).one()
    page.post(url(occurrence, f"guides/{duty.id}/withdraw"), {})
    assert db.session.scalars(select(Duty.state)).one() is DutyState.WITHDRAWN
    page.get(url(occurrence))
    assert "0 位讲解员最多带 0 人，已经约了 3 席" in page.text()
    page.get(f"/manage/occurrences/{occurrence.id}")
    assert "讲解员不够，预约和递补已经暂停" in page.text()
    page.post(url(occurrence, f"guides/{duty.id}/withdraw"), {}, status=404)
    page.post(url(occurrence, f"guides/{2**70}/withdraw"), {}, status=404)


def test_an_event_says_what_its_new_sessions_get(
    page: Page, session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    hall = make_resource(session, cast.base)
    session.commit()
    where = f"/manage/events/{occurrence.event.slug}/capacity"
    page.sign_in(cast.manager).post(f"{where}/reserve", {"kind": "walk_in", "size": "2", "release_hours": "1"})
    row = session.scalars(select(EventReserve)).one()
    assert (row.kind, row.size, row.release_minutes) == (PoolKind.WALK_IN, 2, 60)
    page.post(f"{where}/use", {"resource": str(hall.id), "per": "occurrence", "units": "1"})
    assert session.scalars(select(EventResource.per)).one() is Per.OCCURRENCE
    page.get(where)
    assert "每场共 6 席，所有人可约 4 席" in page.text()
    assert "报告厅" in page.text()
    page.post(f"{where}/reserve", {"kind": "telephone", "size": "5", "release_hours": ""}, status=422)
    assert "最多还能预留 4 席" in page.text()
    page.post(f"{where}/guides", {"seats_per_guide": "1001"}, status=422)
    assert "请填写 0 到 1000 的整数" in page.text()


def test_a_cancelled_event_is_not_changed_any_more(page: Page, session: Session, cast: Cast) -> None:
    event = make_event(session, cast.base, seats=6, state=EventState.CANCELLED)
    session.commit()
    where = f"/manage/events/{event.slug}/capacity/guides"
    page.sign_in(cast.manager).post(where, {"seats_per_guide": "3"}, status=422)
    assert "不能这样做" in page.text()
    assert session.get_one(Event, event.id).seats_per_guide == 0


def test_a_drop_in_has_no_seats_to_divide(page: Page, session: Session, cast: Cast) -> None:
    found = make_occurrence(session, make_event(session, cast.base), size=None)
    session.commit()
    page.sign_in(cast.manager).get(url(found))
    assert "没有席位可分" in page.text()
    page.post(url(found, "guides"), {"name": "张老师"}, status=422)


def test_other_bases_and_residents_are_kept_out(
    page: Page, session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    foreign = make_resource(session, cast.other_base)
    session.commit()
    event, base = occurrence.event.slug, cast.base.slug
    for who, status in ((cast.other_manager, 403), (cast.resident, 403)):
        page.sign_in(who)
        for address in (url(occurrence), f"/manage/events/{event}/capacity", f"/manage/bases/{base}/resources"):
            page.get(address, status=status)
        page.post(url(occurrence, "guides"), {"name": "我"}, status=status)
    page.sign_in(cast.manager)
    use = {"resource": str(foreign.id), "per": "seat", "units": "1"}
    page.post(url(occurrence, "capacity/use"), use, status=404)
    page.post(f"/manage/bases/{base}/resources/{foreign.id}", {"capacity": "1"}, status=404)
    page.post(f"/manage/bases/{base}/resources/{2**70}", {"capacity": "1"}, status=404)
    assert session.scalars(select(OccurrenceResource)).all() == []


def test_a_resident_sees_the_seats_kept_for_their_town(
    page: Page, session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    make_reserve(session, occurrence, PoolKind.TOWN, 2, town_code=HERE)
    make_booking(session, occurrence, cast.neighbour, seats=6)
    occurrence.is_full = True
    cast.resident.town_code = HERE
    session.commit()
    page.sign_in(cast.officer).get(f"/bookings/new?occurrence={occurrence.id}")
    assert "已满" in page.text()
    page.sign_in(cast.resident).get(f"/bookings/new?occurrence={occurrence.id}")
    assert "余 2 席" in page.text()
    page.post(f"/bookings/new?occurrence={occurrence.id}", {"seats": "2"})
    page.get(f"/bookings/new?occurrence={occurrence.id}")
    assert "您已经预约了这一场" in page.text()
