from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from sciencepop.core.headers import origin
from sciencepop.core.logs import safe_path
from tests.page import Page


def test_every_page_carries_the_security_headers(page: Page) -> None:
    headers = page.get("/privacy").headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe-inline" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["X-Request-ID"]


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://tiles.example/{z}/{x}/{y}.png", "https://tiles.example"),
        ("https://{s}.tiles.example:8443/{z}.png", "https://*.tiles.example:8443"),
        ("", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_only_the_origin_of_the_tile_server_may_send_pictures(url: str, allowed: str) -> None:
    assert origin(url) == allowed


def test_an_asset_is_compressed_and_kept_for_a_year(app: Flask, page: Page) -> None:
    with app.test_request_context():
        url = app.jinja_env.globals["asset"]("css/site.css")  # type: ignore[operator]
    answer = page.client.get(url, headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    plain = page.client.get(url).get_data(as_text=True)
    assert plain.startswith("/* Every colour")


def test_an_old_hash_still_answers_but_is_not_kept(page: Page) -> None:
    assert page.client.get("/assets/old/css/site.css").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["css/none.css", "../app.py", "%2e%2e/app.py"])
def test_nothing_else_is_served(page: Page, name: str) -> None:
    assert page.client.get(f"/assets/x/{name}").status_code == 404


def test_leaflet_comes_out_of_its_package(app: Flask) -> None:
    with app.test_request_context():
        assert url_for("core.asset", version="v", name="vendor/leaflet/leaflet.js")
    assert b"Leaflet" in app.extensions["assets"].by_name["vendor/leaflet/leaflet.js"].plain[:200]


def test_a_page_that_does_not_exist_says_so_in_both_languages(page: Page) -> None:
    page.get("/nowhere", status=404)
    assert "没有找到这一页" in page.text()
    page.get("/en/nowhere", status=404)
    assert "There is no such page" in page.text()


def test_health(page: Page) -> None:
    assert page.get("/healthz").get_json() == {"status": "ok"}
    assert page.get("/readyz").get_json() == {"status": "ok"}


SECRETS = {"token", "ticket", "stars"}
"""What routes call a secret, whoever writes them. What `verify…` shows, a `code` opens."""


def _secret_of(rule: Rule) -> str | None:
    named = SECRETS & rule.arguments
    is_paper = "code" in rule.arguments and rule.endpoint.partition(".")[2].startswith("verify")
    return named.pop() if named else "code" if is_paper else None


def test_no_link_that_is_a_secret_stands_in_a_log_of_the_site_or_of_its_proxy(app: Flask) -> None:
    routes = [(rule.rule, secret) for rule in app.url_map.iter_rules() if (secret := _secret_of(rule))]
    operations = (Path(app.root_path).parent / "docs" / "operations.md").read_text()
    written = re.search(r'"~(\^.*)" "\$\{kept\}', operations)
    assert written and len(routes) > 20
    cut = re.compile(written[1].replace("?<kept>", "?P<kept>"))
    told = set()
    for route, secret in routes:
        path = re.sub(r"<[^>]*>", "7", re.sub(rf"<([^>]*:)?{secret}>", "SECRET", route))
        for shown in (path, f"/en{path}"):
            assert "SECRET" not in safe_path(shown)
            found = cut.match(shown)
            assert found and "SECRET" not in found["kept"], shown
        told.add(re.sub(r"<[^>]*>", "…", route[: route.index(f"{secret}>") + len(secret) + 1]))
    rows = [line.split("|")[1] for line in operations.splitlines() if line.startswith("| `/")]
    assert told == {path for row in rows for path in re.findall("`([^`]*)`", row)}, "the table in docs/operations.md"
    assert safe_path("/feedback/7/SECRET/thanks") == "/feedback/7/***/thanks"


def test_the_proxy_gets_the_sites_own_words_for_what_it_does_not_pass_on(app: Flask, page: Page) -> None:
    for path, words in (("/too-large", "一次最多提交 8 MB"), ("/en/too-large", "8 MB")):
        page.get(path, status=413)
        assert words in page.text()
    operations = (Path(app.root_path).parent / "docs" / "operations.md").read_text()
    assert f"client_max_body_size {app.config['MAX_CONTENT_LENGTH'] // 2**20}m;" in operations
