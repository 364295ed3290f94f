"""The page of results and the suggestions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.search.services.refresh import refresh_all
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_base, make_event, make_occurrence
from tests.page import Page


@pytest.fixture(autouse=True)
def indexed(session: Session, cast: Cast) -> None:
    base = make_base(session, slug="star-house", name_zh="佘山星空屋", name_en="Star House")
    event = make_event(
        session, base, slug="ants", title_zh="蚂蚁的<家>", title_en="Home of ants", audiences=["everyone"]
    )
    make_occurrence(session, event, starts_in=timedelta(days=1))
    session.commit()
    refresh_all(NOW)


def test_results_are_marked_and_told_by_kind(page: Page) -> None:
    page.get("/search?q=佘山 蚂蚁&near=310117103000")
    assert [mark.text for mark in page.all("mark")] == ["佘山", "蚂蚁"]
    assert "活动 · 佘山 星空屋 · 佘山镇 · 约" in page.text()
    links = [link.get("href", "") for link in page.all("a")]
    assert any(link.startswith("/events/ants?at=") for link in links)
    page.get("/search?q=star+house&kind=base")
    assert [heading.text for heading in page.all("h3")] == [None]
    assert "全部 2" in page.text()
    page.get("/en/search?q=ants")
    assert "Home of ants" in page.text()


def test_what_was_hidden_since_it_was_indexed_is_in_no_count(page: Page, session: Session) -> None:
    session.scalars(select(ScienceBase).where(ScienceBase.slug == "star-house")).one().state = BaseState.WITHDRAWN
    session.commit()
    page.get("/search?q=star+house")
    assert "没有找到“star house”" in page.text()
    page.get("/search?q=star+house+下周")
    assert "不要“下周”" not in page.text()


def test_nothing_is_no_dead_end(page: Page) -> None:
    page.get("/search?q=蚂蚁 下周")
    assert "不要“下周”，有 1 个" in page.text()
    page.get("/search")
    assert "cszwy" in page.text()
    for hostile in ("'", '"*', "a AND", "%00", "佘" * 300, "x&page=-1&kind=x&near=x"):
        page.get(f"/search?q={hostile}")
    page.get("/search?q=🌟 。")
    assert "“🌟 。”里没有可以搜索的字" in page.text()
    page.get("/search?q=蚂蚁&kind=course")
    assert "这一类里没有。" in page.text()
    page.get("/search?q=蚂蚁&page=999")
    assert len(page.all("h3")) == 1


def test_suggestions_are_names_with_addresses(page: Page) -> None:
    answer = page.get("/search/suggest.json?q=xingk")
    assert answer.json == [
        {"kind": "科普基地", "title": "佘山星空屋", "url": "/bases/star-house"},
        {"kind": "活动", "title": "蚂蚁的<家>", "url": "/events/ants"},
    ]
    assert answer.headers["Cache-Control"] == "no-store"
    assert page.get("/search/suggest.json").json == []
