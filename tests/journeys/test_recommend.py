"""A grandfather without an account: two taps in the elder version, a list with reasons, his calendar, and all gone."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import ON_ONE_DATABASE, Site, picture
from tests.journeys.test_every_page import look_at

pytestmark = [pytest.mark.browser, ON_ONE_DATABASE]


def test_a_grandfather_gets_a_list_with_reasons_in_two_taps(site: Site, visit: Callable[..., Page]) -> None:
    window = visit(width=360)
    window.goto(site.url + "/")
    window.locator("header form button").click()
    expect(window.locator("html")).to_have_attribute("data-elder", "")
    window.get_by_role("link", name="点两下，看合适的").click()

    window.get_by_role("link", name="老年人").click()
    window.get_by_role("button", name="健康与医学", exact=True).click()
    first = window.locator(".event-card").first
    expect(first.locator(".card-why")).to_contain_text("您选了“健康与医学”")
    assert window.locator(".event-card").count() == window.locator(".event-card .card-why").count() == 8
    title = first.locator("h3").inner_text()
    assert look_at(window, "for-you-elder") == []
    picture(window, "for-you-elder-360")

    window.goto(site.url + "/")
    home = window.locator(".for-you .event-card")
    expect(home).to_have_count(3)
    assert home.first.locator("h3").inner_text() == title

    window.get_by_role("link", name="看整张清单").click()
    window.get_by_role("link", name="订阅这张清单").click()
    address = window.locator(".copy-row input").input_value()
    path = address[address.index("/feeds/") :]
    with urllib.request.urlopen(site.url + path, timeout=10) as answer:
        calendar = answer.read().decode().replace("\r\n ", "")
    assert calendar.count("BEGIN:VEVENT") >= 8 and "推荐理由：您选了“健康与医学”" in calendar

    window.goto(site.url + "/for-you/tags")
    window.get_by_role("button", name="删除全部标签").click()
    expect(window.get_by_role("main")).to_contain_text("还没有选。")
    assert not [cookie for cookie in window.context.cookies() if cookie["name"] == "sp_tastes"]
    window.goto(site.url + "/")
    expect(window.get_by_role("link", name="点两下，看合适的")).to_be_visible()
    expect(window.locator(".for-you .event-card")).to_have_count(0)
