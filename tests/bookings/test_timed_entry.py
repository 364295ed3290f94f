"""Timed entry of exhibitions: times within the opening hours, and the door that knows who may go in now."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy.orm import Session

from sciencepop.bases.rules.hours import HoursRule, RuleKind, Stretch
from sciencepop.bases.rules.opening import Hours
from sciencepop.bookings.rules.entry import Turn, may_enter, turn_of
from sciencepop.core import clock
from sciencepop.core.almanac.days import Almanac
from sciencepop.programme.models import Event, Occurrence
from sciencepop.programme.rules.recurrence import timed_slots
from tests.bases.rows import open_weekly
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_event, make_occurrence
from tests.page import Page

START = datetime(2026, 10, 10, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SATURDAY = date(2026, 10, 17)


def test_entry_times_fill_the_opening_hours_until_the_last_entry() -> None:
    week = (Stretch(5, time(9), time(11, 30)), Stretch(5, time(13), time(14)), Stretch(6, time(9), time(17)))
    hours = Hours([HoursRule(RuleKind.WEEK, week)], Almanac())

    def begins(minutes: int, last: int) -> list[str]:
        slots = timed_slots([hours.day(SATURDAY)], minutes, last_entry_minutes=last)
        assert {slot.ends_at - slot.starts_at for slot in slots} <= {minutes * MINUTE}
        return [f"{clock.local(slot.starts_at):%H:%M}" for slot in slots]

    assert begins(30, 60) == ["09:00", "09:30", "10:00", "10:30", "13:00"]
    assert begins(30, 0) == ["09:00", "09:30", "10:00", "10:30", "11:00", "13:00", "13:30"]
    assert begins(45, 0) == ["09:00", "09:45", "10:30", "13:00"]
    assert begins(90, 0) == ["09:00"]
    assert timed_slots([hours.day(date(2026, 10, 16))], 30, last_entry_minutes=0) == []


@pytest.mark.parametrize(
    ("minutes", "turn"),
    [(-11, Turn.EARLY), (-10, Turn.NOW), (29, Turn.NOW), (30, Turn.LATE), (59, Turn.LATE), (60, Turn.MISSED)],
)
def test_a_time_of_entry_is_early_now_late_or_missed(minutes: int, turn: Turn) -> None:
    assert turn_of(START, START + 30 * MINUTE, START + minutes * MINUTE) is turn


def test_whoever_missed_their_time_goes_in_where_there_is_room() -> None:
    assert [may_enter(turn, free_now=1, seats=2) for turn in Turn] == [False, True, True, False]
    assert may_enter(Turn.MISSED, free_now=2, seats=2)


@pytest.fixture
def show(session: Session, cast: Cast) -> Event:
    """An exhibition at a base that is open on Saturdays from nine to twelve."""
    open_weekly(cast.base, Stretch(5, time(9), time(12)))
    event = make_event(session, cast.base, slug="stars-show", kind="exhibition", seats=15)
    session.commit()
    return event


def test_an_exhibition_gets_its_times_of_entry_each_with_its_own_seats(
    page: Page, session: Session, cast: Cast, show: Event
) -> None:
    page.sign_in(cast.manager)
    url = f"/manage/events/{show.slug}/occurrences/new?how=timed"
    form = {
        "every": "30",
        "last_entry": "60",
        "from_on": "2026-10-17",
        "until_on": "2026-10-31",
        "exceptions": "2026-10-24",
    }
    assert "会添加这 10 场" in page.post(url, form, status=200).text
    page.post(url, form | {"every": "x"}, status=422)
    page.post(url, form | {"save": "1"})
    rows = session.query(Occurrence).filter_by(event_id=show.id).order_by(Occurrence.starts_at).all()
    assert [f"{clock.local(row.starts_at):%d %H:%M}" for row in rows][:5] == [
        f"17 {hour}" for hour in ("09:00", "09:30", "10:00", "10:30", "11:00")
    ]
    assert len(rows) == 10
    other = make_event(session, cast.other_base, slug="no-hours", seats=5)
    session.commit()
    other_page = Page(page.app).sign_in(cast.other_manager)
    answer = other_page.post(f"/manage/events/{other.slug}/occurrences/new?how=timed", form, status=422)
    assert "还没有填写开放时间" in answer.text


def test_the_door_says_who_may_go_in_now(page: Page, session: Session, cast: Cast, show: Event) -> None:
    past = make_occurrence(session, show, starts_at=NOW - 80 * MINUTE, minutes=30, size=4)
    late = make_occurrence(session, show, starts_at=NOW - 40 * MINUTE, minutes=30, size=4)
    present = make_occurrence(session, show, starts_at=NOW - 10 * MINUTE, minutes=30, size=2)
    coming = make_occurrence(session, show, starts_at=NOW + 60 * MINUTE, minutes=30, size=4)
    codes = [make_booking(session, one, cast.resident, seats=2).code for one in (past, late, coming)]
    make_booking(session, present, cast.neighbour, seats=1)
    session.commit()
    page.sign_in(cast.manager)
    door = f"/manage/events/{show.slug}/door"
    assert "当前时段还有 1 个空位" in page.get(door).text
    said = [page.get(f"{door}?q={code}").text for code in codes]
    found = [
        [word for word in ("时段已过，没有空位", "<strong>可以入场", "请 11:00 再来") if word in text] for text in said
    ]
    assert found == [["时段已过，没有空位"], ["<strong>可以入场"], ["请 11:00 再来"]]
    assert "没有这个姓名" in page.get(f"{door}?q=nobody").text
    Page(page.app).sign_in(cast.other_manager).get(door, status=403)
