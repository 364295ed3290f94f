from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from flask import Flask

from sciencepop.core import i18n

SATURDAY = datetime(2026, 10, 24, 6, 0, tzinfo=UTC)
LATER = datetime(2026, 10, 24, 7, 30, tzinfo=UTC)
NIGHT = datetime(2026, 10, 24, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(("lang", "text"), [("zh", "10月24日（周六）14:00–15:30"), ("en", "Sat 24 Oct, 14:00–15:30")])
def test_a_span_is_written_as_people_write_it(app: Flask, lang: str, text: str) -> None:
    with app.test_request_context(), i18n.in_language(lang):
        assert i18n.span(SATURDAY, LATER) == text


def test_the_two_clock_times_of_a_span_stay_on_one_line(app: Flask) -> None:
    with i18n.in_language("zh"):
        assert i18n.kept_span(SATURDAY, LATER) == '10月24日（周六）<span class="keep">14:00–15:30</span>'
        assert i18n.kept_span(SATURDAY, NIGHT) == i18n.span(SATURDAY, NIGHT)


def test_a_span_over_midnight_names_both_days(app: Flask) -> None:
    with app.test_request_context():
        assert i18n.span(SATURDAY, NIGHT) == "10月24日（周六）14:00 – 10月25日（周日）01:00"


def test_another_year_is_named(app: Flask) -> None:
    with app.test_request_context():
        assert i18n.day(datetime(2027, 1, 2, tzinfo=UTC)) == "2027年1月2日（周六）"


@pytest.mark.parametrize(("cents", "text"), [(0, "免费"), (1200, "¥12"), (1250, "¥12.50")])
def test_a_price(app: Flask, cents: int, text: str) -> None:
    with app.test_request_context():
        assert i18n.price(cents) == text


def test_english_falls_back_to_chinese_where_it_is_missing(app: Flask) -> None:
    thing = SimpleNamespace(title_zh="星空", title_en="")
    with app.test_request_context(), i18n.in_language("en"):
        assert i18n.tr(thing, "title") == "星空"
        thing.title_en = "Night sky"
        assert i18n.tr(thing, "title") == "Night sky"


def test_the_english_prefix_keeps_itself_in_links_and_switches_back(app: Flask) -> None:
    with app.test_client() as client:
        client.get("/en/privacy?a=1")
        from flask import url_for

        assert url_for("district.privacy") == "/en/privacy"
        assert i18n.other_language_url() == "/privacy?a=1"
        client.get("/privacy")
        assert i18n.other_language_url() == "/en/privacy"


@pytest.mark.parametrize(
    "path", ["/en/%5Cevil.example", "/en//evil.example", "/en/%5C%5Cevil.example/a", "/en/a%3Fb%23c"]
)
def test_the_other_language_is_never_another_site(app: Flask, path: str) -> None:
    with app.test_client() as client:
        client.get(path)
        url = i18n.other_language_url()
    assert url.startswith("/") and not url.startswith("//")
    assert not set("\\?#") & set(url)
