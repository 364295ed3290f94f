"""What a feed says over HTTP: validators, conditions, compression, caching, and nothing that it must not say."""

from __future__ import annotations

import gzip
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest
from sqlalchemy.orm import Session

from sciencepop.core import clock, stamps
from sciencepop.core.db import write
from sciencepop.feeds.models import FeedState
from sciencepop.programme.services.revise import revise
from tests.feeds.conftest import FEEDS, Season
from tests.page import Page

URL = "/feeds/bases/chenshan.ics"


def http(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


def test_a_feed_has_exactly_these_headers_of_its_own(page: Page, season: Season) -> None:
    headers = page.get(URL).headers
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert headers["Cache-Control"] == "public, max-age=900"
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["Last-Modified"] == "Sat, 10 Oct 2026 02:00:00 GMT"
    assert headers["ETag"].startswith('W/"')
    assert len(headers["ETag"]) == len('W/""') + 32
    assert not {"Set-Cookie", "Content-Disposition", "Location"} & set(headers.keys())


@pytest.mark.parametrize("url", FEEDS)
def test_two_fetches_give_the_same_bytes_from_memory_and_anew(page: Page, season: Season, url: str) -> None:
    first = page.get(url)
    assert page.get(url).data == first.data
    page.app.extensions["pagecache"].clear()
    with clock.frozen_at(clock.now() + timedelta(hours=3)):
        again = page.get(url)
    assert (again.data, again.headers["ETag"], again.headers["Last-Modified"]) == (
        first.data,
        first.headers["ETag"],
        first.headers["Last-Modified"],
    )


@pytest.mark.parametrize("accept", ["text/html", "application/json", "*/*;q=0", ""])
def test_the_answer_does_not_depend_on_what_is_accepted(page: Page, season: Season, accept: str) -> None:
    assert page.get(URL, headers={"Accept": accept}).mimetype == "text/calendar"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("{etag}", 304),
        ("{strong}", 304),
        ("*", 304),
        ('"other", {etag}', 304),
        ('W/"other" ,{strong}, "third"', 304),
        ('"other"', 200),
        ('W/"other"', 200),
        ("nonsense", 200),
        ("", 200),
        ('"' + "x" * 5_000 + '"', 200),
    ],
)
def test_if_none_match(page: Page, season: Season, sent: str, status: int) -> None:
    etag = page.get(URL).headers["ETag"]
    header = sent.format(etag=etag, strong=etag.removeprefix("W/"))
    response = page.get(URL, status, headers={"If-None-Match": header})
    assert response.headers["ETag"] == etag
    assert bool(response.data) == (status == 200)


@pytest.mark.parametrize(("offset_seconds", "status"), [(0, 304), (60, 304), (-1, 200), (-86_400, 200), (7_200, 200)])
def test_if_modified_since(page: Page, season: Season, offset_seconds: int, status: int) -> None:
    changed = clock.now()
    page.get(URL)
    with clock.frozen_at(changed + timedelta(hours=1)):
        sent = {"If-Modified-Since": http(changed + timedelta(seconds=offset_seconds))}
        response = page.get(URL, status, headers=sent)
    assert bool(response.data) == (status == 200)
    assert response.headers.get("Last-Modified", http(changed)) == http(changed)


@pytest.mark.parametrize("date", ["yesterday", "", "Sat, 99 Oct 2026 02:00:00 GMT", "2026-10-10", "0"])
def test_a_date_that_is_none_gets_the_whole_feed(page: Page, season: Season, date: str) -> None:
    assert page.get(URL, headers={"If-Modified-Since": date}).data


def test_tags_win_over_dates(page: Page, season: Season) -> None:
    etag, now = page.get(URL).headers["ETag"], http(clock.now())
    old = http(clock.now() - timedelta(days=9))
    assert page.get(URL, 200, headers={"If-None-Match": '"other"', "If-Modified-Since": now}).data
    assert page.get(URL, 304, headers={"If-None-Match": etag, "If-Modified-Since": old}).data == b""


def test_a_304_repeats_tag_age_and_variance_and_has_no_body(page: Page, season: Season) -> None:
    full = page.get(URL).headers
    response = page.get(URL, 304, headers={"If-None-Match": full["ETag"]})
    for name in ("ETag", "Cache-Control", "Vary"):
        assert response.headers[name] == full[name]
    assert not {"Content-Type", "Content-Encoding", "Set-Cookie"} & set(response.headers.keys())


@pytest.mark.parametrize(
    ("accept", "is_zipped"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("identity", False),
        ("gzip;q=0", False),
        ("br", False),
        ("", False),
    ],
)
def test_compression_follows_the_asker(page: Page, season: Season, accept: str, is_zipped: bool) -> None:
    plain = page.get(URL)
    response = page.get(URL, headers={"Accept-Encoding": accept})
    assert (response.headers.get("Content-Encoding") == "gzip") is is_zipped
    assert (gzip.decompress(response.data) if is_zipped else response.data) == plain.data
    assert response.headers["ETag"] == plain.headers["ETag"]


def test_head_has_the_headers_of_get(page: Page, season: Season) -> None:
    full, head = page.get(URL), page.client.head(URL)
    assert (head.status_code, head.data) == (200, b"")
    for name in ("Content-Type", "Content-Length", "ETag", "Last-Modified", "Cache-Control", "Vary"):
        assert head.headers[name] == full.headers[name]


def test_nobody_is_asked_to_sign_in_and_no_cookie_changes_the_answer(page: Page, season: Season) -> None:
    page.client.set_cookie("sp_session", "nonsense")
    page.client.set_cookie("elder", "1")
    response = page.get(URL)
    assert (response.status_code, "Set-Cookie" in response.headers) == (200, False)
    assert response.headers["Vary"] == "Accept-Encoding"


def test_last_modified_never_goes_back_when_a_session_leaves(page: Page, season: Season, session: Session) -> None:
    first = page.get(URL).headers["Last-Modified"]
    with clock.frozen_at(clock.now() + timedelta(hours=1)), write() as unit:
        revise(unit, [season.next_week], now=clock.now(), significant=False)
    with clock.frozen_at(clock.now() + timedelta(hours=2)):
        second = page.get(URL).headers["Last-Modified"]
    with clock.frozen_at(clock.now() + timedelta(hours=3)):
        with write() as unit:
            season.event.topics = ["physics"]
            season.next_week.starts_at -= timedelta(days=90)
            season.next_week.ends_at -= timedelta(days=90)
            stamps.programme_changed(unit)
        third = page.get(URL).headers["Last-Modified"]
    assert (first, second, third) == (
        "Sat, 10 Oct 2026 02:00:00 GMT",
        "Sat, 10 Oct 2026 04:00:00 GMT",
        "Sat, 10 Oct 2026 05:00:00 GMT",
    )


def test_two_changes_in_one_second_have_two_dates(page: Page, season: Season) -> None:
    dates = []
    for room in ("一", "二", "三"):
        with write() as unit:
            season.next_week.room_zh = room
            revise(unit, [season.next_week], now=clock.now(), significant=False)
        dates.append(page.get(URL).headers["Last-Modified"])
    assert len(set(dates)) == 3
    assert dates == sorted(dates)


def test_a_change_elsewhere_leaves_the_feed_and_its_date_alone(page: Page, season: Season, session: Session) -> None:
    page.get(URL)
    before = session.get(FeedState, "base:chenshan:zh")
    assert before is not None
    kept = (before.digest, before.changed_at, before.version)
    with clock.frozen_at(clock.now() + timedelta(hours=1)):
        with write() as unit:
            stamps.programme_changed(unit)
        page.get(URL)
    session.expire_all()
    assert (before.digest, before.changed_at, before.version) == kept


def test_the_day_moves_the_window_without_any_change(page: Page, season: Season) -> None:
    before = page.get(URL).data
    with clock.frozen_at(clock.now() + timedelta(days=54)):
        assert page.get(URL).data != before


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_feed_is_only_read(page: Page, season: Season, method: str) -> None:
    assert page.client.open(URL, method=method).status_code in (400, 405)
