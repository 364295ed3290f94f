"""A quiz, a course taken in person, what the resident passed of it, and a briefing, all marked as samples."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.demo.chance import moment
from sciencepop.demo.people import MARK, OFFICER, RESIDENT
from sciencepop.demo.plan import Season
from sciencepop.volunteers.models import (
    CourseKind,
    CourseState,
    Shift,
    ShiftBriefing,
    TrainingCourse,
    TrainingQuestion,
    TrainingRecord,
)
from sciencepop.volunteers.rules.training import ends_on

QUESTIONS = (
    (
        "志愿服务时有人受伤，先做什么？",
        "Somebody is hurt while you serve. What do you do first?",
        (
            ("叫现场负责人，需要时打 120", "Call the coordinator, and 120 if needed", True),
            ("自己处理，不告诉别人", "See to it alone", False),
        ),
    ),
    (
        "哪些信息不能对外说？（可多选）",
        "What must not be passed on? (several)",
        (
            ("参加者的姓名和电话", "Names and telephones of participants", True),
            ("孩子的照片", "Pictures of children", True),
            ("基地的开放时间", "The opening hours of the base", False),
        ),
    ),
    (
        "临时去不了，怎么办？",
        "You cannot come after all. What do you do?",
        (
            ("在班次页面上点“我去不了了”", "Press “I cannot come” on the page of the shift", True),
            ("不用说", "Nothing", False),
        ),
    ),
)


def write_care(session: Session, season: Season) -> None:
    """Courses, a record and briefings. Call once volunteers and shifts stand."""
    today = season.today
    quiz = _course(
        CourseKind.QUIZ, today, "志愿服务须知", "What volunteers should know", 20, pass_percent=60, tries_a_day=3
    )
    quiz.text_zh = "安全第一，听从现场安排；保护参加者的信息；来不了请尽早说。"
    quiz.text_en = (
        "Safety first: follow those who lead. Protect what you learn of others. Say early if you cannot come."
    )
    lab = _course(CourseKind.ATTENDANCE, today, "实验安全", "Laboratory safety", 90, skills=["lab-safety"], months=12)
    session.add_all([quiz, lab])
    session.flush()
    for text_zh, text_en, options in QUESTIONS:
        rows = [{"zh": zh, "en": en, "right": right} for zh, en, right in options]
        session.add(TrainingQuestion(course_id=quiz.id, text_zh=text_zh, text_en=text_en, options=rows))
    came_on = today - timedelta(days=40)
    session.add(
        TrainingRecord(
            code="SAMPLECARE",
            course_id=quiz.id,
            person_id=RESIDENT,
            came_on=came_on,
            expires_on=ends_on(came_on, None),
            recorded_at=moment(came_on),
            is_sample=True,
        )
    )
    for shift_id in session.scalars(select(Shift.id).where(Shift.is_sample, Shift.starts_at > moment(today))):
        session.add(_briefing(shift_id, today))


def _course(kind: CourseKind, today: date, zh: str, en: str, minutes: int, **values: object) -> TrainingCourse:
    at = moment(today - timedelta(days=60))
    return TrainingCourse(
        kind=kind,
        title_zh=f"{zh}{MARK}",
        title_en=f"{en} (sample)",
        minutes=minutes,
        state=CourseState.OPEN,
        created_by=OFFICER,
        created_at=at,
        changed_at=at,
        is_sample=True,
        **values,
    )


def _briefing(shift_id: int, today: date) -> ShiftBriefing:
    return ShiftBriefing(
        shift_id=shift_id,
        bring_zh="水杯、舒服的鞋",
        bring_en="A cup, and comfortable shoes",
        report_zh="服务台的值班老师",
        report_en="Whoever is on duty at the service desk",
        version=1,
        changed_at=moment(today - timedelta(days=5)),
        changed_by=OFFICER,
    )
