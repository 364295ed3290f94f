"""Feeds: warm from memory, unchanged (304), and built cold from the stored event bytes."""

from __future__ import annotations

import statistics
import time
import urllib.request

from sqlalchemy import func

from bench.report import Report
from bench.setting import Setting
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.feeds.rules.scopes import Scope, ScopeKind, window_on
from sciencepop.feeds.services.build import build_body
from sciencepop.programme.models import EventTopic, Occurrence
from sciencepop.programme.queries.visible import visible_occurrences

WANTED = 1000
BUILDS = 10


def measure(setting: Setting, report: Report) -> None:
    topic = topic_of_about(setting, WANTED)
    path = f"/feeds/topics/{topic}.ics"
    zipped = {"Accept-Encoding": "gzip"}
    report.ratio("feed.warm", "x C0", setting.against("/hello", path, zipped), setting.database)
    request = urllib.request.Request(setting.site.url + path, headers=zipped)
    with urllib.request.urlopen(request) as answer:
        etag = answer.headers["ETag"]
    unchanged = setting.against("/hello", path, zipped | {"If-None-Match": etag})
    report.ratio("feed.304", "x C0", unchanged, setting.database)
    cold(setting, report, topic, path)


def cold(setting: Setting, report: Report, topic: str, path: str) -> None:
    """Events a second, joining stored bytes on one core, the query included."""
    with setting.app.app_context():
        window = window_on(clock.today())
        rates, events = [], 0
        for _build in range(BUILDS):
            started = time.perf_counter()
            body = build_body(db.session(), Scope(ScopeKind.TOPIC, topic), "zh", path, window) or b""
            elapsed = time.perf_counter() - started
            db.session.rollback()
            events = body.count(b"BEGIN:VEVENT")
            rates.append(round(events / elapsed))
    detail = {"events": events, "bytes": len(body)}
    report.add("feed.cold", round(statistics.median(rates)), "events/s", rates, setting.database, detail)


def topic_of_about(setting: Setting, wanted: int) -> str:
    """The topic whose feed carries nearest to so many events."""
    now = clock.now()
    with setting.app.app_context():
        counts = db.session.execute(
            visible_occurrences(EventTopic.slug, func.count())
            .join(EventTopic, EventTopic.event_id == Occurrence.event_id)
            .where(Occurrence.ends_at > now)
            .group_by(EventTopic.slug)
        ).all()
        return str(min(counts, key=lambda row: abs(row[1] - wanted))[0])
