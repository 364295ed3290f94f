"""The main job as a stranger does it: find a Saturday event for a child near 佘山, book two seats, see it in khal.

And as a base manager does it: write the next event, have it reviewed, and see it on the public list.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import icalendar
import pytest
from playwright.sync_api import Page, expect

from sciencepop.core import clock
from tests.feeds.readers import list_with_khal, sync_with_vdirsyncer
from tests.journeys.conftest import Site, newest_code, picture, sign_in

pytestmark = pytest.mark.browser

SHESHAN = "310117103000"


def coming_saturday() -> date:
    """The first Saturday that is at least two days away, so that booking is still open."""
    day = clock.today() + timedelta(days=2)
    return day + timedelta(days=(5 - day.weekday()) % 7)


@pytest.mark.parametrize(("lang", "width"), [("zh", 360), ("en", 1280)])
def test_a_stranger_finds_books_and_sees_it_in_a_calendar(
    site: Site, visit: Callable[..., Page], tmp_path: Path, width: int, lang: str
) -> None:
    window = visit(width=width)
    home = site.url + ("/en/" if lang == "en" else "/")
    title, starts = find_an_event(window, home, width)
    picture(window, f"story-event-{lang}-{width}")

    window.locator("#slots select[name=seats]").select_option("2")
    window.locator("#slots form button").first.click()
    code = book_two_seats(window, site)
    picture(window, f"story-ticket-{lang}-{width}")
    assert title in window.locator("main").inner_text()
    assert window.locator("main svg").count() > 0

    feed = make_a_calendar_address(window, site, lang)
    items = sync_with_vdirsyncer(feed, tmp_path)
    day = starts.isoformat()
    seen = list_with_khal(items, tmp_path, day, day)
    assert any(title in line for line in seen), seen

    cancel(window, site, lang, code)
    later = tmp_path / "later"
    later.mkdir()
    items = sync_with_vdirsyncer(feed, later)
    events = [
        event
        for path in items.rglob("*.ics")
        for event in icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
        if title in str(event["SUMMARY"])
    ]
    assert [str(event["STATUS"]) for event in events] == ["CANCELLED"]


def find_an_event(window: Page, home: str, width: int) -> tuple[str, date]:
    """From the home page's three pickers to an event's page; its title and day."""
    window.goto(home)
    window.locator("#find-who").select_option("teenagers")
    window.locator("#find-when").select_option("")
    window.locator("#find-where").select_option(SHESHAN)
    window.locator("form.finder button").click()
    saturday = coming_saturday()
    if width < 760:
        window.locator("details.facets > summary").click()
    window.locator("#facet-date").fill(saturday.isoformat())
    window.locator("input[name=seats][value='1']").check()
    window.locator("form .facets-submit button, .facets-submit button").first.click()
    window.wait_for_url(re.compile(saturday.isoformat()))
    picture(window, f"story-list-{'en' if '/en' in home else 'zh'}-{width}")
    cards = window.locator(".card:has(meter)")
    for number in range(cards.count()):
        words = cards.nth(number).locator(".seats").inner_text()
        free = int((re.search(r"\d+", words) or ["0"])[0])
        if free >= 8:
            link = cards.nth(number).locator("h3 a")
            title = link.inner_text()
            link.click()
            expect(window.locator("h1")).to_have_text(title)
            return title, saturday
    raise AssertionError("no event with eight free seats near 佘山 on Saturday")


def book_two_seats(window: Page, site: Site) -> str:
    """Sign in on the way, confirm, and arrive at the ticket; the booking's code."""
    address = f"stranger-{uuid.uuid4().hex[:10]}@example.org"
    window.wait_for_url(re.compile("/sign-in"))
    window.locator("main input[name=address]").fill(address)
    window.locator("main form button").first.click()
    window.locator("main input[name=code]").wait_for()
    window.locator("main input[name=code]").fill(newest_code(site, address))
    window.locator("main form button").first.click()
    window.wait_for_url(re.compile("/bookings/new"))
    expect(window.locator("main input[name=seats], main select[name=seats]")).to_have_value("2")
    if window.locator("textarea[name=names], input[name=names]").count():
        window.locator("[name=names]").fill("小雨\n小雨妈妈")
    window.locator("[data-book]").click()
    window.wait_for_url(re.compile("/my/bookings/"))
    return window.url.rstrip("/").rsplit("/", 1)[1].split("?")[0]


def make_a_calendar_address(window: Page, site: Site, lang: str) -> str:
    window.goto(f"{site.url}{'/en' if lang == 'en' else ''}/my/calendars")
    window.locator("main form [name=label]").fill("phone")
    window.locator("main form:has([name=label]) button").click()
    field = window.locator(".secret-address input[readonly]")
    expect(field).to_be_visible()
    return field.input_value()


def cancel(window: Page, site: Site, lang: str, code: str) -> None:
    window.goto(f"{site.url}{'/en' if lang == 'en' else ''}/my/bookings/{code}/cancel")
    window.locator("main form button").first.click()
    window.wait_for_url(re.compile("/my/bookings"))


def test_a_manager_publishes_the_next_event(site: Site, visit: Callable[..., Page]) -> None:
    manager = visit(width=1280)
    sign_in(manager, site, "manager@sciencepop.example")
    manager.goto(f"{site.url}/manage")
    picture(manager, "story-manage")
    manager.locator("main a[href$='/events/new']").first.click()
    title = f"冬至日影：自己做一支日晷 {uuid.uuid4().hex[:6]}"
    write_event(manager, title)
    manager.locator("main a[href$='/occurrences/new']").first.click()
    manager.locator("main input[name=on]").fill((clock.today() + timedelta(days=20)).isoformat())
    manager.locator("main input[name=starts]").fill("14:00")
    manager.locator("main input[name=ends]").fill("15:30")
    manager.locator("button[name=save]").first.click()
    manager.wait_for_url(re.compile(r"/manage/events/[^/]+$"))
    slug = manager.url.rsplit("/", 1)[1]
    write_card(manager)
    manager.goto(f"{site.url}/manage/events/{slug}")
    manager.get_by_role("button", name="提交审核").click()
    picture(manager, "story-submitted")

    stranger = visit(width=360)
    assert stranger.goto(f"{site.url}/events/{slug}").status == 404  # type: ignore[union-attr]

    officer = visit(width=1280)
    sign_in(officer, site, "officer@sciencepop.example")
    officer.goto(f"{site.url}/district/events/{slug}")
    officer.get_by_role("link", name="核对并签字").click()
    officer.get_by_label("专家", exact=True).check()
    officer.get_by_label("专家姓名和单位").fill("华东师范大学 李工")
    officer.get_by_role("button", name="核对无误，签字").click()
    expect(officer.locator("main")).to_contain_text("审核卡已经签字生效")
    officer.goto(f"{site.url}/district/events/{slug}")
    for check in officer.locator("input[name=checks]").all():
        check.check()
    picture(officer, "story-review")
    officer.locator("button[value=publish]").click()
    expect(officer.locator("main")).to_contain_text("已经公开")

    stranger.goto(f"{site.url}/events/{slug}")
    expect(stranger.locator("h1")).to_have_text(title)
    assert site.flask("doctor").splitlines()[-1] == "一切正常"


def write_card(window: Page) -> None:
    """What a workshop needs before it is public; somebody else signs it."""
    window.get_by_role("link", name="填写审核卡").click()
    window.get_by_label("材料和来源").fill("纸板、竹签；基地讲解组教案")
    window.get_by_label("低风险").check()
    window.get_by_label("安全措施").fill("竹签磨圆，每组一位讲解员")
    window.get_by_label("评估文件存放处或文号").fill("安全评估 2026-11")
    window.get_by_label("评估有效期的最后一天").fill((clock.today() + timedelta(days=90)).isoformat())
    picture(window, "story-card")
    window.get_by_role("button", name="保存，等待核对").click()
    expect(window.locator("main")).to_contain_text("请另一位同事或专家核对签字")


def write_event(window: Page, title: str) -> None:
    window.locator("[name=title_zh]").fill(title)
    window.locator("[name=kind]").select_option("workshop")
    window.locator("[name=summary_zh]").fill("量影子、找正北，把做好的日晷带回家。")
    window.locator("[name=body_zh]").fill("先在广场上量影子，再用纸板和竹签做一支日晷。每组四人，有讲解员带领。")
    window.locator("[name=source_note]").fill("基地讲解组教案")
    window.locator("input[name=audiences][value=teenagers]").check()
    window.locator("input[name=topics][value=astronomy]").check()
    window.locator("[name=seats]").fill("24")
    picture(window, "story-event-form")
    window.locator("main form button").last.click()
    window.wait_for_url(re.compile(r"/manage/events/[^/]+$"))
