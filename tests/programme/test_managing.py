"""The manager's pages of events: overview, list, new, edit, where it stands, submission, cancellation."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.programme.models import Event, EventState, OccurrenceState
from tests.cast import Cast
from tests.factories import make_event, make_occurrence, make_person
from tests.page import Page

TYPED: dict[str, Any] = {
    "kind": "lecture",
    "title_zh": "冬夜观星",
    "summary_zh": "认识冬季六边形",
    "body_zh": "带上厚衣服，\n我们到顶楼看星星。",
    "source_note": "上海天文馆《四季星空》",
    "audiences": ["everyone", "preschool-family"],
    "topics": ["astronomy"],
    "age_min": "5",
    "price_cents": "12.5",
    "booking_mode": "seats",
    "seats": "30",
    "seats_per_booking": "4",
    "minors_per_booking": "2",
    "booking_opens_days": "30",
    "booking_closes_minutes": "60",
}


def the_event(session: Session) -> Event:
    session.expire_all()
    return session.scalars(select(Event)).one()


def errors(page: Page) -> str:
    return " ".join("".join(e.itertext()).strip() for e in page.all("span", class_="error"))


def test_the_overview_shows_bases_drafts_with_notes_and_coming_sessions(
    session: Session, cast: Cast, page: Page
) -> None:
    make_event(session, cast.base, title_zh="退回的讲座", state=EventState.RETURNED, state_reason="请写讲者")
    make_occurrence(session, make_event(session, cast.base, title_zh="下周的讲座"))
    make_event(session, cast.other_base, title_zh="别人的草稿", state=EventState.DRAFT)
    session.commit()
    page.sign_in(cast.manager).get("/manage")
    text = page.text()
    assert "退回的讲座" in text
    assert "请写讲者" in text
    assert "下周的讲座" in text
    assert "别人的草稿" not in text
    assert "辰山植物园" in text


def test_an_officer_without_bases_is_led_to_the_desk(cast: Cast, page: Page) -> None:
    page.sign_in(cast.officer).get("/manage")
    assert "去区级工作台" in page.text()


def test_a_draft_is_made_with_all_that_was_typed(session: Session, cast: Cast, page: Page) -> None:
    page.sign_in(cast.manager).get("/manage/bases/chenshan/events/new")
    answer = page.post("/manage/bases/chenshan/events/new", TYPED)
    event = the_event(session)
    assert answer.location == f"/manage/events/{event.slug}"
    assert (event.title_zh, event.price_cents, event.age_min, event.age_max) == ("冬夜观星", 1250, 5, None)
    assert sorted(event.audiences) == ["everyone", "preschool-family"]
    assert event.body_zh == "带上厚衣服，\n我们到顶楼看星星。"
    page.get(answer.location)
    assert "草稿已经保存" in page.text()


def test_the_same_attempt_twice_makes_one_event(session: Session, cast: Cast, page: Page) -> None:
    page.sign_in(cast.manager)
    typed = {**TYPED, "attempt": "attempt-0123456789"}
    first = page.post("/manage/bases/chenshan/events/new", typed)
    second = page.post("/manage/bases/chenshan/events/new", typed)
    assert second.location == first.location == f"/manage/events/{the_event(session).slug}"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title_zh", "", "请填写这一项"),
        ("title_zh", "\x00", "请填写这一项"),
        ("title_zh", "长" * 81, "最多 80 个字"),
        ("body_zh", "长" * 10_000, "最多 5000 个字"),
        ("seats", "-5", "请填 1 到 100000 之间的整数"),
        ("seats", "9" * 30, "请填 1 到 100000 之间的整数"),
        ("seats", "9" * 400, "请填写整数"),
        ("seats", "9" * 5000, "请填写整数"),
        ("seats", "一百", "请填写整数"),
        ("seats", "", "请填写每场席位数"),
        ("age_min", "200", "请填 0 到 120 之间的整数"),
        ("age_max", "3", "最大年龄不能小于最小年龄"),
        ("price_cents", "NaN", "这样的金额"),
        ("price_cents", "-1", "这样的金额"),
        ("price_cents", "999999", "这样的金额"),
        ("booking_opens_days", "100000", "请填 0 到 365 之间的整数"),
        ("kind", "orgy", "不是有效的选择"),
        ("audiences", ["martians"], "有一个选项已经不存在了"),
        ("booking_mode", "lottery", "请选择怎样参加"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    session: Session, cast: Cast, page: Page, field: str, value: Any, words: str
) -> None:
    page.sign_in(cast.manager).post("/manage/bases/chenshan/events/new", {**TYPED, field: value}, status=422)
    assert words in errors(page)
    assert page.all("div", id="error-summary")
    assert session.scalars(select(Event)).all() == []
    kept = [e.get("value") for e in page.all("input", name="source_note")]
    assert kept == ["上海天文馆《四季星空》"]


def test_text_of_any_kind_is_kept_as_text(session: Session, cast: Cast, page: Page) -> None:
    typed = {**TYPED, "title_zh": "<script>alert(1)</script> 🦋 \u202e反向\x00"}
    page.sign_in(cast.manager).post("/manage/bases/chenshan/events/new", typed)
    event = the_event(session)
    assert event.title_zh == "<script>alert(1)</script> 🦋 反向"
    page.get(f"/manage/events/{event.slug}")
    assert "<script>alert(1)</script> 🦋 反向" in page.text()


def test_an_edit_shows_what_is_there_and_saves_what_is_typed(session: Session, cast: Cast, page: Page) -> None:
    event = make_event(session, cast.base, seats=20, body_zh="原来的内容", state=EventState.DRAFT)
    session.commit()
    page.sign_in(cast.manager).get(f"/manage/events/{event.slug}/edit")
    assert [e.text for e in page.all("textarea", name="body_zh")] == ["原来的内容"]
    seen = page.all("input", name="seen")[0].get("value")
    page.post(f"/manage/events/{event.slug}/edit", {**TYPED, "seen": seen})
    session.expire_all()
    assert (event.title_zh, list(event.topics)) == ("冬夜观星", ["astronomy"])


def test_a_second_editor_is_told_and_loses_nothing(session: Session, cast: Cast, page: Page) -> None:
    event = make_event(session, cast.base, seats=20, state=EventState.DRAFT)
    session.commit()
    url = f"/manage/events/{event.slug}/edit"
    page.sign_in(cast.manager).post(url, {**TYPED, "seen": "of-yesterday"}, status=422)
    assert "内容被别人改过" in page.text()
    assert [e.get("value") for e in page.all("input", name="title_zh")] == ["冬夜观星"]
    again = page.all("input", name="seen")[0].get("value")
    page.post(url, {**TYPED, "seen": again})


def test_a_finished_draft_is_submitted_and_an_unfinished_one_says_what_lacks(
    session: Session, cast: Cast, page: Page
) -> None:
    event = make_event(session, cast.base, seats=20, state=EventState.DRAFT)
    session.commit()
    url = f"/manage/events/{event.slug}/submit"
    page.sign_in(cast.manager).post(url, status=422)
    assert "还缺少：一句话介绍、活动详情、科学依据与来源" in page.text()
    event.summary_zh, event.body_zh, event.source_note = "介绍", "详情", "来源"
    session.commit()
    page.post(url, status=422)
    assert "还没有即将举行的场次" in page.text()
    make_occurrence(session, event)
    session.commit()
    page.post(url)
    page.get(f"/manage/events/{event.slug}")
    assert "等待审核" in page.text()
    page.post(url, status=422)
    assert "现在是“等待审核”" in page.text()


def test_cancelling_an_event_names_its_sessions_and_cancels_them(session: Session, cast: Cast, page: Page) -> None:
    event = make_event(session, cast.base)
    occurrence = make_occurrence(session, event)
    session.commit()
    url = f"/manage/events/{event.slug}/cancel"
    page.sign_in(cast.manager).get(url)
    assert "10月17日（周六）10:00–11:30" in page.text()
    page.post(url, {"reason": ""}, status=422)
    assert "请填写这一项" in errors(page)
    page.post(url, {"reason": "场馆检修"})
    session.expire_all()
    assert (event.state, occurrence.state) == (EventState.CANCELLED, OccurrenceState.CANCELLED)
    page.post(url, {"reason": "再取消一次"}, status=422)
    assert "现在是“已取消”" in page.text()


def test_a_thousand_seats_bring_the_licence_to_mind(session: Session, cast: Cast, page: Page) -> None:
    event = make_event(session, cast.base, seats=1000)
    session.commit()
    page.sign_in(cast.manager).get(f"/manage/events/{event.slug}")
    assert "大型群众性活动" in page.text()


def test_all_events_of_a_base_are_paged(session: Session, cast: Cast, page: Page) -> None:
    for number in range(31):
        make_event(session, cast.base, title_zh=f"活动第{number}号")
    session.commit()
    page.sign_in(cast.manager).get("/manage/bases/chenshan/events")
    assert "活动第30号" in page.text()
    assert "活动第0号" not in page.text()
    page.get(str(page.all("a", rel="next")[0].get("href")))
    assert "活动第0号" in page.text()
    page.get("/manage/bases/chenshan/events?after=%00forged")


def test_the_pages_speak_english(session: Session, cast: Cast, page: Page) -> None:
    event = make_event(session, cast.base, title_en="Night sky")
    session.commit()
    page.sign_in(cast.manager).get(f"/en/manage/events/{event.slug}")
    assert page.all("h1")[0].text == "Night sky"


PATHS = ("", "/edit", "/cancel")


@pytest.mark.parametrize("path", PATHS)
def test_another_bases_manager_is_kept_out(session: Session, cast: Cast, page: Page, path: str) -> None:
    event = make_event(session, cast.base)
    session.commit()
    page.sign_in(cast.other_manager).get(f"/manage/events/{event.slug}{path}", status=403)
    page.get("/manage/bases/chenshan/events", status=403)
    page.get("/manage/bases/chenshan/events/new", status=403)
    page.post("/manage/bases/chenshan/events/new", TYPED, status=403)
    page.post(f"/manage/events/{event.slug}/submit", status=403)


@pytest.mark.parametrize("path", PATHS)
def test_an_officer_may_open_every_event(session: Session, cast: Cast, page: Page, path: str) -> None:
    event = make_event(session, cast.base)
    session.commit()
    page.sign_in(cast.officer).get(f"/manage/events/{event.slug}{path}")


@pytest.mark.parametrize("slug", ["nothing", "%00", "%F0%9F%A6%8B", "a" * 500, "-"])
def test_what_does_not_exist_is_not_found(cast: Cast, page: Page, slug: str) -> None:
    page.sign_in(cast.manager).get(f"/manage/events/{slug}", status=404)
    page.get(f"/manage/bases/{slug}/events", status=404)


def test_visitors_and_residents_are_kept_out(session: Session, cast: Cast, page: Page) -> None:
    event = make_event(session, cast.base)
    stranger = make_person(session)
    session.commit()
    page.get(f"/manage/events/{event.slug}", status=303)
    page.sign_in(stranger).get(f"/manage/events/{event.slug}", status=403)
    page.get("/manage", status=403)
