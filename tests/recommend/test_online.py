"""Measuring without people: what is noted of lists, what stays of it, what officers read and decide."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.core import clock, jobs
from sciencepop.core.audit import AuditRow
from sciencepop.core.errors import RuleBroken
from sciencepop.recommend.engine.weights import Weights
from sciencepop.recommend.invariants import odd_lists, old_lists
from sciencepop.recommend.models import Impression, ListBooking, ListDay, TrainedWeights
from sciencepop.recommend.queries.kept import find_waiting, find_weights
from sciencepop.recommend.queries.online import by_audience, read_drawn, read_sums
from sciencepop.recommend.rules.online import (
    Drawn,
    Gap,
    Interval,
    Sums,
    Surface,
    Verdict,
    estimate,
    gap,
    interval,
    verdict,
)
from sciencepop.recommend.rules.tastes import NOBODY, Choice, Tastes
from sciencepop.recommend.services import online
from sciencepop.recommend.services.measure import new_code, note_booking, note_list, read_code, signed
from sciencepop.recommend.services.suggest import suggest
from sciencepop.recommend.settings import settings
from sciencepop.recommend.shelf import FIRST_WEIGHTS, get_shelves
from sciencepop.recommend.views.lists import is_counted
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_base, make_event, make_occurrence
from tests.page import Page

DAY = timedelta(days=1)
TODAY = clock.local(NOW).date()


def test_nothing_is_said_before_there_is_enough_and_intervals_are_those_of_the_book() -> None:
    assert interval(8, 10) == Interval(0.8, pytest.approx(0.490, abs=1e-3), pytest.approx(0.943, abs=1e-3))
    assert interval(0, 0) == Interval(0, 0, 1) and interval(0, 10).low == 0
    for won_used, won_tried, said in (
        (360, 439, Verdict.TOO_FEW),
        (360, 440, Verdict.BETTER),
        (440, 360, Verdict.WORSE),
        (390, 410, Verdict.EQUAL),
    ):
        assert verdict(Sums(9000, 900, won_used, won_tried), 800) is said
    assert gap([Sums(100, 8), Sums(50, 1), Sums(9, 9)]) == Gap(pytest.approx(0.06), is_clear=False)
    assert gap([Sums(1000, 80), Sums(1000, 20), Sums(1000, 50)]) == Gap(pytest.approx(0.06), is_clear=True)
    assert gap([Sums(100, 8), Sums(9, 9)]) is None
    late = estimate([Drawn("model", 0.99, 1, 9900, 495), Drawn("explore", 0.01 / 50, 50, 60, 1)])
    assert (late.drawn, late.is_few, late.by_ranking.share) == (60, True, pytest.approx(0.05))
    two = estimate([Drawn("explore", 0.01 / 50, 50, 100, 1), Drawn("explore", 0.02 / 10, 10, 100, 4)])
    assert two.by_chance.share == pytest.approx((100 * 1 + 50 * 4) / 15_000), "the half as likely counts twice"
    assert two.by_chance.high > interval(1.5, 150).high * 0.9 and not two.is_few


@pytest.fixture
def season(session: Session, cast: Cast) -> Cast:
    """Twelve bases with two events each, and weights that wait to be compared."""
    for number in range(12):
        base = make_base(session, name_zh=f"基地{number}")
        for title in ("观星", "养蚕"):
            event = make_event(session, base, title_zh=f"{title}{number}", topics=["astronomy"], audiences=["seniors"])
            make_occurrence(session, event, starts_in=(2 + number) * DAY)
    session.commit()
    return cast


def train(session: Session, number: int = 1, **values: object) -> TrainedWeights:
    """Weights that came out of a training."""
    facts = {"refusal": None, "taken_at": None, "content": FIRST_WEIGHTS.read_text()} | values
    row = TrainedWeights(trained_at=NOW - number * DAY, lists=5000, validation=0.6, **facts)
    session.add(row)
    session.commit()
    get_shelves().clear()
    return row


def test_a_list_is_noted_without_anybody_and_a_booking_counts_for_the_list(session: Session, season: Cast) -> None:
    row = train(session)
    tastes = Tastes(Choice(("seniors",), ("astronomy",)), (), season.resident.id)
    shown = {}
    for number in range(3):
        code = new_code(NOW)
        shown[code] = suggest(tastes, 12, NOW, tried_in=code)
        assert suggest(tastes, 12, NOW, tried_in=code) == shown[code], "the code decides all coins"
        note_list(shown[code], tastes, code, NOW + number * timedelta(minutes=1))
    code, found = next(iter(shown.items()))
    assert {one.ranker for one in found} >= {"used", "tried"} and {one.trial_id for one in found} == {row.id}
    assert read_code(signed(code), NOW + DAY) == code and read_code(signed(code), NOW + 2 * DAY) is None
    assert read_code(code + ".0", NOW) is None and read_code("", NOW) is None
    anonymous = new_code(NOW)
    assert suggest(NOBODY, 12, NOW, tried_in=anonymous) == suggest(NOBODY, 12, NOW)
    note_list(suggest(NOBODY, 12, NOW), NOBODY, anonymous, NOW + timedelta(minutes=5))
    tried = next(one for one in found if one.ranker == "tried")
    for _twice in range(2):
        note_booking(signed(code), tried.occurrence_id, NOW)
    note_booking("261126." + "0" * 16, tried.occurrence_id, NOW)
    home = new_code(NOW)  # the home page's part counts apart, and is neither drafted nor drawn
    note_list(suggest(tastes, 6, NOW), tastes, home, NOW + timedelta(minutes=7), Surface.HOME)
    note_list([], NOBODY, new_code(NOW), NOW + timedelta(minutes=9))
    assert session.scalars(select(ListBooking.list_code)).all() == [code]
    columns = set(Impression.__table__.columns.keys()) | set(ListBooking.__table__.columns.keys())
    assert not {name for name in columns if re.search("person_|account|cookie|address|_at$", name)}
    sums = read_sums(session)
    assert by_audience(sums) == {"seniors": Sums(3, 1, 0, 1)} and online.sums_of_trial(session, row) == Sums(3, 1, 0, 1)
    assert [(cell.audience, cell.trial_id, one.lists) for cell, one in sums.items() if not cell.is_personal] == [
        ("", 0, 1)
    ]
    assert [(cell.trial_id, one.lists) for cell, one in sums.items() if cell.surface == Surface.HOME] == [(0, 1)]
    late = read_drawn(session, TODAY)
    assert sum(one.many for one in late) == sum(
        1 for places in shown.values() for one in places[7:10] if one.slot != "reserved"
    )
    assert odd_lists() == [] and old_lists() == []

    online.sum_up(NOW + 29 * DAY)
    assert session.scalar(select(func.count()).select_from(Impression)) == 4 * 12 + 6
    assert jobs.run_daily(NOW + 30 * DAY) == 0  # it is one of the worker's jobs
    online.sum_up(NOW + 31 * DAY)
    assert (
        session.scalar(select(Impression.list_code)) is None and session.scalar(select(ListBooking.list_code)) is None
    )
    assert len(session.scalars(select(ListDay)).all()) == 3 and read_sums(session) == sums


def test_of_one_visitor_twenty_lists_a_day_are_counted(limited: Flask) -> None:
    def ask(address: str, path: str = "/for-you") -> bool:
        with limited.test_request_context(path, environ_base={"REMOTE_ADDR": address}):
            return is_counted()

    assert [ask("2001:db8:1:2::1") for _list in range(22)] == 20 * [True] + 2 * [False]
    assert not ask("2001:db8:1:2:ffff::9"), "of one household"
    assert ask("2001:db8:1:3::1") and ask("192.0.2.1") and ask("2001:db8:1:2::1", "/for-you/everyone")


def test_lists_that_are_not_whole_or_too_old_are_told(session: Session, season: Cast) -> None:
    event = make_event(session, season.base)
    values = {
        "audience": "",
        "is_personal": False,
        "slot": "model",
        "propensity": 1.0,
        "among": 1,
        "ranker": "used",
        "surface": "page",
    }
    session.add(
        Impression(
            list_code="x", position=2, shown_on=TODAY - 40 * DAY, base_id=season.base.id, event_id=event.id, **values
        )
    )
    session.commit()
    assert odd_lists() == ["List x is not whole."] and "kept still" in old_lists()[0]


def test_an_officer_takes_over_what_was_decided_and_nothing_else(session: Session, page: Page, season: Cast) -> None:
    row, later = train(session, 3), train(session, 2, content=FIRST_WEIGHTS.read_text())
    assert find_weights(session) is None and find_waiting(session) == row and not get_shelves().get(NOW).is_own
    with pytest.raises(RuleBroken, match="not_decided"):
        online.take_over(row.id, by=season.officer, now=NOW)
    with pytest.raises(RuleBroken, match="not_waiting"):
        online.set_aside(later.id, by=season.officer, now=NOW)
    session.add(
        ListDay(
            shown_on=TODAY,
            audience="seniors",
            is_personal=True,
            trial_id=row.id,
            surface="page",
            lists=9000,
            booked=900,
            won_used=450,
            won_tried=350,
        )
    )
    session.commit()
    with pytest.raises(RuleBroken, match="worse"):
        online.take_over(row.id, by=season.officer, now=NOW)
    page.sign_in(season.officer).get("/district/recommendations/online")
    assert "新的更差" in page.text() and "采用新的权重" not in page.text() and "老年人 9000 900 10.0%" in page.text()
    session.scalars(select(ListDay)).one().won_used = 300
    session.commit()
    page.get("/district/recommendations/online")
    assert "350 张" not in page.text() and "还不够" in page.text()
    session.scalars(select(ListDay)).one().won_tried = 500
    session.commit()
    page.get("/district/recommendations/online")
    assert "新的更好" in page.text() and "62.5%（59.1% 至 65.8%）" in page.text()
    page.post(f"/district/recommendations/online/{2**63}", {"taken": "1"})
    page.get("/district/recommendations/online")
    assert "已经不在比较了" in page.text()
    page.post(f"/district/recommendations/online/{row.id}", {"taken": "1"})
    assert find_weights(session) == row and find_waiting(session) == later and get_shelves().get(NOW).is_own
    page.post(f"/district/recommendations/online/{later.id}", {"taken": "0"})
    assert find_weights(session) == row and find_waiting(session) is None
    actions = session.scalars(select(AuditRow.action).order_by(AuditRow.id.desc()).limit(2)).all()
    assert actions == ["recommendations.set_aside", "recommendations.taken_over"]
    table = page.get("/district/recommendations/online.csv").get_data(as_text=True).splitlines()
    assert table[1:] == [f"{TODAY},老年人,是,{row.id},9000,900,300,500,推荐页"]
    page.get("/district/recommendations/online")
    assert "现在没有要比较的" in page.text()
    page.sign_in(season.manager).get("/district/recommendations/online", 403)


def test_only_links_of_a_personal_list_name_it_and_the_form_brings_it_back(
    page: Page, app: Flask, session: Session, season: Cast
) -> None:
    train(session)
    page.sign_in(season.resident)
    mark = re.compile(r"\?at=(\d+)#list=([0-9a-f.]+)\"")
    assert not mark.search(page.get("/for-you").get_data(as_text=True)), "nothing is known of this resident yet"
    page.post("/for-you/choose", {"audience": "seniors", "topic": ""})
    first, second = (mark.findall(page.get("/for-you").get_data(as_text=True)) for _again in range(2))
    assert len(first) == 12 and len({code for _at, code in first}) == 1 and first[0][1] != second[0][1]
    assert len({code for _at, code in mark.findall(page.client.get("/fragments/for-you").get_data(as_text=True))}) == 1
    at, code = first[0]
    page.get(f"/bookings/new?occurrence={at}&seats=1&seen_in={code}")
    [hidden] = page.all("input", name="seen_in")
    page.post(f"/bookings/new?occurrence={at}", {"seats": "1", "seen_in": hidden.get("value")})
    assert get_shelves().noted.batch.booked == {(code.partition(".")[0], int(at), TODAY)}
    page.post("/for-you/switch", {"off": "1"})
    noted = set(get_shelves().noted.batch.booked)
    assert not mark.search(page.get("/for-you").get_data(as_text=True))
    page.post(f"/bookings/new?occurrence={first[3][0]}", {"seats": "1", "seen_in": code})
    assert get_shelves().noted.batch.booked in (noted, set()), "of whoever is off, nothing is counted"


def test_without_comparing_new_weights_rank_at_once(app: Flask, session: Session, season: Cast) -> None:
    from dataclasses import replace

    from sciencepop.recommend.services.learn import _keep

    kept = app.extensions["recommend_settings"]
    assert settings().compares and settings().decided_lists == 800
    weights = Weights.from_json(FIRST_WEIGHTS.read_text())
    assert _keep(weights, None, NOW).taken_at is None
    try:
        app.extensions["recommend_settings"] = replace(kept, compares=False)
        assert _keep(weights, None, NOW).taken_at == NOW and get_shelves().get(NOW).tried is None
    finally:
        app.extensions["recommend_settings"] = kept
