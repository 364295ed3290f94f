"""Real servers for the measurements: gunicorn with the site's own settings, and a database of a given scale."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "bench" / "out"


class Server:
    """A running gunicorn; `url` has no final slash."""

    def __init__(self, target: str, environ: dict[str, str], workers: int = 2) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "gunicorn", "-c", "python:sciencepop.gunicorn"]
        command += ["-w", str(workers), "-b", f"127.0.0.1:{self.port}", target]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environ, stdout=subprocess.DEVNULL, start_new_session=True
        )

    def wait(self, path: str) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"the server at {self.url}{path} did not start")

    def rss_mb(self) -> list[float]:
        """Resident memory of each worker process in MB."""
        master = self.process.pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        sizes = []
        for child in children:
            for line in Path(f"/proc/{child}/status").read_text().splitlines():
                if line.startswith("VmRSS:"):
                    sizes.append(int(line.split()[1]) / 1024)
        return sizes

    def stop(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


@contextmanager
def running(target: str, environ: dict[str, str], ready: str) -> Iterator[Server]:
    server = Server(target, environ)
    try:
        server.wait(ready)
        yield server
    finally:
        server.stop()


@contextmanager
def working(environ: dict[str, str]) -> Iterator[None]:
    """The site's worker, which delivers what is owed while the pages are measured."""
    command = [sys.executable, "-m", "flask", "worker"]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environ, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def site_environ(database_url: str, name: str) -> dict[str, str]:
    """The environment of the site on a database, with a folder of its own for keys and the queue."""
    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    return {
        "DATABASE_URL": database_url,
        "SCIENCEPOP_VAR": str(folder),
        "SECRET_KEY": "bench-only",
        "RATE_LIMITS": "off",
        "FLASK_APP": "app",
        "PUBLIC_URL": "http://127.0.0.1",
    }


def load_season(environ: dict[str, str], scale: float) -> None:
    """Tables by migration, then the sample season at a scale."""
    for command in (["db", "upgrade"], ["demo", "load", "--scale", str(scale)]):
        subprocess.run(
            [sys.executable, "-m", "flask", *command],
            cwd=ROOT,
            env=os.environ | environ,
            check=True,
            stdout=subprocess.DEVNULL,
        )
