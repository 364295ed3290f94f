"""The list and the map of bases, and the page of one."""

from __future__ import annotations

import json
from datetime import time, timedelta

import pytest
from sqlalchemy.orm import Session

from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.bases.rules.hours import Stretch
from tests.bases.rows import open_weekly
from tests.cast import Cast
from tests.factories import make_base, make_event, make_occurrence
from tests.page import Page
from tests.statements import counted


def test_the_list_tells_what_is_public_and_nothing_else(page: Page, session: Session, cast: Cast) -> None:
    for state in BaseState:
        make_base(session, name_zh=f"状态{state.value}", state=state)
    session.commit()
    page.get("/bases")
    text = page.text()
    assert "状态public" in text
    assert [state for state in BaseState if f"状态{state.value}" in text] == [BaseState.PUBLIC]
    assert "共 3 个基地" in text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["东馆", "西馆", "辰山植物园", "松江科技馆"]),
        ("?town=310117102000", ["东馆"]),
        ("?kind=farm", ["西馆"]),
        ("?accessible=1", ["东馆"]),
        ("?today=1", ["西馆"]),
        ("?today=1&accessible=1", []),
        ("?town=nowhere&kind=%00&today=yes", ["东馆", "西馆", "辰山植物园", "松江科技馆"]),
    ],
)
def test_filters_combine_and_the_map_shows_the_same(
    page: Page, session: Session, cast: Cast, query: str, names: list[str]
) -> None:
    make_base(session, name_zh="东馆", town_code="310117102000", access=["step-free"])
    _open(make_base(session, name_zh="西馆", kind="farm"), 5)
    session.commit()
    page.get("/bases" + query)
    shown = {"".join(link.itertext()) for heading in page.all("h3") for link in heading}
    assert shown == set(names)
    found = json.loads(page.get("/bases/map.json" + query).data)
    assert {base["name"] for base in found["bases"]} == set(names)


def test_nothing_found_offers_the_way_out(page: Page, cast: Cast) -> None:
    page.get("/bases?kind=media")
    assert "没有符合条件的基地" in page.text()
    assert [a.get("href") for a in page.all("a", class_="button") if a.text == "看全部基地"] == ["/bases"]


def test_the_map_needs_no_tiles_and_draws_the_towns(page: Page, cast: Cast) -> None:
    found = json.loads(page.get("/bases/map.json").data)
    assert found["tiles"]["url"] == ""
    assert len(found["towns"]) == 17
    assert found["bases"][0].keys() == {"name", "url", "lat", "lon", "town", "open"}


def test_a_base_without_a_position_is_in_the_list_only(page: Page, session: Session, cast: Cast) -> None:
    make_base(session, name_zh="无坐标馆", lat=None, lon=None)
    session.commit()
    assert "无坐标馆" in page.get("/bases").get_data(as_text=True)
    assert "无坐标馆" not in [b["name"] for b in json.loads(page.get("/bases/map.json").data)["bases"]]


def test_the_list_asks_the_database_no_more_for_more_bases(page: Page, session: Session, cast: Cast) -> None:
    for _number in range(30):
        _open(make_base(session), 5)
    session.commit()
    with counted("SELECT") as asked:
        page.get("/en/bases")
    assert "32 venues" in page.text()
    assert len(asked) <= 8


def test_the_page_of_a_base_tells_what_one_must_know_before_going(page: Page, session: Session, cast: Cast) -> None:
    base = cast.base
    base.access, base.capacity, base.website = ["step-free"], 300, "https://www.example.org/x"
    base.contact_phone, base.summary_zh = "021-00000000", "植物与温室"
    _open(base, 5)
    session.commit()
    page.get("/bases/chenshan")
    text = page.text()
    for words in ("辰山植物园", "现在开放，17:00 关门", "周六 （今天）", "09:00–17:00", "300 人", "坡道可达"):
        assert words in text
    links = {a.get("href", ""): a.get("rel") for a in page.all("a")}
    assert links["https://www.example.org/x"] == "nofollow noopener"
    assert sum("amap.com" in link or "baidu.com" in link or "apple.com" in link for link in links) == 3
    assert [row for row in page.all("tr", class_="week-today")]


def test_a_closed_base_says_when_it_opens(page: Page, session: Session, cast: Cast) -> None:
    _open(cast.base, 6)
    session.commit()
    page.get("/bases/chenshan")
    assert "现在未开放，明天 09:00 开门" in page.text()


def test_the_page_carries_structured_data_and_both_languages(page: Page, session: Session, cast: Cast) -> None:
    _open(cast.base, 0)
    cast.base.name_zh = "</script><b>"
    session.commit()
    page.get("/bases/chenshan")
    data = json.loads(page.all("script", type="application/ld+json")[0].text or "")
    assert (data["@type"], data["name"], data["url"]) == (
        "Museum",
        "</script><b>",
        "http://localhost/bases/chenshan",
    )
    assert data["geo"] == {"@type": "GeoCoordinates", "latitude": 31.08, "longitude": 121.1849}
    assert data["openingHoursSpecification"][0]["opens"] == "09:00"
    assert [link.get("href") for link in page.all("link", hreflang="en")] == ["http://localhost/en/bases/chenshan"]


def test_english_reads_english_with_chinese_where_none_is(page: Page, session: Session, cast: Cast) -> None:
    cast.base.name_en = "Chenshan Botanical Garden"
    session.commit()
    page.get("/en/bases/chenshan")
    assert page.all("h1")[0].text == "Chenshan Botanical Garden"
    assert "Opening hours" in page.text()
    assert page.all("link", rel="canonical")[0].get("href") == "http://localhost/en/bases/chenshan"


def test_coming_sessions_stand_on_the_page_and_past_or_hidden_ones_do_not(
    page: Page, session: Session, cast: Cast
) -> None:
    shown = make_event(session, cast.base, title_zh="看得见")
    make_occurrence(session, shown)
    make_occurrence(session, make_event(session, cast.base, title_zh="已过去"), starts_in=timedelta(days=-3))
    make_occurrence(session, make_event(session, cast.base, title_zh="还是草稿", state="draft"))
    make_occurrence(session, make_event(session, cast.other_base, title_zh="别处的"))
    session.commit()
    page.get("/bases/chenshan")
    text = page.text()
    assert [t for t in ("看得见", "已过去", "还是草稿", "别处的") if t in text] == ["看得见"]


@pytest.mark.parametrize("state", [state for state in BaseState if state is not BaseState.PUBLIC])
def test_a_base_that_is_not_public_is_not_found(page: Page, session: Session, cast: Cast, state: BaseState) -> None:
    make_base(session, slug="hidden", state=state)
    session.commit()
    page.get("/bases/hidden", status=404)
    page.sign_in(cast.officer).get("/bases/hidden", status=404)


@pytest.mark.parametrize("slug", ["nowhere", "%00", "a%00b", "x" * 5000, "辰山", "..%2f..", "99999999999999999999"])
def test_a_wrong_name_is_not_found(page: Page, cast: Cast, slug: str) -> None:
    page.get(f"/bases/{slug}", status=404)


def _open(base: ScienceBase, weekday: int) -> None:
    open_weekly(base, Stretch(weekday, time(9), time(17)))
