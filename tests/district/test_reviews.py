"""The science-content check of events: publish, return, confirm, withdraw, bring back."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.programme.models import ContentReview, Event, EventState, OccurrenceState
from sciencepop.programme.rules.lifecycle import CHECKS
from sciencepop.programme.services.content import EventInput, content_of, digest
from sciencepop.programme.services.edit import edit_event
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_event, make_occurrence
from tests.page import Page

URL = "/district/events/stars"


@pytest.fixture
def event(session: Session, cast: Cast) -> Event:
    made = make_event(
        session,
        cast.base,
        slug="stars",
        kind="lecture",
        title_zh="冬夜观星",
        title_en="Night sky",
        summary_zh="认识星座",
        body_zh="带上厚衣服",
        source_note="上海天文馆",
        seats=20,
        state=EventState.SUBMITTED,
        submitted_at=NOW,
    )
    make_occurrence(session, made)
    session.commit()
    return made


def seen(page: Page) -> str:
    return str(page.all("input", name="seen")[0].get("value"))


def decided(page: Page, decision: str, **more: Any) -> dict[str, Any]:
    return {"decision": decision, "checks": list(CHECKS), "seen": seen(page), **more}


def errors(page: Page) -> str:
    return " ".join("".join(e.itertext()).strip() for e in page.all("div", id="error-summary"))


def state(session: Session, event: Event) -> EventState:
    session.expire_all()
    return event.state


def test_the_queue_shows_what_was_handed_in(session: Session, event: Event, cast: Cast, page: Page) -> None:
    make_event(session, cast.base, title_zh="还在写的草稿", state=EventState.DRAFT)
    session.commit()
    page.sign_in(cast.officer).get("/district/events")
    assert "冬夜观星" in page.text()
    assert "还在写的草稿" not in page.text()
    page.get("/district/events?state=nonsense&after=%00")
    assert "冬夜观星" in page.text()
    page.get("/district/events?state=changed")
    assert "现在没有活动" in page.text()


def test_publication_needs_every_check_and_leaves_name_and_date(
    session: Session, event: Event, cast: Cast, page: Page
) -> None:
    page.sign_in(cast.officer).get(URL)
    assert "上海天文馆" in page.text()
    assert "Night sky" in page.text()
    page.post(URL, decided(page, "publish", checks=list(CHECKS[1:])), status=422)
    assert "逐项核对" in errors(page)
    page.post(URL, decided(page, "publish"))
    assert state(session, event) is EventState.PUBLISHED
    review = session.scalars(select(ContentReview)).one()
    assert (review.reviewer_name, review.reviewed_at) == (cast.officer.name, NOW)
    page.get(URL)
    assert "已经公开，审核人和日期已记录" in page.text()
    assert cast.officer.name in page.text()


def test_a_return_needs_words_and_reaches_the_manager(session: Session, event: Event, cast: Cast, page: Page) -> None:
    page.sign_in(cast.officer).get(URL)
    page.post(URL, decided(page, "return", note=" "), status=422)
    assert "请写明原因" in errors(page)
    page.post(URL, decided(page, "return", note="请写明讲者"))
    assert state(session, event) is EventState.RETURNED
    page.sign_in(cast.manager).get("/manage")
    assert "请写明讲者" in page.text()


def test_two_officers_decide_at_once_and_the_second_reads_a_sentence(
    session: Session, event: Event, cast: Cast, page: Page
) -> None:
    page.sign_in(cast.officer).get(URL)
    first, second = decided(page, "return", note="请写明讲者"), decided(page, "publish")
    page.post(URL, first)
    page.post(URL, second, status=422)
    assert "现在是“待修改”" in errors(page)
    assert state(session, event) is EventState.RETURNED


def test_a_text_that_changed_under_the_reader_is_not_published(
    session: Session, event: Event, cast: Cast, page: Page
) -> None:
    page.sign_in(cast.officer).get(URL)
    read = decided(page, "publish")
    given = EventInput(**{**vars(content_of(event)), "body_zh": "包治百病"})
    edit_event(event.id, given, seen=digest(event), by=cast.manager, now=NOW)
    page.post(URL, read, status=422)
    assert "内容被别人改过" in errors(page)
    assert "包治百病" in page.text()
    assert state(session, event) is EventState.SUBMITTED


def test_later_words_of_a_manager_are_shown_beside_the_earlier_ones(
    session: Session, event: Event, cast: Cast, page: Page
) -> None:
    page.sign_in(cast.officer).get(URL)
    page.post(URL, decided(page, "publish"))
    given = EventInput(**{**vars(content_of(event)), "body_zh": "带上望远镜"})
    edit_event(event.id, given, seen=digest(event), by=cast.manager, now=NOW)
    page.get("/district/events?state=changed")
    assert "冬夜观星" in page.text()
    page.get(URL)
    assert "上次审核时 带上厚衣服" in page.text()
    page.post(URL, decided(page, "confirm"))
    session.expire_all()
    assert not event.changed_since_review
    page.get("/district/events?state=changed")
    assert "现在没有活动" in page.text()


def test_an_event_is_taken_down_at_once_and_brought_back(
    session: Session, event: Event, cast: Cast, page: Page
) -> None:
    page.sign_in(cast.officer).get(URL)
    page.post(URL, decided(page, "publish"))
    page.post(f"{URL}/withdraw", {"ground": "unscientific", "reason": ""}, status=422)
    assert "请填写这一项" in errors(page)
    page.post(f"{URL}/withdraw", {"ground": "unscientific", "reason": "来源有误"})
    assert state(session, event) is EventState.WITHDRAWN
    page.get(URL)
    assert "来源有误" in page.text()
    page.post(URL, decided(page, "publish"))
    assert state(session, event) is EventState.PUBLISHED


def test_taking_down_may_cancel_the_sessions(session: Session, event: Event, cast: Cast, page: Page) -> None:
    page.sign_in(cast.officer).get(URL)
    page.post(URL, decided(page, "publish"))
    page.post(f"{URL}/withdraw", {"ground": "unscientific", "reason": "来源有误", "cancels": "y"})
    assert state(session, event) is EventState.WITHDRAWN
    assert {row.state for row in event.occurrences} == {OccurrenceState.CANCELLED}


def test_what_is_no_decision_is_refused(session: Session, event: Event, cast: Cast, page: Page) -> None:
    page.sign_in(cast.officer).post(URL, {"decision": "burn"}, status=400)
    page.post(URL, {"decision": "publish", "checks": ["facts"] * 500, "seen": "\x00" * 50}, status=422)
    assert state(session, event) is EventState.SUBMITTED


@pytest.mark.parametrize("slug", ["nothing", "%00", "a" * 400])
def test_no_event_is_not_found(cast: Cast, page: Page, slug: str) -> None:
    page.sign_in(cast.officer).get(f"/district/events/{slug}", status=404)
    page.post(f"/district/events/{slug}/withdraw", {"reason": "x"}, status=404)


def test_a_manager_cannot_decide(session: Session, event: Event, cast: Cast, page: Page) -> None:
    page.sign_in(cast.manager).post(URL, {"decision": "publish", "checks": list(CHECKS)}, status=403)
    page.post(f"{URL}/withdraw", {"reason": "x"}, status=403)
    assert state(session, event) is EventState.SUBMITTED
