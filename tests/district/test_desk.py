"""The desk: what waits, and what happened last."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from sciencepop.bases.models import BaseState
from sciencepop.core import audit
from sciencepop.programme.models import EventState
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_base, make_event
from tests.page import Page


def counts(page: Page) -> dict[str, str]:
    shown = page.all("ul", class_="desk-counts")[0]
    found = {}
    for link in shown.iter("a"):
        number, words = [text for text in (t.strip() for t in link.itertext()) if text]
        found[words] = number
    return found


def test_the_desk_counts_what_waits(session: Session, cast: Cast, page: Page) -> None:
    make_base(session, state=BaseState.SUBMITTED)
    make_event(session, cast.base, state=EventState.SUBMITTED)
    make_event(session, cast.base, state=EventState.SUBMITTED)
    make_event(session, cast.base, changed_since_review=True)
    make_event(session, cast.base, state=EventState.RETURNED)
    session.commit()
    page.sign_in(cast.officer).get("/district")
    assert counts(page) == {
        "场馆登记待审核": "1",
        "基地变更待审核": "0",
        "基地照片待审核": "0",
        "活动待审核": "2",
        "教学点待审核": "0",
        "配送等处理": "0",
        "基地认定等办理": "0",
        "基地年检等办理": "0",
        "竞赛待审核": "0",
        "科技成果和举报": "0",
        "专题推送等审核": "0",
        "统计表等确认": "0",
        "公开后有改动": "1",
        "退回修改中": "1",
        "已停止公开": "0",
    }


def test_the_latest_actions_are_named_without_people(session: Session, cast: Cast, page: Page) -> None:
    event = make_event(session, cast.base, title_zh="冬夜观星")
    audit.record(session, by=cast.manager.id, at=NOW, action="event.submit", subject=event)
    session.commit()
    page.sign_in(cast.officer).get("/district")
    assert "提交活动审核" in page.text()
    assert "冬夜观星" in page.text()
    assert cast.manager.name not in page.text()


@pytest.mark.parametrize("url", ["/district", "/district/events", "/district/roles", "/district/audit"])
def test_the_desk_is_an_officers(cast: Cast, page: Page, url: str) -> None:
    page.get(url, status=303)
    page.sign_in(cast.resident).get(url, status=403)
    page.sign_in(cast.manager).get(url, status=403)
    page.sign_in(cast.officer).get(url)
    page.get("/en" + url)
