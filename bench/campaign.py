"""A campaign to ten thousand readers, as the worker writes it: letters a second, and what a portion asks.

Every reader wants mail and messages on the site, so each letter is a row of the outbox with text and HTML, a message
and a sent letter. Nothing is delivered. Nobody in the instance exists.
"""

from __future__ import annotations

import shutil
import statistics
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from bench.report import Report
from bench.servers import OUT
from sciencepop import create_app
from sciencepop.accounts.models import Address, AddressKind, Person
from sciencepop.campaigns import services
from sciencepop.campaigns.models import Campaign, CampaignState, Reader, SentLetter
from sciencepop.core import clock, stamps
from sciencepop.core.config import Config
from sciencepop.core.db import Base, db, write
from sciencepop.demo.write import insert_rows, refresh_statistics
from tests.postgres import Postgres
from tests.statements import counted

READERS = 10_000
NOON = datetime(2026, 10, 12, 4, 0, tzinfo=UTC)


def measure(report: Report) -> None:
    folder = OUT / "campaign"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with Postgres(durable=True) as server:
        for name, url in (("sqlite", f"sqlite:///{folder / 'site.db'}"), ("postgresql", server.create("campaign"))):
            _measure_on(name, url, report)


def _measure_on(name: str, url: str, report: Report) -> None:
    config = Config(mode="test", secret_key="bench", database_url=url, var=OUT / "campaign")
    app = create_app(config)
    with app.app_context(), clock.frozen_at(NOON):
        Base.metadata.create_all(db.engine)
        stamps.seed(db.session())
        db.session.commit()
        _fill()
        refresh_statistics(db.session.connection())
        db.session.commit()
        times, statements = [], []
        while True:
            started = time.perf_counter()
            with counted() as seen:
                written = services.send_portion(NOON)
            if written is None:
                break
            times.append(time.perf_counter() - started)
            statements.append(len(seen))
        done = db.session.scalar(select(func.count(SentLetter.id)))
        if done != READERS:
            raise RuntimeError(f"{done} of {READERS} letters were written")
        db.session.remove()
        db.engine.dispose()
    detail = {
        "portions": len(times),
        "portion_ms_p50": round(statistics.median(times) * 1000),
        "portion_ms_max": round(max(times) * 1000),
        "statements_p50": round(statistics.median(statements)),
    }
    report.add("campaign.letters", round(READERS / sum(times)), "letters/s", [], name, detail)


def _fill() -> None:
    with write() as session:
        connection, tables = session.connection(), Base.metadata.tables
        people = [{"id": number, "audiences": ["seniors"], "created_at": NOON} for number in range(1, READERS + 3)]
        addresses = [
            {
                "person_id": one["id"],
                "kind": AddressKind.EMAIL,
                "value": f"r{one['id']}@example.org",
                "verified_at": NOON,
            }
            for one in people
        ]
        ways = {"by_mail": True, "on_site": True, "campaigns_since_at": NOON, "created_at": NOON, "changed_at": NOON}
        insert_rows(connection, tables[Person.__tablename__], people)
        insert_rows(connection, tables[Address.__tablename__], addresses)
        readers = [{"person_id": one["id"], **ways} for one in people[:READERS]]
        insert_rows(connection, tables[Reader.__tablename__], readers)
        writer, other = READERS + 1, READERS + 2
        session.add(
            Campaign(
                code="BENCH",
                title_zh="防诈讲座",
                text_zh="讲骗子怎么说话。\n\n带上手机来。" * 10,
                path="/events",
                audiences=["seniors"],
                by_mail=True,
                on_site=True,
                send_at=NOON - timedelta(minutes=1),
                state=CampaignState.APPROVED,
                written_by=writer,
                approved_by=other,
                approved_at=NOON,
                created_at=NOON,
                changed_at=NOON,
            )
        )
