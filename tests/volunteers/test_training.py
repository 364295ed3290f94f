"""Training on real rows: quizzes, attendance, the skills that follow, renewal, and letters before the end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts import services as accounts
from sciencepop.accounts.models import Person
from sciencepop.accounts.privacy import exported
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers import services as volunteers
from sciencepop.volunteers.care_invariants import checks
from sciencepop.volunteers.models import (
    CourseKind,
    CourseState,
    NeedMode,
    NumberState,
    SkillGrant,
    TrainingRecord,
    TrainingTry,
)
from sciencepop.volunteers.queries.people import find_grant
from sciencepop.volunteers.rules.care import CareRefusal
from sciencepop.volunteers.rules.refusals import Refusal
from sciencepop.volunteers.services import courses, training
from sciencepop.volunteers.services.shifts import NeedWish, ShiftWish
from tests.accounts.post import letters_to
from tests.cast import Cast
from tests.conftest import NOW
from tests.volunteers.caring import make_course
from tests.volunteers.people import make_shift, make_volunteer

TODAY = date(2026, 10, 10)
YEAR = date(2027, 10, 10)
RIGHT, WRONG = {0}, {1}
R = CareRefusal


def refused(call: Any, *arguments: Any, **options: Any) -> Any:
    with pytest.raises(RuleBroken) as caught:
        call(*arguments, **options)
    db.session.rollback()
    return caught.value.code


@pytest.fixture
def person(session: Session) -> Person:
    found = make_volunteer(session, number="SH-1", number_state=NumberState.VERIFIED)
    session.commit()
    return found


def grant_of(person: Person) -> SkillGrant | None:
    db.session.expire_all()
    return find_grant(db.session(), person.id, "lab-safety")


def came(course_id: int, person: Person, by: Person, day: date = TODAY) -> int:
    lines = [person.name]
    return training.record_attendance(course_id, lines, day, base_ids=None, by=by, now=clock.now())


def records() -> list[TrainingRecord]:
    return list(db.session.scalars(select(TrainingRecord).order_by(TrainingRecord.id)))


def test_a_quiz_grants_its_skill_and_a_shift_that_needs_it_opens(session: Session, cast: Cast, person: Person) -> None:
    course = make_course(session, cast.officer, questions=3)
    need = make_shift(session, cast.base, need={"skills": ["lab-safety"]}).needs[0]
    session.commit()
    one, two, three = (question.id for question in course.questions)
    sign_up = {"by": person, "language": "zh", "now": NOW}
    assert refused(volunteers.sign_up, need.id, **sign_up) is Refusal.SKILL_MISSING
    by: dict[str, Any] = {"by": person, "now": NOW}
    assert refused(training.answer_quiz, course.id, {one: RIGHT, two: RIGHT}, **by) is R.UNANSWERED
    training.answer_quiz(course.id, {one: RIGHT, two: WRONG, three: WRONG}, **by)
    assert records() == []
    code = training.answer_quiz(course.id, {one: RIGHT, two: RIGHT, three: RIGHT | WRONG}, **by)
    done = session.scalars(select(TrainingTry).where(TrainingTry.code == code)).one()
    assert (done.score, done.total, done.is_passed) == (2, 3, True)
    grant = grant_of(person)
    assert grant and (grant.issued_on, grant.expires_on, grant.source.value) == (TODAY, YEAR, "course")
    assert refused(training.answer_quiz, course.id, {one: RIGHT}, **by) is R.TOO_MANY_TRIES
    assert volunteers.sign_up(need.id, **sign_up)
    with clock.frozen_at(NOW + timedelta(days=1)):
        training.answer_quiz(course.id, {one: RIGHT, two: RIGHT, three: RIGHT}, by=person, now=clock.now())
    assert [row.came_on for row in records()] == [TODAY, TODAY + timedelta(days=1)]
    assert checks() == []
    longer = grant_of(person)
    assert longer
    longer.expires_on = None
    session.commit()
    assert checks() == [f"Skill grant {longer.id} is of a course, but no training says so."]
    stranger = {"by": cast.neighbour, "now": NOW}
    assert refused(training.answer_quiz, course.id, {one: RIGHT}, **stranger) is R.NOT_A_VOLUNTEER


def test_attendance_is_all_or_nobody_and_nobody_enters_their_own(session: Session, cast: Cast, person: Person) -> None:
    course = make_course(session, cast.officer)
    make_volunteer(session, cast.officer)
    first, twin = make_volunteer(session), make_volunteer(session)
    first.name = twin.name = "王同名"
    session.commit()
    ask: dict[str, Any] = {"base_ids": None, "by": cast.officer, "now": NOW}

    def enter(*lines: str, day: date = TODAY, **changed: Any) -> Any:
        return training.record_attendance(course.id, lines, day, **(ask | changed))

    for lines in (("SH-1", "没有这个人"), ("SH-1", "王同名"), ()):
        assert refused(enter, *lines) is R.NOT_FOUND_ALONE
    assert refused(enter, "SH-1", day=TODAY + timedelta(days=1)) is R.FUTURE
    assert refused(enter, "SH-1", cast.officer.name) is R.OWN_TRAINING
    assert refused(enter, "SH-1", base_ids=[cast.base.id]) is R.NOT_FOUND_ALONE
    assert records() == []
    assert enter("SH-1", person.name) == 1
    assert enter("SH-1") == 0
    assert records()[0].recorded_by == cast.officer.id
    assert "培训已登记：实验安全" in letters_to(person.addresses[0].value)[-1].subject


def test_a_renewal_goes_on_and_a_mistake_takes_back_what_only_it_gave(
    session: Session, cast: Cast, person: Person
) -> None:
    course = make_course(session, cast.officer)
    came(course.id, person, cast.officer, TODAY - timedelta(days=300))
    came(course.id, person, cast.officer)
    grant = grant_of(person)
    assert grant and (grant.issued_on, grant.expires_on) == (TODAY - timedelta(days=300), YEAR)
    old, new = records()
    training.void_record(new.code, by=cast.officer, now=NOW)
    grant = grant_of(person)
    assert grant and grant.expires_on == old.expires_on
    training.void_record(old.code, by=cast.officer, now=NOW)
    assert grant_of(person) is None
    volunteers.grant_skill(person.id, "lab-safety", TODAY, None, by=cast.officer, now=NOW)
    came(course.id, person, cast.officer)
    grant = grant_of(person)
    assert grant and (grant.source.value, grant.expires_on) == ("manual", None)
    assert checks() == []


def test_a_course_that_roles_need_is_asked_for_in_new_shifts_alone(
    session: Session, cast: Cast, person: Person
) -> None:
    make_course(session, cast.officer, roles=["helper"])
    old = make_shift(session, cast.base).needs[0]
    session.commit()
    start = NOW + timedelta(days=3)
    times = {"starts_at": start, "ends_at": start + timedelta(hours=2), "opens_at": NOW, "closes_at": start}
    needs = [NeedWish("helper", 1, 1, 1), NeedWish("guide", 1, 1, 1, ("guiding",), mode=NeedMode.REQUEST)]
    wish = ShiftWish(title_zh="实验课", needs=needs, **times)
    number = volunteers.create_shift(cast.base, wish, by=cast.manager, now=NOW)
    from sciencepop.volunteers.queries.shifts import get_shift

    asked = {need.role: need.skills for need in get_shift(session, number).needs}
    assert asked == {"helper": ["lab-safety"], "guide": ["guiding"]}
    assert old.skills == []


def test_the_end_is_told_once_and_not_to_those_who_renewed(session: Session, cast: Cast, person: Person) -> None:
    course = make_course(session, cast.officer)
    renewed = make_volunteer(session)
    session.commit()
    for one in (person, renewed):
        came(course.id, one, cast.officer)
    soon = NOW + timedelta(days=336)
    with clock.frozen_at(soon):
        came(course.id, renewed, cast.officer, clock.today())
        assert training.tell_expiring(NOW + timedelta(days=334)) == 0
        assert training.tell_expiring(soon) == 1
        assert training.tell_expiring(soon) == 0
    assert "培训快到期了" in letters_to(person.addresses[0].value)[-1].subject
    assert training.forget_tries(soon) == 0


def test_officers_write_courses_that_hold_together(session: Session, cast: Cast, person: Person) -> None:
    by: dict[str, Any] = {"by": cast.officer, "now": NOW}
    quiz = courses.CourseWish(CourseKind.QUIZ, "基础", 20, skills=("basics",), pass_percent=80, tries_a_day=3)
    unknown = courses.CourseWish(CourseKind.ATTENDANCE, "基础", 20, skills=("flying",))
    assert refused(courses.save_course, None, unknown, **by) is R.SKILL_UNKNOWN
    roles = courses.CourseWish(CourseKind.ATTENDANCE, "基础", 20, roles=("helper",))
    assert refused(courses.save_course, None, roles, **by) is R.ROLE_WITHOUT_SKILL
    number = courses.save_course(None, quiz, **by)
    assert refused(courses.set_course_state, number, CourseState.OPEN, **by) is R.NO_QUESTION
    bad = courses.QuestionWish("对吗", (courses.Option("对", "", False), courses.Option("错", "", False)))
    assert refused(courses.save_question, number, None, bad, **by) is R.OPTIONS_WRONG
    good = courses.QuestionWish("对吗", (courses.Option("对", "", True), courses.Option("错", "", False)))
    courses.save_question(number, None, good, **by)
    courses.set_course_state(number, CourseState.OPEN, **by)
    question = session.scalars(select(courses.TrainingQuestion)).one()
    assert refused(courses.drop_question, number, question.id, **by) is R.NO_QUESTION
    training.answer_quiz(number, {question.id: RIGHT}, by=person, now=NOW)
    other = courses.CourseWish(CourseKind.ATTENDANCE, "基础", 20)
    assert refused(courses.save_course, number, other, **by) is R.COURSE_IN_USE


def test_training_goes_along_in_the_export_and_stays_when_the_account_is_closed(
    session: Session, cast: Cast, person: Person
) -> None:
    course = make_course(session, cast.officer, questions=1)
    training.answer_quiz(course.id, {course.questions[0].id: RIGHT}, by=person, now=NOW)
    taken = exported(session, person)["volunteer_care"]
    assert taken["training"] == [
        {"course": "实验安全", "on": "2026-10-10", "until": "2027-10-10", "minutes": 30, "skills": ["lab-safety"]}
    ]
    assert [row["passed"] for row in taken["quizzes"]] == [True]
    accounts.close_account(person, NOW)
    assert session.scalars(select(TrainingTry)).all() == []
    assert [row.course_id for row in records()] == [course.id]
    assert checks() == []
