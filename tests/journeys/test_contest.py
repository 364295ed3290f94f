"""A juror scores a blind entry on a telephone without JavaScript; the organiser sees that, and not the score."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import ON_ONE_DATABASE, Site, sign_in

pytestmark = [pytest.mark.browser, ON_ONE_DATABASE]


def test_a_juror_finds_scores_and_changes_an_entry_and_the_organiser_sees_no_mark(
    site: Site, visit: Callable[..., Page]
) -> None:
    juror = visit(width=360, javascript=False)
    sign_in(juror, site, "applicant@sciencepop.example")
    juror.goto(f"{site.url}/contests")
    juror.get_by_role("link", name="我的队伍和评审").click()
    juror.get_by_role("link", name="小小讲解员").click()
    waiting = juror.locator("main li.panel", has_text="等您打分")
    before = waiting.count()
    waiting.first.get_by_role("link").click()
    expect(juror.locator("main")).not_to_contain_text("示例1队")
    fields = juror.locator("main input[type=number]")
    for number in range(fields.count()):
        fields.nth(number).fill("11" if number == 0 else "8")
    juror.get_by_role("button", name="记下分数").click()
    expect(juror.get_by_role("alert")).to_contain_text("不能超过满分")
    juror.locator("main input[type=number]").first.fill("9")
    juror.get_by_role("button", name="记下分数").click()
    expect(juror.get_by_role("status").first).to_contain_text("分数已记下")
    expect(juror.locator("main li.panel", has_text="等您打分")).to_have_count(before - 1)
    host = visit()
    sign_in(host, site, "manager@sciencepop.example")
    host.goto(f"{site.url}/manage/contests/SAMPLECON1/rounds/1")
    expect(host.locator("main")).to_contain_text("已打分")
    expect(host.locator("main")).not_to_contain_text("84.00")
    host.get_by_role("button", name="结束评审，计算名次").click()
    expect(host.get_by_role("alert")).to_contain_text("分数还不够")
