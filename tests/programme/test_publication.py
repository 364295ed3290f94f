"""From a draft to the public pages and off them again: what a manager and an officer do, and what residents see."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.programme.models import Event, Occurrence
from sciencepop.programme.rules.lifecycle import CHECKS
from tests.cast import Cast
from tests.page import Page
from tests.programme.test_managing import TYPED


def review(page: Page, slug: str, decision: str, **more: Any) -> None:
    url = f"/district/events/{slug}"
    page.get(url)
    seen = page.all("input", name="seen")[0].get("value")
    page.post(url, {"decision": decision, "checks": list(CHECKS), "seen": seen, **more})


def drafted(session: Session, page: Page) -> str:
    """A draft with three Saturdays, made through the pages; its slug."""
    page.post("/manage/bases/chenshan/events/new", TYPED)
    slug = session.scalars(select(Event.slug)).one()
    week = {"weekdays": ["5"], "from_on": "2026-10-17", "until_on": "2026-10-31", "starts": "19:00", "ends": "20:30"}
    page.post(f"/manage/events/{slug}/occurrences/new?how=weekly", {**week, "save": "1"})
    return slug


def test_an_event_is_public_from_its_review_until_it_is_taken_down(session: Session, cast: Cast, page: Page) -> None:
    visitor = Page(page.app)
    slug = drafted(session, page.sign_in(cast.manager))
    visitor.get(f"/events/{slug}", status=404)
    page.post(f"/manage/events/{slug}/submit")
    visitor.get(f"/events/{slug}", status=404)

    review(page.sign_in(cast.officer), slug, "publish")
    visitor.get(f"/events/{slug}")
    assert "冬夜观星" in visitor.text()
    assert "上海天文馆《四季星空》" in visitor.text()
    visitor.get("/events")
    assert "冬夜观星" in visitor.text()

    page.post(f"/district/events/{slug}/withdraw", {"ground": "unscientific", "reason": "来源有误"})
    visitor.get(f"/events/{slug}", status=410)
    assert "这个活动已经停止公开" in visitor.text() and "冬夜观星" not in visitor.text()
    visitor.get("/events")
    assert "冬夜观星" not in visitor.text()

    review(page, slug, "publish")
    visitor.get(f"/events/{slug}")


def test_a_cancelled_session_stays_on_the_page_with_its_reason(session: Session, cast: Cast, page: Page) -> None:
    visitor = Page(page.app)
    slug = drafted(session, page.sign_in(cast.manager))
    page.post(f"/manage/events/{slug}/submit")
    review(page.sign_in(cast.officer), slug, "publish")
    first = session.scalars(select(Occurrence).order_by(Occurrence.starts_at)).first()
    assert first is not None
    page.sign_in(cast.manager).post(f"/manage/events/{slug}/occurrences/{first.id}/cancel", {"reason": "讲者生病"})
    visitor.get(f"/events/{slug}")
    assert "讲者生病" in visitor.text()


def test_an_edit_of_a_public_event_shows_at_once(session: Session, cast: Cast, page: Page) -> None:
    visitor = Page(page.app)
    slug = drafted(session, page.sign_in(cast.manager))
    page.post(f"/manage/events/{slug}/submit")
    review(page.sign_in(cast.officer), slug, "publish")
    visitor.get(f"/events/{slug}")
    page.sign_in(cast.manager).get(f"/manage/events/{slug}/edit")
    seen = page.all("input", name="seen")[0].get("value")
    page.post(f"/manage/events/{slug}/edit", {**TYPED, "title_zh": "春夜观星", "seen": seen})
    visitor.get(f"/events/{slug}")
    assert "春夜观星" in visitor.text()
    page.sign_in(cast.officer).get("/district/events?state=changed")
    assert "春夜观星" in page.text()
