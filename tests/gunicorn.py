"""The real web server, as `make run` starts it."""

from __future__ import annotations

import http.client
import os
import signal
import time
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path

from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf

from tests import processes
from tests.ports import free_port

PATIENCE_SECONDS = 180


class Server:
    """gunicorn in a process group of its own, on a port that stays. `settings` are further environment variables."""

    def __init__(self, url: str, folder: Path, **settings: str) -> None:
        self.port = free_port()
        given = {
            "DATABASE_URL": url,
            "SCIENCEPOP_VAR": str(folder),
            "SCIENCEPOP_MODE": "development",
            "SECRET_KEY": "only-for-tests",
            "REDIS_URL": "",
            "SMTP_URL": "",
            "RATE_LIMITS": "off",
            "WORKERS": "2",
            "PORT": str(self.port),
        }
        self.environ = os.environ | given | settings
        self.log = folder / f"web-{self.port}.log"
        self.process = self.start()

    def start(self) -> BaseProcess:
        process = serve(self.port, self.environ, self.log)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while ask(self.port, "GET", "/readyz")[0] != 200:
            assert process.is_alive(), f"the server did not start: {self.log.read_text()}"
            assert time.monotonic() < deadline, "the server did not answer"
            time.sleep(0.1)
        self.process = process
        return process

    def kill_a_worker(self) -> None:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        os.kill(int(children[0]), signal.SIGKILL)

    def kill_everything(self) -> None:
        assert self.process.pid
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.join()


def serve(port: int, environ: Mapping[str, str], log: Path) -> BaseProcess:
    web = ("-m", "gunicorn", "-c", "python:sciencepop.gunicorn", "-b", f"127.0.0.1:{port}", "app:app")
    return processes.start(*web, environ=environ, log=log)


def ask(port: int, method: str, path: str, body: str = "", cookie: str = "") -> tuple[int, str]:
    """Status and Location of an answer; status 0 when none came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()


def signed_in(app: Flask, person_id: int | None = None, epoch: int = 0) -> tuple[str, str]:
    """The cookie of a person (or of a visitor) and the CSRF token that belongs to it; `app` has the server's key."""
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    with app.app_context(), app.test_request_context():
        token = str(generate_csrf())
        values = dict(session)
    if person_id is not None:
        values |= {"_user_id": f"{person_id}.{epoch}", "_fresh": True}
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(values)}", token
