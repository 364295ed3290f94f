from __future__ import annotations

from flask import Flask

from sciencepop.core.web import limiter
from tests.page import Page


def tries(page: Page, count: int, url: str, **data: str) -> list[int]:
    """The statuses of that many posts; the address may carry `{n}`."""
    token = {"csrf_token": page._csrf_token()}
    found = []
    for number in range(count):
        values = {name: value.replace("{n}", str(number)) for name, value in data.items()}
        found.append(page.client.post(url, data={**token, **values}).status_code)
    return found


def test_the_eleventh_password_for_one_address_is_refused_known_or_not(limited: Flask) -> None:
    page = Page(limited)
    found = tries(page, 11, "/sign-in/password", address="LI@example.org", password="wrong-{n}")
    assert found == [422] * 10 + [429]
    assert tries(page, 1, "/sign-in/password", address="other@example.org", password="x") == [422]


def test_the_page_says_so_in_the_language_of_the_page(limited: Flask) -> None:
    page = Page(limited)
    tries(page, 10, "/sign-in/password", address="li@example.org", password="wrong")
    data = {"address": "li@example.org", "password": "wrong"}
    page.post("/sign-in/password", data, status=429)
    assert "请等一分钟再试" in page.text()
    page.post("/en/sign-in/password", data, status=429)
    assert "Please wait a minute" in page.text()


def test_one_network_asks_for_sixty_codes_an_hour(limited: Flask) -> None:
    page = Page(limited)
    found = tries(page, 61, "/sign-in", address="li{n}@example.org")
    assert found == [303] * 60 + [429]
    page.get("/sign-in")


def test_the_limiter_remembers_no_addresses(limited: Flask) -> None:
    page = Page(limited)
    tries(page, 2, "/sign-in/password", address="li@example.org", password="wrong")
    storage = limiter.storage
    assert storage is not None
    keys = " ".join(str(key) for key in storage.storage)  # type: ignore[attr-defined]
    assert keys and "li@example.org" not in keys
