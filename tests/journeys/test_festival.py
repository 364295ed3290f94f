"""Somebody plans their days at the festival on a phone: stars on the device, by links alone, and on another one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import ON_ONE_DATABASE, Site, picture
from tests.journeys.test_every_page import look_at

pytestmark = [pytest.mark.browser, ON_ONE_DATABASE]

PROGRAMME = "/festival/sample-g60/programme?day=all"


def test_stars_are_kept_on_the_device_and_carried_by_a_link(site: Site, visit: Callable[..., Page]) -> None:
    window = visit(width=360)
    window.goto(site.url + PROGRAMME)
    stars = window.locator(".festival-star")
    for number in (0, 1, 2):
        stars.nth(number).click()
    stars.nth(2).click()
    assert window.url == site.url + PROGRAMME
    expect(window.locator("[data-star-count]")).to_have_text(" 2")
    window.goto(site.url + "/festival/sample-g60/agenda")
    expect(window.locator(".festival-item")).to_have_count(2)
    assert "s=" in window.url
    picture(window, "festival-agenda-360")
    assert look_at(window, "festival-agenda") == []
    other = visit(width=360)
    other.goto(window.url)
    other.get_by_role("button", name="存到这台设备").click()
    other.goto(site.url + PROGRAMME)
    expect(other.locator("[data-star-count]")).to_have_text(" 2")
    expect(other.locator(".festival-star[data-on]")).to_have_count(2)


def test_without_javascript_each_star_is_a_link(site: Site, visit: Callable[..., Page]) -> None:
    window = visit(width=360, javascript=False)
    window.goto(site.url + PROGRAMME)
    window.locator(".festival-star").nth(0).click()
    window.locator(".festival-star").nth(1).click()
    expect(window.locator(".festival-star[data-on]")).to_have_count(2)
    window.get_by_role("link", name="我的行程").click()
    expect(window.locator(".festival-item")).to_have_count(2)
    window.locator(".festival-star").nth(0).click()
    window.get_by_role("link", name="我的行程").click()
    expect(window.locator(".festival-item")).to_have_count(1)
