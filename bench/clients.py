"""Booking clients: one keep-alive connection each, started together."""

from __future__ import annotations

import http.client
import threading
import time
import urllib.parse
from dataclasses import dataclass, field

from bench.people import Client


@dataclass
class Outcome:
    """What the clients of one run saw: latencies in ms, counts by status, seconds from the gun to the last answer."""

    milliseconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    elapsed: float = 0.0


def press_together(port: int, tasks: list[list[tuple[Client, int]]], seats: int = 1) -> Outcome:
    """Each thread books its (client, occurrence id) pairs one after the other; all begin at the same moment."""
    outcome, lock = Outcome(), threading.Lock()
    gun = threading.Barrier(len(tasks) + 1)

    def run(todo: list[tuple[Client, int]]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        connection.connect()
        gun.wait()
        for client, occurrence_id in todo:
            started = time.perf_counter()
            status = post_booking(connection, client, occurrence_id, seats)
            took = (time.perf_counter() - started) * 1000
            with lock:
                outcome.milliseconds.append(took)
                outcome.statuses[status] = outcome.statuses.get(status, 0) + 1
        connection.close()

    threads = [threading.Thread(target=run, args=(todo,)) for todo in tasks]
    for thread in threads:
        thread.start()
    gun.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    outcome.elapsed = time.perf_counter() - started
    return outcome


def post_booking(connection: http.client.HTTPConnection, client: Client, occurrence_id: int, seats: int) -> int:
    """One booking as a browser sends it; the status of the answer, 0 when the connection broke."""
    body = urllib.parse.urlencode(client.form(occurrence=occurrence_id, seats=seats))
    headers = client.headers() | {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request("POST", "/bookings/new", body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except OSError:
        connection.close()
        connection.connect()
        return 0
