"""The sample season in a real database, SQLite and PostgreSQL."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from sciencepop.accounts.models import Address, AddressKind, Person
from sciencepop.accounts.services.passwords import is_password
from sciencepop.bases.models import BaseState, ScienceBase
from sciencepop.bookings.models import Booking, BookingState, Outing
from sciencepop.bookings.queries.outings import list_stops
from sciencepop.bookings.services.outing import refuse_together
from sciencepop.core import invariants, stamps
from sciencepop.core.db import db
from sciencepop.demo.cli import FOLDER
from sciencepop.demo.people import PASSWORD, RESIDENT
from sciencepop.programme.calendar_context import get_context
from sciencepop.programme.ical import render_vevent
from sciencepop.programme.models import ContentReview, Event, EventState, Occurrence, VEvent
from sciencepop.volunteers.models import Assignment, AssignmentState, ChangeKind, RosterRun, RunState
from tests.conftest import NOW, close_app, make_app
from tests.demo.conftest import Sample

ROLES = ["resident", "manager", "other-manager", "officer", "second-officer", "desk", "applicant"]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def loaded_app(
    request: pytest.FixtureRequest, sample: Callable[[str], Sample], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """An application on a small season, with what the command said when it had loaded it."""
    found = sample(request.param)
    app = make_app(found.url, tmp_path_factory.mktemp("var"))
    app.extensions["demo-output"] = found.said
    yield app
    close_app(app)


@pytest.fixture
def loaded(loaded_app: Flask) -> Iterator[Flask]:
    with loaded_app.app_context():
        yield loaded_app
        db.session.remove()


def count(model: type[Any], *conditions: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def test_every_invariant_holds(loaded: Flask) -> None:
    assert [sentence for check in invariants.checks().values() for sentence in check()] == []


def test_everything_is_marked_as_sample(loaded: Flask) -> None:
    for model in (Person, ScienceBase, Event, Booking):
        assert count(model) > 0
        assert count(model, ~model.is_sample) == 0, model
    assert count(Event, ~Event.title_zh.endswith("（示例）")) == 0
    assert set(db.session.scalars(select(ContentReview.reviewer_name))) == {"示例审核员"}


def test_there_is_no_telephone_number(loaded: Flask) -> None:
    assert count(Address, Address.kind != AddressKind.EMAIL) == 0
    assert count(ScienceBase, ScienceBase.contact_phone != "") == 0
    values = db.session.scalars(select(Address.value)).all()
    assert {value.rpartition("@")[2] for value in values} == {"example.org", "sciencepop.example"}


def test_the_resident_has_a_day_out_to_look_at(loaded: Flask) -> None:
    outing = db.session.scalars(select(Outing)).one()
    stops = list_stops(db.session(), outing.id)
    assert outing.person_id == RESIDENT
    assert [stop.state for stop in stops] == [BookingState.CONFIRMED] * 2
    assert refuse_together([stop.pool.occurrence for stop in stops]) is None


def test_real_venues_carry_exactly_the_facts_of_the_file(loaded: Flask) -> None:
    with (FOLDER / "bases.csv").open(encoding="utf-8", newline="") as source:
        real = {row["slug"]: row for row in csv.DictReader(source) if row["is_real"]}
    for base in db.session.scalars(select(ScienceBase).where(ScienceBase.slug.in_(real))):
        row = real.pop(base.slug)
        told = {name: row[name] for name in ("name_zh", "name_en", "kind", "town_code", "address", "lat", "lon")}
        assert told == {
            "name_zh": base.name_zh,
            "name_en": base.name_en,
            "kind": base.kind,
            "town_code": base.town_code or "",
            "address": base.address_zh,
            "lat": f"{base.lat:.4f}" if base.lat else "",
            "lon": f"{base.lon:.4f}" if base.lon else "",
        }
        assert (base.opening_rules, base.capacity, base.website, base.contact_email) == ([], None, "", "")
    assert real == {}


def test_72_bases_are_public_and_others_wait_for_the_officer(loaded: Flask) -> None:
    assert count(ScienceBase, ScienceBase.state == BaseState.PUBLIC) == 72
    assert count(ScienceBase, ScienceBase.state == BaseState.SUBMITTED) == 2
    assert count(Event, Event.state == EventState.SUBMITTED) > 0


def test_every_stored_calendar_text_is_what_icalendar_writes(loaded: Flask) -> None:
    context = get_context()
    wrong, seen = [], 0
    stored = {(row.occurrence_id, row.lang): bytes(row.content) for row in db.session.scalars(select(VEvent))}
    for occurrence in db.session.scalars(select(Occurrence)):
        for lang in ("zh", "en"):
            seen += 1
            if stored[occurrence.id, lang] != render_vevent(occurrence, lang, context):
                wrong.append((occurrence.id, lang))
    assert (wrong, seen) == ([], len(stored))


def test_new_rows_get_new_ids(loaded: Flask) -> None:
    highest = db.session.scalar(select(func.max(Person.id)))
    person = Person(name="新来的", created_at=NOW)
    db.session.add(person)
    db.session.flush()
    assert person.id == (highest or 0) + 1
    db.session.rollback()


def test_stamps_tell_that_everything_changed(loaded: Flask) -> None:
    versions = dict(
        db.session.execute(select(stamps.Stamp.name, func.min(stamps.Stamp.version)).group_by("name")).all()
    )
    assert min(versions.values()) >= 1
    assert count(stamps.Stamp) == len(stamps.ROWS)


def test_the_accounts_are_printed_and_their_password_works(loaded: Flask) -> None:
    output = loaded.extensions["demo-output"]
    for role in ROLES:
        address = f"{role}@sciencepop.example"
        assert f"  {address:<34} {PASSWORD}" in output
        person = db.session.scalars(select(Person).join(Address).where(Address.value == address)).one()
        assert is_password(person.password_hash, PASSWORD)
    assert count(Person, Person.password_hash.is_not(None)) == len(ROLES)


def test_a_roster_stands_published_with_its_people_and_a_place_that_nobody_can_fill(loaded: Flask) -> None:
    run = db.session.scalars(select(RosterRun)).one()
    assert (run.state, run.shifts >= 6, run.unfilled[-1]["reason"]) == (RunState.PUBLISHED, True, "skill")
    placed = {(row.person_id, row.need_id) for row in run.changes if row.kind is ChangeKind.ADD}
    held = select(Assignment.person_id, Assignment.need_id).where(Assignment.state == AssignmentState.CONFIRMED)
    assert len(placed) >= 12
    assert placed <= {(person, need) for person, need in db.session.execute(held)}


def test_the_roles_hold_what_they_say(loaded: Flask) -> None:
    people = {
        role: db.session.scalars(
            select(Person).join(Address).where(Address.value == f"{role}@sciencepop.example")
        ).one()
        for role in ROLES
    }
    museum = db.session.scalars(select(ScienceBase).where(ScienceBase.slug == "astronomy-museum")).one()
    assert people["manager"].managed_base_ids == {museum.id}
    assert museum.id not in people["other-manager"].managed_base_ids
    assert [role for role in ROLES if people[role].is_officer] == ["officer", "second-officer"]
    assert [role for role in ROLES if people[role].is_manager] == ["manager", "other-manager"]


def test_a_database_that_holds_data_is_refused_with_a_sentence(loaded_app: Flask) -> None:
    result = loaded_app.test_cli_runner().invoke(args=["demo", "load"])
    assert result.exit_code == 1
    assert "数据库里已经有数据" in result.output


def test_with_if_empty_a_database_that_holds_data_is_left_in_silence(loaded_app: Flask) -> None:
    result = loaded_app.test_cli_runner().invoke(args=["demo", "load", "--if-empty"])
    assert (result.exit_code, result.output) == (0, "")


def test_the_accounts_can_be_asked_for_again(loaded_app: Flask) -> None:
    result = loaded_app.test_cli_runner().invoke(args=["demo", "accounts"])
    assert result.exit_code == 0
    assert "officer@sciencepop.example" in result.output
