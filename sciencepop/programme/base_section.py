"""The coming sessions on a base's page; feature bases cannot ask feature programme, so it offers a hook."""

from __future__ import annotations

from datetime import datetime

from flask import Flask, render_template, url_for
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from sciencepop.bases import hooks as bases_hooks
from sciencepop.bases.models import ScienceBase
from sciencepop.bases.rules.crosscheck import Held
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.programme.hooks import seats_of
from sciencepop.programme.models import Event, Occurrence, OccurrenceState
from sciencepop.programme.queries.visible import occurrence_is_on, visible_occurrences
from sciencepop.programme.services.revise import revise

MOST_SHOWN = 12
MOST_CHECKED = 500


def init_app(_app: Flask) -> None:
    """Register with the bases; called once when the application is built."""
    bases_hooks.on_base_page(coming_sessions)
    bases_hooks.on_record_changed(follow_record)
    bases_hooks.read_sessions_with(list_held)


def coming_sessions(base: ScienceBase, now: datetime) -> Markup:
    """The next MOST_SHOWN sessions of a public base that take place, as a section of its page."""
    found = (
        visible_occurrences()
        .where(Event.base_id == base.id, Occurrence.ends_at > now, occurrence_is_on())
        .options(contains_eager(Occurrence.event))
        .order_by(Occurrence.starts_at, Occurrence.id)
        .limit(MOST_SHOWN)
    )
    rows = db.session.scalars(found).all()
    seats = seats_of(db.session(), [row.id for row in rows])
    return Markup(render_template("programme/_coming_at_base.html", rows=rows, seats=seats))  # noqa: S704 - a template


def follow_record(session: Session, base: ScienceBase, now: datetime) -> None:
    """Write the calendar texts of coming sessions anew: name and address of the base stand in them."""
    coming = (
        select(Occurrence)
        .join(Occurrence.event)
        .where(Event.base_id == base.id, Occurrence.ends_at > now)
        .options(contains_eager(Occurrence.event))
        .order_by(Occurrence.id)
    )
    revise(session, session.scalars(coming).all(), now=now, significant=False)


def list_held(session: Session, base_id: int, first: datetime, last: datetime) -> list[Held]:
    """The visible sessions at the base itself that touch a time, cancelled or not, for the check of its hours."""
    found = (
        visible_occurrences()
        .where(Event.base_id == base_id, Occurrence.ends_at > first, Occurrence.starts_at <= last)
        .where(Occurrence.place_zh == "")
        .options(contains_eager(Occurrence.event))
        .order_by(Occurrence.starts_at, Occurrence.id)
        .limit(MOST_CHECKED)
    )
    return [
        Held(
            clock.local(row.starts_at),
            clock.local(row.ends_at),
            row.event.title_zh,
            row.event.title_en,
            url_for("programme.event_manage", slug=row.event.slug),
            row.state is not OccurrenceState.CANCELLED,
        )
        for row in session.scalars(found)
    ]
