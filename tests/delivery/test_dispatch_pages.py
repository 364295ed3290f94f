"""Proposals and draws as an officer presses them, and a draw as everybody sees it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from sciencepop.accounts.models import OrganisationKind
from sciencepop.core import clock
from sciencepop.delivery import services
from sciencepop.delivery.models import DispatchRun, WindowDraw
from sciencepop.delivery.queries.orders import get_order
from sciencepop.delivery.rules.orders import Act, OrderState, Side
from sciencepop.delivery.services.dispatch_work import work_off
from sciencepop.delivery.views import dispatching
from sciencepop.draws.verify import verify
from tests.cast import Cast
from tests.conftest import NOW
from tests.delivery.menu import SHESHAN, Scene, at, make_scene, make_verified, order
from tests.delivery.test_dispatch_runs import here
from tests.delivery.test_orders import approved
from tests.delivery.test_window_draws import CLOSED, DRAWN, three  # noqa: F401 - a fixture
from tests.page import Page

SIJING = "310117102000"


@pytest.fixture
def scene(session: Session, cast: Cast) -> Scene:
    return make_scene(session, cast)


def test_an_officer_asks_pins_and_takes_a_proposal_over(page: Page, cast: Cast, session: Session, scene: Scene) -> None:
    code = approved(scene, session, cast).code
    page.sign_in(cast.officer)
    window = f"/district/delivery/windows/{scene.window.code}"
    page.get(window)
    assert "1 份点单等派单" in page.text()
    page.post(f"{window}/dispatches", {})
    run = session.query(DispatchRun).one()
    page.get(f"/district/delivery/dispatches/{run.code}")
    assert "后台一分钟内开始算" in page.text()
    work_off(NOW, here)
    page.get(f"/district/delivery/dispatches/{run.code}")
    assert "已经证明：没有更好的排法" in page.text()
    assert scene.item.title_zh in page.text()
    page.post(f"/district/delivery/dispatches/{run.code}", {"act": "take", "order": "\0"}, status=422)
    assert "请至少勾选一份点单" in page.text()
    page.post(f"/district/delivery/dispatches/{run.code}", {"act": "again", "order": code})
    again = session.query(DispatchRun).order_by(DispatchRun.id.desc()).first()
    assert again is not None
    page.post(f"{window}/dispatches", {}, status=422)
    assert "已经有一份方案" in page.text()
    work_off(NOW, here)
    page.get(f"/district/delivery/dispatches/{again.code}")
    assert "您保住的" in page.text()
    page.post(f"/district/delivery/dispatches/{again.code}", {"act": "take", "order": code})
    services.offer_chosen(NOW)
    assert get_order(session, code).state is OrderState.OFFERED
    page.get(f"/en/district/delivery/dispatches/{again.code}")
    assert "Offered" in page.text()
    page.post(f"/district/delivery/dispatches/{again.code}", {"act": "discard"}, status=422)
    assert "已经处理过了" in page.text()


def test_a_draw_is_sealed_and_drawn_by_an_officer_and_checked_by_everybody(
    app: Flask,
    page: Page,
    cast: Cast,
    session: Session,
    scene: Scene,
    three: list[object],  # noqa: F811 - the fixture
) -> None:
    window = f"/district/delivery/windows/{scene.window.code}"
    with clock.frozen_at(CLOSED):
        page.sign_in(cast.officer)
        page.post(f"{window}/draws", {"source": "", "due": ""}, status=422)
        assert "封存点单" in page.text()
        page.post(f"{window}/draws", {"source": "双色球", "due": "2026-11-01T20:00"})
    draw = session.query(WindowDraw).one()
    with clock.frozen_at(DRAWN):
        page.sign_in(cast.officer)
        page.post(f"/district/delivery/draws/{draw.code}/draw", {"entropy": ""}, status=422)
        page.post(f"/district/delivery/draws/{draw.code}/draw", {"entropy": "03 11 19"})
        everybody = Page(app)
        everybody.get(f"/delivery/draws/{draw.code}")
        assert re.search(r"排到 \d 号", everybody.text())
        assert "作废" not in everybody.text()
        body = page.client.get(f"/delivery/draws/{draw.code}/files/result").data
        assert verify(body).faults == ()
        assert page.client.get(f"/delivery/draws/{draw.code}/files/key").status_code == 404
        page.sign_in(cast.officer)
        page.post(f"/district/delivery/draws/{draw.code}/annul", {"reason": " "}, status=422)
        page.post(f"/district/delivery/draws/{draw.code}/annul", {"reason": "漏了一份"})
        page.get(f"/en/delivery/draws/{draw.code}")
        assert "annulled: 漏了一份" in page.text()
    with clock.frozen_at(CLOSED - timedelta(days=20)):
        page.get(window)


def test_a_long_proposal_is_looked_at_town_by_town_and_remembers_what_was_unticked(
    page: Page, cast: Cast, session: Session, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatching, "ALL_AT_ONCE", 1)
    sheshan = approved(scene, session, cast).code
    school = make_verified(session, cast, scene.orderer, OrganisationKind.SCHOOL, name="泗泾小学")
    session.commit()
    elsewhere = {"organisation_id": school.id, "town_code": SIJING, "slots": [at("2026-11-20 14:00")]}
    sijing = order(scene, session, **elsewhere).code
    services.step_order(sijing, Act.APPROVE, Side.DISTRICT, by=cast.officer, now=NOW)
    run = services.ask_for_dispatch(scene.window.code, by=cast.officer, now=NOW)
    work_off(NOW, here)
    path = f"/district/delivery/dispatches/{run}"
    page.sign_in(cast.officer).get(path)
    assert not page.all("input", name="order")
    page.post(path, {"act": f"show:{SHESHAN}", "shown": ""}, status=200)
    assert [one.get("value") for one in page.all("input", name="order")] == [sheshan]
    page.post(path, {"act": f"show:{SIJING}", "shown": SHESHAN}, status=200)  # with nothing ticked in Sheshan
    assert [one.get("value") for one in page.all("input", name="skip")] == [sheshan]
    page.post(path, {"act": f"show:{SHESHAN}", "shown": SIJING, "skip": sheshan, "order": sijing}, status=200)
    assert [(one.get("value"), one.get("checked")) for one in page.all("input", name="order")] == [(sheshan, None)]
    page.post(path, {"act": "take", "shown": SHESHAN})
    services.offer_chosen(NOW)
    states = [get_order(session, code).state for code in (sheshan, sijing)]
    assert states == [OrderState.APPROVED, OrderState.OFFERED]
    page.get(f"{path}?town={SIJING}")
    assert "泗泾小学" in page.text() and "陈坊居委会" not in page.text()
