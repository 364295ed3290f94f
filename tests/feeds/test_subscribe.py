"""The page of what can be followed."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from sciencepop.bases.models import BaseState
from sciencepop.feeds.addresses import addresses
from tests.cast import Cast
from tests.factories import make_base
from tests.page import Page


def address(page: Page) -> str:
    return next(e.get("value") or "" for e in page.all("input", type="text") if e.get("readonly") is not None)


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("", "/feeds/all.ics"),
        ("?feed=base:chenshan", "/feeds/bases/chenshan.ics"),
        ("?feed=town:310117103000", "/feeds/towns/310117103000.ics"),
        ("?feed=audience:teenagers", "/feeds/audiences/teenagers.ics"),
        ("?feed=topic:botany", "/feeds/topics/botany.ics"),
        ("?feed=base:nowhere", "/feeds/all.ics"),
        ("?feed=%00", "/feeds/all.ics"),
    ],
)
def test_the_chosen_feed_is_offered_in_every_form(page: Page, cast: Cast, query: str, path: str) -> None:
    page.get("/subscribe" + query)
    assert address(page) == "http://localhost" + path
    links = [a.get("href") for a in page.all("a")]
    assert "webcal://localhost" + path in links
    assert addresses("http://localhost", path).google in links
    assert page.client.get(path).mimetype == "text/calendar"


def test_every_choice_leads_to_a_feed(page: Page, cast: Cast) -> None:
    page.get("/subscribe")
    values = [option.get("value") or "" for option in page.all("option")]
    assert len(values) == 1 + 8 + 21 + 17 + 2
    for value in values:
        page.get(f"/subscribe?feed={value}")
        assert page.client.get(address(page).removeprefix("http://localhost")).status_code == 200


def test_english_offers_the_english_feed(page: Page, cast: Cast) -> None:
    page.get("/en/subscribe?feed=topic:botany")
    assert address(page) == "http://localhost/en/feeds/topics/botany.ics"
    assert "Science events in your own calendar" in page.text()


def test_bases_that_are_not_public_are_not_offered(page: Page, session: Session) -> None:
    make_base(session, name_zh="还没公开的馆", state=BaseState.SUBMITTED)
    session.commit()
    page.get("/subscribe")
    assert "还没公开的馆" not in page.text()


def test_the_component_offers_a_file_of_one_session_where_there_is_one(app: Flask) -> None:
    with app.test_request_context():
        macro = app.jinja_env.get_template("components/subscribe.html").make_module().subscribe
        html = str(macro("/feeds/events/leaves.ics", "叶<b>", download_url="/events/leaves/7.ics"))
    assert 'href="/events/leaves/7.ics" download' in html
    assert "下载的文件不会随改期更新，订阅会。" in html
    assert "叶&lt;b&gt;" in html
    assert "<b>" not in html


def test_the_google_link_carries_the_whole_address_encoded() -> None:
    made = addresses("https://kepu.example", "/feeds/all.ics")
    assert made.webcal == "webcal://kepu.example/feeds/all.ics"
    assert made.google == ("https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fkepu.example%2Ffeeds%2Fall.ics")
