"""Shifts for the lessons of a class: made from a template, staffed by the point, and following what the class does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bookings.models import Commitment
from sciencepop.college import services as college
from sciencepop.college.models import CourseClass
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from sciencepop.volunteers import services
from sciencepop.volunteers.invariants import checks
from sciencepop.volunteers.models import AssignmentState, Shift, ShiftState, ShiftTemplate
from sciencepop.volunteers.queries.shifts import get_template
from sciencepop.volunteers.rules.refusals import Refusal
from sciencepop.volunteers.services import NeedWish, TemplateWish
from sciencepop.volunteers.services.templates import plan
from tests.cast import Cast
from tests.college.classes import make_course_class, make_lecturer, make_term
from tests.conftest import NOW
from tests.page import Page
from tests.volunteers.people import assignment_of, make_assignment, make_volunteer

HOUR = timedelta(hours=1)
S = AssignmentState


@pytest.fixture
def one(session: Session, cast: Cast) -> CourseClass:
    """Four Wednesdays at nine from 3 March 2027, in room 201 of the cast's point."""
    lecturer = make_lecturer(session, cast.officer, name_zh="陈老师")
    term = make_term(session, cast.officer)
    found = make_course_class(session, cast.officer, cast.point, term, lecturer=lecturer, room_zh="201 室")
    session.commit()
    return found


@pytest.fixture
def shifts(session: Session, cast: Cast, one: CourseClass) -> list[Shift]:
    """One shift a lesson, from half an hour before it to a quarter of an hour after it, open for sign-up."""
    number = services.add_template(cast.point, template_for(one), by=cast.head, now=NOW)
    assert services.make(number, by=cast.head, now=NOW) == (4, 0)
    found = list(session.scalars(select(Shift).order_by(Shift.starts_at)))
    for shift in found:
        services.publish(shift.id, by=cast.head, now=NOW)
    return found


def template_for(one: CourseClass, **values: Any) -> TemplateWish:
    return TemplateWish("课堂助教", [NeedWish("helper", 1, 1, 2)], class_id=one.id, **values)


def diff_of(template_id: int) -> tuple[int, int, int, int]:
    db.session.rollback()
    found = plan(db.session(), get_template(db.session(), template_id), NOW)
    return len(found.added), len(found.changed), len(found.kept), len(found.gone)


def letters() -> list[OutboxMessage]:
    found = select(OutboxMessage).where(OutboxMessage.dedup_key.startswith("shift-"))
    return list(db.session.scalars(found.order_by(OutboxMessage.id)))


def test_a_template_makes_a_shift_for_each_lesson_at_its_point_and_room(
    cast: Cast, one: CourseClass, shifts: list[Shift]
) -> None:
    lessons = one.lessons
    assert [shift.lesson_id for shift in shifts] == [lesson.id for lesson in lessons]
    first = shifts[0]
    assert (first.starts_at, first.ends_at) == (lessons[0].starts_at - HOUR / 2, lessons[0].ends_at + HOUR / 4)
    assert (first.base_id, first.host, first.place_zh) == (None, cast.point, "方松社区教学点 201 室")
    assert diff_of(first.template_id or 0) == (0, 0, 0, 0)
    services.change_template(first.template_id or 0, template_for(one, before_minutes=60), by=cast.head, now=NOW)
    make_assignment(db.session(), shifts[1], make_volunteer(db.session()))
    db.session.commit()
    assert diff_of(first.template_id or 0) == (0, 3, 1, 0)
    assert checks() == []


def test_a_lesson_that_moves_takes_its_shift_along_and_says_what_was(
    session: Session, cast: Cast, one: CourseClass, shifts: list[Shift]
) -> None:
    helps = make_volunteer(session)
    row = make_assignment(session, shifts[0], helps)
    session.commit()
    first = one.lessons[0]
    day = first.starts_at.date()
    college.change_days(
        one.term.code, college.DaysWish(from_on=day, until_on=day, name_zh="校庆"), by=cast.officer, now=NOW
    )
    session.expire_all()
    assert (shifts[0].starts_at, shifts[0].ends_at) == (first.starts_at - HOUR / 2, first.ends_at + HOUR / 4)
    assert first.starts_at.date() == day + timedelta(days=7)
    time = session.scalars(select(Commitment).where(Commitment.person_id == helps.id)).one()
    assert (time.starts_at, time.ends_at) == (shifts[0].starts_at, shifts[0].ends_at)
    (letter,) = letters()
    assert (letter.dedup_key, letter.calendar_method) == (f"shift-{row.code}-moved-1", "REQUEST")
    assert "时间：2027年3月10日（周三）08:30–10:45" in letter.body
    assert "原来的时间：2027年3月3日（周三）08:30–10:45" in letter.body
    assert f"课程：{one.course.title_zh} · 第 1 课 · 陈老师" in letter.body
    college.change_numbers(
        one.code, minimum=1, capacity=2, room_zh="302 室", room_en="", by=cast.officer, now=NOW + HOUR
    )
    assert "原来的地点：方松社区教学点 201 室" in letters()[1].body
    assert shifts[0].place_zh == "方松社区教学点 302 室"
    assert diff_of(shifts[0].template_id or 0) == (0, 0, 0, 0)
    assert checks() == []


def test_a_substitute_is_told_and_a_class_that_ends_calls_its_shifts_off(
    session: Session, cast: Cast, one: CourseClass, shifts: list[Shift]
) -> None:
    helps = make_volunteer(session)
    code = make_assignment(session, shifts[0], helps).code
    other = make_lecturer(session, cast.officer, name_zh="林老师")
    session.commit()
    college.substitute(one.code, 1, other.id, "病假", by=cast.officer, now=NOW)
    (letter,) = letters()
    assert "第 1 课 · 林老师" in letter.body
    college.dissolve_class(one.code, "人数不够", by=cast.officer, now=NOW + HOUR)
    assert {shift.state for shift in shifts} == {ShiftState.CANCELLED}
    assert assignment_of(code).state is S.CALLED_OFF
    assert "原因：人数不够" in letters()[1].body
    assert list(session.scalars(select(Commitment).where(Commitment.person_id == helps.id))) == []
    with pytest.raises(RuleBroken) as refused:
        services.make(shifts[0].template_id or 0, by=cast.head, now=NOW + HOUR)
    assert refused.value.code is Refusal.WRONG_STATE
    assert checks() == []


def test_the_point_staffs_its_shifts_and_nobody_elses(
    session: Session, page: Page, cast: Cast, one: CourseClass
) -> None:
    session.commit()
    page.sign_in(cast.head)
    manage = f"/manage/points/{cast.point.code}/shifts"
    assert "还没有班次" in page.get(manage).text
    key = f"lesson-{one.lessons[1].id}"
    shown = page.get(f"{manage}/new?cause={key}").text
    assert 'value="08:30"' in shown
    fields = {"needs-0-role": "helper", "needs-0-minimum": "1", "needs-0-target": "1", "needs-0-maximum": "1"}
    when = {"on_day": "2027-03-10", "from_time": "08:30", "until_time": "10:45", "closes_hours": "12"}
    page.post(f"{manage}/new", {"cause": key, "title_zh": "课堂助教", **when, **fields})
    made = db.session.scalars(select(Shift)).one()
    assert (made.lesson_id, made.point_id) == (one.lessons[1].id, cast.point.id)
    page.post(f"/manage/shifts/{made.id}/step", {"step": "publish"})
    shown = page.get(f"/manage/shifts/{made.id}").text
    assert f"{one.course.title_zh} · 第 2 课 · 陈老师" in " ".join(shown.split())
    need = made.needs[0].id
    helps = make_volunteer(session)
    session.commit()
    page.post(f"/manage/needs/{need}/assign/{helps.id}")
    assert [row.dedup_key.split("-")[2] for row in letters()] == ["offered"]
    page.get(f"/manage/shifts/{made.id}/attendance")
    page.get(f"/manage/shifts/{made.id}/team")
    page.get("/manage/bases/chenshan/shifts", status=403)
    page.get(f"{manage}/new?cause=lesson-{2**70}", status=404)
    page.sign_in(cast.manager)
    for path in (manage, f"/manage/shifts/{made.id}", f"/manage/points/{cast.point.code}/shift-templates"):
        page.get(path, status=403)
    page.sign_in(cast.officer)
    page.get(f"/manage/shifts/{made.id}")
    page.get("/manage/hours")
    page.sign_in(cast.resident)
    page.get("/volunteer")
    assert f"方松社区教学点 201 室 {one.course.title_zh} · 第 2 课 · 陈老师" in page.text()


def test_a_point_makes_a_template_for_one_of_its_own_classes(
    session: Session, page: Page, cast: Cast, one: CourseClass
) -> None:
    session.commit()
    page.sign_in(cast.head)
    path = f"/manage/points/{cast.point.code}/shift-templates"
    fields = {
        "title_zh": "课堂助教",
        "kind": "class",
        "before_minutes": "30",
        "after_minutes": "15",
        "needs-0-role": "helper",
        "needs-0-minimum": "1",
        "needs-0-target": "1",
        "needs-0-maximum": "1",
    }
    page.post(path, fields | {"course_class": "9" * 30}, status=422)
    page.post(path, fields | {"course_class": str(one.id + 1)}, status=422)
    page.post(path, fields | {"course_class": str(one.id), "event": "7"})
    template = db.session.scalars(select(ShiftTemplate)).one()
    assert (template.class_id, template.point_id, template.base_id) == (one.id, cast.point.id, None)
    assert f"“{one.course.title_zh} · 周三 09:00–10:30”的每一课" in page.get(path).text
    page.post(f"/manage/shift-templates/{template.id}/edit", fields | {"kind": "days", "title_zh": "助教"})
    page.post(f"/manage/shift-templates/{template.id}")
    made = list(db.session.scalars(select(Shift)))
    assert [shift.title_zh for shift in made] == ["助教"] * 4
    college.dissolve_class(one.code, "人数不够", by=cast.officer, now=NOW)
    page.post(f"/manage/shift-templates/{template.id}", status=422)
    assert "状态已经变了" in page.text()
