"""Points, terms, classes, days off, substitutes and small classes, on real rows."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts import services as accounts
from sciencepop.accounts.models import Person
from sciencepop.bookings import services as bookings
from sciencepop.bookings.messages import sentence as booking_sentence
from sciencepop.bookings.models import Commitment
from sciencepop.college import services
from sciencepop.college.invariants import checks
from sciencepop.college.messages import sentence
from sciencepop.college.models import ClassState, CourseClass, Enrolment, EnrolmentState, PointState, Term, WayIn
from sciencepop.college.queries.classes import get_class
from sciencepop.college.queries.points import get_point
from sciencepop.college.rules.classes import Bucket
from sciencepop.college.rules.refusals import Refusal
from sciencepop.college.services.timetable import list_troubles
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from tests.accounts.invitations import agree
from tests.cast import Cast
from tests.college.classes import at, make_course, make_course_class, make_lecturer, make_term, state_of
from tests.conftest import NOW
from tests.factories import make_event, make_occurrence, make_person

DAY = timedelta(days=1)


def refused(call: Any, *arguments: Any, **options: Any) -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        call(*arguments, **options)
    db.session.rollback()
    return caught.value


def letters(prefix: str = "class-") -> list[str]:
    keys = db.session.scalars(select(OutboxMessage.dedup_key).order_by(OutboxMessage.id))
    return [key.split("-")[2] for key in keys if key.startswith(prefix)]


def days_of(code: str) -> list[str]:
    db.session.expire_all()
    return [f"{lesson.starts_at:%m-%d}" for lesson in get_class(db.session(), code).lessons]


@pytest.fixture
def term(session: Session, cast: Cast) -> Term:
    found = make_term(session, cast.officer)
    session.commit()
    return found


@pytest.fixture
def one(session: Session, cast: Cast, term: Term) -> CourseClass:
    found = make_course_class(session, cast.officer, cast.point, term, capacity=10, minimum=2)
    session.commit()
    return found


WISH = services.PointWish(
    name_zh="佘山镇社区教学点",
    town_code="310117103000",
    address_zh="佘山镇1号",
    capacity=30,
    head_name="王主任",
    contact="021-5555 0000",
)


def test_a_community_applies_and_the_applicant_heads_the_point(cast: Cast) -> None:
    code = services.apply_point(WISH, by=cast.neighbour, now=NOW)
    point = get_point(db.session(), code)
    assert (point.state, point.branch) == (PointState.APPLIED, "sheshan")
    by: dict[str, Any] = {"by": cast.officer, "now": NOW}
    assert refused(services.step_point, code, PointState.FILED, **by).code is Refusal.WRONG_STATE
    assert refused(services.step_point, code, PointState.REFUSED, **by).code is Refusal.REASON_MISSING
    for state in (PointState.APPROVED, PointState.FILED, PointState.PLAQUED):
        services.step_point(code, state, **by)
    assert cast.neighbour.headed_point_ids == {point.id}
    services.step_point(code, PointState.SUSPENDED, reason="装修", **by)
    assert refused(services.step_point, code, PointState.FILED, **by).code is Refusal.WRONG_STATE
    services.step_point(code, PointState.PLAQUED, by=cast.officer, now=NOW + DAY)
    assert (point.state, point.suspended_from, point.state_reason) == (PointState.PLAQUED, None, "")
    assert len(letters("point-")) == 5
    services.ask_head(code, cast.resident.addresses[0].value, **by)
    assert not cast.resident.is_point_head
    agree(db.session(), cast.resident)
    assert cast.resident.is_point_head


def term_wish(**values: Any) -> services.TermWish:
    steps = ("02-01", "02-08", "02-20", "02-21", "02-22", "02-25", "02-26")
    names = ("catalogue", "wishes_from", "wishes_until", "commit", "draw", "confirm_until", "leftovers")
    moments = {f"{name}_at": at(f"2028-{day} 09:00") for name, day in zip(names, steps, strict=True)}
    first = {"year": 2028, "season": "spring", "from_on": date(2028, 3, 1), "until_on": date(2028, 6, 30)}
    from sciencepop.college.models import Season

    return services.TermWish(**(first | {"season": Season.SPRING} | moments | values))


def test_a_term_is_checked_and_taken_over_by_the_next(session: Session, cast: Cast, term: Term) -> None:
    by: dict[str, Any] = {"by": cast.officer, "now": NOW}
    assert refused(services.save_term, term_wish(from_on=date(2028, 2, 1)), **by).code is Refusal.OUT_OF_SEASON
    wrong = term_wish(draw_at=at("2028-02-01 09:00"))
    assert refused(services.save_term, wrong, **by).code is Refusal.DATES_IN_ORDER
    one = make_course_class(session, cast.officer, cast.point, term, opens_at=at("2026-10-05 09:00"))
    make_course_class(session, cast.officer, cast.point, term, weekday=4, lessons=17)
    make_course_class(session, cast.officer, cast.point, term, weekday=3, is_open=False)
    session.commit()
    code = services.save_term(term_wish(until_on=date(2028, 6, 15)), **by)
    assert services.copy_term(term.code, code, **by) == services.Copied(1, (get_titles(session, term, 4),))
    again = services.copy_term(term.code, code, **by)
    assert again.made == 0
    copy = session.scalars(select(CourseClass).where(CourseClass.term.has(code=code))).one()
    assert (copy.state, copy.course_id, copy.lessons[0].starts_at) == (
        ClassState.DRAFT,
        one.course_id,
        at("2028-03-01 09:00"),
    )
    assert copy.opens_at == at("2028-02-05 09:00")
    assert refused(services.save_term, term_wish(), term.code, **by).code is Refusal.TERM_TAKEN
    assert checks() == []


def get_titles(session: Session, term: Term, weekday: int) -> str:
    found = select(CourseClass).where(CourseClass.term_id == term.id, CourseClass.weekday == weekday)
    return session.scalars(found).one().course.title_zh


def test_a_day_off_moves_lessons_and_the_preview_says_how(
    session: Session, cast: Cast, one: CourseClass, term: Term
) -> None:
    code = services.enrol(one.code, by=cast.resident, language="zh", now=NOW)
    by: dict[str, Any] = {"by": cast.officer, "now": NOW}
    uids = [lesson.uid for lesson in one.lessons]
    wish = services.DaysWish(date(2027, 3, 8), date(2027, 3, 12), "维修")
    (shown,) = services.preview_days(term.code, wish, **by)
    assert [(move.number, f"{move.after:%m-%d}") for move in shown.moves] == [(2, "03-17"), (3, "03-24"), (4, "03-31")]
    assert shown.learners == 1
    assert days_of(one.code) == ["03-03", "03-10", "03-17", "03-24"]
    assert services.change_days(term.code, wish, **by) == [shown]
    assert days_of(one.code) == ["03-03", "03-17", "03-24", "03-31"]
    assert [lesson.uid for lesson in get_class(session, one.code).lessons] == uids
    assert letters() == ["confirmed", "moved"]
    times = session.scalars(select(Commitment.starts_at).order_by(Commitment.starts_at))
    assert [f"{moment:%m-%d}" for moment in times] == ["03-03", "03-17", "03-24", "03-31"]
    assert checks() == []
    late: dict[str, Any] = {"by": cast.officer, "now": at("2027-03-18 12:00")}
    services.change_days(term.code, services.DaysWish(drop=term.holidays[0].id), **late)
    assert days_of(one.code) == ["03-03", "03-17", "03-24", "03-31"]
    outside = services.DaysWish(date(2027, 2, 1), date(2027, 2, 2), "x")
    assert refused(services.change_days, term.code, outside, **by).code is Refusal.HOLIDAY_OUTSIDE
    all_of_it = services.DaysWish(date(2027, 3, 4), date(2027, 6, 30), "x")
    broken = refused(services.change_days, term.code, all_of_it, **by)
    assert broken.code is Refusal.TOO_FEW_DAYS
    assert one.course.title_zh in sentence(broken)
    assert state_of(code) is EnrolmentState.CONFIRMED


def test_a_lecturer_is_in_one_place_and_a_room_is_only_warned_of(session: Session, cast: Cast, term: Term) -> None:
    busy = make_lecturer(session, cast.officer, times=["2:morning"])
    taken = make_course_class(session, cast.officer, cast.point, term, lecturer=busy, room_zh="A")
    course = make_course(session, cast.officer)
    draft = make_course_class(
        session, cast.officer, cast.point, term, lecturer=busy, course=course, is_open=False, starts=time(10)
    )
    session.commit()
    by: dict[str, Any] = {"by": cast.officer, "now": NOW}
    assert [found.trouble.value for found in list_troubles(session, draft)] == ["lecturer"]
    assert busy.name_zh in sentence(refused(services.publish_class, draft.code, **by))
    free = make_lecturer(session, cast.officer, times=["0:evening"])
    session.commit()
    wish = services.ClassWish(
        **(vars(services.wish_of(draft)) | {"lecturer_id": free.id, "room_zh": "A", "capacity": 99})
    )
    services.change_class(draft.code, wish, **by)
    found = [row.trouble.value for row in list_troubles(session, get_class(session, draft.code))]
    assert found == ["room", "not_available", "too_large"]
    services.publish_class(draft.code, **by)
    assert refused(services.change_class, draft.code, wish, **by).code is Refusal.WRONG_STATE
    clash = refused(services.substitute, taken.code, 2, free.id, "生病", **by)
    assert clash.code is Refusal.LECTURER_CLASH
    assert checks() == []


def test_a_lecturers_own_time_is_in_the_ledger_too(session: Session, cast: Cast, term: Term) -> None:
    lecturer = make_lecturer(session, cast.officer)
    first = make_course_class(session, cast.officer, cast.point, term, lecturer=lecturer, is_open=False)
    session.commit()
    by: dict[str, Any] = {"by": cast.officer, "now": NOW}
    address = cast.neighbour.addresses[0].value
    services.save_lecturer(services.LecturerWish(name_zh="邻居老师", address=address), lecturer.id, **by)
    assert lecturer.person_id is None
    agree(session, cast.neighbour)
    assert session.scalars(select(Commitment)).all() == []
    services.publish_class(first.code, **by)
    assert len(session.scalars(select(Commitment).where(Commitment.kind == "teach")).all()) == 4
    occurrence = make_occurrence(session, make_event(session, cast.base), starts_at=first.lessons[1].starts_at)
    other = make_course_class(session, cast.officer, cast.point, term, weekday=4)
    session.commit()
    told = refused(bookings.book, occurrence.id, by=cast.neighbour, seats=1, now=NOW)
    assert "要讲" in booking_sentence(told)
    services.change_days(term.code, services.DaysWish(date(2027, 3, 3), date(2027, 3, 3), "维修"), **by)
    assert checks() == []
    services.enrol(other.code, by=cast.neighbour, language="zh", now=NOW)
    busy = make_course_class(session, cast.officer, cast.point, term, lecturer=lecturer, weekday=4, is_open=False)
    session.commit()
    broken = refused(services.publish_class, busy.code, **by)
    assert broken.code is Refusal.LECTURER_BUSY
    assert other.course.title_zh not in sentence(broken)
    accounts.close_account(cast.neighbour, NOW)
    assert session.scalars(select(Commitment)).all() == []
    assert checks() == []


def test_learners_hear_who_gives_a_lesson_instead_and_why(session: Session, cast: Cast, one: CourseClass) -> None:
    services.enrol(one.code, by=cast.resident, language="zh", now=NOW)
    other = make_lecturer(session, cast.officer, name_zh="代课老师")
    session.commit()
    by: dict[str, Any] = {"by": cast.head, "now": NOW}
    assert refused(services.substitute, one.code, 2, other.id, "", **by).code is Refusal.REASON_MISSING
    services.substitute(one.code, 2, other.id, "生病", **by)
    lesson = get_class(session, one.code).lessons[1]
    assert (lesson.lecturer.name_zh, lesson.substitute_for_id, lesson.substitute_reason) == (
        "代课老师",
        one.lecturer_id,
        "生病",
    )
    assert "原因：生病" in session.scalars(select(OutboxMessage.body).order_by(OutboxMessage.id.desc())).first()
    assert refused(services.substitute, one.code, 2, other.id, "x", **by).code is Refusal.SAME_LECTURER
    services.substitute(one.code, 2, one.lecturer_id, "", **by)
    assert letters() == ["confirmed", "substituted", "substituted"]
    late: dict[str, Any] = {"by": cast.head, "now": at("2027-03-03 09:00")}
    assert refused(services.substitute, one.code, 1, other.id, "x", **late).code is Refusal.LESSON_OVER


def test_a_small_class_is_opened_to_all_and_then_dissolved(session: Session, cast: Cast, term: Term) -> None:
    named = make_course_class(session, cast.officer, cast.point, term, way=WayIn.NOMINATION, minimum=2)
    large = make_course_class(session, cast.officer, cast.point, term, weekday=3, minimum=0)
    make_course_class(session, cast.officer, cast.point, term, weekday=4, way=WayIn.DRAW)
    session.commit()
    by: dict[str, Any] = {"by": cast.officer, "now": NOW}
    address = cast.resident.addresses[0].value
    services.nominate(named.code, address, "方松街道", **by)
    assert letters() == []
    agree(session, cast.resident)
    code = session.scalars(select(Enrolment.code)).one()
    assert refused(services.enrol, named.code, by=cast.neighbour, language="zh", now=NOW).code is Refusal.BY_NOMINATION
    assert services.warn_small(term.code, **by) == 1
    assert services.warn_small(term.code, **by) == 0
    services.enrol(named.code, by=cast.desk, language="zh", now=NOW)
    services.withdraw(code, by=cast.resident, now=NOW)
    assert services.dissolve_small(term.code, "人数不够", **by) == 0
    later: dict[str, Any] = {"by": cast.officer, "now": NOW + 3 * DAY}
    assert refused(services.dissolve_small, term.code, "", **later).code is Refusal.REASON_MISSING
    assert services.dissolve_small(term.code, "人数不够", **later) == 1
    session.expire_all()
    assert (get_class(session, named.code).state, get_class(session, large.code).state) == (
        ClassState.DISSOLVED,
        ClassState.PUBLISHED,
    )
    assert letters() == ["nominated", "warned", "confirmed", "dissolved"]
    assert session.scalars(select(Commitment)).all() == []
    assert checks() == []


def test_seats_change_without_anybody_losing_one(session: Session, cast: Cast, term: Term) -> None:
    one = make_course_class(session, cast.officer, cast.point, term, capacity=1)
    parts = {Bucket.POINT: 1, Bucket.GENERAL: 1}
    drawn = make_course_class(session, cast.officer, cast.point, term, way=WayIn.DRAW, seats=parts, weekday=4)
    people: list[Person] = [make_person(session) for _ in range(2)]
    session.commit()
    codes = [services.enrol(one.code, by=who, language="zh", now=NOW, waiting_allowed=True) for who in people]
    by: dict[str, Any] = {"by": cast.officer, "now": NOW, "room_zh": "B", "room_en": ""}
    services.change_numbers(one.code, minimum=1, capacity=2, **by)
    assert [state_of(code) for code in codes] == [EnrolmentState.CONFIRMED, EnrolmentState.OFFERED]
    assert refused(services.change_numbers, one.code, minimum=1, capacity=1, **by).code is Refusal.TOO_FEW_SEATS
    services.change_numbers(drawn.code, minimum=1, capacity=5, **by)
    assert {row.bucket: row.seats for row in get_class(session, drawn.code).buckets} == {
        Bucket.POINT: 1,
        Bucket.GENERAL: 4,
    }
    assert checks() == []
