"""A family plans a day out on a phone: from an event to a second place, with or without JavaScript, and one button."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import ON_ONE_DATABASE, Site, picture, sign_in
from tests.journeys.test_every_page import look_at

pytestmark = [pytest.mark.browser, ON_ONE_DATABASE]


def start_a_plan(window: Page, site: Site) -> None:
    """From an event's page to a plan that suggests something for an eight-year-old, on a day without bookings."""
    window.goto(f"{site.url}/events?age=8&audience=teenagers&when=month")
    links = window.locator("#results .event-card h3 a").evaluate_all("all => all.map(one => one.href)")
    for link in links:
        window.goto(link)
        button = window.get_by_role("button", name="和别处一起约")
        if not button.count():
            continue
        button.click()
        window.wait_for_load_state()
        if window.get_by_role("link", name="加进行程").count() and not window.locator(".outing-bad").count():
            return
    raise AssertionError("no event can be a stop of an outing")


def test_a_day_is_planned_by_links_and_booked_with_one_button(site: Site, visit: Callable[..., Page]) -> None:
    window = visit(width=360)
    sign_in(window, site, "resident@sciencepop.example")
    start_a_plan(window, site)
    picture(window, "outing-plan-one-360")
    assert look_at(window, "outing-plan-one") == []
    window.get_by_label("小雨").check()
    expect(window.locator("input[name=seats]")).to_have_value("2")
    window.get_by_role("link", name="加进行程").first.click()
    expect(window.get_by_label("小雨")).to_be_checked()
    picture(window, "outing-plan-two-360")
    assert look_at(window, "outing-plan-two") == []
    if window.locator("textarea[name=names]").count():
        window.locator("textarea[name=names]").fill("示例居民")
    window.get_by_role("button", name="一起预约这 2 场").click()
    expect(window.locator("h1")).to_contain_text("一天的行程")
    expect(window.locator(".outing > .panel")).to_have_count(2)
    expect(window.locator(".leg")).to_have_count(1)
    picture(window, "outing-360")
    assert look_at(window, "outing") == []
    window.get_by_role("link", name="取消整个行程").click()
    assert look_at(window, "outing-cancel") == []
    window.get_by_role("button", name="全部取消").click()
    expect(window.locator(".notice").first).to_contain_text("已取消 2 场")


def test_without_javascript_the_plan_works_too(site: Site, visit: Callable[..., Page]) -> None:
    window = visit(width=360, javascript=False)
    sign_in(window, site, "resident@sciencepop.example")
    start_a_plan(window, site)
    window.get_by_label("小雨").check()
    window.locator("input[name=seats]").fill("2")
    window.get_by_role("button", name="按这些人重新找").click()
    expect(window.get_by_label("小雨")).to_be_checked()
    window.get_by_role("link", name="加进行程").first.click()
    window.get_by_role("link", name="去掉这一场").first.click()
    expect(window.locator(".outing > .panel")).to_have_count(1)
    expect(window.get_by_label("小雨")).to_be_checked()
