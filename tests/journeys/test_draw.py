"""A grandmother's wish from the counter to a confirmed seat, and the draw checked by anybody in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import create_engine, text

from sciencepop.core import clock
from tests.journeys.conftest import ON_ONE_DATABASE, Site, picture, sign_in
from tests.journeys.test_college import run
from tests.journeys.test_every_page import look_at

pytestmark = [pytest.mark.browser, ON_ONE_DATABASE]

ROUND, ENTROPY = "SAMPLEDRAW2", "02 08 11 19 23 30 + 07"


def put_hour(site: Site, column: str, minutes: int) -> None:
    """Journeys live in real time: what people wait days for is put near."""
    engine = create_engine(site.database_url)
    with engine.begin() as connection:
        values = {"at": clock.now() + timedelta(minutes=minutes), "code": ROUND}
        connection.execute(text(f"UPDATE draw_round SET {column} = :at WHERE code = :code"), values)
    engine.dispose()


def let_it_be_small(site: Site) -> tuple[str, str]:
    """The calendar of her term has passed, and her class needs more people than it has. The codes of both."""
    steps = ("catalogue_at", "wishes_from_at", "wishes_until_at", "commit_at", "draw_at", "confirm_until_at")
    earlier = ", ".join(f"{name} = {name} - (leftovers_at - now())" for name in steps)
    engine = create_engine(site.database_url)
    with engine.begin() as connection:
        hers = "SELECT class_id FROM enrolment JOIN person ON person.id = person_id WHERE name = '王奶奶'"
        small = f"UPDATE course_class SET minimum = capacity WHERE id = ({hers}) RETURNING code, term_id"
        code, term_id = connection.execute(text(small)).one()
        passed = f"UPDATE term SET {earlier}, leftovers_at = now() WHERE id = :id RETURNING code"
        term = connection.execute(text(passed), {"id": term_id}).scalar_one()
    engine.dispose()
    return str(code), str(term)


def let_days_pass(site: Site, code: str) -> bool:
    """Since a class was warned of; False where it was not."""
    engine = create_engine(site.database_url)
    with engine.begin() as connection:
        passed = "UPDATE course_class SET warned_at = warned_at - interval '3 days' WHERE code = :code"
        passed += " AND warned_at IS NOT NULL"
        found = connection.execute(text(passed), {"code": code}).rowcount
    engine.dispose()
    return found == 1


def test_a_grandmother_wishes_at_the_counter_is_drawn_and_confirms(site: Site, visit: Callable[..., Page]) -> None:
    desk = visit(width=360)
    sign_in(desk, site, "desk@sciencepop.example")
    desk.goto(f"{site.url}/desk/wishes")
    desk.get_by_role("link", name="代填一张").click()
    desk.get_by_label("称呼").fill("王奶奶")
    desk.get_by_label("第一志愿").select_option("SAMPLECL08")
    desk.get_by_label("第二志愿").select_option("SAMPLECL03")
    desk.get_by_label("已把上面的话读给本人听，本人同意").check()
    picture(desk, "wish-desk-360")
    desk.get_by_role("button", name="交志愿单").click()
    expect(desk.locator(".slip")).to_contain_text("老年人和不上网的人")
    slip = desk.url

    put_hour(site, "closes_at", -1)
    branch = visit()
    sign_in(branch, site, "officer@sciencepop.example")
    branch.goto(f"{site.url}/district/college/rounds/{ROUND}")
    branch.get_by_role("button", name="封存并公布").click()
    promise = branch.locator(".digests code").inner_text()
    desk.goto(slip)
    expect(desk.locator(".slip")).to_contain_text(promise)

    put_hour(site, "closed_at", -2)
    put_hour(site, "closes_at", -3)
    put_hour(site, "entropy_due", -1)
    site.flask("college", "draw", ROUND, "--entropy", ENTROPY)

    anybody = visit()
    anybody.goto(f"{site.url}/college/rounds/{ROUND}")
    anybody.get_by_label("您看到的开奖号码").fill(ENTROPY)
    anybody.get_by_label("您在开奖前保存的封存摘要").fill(promise)
    anybody.get_by_role("button", name="重新计算并核对").click()
    expect(anybody.locator("[data-draw-said]")).to_contain_text("全部相符")
    picture(anybody, "draw-checked-1280")
    anybody.get_by_label("您看到的开奖号码").fill("别的号码")
    anybody.get_by_role("button", name="重新计算并核对").click()
    expect(anybody.locator("[data-draw-said]")).to_contain_text("您输入的是“别的号码”")

    desk.goto(slip)
    expect(desk.locator(".slip")).to_contain_text(re.compile(r"\d+ 号"))
    picture(desk, "wish-drawn-360")
    assert look_at(desk, "wish-drawn") == []
    desk.get_by_role("button", name="对方来，确认座位").click()
    expect(desk.locator(".slip")).to_contain_text("已报名")

    # Her class stays below its minimum and ends in two passes; her next wish serves her before all who wait.
    small, term = let_it_be_small(site)
    branch.goto(f"{site.url}/district/college/terms/{term}")
    for _try in range(10):
        branch.get_by_role("button", name="第一步：提醒并开放").click()
        expect(branch.locator("main")).to_contain_text("提醒了")
        if let_days_pass(site, small):
            break
        branch.wait_for_timeout(1000)
    branch.get_by_label("原因（会告诉对方）").fill("报名的人不够")
    branch.get_by_role("button", name="第二步：停开仍不够的班").click()
    expect(branch.locator("main")).to_contain_text("停开了 1 个班")
    run(site, "print(services.promote_due(now))")
    desk.goto(slip)
    expect(desk.locator(".slip li").first).to_contain_text("班已停开")
    expect(desk.locator(".slip li").nth(1)).to_contain_text("有座位，等您答复")
    picture(desk, "wish-displaced-360")
    desk.get_by_role("button", name="对方来，确认座位").click()
    expect(desk.locator(".slip li").nth(1)).to_contain_text("已报名")
