"""Public pages against the bare page, first visits of facet combinations and personal pages against twenty rows."""

from __future__ import annotations

import itertools
import urllib.request

from sqlalchemy import select

from bench.people import make_clients
from bench.report import Report
from bench.setting import Setting
from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.core.db import db
from sciencepop.core.reference import get_reference
from sciencepop.programme.models import Event, EventState, Occurrence


def measure_public(setting: Setting, report: Report) -> None:
    event, base = example_slugs(setting)
    pages = {"home": "/", "list": "/events", "event": f"/events/{event}", "base": f"/bases/{base}"}
    for name, path in pages.items():
        report.ratio(f"public.{name}", "x C0", setting.against("/hello", path), setting.database)
    with urllib.request.urlopen(setting.site.url + "/events") as answer:
        etag = answer.headers["ETag"]
    pairs = setting.against("/hello", "/events", {"If-None-Match": etag})
    report.ratio("public.304", "x C0", pairs, setting.database)
    report.ratio("public.facets", "x C1", setting.against_many("/rows", combinations(setting)), setting.database)


def measure_signed_in(setting: Setting, report: Report) -> None:
    event, _base = example_slugs(setting)
    client = make_clients(setting.app, 1)[0]
    paths = [f"/events/{event}", "/fragments/me"] * 3
    pairs = setting.against_many("/rows", paths * setting.rounds, client.headers())
    report.ratio("signedin.page", "x C1", pairs, setting.database)


def example_slugs(setting: Setting) -> tuple[str, str]:
    """The event with the most future occurrences, and its base."""
    with setting.app.app_context():
        found = db.session.execute(
            select(Event.slug, ScienceBase.slug)
            .join(ScienceBase, ScienceBase.id == Event.base_id)
            .join(Occurrence, Occurrence.event_id == Event.id)
            .where(Event.state == EventState.PUBLISHED, ScienceBase.state == BaseState.PUBLIC)
            .order_by(Occurrence.starts_at.desc())
            .limit(1)
        ).one()
        return found[0], found[1]


def combinations(setting: Setting) -> list[str]:
    """Addresses of lists with three facets, each combination once."""
    with setting.app.app_context():
        reference = get_reference()
        towns, topics, kinds = list(reference.towns), list(reference.topics), list(reference.event_kinds)
    everything = itertools.product(towns, topics, kinds)
    return [f"/events?town={town}&topic={topic}&kind={kind}" for town, topic, kind in everything]
