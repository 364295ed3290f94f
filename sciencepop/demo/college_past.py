"""A class of the sample season that is over: its lists, leave, notes, opinions, results and certificates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Person
from sciencepop.college.models import (
    ClassEvaluation,
    ClassNotice,
    ClassState,
    Course,
    CourseClass,
    Enrolment,
    EnrolmentSource,
    EnrolmentState,
    LeaveRequest,
    Lecturer,
    LessonMark,
    LessonRecord,
    Mark,
    MarkSource,
    TeachingPoint,
    Term,
)
from sciencepop.college.queries.classes import get_class
from sciencepop.college.rules.classes import WayIn
from sciencepop.college.rules.completion import Outcome
from sciencepop.college.services.certificates import sign_certificate, want_batch
from sciencepop.college.services.classes import ClassWish, make_class
from sciencepop.college.services.completion import standings
from sciencepop.core.reference import get_reference
from sciencepop.demo.people import APPLICANT, OFFICER

CODE, LEARNERS, LESSONS = "SAMPLEPAST", 6, 8
MISSES: tuple[set[int], ...] = ({3}, {2, 5}, set(), {1}, {4, 5, 6, 7}, {2})
"""The lessons that each learner was not at: the fifth does not complete the class."""
ON_LEAVE = (1, 5)
"""The second learner's fifth lesson: they had leave."""
NOTES = (
    "开机、充电、连网。",
    "打电话和发短信。",
    "安全上网：不点陌生链接。",
    "扫码和付款。",
    "看病挂号。",
    "出行。",
    "防诈演练。",
    "复习。",
)
OPINIONS = ((5, 5, "讲得慢，听得懂。"), (5, 4, "防诈那一课最有用。"), (4, 5, "希望多练几次挂号。"))


def write_past_class(
    session: Session, term: Term, course: Course, point: TeachingPoint, lecturer: Lecturer, people: Sequence[int]
) -> None:
    """Write it into a past term of ten weeks. The resident of the sample is its first learner, with a certificate."""
    one = _write_class(session, term, course, point, lecturer)
    learners = [_write_learner(session, one, number, place) for place, number in enumerate(people[:LEARNERS], 1)]
    for place, row in enumerate(learners):
        _write_marks(session, one, row, place)
    _write_words(session, one, learners)
    session.flush()
    issued_at = one.ends_at + timedelta(hours=1)
    for standing in standings(session, one):
        is_done = standing.outcome is Outcome.COMPLETED
        standing.enrolment.state = EnrolmentState.COMPLETED if is_done else EnrolmentState.FAILED
        if is_done:
            # Letters and digits of codes, the same at every loading.
            code = f"SAMPLECERT{standing.enrolment.code[-3:]}ZZZZZZZ"
            sign_certificate(session, one, standing, code=code, by=OFFICER, now=issued_at)
    want_batch(session, one, issued_at)
    session.flush()


def _write_class(session: Session, term: Term, course: Course, point: TeachingPoint, lecturer: Lecturer) -> CourseClass:
    wish = ClassWish(
        course=course.code,
        point=point.code,
        lecturer_id=lecturer.id,
        weekday=(term.from_on + timedelta(days=1)).weekday(),
        starts=time(9, 0),
        minutes=90,
        lessons=LESSONS,
        minimum=4,
        capacity=20,
        way=WayIn.FIRST_COME,
        room_zh="一楼教室",
        room_en="Ground-floor classroom",
        opens_at=term.catalogue_at,
    )
    one = make_class(session, term, wish, by=OFFICER, now=term.catalogue_at)
    one.code, one.state, one.is_sample = CODE, ClassState.PUBLISHED, True
    for lesson in one.lessons:
        lesson.uid = f"lesson-{one.code}-{lesson.number}@{get_reference().district.uid_domain}"
    session.flush()
    return get_class(session, CODE)


def _write_learner(session: Session, one: CourseClass, person_id: int, place: int) -> Enrolment:
    """Somebody who was there. What is over takes nobody's time any more."""
    at = one.term.catalogue_at
    row = Enrolment(
        code=f"{CODE}{place:03d}",
        class_id=one.id,
        person_id=person_id,
        state=EnrolmentState.CONFIRMED,
        source=EnrolmentSource.SELF,
        queued_at=at,
        created_at=at,
        changed_at=at,
        created_by=person_id,
        language=session.get_one(Person, person_id).language,
        is_sample=True,
    )
    session.add(row)
    session.flush()
    return row


def _write_marks(session: Session, one: CourseClass, row: Enrolment, place: int) -> None:
    """Who came signed in by themselves; the head's list says the rest."""
    for lesson in one.lessons:
        mark = Mark.ABSENT if lesson.number in MISSES[place] else Mark.PRESENT
        source, by = (MarkSource.LIST, APPLICANT) if mark is Mark.ABSENT else (MarkSource.CODE, row.person_id)
        if (place, lesson.number) == ON_LEAVE:
            mark, source, by = Mark.LEAVE, MarkSource.LEAVE, APPLICANT
            before = lesson.starts_at - timedelta(days=2)
            answered = {"is_granted": True, "answered_at": before, "answered_by": APPLICANT}
            asked = {"lesson_id": lesson.id, "enrolment_id": row.id, "reason": "去医院复查", "asked_at": before}
            session.add(LeaveRequest(**asked, **answered))
        values = {"lesson_id": lesson.id, "enrolment_id": row.id, "marked_by": by, "marked_at": lesson.starts_at}
        session.add(LessonMark(**values, mark=mark, source=source))
    session.flush()


def _write_words(session: Session, one: CourseClass, learners: Sequence[Enrolment]) -> None:
    """Notes, a notice, and what three learners said."""
    for lesson, note in zip(one.lessons, NOTES, strict=True):
        kept: dict[str, datetime] = {"listed_at": lesson.ends_at, "changed_at": lesson.ends_at}
        session.add(LessonRecord(lesson_id=lesson.id, note=note, homework="", listed_by=APPLICANT, **kept))
    sent_at = one.lessons[-1].starts_at - timedelta(days=1)
    words = "最后一课有结业合影，欢迎带家人来。"
    session.add(ClassNotice(class_id=one.id, words=words, sent_by=APPLICANT, sent_at=sent_at))
    for row, (teaching, content, said) in zip(learners, OPINIONS, strict=False):
        scores = {"teaching": teaching, "content": content, "words": said}
        session.add(ClassEvaluation(enrolment_id=row.id, said_at=one.ends_at, **scores))
