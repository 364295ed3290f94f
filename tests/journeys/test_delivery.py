"""Orders by each kind of orderer from the menu, one to its close-out, with every role in a browser of its own.

That an order of each kind runs to its close-out is tested of the services, on both databases: their pages are the same.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from sciencepop.core.clock import SHANGHAI
from tests.journeys.conftest import ON_ONE_DATABASE, Site, picture, sign_in
from tests.journeys.test_every_page import look_at

pytestmark = [pytest.mark.browser, ON_ONE_DATABASE]

TODAY = """
from datetime import timedelta
from sciencepop import create_app
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.delivery.queries.orders import get_order
with create_app().app_context():
    order = get_order(db.session(), "CODE")
    order.starts_at = clock.now() - timedelta(minutes=20)
    order.ends_at = order.starts_at + timedelta(minutes=90)
    order.lecturer = None
    db.session.commit()
"""
"""The day that would take weeks to come. The lecturer's time stays where it was, so the order lets the lecturer go."""


ORDERERS = ("佘山镇社区服务站（示例）", "方松小学（示例）", "九亭智能制造厂（示例）", "松江产业园（示例）")
"""A community, a school, an enterprise and a park."""
ITEMS = ("做一架小望远镜", "佘山看星", "做一架小望远镜", "做一架小望远镜")
"""What each of them orders; the school has ordered a telescope already."""
Look = Callable[[Page, str], list[str]]


def not_again(_window: Page, _name: str) -> list[str]:
    """The same pages are looked at with the order that goes all the way."""
    return []


def seen(window: Page, name: str) -> list[str]:
    """Look at the page on a desk and, closely, on a telephone."""
    for width in (1280, 360):
        window.set_viewport_size({"width": width, "height": 900})
        picture(window, f"delivery-{name}-{width}")
    return look_at(window, name)


def test_each_kind_orders_from_the_menu_and_an_order_goes_to_its_close_out(
    site: Site, visit: Callable[..., Page]
) -> None:
    windows = visit(), visit(), visit(), visit()
    for window, who in zip(windows, ("applicant", "desk", "officer", "manager"), strict=True):
        sign_in(window, site, f"{who}@sciencepop.example")
    for number in range(1, len(ORDERERS)):
        assert order_it(windows[0], site, number, not_again) == []
        expect(windows[0].locator("main")).to_contain_text(ORDERERS[number])
    go_all_the_way(site, windows)


def go_all_the_way(site: Site, windows: tuple[Page, ...]) -> None:
    """Who orders, the town, the district and the supplier each do their part; every page is looked at closely."""
    community, town, office, base = windows
    wrong = order_it(community, site, 0, seen)
    path = f"{site.url}/delivery/orders/{community.url.rsplit('/', 1)[1]}"

    town.goto(f"{site.url}/delivery/town")
    wrong += seen(town, "town")
    town.goto(path)
    town.get_by_role("button", name="审核通过").click()
    office.goto(path)
    wrong += seen(office, "match")
    office.get_by_role("button", name="派单", exact=True).click()

    base.goto(path)
    wrong += seen(base, "accept")
    base.locator("input[name=slot]").first.check()
    base.locator("textarea[name=risk]").fill("要一个插座，天黑后有台阶。")
    base.get_by_role("button", name="接单").click()
    community.goto(path)
    wrong += seen(community, "confirm")
    community.get_by_label("时间、地址、联系人都对").check()
    community.get_by_role("button", name="确认", exact=True).click()
    digits = community.locator(".delivery-digits").inner_text()

    site.run(TODAY.replace("CODE", path.rsplit("/", 1)[1]))
    base.goto(path)
    wrong += seen(base, "check-in")
    base.locator("input[name=digits]").fill(digits)
    base.get_by_label("青少年").fill("24")
    base.get_by_role("button", name="签到").click()
    assert "24 人" in base.locator("main").inner_text()
    wrong += photograph(base, community, path)
    for window in (community, base):
        window.goto(path)
        window.get_by_label("5 很好").check()
        window.get_by_role("button", name="提交评价").click()
    base.locator("textarea[name=report]").fill("来了二十四个孩子。")
    base.get_by_role("button", name="提交报告").click()
    office.goto(path)
    office.get_by_role("button", name="接受报告").click()
    assert "已结项" in office.locator("main .tags").first.inner_text()
    wrong += seen(office, "closed")
    assert wrong == []


def photograph(base: Page, community: Page, path: str) -> list[str]:
    """Nothing is kept before somebody spoke for the minors in it; then both sides see it, until who ordered objects."""
    sheet = io.BytesIO()
    Image.new("RGB", (640, 480), "seagreen").save(sheet, "JPEG")
    file = {"name": "telescopes.jpg", "mimeType": "image/jpeg", "buffer": sheet.getvalue()}
    shown = "#photos ~ ul img"
    for consent in ("", "agreed"):
        base.locator("input[name=photo]").set_input_files(file)
        base.locator("input[name=caption]").fill("孩子们的望远镜")
        if consent:
            base.locator(f"input[name=faces][value={consent}]").check()
        base.get_by_role("button", name="上传").click()
        expect(base.locator("main")).to_contain_text("照片加上了" if consent else "有没有能认出的未成年人")
        expect(base.locator(shown)).to_have_count(1 if consent else 0)
    picture_at = base.locator(shown).get_attribute("src") or ""
    community.goto(path)
    community.locator(shown).scroll_into_view_if_needed()
    expect(community.locator(shown)).to_have_js_property("naturalWidth", 480)
    wrong = seen(community, "photograph")
    community.get_by_role("button", name="删掉").click()
    expect(community.locator(shown)).to_have_count(0)
    base.goto(path)
    expect(base.locator(shown)).to_have_count(0)
    assert base.request.get(path.split("/delivery")[0] + picture_at).status == 404
    return wrong


def order_it(window: Page, site: Site, number: int, look: Look) -> list[str]:
    """Choose from the menu and submit; ends on the page of the order."""
    window.goto(f"{site.url}/delivery")
    window.get_by_role("link", name=ITEMS[number]).click()
    window.get_by_role("link", name="点这个项目").click()
    wrong = look(window, "form")
    day = datetime.now(SHANGHAI) + timedelta(days=60 + number)
    window.locator("#organisation").select_option(label=ORDERERS[number])
    window.locator("#slot1").fill(f"{day:%Y-%m-%d}T19:00")
    window.locator("#town_code").select_option("310117103000")
    window.locator("#place").fill("一楼大厅")
    window.locator("#address").fill("陈坊路1号")
    window.locator("#contact_phone").fill("021-5555 0300")
    window.locator("#people").fill("24")
    window.get_by_role("button", name="提交点单").click()
    window.wait_for_url("**/delivery/mine")
    wrong += look(window, "mine")
    mine = window.locator("li", has_text=ORDERERS[number]).filter(has_text=ITEMS[number])
    mine.get_by_role("link", name=ITEMS[number]).click()
    return wrong
