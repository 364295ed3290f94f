"""The audit trail as officers read it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from sciencepop.core import audit
from sciencepop.core.audit import AuditRow
from sciencepop.core.config import ROOT
from sciencepop.core.i18n import in_language
from sciencepop.district.audit_facts import details
from sciencepop.district.audit_words import ACTIONS
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_event
from tests.page import Page

URL = "/district/audit"


def rows(page: Page) -> list[str]:
    body = page.all("tbody")
    found = body[0].iter("tr") if body else ()
    return [" ".join(" ".join(row.itertext()).split()) for row in found]


@pytest.fixture
def trail(session: Session, cast: Cast) -> None:
    event = make_event(session, cast.base, title_zh="冬夜观星")
    record = audit.record
    record(session, by=cast.manager.id, at=NOW - timedelta(days=3), action="event.submit", subject=event)
    before = {"body_zh": "旧的全文", "topics": ["botany"]}
    record(session, by=cast.manager.id, at=NOW, action="event.edit", subject=event, before=before, risk="high")
    record(session, by=cast.officer.id, at=NOW, action="base.accept", subject=cast.base, note="")
    record(session, by=cast.resident.id, at=NOW, action="accounts.password_set", subject=cast.resident)
    record(session, by=cast.officer.id, at=NOW, action="accounts.role_granted", subject=cast.resident, role="officer")
    session.commit()


def test_the_trail_stands_latest_first_and_shows_no_person(trail: None, cast: Cast, page: Page) -> None:
    page.sign_in(cast.officer).get(URL)
    found = rows(page)
    assert len(found) == 4
    assert "授予权限" in found[0]
    assert f"账号 {cast.resident.id}" in found[0]
    assert "改了：活动详情、主题 风险：高风险" in found[2]
    assert "旧的全文" not in page.text()
    for person in (cast.manager, cast.resident):
        assert person.name not in page.text()


def test_the_trail_is_asked_by_kind_actor_and_day(trail: None, cast: Cast, page: Page) -> None:
    page.sign_in(cast.officer).get(f"{URL}?kind=base")
    assert [row for row in rows(page) if "通过场馆登记" in row] == rows(page)
    page.get(f"{URL}?actor={cast.manager.id}")
    assert len(rows(page)) == 2
    page.get(f"{URL}?actor={cast.manager.id}&until=2026-10-09")
    assert len(rows(page)) == 1
    page.get(f"{URL}?since=2026-10-10&until=2026-10-10&kind=event")
    assert len(rows(page)) == 1
    page.get(f"{URL}?subject=987654321")
    assert "没有这样的记录" in page.text()


@pytest.mark.parametrize(
    "query",
    [
        "actor=-1",
        "actor=" + "9" * 40,
        "subject=x",
        "since=9999-12-31",
        "until=0001-01-01",
        "until=%00",
        "since=0001-01-01T",
    ],
)
def test_what_cannot_be_asked_is_told(trail: None, cast: Cast, page: Page, query: str) -> None:
    page.sign_in(cast.officer).get(f"{URL}?{query}", status=422)
    assert page.all("div", id="error-summary")


@pytest.mark.parametrize("query", ["kind=%00", "kind=ghost", "after=%00", "after=bnVsbA", "subject="])
def test_what_makes_no_sense_is_as_if_not_asked(trail: None, cast: Cast, page: Page, query: str) -> None:
    page.sign_in(cast.officer).get(f"{URL}?{query}")
    assert len(rows(page)) == 4


def test_the_trail_is_paged_by_key(session: Session, cast: Cast, page: Page) -> None:
    event = make_event(session, cast.base)
    for _ in range(51):
        audit.record(session, by=cast.manager.id, at=NOW, action="event.edit", subject=event)
    session.commit()
    page.sign_in(cast.officer).get(f"{URL}?kind=event")
    assert len(rows(page)) == 50
    page.get(str(page.all("a", rel="next")[0].get("href")))
    assert len(rows(page)) == 1


def test_every_act_of_the_trail_has_words_and_can_be_searched_for() -> None:
    """What the code writes down by its name; names that are put together stand in the tables of their features."""
    written = re.compile(r'action="([a-z_]+\.[a-z_]+)"')
    acts = {act for path in (ROOT / "sciencepop").rglob("*.py") for act in written.findall(path.read_text("utf-8"))}
    assert len(acts) > 200
    assert acts - set(ACTIONS) == set()


@pytest.mark.parametrize(
    ("action", "facts", "lines"),
    [
        ("base.hours", {"kind": "makeup_day", "urgent": "", "days": []}, ["种类：调休上班日"]),
        (
            "base.photo_added",
            {"state": "waiting", "rights": "own"},
            ["状态：等待审核", "权利：本单位拍摄，著作权归本单位"],
        ),
        ("base.change", {"changed": {"kind": ["a", "b"], "address_zh": ["x", "y"]}}, ["改了：类型、地址"]),
        ("designation.correct", {"changed": {"from_on": ["2024-01-01", "2024-02-01"]}}, ["改了：从哪天起"]),
        ("designation.record", {"scheme": "district-base"}, ["命名：松江区科普教育基地"]),
        ("designation.status", {"was": "named", "status": "withdrawn"}, ["原来：有效", "状态：已撤销命名"]),
        ("base_list.import", {"added": 2, "left_out": 0, "bases": {"4": 1}}, ["新增：2", "没有导入：0"]),
    ],
)
def test_codes_are_told_in_words(app: Flask, action: str, facts: dict[str, Any], lines: list[str]) -> None:
    with app.test_request_context("/"), in_language("zh"):
        assert details(AuditRow(action=action, facts=facts)) == lines
