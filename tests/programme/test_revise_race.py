"""A manager rewrites an event while its last seat is booked: the calendar text that stays tells both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from sciencepop.accounts.models import Person
from sciencepop.bookings.services import book
from sciencepop.core.db import db
from sciencepop.programme.calendar_context import get_context
from sciencepop.programme.ical import render_vevent
from sciencepop.programme.models import Event, Occurrence, VEvent
from sciencepop.programme.services.content import content_of, digest
from sciencepop.programme.services.edit import edit_event
from tests.at_once import app_of_its_own, at_once
from tests.cast import make_cast
from tests.conftest import NOW
from tests.factories import make_event, make_occurrence

ROUNDS = 12


@pytest.fixture(params=["sqlite", "postgresql"])
def own_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    with app_of_its_own(request, tmp_path, "revise_race") as app:
        yield app


@pytest.mark.race
def test_the_stored_text_tells_the_new_title_and_that_nothing_is_free(own_app: Flask) -> None:
    with own_app.app_context():
        cast = make_cast(db.session(), NOW)
        manager, resident = cast.manager.id, cast.resident.id
        rounds = []
        for number in range(ROUNDS):
            event = make_event(db.session(), cast.base, body_zh="内容", seats=1)
            occurrence = make_occurrence(db.session(), event, size=1, starts_in=timedelta(days=number + 1))
            rounds.append((event.id, occurrence.id))
        db.session.commit()
    for event_id, occurrence_id in rounds:
        at_once(own_app, [partial(rename, event_id, manager), partial(take, occurrence_id, resident)])
        with own_app.app_context():
            occurrence = db.session.get_one(Occurrence, occurrence_id)
            assert (occurrence.event.title_zh, occurrence.is_full) == ("新的名称", True)
            for stored in db.session.scalars(select(VEvent).where(VEvent.occurrence_id == occurrence_id)):
                assert stored.revision == occurrence.revision
                assert stored.content == render_vevent(occurrence, stored.lang, get_context()), stored.lang


def rename(event_id: int, manager: int) -> bool:
    event, by = db.session.get_one(Event, event_id), db.session.get_one(Person, manager)
    given = replace(content_of(event), title_zh="新的名称", summary_zh="一句话", source_note="来源")
    return edit_event(event_id, given, seen=digest(event), by=by, now=NOW)


def take(occurrence_id: int, resident: int) -> str:
    by = db.session.get_one(Person, resident)
    return book(occurrence_id, by=by, seats=1, now=NOW).code
