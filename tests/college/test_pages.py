"""The pages of the college: catalogue, class, my classes, the desks of point and branch."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.college import services
from sciencepop.college.models import (
    ClassState,
    Course,
    CourseClass,
    Enrolment,
    Lecturer,
    PointState,
    TeachingPoint,
    Term,
)
from sciencepop.college.queries.classes import get_class
from tests.cast import Cast
from tests.college.classes import make_course, make_course_class, make_lecturer, make_term, state_of
from tests.conftest import NOW
from tests.factories import make_person, make_point
from tests.page import Page
from tests.statements import counted


@pytest.fixture
def term(session: Session, cast: Cast) -> Term:
    return make_term(session, cast.officer)


@pytest.fixture
def one(session: Session, cast: Cast, term: Term) -> CourseClass:
    course = make_course(session, cast.officer, title_zh="看懂血压", code="HEALTH-09", audiences=["seniors"])
    found = make_course_class(session, cast.officer, cast.point, term, course=course)
    session.commit()
    return found


def test_everybody_finds_a_class_and_its_lessons(
    page: Page, session: Session, cast: Cast, one: CourseClass, term: Term
) -> None:
    draft = make_course_class(session, cast.officer, cast.point, term, weekday=4, is_open=False)
    session.commit()
    page.get("/college")
    assert "看懂血压" in page.text()
    assert draft.course.title_zh not in page.text()
    page.get("/college?weekday=2&theme=health&audience=seniors&town=310117003000")
    assert "看懂血压" in page.text()
    page.get("/college?weekday=3")
    assert "没有符合的班" in page.text()
    page.get(f"/college/classes/{draft.code}", status=404)
    page.get(f"/college/classes/{one.code}")
    assert "第 4 课" in page.text()
    assert cast.point.contact not in page.text()
    data = json.loads(page.all("script", type="application/ld+json")[0].text or "")
    assert (data["@type"], data["courseCode"], len(data["hasCourseInstance"][0]["subEvent"])) == (
        "Course",
        "HEALTH-09",
        4,
    )
    page.get("/college/courses/HEALTH-09")
    assert page.all("a", href=f"/college/classes/{one.code}")


def test_the_catalogue_asks_the_database_as_often_for_many_classes_as_for_one(
    page: Page, app: Flask, session: Session, cast: Cast, one: CourseClass, term: Term
) -> None:
    page.get("/college")
    with counted("SELECT") as few:
        page.get("/college")
    for weekday in (0, 1, 3, 4):
        make_course_class(session, cast.officer, cast.point, term, weekday=weekday)
    session.commit()
    with counted("SELECT") as many:
        page.get("/college")
    assert len(many) == len(few)


def test_a_resident_enrols_looks_and_leaves(page: Page, session: Session, cast: Cast, one: CourseClass) -> None:
    page.post(f"/college/classes/{one.code}/enrol", status=303)
    assert session.scalars(select(Enrolment)).all() == []
    page.sign_in(cast.resident)
    page.post(f"/college/classes/{one.code}/enrol")
    code = session.scalars(select(Enrolment.code)).one()
    page.get("/college/mine")
    assert "下一课" in page.text()
    page.get(f"/college/classes/{one.code}")
    assert "您在这个班里" in page.text()
    page.post(f"/college/classes/{one.code}/enrol", status=422)
    assert "已经在这个班里了" in page.text()
    page.get(f"/college/mine/{code}")
    page.post(f"/college/mine/{code}/accept", status=422)
    page.post(f"/college/mine/{code}/withdraw")
    page.get("/college/mine?past=1")
    assert "已退出" in page.text()
    Page(page.app).sign_in(cast.neighbour).get(f"/college/mine/{code}", status=404)


POINT = {
    "name_zh": "岳阳社区教学点",
    "town_code": "310117001000",
    "address_zh": "中山中路1号",
    "capacity": "30",
    "head_name": "李主任",
    "contact": "021-5555 0009",
}


def test_a_community_applies_and_officers_decide(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.neighbour)
    page.post("/college/points/apply", POINT | {"capacity": "0"}, status=422)
    page.post("/college/points/apply", POINT)
    page.get("/college/points")
    assert "等待分校审核" in page.text()
    point = session.scalars(select(TeachingPoint).order_by(TeachingPoint.id.desc())).first()
    assert point is not None
    page.get(f"/college/desk/points/{point.code}", status=403)
    desk = Page(page.app).sign_in(cast.officer)
    desk.get("/district")
    desk.get("/district/college")
    assert "岳阳社区教学点" in desk.text()
    desk.get(f"/district/college/points/{point.code}")
    step = f"/district/college/points/{point.code}/step"
    desk.post(step, {"state": "refused"}, status=422)
    assert "请写明原因" in desk.text()
    desk.post(step, {"state": "nonsense"}, status=404)
    for state in ("approved", "filed"):
        desk.post(step, {"state": state})
    assert session.get_one(TeachingPoint, point.id, populate_existing=True).state is PointState.FILED
    desk.post(f"/district/college/points/{point.code}/head", {"address": "nobody@example.org"})
    desk.get(f"/district/college/points/{point.code}")
    assert "等答复" in desk.text()
    desk.get("/district/roles")
    assert "岳阳社区教学点" in desk.text()
    page.get(f"/college/desk/points/{point.code}")
    page.post(f"/college/desk/points/{point.code}/edit", POINT | {"capacity": "25"})
    assert session.get_one(TeachingPoint, point.id, populate_existing=True).capacity == 25


def test_a_head_sees_the_learners_of_their_own_point_alone(
    page: Page, session: Session, cast: Cast, one: CourseClass, term: Term
) -> None:
    elsewhere = make_course_class(session, cast.officer, make_point(session, make_person(session)), term, weekday=4)
    other = make_lecturer(session, cast.officer)
    session.commit()
    services.enrol(one.code, by=cast.resident, language="zh", now=NOW)
    page.sign_in(cast.head).get("/my")
    assert page.all("a", href="/college/points")
    page.get(f"/college/desk/points/{cast.point.code}")
    page.get(f"/college/desk/classes/{one.code}")
    assert cast.resident.name in page.text()
    assert "公布这个班" not in page.text()
    page.get(f"/college/desk/classes/{elsewhere.code}", status=403)
    path = f"/college/desk/classes/{one.code}/substitute"
    page.post(path, {"lesson": "2", "lecturer": str(other.id)}, status=422)
    page.post(path, {"lesson": "2", "lecturer": str(other.id), "reason": "出差"})
    page.get(f"/college/desk/classes/{one.code}")
    assert "出差" in page.text()
    page.post(f"/college/desk/classes/{one.code}/nominate", {"address": "x@example.org", "unit": "街道"}, status=422)


COURSE = {"code": "SAFE-02", "title_zh": "急救", "theme": "emergency", "hours": "16", "prerequisite": ""}
TERM = {
    "year": "2027",
    "season": "autumn",
    "from_on": "2027-09-01",
    "until_on": "2027-12-31",
    "catalogue_at": "2027-08-01T09:00",
    "wishes_from_at": "2027-08-02T09:00",
    "wishes_until_at": "2027-08-03T09:00",
    "commit_at": "2027-08-04T09:00",
    "draw_at": "2027-08-05T09:00",
    "confirm_until_at": "2027-08-06T09:00",
    "leftovers_at": "2027-08-07T09:00",
    "most_classes": "2",
}


def test_the_branch_plans_a_term(page: Page, session: Session, cast: Cast, one: CourseClass, term: Term) -> None:
    page.sign_in(cast.officer)
    for path in (
        "courses/new",
        "lecturers/new",
        "terms/new",
        f"terms/{term.code}/classes/new",
        f"terms/{term.code}/edit",
    ):
        page.get(f"/district/college/{path}")
    page.post("/district/college/courses/new", COURSE | {"code": "小写"}, status=422)
    page.post("/district/college/courses/new", COURSE)
    page.post("/district/college/courses/new", COURSE, status=422)
    page.get("/district/college/courses/SAFE-02/edit")
    page.post("/district/college/courses/SAFE-02/edit", COURSE | {"hours": "20", "prerequisite": "HEALTH-09"})
    course = session.scalars(select(Course).where(Course.code == "SAFE-02")).one()
    assert (course.hours, course.prerequisite_id) == (20, one.course_id)
    page.post(
        "/district/college/lecturers/new",
        {"name_zh": "急救员", "times": ["0:morning"], "contact": "139", "pay_class": "junior"},
    )
    lecturer = session.scalars(select(Lecturer).where(Lecturer.name_zh == "急救员")).one()
    page.get(f"/district/college/lecturers/{lecturer.id}")
    page.get("/district/college/lecturers")
    page.post("/district/college/terms/new", TERM | {"draw_at": "2027-08-01T09:00"}, status=422)
    page.post("/district/college/terms/new", TERM | {"draw_at": "morgen"}, status=422)
    page.post("/district/college/terms/new", TERM)
    wish = {
        "course": "SAFE-02",
        "point": cast.point.code,
        "lecturer_id": str(lecturer.id),
        "weekday": "0",
        "starts": "14:00",
        "minutes": "90",
        "lessons_planned": "12",
        "minimum": "5",
        "capacity": "30",
        "way": "draw",
        "seats_point": "10",
        "completion_percent": "70",
    }
    new = "/district/college/terms/2027-autumn/classes/new"
    page.post(new, wish | {"seats_point": "31"}, status=422)
    page.post(new, wish | {"lessons_planned": "40"}, status=422)
    page.post(new, wish | {"way": "first_come"}, status=422)
    page.post(new, wish)
    made = session.scalars(select(CourseClass).order_by(CourseClass.id.desc())).first()
    assert made is not None
    page.get(f"/college/desk/classes/{made.code}")
    assert "讲师说过这个时间来不了" in page.text()
    page.get(f"/district/college/classes/{made.code}/edit")
    page.post(f"/district/college/classes/{made.code}/edit", wish | {"capacity": "31"})
    step = f"/district/college/classes/{made.code}/step"
    page.post(step, {"step": "publish"})
    page.post(step, {"step": "drop"}, status=422)
    found = get_class(session, made.code)
    assert (found.state, found.capacity, [row.seats for row in found.buckets]) == (
        ClassState.PUBLISHED,
        31,
        [10, 0, 0, 0, 21],
    )
    page.post(f"/district/college/classes/{made.code}/numbers", {"minimum": "1", "capacity": "40"})
    page.post(f"/district/college/classes/{made.code}/dissolve", {"reason": "讲师生病"})
    assert get_class(session, made.code).state is ClassState.DISSOLVED


def test_the_term_desk_shows_what_days_off_move(
    page: Page, session: Session, cast: Cast, one: CourseClass, term: Term
) -> None:
    code = services.enrol(one.code, by=cast.resident, language="zh", now=NOW)
    page.sign_in(cast.officer)
    desk = f"/district/college/terms/{term.code}"
    page.get(desk)
    page.get(f"{desk}/days?from_on=&name_zh=", status=422)
    page.get(f"{desk}/days?from_on=2026-03-10&name_zh=x", status=422)
    assert "停课日要在学期里" in page.text()
    page.get(f"{desk}/days?from_on=2027-03-10&name_zh=维修")
    assert "第 2 课" in page.text()
    page.post(f"{desk}/days", {"from_on": "2027-03-10", "until_on": "2027-03-10", "name_zh": "维修"})
    page.get(desk)
    assert "维修" in page.text()
    holiday = session.get_one(Term, term.id, populate_existing=True).holidays[0]
    page.get(f"{desk}/days?drop={holiday.id}")
    assert "通知 1 位学员" in page.text()
    page.post(f"{desk}/days", {"drop": str(holiday.id)})
    page.post(f"{desk}/warn")
    page.post(f"{desk}/dissolve", {"reason": ""}, status=422)
    page.post(f"{desk}/dissolve", {"reason": "人数不够"})
    page.post(f"{desk}/copy", {"source": "2001-spring"}, status=422)
    assert state_of(code).value == "confirmed"
