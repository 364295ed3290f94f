"""A class books a visit: the base opens its event, a teacher asks, the base confirms, names come."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import ON_ONE_DATABASE, Site, picture, sign_in
from tests.journeys.test_every_page import look_at

pytestmark = [pytest.mark.browser, ON_ONE_DATABASE]


def seen(window: Page, name: str) -> list[str]:
    """Look at the page on a telephone and on a desk."""
    wrong = []
    for width in (360, 1280):
        window.set_viewport_size({"width": width, "height": 900})
        picture(window, f"group-{name}-{width}")
        wrong += look_at(window, f"{name} at {width}")
    return wrong


def open_session(desk: Page, teacher: Page, site: Site) -> str:
    """The number of a session of the manager's bases that is a few days off and that the teacher is free to book."""
    desk.goto(f"{site.url}/manage")
    links = desk.locator("a[href*='/manage/occurrences/']")
    numbers = [str(link.get_attribute("href")).rsplit("/", 1)[1] for link in links.all()]
    for number in numbers[len(numbers) // 4 :]:
        teacher.goto(f"{site.url}/bookings/new?occurrence={number}")
        if teacher.locator("input[name=seats]").count():
            return number
    raise AssertionError(f"none of {numbers} can be booked")


def test_a_class_asks_is_confirmed_and_sends_names(site: Site, visit: Callable[..., Page]) -> None:
    desk, wrong = visit(), []
    sign_in(desk, site, "manager@sciencepop.example")
    teacher = visit()
    sign_in(teacher, site, "resident@sciencepop.example")
    number = open_session(desk, teacher, site)
    desk.goto(f"{site.url}/manage/occurrences/{number}")
    desk.locator("input[name=size]").fill("120")
    desk.locator("section:has(input[name=size]) button").click()
    desk.locator(".crumbs a").click()
    desk.locator("a[href$='/groups']").click()
    desk.locator("input[name=takes]").check()
    desk.locator("input[name=notice_days]").fill("0")
    wrong += seen(desk, "terms")
    desk.locator("main form button").last.click()

    teacher.goto(f"{site.url}/bookings/groups/new?occurrence={number}")
    wrong += seen(teacher, "no-organisation")
    teacher.locator("main a.button").click()
    teacher.locator("input[name=name]").fill("方塔小学")
    wrong += seen(teacher, "organisation-new")
    teacher.locator("main form button").last.click()
    teacher.locator("input[name=leader_name]").fill("陈老师")
    teacher.locator("input[name=leader_phone]").fill("138 0000 0000")
    teacher.locator("input[name=pupils-junior]").fill("30")
    teacher.locator("input[name=notice]").check()
    teacher.locator("main form button").last.click()
    assert "要 3 位大人带队" in teacher.locator("main").inner_text()
    wrong += seen(teacher, "new")
    teacher.locator("input[name=adults]").fill("3")
    teacher.locator("main form button").last.click()
    wrong += seen(teacher, "pending")

    desk.goto(f"{site.url}/manage/groups")
    wrong += seen(desk, "requests")
    desk.get_by_role("link", name="方塔小学").click()
    wrong += seen(desk, "request")
    desk.locator("input[value=confirm]").check()
    desk.locator("main form button").first.click()
    assert "要来的团体" in desk.locator("main").inner_text()

    teacher.reload()
    file = {"name": "名单.csv", "mimeType": "text/csv", "buffer": "姓名,备注\n王明,\n,没有名字".encode()}
    teacher.locator("input[type=file]").set_input_files([file])  # type: ignore[list-item]
    teacher.locator("input[name=consent]").check()
    teacher.get_by_role("button", name="上传名单").click()
    assert "第 3 行：没有写姓名" in teacher.locator("main").inner_text()
    wrong += seen(teacher, "faults")
    file["buffer"] = "姓名,备注\n王明,\n陈小雨,坐轮椅".encode()
    teacher.locator("input[type=file]").set_input_files([file])  # type: ignore[list-item]
    teacher.locator("input[name=consent]").check()
    teacher.get_by_role("button", name="上传名单").click()
    assert "已上传 2 人" in teacher.locator("main").inner_text()
    wrong += seen(teacher, "confirmed")
    teacher.goto(f"{site.url}/my/organisations")
    wrong += seen(teacher, "organisations")
    teacher.locator(".panel a").first.click()
    wrong += seen(teacher, "organisation")

    officer = visit()
    sign_in(officer, site, "officer@sciencepop.example")
    officer.goto(f"{site.url}/district/organisations")
    wrong += seen(officer, "verify")
    assert wrong == []
