"""A coordinator makes shifts from a template, has them rostered and published; two volunteers swap what they got."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from sciencepop.core import clock
from tests.journeys.conftest import ON_ONE_DATABASE, Site, picture, sign_in
from tests.journeys.test_every_page import look_at, measured
from tests.journeys.test_hours import run

pytestmark = [pytest.mark.browser, ON_ONE_DATABASE]

TITLE = "清晨开馆准备"
# Only two people know sign language, so that everybody knows who gets which place.
TWO = """
from sqlalchemy import delete
from sciencepop.accounts.models import Address
from sciencepop.volunteers.models import Availability, Volunteer
find = lambda name: session.scalars(select(Person).join(Address).where(Address.value == name)).one()
resident, officer = find("resident@sciencepop.example"), find("officer@sciencepop.example")
serving = select(Person).join(Volunteer, Volunteer.person_id == Person.id).where(Person.id != resident.id)
other = session.scalars(serving.order_by(Person.id.desc()).limit(1)).one()
people = [resident.id, other.id]
for number in people:
"""
# The other one says nothing of their days, or on some of them everything would be the resident's.
LEARN = (
    TWO
    + """
    services.grant_skill(number, "sign-language", clock.local(now).date(), None, by=officer, now=now)
session.execute(delete(Availability).where(Availability.person_id == other.id))
session.commit()
"""
)
FORGET = TWO + '    services.revoke_skill(number, "sign-language", by=officer, now=now)\n'
MAKE = """
from sciencepop.volunteers.services.roster_work import work_off
work_off(now, lambda work, *these, **those: work(*these, **those))
"""
# Nobody is asked at night, so then it is done as of the next morning.
PUBLISH = """
from sciencepop.bookings.rules.promotion import is_quiet
from sciencepop.volunteers.services.roster_publish import publish_due
morning = clock.day_bounds(clock.local(now).date() + DAY)[0] + timedelta(hours=10)
publish_due(morning if is_quiet(now) else now)
"""
OTHER_SWAPS = """
from sciencepop.volunteers.models import Assignment, Need
given = session.scalars(select(Assignment).where(Assignment.shift_id == NUMBER, Assignment.state == "offered")).one()
mine = session.scalars(select(Need).join(Shift).where(Shift.title_zh == "TITLE", Shift.id != NUMBER)).one()
code, need, other = given.code, mine.id, session.get_one(Person, given.person_id)
in_time = given.offer_ends_at - timedelta(minutes=30)
services.accept(code, by=other, now=in_time)
services.offer_swap(code, [need], by=other, now=in_time)
""".replace("TITLE", TITLE)


def seen(window: Page, site: Site, name: str) -> list[str]:
    """Look closely at the page in Chinese on a telephone, elder version included, and at its width in English."""
    path, wrong = window.url.removeprefix(site.url), list[str]()
    picture(window, f"needs-{name}-zh-1280")
    window.set_viewport_size({"width": 360, "height": 900})
    picture(window, f"needs-{name}-zh-360")
    wrong += look_at(window, f"{name}-360")
    window.goto(f"{site.url}/en{path}")
    picture(window, f"needs-{name}-en-360")
    wrong += measured(window, f"{name}-en-360")
    window.set_viewport_size({"width": 1280, "height": 900})
    window.goto(site.url + path)
    return wrong


def wait_for_words(window: Page, words: str) -> str:
    """The page's text once it says this: the site's own worker may have been the first to take the work."""
    for _try in range(60):
        window.reload()
        text = window.locator("main").inner_text()
        if words in text:
            return text
        window.wait_for_timeout(500)
    raise AssertionError(f"never said: {words}")


def fill_template(base: Page, first: date) -> None:
    base.locator("input[name=title_zh]").fill(TITLE)
    base.locator("input[name=title_en]").fill("Before the doors open")
    base.locator("input[name=kind][value=days]").check()
    for box in base.locator("input[name=weekdays]").all():
        box.check()
    base.locator("input[name=from_time]").fill("07:00")
    base.locator("input[name=minutes]").fill("60")
    base.locator("input[name=from_on]").fill(first.isoformat())
    base.locator("input[name=until_on]").fill((first + timedelta(days=1)).isoformat())
    base.locator("select[name=needs-0-role]").select_option("sign-language")
    for name in ("minimum", "target", "maximum"):
        base.locator(f"input[name=needs-0-{name}]").fill("1")
    base.locator("select[name=needs-0-mode]").select_option("roster")


def test_from_a_template_to_a_swapped_place(site: Site, visit: Callable[..., Page]) -> None:
    first = clock.today() + timedelta(days=25)
    run(site, LEARN)
    base, mine, wrong = visit(), visit(), list[str]()
    sign_in(base, site, "manager@sciencepop.example")
    base.goto(f"{site.url}/manage/bases/astronomy-museum/shifts")
    wrong += seen(base, site, "shifts")
    base.goto(f"{site.url}/manage/rosters")
    base.locator(".roster-runs a").first.click()
    assert "没有会手语的志愿者" in base.locator("main").inner_text()
    wrong += seen(base, site, "sample-run")
    base.goto(f"{site.url}/manage/bases/astronomy-museum/shifts")
    base.get_by_role("link", name="班次模板").click()
    fill_template(base, first)
    base.get_by_role("button", name="保存模板").click()
    assert "新增 2 个班次" in base.locator("main").inner_text()
    wrong += seen(base, site, "template")
    base.get_by_role("button", name="生成").click()
    template = base.url
    numbers = [link.get_attribute("href") or "" for link in base.locator("#made + ul a").all()]
    for path in numbers:
        base.goto(site.url + path)
        base.get_by_role("button", name="公布，开始报名").click()
    base.goto(template + "/edit")
    wrong += seen(base, site, "template-edit")

    sign_in(mine, site, "resident@sciencepop.example")
    mine.goto(f"{site.url}/volunteer/shifts/{numbers[0].rsplit('/', 1)[1]}")
    mine.get_by_role("button", name="报名").click()
    assert "已报名，等安排" in mine.locator("main").inner_text()

    base.goto(f"{site.url}/manage/rosters?base=astronomy-museum")
    base.locator("input[name=from_on]").fill(first.isoformat())
    base.locator("input[name=until_on]").fill((first + timedelta(days=1)).isoformat())
    base.locator("input[name=asks_unknown]").check()
    base.get_by_role("button", name="开始排").click()
    run(site, MAKE)
    text = wait_for_words(base, "离最好的排法")
    assert "还空着的位置" in text
    assert text.count(TITLE) >= 2
    wrong += seen(base, site, "draft")
    base.get_by_role("button", name="公布").click()
    run(site, PUBLISH)
    wait_for_words(base, "已公布")

    mine.goto(f"{site.url}/volunteer/mine")
    mine.locator("li", has_text=TITLE).get_by_role("link").click()
    expect(mine.locator(".tag", has_text="已确定")).to_be_visible()
    wrong += seen(mine, site, "assignment")
    run(site, OTHER_SWAPS, numbers[1].rsplit("/", 1)[1])
    mine.reload()
    mine.locator("summary", has_text="选班次").click()
    mine.locator(".volunteer-swaps label", has_text=TITLE).locator("input").check()
    mine.get_by_role("button", name="登记换班").click()
    expect(mine.locator(".tag", has_text="已退出")).to_be_visible()
    mine.goto(f"{site.url}/volunteer/mine")
    second = clock.today() + timedelta(days=26)
    assert f"{second.month}月{second.day}日" in mine.locator("li", has_text=TITLE).inner_text()
    mine.goto(f"{site.url}/volunteer/roster")
    wrong += seen(mine, site, "my-roster")

    wrong += change_a_shift(base, site, numbers[1])
    for look in ("list", "grid", "sheet"):
        base.goto(f"{site.url}/manage/roster?base=astronomy-museum&as={look}")
        wrong += seen(base, site, f"roster-{look}")
    run(site, FORGET)
    assert site.flask("doctor").strip() != ""
    assert wrong == []


def change_a_shift(base: Page, site: Site, path: str) -> list[str]:
    """Another meeting place, at which whoever comes is told."""
    base.goto(f"{site.url}{path}/edit")
    wrong = seen(base, site, "edit")
    base.locator("summary", has_text="集合、地点").click()
    base.locator("input[name=meet_zh]").fill("员工入口")
    base.locator("input[name=meet_time]").fill("06:45")
    base.get_by_role("button", name="下一步").click()
    assert "06:45 员工入口" in base.locator("main").inner_text()
    for width in (1280, 360):
        base.set_viewport_size({"width": width, "height": 900})
        picture(base, f"needs-preview-{width}")
    wrong += look_at(base, "preview")
    base.get_by_role("button", name="保存并通知 1 人").click()
    assert "已保存，通知了 1 人" in base.locator("main").inner_text()
    return wrong + seen(base, site, "shift")
