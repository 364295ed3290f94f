"""A mother books for her child: ticks the name, sees the seats follow, and finds the child on the ticket."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import ON_ONE_DATABASE, Site, picture, sign_in
from tests.journeys.test_every_page import look_at

pytestmark = [pytest.mark.browser, ON_ONE_DATABASE]


def find_a_form(window: Page, site: Site) -> None:
    """Open the booking form of a session that suits an eight-year-old and collides with nothing."""
    window.goto(f"{site.url}/events?age=8&seats=1&audience=teenagers")
    links = window.locator("#results .event-card h3 a").evaluate_all("all => all.map(one => one.href)")
    for link in links:
        window.goto(link)
        button = window.locator("#slots form button")
        if button.count() == 0:
            continue
        button.first.click()
        window.wait_for_load_state()
        wanted = [window.locator(part).count() for part in ("[data-family]", "[data-book]")]
        if all(wanted) and not window.locator("textarea[name=names]").count():
            return
    raise AssertionError("no event can be booked with a child")


def test_the_seats_follow_the_children_who_are_ticked(site: Site, visit: Callable[..., Page]) -> None:
    window = visit(width=360)
    sign_in(window, site, "resident@sciencepop.example")
    find_a_form(window, site)
    seats, rain = window.locator("input[name=seats]"), window.get_by_label("小雨")
    seats.fill("1")
    rain.check()
    expect(seats).to_have_value("2")
    window.get_by_label("我不参加").check()
    expect(seats).to_have_value("1")
    window.get_by_label("我不参加").uncheck()
    expect(window.locator("[data-book]")).to_contain_text("2")
    picture(window, "family-booking-360")
    assert look_at(window, "family-booking") == []
    window.locator("[data-book]").click()
    expect(window.locator(".ticket")).to_contain_text("小雨")
    picture(window, "family-ticket-360")
