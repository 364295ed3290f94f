"""A base's year from what the platform counted to the list again: filed, scored, to be put right, put right."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from sciencepop.core.clock import SHANGHAI
from tests.journeys.conftest import ON_ONE_DATABASE, ROOT, Site, picture, sign_in
from tests.journeys.test_every_page import look_at

pytestmark = [pytest.mark.browser, ON_ONE_DATABASE]

SCORED = """
from sciencepop import create_app
from sciencepop.accounts.models import Person
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.yearcheck.queries.files import get_file
from sciencepop.yearcheck.rules.steps import Act, Side
from sciencepop.yearcheck.services.become import Given, take_step
scores = {"cooperation": 6, "brand": 5, "science": 4}
with create_app().app_context():
    for number in [seat.person_id for seat in get_file(db.session(), "CODE").seats]:
        person = db.session.get(Person, number)
        take_step("CODE", Act.SCORE, Side.EXPERT, Given(scores=scores, words="一般"), by=person, now=clock.now())
"""
"""Three experts, who have no passwords."""


def press(window: Page, act: str, **given: str) -> None:
    """Open the form of an act, fill it in and press its button."""
    form = window.locator(f"form:has(button[value={act}])")
    if not form.is_visible():
        window.locator("details", has=form).locator("summary").click()
    for name, value in given.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator(f"button[value={act}]").click()
    window.wait_for_load_state()


def seen(window: Page, name: str) -> list[str]:
    """Look at the page on a desk and, closely, on a telephone."""
    for width in (1280, 360):
        window.set_viewport_size({"width": width, "height": 900})
        picture(window, f"yearcheck-{name}-{width}")
    return look_at(window, name)


def refuse(window: Page, site: Site, path: str, act: str, status: int = 403) -> None:
    """Somebody whose step it is not sends it all the same, with the token of their own session."""
    window.goto(f"{site.url}/my/profile")
    token = window.locator("input[name=csrf_token]").first.get_attribute("value") or ""
    answer = window.request.post(f"{path}/step", form={"act": act, "words": "x", "name": "x", "csrf_token": token})
    assert answer.status == status, f"{act}: {answer.status}"


def test_a_base_puts_right_what_its_yearly_check_found(site: Site, visit: Callable[..., Page]) -> None:
    base, office, lead, stranger = visit(), visit(), visit(), visit()
    for window, who in zip(
        (base, office, lead, stranger), ("manager", "officer", "applicant", "resident"), strict=True
    ):
        sign_in(window, site, f"{who}@sciencepop.example")
    year = datetime.now(SHANGHAI).year - 1
    base.goto(f"{site.url}/my/yearcheck")
    base.get_by_role("button", name=f"开始填 {year + 1} 年度档案").click()
    said = re.search(r"举办活动场次：(\d+) 场", base.locator("main").inner_text())
    assert said, "what was held is filled in"
    base.goto(f"{base.url.removesuffix('/edit')}/figures/sessions")
    held = [int(cell.inner_text()) for cell in base.locator("main tbody td").all()]
    assert (sum(held), len(held)) == (int(said[1]), int(said[1])), "and its rows add up"
    base.goto(f"{site.url}/my/yearcheck")
    base.get_by_role("button", name=f"开始填 {year} 年度档案").click()
    base.wait_for_url(re.compile("/edit"))
    path = base.url.removesuffix("/edit")
    for field in base.locator("input[name^=figure_]").all():
        field.fill(f"{year}-06-30" if field.get_attribute("name") == "figure_drill_on" else "0")
    for field in base.locator("select[name^=figure_]").all():
        field.select_option("-")
    wrong = seen(base, "edit")
    base.get_by_role("button", name="保存").click()
    expect(base.get_by_role("heading", name="现在的数字")).to_be_visible()
    office.goto(path)
    assert office.title().startswith("404") or "404" in office.content(), "a draft is the base's own"
    press(base, "file", name="馆长")
    expect(base.get_by_role("heading", name="上报的数字")).to_be_visible()

    office.goto(path)
    for tick in office.locator("input[name=experts]").all()[:3]:
        tick.check()
    press(office, "assign")
    done = [sys.executable, "-c", SCORED.replace("CODE", path.rsplit("/", 1)[1])]
    subprocess.run(done, cwd=ROOT, env=site.environ, check=True, capture_output=True)
    refuse(base, site, path, "decide")
    refuse(office, site, path, "decide")
    refuse(lead, site, path, "bonus")
    refuse(stranger, site, path, "file", 404)
    lead.goto(path)
    wrong += seen(lead, "decide")
    press(lead, "decide", words="活动太少。")
    lead.goto(f"{site.url}/designations")
    expect(lead.locator("main", has_text="上海天文博物馆")).to_contain_text("需整改")

    base.goto(path)
    expect(base.get_by_role("heading", name="结果：需整改")).to_be_visible()
    paper = {"name": "整改方案.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 plan"}
    base.locator("#paper").set_input_files(paper)
    base.get_by_role("button", name="上传").click()
    press(base, "hand_in", words="已增加活动。")
    wrong += seen(base, "handed-in")
    office.goto(path)
    looked = "officer@sciencepop.example\ndesk@sciencepop.example"
    press(office, "clear", day=f"{datetime.now(SHANGHAI):%Y-%m-%d}", addresses=looked, words="现场看过，属实。")
    expect(office.locator("main .tags").first).to_contain_text("整改完成")
    base.goto(f"{site.url}/bases/astronomy-museum")
    expect(base.locator("main")).not_to_contain_text("需整改")
    assert wrong == []
