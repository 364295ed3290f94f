from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask, current_app

from sciencepop.core import clock, stamps
from sciencepop.core.conditional import accepts_gzip, is_unchanged
from sciencepop.core.db import write
from sciencepop.core.pagecache import Entry, Key, PageCache, cached, key_of
from tests.cast import Cast
from tests.conftest import NOW, close_app, make_app
from tests.page import Page

CHANGED = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)


def entry(body: bytes) -> Entry:
    return Entry(body, b"", "text/html", '"x"', None, ())


def key(name: str) -> Key:
    return name, "", False, "localhost"


def test_the_oldest_pages_go_when_the_budget_is_full() -> None:
    cache = PageCache(largest=2500)
    for name in ("a", "b", "c"):
        cache.keep(key(name), entry(b"x" * 150))
    assert cache.find(key("a")) is None
    assert cache.find(key("c")) is not None
    assert cache.size <= 2500


def test_keeping_a_page_again_counts_it_once() -> None:
    cache = PageCache()
    for _time in range(5):
        cache.keep(key("a"), entry(b"x" * 100))
    assert cache.size == 1100


@pytest.mark.parametrize(
    ("tags", "since", "unchanged"),
    [
        ('"x"', None, True),
        ('W/"x"', None, True),
        ('"x-gz"', None, True),
        ('"a", "x"', None, True),
        ("*", None, True),
        ('"xy"', None, False),
        ("x", None, False),
        ('"y"', "Thu, 01 Oct 2026 12:00:00 GMT", False),
        (None, "Thu, 01 Oct 2026 12:00:00 GMT", True),
        (None, "Thu, 01 Oct 2026 11:59:59 GMT", False),
        (None, "Thu, 01 Oct 2099 12:00:00 GMT", False),
        (None, "last week", False),
        (None, None, False),
    ],
)
def test_what_the_asker_has_is_not_sent_again(tags: str | None, since: str | None, unchanged: bool) -> None:
    environ = {"HTTP_IF_NONE_MATCH": tags, "HTTP_IF_MODIFIED_SINCE": since}
    given = {name: value for name, value in environ.items() if value is not None}
    assert is_unchanged(given, '"x"', CHANGED, NOW) is unchanged


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip", True),
        ("br, gzip", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip;q=0.1", True),
        ("br", False),
        ("", False),
    ],
)
def test_compression_is_sent_to_whom_it_suits(header: str, accepted: bool) -> None:
    assert accepts_gzip({"HTTP_ACCEPT_ENCODING": header}) is accepted


@pytest.mark.parametrize(
    ("cookie", "elder"),
    [
        ("elder=1", True),
        ("a=b; elder=1", True),
        ("elder=0", False),
        ("shelder=1", False),
        ("x=elder=1", False),
        ("elder=12", False),
        ('elder="1"', False),
        ("elder=0; elder=1", True),
    ],
)
def test_the_elder_setting_tells_pages_apart(cookie: str, elder: bool) -> None:
    assert key_of({"PATH_INFO": "/", "HTTP_COOKIE": cookie})[2] is elder


def test_a_public_page_answers_304_until_something_changes(page: Page) -> None:
    first = page.get("/privacy")
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert first.headers["ETag"]
    again = page.get("/privacy", status=304, headers={"If-None-Match": first.headers["ETag"]})
    assert again.get_data() == b""
    assert len(current_app.extensions["pagecache"].entries) == 1


def test_an_answer_from_memory_is_the_same_answer(page: Page) -> None:
    made, remembered = page.get("/privacy"), page.get("/privacy")
    assert made.get_data() == remembered.get_data()
    names = {name for name, _value in made.headers} - {"X-Request-ID"}
    assert {name: remembered.headers.get(name) for name in names} == {name: made.headers.get(name) for name in names}
    assert remembered.headers["X-Request-ID"] != made.headers["X-Request-ID"]
    assert "Set-Cookie" not in remembered.headers


def test_a_change_or_the_next_minute_renders_the_page_again(app: Flask, page: Page) -> None:
    page.get("/privacy")
    cache: PageCache = app.extensions["pagecache"]
    before = next(iter(cache.entries.values()))
    with write() as session:
        stamps.programme_changed(session)
    page.get("/privacy")
    changed = next(iter(cache.entries.values()))
    assert changed.truth[0] == stamps.current().public > before.truth[0]
    with clock.frozen_at(NOW + timedelta(minutes=1)):
        page.get("/privacy")
    assert next(iter(cache.entries.values())).truth[2] == changed.truth[2] + 1


def test_languages_and_the_elder_version_are_different_pages(page: Page) -> None:
    chinese = page.get("/privacy").get_data()
    english = page.get("/en/privacy").get_data()
    page.client.set_cookie("elder", "1")
    elder = page.get("/privacy").get_data()
    assert len({chinese, english, elder}) == 3
    assert page.get("/privacy").get_data() == elder


def test_an_error_is_never_kept(page: Page) -> None:
    page.get("/events/no-such-event", status=404)
    assert len(current_app.extensions["pagecache"].entries) == 0


@pytest.mark.parametrize("cookie", ['elder="1"', "elder=0; elder=1", "elder=1; elder=0", "elder =1", "elder=%31"])
@pytest.mark.parametrize("asked", ["", "elder=1"])
def test_no_cookie_however_it_is_written_mixes_the_versions_up(app: Flask, cookie: str, asked: str) -> None:
    def body(sent: str) -> bytes:
        client = app.test_client(use_cookies=False)
        return client.get("/privacy", headers={"Cookie": sent} if sent else {}).get_data()

    wanted = body(asked)
    current_app.extensions["pagecache"].clear()
    body(cookie)
    assert body(asked) == wanted


def test_a_kept_page_is_the_same_for_a_person_and_a_stranger(app: Flask, cast: Cast) -> None:
    kept = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if hasattr(app.view_functions[rule.endpoint], "lasting") and not rule.arguments
    ]
    assert "/" in kept
    assert "/events" in kept
    for url in [*kept, f"/bases/{cast.base.slug}"]:
        for who in (cast.officer, cast.manager):
            current_app.extensions["pagecache"].clear()
            signed_in = Page(app).sign_in(who).client.get(url)
            assert "Set-Cookie" not in signed_in.headers
            assert who.name not in signed_in.text
            current_app.extensions["pagecache"].clear()
            assert app.test_client().get(url).get_data() == signed_in.get_data(), url


def test_many_who_ask_at_once_wait_for_one_that_makes_the_page(tmp_path: Path) -> None:
    app = make_app(f"sqlite:///{tmp_path / 'turns.db'}", tmp_path, mode="development")
    made: list[int] = []

    @cached
    def slow() -> str:
        made.append(1)
        time.sleep(0.2)
        return f"<p>{len(made)}</p>"

    app.add_url_rule("/slow", "slow", slow)
    gun, bodies = threading.Barrier(8), []

    def ask() -> None:
        gun.wait()
        bodies.append(app.test_client().get("/slow").get_data())

    threads = [threading.Thread(target=ask) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (bodies, len(made)) == ([b"<p>1</p>"] * 8, 1)
    assert not any(turn.locked() for turn in app.extensions["pagecache"].turns)
    close_app(app)


def test_a_view_that_fails_gives_its_turn_back(app: Flask, page: Page) -> None:
    page.get("/events/no-such-event", status=404)
    assert not any(turn.locked() for turn in app.extensions["pagecache"].turns)
