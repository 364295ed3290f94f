"""Outings: several occurrences all or none, released together; the service, the pages, what others do to them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts import services as accounts
from sciencepop.accounts.models import Person
from sciencepop.bookings import outing_invariants, services
from sciencepop.bookings.invariants import checks
from sciencepop.bookings.models import Booking, BookingState, Commitment, NoShowPoint, Outing, PoolKind, SeatPool
from sciencepop.bookings.rules.outings import OutingRefusal
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.services import outing_release
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from sciencepop.programme.models import Occurrence
from sciencepop.programme.services.cancel import cancel_occurrence
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_base, make_booking, make_child, make_event, make_occurrence
from tests.page import Page
from tests.statements import counted

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEK = timedelta(days=7)


@pytest.fixture
def morning(session: Session, cast: Cast) -> Occurrence:
    event = make_event(session, cast.base, title_zh="看植物")
    found = make_occurrence(session, event, starts_in=WEEK, minutes=60, size=6)
    session.commit()
    return found


@pytest.fixture
def noon(session: Session, cast: Cast) -> Occurrence:
    """Two hours later, half an hour's way off, for ages from six."""
    cast.other_base.lat, cast.other_base.lon = 31.03, 121.22
    event = make_event(session, cast.other_base, title_zh="看机器人", age_min=6)
    found = make_occurrence(session, event, starts_in=WEEK + 2 * HOUR, minutes=60, size=6)
    session.commit()
    return found


@pytest.fixture
def code(morning: Occurrence, noon: Occurrence, cast: Cast) -> str:
    return services.book_outing([noon.id, morning.id], by=cast.resident, seats=4, now=NOW)


def refused(cast: Cast, *occurrences: Occurrence, **wish: object) -> RuleBroken:
    with pytest.raises(RuleBroken) as broken:
        services.book_outing(
            [one.id for one in occurrences],
            by=cast.resident,
            now=NOW,
            **{"seats": 2, **wish},  # type: ignore[arg-type]
        )
    return broken.value


def states(session: Session) -> list[BookingState]:
    return list(session.scalars(select(Booking.state).where(Booking.outing_id.is_not(None)).order_by(Booking.id)))


def subjects(session: Session) -> list[str]:
    return list(session.scalars(select(OutboxMessage.subject).order_by(OutboxMessage.id)))


def sound() -> list[str]:
    return [*checks(), *outing_invariants.checks()]


def test_everything_is_booked_in_one_go(session: Session, cast: Cast, code: str) -> None:
    outing = session.scalars(select(Outing)).one()
    assert (outing.code, outing.person_id, outing.keeps_rest) == (code, cast.resident.id, False)
    assert states(session) == [BookingState.CONFIRMED] * 2
    letters = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert [letter.subject for letter in letters] == ["预约成功：看植物", "预约成功：看机器人"]
    assert all(f"/my/outings/{code}" in letter.body for letter in letters)
    assert all(letter.calendar_method == "REQUEST" for letter in letters)
    assert session.scalar(select(func.count(Commitment.id))) == 2
    assert sound() == []


def test_what_fails_in_one_fails_in_all_and_names_the_stop(
    session: Session, cast: Cast, morning: Occurrence, noon: Occurrence
) -> None:
    make_booking(session, noon, cast.neighbour, seats=5)
    session.commit()
    broken = refused(cast, morning, noon)
    assert (broken.code, broken.facts["stop"].id, broken.facts["free"]) == (Refusal.FULL, noon.id, 1)
    assert session.scalar(select(func.count(Outing.id))) == 0
    assert session.scalar(select(func.count(Booking.id)).where(Booking.person_id == cast.resident.id)) == 0
    assert subjects(session) == []
    assert sound() == []


def test_the_rules_of_each_event_hold_for_its_stop(
    session: Session, cast: Cast, morning: Occurrence, noon: Occurrence
) -> None:
    child = make_child(session, cast.resident, born=(2021, 1))
    morning.event.names_needed = True
    session.commit()
    assert refused(cast, morning, noon).code is Refusal.NAMES_NEEDED
    too_young = refused(cast, morning, noon, children=[child.id], names=["陈妈妈"])
    assert (too_young.code, too_young.facts["stop"].id) == (Refusal.CHILD_AGE, noon.id)
    noon.event.age_min = None
    other = make_child(session, cast.neighbour)
    session.commit()
    with pytest.raises(NotFound):
        services.book_outing([morning.id, noon.id], by=cast.resident, seats=2, children=[other.id], now=NOW)
    services.book_outing(
        [morning.id, noon.id], by=cast.resident, seats=2, children=[child.id], names=["陈妈妈"], now=NOW
    )
    bookings = session.scalars(select(Booking).order_by(Booking.id)).all()
    assert [[guest.name or guest.child_id for guest in one.guests] for one in bookings] == [
        ["陈妈妈", child.id],
        [child.id],
    ]
    assert sound() == []


def test_stops_are_checked_against_each_other_and_against_the_ledger(
    session: Session, cast: Cast, morning: Occurrence, noon: Occurrence
) -> None:
    assert refused(cast, morning).code is OutingRefusal.TOO_FEW_STOPS
    assert refused(cast, morning, morning).code is OutingRefusal.TOO_FEW_STOPS
    soon = make_occurrence(session, noon.event, starts_in=WEEK + 1.25 * HOUR, minutes=30)
    early = make_occurrence(session, noon.event, starts_in=WEEK + 0.5 * HOUR)
    tomorrow = make_occurrence(session, noon.event, starts_in=WEEK + DAY)
    session.commit()
    tight = refused(cast, soon, morning)
    assert (tight.code, tight.facts["first"].id, tight.facts["second"].id) == (
        OutingRefusal.WAY_TOO_LONG,
        morning.id,
        soon.id,
    )
    assert refused(cast, morning, early).code is OutingRefusal.STOPS_OVERLAP
    assert refused(cast, morning, tomorrow).code is OutingRefusal.OTHER_DAY
    services.book(early.id, by=cast.resident, seats=1, now=NOW)
    clash = refused(cast, noon, morning)
    assert (clash.code, clash.facts["stop"].id) == (Refusal.CLASH, morning.id)


def test_the_holder_gives_all_back_with_one_press_and_late_costs_points(
    session: Session, cast: Cast, morning: Occurrence, noon: Occurrence, code: str
) -> None:
    waiting = services.join_waiting(noon.id, by=cast.neighbour, seats=3, now=NOW).code
    with pytest.raises(NotFound):
        services.cancel_outing(code, by=cast.neighbour, now=NOW)
    late = morning.starts_at - HOUR
    assert services.cancel_outing(code, by=cast.resident, now=late) == 2
    assert states(session) == [BookingState.CANCELLED] * 2
    assert session.scalar(select(func.count(NoShowPoint.id))) == 2
    assert session.scalars(select(Booking.state).where(Booking.code == waiting)).one() is BookingState.OFFERED
    with pytest.raises(RuleBroken) as broken:
        services.cancel_outing(code, by=cast.resident, now=late)
    assert broken.value.code is Refusal.NOT_CANCELLABLE
    assert sound() == []


def test_one_stop_may_be_left_out_on_purpose(session: Session, cast: Cast, code: str) -> None:
    first = session.scalars(select(Booking.code).order_by(Booking.id)).first()
    services.cancel(first or "", by=cast.resident, now=NOW)
    assert states(session) == [BookingState.CANCELLED, BookingState.CONFIRMED]
    assert services.release_outings(NOW) == 0
    assert sound() == []


def test_when_an_organiser_cancels_one_stop_the_rest_goes_to_those_who_wait(
    session: Session, cast: Cast, morning: Occurrence, noon: Occurrence, code: str
) -> None:
    waiting = services.join_waiting(noon.id, by=cast.neighbour, seats=3, now=NOW).code
    cancel_occurrence(morning.id, reason="下雨", by=cast.manager, now=NOW)
    rows = session.scalars(select(Booking).where(Booking.outing_id.is_not(None)).order_by(Booking.id)).all()
    assert [(row.state, row.state_reason) for row in rows] == [
        (BookingState.CANCELLED, "occurrence"),
        (BookingState.CANCELLED, "outing"),
    ]
    assert session.scalars(select(Booking.state).where(Booking.code == waiting)).one() is BookingState.OFFERED
    told = session.scalars(select(OutboxMessage).where(OutboxMessage.subject == "行程已取消，这一场也已放开：看机器人"))
    assert [letter.calendar_method for letter in told] == ["CANCEL"]
    assert session.scalar(select(func.count(NoShowPoint.id))) == 0
    assert sound() == []


def test_whoever_asked_for_it_keeps_the_rest(
    session: Session, cast: Cast, morning: Occurrence, noon: Occurrence
) -> None:
    services.book_outing([morning.id, noon.id], by=cast.resident, seats=2, keeps_rest=True, now=NOW)
    cancel_occurrence(morning.id, reason="下雨", by=cast.manager, now=NOW)
    assert services.release_outings(NOW) == 0
    assert states(session) == [BookingState.CANCELLED, BookingState.CONFIRMED]
    assert sound() == []


def test_what_a_dead_process_left_is_released_by_the_job_and_seen_by_the_doctor(
    session: Session, cast: Cast, code: str
) -> None:
    first = session.scalars(select(Booking).order_by(Booking.id)).first()
    assert first is not None
    session.delete(session.scalars(select(Commitment).where(Commitment.booking_id == first.id)).one())
    first.state, first.state_reason, first.changed_at = BookingState.CANCELLED, "occurrence", NOW - HOUR
    session.commit()
    assert len(outing_invariants.late_releases()) == 1
    assert services.release_outings(NOW) == 1
    assert services.release_outings(NOW) == 0
    assert states(session) == [BookingState.CANCELLED] * 2
    assert outing_invariants.checks() == []


def test_an_outing_that_cannot_be_released_now_does_not_keep_others_from_it(
    session: Session, cast: Cast, morning: Occurrence, noon: Occurrence, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.book_outing([noon.id, morning.id], by=cast.neighbour, seats=2, now=NOW)
    lock = outing_release.lock_person

    def busy(session: Session, person_id: int) -> Person:
        if person_id == cast.resident.id:
            raise ValueError("what nobody thought of")
        return lock(session, person_id)

    with monkeypatch.context() as patched:
        patched.setattr(outing_release, "lock_person", busy)
        cancel_occurrence(morning.id, reason="下雨", by=cast.manager, now=NOW)
        assert states(session).count(BookingState.CANCELLED) == 3
        assert services.release_outings(NOW) == 0
    assert services.release_outings(NOW) == 1
    assert sound() == []


def test_a_stop_that_goes_to_another_session_of_its_day_stays_one_and_of_another_day_does_not(
    session: Session, cast: Cast, morning: Occurrence, noon: Occurrence, code: str, page: Page
) -> None:
    later, tomorrow = (make_occurrence(session, morning.event, starts_in=WEEK + wait) for wait in (4 * HOUR, DAY))
    session.commit()
    for changed, target in ((morning, later), (later, morning), (morning, tomorrow)):
        booking = session.scalars(
            select(Booking).join(SeatPool).where(SeatPool.occurrence_id == changed.id, Booking.state == "confirmed")
        ).one()
        booking.is_moved = True
        session.commit()
        services.move(booking.code, target.id, by=cast.resident, now=NOW)
        expected = 1 if target is tomorrow else 2
        assert states(session).count(BookingState.CONFIRMED) == expected
        assert sound() == []
    page.sign_in(cast.resident)
    page.get(f"/my/outings/{code}")
    assert page.text().count("您已换到同一活动的另一场") == 3


def test_the_doctor_knows_what_is_no_outing(session: Session, cast: Cast, noon: Occurrence, code: str) -> None:
    rows = session.scalars(select(Booking).order_by(Booking.id)).all()
    rows[0].person_id, rows[1].outing_id = cast.neighbour.id, None
    session.commit()
    assert [len(check()) for check in (outing_invariants.stops_of_others, outing_invariants.halves)] == [1, 1]
    rows[0].person_id, rows[1].outing_id = cast.resident.id, rows[0].outing_id
    other = SeatPool(occurrence_id=noon.id, name="door", kind=PoolKind.WALK_IN, size=4)
    session.add(other)
    session.flush()
    rows[0].pool_id = other.id
    session.commit()
    assert len(outing_invariants.one_place_twice()) == 1


def test_outings_are_in_the_export_and_end_with_the_account(session: Session, cast: Cast, code: str) -> None:
    exported = accounts.export_data(cast.resident, NOW)
    codes = [booking["code"] for booking in exported["bookings"]]
    assert exported["outings"] == [{"code": code, "keeps_rest": False, "bookings": codes}]
    accounts.close_account(cast.resident, NOW)
    assert states(session) == [BookingState.CANCELLED] * 2
    assert sound() == []


# --- the pages


def plan(*occurrences: Occurrence, rest: str = "") -> str:
    return "/bookings/outings/new?" + "&".join(f"occurrence={one.id}" for one in occurrences) + rest


def test_the_plan_suggests_what_fits_and_every_step_is_a_link(
    page: Page, session: Session, cast: Cast, morning: Occurrence, noon: Occurrence
) -> None:
    child = make_child(session, cast.resident, born=(2018, 1))
    third = make_base(session, name_zh="天文馆")
    for title, late, values in (
        ("太近", 0.5, {}),
        ("来不及", 2.5, {"age_min": 12}),
        ("同一基地", 3, {"base": cast.base}),
        ("人太多", 3, {"seats_per_booking": 2}),
        ("晚上", 9, {}),
    ):
        event = make_event(session, values.pop("base", third), title_zh=title, **values)
        make_occurrence(session, event, starts_in=WEEK + late * HOUR)
    make_occurrence(session, make_event(session, third, title_zh="改天"), starts_in=WEEK + DAY)
    session.commit()
    page.sign_in(cast.resident).get(plan(morning, rest=f"&seats=3&children={child.id}"))
    assert "还差一场" in page.text()
    assert "在“看植物”之后：路上约 30 分钟，中间有 1 小时。" in page.text()
    for title in ("看机器人", "晚上"):
        assert title in page.text()
    for title in ("太近", "来不及", "同一基地", "人太多", "改天"):
        assert title not in page.text()
    add = next(link.get("href") for link in page.all("a") if "加进行程" in "".join(link.itertext()))
    page.get(add or "")
    assert "一起预约这 2 场" in page.text()
    leave = [link.get("href") for link in page.all("a") if "去掉这一场" in "".join(link.itertext())]
    page.get(leave[1] or "")
    assert "还差一场" in page.text()
    assert [box.get("checked") for box in page.all("input", name="children")] == [""]


def test_the_plan_says_what_is_wrong_before_anything_is_pressed(
    page: Page, session: Session, cast: Cast, morning: Occurrence, noon: Occurrence
) -> None:
    child = make_child(session, cast.resident, born=(2023, 1), nickname="豆豆")
    make_booking(session, morning, cast.neighbour, seats=4)
    soon = make_occurrence(session, noon.event, starts_in=WEEK + 1.25 * HOUR, minutes=30)
    session.commit()
    page.sign_in(cast.resident).get(plan(morning, noon, rest=f"&seats=3&children={child.id}"))
    assert "只剩 2 席，不够。" in page.text()
    assert "豆豆 那天的年龄不合适" in page.text()
    assert "豆豆 3 岁 · 年龄不合适：看机器人" in page.text()
    page.get(plan(soon, morning))
    assert "“看植物”和“看机器人”之间来不及：路上约 30 分钟，中间只有 15 分钟。请换一场。" in page.text()
    assert "一起预约" not in "".join("".join(button.itertext()) for button in page.all("button"))


def test_what_else_is_booked_that_day_is_told_and_many_suggestions_cost_few_statements(
    page: Page, session: Session, cast: Cast, morning: Occurrence, noon: Occurrence
) -> None:
    for number in range(8):
        event = make_event(session, make_base(session), title_zh=f"晚场{number}")
        make_occurrence(session, event, starts_in=WEEK + (6 + number % 3) * HOUR)
    session.commit()
    services.book(morning.id, by=cast.resident, seats=1, now=NOW)
    soon = make_occurrence(session, noon.event, starts_in=WEEK + 1.25 * HOUR, minutes=30)
    session.commit()
    page.sign_in(cast.resident)
    with counted() as statements:
        page.get(plan(soon))
    assert "路上时间可能不够：您已经预约了“看植物”" in page.text()
    assert len([link for link in page.all("a") if "加进行程" in "".join(link.itertext())]) == 6
    assert len(statements) <= 16


@pytest.mark.parametrize("rest", ["", "?occurrence=x", "?occurrence=999999999999999999&occurrence=0", "?children=9"])
def test_a_plan_of_nothing_says_where_to_begin(page: Page, cast: Cast, rest: str) -> None:
    page.sign_in(cast.resident).get("/bookings/outings/new" + rest)
    assert "先选一场活动" in page.text()


def test_looking_for_others_keeps_the_people_in_the_address_and_books_nothing(
    page: Page, session: Session, cast: Cast, morning: Occurrence
) -> None:
    child = make_child(session, cast.resident)
    session.commit()
    answer = page.sign_in(cast.resident).post(
        plan(morning), {"seats": "3", "children": [str(child.id)], "find": "1", "names": "不进地址"}
    )
    assert answer.location == plan(morning, rest=f"&seats=3&children={child.id}")


def test_a_day_is_booked_once_shown_and_given_back(
    page: Page, session: Session, cast: Cast, morning: Occurrence, noon: Occurrence
) -> None:
    wish = {"seats": "2", "attempt": "attempt-1234", "keeps_rest": "y"}
    first = page.sign_in(cast.resident).post(plan(morning, noon), wish)
    assert page.post(plan(morning, noon), wish).location == first.location
    assert session.scalar(select(func.count(Booking.id))) == 2
    page.get(first.location)
    assert "路上约 30 分钟，中间有 1 小时。" in page.text()
    assert "其余的仍为您保留" in page.text()
    assert page.text().count("出示二维码") == 2
    page.get("/my/bookings")
    assert page.text().count("看整个行程") == 1
    ticket = session.scalars(select(Booking.code).order_by(Booking.id)).first()
    page.get(f"/my/bookings/{ticket}")
    assert "这一场属于一天的行程。" in page.text()
    page.get(f"/my/bookings/{ticket}/cancel")
    assert "改为取消整个行程" in page.text()
    page.get(f"{first.location}/cancel")
    assert "确定取消整个行程吗" in page.text()
    assert page.post(f"{first.location}/cancel").location == "/my/bookings"
    assert states(session) == [BookingState.CANCELLED] * 2
    page.post(f"{first.location}/cancel", status=422)
    page.get(f"{first.location}/cancel", status=303)


def test_a_refused_day_says_which_stop_and_why(
    page: Page, session: Session, cast: Cast, morning: Occurrence, noon: Occurrence
) -> None:
    make_booking(session, noon, cast.neighbour, seats=6)
    session.commit()
    page.sign_in(cast.resident).post(plan(morning, noon), {"seats": "2"}, status=422)
    assert "“看机器人”（10月17日（周六）12:00–13:00）：已经约满。请换一场，或单独到这一场候补。" in page.text()
    page.post(plan(morning, noon), {"seats": "many"}, status=422)
    assert "请填写整数" in page.text()
    assert session.scalar(select(func.count(Outing.id))) == 0


def test_a_moved_stop_releases_nothing_but_the_page_says_that_time_is_short(
    page: Page, session: Session, cast: Cast, noon: Occurrence, code: str
) -> None:
    noon.starts_at, noon.ends_at = noon.starts_at - 0.9 * HOUR, noon.ends_at - 0.9 * HOUR
    session.commit()
    page.sign_in(cast.resident).get(f"/my/outings/{code}")
    assert "这两场之间已来不及。 路上约 30 分钟，中间只有 6 分钟。" in page.text()


def test_nobody_sees_the_day_of_somebody_else(page: Page, cast: Cast, code: str) -> None:
    page.sign_in(cast.neighbour).get(f"/my/outings/{code}", status=404)
    page.get(f"/my/outings/{code}/cancel", status=404)
    page.get("/my/outings/x", status=404)
    Page(page.app).get(f"/my/outings/{code}", status=303)


def test_both_pages_of_an_event_lead_to_the_plan(page: Page, cast: Cast, morning: Occurrence) -> None:
    page.sign_in(cast.resident).get(f"/bookings/new?occurrence={morning.id}")
    links = [link.get("href") or "" for link in page.all("a")]
    assert f"/bookings/outings/new?occurrence={morning.id}&seats=1" in links
    page.get(f"/events/{morning.event.slug}")
    assert [button.get("formaction") for button in page.all("button", formaction="/bookings/outings/new")]
