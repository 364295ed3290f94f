"""Pages of recommendations: two taps without an account, off means off, tags with their sources, audiences, feeds."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.bookings.models import BookingState
from sciencepop.core.reference import get_reference
from sciencepop.recommend.models import TasteSetting
from sciencepop.recommend.views.audiences import months_from, search_of
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_child, make_event, make_occurrence
from tests.feeds.lint import lint
from tests.feeds.test_feeds import uids
from tests.page import Page

DAY = timedelta(days=1)
LIST = re.compile(r'<ul class="grid">.*?</ul>\n', re.DOTALL)
MARK = re.compile(r"#list=[0-9a-f.]+")
"""What names a personal list to its links; it is another each time."""


@pytest.fixture
def season(session: Session, cast: Cast) -> Cast:
    """What is to come at both bases, and two visits of the resident to the other base."""
    for base, title, values in (
        (cast.base, "稻田里的虫", {"topics": ["agriculture"], "audiences": ["farmers"]}),
        (cast.base, "血压怎么量", {"topics": ["health"], "audiences": ["seniors"], "price_cents": 500}),
        (cast.other_base, "夜空漫步", {"topics": ["astronomy"], "audiences": ["everyone"], "age_min": 7, "age_max": 9}),
        (cast.other_base, "搭一座桥", {"topics": ["physics"], "audiences": ["teenagers"]}),
    ):
        make_occurrence(session, make_event(session, base, title_zh=title, **values), starts_in=8 * DAY)
    known = make_event(session, cast.other_base, title_zh="老望远镜", topics=["astronomy"])
    for days in (3, 9):
        then = make_occurrence(session, known, starts_in=-days * DAY)
        make_booking(session, then, cast.resident, state=BookingState.ATTENDED, attended_at=NOW)
    cast.resident.topics, cast.resident.town_code = ["astronomy"], "310117103000"
    session.commit()
    return cast


def cards(page: Page, url: str = "/for-you") -> list[tuple[str, str]]:
    """Title and reason of each card."""
    page.get(url)
    found = []
    for card in page.all("li", class_="event-card"):
        words = " ".join("".join(card.itertext()).split())
        title = "".join(next(card.iter("h3")).itertext()).strip()
        why = ["".join(p.itertext()) for p in card.iter() if "card-why" in (p.get("class") or "")]
        assert words and len(why) == 1
        found.append((title, why[0].strip()))
    return found


def test_two_taps_without_an_account_give_a_list_with_reasons_and_a_signed_cookie(page: Page, season: Cast) -> None:
    page.get("/for-you/choose")
    assert page.all("a", href="/for-you/choose?audience=seniors")
    page.get("/for-you/choose?audience=seniors")
    answer = page.post("/for-you/choose", {"audience": "seniors", "topic": "health"})
    assert answer.headers["Location"] == "/for-you?audience=seniors&topic=health"
    assert cards(page)[0] == ("血压怎么量", "您选了“健康与医学”；适合“老年人”")
    assert [title for title, _why in cards(page, "/en/for-you")] == ["血压怎么量", "夜空漫步"]
    fragment = page.client.get("/fragments/for-you").get_data(as_text=True)
    assert "血压怎么量" in fragment and "搭一座桥" not in fragment
    kept = page.client.get_cookie("sp_tastes")
    assert kept is not None and kept.value.startswith("seniors~health~~|")
    page.client.set_cookie("sp_tastes", kept.value.replace("seniors", "farmers"))
    assert len(cards(page)) == 4
    assert page.client.get("/fragments/for-you").data == b""


def test_without_cookies_the_address_carries_the_choice(page: Page, season: Cast) -> None:
    answer = page.client.post("/for-you/choose", data={"audience": "seniors", "topic": "nonsense"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/for-you?audience=seniors")
    assert "sp_tastes" not in answer.headers.get("Set-Cookie", "")
    assert [title for title, _why in cards(page, answer.headers["Location"])] == ["血压怎么量", "夜空漫步"]
    assert len(cards(page, "/for-you?audience=kings&town=1&topic=x")) == 4


def test_off_means_the_very_list_that_the_anonymous_get(page: Page, app: Flask, session: Session, season: Cast) -> None:
    anonymous = Page(app)
    plain = LIST.findall(anonymous.get("/for-you/everyone").get_data(as_text=True))
    page.sign_in(season.resident)
    before = page.get("/for-you").get_data(as_text=True)
    assert LIST.findall(before) != plain and "您预约过这个基地 2 次" in before
    page.post("/for-you/switch", {"off": "1", "next": "//evil.example"})
    for asker, url in ((page, "/for-you"), (page, "/for-you?topic=health"), (anonymous, "/for-you")):
        assert LIST.findall(asker.get(url).get_data(as_text=True)) == plain
    assert page.client.get("/fragments/for-you").data == b""
    assert session.get_one(TasteSetting, season.resident.id).is_off
    page.post("/for-you/switch", {"off": "0"})
    assert [MARK.sub("", one) for one in LIST.findall(page.get("/for-you").get_data(as_text=True))] == [
        MARK.sub("", one) for one in LIST.findall(before)
    ]
    anonymous.post("/for-you/choose", {"audience": "farmers", "topic": ""})
    assert cards(anonymous)[0][0] == "稻田里的虫"
    anonymous.post("/for-you/switch", {"off": "1"})
    assert LIST.findall(anonymous.get("/for-you").get_data(as_text=True)) == plain
    anonymous.post("/for-you/choose", {"audience": "", "topic": "health"})
    assert cards(anonymous)[0][0] == "稻田里的虫" and len(cards(anonymous)) == 2


def test_whoever_signs_in_goes_on_with_what_the_browser_kept(page: Page, session: Session, season: Cast) -> None:
    page.post("/for-you/choose", {"audience": "seniors", "topic": "health"})
    page.sign_in(season.neighbour).get("/for-you/tags")
    assert "老年人 来源：您在这台设备上选的" in page.text()
    page.post("/for-you/tags/delete", {"kind": "topic", "value": "health"})
    assert session.get_one(Person, season.neighbour.id).audiences == ["seniors"]
    assert page.client.get_cookie("sp_tastes") is None
    page.get("/for-you/tags")
    assert "老年人 来源：您在“我的资料”里选的" in page.text()


def test_each_tag_says_where_it_comes_from_and_goes_when_deleted(page: Page, session: Session, season: Cast) -> None:
    page.sign_in(season.resident)
    page.get("/for-you/tags")
    assert "预约过：松江科技馆 来源：2 次预约" in page.text() and "天文 来源：您在“我的资料”里选的" in page.text()
    code = season_codes(session, season.resident)[0]
    page.post("/for-you/tags/delete", {"kind": "booking", "value": code})
    page.get("/for-you/tags")
    assert "来源：1 次预约" in page.text() and code not in page.get("/for-you/tags").get_data(as_text=True)
    page.post("/for-you/tags/delete", {"kind": "topic", "value": "astronomy"})
    assert session.get_one(Person, season.resident.id).topics == []
    page.post("/for-you/tags/delete", {"kind": "base", "value": str(season.other_base.id)})
    page.post(
        "/for-you/tags", {"audiences": ["seniors", "nobody"], "topics": list(get_reference().topics), "town": "1"}
    )
    me = session.get_one(Person, season.resident.id)
    assert (me.audiences, len(me.topics), me.town_code) == (["seniors"], 21, None)
    page.post("/for-you/tags/delete", {"kind": "all"})
    page.get("/for-you/tags")
    assert page.text().count("还没有选。") == 1 and page.text().count("现在没有。") == 1
    assert page.client.post("/for-you/tags/delete", data={"kind": "all"}).status_code == 400


def season_codes(session: Session, person: Person) -> list[str]:
    from sciencepop.recommend.queries.person import list_sources

    return [one.code for one in list_sources(session, person.id, NOW)]


def test_of_children_only_the_age_is_used_and_only_for_a_link(page: Page, session: Session, season: Cast) -> None:
    make_child(session, season.neighbour)
    session.commit()
    page.sign_in(season.neighbour).get("/for-you")
    assert [link.get("href") for link in page.all("a", href="/audiences/primary")] == ["/audiences/primary"]
    assert not page.all("a", href="/audiences/secondary")


def test_every_group_has_a_page_that_is_the_same_for_all(page: Page, session: Session, season: Cast) -> None:
    leaves = make_event(session, season.base, title_zh="看秋叶", topics=["botany"], audiences=["farmers"])
    make_occurrence(session, leaves, starts_in=2 * DAY)
    session.commit()
    page.get("/audiences")
    for slug, one in get_reference().segments.items():
        assert page.all("a", href=f"/audiences/{slug}"), slug
        assert sorted(search_of(one).pairs()) == sorted(parse_qsl(one.query)), slug
    assert [title for title, _why in cards(page, "/audiences/seniors")] == ["血压怎么量"]
    assert page.all("a", href="webcal://localhost/feeds/audiences/seniors.ics")
    assert "没有活动" in page.text() and "这个月" in page.text() and "下个月" not in page.text()
    assert "寒露前后" not in page.text()
    assert page.all("a", href="/news?group=seniors") and page.all("a", href="/audiences/seniors/digest")
    page.get("/audiences/farmers")
    assert "寒露前后：看秋叶为什么变色 1 场" in page.text()
    page.get("/audiences/newcomers")
    assert "不看户籍" in page.text() and "没有周报" in page.text()
    assert page.all("a", href="webcal://localhost/feeds/audiences/newcomers.ics")
    picked = page.get("/feeds/audiences/primary.ics")
    text = picked.get_data(as_text=True).replace("\r\n ", "")
    assert lint(picked.data) == [] and "SUMMARY:搭一座桥" in text and "推荐理由：适合“青少年”" in text
    assert "血压" not in text and list(months_from(date(2026, 11, 26))) == [date(2026, 11, 1), date(2026, 12, 1)]
    page.get("/audiences/nobody", 404)


def test_the_rules_show_the_weights_that_rank(page: Page, season: Cast) -> None:
    page.get("/for-you/rules")
    assert "离您选的街镇有多近（由区科协规定，不低于 0.8） 0.80 0.80 0.80" in page.text()
    assert "另一座城市公开的 27572 份活动清单" in page.text()
    page.get("/for-you/exposure")
    assert "松江科技馆 0.0 0% 35%" in page.text()
    assert page.all("tr", id=f"base-{season.other_base.id}")
    page.sign_in(season.other_manager).get("/manage")
    assert page.all("a", href=f"/for-you/exposure#base-{season.other_base.id}")
    page.sign_in(season.officer).get("/district/recommendations")
    assert "关闭推荐 0（0.0%）" in page.text() and "农民 少于 10 1 —" in page.text()


def test_a_feed_for_a_kind_of_person_has_what_was_asked_with_why_and_only_by_a_signed_address(
    page: Page, session: Session, season: Cast
) -> None:
    worked = make_event(
        session, season.other_base, title_zh="补班日的星空", topics=["astronomy"], audiences=["everyone"]
    )
    make_occurrence(session, worked, starts_in=timedelta(hours=4))  # 10 October is a Saturday on which people work
    session.commit()
    asked = "age=8&when=weekend&near=310117103000&km=10&topic=astronomy"
    body = page.get(f"/feeds/persona?{asked}&free=1").get_data(as_text=True)
    assert "每逢周末 · 佘山镇 10 公里内 · 7–9 岁 · 天文 · 免费" in page.text()
    found = re.search(r"/feeds/persona/([\w.-]+)\.ics", body)
    assert found is not None
    code = found[1]
    answer = page.get(f"/feeds/persona/{code}.ics")
    assert lint(answer.data) == [] and len(uids(answer.data)) == 3
    assert len(Calendar.from_ical(answer.data).events) == 3
    text = answer.get_data(as_text=True).replace("\r\n ", "")
    assert "SUMMARY:夜空漫步" in text and "推荐理由：您选了“天文”" in text and "血压" not in text
    assert "Set-Cookie" not in answer.headers
    assert page.get(f"/feeds/persona/{code}.ics").data == answer.data
    english = page.get(f"/en/feeds/persona/{code}.ics").get_data(as_text=True).replace("\r\n ", "")
    assert "Why: You chose “Astronomy”" in english
    atom = ElementTree.fromstring(page.get(f"/feeds/persona/{code}.atom").data)
    name = "{http://www.w3.org/2005/Atom}"
    assert next(entry.findtext(f"{name}title") for entry in atom.iter(f"{name}entry")) == "夜空漫步"
    for wrong in (code[:-1], "x" + code, f"{code}x", "." + code):
        for kind in ("ics", "atom"):
            told = page.get(f"/feeds/persona/{wrong}.{kind}", 404)
            assert told.text == "这个订阅地址不完整，或者被改过。请重新做一个：http://localhost/feeds/persona\n"
    body = page.get("/feeds/persona?date=2020-02-02&free=1").get_data(as_text=True)
    over = re.search(r"/feeds/persona/([\w.-]+)\.ics", body)
    assert over is not None and "日子已经过去" in page.get(f"/feeds/persona/{over[1]}.ics", 410).text
    assert page.get(f"/en/feeds/persona/{over[1]}.atom", 410).text.endswith("http://localhost/en/feeds/persona\n")
