"""What visitors see while the database, or Redis, is away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from sciencepop import create_app
from sciencepop.core.config import Config
from tests.conftest import close_app, forget_limits, make_app
from tests.page import FreshClient, Page
from tests.postgres import Postgres

PAGES = ("/", "/events", "/events/calendar", "/events/x", "/bases", "/bases/x", "/subscribe", "/en/", "/sitemap.xml")
CALENDARS = ("/feeds/all.ics", "/feeds/bases/x.ics")
AWAY = {"gone": "sqlite:////nowhere/at/all.db", "refused": "postgresql+psycopg://u:p@127.0.0.1:1/x"}


def as_served(app: Flask) -> Flask:
    """Errors become pages, as on a real server."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.test_client_class = FreshClient
    return app


def app_on(url: str, var: Path) -> Flask:
    return as_served(create_app(Config(mode="development", secret_key="x" * 40, database_url=url, var=var)))


@pytest.fixture(params=["gone", "refused", "damaged", "without tables", "without tables on PostgreSQL"])
def broken(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    urls = AWAY | {name: f"sqlite:///{tmp_path / 'site.db'}" for name in ("damaged", "without tables")}
    if request.param == "damaged":
        (tmp_path / "site.db").write_bytes(b"no database" * 1000)
    if request.param not in urls:
        server: Postgres = request.getfixturevalue("postgres")
        urls[request.param] = server.create("nothing")
    app = app_on(urls[request.param], tmp_path)
    yield app
    close_app(app)


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_without_a_database_every_page_says_so_and_machines_are_told_when_to_return(
    broken: Flask, is_signed_in: bool
) -> None:
    page = Page(broken)
    if is_signed_in:
        with page.client.session_transaction() as cookie:
            cookie["_user_id"] = "1.0"
    for url in PAGES:
        answer = page.get(url, status=503)
        assert answer.headers["Retry-After"] == "30"
        assert [h1.text for h1 in page.all("h1")] in (["现在太忙"], ["Very busy just now"]), url
    for url in CALENDARS:
        answer = page.get(url, status=503)
        assert (answer.headers["Retry-After"], "松江" in answer.text) == ("30", False)


def test_without_a_database_what_needs_none_works_and_readiness_is_denied(broken: Flask) -> None:
    page = Page(broken)
    assert page.get(broken.extensions["assets"].url("css/site.css")).mimetype == "text/css"
    page.get("/sign-in")
    page.get("/nothing", status=404)
    assert page.get("/healthz").get_json() == {"status": "ok"}
    assert page.get("/readyz", status=503).get_json() == {"status": "database not ready"}


def test_a_kept_page_is_not_shown_when_the_database_cannot_vouch_for_it(tmp_path: Path) -> None:
    app = as_served(make_app(f"sqlite:///{tmp_path / 'site.db'}", tmp_path, mode="development"))
    page = Page(app)
    page.get("/privacy")
    close_app(app)
    for file in tmp_path.glob("site.db*"):
        file.unlink()
    for _time in range(3):
        page.get("/privacy", status=503)
    close_app(app)


def test_without_redis_people_can_still_sign_in(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'site.db'}"
    app = as_served(make_app(url, tmp_path, redis_url="redis://127.0.0.1:1/0", rate_limits=True, mode="development"))
    page = Page(app)
    page.post("/sign-in", {"address": "nobody@example.org"})
    forget_limits()
    close_app(app)
