"""Nine o'clock: 10,000 people press for 300 seats within one second, each on a connection of their own.

Told besides the ratio: that exactly the seats were sold, what everybody was answered, and how long after the last seat
was given the public page of the event, asked all the while, still said that some were left.
"""

from __future__ import annotations

import asyncio
import random
import time
import urllib.parse
import urllib.request
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import select

from bench.bookings import bookable_ids
from bench.load import wrk
from bench.people import Client, add_people, make_clients
from bench.race import held_seats, leave_seats
from bench.report import Report
from bench.setting import Setting
from sciencepop.core.db import db
from sciencepop.programme.models import Event, Occurrence

PEOPLE = 10_000
SEATS = 300
WITHIN = 1.0
LOOKERS = 20
PATIENCE = 300.0


@dataclass
class Morning:
    """What happened, in seconds since the hour: when each press was answered, and what each look at the page said."""

    statuses: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    sold_at: list[float] = field(default_factory=list)
    looks: list[tuple[float, bool]] = field(default_factory=list)
    broken_looks: int = 0
    is_over: bool = False


def measure(setting: Setting, report: Report) -> None:
    ceiling = wrk(setting.ceilings.url + "/rows", setting.seconds)
    occurrence_id, slug, clients = choose(setting)
    pool_id, before = leave_seats(setting, occurrence_id, SEATS)
    morning = asyncio.run(press(setting.site.port, occurrence_id, slug, clients))
    last = max(morning.sold_at, default=0.0)
    untrue = [at - last for at, says_full in morning.looks if at > last and not says_full]
    detail = {
        "people": len(clients),
        "sold": held_seats(setting, pool_id) - before,
        "statuses": dict(morning.statuses),
        "last_seat_s": round(last, 1),
        "all_answered_s": round(max(morning.waits), 1),
        "looks": len(morning.looks),
        "broken_looks": morning.broken_looks,
        "untrue_for_s": round(max(untrue, default=0.0), 2),
        "ceiling_rps": round(ceiling.per_second),
    }
    ratio = round(len(clients) / max(morning.waits) / ceiling.per_second, 3)
    report.add("nine", ratio, "x C1", [ratio], setting.database, detail)


def choose(setting: Setting) -> tuple[int, str, list[Client]]:
    """An occurrence, its event's slug, and people who have booked nothing yet."""
    with setting.app.app_context():
        found = select(Occurrence.id, Event.slug).join(Event, Occurrence.event_id == Event.id)
        wanted = set(bookable_ids(setting))
        rows = [row for row in db.session.execute(found.order_by(Occurrence.id.desc())) if row.id in wanted]
        occurrence_id, slug = next(row for row in rows if row_of(page_of(setting, row.slug), row.id))
    add_people(setting.app, PEOPLE)
    return occurrence_id, slug, make_clients(setting.app, PEOPLE)


def page_of(setting: Setting, slug: str) -> str:
    with urllib.request.urlopen(f"{setting.site.url}/events/{slug}") as answer:
        return str(answer.read().decode())


def row_of(page: str, occurrence_id: int) -> str:
    """What an event's page says of one of its occurrences; nothing where it is not shown."""
    _before, _mark, after = page.partition(f'id="slot-{occurrence_id}"')
    return after.partition("</li>")[0]


async def press(port: int, occurrence_id: int, slug: str, clients: list[Client]) -> Morning:
    morning, began = Morning(), time.perf_counter() + 1.0
    lookers = [
        asyncio.create_task(look(port, occurrence_id, slug, morning, began, number)) for number in range(LOOKERS)
    ]
    moments = random.Random(9)
    await asyncio.gather(
        *(book(port, occurrence_id, client, morning, began, moments.uniform(0, WITHIN)) for client in clients)
    )
    morning.is_over = True
    await asyncio.gather(*lookers)
    return morning


async def book(port: int, occurrence_id: int, client: Client, morning: Morning, began: float, after: float) -> None:
    """One person's press. Status 0 is a connection that broke."""
    body = urllib.parse.urlencode(client.form(occurrence=occurrence_id, seats=1)).encode()
    await asyncio.sleep(began + after - time.perf_counter())
    try:
        status, _text = await asyncio.wait_for(ask(port, client.post("/bookings/new", body)), PATIENCE)
    except (OSError, TimeoutError, ValueError):
        status = 0
    answered = time.perf_counter() - began
    morning.statuses[status] += 1
    morning.waits.append(answered)
    if status == 303:
        morning.sold_at.append(answered)


async def look(port: int, occurrence_id: int, slug: str, morning: Morning, began: float, number: int) -> None:
    """Ask for the event's page again and again, as those do who have not pressed yet."""
    request = f"GET /events/{slug} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
    await asyncio.sleep(began + number / LOOKERS - time.perf_counter())
    while not morning.is_over:
        try:
            _status, text = await asyncio.wait_for(ask(port, request), PATIENCE)
        except OSError:
            morning.broken_looks += 1
            continue
        morning.looks.append((time.perf_counter() - began, "余 " not in row_of(text, occurrence_id)))
        await asyncio.sleep(0.2)


async def ask(port: int, request: bytes) -> tuple[int, str]:
    """Status and body of an answer."""
    head, body = await _answer(port, request)
    return int(head.split(b" ", 2)[1]), body.decode("utf-8", "replace")


async def ask_head(port: int, request: bytes) -> tuple[int, str]:
    """Status of an answer, and where it sends the browser."""
    head, _body = await _answer(port, request)
    names = dict(line.partition(": ")[::2] for line in head.decode("latin-1").split("\r\n")[1:])
    return int(head.split(b" ", 2)[1]), names.get("Location", "")


async def _answer(port: int, request: bytes) -> tuple[bytes, bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        answer = await reader.read()
    finally:
        writer.close()
    head, _blank, body = answer.partition(b"\r\n\r\n")
    return head, body
