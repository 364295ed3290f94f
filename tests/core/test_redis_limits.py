"""Rate limits in a real Redis: shared by two real web servers, and what visitors notice when Redis goes away."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import close_app, make_app
from tests.gunicorn import Server, ask
from tests.redis import RedisServer

pytestmark = pytest.mark.race
NEVER_ISSUED = "/feeds/p/{}.ics"
AN_HOUR = 60
"""How often one address of a personal calendar is answered in an hour, by feeds.views.personal."""


@contextmanager
def sites(folder: Path, count: int, redis_url: str) -> Iterator[list[Server]]:
    """Web servers of one process each on one database, with limits on."""
    url = f"sqlite:///{folder / 'site.db'}"
    close_app(make_app(url, folder))
    running: list[Server] = []
    try:
        for _number in range(count):
            running.append(Server(url, folder, REDIS_URL=redis_url, RATE_LIMITS="on", WORKERS="1"))
        yield running
    finally:
        for server in running:
            server.kill_everything()


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


def visit(servers: list[Server], times: int, name: str) -> Counter[int]:
    """Ask for one calendar that many times, by turns, eight at a time; how often which status came back."""
    ports = [servers[turn % len(servers)].port for turn in range(times)]
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda port: ask(port, "GET", NEVER_ISSUED.format(name))[0], ports)
    return Counter(answers)


def test_two_servers_count_together_and_not_one_request_too_many_is_answered(
    tmp_path: Path, redis: RedisServer
) -> None:
    with sites(tmp_path, 2, redis.url) as servers:
        assert visit(servers, AN_HOUR + 40, "a") == {404: AN_HOUR, 429: 40}
        assert visit(servers, 10, "b") == {404: 10}


def test_without_redis_each_counts_for_itself(tmp_path: Path) -> None:
    with sites(tmp_path, 2, "") as servers:
        assert visit(servers, AN_HOUR + 40, "a") == {404: AN_HOUR + 40}


def test_redis_killed_under_load_costs_no_visitor_an_answer_and_is_used_again_once_it_is_back(
    tmp_path: Path, redis: RedisServer
) -> None:
    with sites(tmp_path, 2, redis.url) as servers:
        assert visit(servers, AN_HOUR, "a") == {404: AN_HOUR}
        told: Counter[int] = Counter()
        with ThreadPoolExecutor(4) as pool:
            rounds = [pool.submit(visit, servers, 40, f"under-load-{number}") for number in range(12)]
            while sum(done.done() for done in rounds) < 3:
                time.sleep(0.01)
            redis.kill()
            for done in rounds:
                told += done.result()
        assert told == {404: 40 * 12}
        redis.start()
        assert wait_until(lambda: counts_together(servers), 45)


def counts_together(servers: list[Server]) -> bool:
    """Whether a fresh calendar is limited across both servers."""
    return visit(servers, AN_HOUR + 2, f"fresh-{time.monotonic()}") == {404: AN_HOUR, 429: 2}


def test_a_redis_that_accepts_and_never_answers_holds_nobody_up_for_long(tmp_path: Path, redis: RedisServer) -> None:
    with sites(tmp_path, 1, redis.url) as (server,):
        visit([server], 8, "warm")
        redis.freeze()
        with ThreadPoolExecutor(8) as pool:
            told = list(pool.map(lambda _turn: timed(server), range(40)))
        redis.thaw()
    assert {status for status, _seconds in told} == {404}
    assert max(seconds for _status, seconds in told) < 4


def timed(server: Server) -> tuple[int, float]:
    began = time.monotonic()
    status, _location = ask(server.port, "GET", NEVER_ISSUED.format("frozen"))
    return status, time.monotonic() - began


def wait_until(is_so: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(3)
    return False
