"""A volunteer on a phone: finds a shift that they can take, signs up, sees it, and says that they cannot come."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import ON_ONE_DATABASE, Site, sign_in

pytestmark = [pytest.mark.browser, ON_ONE_DATABASE]


def test_a_volunteer_signs_up_and_steps_back_on_a_phone(site: Site, visit: Callable[..., Page]) -> None:
    window = visit(width=360, javascript=False)
    sign_in(window, site, "resident@sciencepop.example")
    window.goto(site.url + "/volunteer?can=1")
    card = window.locator(".booking-list li", has_text="可以报名").filter(has_text="活动协助").first
    title = card.locator("h3").inner_text()
    card.locator("h3 a").click()
    window.get_by_role("button", name="报名", exact=False).last.click()
    assert window.locator("h1").inner_text() == title
    expect(window.locator(".tag", has_text="已确定")).to_be_visible()
    window.goto(site.url + "/volunteer/mine")
    assert title in window.locator(".booking-list").inner_text()
    window.get_by_role("link", name=title).first.click()
    window.get_by_role("button", name="退出这个班次").click()
    expect(window.locator(".tag", has_text="已退出")).to_be_visible()
    assert site.flask("doctor").strip() != ""
