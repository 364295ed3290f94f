from __future__ import annotations

from datetime import timedelta

from flask import Flask, current_app

from sciencepop.core import clock, stamps
from sciencepop.core.db import write
from sciencepop.core.pagecache import Entry, PageCache
from tests.conftest import NOW
from tests.page import Page


def entry(body: bytes, truth: tuple[int, int, int] = (1, 1, 1)) -> Entry:
    return Entry(truth, body, b"", '"x"', "text/html")


def test_a_page_is_found_only_while_it_is_true() -> None:
    cache = PageCache()
    cache.keep(("a",), entry(b"page"))
    assert cache.find(("a",), (1, 1, 1)) == entry(b"page")
    assert cache.find(("a",), (2, 1, 1)) is None


def test_the_oldest_pages_go_when_the_budget_is_full() -> None:
    cache = PageCache(largest=1000)
    for name in ("a", "b", "c"):
        cache.keep((name,), entry(b"x" * 150))
    assert cache.find(("a",), (1, 1, 1)) is None
    assert cache.find(("c",), (1, 1, 1)) is not None
    assert cache.size <= 1000


def test_keeping_a_page_again_counts_it_once() -> None:
    cache = PageCache()
    for _time in range(5):
        cache.keep(("a",), entry(b"x" * 100))
    assert cache.size == 400


def test_a_public_page_answers_304_until_something_changes(page: Page) -> None:
    first = page.get("/privacy")
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert first.headers["ETag"]
    again = page.get("/privacy", status=304, headers={"If-None-Match": first.headers["ETag"]})
    assert again.get_data() == b""
    assert len(current_app.extensions["pagecache"].entries) == 1


def test_a_change_or_the_next_minute_renders_the_page_again(app: Flask, page: Page) -> None:
    page.get("/privacy")
    cache: PageCache = app.extensions["pagecache"]
    before = next(iter(cache.entries.values()))
    with write() as session:
        stamps.programme_changed(session)
    page.get("/privacy")
    changed = next(iter(cache.entries.values()))
    assert changed.truth[0] == before.truth[0] + 1
    with clock.frozen_at(NOW + timedelta(minutes=1)):
        page.get("/privacy")
    assert next(iter(cache.entries.values())).truth[2] == changed.truth[2] + 1


def test_languages_and_the_elder_version_are_different_pages(page: Page) -> None:
    chinese = page.get("/privacy").get_data()
    english = page.get("/en/privacy").get_data()
    page.client.set_cookie("elder", "1")
    elder = page.get("/privacy").get_data()
    assert len({chinese, english, elder}) == 3
