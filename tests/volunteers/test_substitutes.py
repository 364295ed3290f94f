"""Who is asked to step in, among very many; and the lists of coordinators that say where they end."""

from __future__ import annotations

from datetime import time, timedelta
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.core.db import db
from sciencepop.programme.rules.recurrence import ZONE
from sciencepop.volunteers import services
from sciencepop.volunteers.models import Availability, AvailabilityKind, CallOut, Need, Shift
from sciencepop.volunteers.queries import shifts as queries
from sciencepop.volunteers.queries.facts import slot_of
from sciencepop.volunteers.queries.hours import iter_platform_rows
from sciencepop.volunteers.queries.shifts import numbers_of
from sciencepop.volunteers.queries.substitutes import list_fitting
from sciencepop.volunteers.rules.availability import Answer, answer_for
from sciencepop.volunteers.services.call_out import list_substitutes
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_person
from tests.page import Page
from tests.volunteers.caring import make_course
from tests.volunteers.people import make_assignment, make_shift, make_volunteer, wish_of
from tests.volunteers.served import count_entry, serve

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NINE, NOON, EVENING = time(9), time(12), time(18)


def said(session: Session, person: Person, kind: str, from_time: time, until_time: time | None, **when: Any) -> None:
    line = Availability(person_id=person.id, kind=AvailabilityKind(kind), from_time=from_time, **when)
    line.until_time = until_time
    session.add(line)


def test_the_database_reads_availability_as_the_rule_does(session: Session, cast: Cast) -> None:
    start = (NOW + DAY).astimezone(ZONE).replace(hour=10, minute=0, second=0, microsecond=0)
    times = {"starts_at": start, "ends_at": start + 2 * HOUR, "closes_at": start - HOUR}
    shift = make_shift(session, cast.base, **times)
    night = make_shift(session, cast.base, **times | {"ends_at": start + 15 * HOUR})
    today, weekly = {"on_date": start.date()}, {"weekday": start.weekday()}
    other = {"weekday": (start.weekday() + 1) % 7}
    cases: list[list[tuple[str, time, time | None, dict[str, Any]]]] = [
        [],
        [("cannot", NINE, NOON, weekly)],
        [("cannot", NOON, None, weekly)],
        [("cannot", NINE, NOON, other)],
        [("can", NINE, NOON, weekly)],
        [("can", NOON, EVENING, weekly)],
        [("prefer", NINE, None, weekly)],
        [("cannot", NINE, None, weekly), ("can", NINE, NOON, today)],
        [("can", NINE, NOON, weekly), ("cannot", time(11), time(11, 30), today)],
        [("prefer", NINE, NOON, today), ("can", NINE, EVENING, weekly)],
    ]
    people = [make_volunteer(session) for _ in cases]
    for person, lines in zip(people, cases, strict=True):
        for kind, from_time, until_time, when in lines:
            said(session, person, kind, from_time, until_time, **when)
    session.commit()
    for one in (shift, night):
        answers = {
            person.id: answer_for(one.starts_at, one.ends_at, [slot_of(line) for line in rows_of(person)])
            for person in people
        }
        found = list_fitting(session, one.needs[0], one, 50)
        assert set(found) == {number for number, answer in answers.items() if answer is not Answer.CANNOT}
        ranks = [(Answer.PREFERRED, Answer.CAN, Answer.UNKNOWN).index(answers[number]) for number in found]
        assert ranks == sorted(ranks)


def rows_of(person: Person) -> list[Availability]:
    return list(db.session.query(Availability).filter_by(person_id=person.id))


@pytest.fixture
def shift(session: Session, cast: Cast) -> Shift:
    need = {"skills": ["guiding"]}
    found = make_shift(session, cast.base, starts_in=20 * HOUR, roles={"guide": 1}, need=need)
    session.commit()
    return found


def test_skills_are_asked_of_the_database_and_who_was_asked_longest_ago_comes_first(
    session: Session, cast: Cast, shift: Shift
) -> None:
    make_volunteer(session)
    lately, long_ago, never, there = (make_volunteer(session, skills=("guiding",)) for _ in range(4))
    make_volunteer(session, make_person(session), skills=("guiding",), paused_at=NOW)
    elsewhere = make_shift(session, cast.base)
    for person, days in ((lately, 1), (long_ago, 90)):
        session.add(CallOut(need_id=elsewhere.needs[0].id, person_id=person.id, asked_at=NOW - days * DAY))
    make_assignment(session, shift, there)
    session.commit()
    assert list_fitting(session, shift.needs[0], shift, 50) == [never.id, long_ago.id, lately.id]
    assert list_fitting(session, shift.needs[0], shift, 2) == [never.id, long_ago.id]
    shift.insurance_needed = True
    assert list_fitting(session, shift.needs[0], shift, 50) == []


def test_whoever_joined_last_is_asked_although_many_before_them_cannot(
    session: Session, shift: Shift, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = import_module("sciencepop.volunteers.services.call_out")
    monkeypatch.setattr(module, "MOST_LOOKED_AT", 3)
    monkeypatch.setattr(module, "AT_A_TIME", 2)
    for _ in range(4):
        make_volunteer(session)
    able = [make_volunteer(session, skills=("guiding",)) for _ in range(3)]
    session.commit()
    numbers = numbers_of(session, shift.needs)[shift.needs[0].id]
    found = list_substitutes(session, shift.needs[0], shift, numbers, NOW)
    assert found == [person.id for person in able]


def test_where_nobody_can_be_asked_the_worker_looks_again_after_two_hours(session: Session, shift: Shift) -> None:
    assert services.call_out_due(NOW) == 0
    db.session.rollback()
    assert db.session.get_one(Need, shift.needs[0].id).nobody_until == NOW + 2 * HOUR
    make_volunteer(session, skills=("guiding",))
    session.commit()
    assert services.call_out_due(NOW + HOUR) == 0
    assert services.call_out_due(NOW + 2 * HOUR) == 1


def test_a_new_role_asks_for_what_courses_demand_and_an_old_one_stays(session: Session, cast: Cast) -> None:
    shift = make_shift(session, cast.base, roles={"helper": 2})
    session.commit()
    template = services.add_template(cast.base, template_wish("helper"), by=cast.manager, now=NOW)
    make_course(session, cast.officer, roles=["helper", "organiser"], skills=["lab-safety"])
    services.change_template(template, template_wish("helper", "organiser"), by=cast.manager, now=NOW)
    asked = {need["role"]: need["skills"] for need in queries.get_template(session, template).needs}
    assert asked == {"helper": [], "organiser": ["lab-safety"]}
    more = services.NeedWish("organiser", 1, 1, 1)
    wish = wish_of(shift, needs=[*wish_of(shift).needs, more])
    services.edit_shift(shift.id, wish, {}, seen=str(shift.sequence), by=cast.manager, now=NOW)
    db.session.rollback()
    assert {need.role: need.skills for need in queries.get_shift(session, shift.id).needs} == asked


def template_wish(*roles: str) -> services.TemplateWish:
    day = NOW.date() + 7 * DAY
    return services.TemplateWish(
        "讲解",
        [services.NeedWish(role, 1, 1, 2) for role in roles],
        weekdays=("SA",),
        from_time=NINE,
        minutes=120,
        from_on=day,
        until_on=day + 7 * DAY,
    )


def test_the_list_of_shifts_goes_on_and_names_who_lacks_people_on_later_pages(
    session: Session, cast: Cast, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    same = NOW + 8 * DAY
    made = [
        make_shift(session, cast.base, title_zh=f"第{n}班", starts_at=same, ends_at=same + HOUR, closes_at=same)
        for n in range(1, 5)
    ]
    for shift in made[:3]:
        make_assignment(session, shift, make_volunteer(session))
    session.commit()
    here = f"/manage/bases/{cast.base.slug}/shifts"
    page.sign_in(cast.manager).get(here)
    assert titles(page) == ["第1班", "第2班"]
    assert "1 个班次还缺人" in page.text() and "第4班" in page.text()
    page.get(page.all("a", rel="next")[0].get("href") or "")
    assert titles(page) == ["第3班", "第4班"]
    assert not page.all("a", rel="next") and "回到第一页" in page.text()
    page.get(f"{here}?after=%FFx")
    assert titles(page) == ["第1班", "第2班"]


def titles(page: Page) -> list[str]:
    return ["".join(heading.itertext()) for heading in page.all("h2", class_="manage-title")]


def test_samples_are_no_rows_for_the_city(session: Session, cast: Cast) -> None:
    real, sample = make_volunteer(session), make_volunteer(session, is_sample=True)
    for person in (real, sample):
        count_entry(session, serve(session, person, cast.base), 60)
    names = [row.name for row in iter_platform_rows(session, NOW.date() - DAY, NOW.date() + DAY)]
    assert names == [real.name]
