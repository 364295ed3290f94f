from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask

from sciencepop.core import clock, jobs, outbox
from sciencepop.core.config import ROOT
from sciencepop.core.outbox import Delivery
from sciencepop.notify.wake import Waker, stay_asleep, waker
from sciencepop.notify.worker import deliver_now, tasks_of
from tests.conftest import close_app, make_app
from tests.notify.conftest import owe, row
from tests.notify.mail_server import MailServer
from tests.page import Page


def wait_until(done: object, seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if done():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def test_many_wakes_are_few_and_the_last_is_never_lost() -> None:
    woken: list[float] = []
    wake = Waker(lambda: woken.append(time.monotonic()), seconds=0.2)
    for _call in range(50):
        wake()
        time.sleep(0.01)
    last = time.monotonic()
    assert wait_until(lambda: woken[-1] >= last - 0.01, 2)
    assert 2 <= len(woken) <= 6
    assert all(b - a >= 0.19 for a, b in pairwise(woken))


def test_queueing_puts_a_wake_up_into_the_workers_queue(live: Flask) -> None:
    wake = waker(live)
    outbox.on_queued(wake)
    try:
        owe()
        assert wait_until(lambda: tasks_of(live).huey.pending_count() == 1)
    finally:
        outbox.on_queued(stay_asleep)
        tasks_of(live).huey.storage.close()


def test_a_worker_that_cannot_be_woken_stops_nobody(live: Flask, tmp_path: Path) -> None:
    (tmp_path / "huey.db").mkdir()
    wake = waker(live)
    outbox.on_queued(wake)
    try:
        owe()
        assert row().state is Delivery.QUEUED
        time.sleep(0.1)
    finally:
        outbox.on_queued(stay_asleep)


def test_a_failing_job_does_not_keep_the_next_from_its_turn(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[object] = []

    def bad(_now: object) -> None:
        raise ValueError("bad")

    monkeypatch.setattr(jobs, "_minutely", [])
    jobs.every_minute(bad)
    jobs.every_minute(ran.append)
    jobs.every_minute(ran.append)
    assert jobs.run_minutely(clock.now()) == 1
    assert ran == [clock.now()]


def test_the_daily_jobs_know_what_to_forget(app: Flask) -> None:
    assert {job.__name__ for job in jobs._daily} >= {"purge", "purge_codes", "erase_old"}
    assert jobs.run_daily(clock.now() + timedelta(days=40)) == 0


def test_a_run_uses_the_mail_server_of_the_settings(mail_server: MailServer, tmp_path: Path) -> None:
    app = make_app(f"sqlite:///{tmp_path / 'run.db'}", tmp_path, smtp_url=mail_server.url)
    with app.app_context():
        owe()
    assert deliver_now(app).sent == 1
    assert len(mail_server.raw) == 1
    close_app(app)


def test_the_real_worker_delivers_stops_when_told_and_goes_on_after_a_restart(
    live: Flask, live_url: str, mail_server: MailServer, tmp_path: Path
) -> None:
    environ = {
        **os.environ,
        "SCIENCEPOP_MODE": "production",
        "SECRET_KEY": "only-for-this-test",
        "SCIENCEPOP_VAR": str(tmp_path),
        "DATABASE_URL": live_url,
        "SMTP_URL": mail_server.url,
        "REDIS_URL": "",
        "FLASK_APP": "app.py",
    }
    command = [sys.executable, "-m", "flask", "worker"]
    with clock.frozen_at(_real_now()):
        owe("before")
        for number, key in enumerate(["before", "during-restart"], start=1):
            worker = subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.PIPE)
            try:
                assert wait_until(lambda number=number: len(mail_server.raw) == number, 30)
                assert wait_until(lambda key=key: row(key).state is Delivery.SENT)
            finally:
                worker.send_signal(signal.SIGTERM)
                _out, said = worker.communicate(timeout=30)
            assert worker.returncode == 0, said.decode()
            assert b"li@example.org" not in said
            if number == 1:
                owe("during-restart")
    assert len({m["Message-ID"] for m in mail_server.messages}) == 2


def _real_now() -> object:
    from datetime import UTC, datetime

    return datetime.now(UTC) - timedelta(seconds=5)


def test_the_page_of_sent_messages_is_there_in_development_only(tmp_path: Path, page: Page) -> None:
    assert page.client.get("/dev/outbox").status_code == 404
    app = make_app(f"sqlite:///{tmp_path / 'dev.db'}", tmp_path, mode="development")
    try:
        with app.app_context():
            Page(app).get("/dev/outbox")
            owe(subject="123456 是您的验证码", body="您的验证码：123456", fleeting=True)
            owe("k2", subject="第二封")
        assert deliver_now(app).sent == 2
        strict = Page(app)
        strict.get("/dev/outbox")
        assert strict.text().index("第二封") < strict.text().index("您的验证码：123456")
        strict.get("/en/dev/outbox")
        assert "Messages sent" in strict.text()
        strict.get("/sign-in")
        assert strict.all("a", href="/dev/outbox")
    finally:
        outbox.on_queued(stay_asleep)
        close_app(app)
    for mode in ("production", "test"):
        other = make_app(f"sqlite:///{tmp_path / mode}.db", tmp_path, mode=mode, smtp_url="smtp://127.0.0.1:1")
        assert "notify.outbox" not in other.view_functions
        outbox.on_queued(stay_asleep)
        close_app(other)


def test_a_waker_works_for_many_threads_at_once() -> None:
    woken: list[int] = []
    wake = Waker(lambda: woken.append(1), seconds=0.05)
    threads = [threading.Thread(target=wake) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wait_until(lambda: woken, 2)
    time.sleep(0.15)
    assert len(woken) <= 3
