"""A class that is taught: signing in, lists, leave, corrections, results and certificates, on real rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sciencepop.accounts import services as accounts
from sciencepop.accounts.models import Person
from sciencepop.college import invariants, services, teaching_invariants
from sciencepop.college.certificate_paper import KINDS
from sciencepop.college.messages import sentence
from sciencepop.college.models import (
    CourseCertificate,
    CourseClass,
    EnrolmentState,
    LeaveRequest,
    Lesson,
    LessonMark,
    Mark,
    Term,
)
from sciencepop.college.queries.classes import get_class
from sciencepop.college.queries.numbers import Share, fairness_in, numbers_of
from sciencepop.college.queries.teaching import absent_without_leave, count_leave_waiting
from sciencepop.college.rules.attendance import TeachingRefusal
from sciencepop.college.services.attendance import lesson_code
from sciencepop.college.services.privacy import export_college
from sciencepop.college.services.statements import statement_of
from sciencepop.core import clock, documents
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from tests.cast import Cast
from tests.college.classes import make_course_class, make_lecturer, make_term, state_of
from tests.conftest import NOW
from tests.factories import make_person


def checks() -> list[str]:
    return invariants.checks() + teaching_invariants.checks()


R, M, S = TeachingRefusal, Mark, EnrolmentState
MINUTE = timedelta(minutes=1)


def refused(call: Any, *arguments: Any, **options: Any) -> TeachingRefusal:
    with pytest.raises(RuleBroken) as caught:
        call(*arguments, **options)
    db.session.rollback()
    assert sentence(caught.value)
    return caught.value.code  # type: ignore[return-value]


@pytest.fixture
def term(session: Session, cast: Cast) -> Term:
    return make_term(session, cast.officer)


@pytest.fixture
def one(session: Session, cast: Cast, term: Term) -> CourseClass:
    """Four lessons, three seats; three of four are needed."""
    lecturer = make_lecturer(session, cast.officer, pay_class="senior")
    found = make_course_class(session, cast.officer, cast.point, term, lecturer=lecturer, capacity=3)
    session.commit()
    return found


@pytest.fixture
def people(session: Session, cast: Cast) -> list[Person]:
    found = [make_person(session, name=name) for name in ("王阿姨", "李伯伯", "赵姐")]
    session.commit()
    return found


def enrol(one: CourseClass, people: list[Person]) -> list[str]:
    return [services.enrol(one.code, by=person, language="zh", now=NOW) for person in people]


def lesson(one: CourseClass, number: int) -> Lesson:
    return next(row for row in get_class(db.session(), one.code).lessons if row.number == number)


def marks_of(session: Session, number: int) -> dict[int, Mark]:
    found = select(LessonMark).join(Lesson, LessonMark.lesson_id == Lesson.id).where(Lesson.number == number)
    return {row.enrolment.person_id: row.mark for row in session.scalars(found)}


def keep(one: CourseClass, number: int, marks: dict[str, Mark], by: Person) -> datetime:
    at = lesson(one, number).starts_at + 30 * MINUTE
    services.keep_list(one.code, number, marks, by=by, now=at)
    return at


def test_learners_sign_in_by_the_code_of_their_own_lesson_and_the_list_keeps_what_they_said(
    session: Session, cast: Cast, one: CourseClass, people: list[Person]
) -> None:
    codes = enrol(one, people)
    first = lesson(one, 1)
    early, late, digits = first.starts_at - 5 * MINUTE, first.starts_at + 20 * MINUTE, lesson_code
    sign = services.sign_in
    assert refused(sign, codes[0], digits(first, NOW), by=people[0], now=NOW) is R.NO_LESSON_NOW
    assert refused(sign, codes[0], digits(lesson(one, 2), early), by=people[0], now=early) is R.WRONG_CODE
    assert refused(sign, codes[0], digits(first, early), by=people[0], now=early + 2 * MINUTE) is R.WRONG_CODE
    sign(codes[0], digits(first, early), by=people[0], now=early + MINUTE)
    assert refused(sign, codes[0], digits(first, early), by=people[0], now=early) is R.HERE_ALREADY
    sign(codes[1], digits(first, late), by=people[1], now=late)
    assert refused(services.keep_list, one.code, 2, {}, by=cast.head, now=late) is R.LIST_TOO_EARLY
    assert refused(services.keep_list, one.code, 1, {codes[2]: M.LEAVE}, by=cast.head, now=late) is R.LEAVE_NOT_GRANTED
    # The second signed in after the page with the list was opened, so it does not name her.
    keep(one, 1, {codes[0]: M.PRESENT}, cast.head)
    assert marks_of(session, 1) == {people[0].id: M.PRESENT, people[1].id: M.LATE, people[2].id: M.ABSENT}
    rows = session.scalars(select(LessonMark).order_by(LessonMark.id)).all()
    assert [row.marked_by for row in rows] == [people[0].id, people[1].id, cast.head.id]


def test_a_closed_list_is_put_right_by_a_second_person_only(
    session: Session, cast: Cast, one: CourseClass, people: list[Person]
) -> None:
    codes = enrol(one, people)
    at = keep(one, 1, {codes[0]: M.PRESENT}, cast.head)
    wish = one.code, 1, codes[1], M.PRESENT
    assert refused(services.correct_mark, *wish, "看错了", by=cast.officer, now=at) is R.LIST_STILL_OPEN
    after = at + timedelta(days=4)
    assert refused(services.keep_list, one.code, 1, {}, by=cast.head, now=after) is R.LIST_CLOSED
    assert refused(services.correct_mark, *wish, "看错了", by=cast.head, now=after) is R.OWN_MARK
    assert refused(services.correct_mark, *wish, "", by=cast.officer, now=after) is R.WHY_MISSING
    services.correct_mark(*wish, "看错了", by=cast.officer, now=after)
    assert marks_of(session, 1)[people[1].id] is M.PRESENT
    assert checks() == []


def test_leave_is_answered_by_the_point_and_absentees_without_leave_are_known(
    session: Session, cast: Cast, one: CourseClass, people: list[Person]
) -> None:
    codes = enrol(one, people)
    assert refused(services.ask_leave, codes[0], 1, "", by=people[0], now=NOW) is R.WHY_MISSING
    services.ask_leave(codes[0], 1, "住院", by=people[0], now=NOW)
    services.ask_leave(codes[0], 2, "住院", by=people[0], now=NOW)
    services.ask_leave(codes[1], 3, "出门", by=people[1], now=NOW)
    assert refused(services.ask_leave, codes[0], 1, "住院", by=people[0], now=NOW) is R.LEAVE_ASKED
    services.take_back_leave(codes[0], 2, by=people[0], now=NOW)
    assert count_leave_waiting(session, [one.id]) == {one.id: 2}
    first, other = session.scalars(select(LeaveRequest.id).order_by(LeaveRequest.id)).all()
    no = {"is_granted": False, "words": "", "by": cast.head, "now": NOW}
    assert refused(services.answer_leave, one.code, other, **no) is R.WHY_MISSING
    services.answer_leave(one.code, first, is_granted=True, words="", by=cast.head, now=NOW)
    services.answer_leave(one.code, other, **(no | {"words": "考试课"}))
    assert refused(services.answer_leave, one.code, first, **no) is R.LEAVE_ANSWERED
    subjects = session.scalars(select(OutboxMessage.subject).where(OutboxMessage.dedup_key.like("leave-%"))).all()
    assert len(subjects) == 2
    keep(one, 1, {codes[0]: M.LEAVE}, cast.head)
    assert absent_without_leave(session, one.id, 2) == []
    keep(one, 2, {codes[1]: M.PRESENT}, cast.head)
    found = absent_without_leave(session, one.id, 2)
    assert [session.get_one(type(one), one.id).code, len(found)] == [one.code, 1]
    assert marks_of(session, 2)[people[2].id] is M.ABSENT


def taught(one: CourseClass, codes: list[str], head: Person) -> datetime:
    """The first learner at all lessons, the second at three of four, the third at two; returns a time after it."""
    for number in (1, 2, 3, 4):
        came = codes[:1] + (codes[1:2] if number < 4 else []) + (codes[2:] if number < 3 else [])
        keep(one, number, dict.fromkeys(came, M.PRESENT), head)
    return lesson(one, 4).ends_at + MINUTE


def test_three_of_four_lessons_complete_a_class_and_its_certificates_can_be_checked_for_good(
    session: Session, cast: Cast, one: CourseClass, people: list[Person]
) -> None:
    codes = enrol(one, people)
    keep(one, 1, dict.fromkeys(codes, M.PRESENT), cast.head)
    finish, issue = services.finish_class, services.issue_certificates
    assert refused(finish, one.code, by=cast.head, now=NOW) is R.NOT_OVER
    assert refused(finish, one.code, by=cast.head, now=lesson(one, 4).ends_at) is R.LISTS_MISSING
    after = taught(one, codes, cast.head)
    assert refused(issue, one.code, by=cast.officer, now=after) is R.NO_ONE_COMPLETED
    assert finish(one.code, by=cast.head, now=after) == 2
    assert [state_of(code) for code in codes] == [S.COMPLETED, S.COMPLETED, S.FAILED]
    assert issue(one.code, by=cast.officer, now=after) == 2
    assert refused(issue, one.code, by=cast.officer, now=after) is R.NO_ONE_COMPLETED
    first, second = session.scalars(select(CourseCertificate).order_by(CourseCertificate.id)).all()
    assert [first.serial, second.serial] == ["KPDX-2027-000001", "KPDX-2027-000002"]
    assert (first.payload["name"], second.payload["attended"], first.is_intact) == ("王阿姨", 3, True)
    services.correct_mark(one.code, 3, codes[1], M.ABSENT, "代签", by=cast.officer, now=after + timedelta(days=30))
    assert refused(finish, one.code, by=cast.head, now=after) is R.HAS_CERTIFICATE
    revoke = services.revoke_certificate
    assert refused(revoke, second.code, "", by=cast.officer, now=after) is R.WHY_MISSING
    revoke(second.code, "代签", by=cast.officer, now=after)
    assert refused(revoke, second.code, "代签", by=cast.officer, now=after) is R.REVOKED_ALREADY
    assert finish(one.code, by=cast.head, now=after) == 1
    assert state_of(codes[1]) is S.FAILED
    with clock.frozen_at(after):
        assert checks() == []
    numbers = numbers_of(session, [one])[one.id]
    assert (numbers.enrolled, numbers.completed, numbers.certificates, numbers.attendance_percent) == (3, 1, 1, 66)
    session.execute(update(CourseCertificate).where(CourseCertificate.id == first.id).values(digest="0" * 64))
    assert not session.get_one(CourseCertificate, first.id, populate_existing=True).is_intact
    with clock.frozen_at(after):
        assert checks() == ["Certificate KPDX-2027-000001 is not what was signed."]


def test_papers_are_made_in_both_languages_and_for_the_whole_class(
    session: Session, cast: Cast, one: CourseClass, people: list[Person]
) -> None:
    codes = enrol(one, people)
    after = taught(one, codes, cast.head)
    services.finish_class(one.code, by=cast.head, now=after)
    services.issue_certificates(one.code, by=cast.officer, now=after)
    assert documents.make_wanted(after) == 6
    code = session.scalars(select(CourseCertificate.code).order_by(CourseCertificate.id)).first() or ""
    for kind in KINDS:
        found = documents.find_content(session, kind, one.code if kind.startswith("class") else code)
        assert found is not None and found.startswith(b"%PDF-")
    services.revoke_certificate(code, "写错了名字", by=cast.officer, now=after)
    assert documents.find_content(session, "course_certificate_zh", code) is None


def test_notices_evaluation_and_what_a_unit_is_told(
    session: Session, cast: Cast, one: CourseClass, people: list[Person]
) -> None:
    codes = enrol(one, people)
    assert services.send_notice(one.code, "下周带血压计", by=cast.head, now=NOW) == 3
    services.send_notice(one.code, "改在二楼", by=cast.head, now=NOW)
    assert refused(services.send_notice, one.code, "再一次", by=cast.head, now=NOW) is R.TOO_MANY_NOTICES
    assert refused(services.evaluate, codes[0], 5, 4, "", by=people[0], now=NOW) is R.NOT_OVER
    after = taught(one, codes, cast.head)
    services.evaluate(codes[0], 5, 4, "讲得清楚", by=people[0], now=after)
    assert refused(services.evaluate, codes[0], 1, 1, "", by=people[0], now=after) is R.EVALUATED
    report = services.report_to_unit
    assert refused(report, one.code, "方松街道", "a@b.example", by=cast.head, now=after) is R.NO_SUCH_UNIT
    row = services.completion.standings(session, one)[0].enrolment
    row.unit = "方松街道"
    session.commit()
    assert refused(report, one.code, "方松街道", "a@b.example", by=cast.head, now=after) is R.NOT_OVER
    services.finish_class(one.code, by=cast.head, now=after)
    assert refused(report, one.code, "方松街道", "13800000000", by=cast.head, now=after) is R.ADDRESS_WRONG
    assert report(one.code, "方松街道", "a@b.example", by=cast.head, now=after) == 1
    letter = session.scalars(select(OutboxMessage).where(OutboxMessage.address == "a@b.example")).one()
    assert "王阿姨" in letter.body and "结业" in letter.body and "李伯伯" not in letter.body


def test_a_lecturer_is_owed_the_lessons_they_gave_and_not_those_of_their_substitute(
    session: Session, cast: Cast, one: CourseClass, people: list[Person]
) -> None:
    codes = enrol(one, people)
    other = make_lecturer(session, cast.officer, pay_class="expert")
    session.commit()
    services.substitute(one.code, 2, other.id, "出差", by=cast.officer, now=NOW)
    for number in (1, 2):
        keep(one, number, dict.fromkeys(codes, M.PRESENT), cast.head)
    first, last, after = clock.local(NOW).date(), one.term.until_on, lesson(one, 3).ends_at + MINUTE
    mine = statement_of(session, one.lecturer, first, last, after)
    assert [(line.is_given, line.is_listed, line.yuan) for line in mine.lines] == [
        (True, True, 400),
        (False, True, None),
        (True, False, None),
    ]
    theirs = statement_of(session, other, first, last, after)
    assert (theirs.lessons, theirs.yuan) == (1, 600)


def test_who_wished_and_got_nothing_is_counted_by_town_and_audience(
    session: Session, cast: Cast, one: CourseClass, people: list[Person]
) -> None:
    one.course.audiences = ["seniors"]
    extra = make_person(session, name="排队的", town_code="310117003000")
    session.commit()
    enrol(one, people)
    services.enrol(one.code, by=extra, language="zh", now=NOW, waiting_allowed=True)
    found = fairness_in(session, [one.id])
    assert (found.unserved, found.asked) == (1, len(people) + 1)
    assert found.by_town == [Share("310117003000", 1, 1)]
    assert found.by_audience == [Share("seniors", 1, len(people) + 1)]


def test_closing_an_account_keeps_certificates_and_marks_and_takes_words_and_files_away(
    session: Session, cast: Cast, one: CourseClass, people: list[Person]
) -> None:
    codes = enrol(one, people)
    services.ask_leave(codes[0], 4, "住院", by=people[0], now=NOW)
    asked = session.scalars(select(LeaveRequest.id)).one()
    services.answer_leave(one.code, asked, is_granted=True, words="", by=cast.head, now=NOW)
    after = taught(one, codes, cast.head)
    services.finish_class(one.code, by=cast.head, now=after)
    services.issue_certificates(one.code, by=cast.officer, now=after)
    services.evaluate(codes[0], 5, 5, "谢谢老师", by=people[0], now=after)
    told = export_college(session, people[0]) or {}
    assert [len(told["enrolments"][0]["marks"]), told["certificates"][0]["payload"]["name"]] == [4, "王阿姨"]
    assert (told["leave"][0]["reason"], told["evaluations"][0]["words"]) == ("住院", "谢谢老师")
    with clock.frozen_at(after):
        accounts.close_account(people[0], now=after)
    certificate = session.scalars(select(CourseCertificate).order_by(CourseCertificate.id)).first()
    assert certificate is not None and certificate.is_intact and certificate.payload["name"] == "王阿姨"
    assert session.scalars(select(LeaveRequest.reason)).all() == [""]
    kinds = session.scalars(select(documents.Document.kind).where(documents.Document.code == certificate.code)).all()
    assert kinds == []
    with clock.frozen_at(after):
        assert checks() == []
