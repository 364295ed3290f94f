"""A real server with the sample season, and a real Chromium. Missing programs are failures, never skips."""

from __future__ import annotations

import os
import shutil
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import processes
from tests.gunicorn import serve
from tests.journeys.season import take_season
from tests.ports import free_port
from tests.postgres import Postgres

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "tests" / "out"
PATIENCE_SECONDS = 60
"""Longer than any step takes on a machine that is busy with other things; nobody waits for what has come."""
expect.set_options(timeout=PATIENCE_SECONDS * 1000)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True)
class Site:
    """A running site with its worker; `url` has no final slash."""

    url: str
    database_url: str
    environ: dict[str, str]
    folder: Path

    def flask(self, *arguments: str) -> str:
        """Run a flask command against this site's database and return what it printed."""
        return processes.run("-m", "flask", *arguments, environ=self.environ, folder=self.folder)

    def run(self, words: str) -> str:
        """Do something on the site's own database that would take days to wait for; what it printed."""
        return processes.run("-c", words, environ=self.environ, folder=self.folder).strip()


@pytest.fixture(autouse=True)
def still_clock() -> None:
    """Journeys use the real clock; this replaces the standing one."""


ON_ONE_DATABASE = pytest.mark.parametrize("site", ["postgresql"], indirect=True)
"""For what does not depend on the database: pages whose verbs are tested on both, and what takes real time."""


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, shared = tmp_path_factory.mktemp("site"), tmp_path_factory.getbasetemp()
    server: Postgres | None = None if request.param == "sqlite" else request.getfixturevalue("postgres")
    url = take_season(shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared, folder, server)
    port = free_port()
    environ = os.environ | {
        "DATABASE_URL": url,
        "SCIENCEPOP_VAR": str(folder),
        "SCIENCEPOP_MODE": "development",
        "PORT": str(port),
        "RATE_LIMITS": "off",
        "FLASK_APP": "app",
        "WORKERS": "2",
        "PUSH_SERVICES": "push.invalid",
    }
    for name in ("SMTP_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL"):
        environ.pop(name, None)
    log = folder / "log"
    if server:
        running = [serve(port, environ, log), processes.start("-m", "flask", "worker", environ=environ, log=log)]
    else:  # as `make run` does it
        running = [processes.start("-m", "dev.serve", environ=environ, log=log)]
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz", running[0], log)
        yield Site(f"http://127.0.0.1:{port}", url, environ, folder)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.join(120)


def wait_for(url: str, process: BaseProcess, log: Path) -> None:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and process.is_alive():
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the site did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("Chromium is not installed. Run `make services`, then run the tests again.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`visit(width=360)` opens a fresh browser window. A script error or a refused policy fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_window(width: int = 1280, height: int = 900, javascript: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=javascript,
        )
        context.set_default_timeout(PATIENCE_SECONDS * 1000)
        contexts.append(context)
        window = context.new_page()
        window.on("pageerror", lambda error: complaints.append(str(error)))
        window.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if message.type == "error" and "status of 4" not in message.text
                else None
            ),
        )
        return window

    yield open_window
    for context in contexts:
        context.close()
    assert complaints == []


def picture(window: Page, name: str) -> None:
    """Keep what the page looks like in tests/out, to be looked at by a person; only where PICTURES is set."""
    if not os.environ.get("PICTURES"):
        return
    OUT.mkdir(parents=True, exist_ok=True)
    window.screenshot(path=OUT / f"{name}.png", full_page=True)


def sign_in(window: Page, site: Site, address: str) -> None:
    """Sign in to a sample account by its password; a code to one address comes once a minute only."""
    window.goto(f"{site.url}/sign-in/password")
    window.locator("main input[name=address]").fill(address)
    window.locator("main input[name=password]").fill("sample-2026")
    window.locator("main input[name=password]").press("Enter")
    window.wait_for_url(lambda url: "/sign-in" not in url)


def newest_code(site: Site, address: str) -> str:
    """The one-time code that the site last owed this address, read from its outbox."""
    import re

    from sqlalchemy import create_engine, text

    engine = create_engine(site.database_url)
    deadline = time.monotonic() + PATIENCE_SECONDS
    try:
        while time.monotonic() < deadline:
            with engine.connect() as connection:
                body = connection.execute(
                    text(
                        "SELECT subject || ' ' || body FROM outbox_message WHERE address = :a ORDER BY id DESC LIMIT 1"
                    ),
                    {"a": address},
                ).scalar()
            found = re.search(r"\b(\d{6})\b", body or "")
            if found:
                return found[1]
            time.sleep(0.2)
    finally:
        engine.dispose()
    raise AssertionError(f"no code was sent to {address}")
