"""A person's page of calendar addresses."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from sciencepop.core import clock
from sciencepop.feeds.models import FeedToken
from sciencepop.feeds.rules.tokens import MOST_TOKENS
from sciencepop.feeds.services.tokens import create_token
from tests.cast import Cast
from tests.page import Page


def shown(page: Page) -> list[str]:
    found = [e.get("value") or "" for e in page.all("input", type="text") if e.get("readonly") is not None]
    return [value for value in found if "/feeds/p/" in value]


def test_a_new_address_works_and_is_shown_once(page: Page, cast: Cast, session: Session) -> None:
    page.sign_in(cast.resident)
    response = page.post("/my/calendars", {"label": "  我的 手机 "}, 200)
    (url,) = shown(page)
    assert "no-store" in response.headers["Cache-Control"]
    assert session.query(FeedToken).one().label == "我的 手机"
    fetched = Page(page.app).get(url.removeprefix("http://localhost"))
    assert fetched.mimetype == "text/calendar"
    page.get("/my/calendars")
    assert (shown(page), "我的 手机" in page.text()) == ([], True)
    assert "上次读取：10月10日（周六）" in page.text()


def test_in_english_the_address_is_english(page: Page, cast: Cast) -> None:
    page.sign_in(cast.resident).post("/en/my/calendars", {"label": "x"}, 200)
    assert shown(page)[0].startswith("http://localhost/en/feeds/p/")


def test_sending_twice_makes_one_address(page: Page, cast: Cast, session: Session) -> None:
    page.sign_in(cast.resident)
    page.post("/my/calendars", {"label": "手机", "attempt": "attempt-0001"}, 200)
    response = page.post("/my/calendars", {"label": "手机", "attempt": "attempt-0001"}, 303)
    assert response.headers["Location"] == "/my/calendars"
    assert session.query(FeedToken).count() == 1


@pytest.mark.parametrize("label", ["字" * 41, "<b>" * 20])
def test_too_long_a_name_is_refused_with_a_sentence(page: Page, cast: Cast, session: Session, label: str) -> None:
    page.sign_in(cast.resident).post("/my/calendars", {"label": label}, 422)
    assert "最多 40 个字。" in page.text()
    assert session.query(FeedToken).count() == 0


def test_the_eleventh_address_is_refused(page: Page, cast: Cast) -> None:
    for _number in range(MOST_TOKENS):
        create_token(by=cast.resident, label="", language="zh", now=clock.now())
    page.sign_in(cast.resident).post("/my/calendars", {"label": "再一个"}, 422)
    assert "最多同时使用 10 个地址。请先停用不用的。" in page.text()
    assert page.all("input", name="label", value="再一个")


def test_revoking_ends_the_address_and_takes_it_off_the_list(page: Page, cast: Cast) -> None:
    token = create_token(by=cast.resident, label="旧平板", language="zh", now=clock.now())
    page.sign_in(cast.resident)
    page.post(f"/my/calendars/{token.id}/revoke", {"attempt": "attempt-0002"})
    page.get("/my/calendars")
    assert "地址已停用。用过它的日历会在下次更新时清空。" in page.text()
    assert "旧平板" not in page.text()
    assert page.client.get(f"/feeds/p/{token.secret}.ics").status_code == 410


@pytest.mark.parametrize("number", ["theirs", str(2**63), "99999999999999999999999999"])
def test_other_peoples_addresses_do_not_exist(page: Page, cast: Cast, number: str) -> None:
    token = create_token(by=cast.neighbour, label="", language="zh", now=clock.now())
    number = str(token.id) if number == "theirs" else number
    page.sign_in(cast.resident).post(f"/my/calendars/{number}/revoke", {}, 404)
    assert page.client.get(f"/feeds/p/{token.secret}.ics").status_code == 200


def test_a_visitor_is_asked_to_sign_in(page: Page, app: Flask) -> None:
    response = page.get("/my/calendars", 303)
    assert response.headers["Location"] == "/sign-in?next=/my/calendars"
    page.post("/my/calendars/1/revoke", {})


def test_names_are_shown_as_text(page: Page, cast: Cast) -> None:
    create_token(by=cast.resident, label="<img src=x>", language="zh", now=clock.now())
    page.sign_in(cast.resident).get("/my/calendars")
    assert "<img src=x>" in page.text()
    assert page.all("img") == []
