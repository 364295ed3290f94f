"""Seats that stay empty: what counts, what it adds up to, who may be asked, and what is forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts import services as accounts
from sciencepop.bookings import services
from sciencepop.bookings.invariants import checks
from sciencepop.bookings.models import Booking, BookingState, Decision, NoShowPoint, PointReason
from sciencepop.bookings.rules.attendance import Mark
from sciencepop.bookings.rules.points import (
    Point,
    Policy,
    count_pauses,
    halves_that_count,
    late_cancel_halves,
    read_policy,
    suspended_until,
)
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.bookings.services import points
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from sciencepop.programme.models import BookingMode, Occurrence
from sciencepop.programme.services.cancel import cancel_occurrence
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_event, make_occurrence, move_on
from tests.page import Page

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
POLICY = Policy()


def series(*days: float, halves: int = 2) -> list[Point]:
    return [Point(number, NOW + day * DAY, halves) for number, day in enumerate(days, start=1)]


@pytest.mark.parametrize(
    ("days", "paused"),
    [
        ((0, 1), {}),
        ((0, 1, 2), {3: 32}),
        ((0, 45, 89.9), {3: 119.9}),
        ((0, 45, 90), {}),
        ((0, 1, 2, 3, 4), {3: 32}),
        ((0, 1, 2, 3, 4, 5), {3: 32, 6: 35}),
        ((0, 60, 100, 140), {4: 170}),
    ],
)
def test_three_points_within_ninety_days_pause_for_thirty_and_then_all_begins_anew(
    days: Sequence[float], paused: dict[int, float]
) -> None:
    assert count_pauses(series(*days), POLICY) == {number: NOW + day * DAY for number, day in paused.items()}


def test_half_points_add_up() -> None:
    assert count_pauses(series(0, 1, 2, 3, 4, halves=1), POLICY) == {}
    assert list(count_pauses(series(0, 1, 2, 3, 4, 5, halves=1), POLICY)) == [6]


def test_a_pause_ends_at_its_hour_and_uses_up_what_led_to_it() -> None:
    rows = [*series(0, 1), Point(3, NOW + 2 * DAY, 2, NOW + 32 * DAY), Point(4, NOW + 3 * DAY, 1)]
    assert suspended_until(rows, NOW + 32 * DAY - MINUTE) == NOW + 32 * DAY
    assert suspended_until(rows, NOW + 32 * DAY) is None
    assert halves_that_count(rows, POLICY, NOW + 4 * DAY) == 1
    assert halves_that_count(series(0, 1), POLICY, NOW + 90.5 * DAY) == 2
    assert halves_that_count(series(0, 1), POLICY, NOW + 91 * DAY) == 0


@pytest.mark.parametrize(
    ("starts", "confirmed", "is_moved", "halves"),
    [
        (12 * HOUR, DAY, False, 0),
        (12 * HOUR - MINUTE, DAY, False, 1),
        (MINUTE, DAY, False, 1),
        (HOUR, 30 * MINUTE, False, 0),
        (HOUR, 31 * MINUTE, False, 1),
        (HOUR, DAY, True, 0),
    ],
)
def test_cancelling_costs_only_late_after_half_an_hour_and_when_nothing_was_moved(
    starts: timedelta, confirmed: timedelta, is_moved: bool, halves: int
) -> None:
    found = late_cancel_halves(POLICY, starts_at=NOW + starts, confirmed_at=NOW - confirmed, is_moved=is_moved, now=NOW)
    assert found == halves


def test_the_settings_are_read_in_whole_and_half_points() -> None:
    assert read_policy({}) == POLICY
    found = read_policy({"late_cancel": 0, "no_show": 1.5, "limit": 4, "pause_days": 14})
    assert (found.late_cancel_halves, found.no_show_halves, found.limit_halves, found.pause_days) == (0, 3, 8, 14)


@pytest.mark.parametrize(
    "section", [{"no_show": 0.3}, {"no_show": -1}, {"limit": 0}, {"window_days": 1.5}, {"noshow": 1}, {"limit": True}]
)
def test_settings_that_mean_nothing_are_refused(section: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no_shows"):
        read_policy(section)


@pytest.fixture
def past(session: Session, cast: Cast) -> list[Occurrence]:
    """Four sessions that have begun."""
    event = make_event(session, cast.base)
    found = [make_occurrence(session, event, starts_in=-hours * HOUR) for hours in (1, 20, 40, 60)]
    session.commit()
    return found


def miss(occurrence: Occurrence, cast: Cast, seats: int = 1) -> str:
    """The resident books and does not come."""
    code = make_booking(db.session(), occurrence, cast.resident, seats=seats).code
    db.session.commit()
    services.mark(code, Mark.NO_SHOW, by=cast.manager, now=NOW)
    return code


def rows() -> list[NoShowPoint]:
    return list(db.session.scalars(select(NoShowPoint).order_by(NoShowPoint.id)))


def refusal(call: object, *arguments: object, **options: object) -> Refusal:
    with pytest.raises(RuleBroken) as broken:
        call(*arguments, **options)  # type: ignore[operator]
    code = broken.value.code
    assert isinstance(code, Refusal)
    return code


def test_the_third_no_show_pauses_limited_events_and_never_open_ones(
    session: Session, cast: Cast, past: list[Occurrence]
) -> None:
    coming = make_occurrence(session, make_event(session, cast.base))
    open_event = make_event(session, cast.base, booking_mode=BookingMode.DROP_IN)
    drop_in = make_occurrence(session, open_event, size=None)
    for occurrence in past[:2]:
        miss(occurrence, cast)
    first = services.book(coming.id, by=cast.resident, seats=1, now=NOW).code
    services.cancel(first, by=cast.resident, now=NOW)
    miss(past[2], cast)
    assert [row.pause_until for row in rows()] == [None, None, NOW + 30 * DAY]
    assert refusal(services.book, coming.id, by=cast.resident, seats=1, now=NOW) is Refusal.SUSPENDED
    waiting = {"by": cast.resident, "seats": 1, "now": NOW}
    assert refusal(services.join_waiting, coming.id, **waiting) is Refusal.SUSPENDED
    assert refusal(services.book, drop_in.id, by=cast.resident, seats=1, now=NOW) is Refusal.DROP_IN
    services.book(coming.id, by=cast.neighbour, seats=1, now=NOW)
    later = NOW + 30 * DAY
    after = make_occurrence(session, make_event(session, cast.base), starts_at=later + DAY)
    session.commit()
    services.book(after.id, by=cast.resident, seats=1, now=later)
    assert checks() == []


def test_a_party_counts_once_and_its_holder_is_told_why(cast: Cast, past: list[Occurrence]) -> None:
    miss(past[0], cast, seats=4)
    assert [(row.half_points, row.reason, row.person_id) for row in rows()] == [
        (2, PointReason.NO_SHOW, cast.resident.id)
    ]
    letter = db.session.scalars(select(OutboxMessage)).one()
    assert letter.address == cast.resident.addresses[0].value
    assert "记了 1 分" in letter.body
    assert "申诉" in letter.body


@pytest.mark.parametrize("mark", [Mark.UNDO, Mark.ATTENDED])
def test_a_changed_mark_takes_points_and_pause_back(cast: Cast, past: list[Occurrence], mark: Mark) -> None:
    codes = [miss(occurrence, cast) for occurrence in past[:3]]
    services.mark(codes[0], mark, by=cast.manager, now=NOW + HOUR)
    found = rows()
    assert [row.lifted_reason for row in found] == ["undone", "", ""]
    assert [row.pause_until for row in found] == [None, None, None]
    assert checks() == []
    services.mark(codes[0], Mark.NO_SHOW, by=cast.manager, now=NOW + 2 * HOUR)
    assert rows()[-1].pause_until == NOW + 2 * HOUR + 30 * DAY
    assert checks() == []


def test_points_after_a_pause_are_counted_anew_when_one_of_them_goes(cast: Cast, past: list[Occurrence]) -> None:
    codes = [miss(occurrence, cast) for occurrence in past]
    services.mark(codes[3], Mark.UNDO, by=cast.manager, now=NOW)
    assert [bool(row.pause_until) for row in rows()] == [False, False, True, False]


def late(session: Session, cast: Cast, **values: object) -> Booking:
    occurrence = make_occurrence(session, make_event(session, cast.base), starts_in=3 * HOUR)
    defaults = {"created_at": NOW - DAY, "changed_at": NOW - DAY}
    booking = make_booking(session, occurrence, cast.resident, **(defaults | values))
    session.commit()
    return booking


def test_cancelling_late_gives_half_a_point_and_is_told_before(session: Session, cast: Cast, page: Page) -> None:
    booking = late(session, cast)
    page.sign_in(cast.resident).get(f"/my/bookings/{booking.code}/cancel")
    assert "现在取消会记 0.5 分" in page.text()
    page.post(f"/my/bookings/{booking.code}/cancel")
    assert [(row.half_points, row.reason) for row in rows()] == [(1, PointReason.LATE_CANCEL)]
    assert checks() == []


@pytest.mark.parametrize(
    "values",
    [
        {"changed_at": NOW - 30 * MINUTE},
        {"is_moved": True},
        {"state": BookingState.WAITING},
        {"state": BookingState.OFFERED, "offer_ends_at": NOW + HOUR},
    ],
)
def test_cancelling_at_once_after_a_move_or_from_the_list_costs_nothing(
    session: Session, cast: Cast, page: Page, values: dict[str, object]
) -> None:
    booking = late(session, cast, **values)
    page.sign_in(cast.resident).get(f"/my/bookings/{booking.code}/cancel")
    assert "会记" not in page.text()
    services.cancel(booking.code, by=cast.resident, now=NOW)
    assert rows() == []


def test_what_the_organiser_moves_or_cancels_costs_nothing(session: Session, cast: Cast) -> None:
    moved, called_off = late(session, cast), late(session, cast)
    move_on(session, moved.pool.occurrence, cast.manager)
    services.cancel(moved.code, by=cast.resident, now=NOW)
    cancel_occurrence(called_off.pool.occurrence.id, reason="暴雨", by=cast.manager, now=NOW)
    assert rows() == []


def appealed(cast: Cast, past: list[Occurrence]) -> NoShowPoint:
    for occurrence in past[:3]:
        miss(occurrence, cast)
    points.appeal(rows()[2].id, "我到了，手机没电。", by=cast.resident, now=NOW + HOUR)
    return rows()[2]


def test_an_appeal_that_is_granted_ends_the_pause(cast: Cast, past: list[Occurrence]) -> None:
    point = appealed(cast, past)
    assert point.pause_until is not None
    points.decide_appeal(point.id, Decision.GRANTED, "名单记错了", by=cast.manager, now=NOW + 2 * HOUR)
    point = rows()[2]
    assert (point.lifted_reason, point.pause_until, point.decided_by) == ("appeal", None, cast.manager.id)
    letter = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)).one()
    assert letter.address == cast.resident.addresses[0].value
    assert "名单记错了" in letter.body
    assert (
        refusal(points.decide_appeal, point.id, Decision.UPHELD, "又改主意了", by=cast.manager, now=NOW)
        is Refusal.APPEAL_DECIDED
    )


def test_an_appeal_that_is_refused_leaves_all_as_it_was(cast: Cast, past: list[Occurrence]) -> None:
    point = appealed(cast, past)
    points.decide_appeal(point.id, Decision.UPHELD, "现场确认没来", by=cast.officer, now=NOW + 2 * HOUR)
    point = rows()[2]
    assert (point.lifted_at, point.pause_until, point.decision) == (None, NOW + 30 * DAY, Decision.UPHELD)
    again = refusal(points.appeal, point.id, "再说一次吧", by=cast.resident, now=NOW + 3 * HOUR)
    assert again is Refusal.APPEAL_OVER


def test_an_appeal_needs_words_comes_within_seven_days_and_is_ones_own(cast: Cast, past: list[Occurrence]) -> None:
    miss(past[0], cast)
    number = rows()[0].id
    assert refusal(points.appeal, number, "哦", by=cast.resident, now=NOW) is Refusal.WORDS_MISSING
    late = NOW + 7 * DAY + MINUTE
    assert refusal(points.appeal, number, "我真的到了", by=cast.resident, now=late) is Refusal.APPEAL_OVER
    with pytest.raises(NotFound):
        points.appeal(number, "我真的到了", by=cast.neighbour, now=NOW)
    points.appeal(number, "我真的到了", by=cast.resident, now=NOW + 7 * DAY)
    words = {"by": cast.manager, "now": NOW}
    assert refusal(points.decide_appeal, number, Decision.GRANTED, "好", **words) is Refusal.WORDS_MISSING


def test_points_are_forgotten_leave_with_their_person_and_are_in_their_own_data(
    cast: Cast, past: list[Occurrence]
) -> None:
    miss(past[0], cast)
    mine = accounts.export_data(cast.resident, NOW)["no_show_points"]
    assert [(entry["points"], entry["reason"]) for entry in mine] == [(1.0, "no_show")]
    assert accounts.export_data(cast.neighbour, NOW)["no_show_points"] == []
    assert points.forget_points(NOW + 120 * DAY) == 0
    assert points.forget_points(NOW + 120 * DAY + MINUTE) == 1
    miss(past[1], cast)
    accounts.close_account(cast.resident, NOW)
    assert rows() == []


def test_my_page_tells_each_reason_the_sum_and_the_way_to_appeal(
    page: Page, cast: Cast, past: list[Occurrence]
) -> None:
    for occurrence in past[:3]:
        miss(occurrence, cast)
    page.sign_in(cast.resident).get("/my/points")
    assert "现在 0 分" in page.text()
    assert "预约了，没有到场" in page.text()
    assert "以前不能预约有名额的活动" in page.text()
    number = rows()[0].id
    page.get(f"/my/points/{number}/appeal")
    page.post(f"/my/points/{number}/appeal", {"words": "x"}, status=422)
    assert "至少四个字" in page.text()
    assert page.post(f"/my/points/{number}/appeal", {"words": "签到机坏了"}).location == "/my/points"
    page.get("/my/points")
    assert "您的申诉：签到机坏了" in page.text()


def test_nobody_else_sees_points(page: Page, cast: Cast, past: list[Occurrence]) -> None:
    code = miss(past[0], cast)
    number = rows()[0].id
    page.sign_in(cast.neighbour).get(f"/my/points/{number}/appeal", status=404)
    page.get("/my/points")
    assert "没有任何记录" in page.text()
    page.sign_in(cast.manager).get(f"/manage/occurrences/{past[0].id}")
    assert code[:5] in page.text()
    assert "守约" not in page.text()
    table = page.client.get(f"/manage/occurrences/{past[0].id}/bookings.csv").get_data(as_text=True)
    assert "守约" not in table
    page.post(f"/manage/appeals/{number}", {f"a{number}-decision": "granted", f"a{number}-words": "没有申诉"}, 404)


def test_the_booking_page_of_somebody_who_pauses_says_until_when_and_where_to_appeal(
    page: Page, session: Session, cast: Cast, past: list[Occurrence]
) -> None:
    coming = make_occurrence(session, make_event(session, cast.base))
    for occurrence in past[:3]:
        miss(occurrence, cast)
    page.sign_in(cast.resident).get(f"/bookings/new?occurrence={coming.id}")
    assert "11月9日" in page.text()
    assert [element.get("href") for element in page.all("a", href="/my/points")]
    assert page.all("button", **{"data-book": ""}) == []


def test_a_manager_decides_appeals_of_their_own_base_only(page: Page, cast: Cast, past: list[Occurrence]) -> None:
    number = appealed(cast, past).id
    form = {f"a{number}-decision": "granted", f"a{number}-words": "名单记错了"}
    page.sign_in(cast.other_manager).get("/manage/appeals")
    assert "现在没有申诉" in page.text()
    page.post(f"/manage/appeals/{number}", form, status=403)
    page.sign_in(cast.officer).get("/manage/appeals")
    assert "手机没电" in page.text()
    page.sign_in(cast.manager).get("/manage/appeals")
    page.post(f"/manage/appeals/{number}", {f"a{number}-decision": "granted"}, status=422)
    assert "至少四个字" in page.text()
    page.post(f"/manage/appeals/{number}", {f"a{number}-decision": "burn"}, status=422)
    assert rows()[2].decision is None
    with clock.frozen_at(NOW + 2 * HOUR):
        assert page.post(f"/manage/appeals/{number}", form).location == "/manage/appeals"
    assert rows()[2].decision is Decision.GRANTED
