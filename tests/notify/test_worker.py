from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask

from sciencepop.core import clock, jobs, outbox
from sciencepop.core.outbox import Delivery
from sciencepop.notify.wake import Waker, stay_asleep, waker
from sciencepop.notify.worker import DueJobs, Seldom, deliver_now, repeat, tasks_of
from tests.conftest import close_app, make_app
from tests.notify.conftest import owe, row
from tests.notify.mail_server import MailServer
from tests.notify.real_worker import RealWorker
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


def test_the_daily_jobs_run_once_a_day_and_the_others_every_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    monkeypatch.setattr(jobs, "_daily", [lambda _now: ran.append("day")])
    monkeypatch.setattr(jobs, "_minutely", [lambda _now: ran.append("minute")])
    due = DueJobs(app)
    for hours in (0, 1, 17, 18, 24):  # NOW is ten in the morning; the day ends at 03:17, after 17 hours
        with clock.frozen_at(clock.now() + timedelta(hours=hours)):
            due()
    assert ran == ["day", "minute", "minute", "minute", "day", "minute", "minute"]


def test_work_by_the_clock_goes_on_after_it_failed_and_until_it_is_stopped(app: Flask) -> None:
    turns: list[int] = []
    stopping = threading.Event()

    def work() -> None:
        turns.append(1)
        if len(turns) == 2:
            raise ConnectionError("Redis is away")
        if len(turns) == 4:
            stopping.set()

    repeat(work, app, stopping, seconds=0.01)
    assert len(turns) == 4


def test_a_complaint_that_repeats_is_logged_once_a_minute() -> None:
    heard: list[str] = []
    log, ear = logging.Logger("complaining"), logging.Handler()
    ear.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
    seldom = Seldom([ear], seconds=0.3)
    log.addHandler(seldom)
    for _time in range(5):
        log.error("Error reading from queue")
    log.error("Worker %d died", 1)
    assert heard == ["Error reading from queue", "Worker 1 died"]
    time.sleep(0.31)
    log.error("Error reading from queue")
    assert len(heard) == 3


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
    worker = RealWorker(live_url, tmp_path, mail_server.url)
    with clock.frozen_at(_real_now()):
        owe("before")
        for number, key in enumerate(["before", "during-restart"], start=1):
            with worker:
                assert wait_until(lambda number=number: len(mail_server.raw) == number, 30)
                assert wait_until(lambda key=key: row(key).state is Delivery.SENT)
                assert worker.stop() == 0, worker.said
            if number == 1:
                owe("during-restart")
    assert "li@example.org" not in worker.said
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
            owe("k2", subject="第二封", html="<!doctype html><title>第二封</title><style>p{}</style><p>您好</p>")
            number = row("k2").id
        assert deliver_now(app).sent == 2
        strict = Page(app)
        strict.get("/dev/outbox")
        assert strict.text().index("第二封") < strict.text().index("您的验证码：123456")
        shown = strict.client.get(f"/dev/outbox/{number}.html")
        assert "您好" in shown.text and shown.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert strict.client.get(f"/dev/outbox/{number - 1}.html").status_code == 404
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
