"""A volunteer signs up, comes without network, disputes half an hour, and gets a proof that anybody can check until it
is revoked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import ON_ONE_DATABASE, Site, picture, sign_in
from tests.journeys.test_every_page import look_at
from tests.qr_code import read_codes

pytestmark = [pytest.mark.browser, ON_ONE_DATABASE]

# A shift in three days at the manager's base, made as the base would; its number is printed.
MAKE = """
base = session.scalars(select(ScienceBase).where(ScienceBase.slug == "astronomy-museum")).one()
person, day = session.get_one(Person, base.registrant_id), clock.local(now).date() + timedelta(days=3)
start = clock.day_bounds(day)[0] + timedelta(hours=7)
needs = (NeedWish("helper", 1, 2, 2),)
times = {"starts_at": start, "ends_at": start + timedelta(hours=2), "opens_at": now, "closes_at": start}
number = services.create_shift(base, ShiftWish("望远镜前的讲解员", **times, needs=needs), by=person, now=now)
services.publish(number, by=person, now=now)
print(number)
"""
BEGIN = """
times = {"starts_at": now - timedelta(minutes=5), "ends_at": now + timedelta(minutes=115), "opens_at": now - DAY}
session.execute(update(Shift).where(Shift.id == NUMBER).values(closes_at=now - DAY, **times))
session.commit()
"""
COUNT = """
session.execute(update(Attendance).where(Attendance.left_at.is_not(None)).values(left_at=now))
session.commit()
count.count_shifts(now + timedelta(hours=5))
print(shift_code(NUMBER, now))
"""
CODE = "print(shift_code(NUMBER, clock.now()))"
ISSUE = "print(proofs.issue_due(now + 8 * DAY), documents.make_wanted(now))"
HEAD = """
from datetime import timedelta
from sqlalchemy import select, update
from sciencepop import create_app
from sciencepop.accounts.models import Person
from sciencepop.bases.models import ScienceBase
from sciencepop.core import clock, documents
from sciencepop.core.db import db
from sciencepop.volunteers import services
from sciencepop.volunteers.models import Attendance, Shift
from sciencepop.volunteers.services import NeedWish, ShiftWish, count, proofs
from sciencepop.volunteers.shift_codes import shift_code
DAY, now = timedelta(days=1), clock.now()
with create_app().app_context():
    session = db.session()
"""


def run(site: Site, lines: str, number: str = "") -> str:
    """Do something on the site's own database that would take days to wait for; what it printed."""
    body = "".join(f"    {line}\n" for line in lines.replace("NUMBER", number).strip().splitlines())
    return site.run(HEAD + body)


def seen(window: Page, name: str) -> list[str]:
    """Look at the page on a desk and, closely, on a telephone."""
    for width in (1280, 360):
        window.set_viewport_size({"width": width, "height": 900})
        picture(window, f"hours-{name}-{width}")
    return look_at(window, name)


def test_hours_from_the_sign_up_to_a_revoked_proof(site: Site, visit: Callable[..., Page], chromium: Browser) -> None:
    number = run(site, MAKE)
    mine, base, office, wrong = visit(), visit(), visit(), list[str]()
    sign_in(mine, site, "resident@sciencepop.example")
    mine.goto(f"{site.url}/volunteer/shifts/{number}")
    mine.get_by_role("button", name="报名").click()
    run(site, BEGIN, number)

    sign_in(base, site, "manager@sciencepop.example")
    base.goto(f"{site.url}/manage/shifts/{number}/code")
    wrong += seen(base, "screen")
    digits = base.locator(".venue-digits").inner_text()
    mine.goto(f"{site.url}/volunteer/shifts/{number}")
    mine.locator("main a[href*='/volunteer/mine/']").click()
    mine.get_by_role("link", name="签到和签退").click()
    wrong += seen(mine, "sign")
    sign_in_without_network(chromium, mine, digits)

    base.goto(f"{site.url}/manage/shifts/{number}/attendance")
    assert "没有网络，后来送到" in base.locator("main").inner_text()
    wrong += seen(base, "attendance")
    base.get_by_role("button", name="开一台现场设备").click()
    wrong += seen(base, "kiosk-opened")
    device = chromium.new_page()  # what it says of a network that is away is no complaint
    device.goto(base.get_by_role("link", name="就在这台设备上使用").get_attribute("href") or "")
    wrong += seen(device, "kiosk")
    device.wait_for_function("navigator.serviceWorker.ready.then((it) => it.active.state === 'activated')")
    device.reload()
    device.context.set_offline(True)
    device.reload()
    device.get_by_role("button", name="签退").click()
    device.get_by_text("没有网络").wait_for()
    device.context.set_offline(False)
    device.get_by_text(re.compile(r"\d\d:\d\d 签退")).wait_for()
    assert not device.get_by_text("没有网络").is_visible()
    device.close()

    run(site, COUNT, number)
    mine.goto(f"{site.url}/volunteer/hours")
    wrong += seen(mine, "hours")
    mine.locator("li", has_text="望远镜前的讲解员").get_by_role("link", name="提出异议").click()
    mine.locator("input[name=minutes]").fill("30")
    mine.locator("textarea[name=words]").fill("设备上点错了，当时没有走")
    wrong += seen(mine, "dispute")
    mine.get_by_role("button", name="提交给工作人员").click()

    office_answers(office, site)
    mine.goto(f"{site.url}/volunteer/hours")
    assert "问过现场的人，属实" in mine.locator("main").inner_text()

    code = proof_of_this_month(mine, office, site)
    run_issue = run(site, ISSUE)
    assert run_issue.split()[0] >= "1"
    mine.goto(f"{site.url}/volunteer/proofs/{code}")
    wrong += seen(mine, "proof")
    with mine.expect_download() as started:
        mine.get_by_role("link", name="下载 PDF").click()
    link = link_in(started.value.path().read_bytes())
    stranger = visit(width=360)
    stranger.goto(site.url + link)
    assert "有效" in stranger.locator(".notice").inner_text()
    wrong += seen(stranger, "verify")

    office.goto(f"{site.url}/manage/proofs")
    wrong += seen(office, "register")
    office.goto(f"{site.url}/manage/proofs/{code}")
    office.locator("input[name=reason]").fill("试开的证明，作废")
    wrong += seen(office, "proof-desk")
    office.get_by_role("button", name="撤销证明").click()
    stranger.reload()
    assert "不再有效" in stranger.locator(".notice").inner_text()
    wrong += seen(stranger, "revoked")
    assert wrong == []


def sign_in_without_network(chromium: Browser, mine: Page, digits: str) -> None:
    """The telephone opened the page once; then its network is cut, and it is switched off and on again."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, locale="zh-CN", timezone_id="Asia/Shanghai",
        storage_state=mine.context.storage_state(),
    )  # fmt: skip
    phone = context.new_page()
    phone.goto(mine.url)
    phone.get_by_text("这一页已经存在这部手机上").wait_for()
    phone.close()
    context.set_offline(True)
    phone = context.new_page()
    phone.goto(mine.url)
    phone.locator("input[name=digits]").fill("12345")
    phone.get_by_role("button", name="签到").click()
    phone.get_by_text("请填写现场屏幕上的六位数字").wait_for()
    phone.locator("input[name=digits]").fill(digits)
    phone.get_by_role("button", name="签到").click()
    phone.get_by_text("还没有送出").wait_for()
    expect(phone.get_by_role("button", name="签退")).to_be_visible()
    picture(phone, "hours-sign-offline-360")
    assert look_at(phone, "sign-offline") == []
    context.set_offline(False)
    phone.get_by_text("签到成功").wait_for()
    phone.get_by_text("还没有送出").wait_for(state="detached")
    picture(phone, "hours-sign-sent-360")
    context.close()


def office_answers(office: Page, site: Site) -> None:
    """The base's own coordinator opened the kiosk, so somebody else answers."""
    sign_in(office, site, "officer@sciencepop.example")
    office.goto(f"{site.url}/manage/hours/claims")
    claim = office.locator("main li", has_text="设备上点错了")
    claim.locator("input[name$=words]").fill("问过现场的人，属实")
    claim.get_by_role("button", name="答复").click()
    assert "已经答复" in office.locator("main").inner_text()


def proof_of_this_month(mine: Page, office: Page, site: Site) -> str:
    """Ask for a proof of the last weeks and have it published; its code."""
    mine.locator("input[name=from_on]").fill(
        mine.evaluate("new Date(Date.now() - 20 * 864e5).toISOString().slice(0, 10)")
    )
    mine.locator("input[name=until_on]").fill(mine.locator("input[name=until_on]").get_attribute("max") or "")
    mine.get_by_role("button", name="申请证明").click()
    code = mine.url.rsplit("/", 1)[1]
    office.goto(f"{site.url}/manage/proofs")
    office.get_by_role("button", name="公示选中的").click()
    return code


def link_in(content: bytes) -> str:
    """The address that the QR code in a picture of the PDF says, without the site's own beginning."""
    (address,) = read_codes(content)
    return urlsplit(address).path
