"""The pages of care: what works, bad input, and strangers and other managers who get nowhere."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.core import clock
from sciencepop.volunteers.models import (
    AssignmentState,
    CourseState,
    ShiftBriefing,
    ShiftFeedback,
    ShiftMessage,
    TrainingCourse,
    TrainingRecord,
    TrainingTry,
    VolunteerNote,
    VolunteerSanction,
)
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_grant, make_person
from tests.page import Page
from tests.volunteers.caring import make_course
from tests.volunteers.people import make_volunteer
from tests.volunteers.served import serve

LATER = NOW + timedelta(hours=6)


def test_a_volunteer_takes_a_quiz_and_sees_what_was_wrong(session: Session, cast: Cast, page: Page) -> None:
    make_volunteer(session, cast.resident)
    course = make_course(session, cast.officer, questions=3)
    address, (one, two, three) = f"/volunteer/training/{course.id}", (question.id for question in course.questions)
    page.sign_in(cast.neighbour).get(address)
    assert "成为志愿者" in page.text() and not page.all("fieldset")
    page.sign_in(cast.resident).get("/volunteer/training")
    assert "实验安全" in page.text()
    page.get(address)
    assert len(page.all("input", type="checkbox")) == 6
    page.post(address, {f"q{one}": "0"}, status=422)
    assert "还有题没有答" in page.text() and len(page.all("input", checked="")) == 1
    page.post(address, {f"q{one}": ["0"], f"q{two}": ["1"], f"q{three}": ["0", "1", "x", "99"]})
    page.get(f"/volunteer/training/results/{session.scalars(select(TrainingTry.code)).one()}")
    assert "这次没有通过" in page.text() and page.text().count("眼睛最要紧") == 2
    assert "您选的：不戴 " in page.text() and "您选的：戴护目镜、不戴" in page.text()
    page.post(address, {f"q{one}": "0", f"q{two}": "0", f"q{three}": "1"})
    code = session.scalars(select(TrainingTry.code).where(TrainingTry.is_passed)).one()
    page.get(f"/en/volunteer/training/results/{code}")
    assert "Passed" in page.text() and "Laboratory safety" in page.text()
    page.sign_in(cast.neighbour).get(f"/volunteer/training/results/{code}", status=404)
    page.sign_in(cast.resident).get(address)
    assert "今天的次数用完了" in page.text() and "有效到" in page.text()
    page.get("/volunteer/hours")
    assert "实验安全" in page.text()
    page.get("/volunteer/training/99999999999999999999", status=404)


def test_an_officer_writes_a_course_with_its_questions(session: Session, cast: Cast, page: Page) -> None:
    page.sign_in(cast.officer).get("/manage/training/new")
    told = {
        "title_zh": "基础培训",
        "kind": "quiz",
        "minutes": "30",
        "months": "",
        "skills": "basics",
        "roles": "helper",
    }
    page.post("/manage/training/new", told | {"kind": "x", "minutes": "0"}, status=422)
    page.post("/manage/training/new", told | {"skills": "flying"}, status=422)
    page.post("/manage/training/new", told)
    course = session.scalars(select(TrainingCourse)).one()
    assert (course.pass_percent, course.tries_a_day, course.months) == (80, 3, None)
    address = f"/manage/training/{course.id}"
    page.post(f"{address}/state", {"state": "open"}, status=422)
    assert "至少要有一道题" in page.text()
    asked = {"text_zh": "先做什么？", "options-0-zh": "听安排", "options-1-zh": "乱跑"}
    page.post(f"{address}/questions/0", asked, status=422)
    page.post(f"{address}/questions/0", asked | {"options-0-right": "y"})
    page.get(address)
    assert "先做什么？" in page.text()
    question = session.scalars(select(TrainingCourse)).one().questions[0]
    page.get(f"{address}/questions/{question.id}")
    assert [box.get("checked") is not None for box in page.all("input", type="checkbox")][:2] == [True, False]
    page.post(f"{address}/questions/{question.id}", asked | {"options-1-right": "y", "options-1-zh": "慢走"})
    page.post(f"{address}/state", {"state": "open"})
    page.post(f"{address}/questions/{question.id}/drop", status=422)
    page.post(f"{address}/state", {"state": "draft"}, status=404)
    session.expire_all()
    assert session.scalars(select(TrainingCourse)).one().state is CourseState.OPEN
    page.get("/manage/training")
    assert "基础培训" in page.text() and "活动协助" in page.text()


def test_a_coordinator_enters_who_came_and_takes_it_back(session: Session, cast: Cast, page: Page) -> None:
    serve(session, cast.resident, cast.base)
    course = make_course(session, cast.officer)
    address = f"/manage/training/{course.id}/came"
    page.sign_in(cast.other_manager).get(address)
    told = {"came_on": "2026-10-09", "people": f" {cast.resident.name} \n\n"}
    page.post(address, told, status=422)
    assert cast.resident.name in page.text()
    page.post(address, told | {"came_on": "0001-01-01"}, status=422)
    page.sign_in(cast.manager).post(address, told)
    record = session.scalars(select(TrainingRecord)).one()
    assert (str(record.came_on), str(record.expires_on)) == ("2026-10-09", "2027-10-09")
    page.get(address)
    assert "我登记过的" in page.text() and cast.resident.name in page.text()
    page.sign_in(cast.other_manager).post(f"/manage/training/records/{record.code}/void", status=403)
    page.sign_in(cast.officer).post(f"/manage/training/records/{record.code}/void")
    page.get(address)
    assert cast.resident.name not in page.text()


def test_a_shift_s_people_are_briefed_written_to_and_answer(session: Session, cast: Cast, page: Page) -> None:
    mine = serve(session, cast.resident, cast.base, starts_at=NOW + timedelta(days=3))
    team, own = f"/manage/shifts/{mine.shift_id}", f"/volunteer/mine/{mine.code}"
    page.sign_in(cast.other_manager).get(f"{team}/team", status=403)
    page.sign_in(cast.manager).get(f"/manage/shifts/{mine.shift_id}")
    assert page.all("a", href=f"{team}/team")
    page.get(f"{team}/team")
    page.post(f"{team}/briefing", {"bring_zh": "带水杯", "bring_en": "A cup", "report_zh": "长" * 501}, status=422)
    page.post(f"{team}/briefing", {"bring_zh": "带水杯", "bring_en": "A cup"})
    page.post(f"{team}/message", {"audience": "one", "words": "你们好啊"}, status=422)
    page.post(f"{team}/message", {"audience": "certain", "words": "嗯"}, status=422)
    page.post(f"{team}/message", {"audience": "certain", "words": "请走东门进来"})
    page.post(f"{team}/thanks", {"words": "谢谢大家"}, status=422)
    page.sign_in(cast.resident).get(f"/en{own}")
    assert "A cup" in page.text() and "请走东门进来" in page.text()
    page.get(f"{own}/ask")
    page.post(f"{own}/ask", {"words": ""}, status=422)
    page.post(f"{own}/ask", {"words": "可以带弟弟来吗"})
    page.sign_in(cast.neighbour).get(f"{own}/ask", status=404)
    page.sign_in(cast.manager).get(f"{team}/team")
    assert "可以带弟弟来吗" in page.text()
    page.post(f"/manage/assignments/{mine.code}/reply", {"words": "弟弟要满十四岁"})
    page.sign_in(cast.resident).get(own)
    assert "弟弟要满十四岁" in page.text() and "example.org" not in page.text()
    assert session.scalars(select(ShiftBriefing.version)).one() == 1
    assert len(session.scalars(select(ShiftMessage)).all()) == 3


def test_after_the_shift_there_is_thanks_feedback_and_a_note_that_is_answered(
    session: Session, cast: Cast, page: Page
) -> None:
    mine = serve(session, cast.resident, cast.base)
    mine.state = AssignmentState.COMPLETED
    session.commit()
    team, own = f"/manage/shifts/{mine.shift_id}", f"/volunteer/mine/{mine.code}"
    page.sign_in(cast.resident).get(f"{own}/feedback")
    assert "一个月里" in page.text() and not page.all("fieldset")
    with clock.frozen_at(LATER):
        page.get(f"{own}/feedback")
        page.post(f"{own}/feedback", {"ticks": "nice"}, status=422)
        page.post(f"{own}/feedback", {"ticks": ["safe", "again"], "words": "很好"})
        page.sign_in(cast.manager).get(f"{team}/team")
        assert "很好" not in page.text() and "满 3 人评价以后才显示" in page.text()
        page.post(f"{team}/thanks", {"words": "谢谢大家"})
        page.get(f"/manage/assignments/{mine.code}/note")
        page.post(f"/manage/assignments/{mine.code}/note", {"kind": "five-stars", "words": "讲得很好"}, status=422)
        page.post(f"/manage/assignments/{mine.code}/note", {"kind": "praise", "words": "讲得很好"})
        page.get(f"{team}/team")
        assert "讲得很好" in page.text() and "已经感谢" in page.text()
        page.sign_in(cast.other_manager).get(f"/manage/assignments/{mine.code}/note", status=403)
        note = session.scalars(select(VolunteerNote)).one()
        page.sign_in(cast.neighbour).post(f"/volunteer/notes/{note.code}/answer", {"words": "谢谢您"}, status=404)
        page.sign_in(cast.resident).get("/volunteer/record")
        assert "讲得很好" in page.text()
        page.post(f"/volunteer/notes/{note.code}/answer", {"words": "嗯"}, status=422)
        page.post(f"/volunteer/notes/{note.code}/answer", {"words": "谢谢您的话"})
        page.sign_in(cast.officer).get(f"/district/volunteers/{cast.resident.id}")
        assert "谢谢您的话" in page.text()
    assert session.scalars(select(ShiftFeedback.ticks)).one() == ["safe", "again"]


def test_a_sanction_is_set_appealed_against_and_decided_by_another(session: Session, cast: Cast, page: Page) -> None:
    make_volunteer(session, cast.resident)
    second = make_person(session, name="区科协小张")
    make_grant(session, second)
    session.commit()
    address = f"/district/volunteers/{cast.resident.id}/sanction"
    page.sign_in(cast.officer).get(address)
    told = {"rule": "absent", "facts": "十月五日和六日没有来", "from_on": "2026-10-10", "until_on": "2026-10-20"}
    page.post(address, told | {"until_on": "2026-12-31"}, status=422)
    assert "最多 30 天" in page.text()
    page.post(address, told | {"rule": "none"}, status=422)
    page.post(address, told)
    sanction = session.scalars(select(VolunteerSanction)).one()
    page.sign_in(cast.neighbour).post(f"/volunteer/sanctions/{sanction.code}/appeal", {"words": "不是我"}, status=404)
    page.sign_in(cast.resident).get("/en/volunteer/record")
    assert "Twice in half a year" in page.text()
    page.post(f"/volunteer/sanctions/{sanction.code}/appeal", {"words": ""}, status=422)
    page.post(f"/volunteer/sanctions/{sanction.code}/appeal", {"words": "我请过假的"})
    decide = f"/district/sanctions/{sanction.code}"
    page.sign_in(cast.officer).post(decide, {"what": "upheld", "words": "查过签到表"}, status=422)
    page.post(decide, {"what": "pardon", "words": "查过签到表"}, status=422)
    page.sign_in(second).get("/district/sanctions")
    assert "我请过假的" in page.text()
    page.post(decide, {"what": "upheld", "words": "查过签到表"})
    page.post(decide, {"what": "lift", "words": "已经过了一半"})
    page.get("/district/sanctions")
    assert "已撤销" in page.text() and not page.all("button", value="lift")
    page.sign_in(cast.resident).get("/volunteer/record")
    assert "查过签到表" in page.text()
