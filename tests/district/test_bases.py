"""The district reads registrations and decides on them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bases.models import BaseState
from sciencepop.bases.queries import get_any
from sciencepop.core.outbox import OutboxMessage
from tests.bases.rows import submitted
from tests.cast import Cast
from tests.factories import make_base
from tests.page import Page


def seen(page: Page) -> str:
    """What the page that lies open says it showed."""
    return page.all("input", name="seen")[0].get("value") or ""


def test_the_queue_shows_what_waits_first(page: Page, session: Session, cast: Cast) -> None:
    base = submitted(cast)
    page.sign_in(cast.officer).get("/district/bases")
    links = [a.get("href") for cell in page.all("th", scope="row") for a in cell]
    assert links == [f"/district/bases/{base.slug}"]
    page.get("/district/bases?state=public")
    assert "辰山植物园" in page.text()
    page.get("/district/bases?state=dropped&after=%00")
    assert "月湖雕塑科普馆" in page.text()


def test_a_long_queue_is_paged(page: Page, session: Session, cast: Cast) -> None:
    for number in range(60):
        make_base(session, name_zh=f"第{number:02d}馆", state=BaseState.REFUSED)
    session.commit()
    page.sign_in(cast.officer).get("/district/bases?state=refused")
    assert len(page.all("th", scope="row")) == 50
    page.get(page.all("a", rel="next")[0].get("href") or "")
    assert len(page.all("th", scope="row")) == 10


def test_an_officer_accepts_and_the_base_is_public(page: Page, session: Session, cast: Cast) -> None:
    base = submitted(cast)
    page.sign_in(cast.officer).get(f"/district/bases/{base.slug}")
    assert "营业执照.pdf" in page.text()
    page.post(f"/district/bases/{base.slug}", {"step": "accept", "seen": seen(page)})
    page.get(f"/bases/{base.slug}")
    assert page.all("h1")[0].text == "月湖雕塑科普馆"
    page.sign_in(cast.resident).get(f"/manage/bases/{base.slug}")


def test_an_officer_returns_with_a_list_of_corrections(page: Page, session: Session, cast: Cast) -> None:
    base = submitted(cast)
    page.sign_in(cast.officer).get(f"/district/bases/{base.slug}")
    data = {"step": "return", "corrections": "1楼门牌\n补照片", "seen": seen(page)}
    page.post(f"/district/bases/{base.slug}", data)
    assert get_any(base.slug).decisions[0].corrections == ["1楼门牌", "补照片"]
    page.get(f"/district/bases/{base.slug}")
    assert "退回修改" in page.text()
    assert "现在没有需要决定的事。" in page.text()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"step": "refuse"}, "请写明理由，登记人会看到。"),
        ({"step": "return", "reason": "改"}, "退回时请至少写一条修改意见"),
        ({"step": ""}, "请选择一个决定。"),
        ({}, "请选择一个决定。"),
        ({"step": "submit"}, "请选择一个决定。"),
        ({"step": "withdraw", "reason": "x"}, "请选择一个决定。"),
        ({"step": "refuse", "reason": "长" * 10_000}, "最多 1000 个字。"),
        ({"step": "refuse", "reason": "\x00 \u202e"}, "请写明理由，登记人会看到。"),
    ],
)
def test_a_decision_that_lacks_something_is_not_taken(
    page: Page, session: Session, cast: Cast, data: dict[str, str], sentence: str
) -> None:
    base = submitted(cast)
    page.sign_in(cast.officer).post(f"/district/bases/{base.slug}", data, status=422)
    assert sentence in page.text()
    assert get_any(base.slug).state is BaseState.SUBMITTED
    assert session.scalars(select(OutboxMessage)).all() == []


def test_a_page_that_shows_an_older_submission_decides_nothing(page: Page, session: Session, cast: Cast) -> None:
    base = submitted(cast)
    older = (base.submitted_at - timedelta(hours=1)).isoformat() if base.submitted_at else ""
    page.sign_in(cast.officer).post(f"/district/bases/{base.slug}", {"step": "accept", "seen": older}, status=422)
    assert "登记人又提交了新内容" in page.text()


@pytest.mark.parametrize("text", ["", "yesterday", "9999-12-31T23:59:59-23:59", "\x00", "0001-01-01"])
def test_a_forged_seen_is_no_crash(page: Page, session: Session, cast: Cast, text: str) -> None:
    base = submitted(cast)
    response = page.sign_in(cast.officer).client.post(
        f"/district/bases/{base.slug}",
        data={"csrf_token": page._csrf_token(), "step": "accept", "seen": text},
    )
    assert response.status_code in (303, 422)


def test_the_second_of_two_decisions_is_told(page: Page, session: Session, cast: Cast) -> None:
    base = submitted(cast)
    page.sign_in(cast.officer).post(f"/district/bases/{base.slug}", {"step": "refuse", "reason": "不在本区"})
    page.post(f"/district/bases/{base.slug}", {"step": "accept"}, status=422)
    assert get_any(base.slug).state is BaseState.REFUSED


def test_a_base_is_taken_offline_and_brought_back(page: Page, session: Session, cast: Cast) -> None:
    page.get("/bases/chenshan")
    page.sign_in(cast.officer).post("/district/bases/chenshan", {"step": "withdraw", "reason": "消防整改"})
    Page(page.app).get("/bases/chenshan", status=404)
    page.post("/district/bases/chenshan", {"step": "republish", "reason": "整改完成"})
    Page(page.app).get("/bases/chenshan")
    page.get("/district/bases/chenshan")
    history = ["".join(li.itertext()).split()[0] for li in page.all("ol", class_="history")[0]]
    assert history == ["暂停公开", "恢复公开"]


@pytest.mark.parametrize("who", ["resident", "manager"])
def test_nobody_but_an_officer_reads_or_decides(page: Page, session: Session, cast: Cast, who: str) -> None:
    base = submitted(cast)
    page.sign_in(getattr(cast, who))
    page.get("/district/bases", status=403)
    page.get(f"/district/bases/{base.slug}", status=403)
    page.post(f"/district/bases/{base.slug}", {"step": "accept"}, status=403)
    assert get_any(base.slug).state is BaseState.SUBMITTED


def test_a_visitor_is_asked_to_sign_in(page: Page, cast: Cast) -> None:
    page.get("/district/bases", status=303)
    page.get("/district/bases/chenshan", status=303)


@pytest.mark.parametrize("slug", ["nowhere", "%00", "x" * 3000])
def test_a_wrong_name_is_not_found(page: Page, cast: Cast, slug: str) -> None:
    page.sign_in(cast.officer).get(f"/district/bases/{slug}", status=404)
