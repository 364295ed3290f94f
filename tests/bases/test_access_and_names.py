"""What a base says of access, thing by thing; and what it was called before."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bases.models import FormerName
from sciencepop.bases.queries import get_any
from sciencepop.bases.rules.access import Access, Told, refuse_told
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.bases.services.change import update_public_record
from sciencepop.bases.services.record import record_of
from sciencepop.core import clock
from sciencepop.core.audit import AuditRow
from sciencepop.search.services.refresh import refresh_all, refresh_due
from tests.cast import Cast
from tests.page import Page

TODAY = date(2026, 10, 1)
WHERE = "/manage/bases/chenshan/access"


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        (Told(), None),
        (Told(access=Access.THERE, note_zh="后门", checked_on=TODAY), None),
        (Told(access=Access.LACKING, note_en="stairs"), None),
        (Told(note_zh="后门"), Refusal.ACCESS_UNSAID),
        (Told(checked_on=TODAY), Refusal.ACCESS_UNSAID),
        (Told(access=Access.THERE, checked_on=TODAY + timedelta(days=1)), Refusal.CHECKED_LATER),
    ],
)
def test_what_may_be_said_of_access(told: Told, refusal: Refusal | None) -> None:
    assert refuse_told(told, TODAY) is refusal


def test_each_fact_has_its_word_and_its_day(page: Page, session: Session, cast: Cast) -> None:
    today = clock.today()
    sent = {
        "step-free_access": "there",
        "step-free_note_zh": "坡道在后门<b>，请先按铃",
        "step-free_note_en": "slope at the back gate, ring first",
        "step-free_checked_on": today.isoformat(),
        "lift_access": "lacking",
        "quiet-room_access": "flying",
        "note_zh": "咨询台可借放大镜",
    }
    page.sign_in(cast.manager).get(WHERE)
    page.post(WHERE, sent)
    page.post(WHERE, sent | {"attempt": "attempt-0002"})
    base = get_any("chenshan")
    assert (base.access, base.access_lacking) == (["step-free"], ["lift"])
    page.get("/bases?accessible=1")
    assert "辰山植物园" in page.text()
    page.get("/bases/chenshan")
    assert f"坡道可达 坡道在后门<b>，请先按铃 {today.month}月{today.day}日" in page.text()
    assert "有电梯：否 咨询台可借放大镜" in page.text()
    told = json.loads(page.all("script", type="application/ld+json")[0].text or "")["amenityFeature"]
    assert [(one["value"], one.get("description")) for one in told] == [
        (True, "坡道在后门<b>，请先按铃"),
        (False, None),
    ]
    page.get("/en/bases/chenshan")
    assert "slope at the back gate, ring first" in page.text()

    nothing = {"step-free_checked_on": "", "lift_access": "unknown", "attempt": "attempt-0003"}
    page.post(WHERE, {"step-free_access": "there"} | nothing)
    session.expire_all()
    assert (get_any("chenshan").access_facts, get_any("chenshan").access_lacking) == ([], [])
    facts = session.scalars(select(AuditRow.facts).where(AuditRow.action == "base.access").order_by(AuditRow.id)).all()
    assert facts == [{"changed": ["lift", "step-free"]}, {"changed": ["lift", "step-free"]}]


def test_what_is_wrong_with_access_is_said(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.manager)
    bad: list[tuple[dict[str, Any], str]] = [
        ({"lift_note_zh": "三楼"}, "写了说明或核对日期，请先选“有”还是“没有”。"),
        (
            {"lift_access": "there", "lift_checked_on": "NaN", "lift_note_zh": "长" * 10_000},
            "最多 200 个字。",
        ),
    ]
    for values, sentence in bad:
        page.post(WHERE, values, status=422)
        assert sentence in page.text()
    assert get_any("chenshan").access == []
    Page(page.app).sign_in(cast.other_manager).post(WHERE, {"lift_access": "there"}, status=403)


def rename(cast: Cast, name: str, english: str = "") -> None:
    base = get_any("chenshan")
    record = replace(record_of(base, clock.today()), name_zh=name, name_en=english, hours=None)
    update_public_record(base.id, record, by=cast.officer.id, now=clock.now(), is_district=True)


def test_a_former_name_stays_on_the_page_and_is_found(page: Page, session: Session, cast: Cast) -> None:
    refresh_all(clock.now())
    rename(cast, "云间植物科学园", "Yunjian Plants")
    rename(cast, "云间植物科学苑", "Yunjian Plants")
    refresh_due(clock.now())
    today = f"{clock.today().month}月{clock.today().day}日"
    page.get("/bases/chenshan")
    assert f"曾用名：云间植物科学园（到{today}" in page.text()
    assert f"曾用名：辰山植物园（到{today}" in page.text()
    assert json.loads(page.all("script", type="application/ld+json")[0].text or "")["alternateName"] == [
        "云间植物科学园", "辰山植物园"
    ]  # fmt: skip
    page.get("/search?q=辰山")
    assert [one.get("href") for one in page.all("a") if one.get("href", "").startswith("/bases/")] == [
        "/bases/chenshan"
    ]

    slip = session.scalars(select(FormerName).where(FormerName.name_zh == "云间植物科学园")).one()
    where = f"/manage/bases/chenshan/names/{slip.id}/forget"
    page.sign_in(cast.manager).post(where, {}, status=403)
    officer = Page(page.app).sign_in(cast.officer)
    officer.get("/manage/bases/chenshan")
    for _twice in range(2):
        officer.post(where, {})
    officer.post(f"/manage/bases/kejiguan/names/{slip.id}/forget", {})
    rename(cast, "辰山植物园")
    page.get("/bases/chenshan")
    assert "曾用名：云间植物科学苑" in page.text()
    assert "曾用名：云间植物科学园" not in page.text()
    assert "曾用名：辰山植物园" not in page.text()
