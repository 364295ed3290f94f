"""The pages of teaching: lists, the screen, leave, files, results, certificates, statements and numbers."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.college import services
from sciencepop.college.models import ClassMaterial, CourseCertificate, CourseClass, LeaveRequest
from sciencepop.college.queries.classes import get_class
from sciencepop.core import clock
from tests.cast import Cast
from tests.college.classes import make_course_class, make_lecturer, make_term
from tests.conftest import NOW
from tests.page import Page

PDF = b"%PDF-1.7 notes"


@pytest.fixture
def one(session: Session, cast: Cast) -> CourseClass:
    """Two lessons; the lecturer is `manager`, who heads no point; homework is asked for."""
    lecturer = make_lecturer(session, cast.officer, person_id=cast.manager.id, pay_class="junior")
    term = make_term(session, cast.officer)
    wish = {"lessons": 2, "homework_needed": True, "lecturer": lecturer}
    found = make_course_class(session, cast.officer, cast.point, term, **wish)
    session.commit()
    return found


@pytest.fixture
def code(one: CourseClass, cast: Cast) -> str:
    return services.enrol(one.code, by=cast.resident, language="zh", now=NOW)


def test_a_class_is_taught_from_the_first_list_to_a_certificate_that_anybody_checks(
    page: Page, session: Session, cast: Cast, one: CourseClass, code: str
) -> None:
    lessons = get_class(session, one.code).lessons
    first, last, teach = lessons[0].starts_at, lessons[1].ends_at, f"/college/teach/{one.code}"
    lecturer = Page(page.app).sign_in(cast.manager)
    lecturer.get("/college/teach")
    assert lecturer.all("a", href=teach)
    with clock.frozen_at(first):
        lecturer.get(f"{teach}/1/screen")
        digits = "".join(lecturer.all("p", **{"class": "venue-digits"})[0].itertext())
        page.sign_in(cast.resident).get(f"/college/mine/{code}")
        page.post(f"/college/mine/{code}/sign", {"digits": "1"}, status=422)
        page.post(f"/college/mine/{code}/sign", {"digits": digits})
        assert "到" in page.get(f"/college/mine/{code}").text
        assert "本人签到" in lecturer.get(f"{teach}/1").text
        lecturer.post(f"{teach}/1/list", {f"mark-{code}": "present"})
        lecturer.post(f"{teach}/1/note", {"note": "袖带绑在心脏的高度", "homework": "量三天"})
        assert "袖带绑在心脏的高度" in page.get(f"/college/mine/{code}").text
        lecturer.post(f"{teach}/finish", status=403)
        lecturer.post(f"{teach}/1/correct", {"learner": code, "mark": "late", "reason": "x"}, status=422)
    with clock.frozen_at(last):
        lecturer.post(f"{teach}/2/list", {f"mark-{code}": "late"})
        lecturer.post(f"{teach}/homework", {"done": [code]})
        head = Page(page.app).sign_in(cast.head)
        head.post(f"{teach}/finish")
        assert "已结业" in head.get(teach).text
        assert head.client.get(f"{teach}/results.csv").text.count("completed") == 1
        desk = Page(page.app).sign_in(cast.officer)
        register = f"/district/college/classes/{one.code}/certificates"
        assert cast.resident.name in desk.get(register).text
        desk.post(register)
        desk.post(register, status=422)
        found = session.scalars(select(CourseCertificate)).one()
        page.get("/college/learning")
        assert found.serial in page.text()
        page.get(f"/college/certificates/{found.code}")
        page.get(f"/college/certificates/{found.code}/zh.pdf", status=404)
        desk.get(f"/college/certificates/{found.code}", status=404)
        stranger = Page(page.app)
        stranger.get(f"/certificate/{found.code}")
        assert "有效" in stranger.text() and cast.resident.name not in stranger.text()
        page.post(f"/college/mine/{code}/evaluate", {"teaching": "9", "content": "5"}, status=422)
        page.post(f"/college/mine/{code}/evaluate", {"teaching": "5", "content": "5", "words": "好"})
        assert "满 3 个人说过" in lecturer.get(teach).text
        revoke = f"/district/college/certificates/{found.code}/revoke"
        desk.post(revoke, {"reason": ""}, status=422)
        desk.post(revoke, {"reason": "姓名写错"})
        assert "不再有效" in stranger.get(f"/certificate/{found.code}").text
        page.get(f"/college/certificates/{found.code}")


def test_leave_files_and_notices_belong_to_the_class(
    page: Page, session: Session, cast: Cast, one: CourseClass, code: str
) -> None:
    teach = f"/college/teach/{one.code}"
    page.sign_in(cast.resident)
    page.post(f"/college/mine/{code}/leave/1", {"reason": ""}, status=422)
    page.post(f"/college/mine/{code}/leave/1", {"reason": "住院"})
    page.post(f"/college/mine/{code}/leave/2", {"reason": "出门"})
    page.post(f"/college/mine/{code}/leave/2/back")
    head = Page(page.app).sign_in(cast.head)
    assert "1 个请假等答复" in head.get(f"/college/desk/points/{cast.point.code}").text
    asked = session.scalars(select(LeaveRequest.id)).one()
    head.post(f"{teach}/leave/{asked}", {"reason": ""}, status=422)
    head.post(f"{teach}/leave/{asked}", {"grant": "y"})
    assert "已批准" in page.get(f"/college/mine/{code}").text
    page.get(teach, status=403)
    page.post(f"{teach}/notice", {"words": "x"}, status=403)
    head.post(f"{teach}/notice", {"words": "下周带血压计"})
    assert "下周带血压计" in page.get(f"/college/mine/{code}").text
    head.post(f"{teach}/files", {"file": (io.BytesIO(b"GIF89a"), "a.gif")}, status=422)
    head.post(f"{teach}/files", {"file": (io.BytesIO(PDF), "../讲义.pdf")})
    file = session.scalars(select(ClassMaterial)).one()
    answer = page.client.get(f"/college/classes/{one.code}/files/{file.id}")
    assert (answer.data, answer.mimetype, file.filename) == (PDF, "application/pdf", "讲义.pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    Page(page.app).sign_in(cast.neighbour).get(f"/college/classes/{one.code}/files/{file.id}", status=403)
    head.post(f"{teach}/files/{file.id}/drop")
    assert session.scalars(select(ClassMaterial)).all() == []


def test_the_branch_sees_what_lecturers_are_owed_and_the_numbers_of_a_term(
    page: Page, session: Session, cast: Cast, one: CourseClass, code: str
) -> None:
    first = get_class(session, one.code).lessons[0]
    services.keep_list(one.code, 1, {}, by=cast.head, now=first.starts_at)
    page.sign_in(cast.officer)
    with clock.frozen_at(first.ends_at):
        path = f"/district/college/lecturers/{one.lecturer_id}/statement"
        assert "计 1 课，共 200 元" in page.get(path).text
        assert ",200" in page.client.get(f"{path}.csv?from_on=2027-01-01&until_on=2027-12-31").text
        assert "计 0 课，共 0 元" in page.get(f"{path}?from_on=2027-06-01&until_on=2027-06-30").text
        page.get(f"/district/college/terms/{one.term.code}/numbers")
        assert one.code in page.client.get(f"/district/college/terms/{one.term.code}/numbers.csv").text
        page.get(f"/college/desk/points/{cast.point.code}/numbers")
        assert one.code in page.client.get(f"/college/desk/points/{cast.point.code}/numbers.csv").text
