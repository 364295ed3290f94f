"""A manager changes a session that people booked: sees whom it reaches, goes back, saves, and takes it back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import ON_ONE_DATABASE, Site, picture, sign_in
from tests.journeys.test_every_page import look_at

pytestmark = [pytest.mark.browser, ON_ONE_DATABASE]


def open_booked(window: Page, site: Site) -> None:
    """The page on which a session is changed that is some days off and has bookings."""
    window.goto(f"{site.url}/manage")
    links = [str(link.get_attribute("href")) for link in window.locator("a[href*='/manage/occurrences/']").all()]
    for link in links[len(links) // 2 :]:
        window.goto(site.url + link)
        if window.locator(".roster-numbers dt", has_text="预约成功").count():
            window.locator("main a[href^='/manage/events/']").first.click()
            number = link.rsplit("/", 1)[1]
            window.goto(f"{window.url.rstrip('/')}/occurrences/{number}/edit")
            return
    raise AssertionError(f"nobody has booked any of {links}")


def test_a_change_is_seen_saved_and_taken_back(site: Site, visit: Callable[..., Page]) -> None:
    window, wrong = visit(width=360), []
    sign_in(window, site, "manager@sciencepop.example")
    open_booked(window, site)
    window.locator("#room_zh").fill("三楼大厅")
    window.locator("#starts").fill("20:10")
    window.locator("#ends").fill("21:00")
    for press in ("下一步：看影响", "回去修改", "下一步：看影响"):
        window.get_by_role("button", name=press).click()
    assert "三楼大厅" in window.locator(".draft").first.inner_text()
    for width in (1280, 360):
        window.set_viewport_size({"width": width, "height": 900})
        picture(window, f"change-preview-{width}")
        wrong += look_at(window, f"preview at {width}")
    window.get_by_role("button", name="保存并通知").click()
    assert window.locator(".undo").inner_text().startswith("已更改，10 分钟内可撤销")
    picture(window, "change-undo-360")
    window.get_by_role("button", name="撤销更改").click()
    expect(window.get_by_text("已经撤销")).to_be_visible()
    expect(window.locator(".undo")).to_have_count(0)
    assert wrong == []
    assert site.flask("doctor").splitlines()[-1] == "一切正常"
