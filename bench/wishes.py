"""The last minute: 10,000 people hand in a sheet of wishes, one in five of them changes it after the receipt.

Told besides the ratio: what everybody was answered and how soon, and whether each receipt that was given is in the
database, once, with the content that was confirmed last, and `flask doctor` finds nothing.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import func, select

from bench.load import wrk
from bench.nine import ask_head
from bench.people import Client, add_people, make_clients
from bench.report import Report
from bench.setting import Setting
from sciencepop.college.invariants import checks
from sciencepop.college.models import CourseClass, DrawRound, WishPerson, WishSheet
from sciencepop.college.queries.rounds import classes_of, whole
from sciencepop.core.db import db

PEOPLE = int(os.environ.get("SHEETS", "10000"))
WITHIN = 60.0
CHANGED = 5
PATIENCE = 300.0
ROUND = "SAMPLEDRAW2"


@dataclass
class Minute:
    """What happened: answers by status, how long each took, and every person's receipts in their order."""

    statuses: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    receipts: dict[int, list[tuple[str, tuple[str, ...]]]] = field(default_factory=dict)
    last_at: float = 0.0


def measure(setting: Setting, report: Report) -> None:
    ceiling = wrk(setting.ceilings.url + "/rows", setting.seconds)
    with setting.app.app_context():
        found = select(DrawRound).where(DrawRound.code == ROUND)
        codes = [one.code for one in classes_of(db.session(), db.session.scalars(found).one().term_id)]
    add_people(setting.app, PEOPLE)
    clients = make_clients(setting.app, PEOPLE)
    minute = asyncio.run(hand_in(setting.site.port, clients, codes))
    waits = sorted(minute.waits)
    detail = {
        "people": len(clients),
        "statuses": dict(minute.statuses),
        "p50_ms": round(waits[len(waits) // 2] * 1000),
        "p99_ms": round(waits[int(len(waits) * 0.99)] * 1000),
        "all_answered_s": round(minute.last_at, 1),
        **compare(setting, minute),
        "ceiling_rps": round(ceiling.per_second),
    }
    ratio = round(len(waits) / minute.last_at / ceiling.per_second, 3)
    report.add("wishes", ratio, "x C1", [ratio], setting.database, detail)


async def hand_in(port: int, clients: list[Client], codes: list[str]) -> Minute:
    minute, began, chance = Minute(), time.perf_counter() + 1.0, random.Random(10)
    people = []
    for number, client in enumerate(clients):
        sheets = [tuple(chance.sample(codes, min(3, len(codes)))) for _time in range(2 if number % CHANGED == 0 else 1)]
        people.append(_person(port, client, sheets, minute, began, chance.uniform(0, WITHIN)))
    await asyncio.gather(*people)
    return minute


async def _person(
    port: int, client: Client, sheets: list[tuple[str, ...]], minute: Minute, began: float, after: float
) -> None:
    """One sheet after the other, each once the one before was answered. Status 0 is a connection that broke."""
    await asyncio.sleep(began + after - time.perf_counter())
    for classes in sheets:
        wishes = {f"wish_{place}": code for place, code in enumerate(classes, 1)}
        body = urllib.parse.urlencode(client.form(**wishes)).encode()
        pressed = time.perf_counter()
        path, address = f"/college/rounds/{ROUND}/wish", ""
        try:
            status, address = await asyncio.wait_for(ask_head(port, client.post(path, body)), PATIENCE)
        except (OSError, TimeoutError, ValueError):
            status = 0
        minute.statuses[status] += 1
        minute.waits.append(time.perf_counter() - pressed)
        minute.last_at = max(minute.last_at, time.perf_counter() - began)
        if status == 303:
            minute.receipts.setdefault(client.person_id, []).append((address.rpartition("/")[2], classes))


def compare(setting: Setting, minute: Minute) -> dict[str, object]:
    """The receipts against the rows: what is missing, what says something else, and who has two."""
    with setting.app.app_context():
        session = db.session()
        one = session.scalars(select(DrawRound).where(DrawRound.code == ROUND)).one()
        titles = dict(session.execute(select(CourseClass.id, CourseClass.code)).all())
        rows = {}
        for sheet in session.scalars(whole().where(WishSheet.round_id == one.id)):
            wished = tuple(titles[wish.class_id] for wish in sheet.wishes)
            rows[sheet.people[0].person_id] = (sheet.code, wished, sheet.version)
        twice = select(WishPerson.person_id).where(WishPerson.round_id == one.id)
        twice = twice.group_by(WishPerson.person_id).having(func.count() > 1)
        told = {number: (*given[-1], len(given)) for number, given in minute.receipts.items()}
        return {
            "receipts": sum(len(given) for given in minute.receipts.values()),
            "lost": sum(number not in rows for number in told),
            "other_content": sum(rows[number] != said for number, said in told.items() if number in rows),
            "twice": len(session.scalars(twice).all()),
            "doctor": checks(),
        }
