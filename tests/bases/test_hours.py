"""A manager's opening hours: announced with seven days' notice, shown everywhere, ended, held against the sessions."""

from __future__ import annotations

import json
from datetime import date, time, timedelta

import pytest
from sqlalchemy.orm import Session

from sciencepop.bases import invariants
from sciencepop.bases.models import OpeningRule, OpeningStretch
from sciencepop.bases.queries import get_any, hours_of, week_row
from sciencepop.bases.rules.hours import HoursRule, RuleKind, Stretch
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.bases.services.hours import announce_rule, end_rule
from sciencepop.core import clock
from sciencepop.core.audit import AuditRow
from sciencepop.core.errors import RuleBroken
from sciencepop.programme.models import OccurrenceState
from tests.bases.rows import open_weekly
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_event, make_occurrence
from tests.feeds.lint import lint
from tests.page import Page

HOURS = "/manage/bases/chenshan/hours"
CLOSURE = {"reason_zh": "更换展品", "reason_en": "new exhibits", "attempt": "attempt-hours-1", "do": "save"}
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def open_all_week(session: Session, cast: Cast) -> None:
    """The base is open every day from nine to five; it is Saturday, 10 October 2026, a make-up workday."""
    open_weekly(cast.base, *(Stretch(number, time(9), time(17)) for number in range(7)))
    session.commit()


def on(offset: int) -> str:
    return (clock.local(NOW).date() + offset * DAY).isoformat()


def test_a_closure_is_told_seven_days_ahead_and_then_stands_everywhere(
    page: Page, session: Session, cast: Cast
) -> None:
    page.sign_in(cast.manager)
    early = CLOSURE | {"from_on": on(5), "until_on": on(8)}
    refused = page.post(f"{HOURS}/new/closure", early, status=422)
    assert "10月15日（周四）、10月16日（周五） 已经公布的开放时间变少" in page.text()
    assert session.query(AuditRow).filter_by(action="base.hours").count() == 0 and refused.status_code == 422
    page.post(f"{HOURS}/new/closure", CLOSURE | {"from_on": on(7), "until_on": on(8), "attempt": "attempt-hours-2"})
    page.get(HOURS)
    assert "10月17日（周六） – 10月18日（周日），不开放，更换展品" in page.text()
    page.get("/bases/chenshan")
    assert "10月17日（周六） – 10月18日（周日） 不开放 更换展品" in page.text()
    data = json.loads(next(tag.text for tag in page.all("script", type="application/ld+json")))
    assert data["specialOpeningHoursSpecification"] == [
        {"@type": "OpeningHoursSpecification", "opens": "00:00", "closes": "00:00", "validFrom": "2026-10-17",
         "validThrough": "2026-10-18"}
    ]  # fmt: skip
    feed = page.get("/en/feeds/bases/chenshan.ics").get_data(as_text=True)
    assert "DTSTART;VALUE=DATE:20261017\r\nDTEND;VALUE=DATE:20261019\r\n" in feed
    assert lint(feed.encode()) == []
    assert "SUMMARY:[Closed] " in feed and "DESCRIPTION:new exhibits\\n" in feed and "SEQUENCE:0" in feed


def test_a_sudden_reason_closes_at_once_and_the_public_reads_it(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.manager)
    page.post(f"{HOURS}/new/closure", CLOSURE | {"from_on": on(0), "until_on": on(1), "urgent_reason": "台风来临"})
    page.get("/bases/chenshan")
    text = page.text()
    assert "现在未开放，10月12日（周一） 09:00 开门" in text
    assert "10月10日（周六） – 10月11日（周日）的安排没能提前 7 天公布，原因：台风来临" in text
    rule = session.query(OpeningRule).filter_by(kind=RuleKind.CLOSURE).one()
    page.post(f"{HOURS}/{rule.id}/end", {"attempt": "attempt-hours-3"})
    session.expire_all()
    assert rule.ended_on == date(2026, 10, 10) and hours_of(get_any("chenshan")).day(date(2026, 10, 10)).is_open
    feed = page.get("/feeds/bases/chenshan.ics").get_data(as_text=True)
    assert lint(feed.encode()) == []
    assert "STATUS:CANCELLED" in feed and "SUMMARY:【已取消】【闭馆】" in feed and "SEQUENCE:1" in feed


def test_a_look_shows_the_days_and_keeps_nothing(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.manager)
    week = {f"day{number}": "10:00-16:00" for number in range(1, 7)} | {
        "day0": "",
        "from_on": on(9),
        "attempt": "look-1",
    }
    page.post(f"{HOURS}/new/week", week | {"do": "look"}, status=200)
    assert "10月19日（周一） 不开放 变少" in page.text() and "10月20日（周二） 10:00–16:00 变少" in page.text()
    assert session.query(OpeningRule).count() == 1
    page.post(f"{HOURS}/new/week", week | {"do": "save", "attempt": "look-2"})
    hours = hours_of(get_any("chenshan"))
    assert [hours.day(date(2026, 10, day)).is_open for day in (12, 18, 19, 26)] == [True, True, False, False]
    assert hours.intervals_on(date(2026, 10, 20)) == ((600, 960),)


def test_rules_are_refused_replaced_and_ended_without_a_trace_in_the_past(session: Session, cast: Cast) -> None:
    by, base = cast.manager.id, cast.base
    rest = HoursRule(RuleKind.REST, weekday=0, moves=True)
    with pytest.raises(RuleBroken) as refused:
        announce_rule(base.id, rest, by=by, now=NOW)
    assert (refused.value.code, refused.value.facts) == (Refusal.SHORT_NOTICE, {"days": [date(2026, 10, 12)]})
    announce_rule(base.id, rest, by=by, now=NOW, urgent_reason="人手不足")
    session.expire_all()
    hours = hours_of(base)
    assert hours.day(date(2026, 10, 5)).rule == hours.day(date(2026, 10, 9)).rule  # the past stays as it was told
    assert not hours.day(date(2026, 10, 12)).is_open and hours.day(date(2027, 2, 8)).is_open
    announce_rule(base.id, HoursRule(RuleKind.REST, weekday=0), by=by, now=NOW + 8 * DAY)
    session.expire_all()
    held = [row for row in base.opening_rules if row.kind is RuleKind.REST and row.ended_on is None]
    assert [row.moves for row in held] == [False]
    for wrong, code in (
        (HoursRule(RuleKind.REST, weekday=0), Refusal.NOTHING_CHANGES),
        (HoursRule(RuleKind.CLOSURE, from_on=date(2026, 10, 1), until_on=date(2026, 10, 30)), Refusal.HOURS_PAST),
    ):
        with pytest.raises(RuleBroken) as refused:
            announce_rule(base.id, wrong, by=by, now=NOW + 9 * DAY)
        assert refused.value.code is code
    end_rule(base.id, held[0].id, by=by, now=NOW + 9 * DAY)
    with pytest.raises(RuleBroken) as refused:
        end_rule(base.id, base.opening_rules[0].id, by=by, now=NOW + 9 * DAY, urgent_reason="搬家")
    assert refused.value.facts == {"missing": ["hours"]}
    session.expire_all()
    assert hours_of(base).day(date(2026, 10, 26)).is_open and not hours_of(base).day(date(2026, 10, 12)).is_open
    # of days that the next notice names nobody can say yet whether they will be different
    announce_rule(base.id, HoursRule(RuleKind.MAKEUP_DAY), by=by, now=NOW + 9 * DAY)


def test_sessions_that_do_not_fit_the_hours_are_told_to_the_manager(page: Page, session: Session, cast: Cast) -> None:
    event = make_event(session, cast.base, slug="night-sky", title_zh="夜观星空")
    make_occurrence(session, event, starts_at=clock.day_bounds(date(2026, 10, 14))[0] + timedelta(hours=19))
    off = make_occurrence(session, event, starts_at=clock.day_bounds(date(2026, 10, 15))[0] + timedelta(hours=10))
    off.state, off.cancelled_at = OccurrenceState.CANCELLED, clock.now()
    session.commit()
    page.sign_in(cast.manager).get(HOURS)
    text = page.text()
    assert "这些场次不在开放时间里" in text and "10月14日（周三）19:00" in text and "夜观星空" in text
    assert "当天的活动都取消了，请确认是不是真的开放： 10月15日（周四）" in text
    page.sign_in(cast.other_manager).get(HOURS, status=403)
    page.post(f"{HOURS}/new/rest", {"weekday": "0"}, status=403)
    page.sign_in(cast.manager).get(f"{HOURS}/new/nonsense", status=404)
    page.get(f"{HOURS}/999999/end", status=404)


def test_the_doctor_finds_hours_that_contradict_themselves(session: Session, cast: Cast) -> None:
    assert invariants.checks() == []
    row = week_row(cast.base, clock.today())
    assert row is not None
    row.stretches.append(OpeningStretch(weekday=7, opens=time(8), closes=time(10)))
    session.commit()
    assert invariants.checks() == [
        f"opening rule {row.id} of base {cast.base.id}: its hours of weekday 0 are wrong (overlap)"
    ]


def test_a_day_that_cannot_be_read_is_told_of_once(page: Page, cast: Cast) -> None:
    where = f"/manage/bases/{cast.base.slug}/hours/new/exception"
    page.sign_in(cast.manager)
    told = []
    for typed in ("2026-13-40", ""):
        page.post(where, {"hours": "", "from_on": typed, "reason_zh": "补"}, status=422)
        told.append(["请写成 2026-10-24 这样的日期" in page.text(), "请填写这一项" in page.text()])
    assert told == [[True, False], [False, True]]


def test_hours_after_midnight_are_written_in_the_language_of_the_page(page: Page, cast: Cast) -> None:
    open_weekly(cast.base, Stretch(5, time(18), time(1)))
    page.sign_in(cast.manager)
    where = f"/manage/bases/{cast.base.slug}/hours/new/week"
    shown = [page.get(lang + where).get_data(as_text=True) for lang in ("", "/en")]
    assert ['18:00-次日01:00"' in shown[0], '18:00-+01:00"' in shown[1]] == [True, True]
