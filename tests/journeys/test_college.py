"""A learner attends to 70 %, gets a certificate whose PDF can be checked by anybody, until it is revoked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import ON_ONE_DATABASE, Site, picture, sign_in
from tests.journeys.test_every_page import look_at
from tests.journeys.test_hours import link_in

pytestmark = [pytest.mark.browser, ON_ONE_DATABASE]

HEAD = """
from datetime import time, timedelta
from sqlalchemy import select
from sciencepop import create_app
from sciencepop.accounts.models import Address, Person
from sciencepop.college import services
from sciencepop.college.models import ClassState, Lecturer, Mark, TeachingPoint, Term, WayIn
from sciencepop.college.queries.classes import get_class
from sciencepop.college.services import ClassWish
from sciencepop.college.services.classes import make_class
from sciencepop.core import clock, documents
from sciencepop.core.db import db
DAY, MINUTE, now = timedelta(days=1), timedelta(minutes=1), clock.now()
def who(name):
    found = select(Person).join(Address).where(Address.value == name + "@sciencepop.example")
    return session.scalars(found).one()
with create_app().app_context():
    session = db.session()
"""
# A class with a lesson a day, the fourth of them now; the learner was at the first two. Both codes are printed.
MAKE = """
term = session.scalars(select(Term).where(Term.until_on < clock.today() + 90 * DAY).order_by(Term.from_on)).first()
lecturer = session.scalars(select(Lecturer).order_by(Lecturer.id)).first()
plan = ("NATURE-01", "SAMPLEPT01", lecturer.id, 5, time(20), 90, 4, 0, 9, WayIn.FIRST_COME)
wish = ClassWish(*plan, opens_at=term.catalogue_at)
one = make_class(session, term, wish, by=who("officer").id, now=term.catalogue_at)
one.state, one.closes_at, one.is_sample = ClassState.PUBLISHED, now + DAY, True
for lesson in one.lessons:
    lesson.starts_at = now + (lesson.number - 4) * DAY - 5 * MINUTE
    lesson.ends_at = lesson.starts_at + 90 * MINUTE
session.commit()
code = services.enrol(one.code, by=who("other-manager"), language="zh", now=now)
for lesson in get_class(session, one.code).lessons[:3]:
    came = {code: Mark.PRESENT} if lesson.number < 3 else {}
    services.keep_list(one.code, lesson.number, came, by=who("applicant"), now=lesson.ends_at)
print(one.code, code)
"""
END = """
lesson = get_class(session, "CODE").lessons[3]
lesson.starts_at, lesson.ends_at = now - 91 * MINUTE, now - MINUTE
session.commit()
"""
PAPERS = "print(documents.make_wanted(now))"


def run(site: Site, lines: str, code: str = "") -> str:
    """Do something on the site's own database that would take days to wait for; what it printed."""
    body = "".join(f"    {line}\n" for line in lines.replace("CODE", code).strip().splitlines())
    return site.run(HEAD + body)


def seen(window: Page, name: str) -> list[str]:
    """Look at the page on a desk and, closely, on a telephone."""
    for width in (1280, 360):
        window.set_viewport_size({"width": width, "height": 900})
        picture(window, f"teaching-{name}-{width}")
    return look_at(window, name)


def test_attendance_to_70_percent_gives_a_certificate_that_anybody_checks(
    site: Site, visit: Callable[..., Page]
) -> None:
    class_code, code = run(site, MAKE).split()
    mine, head, office, wrong = visit(), visit(), visit(), list[str]()
    sign_in(head, site, "applicant@sciencepop.example")
    head.goto(f"{site.url}/college/teach/{class_code}/4/screen")
    wrong += seen(head, "screen")
    digits = head.locator(".venue-digits").inner_text()
    sign_in(mine, site, "other-manager@sciencepop.example")
    mine.goto(f"{site.url}/college/mine/{code}")
    wrong += seen(mine, "class")
    mine.locator("input[name=digits]").fill(digits)
    mine.get_by_role("button", name="签到").click()
    assert "签到成功" in mine.locator("main").inner_text()
    assert "已记出勤 3 / 4 课" in mine.locator("main").inner_text()

    head.goto(f"{site.url}/college/teach/{class_code}/4")
    wrong += seen(head, "list")
    head.context.set_offline(True)
    late = head.locator(f"input[name=mark-{code}][value=late]")
    late.check()
    head.get_by_role("button", name="保存名单").click()
    expect(head.locator("[data-draft-said]")).to_contain_text("没有网络")
    head.context.set_offline(False)
    head.reload()
    expect(head.locator("[data-draft-said]")).to_contain_text("已恢复")
    expect(late).to_be_checked()
    head.get_by_role("button", name="保存名单").click()
    expect(head.locator("main")).to_contain_text("名单已保存")
    expect(head.locator("[data-draft-said]")).to_be_hidden()
    run(site, END, class_code)
    head.goto(f"{site.url}/college/teach/{class_code}")
    wrong += seen(head, "results")
    head.get_by_role("button", name="计算结业结果").click()
    assert "已结业" in head.locator("main").inner_text()

    sign_in(office, site, "officer@sciencepop.example")
    office.goto(f"{site.url}/district/college/classes/{class_code}/certificates")
    office.get_by_role("button", name="签发证书").click()
    run(site, PAPERS)
    office.reload()
    wrong += seen(office, "register")

    mine.goto(f"{site.url}/college/learning")
    wrong += seen(mine, "learning")
    mine.get_by_role("link", name="结业证书 KPDX").first.click()
    wrong += seen(mine, "certificate")
    with mine.expect_download() as started:
        mine.get_by_role("link", name="中文 PDF").click()
    stranger = visit(width=360)
    stranger.goto(site.url + link_in(started.value.path().read_bytes()))
    assert "有效" in stranger.locator(".notice").inner_text()
    wrong += seen(stranger, "verify")

    office.locator("summary", has_text="撤销").first.click()
    office.locator("input[name=reason]").first.fill("姓名写错")
    office.get_by_role("button", name="撤销证书").first.click()
    stranger.reload()
    assert "不再有效" in stranger.locator(".notice").inner_text()
    assert wrong == []
