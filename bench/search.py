"""Search among 100,000 documents: first visits of many questions against a page of twenty rows, in the same run.

So are suggestions, for every beginning of a word.

The season's own documents stay; the rest are events whose titles are put together from the season's, each with one
session within four months, and with the tokens that the site's own code makes of them. Nothing of a page of results is
kept between two visits.
"""

from __future__ import annotations

import random
import statistics
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.report import Report
from bench.setting import Setting
from sciencepop.core import clock, stamps
from sciencepop.core.db import Base, db, write
from sciencepop.core.reference import get_reference
from sciencepop.demo.write import insert_rows, prepared, refresh_statistics
from sciencepop.programme.models import Event
from sciencepop.search.models import Kind, SearchDocument
from sciencepop.search.queries.sources import SOURCES, Look, read_things
from sciencepop.search.readings import sounds_of
from sciencepop.search.rules.things import Thing
from sciencepop.search.rules.tokens import Sounds
from sciencepop.search.services.refresh import document_row, refresh_all

DOCUMENTS = 100_000
WORKERS = 2
WORDS = (
    *(
        "天文",
        "机器人",
        "植物",
        "讲座",
        "科",
        "老人手机",
        "免费",
        "周末亲子",
        "辰山植物园",
        "泖港湿地",
        "人工智能",
        "蚂蚁",
    ),
    *("显微镜", "垃圾分类", "血压", "动手做", "观星", "稻田", "舍山", "晨山植物园", "cszwy", "chenshan", "tianwen"),
    *("shouji", "robots", "stars", "museum", "earthquake", "wetland", "phone", "fraud", "g60", "chenshna", "astronmy"),
)
FILTERS = ("", "周末", "免费", "佘山", "亲子", "7岁", "明天 下午", "weekend", "泗泾 讲座", "sheshan")


def measure(setting: Setting, report: Report) -> None:
    """The values are the 99th percentiles of pages and of suggestions in medians of the page of rows."""
    seconds = fill(setting)
    warm(setting)
    tell(setting, report, "search.p99", addresses(setting.rounds), {"indexed_s": round(seconds)})
    tell(setting, report, "search.suggest.p99", beginnings(setting.rounds), {})


def tell(setting: Setting, report: Report, name: str, paths: list[str], detail: dict[str, Any]) -> None:
    pairs = setting.against_many("/rows", paths)
    runs = [round(subject.p99 / ceiling.p50, 2) for ceiling, subject in pairs]
    detail |= {
        "p50_ms": round(statistics.median(subject.p50 for _ceiling, subject in pairs), 1),
        "p99_ms": round(statistics.median(subject.p99 for _ceiling, subject in pairs), 1),
        "rps": round(statistics.median(subject.per_second for _ceiling, subject in pairs)),
        "ceiling_p50_ms": round(statistics.median(ceiling.p50 for ceiling, _subject in pairs), 1),
        "errors": sum(subject.errors for _ceiling, subject in pairs),
    }
    report.add(name, statistics.median(runs), "x C1 p50", runs, setting.database, detail)


def warm(setting: Setting) -> None:
    """Have every worker read the programme once: wrk gives up on an answer that takes so long."""
    for number in range(4 * WORKERS):
        address = f"{setting.site.url}/search?q=museum&page={number + 1}"
        with urllib.request.urlopen(address, timeout=180) as answer:
            answer.read()


def addresses(rounds: int) -> list[str]:
    """Every word with every filter, shuffled, as often as there are rounds."""
    asked = [f"/search?q={quote(f'{word} {more}'.strip())}" for word in WORDS for more in FILTERS]
    random.Random(7).shuffle(asked)
    return asked * rounds


def beginnings(rounds: int) -> list[str]:
    """What is asked while somebody types: every beginning of every word."""
    asked = [f"/search/suggest.json?q={quote(word[:end])}" for word in WORDS for end in range(1, len(word) + 1)]
    random.Random(7).shuffle(asked)
    return asked * rounds


def fill(setting: Setting) -> float:
    """Add what is missing to 100,000 documents; returns how long it took to make and store their tokens."""
    with setting.app.app_context():
        refresh_all(clock.now())
        missing = DOCUMENTS - (db.session.scalar(select(func.count(SearchDocument.id))) or 0)
        pairs = _pairs(db.session())
        with write() as session:
            connection, tables = session.connection(), Base.metadata.tables
            with prepared(connection):
                for name in ("event", "occurrence"):
                    insert_rows(connection, tables[name], (copy[name] for copy in _copies(pairs, missing)))
                started = time.perf_counter()
                sounds = sounds_of(get_reference())
                documents = (_document(copy["thing"], sounds) for copy in _copies(pairs, missing))
                insert_rows(connection, tables["search_document"], documents)
                seconds = time.perf_counter() - started
            stamps.programme_changed(session)
        with write() as session:
            refresh_statistics(session.connection())
        db.session.remove()
    return seconds


def _document(thing: Thing, sounds: Sounds) -> dict[str, Any]:
    return {**document_row(thing, sounds), "id": thing.ref}


def _pairs(session: Session) -> list[tuple[Thing, dict[str, Any]]]:
    """What the index is told of the season's events, with their rows."""
    things = list(read_things(SOURCES[Kind.EVENT], Look(session, clock.now(), get_reference())))
    columns = [column.name for column in Event.__table__.columns]
    rows = {row.id: {name: getattr(row, name) for name in columns} for row in session.scalars(select(Event))}
    return [(thing, rows[thing.ref]) for thing in things]


def _copies(pairs: list[tuple[Thing, dict[str, Any]]], count: int) -> Iterator[dict[str, Any]]:
    """Events with a session and what the index is told of them, each put together from two of the season's."""
    chance, now = random.Random(3), clock.now()
    first = 10_000_000
    for number in range(first, first + count):
        (one, event), (other, elsewhere) = chance.choice(pairs), chance.choice(pairs)
        title = {
            "title_zh": f"{one.title_zh.removesuffix('（示例）')}和{other.title_zh}",
            "title_en": f"{one.title_en} and {other.title_en}",
            "slug": f"bench-{number}",
        }
        starts = now + timedelta(minutes=30 * chance.randrange(1, 5_700))
        ends = starts + timedelta(minutes=90)
        session_row = {"id": number, "event_id": number, "uid": f"bench-{number}", "starts_at": starts, "ends_at": ends}
        session_row |= {"booking_opens_at": now, "booking_closes_at": starts, "created_at": now, "revised_at": now}
        days = frozenset({clock.local(starts).date()})
        yield {
            "event": {**event, **title, "id": number, "base_id": elsewhere["base_id"]},
            "occurrence": session_row,
            "thing": replace(one, **title, ref=number, from_at=starts, until_at=ends, days=days),
        }
