"""The college of the sample season: points of two branches, a term with twelve classes, and learners in some of them,
the two classes of the term before that were drawn, and a class that is over (`demo.college_past`).

The term is the next one, but its enrolment calendar is laid around the day of loading, so that there are classes to
enrol in, to wait for, to draw and to walk into, whatever that day is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from sciencepop.accounts.models import Grant, Person, Role
from sciencepop.bookings.services import ledger
from sciencepop.college.models import (
    STEPS,
    ClassState,
    Course,
    CourseClass,
    Enrolment,
    EnrolmentSource,
    EnrolmentState,
    Lecturer,
    PointState,
    Season,
    TeachingPoint,
    Term,
    TermHoliday,
)
from sciencepop.college.queries.classes import get_class
from sciencepop.college.rules.classes import Bucket, WayIn
from sciencepop.college.rules.refusals import refuse_learner
from sciencepop.college.rules.terms import MONTHS
from sciencepop.college.services.become import work_of
from sciencepop.college.services.classes import ClassWish, make_class
from sciencepop.college.services.weigh import weigh
from sciencepop.core.errors import RuleBroken
from sciencepop.core.reference import get_reference
from sciencepop.demo.chance import moment, stream
from sciencepop.demo.college_past import write_past_class
from sciencepop.demo.draws import write_drawn_round, write_open_round
from sciencepop.demo.people import APPLICANT, MARK, OFFICER, RESIDENT
from sciencepop.demo.plan import Season as SampleSeason

POINTS = (
    ("SAMPLEPT01", "310117003000", "方松街道社区教学点", "Fangsong Community Point", PointState.PLAQUED, 60),
    ("SAMPLEPT02", "310117001000", "岳阳街道社区教学点", "Yueyang Community Point", PointState.PLAQUED, 45),
    ("SAMPLEPT03", "310117103000", "佘山镇社区教学点", "Sheshan Community Point", PointState.FILED, 40),
    ("SAMPLEPT04", "310117102000", "泗泾镇社区教学点", "Sijing Community Point", PointState.APPLIED, 30),
)
COURSES = (
    ("HEALTH-01", "health", "家庭血压自测与用药", "Blood pressure and medicines at home", "seniors"),
    ("PHONE-01", "smartphone", "智能手机入门与防诈", "Smartphones and fraud, first steps", "seniors"),
    ("PHONE-02", "smartphone", "智能手机进阶", "Smartphones, further", "seniors"),
    ("GARDEN-01", "gardening", "阳台园艺", "Gardening on a balcony", ""),
    ("NATURE-01", "nature", "佘山植物与星空", "Plants and stars of Sheshan", ""),
    ("AI-01", "ai", "人工智能常识", "Artificial intelligence for everybody", ""),
    ("SAFE-01", "emergency", "社区应急与急救", "Emergencies and first aid", ""),
    ("CADRE-01", "sense", "科普干部能力提升", "Science communication for staff", ""),
)
LECTURERS = (
    ("顾老师", "Ms Gu", "health emergency", "expert"),
    ("陆老师", "Mr Lu", "smartphone ai", "senior"),
    ("沈老师", "Ms Shen", "gardening nature", "senior"),
    ("徐老师", "Mr Xu", "sense scientists ai", "volunteer"),
)


@dataclass(frozen=True)
class Planned:
    """A class: course, point and lecturer by their places above, a weekday and an hour, seats, way in, learners."""

    course: int
    point: int
    lecturer: int
    weekday: int
    hour: int
    minimum: int
    capacity: int
    way: WayIn
    learners: int = 0


CLASSES = (
    Planned(0, 0, 0, 0, 9, 8, 30, WayIn.FIRST_COME, 12),
    Planned(1, 0, 1, 1, 9, 8, 12, WayIn.FIRST_COME, 12),
    Planned(1, 1, 1, 2, 14, 8, 24, WayIn.DRAW),
    Planned(2, 0, 1, 3, 14, 8, 20, WayIn.FIRST_COME),
    Planned(3, 1, 2, 1, 14, 8, 25, WayIn.FIRST_COME, 5),
    Planned(3, 2, 2, 3, 9, 8, 20, WayIn.DRAW),
    Planned(4, 2, 2, 5, 9, 10, 30, WayIn.FIRST_COME, 10),
    Planned(5, 0, 3, 5, 14, 10, 40, WayIn.DRAW),
    Planned(5, 1, 3, 6, 9, 10, 30, WayIn.FIRST_COME, 4),
    Planned(6, 1, 0, 4, 14, 0, 45, WayIn.WALK_IN),
    Planned(6, 2, 0, 2, 9, 8, 30, WayIn.FIRST_COME, 9),
    Planned(7, 0, 3, 4, 9, 10, 40, WayIn.NOMINATION, 6),
)
DRAWN_CLASSES = (
    Planned(3, 2, 2, 5, 14, 8, 16, WayIn.DRAW),
    Planned(4, 2, 2, 6, 9, 10, 18, WayIn.DRAW),
)
"""Classes of the term before, which had their draw."""
LESSONS, MINUTES = 8, 90
DAYS_OFF = {
    Season.SPRING: (((4, 4), (4, 6), "清明节", "Qingming Festival"), ((5, 1), (5, 5), "劳动节", "Labour Day")),
    Season.AUTUMN: (((10, 1), (10, 7), "国庆节", "National Day"),),
}


def write_college(session: Session, season: SampleSeason) -> int:
    """Write it all; returns how many classes there are. Call once claims and shifts stand, whose time counts."""
    now = moment(season.today)
    term = _write_term(session, season.today, now)
    points = [_write_point(session, row, now) for row in POINTS]
    courses = _write_courses(session, now)
    lecturers = [_write_lecturer(session, row, now) for row in LECTURERS]
    session.flush()
    grants = {"role": Role.POINT_HEAD, "granted_by": OFFICER, "granted_at": now}
    session.add(Grant(person_id=APPLICANT, point_id=points[0].id, **grants))
    people = [RESIDENT, *season.people.residents[:80]]
    rng, made = stream(season.claims.seed, "college"), 0
    for place, planned in enumerate(CLASSES):
        one = _write_class(session, term, planned, courses, points, lecturers, now)
        if one is None:
            continue
        made += 1
        able = people[1:]
        rng.shuffle(able)
        _enrol(session, one, [*(people[:1] if place == 0 else ()), *able], planned, now)
    write_open_round(session, term, people[1:], now)
    before = _write_past_term(session, season.today, now)
    write_past_class(session, before, courses[1], points[0], lecturers[1], people)
    for planned in DRAWN_CLASSES:
        _write_class(session, before, planned, courses, points, lecturers, now)
    write_drawn_round(session, before, people, now)
    return made


def _write_term(session: Session, today: date, now: datetime) -> Term:
    """The next term: one that has not begun."""
    year, season = today.year, Season.SPRING
    while date(year, MONTHS[season][0], 1) < today + timedelta(days=21):
        season, year = (Season.AUTUMN, year) if season is Season.SPRING else (Season.SPRING, year + 1)
    first, last = MONTHS[season]
    until_on = date(year, last + 1, 1) - timedelta(days=1) if last < 12 else date(year, 12, 31)
    steps = {
        "catalogue_at": moment(today - timedelta(days=7), time(9)),
        "wishes_from_at": moment(today - timedelta(days=2), time(9)),
        "wishes_until_at": moment(today + timedelta(days=7), time(9)),
        "commit_at": moment(today + timedelta(days=8), time(9)),
        "draw_at": moment(today + timedelta(days=9), time(9)),
        "confirm_until_at": moment(today + timedelta(days=12), time(9)),
        "leftovers_at": moment(today + timedelta(days=13), time(9)),
    }
    term = Term(
        code=f"{year}-{season.value}",
        year=year,
        season=season,
        from_on=date(year, first, 1),
        until_on=until_on,
        most_classes=3,
        created_by=OFFICER,
        created_at=now,
        changed_at=now,
        is_sample=True,
        **steps,
    )
    session.add(term)
    session.flush()
    for (month, day), (until_month, until_day), name_zh, name_en in DAYS_OFF[season]:
        span = {"from_on": date(year, month, day), "until_on": date(year, until_month, until_day)}
        session.add(TermHoliday(term_id=term.id, **span, name_zh=name_zh, name_en=name_en))
    session.flush()
    return term


def _write_past_term(session: Session, today: date, now: datetime) -> Term:
    """The last term that has taught for ten weeks or more. It ended yesterday at the latest."""
    year, season = today.year, Season.AUTUMN
    while date(year, MONTHS[season][0], 1) > today - timedelta(weeks=10):
        season, year = (Season.SPRING, year) if season is Season.AUTUMN else (Season.AUTUMN, year - 1)
    first = date(year, MONTHS[season][0], 1)
    last = date(year, 6, 30) if season is Season.SPRING else date(year, 12, 31)
    days = dict(zip(STEPS, (-21, -14, -5, -4, -3, 0, 1), strict=True))
    term = Term(
        code=f"{year}-{season.value}",
        year=year,
        season=season,
        from_on=first,
        until_on=min(last, today - timedelta(days=1)),
        created_by=OFFICER,
        created_at=now,
        changed_at=now,
        is_sample=True,
        **{name: moment(first + timedelta(days=number), time(9)) for name, number in days.items()},
    )
    session.add(term)
    session.flush()
    return term


def _write_point(session: Session, row: tuple[str, str, str, str, PointState, int], now: datetime) -> TeachingPoint:
    code, town, name_zh, name_en, state, capacity = row
    at = now if state is not PointState.APPLIED else None
    point = TeachingPoint(
        code=code,
        branch="sheshan" if town in ("310117103000", "310117102000") else "xincheng",
        town_code=town,
        name_zh=name_zh + MARK,
        name_en=f"{name_en} (sample)",
        address_zh="示例路 1 号",
        address_en="1 Sample Road",
        capacity=capacity,
        head_name="示例负责人",
        contact="021-0000 0000",
        state=state,
        applied_by=APPLICANT,
        applied_at=now,
        approved_at=at,
        filed_at=at,
        plaqued_at=now if state is PointState.PLAQUED else None,
        changed_at=now,
        is_sample=True,
    )
    session.add(point)
    return point


def _write_courses(session: Session, now: datetime) -> list[Course]:
    found = []
    for code, theme, title_zh, title_en, audience in COURSES:
        course = Course(
            code=code,
            theme=theme,
            title_zh=title_zh + MARK,
            title_en=f"{title_en} (sample)",
            audiences=[audience] if audience else [],
            hours=LESSONS * 2,
            syllabus_zh=f"{title_zh}：每周一课，共 {LESSONS} 课，边讲边练。",
            syllabus_en=f"{title_en}: one lesson a week, {LESSONS} lessons, with practice.",
            created_by=OFFICER,
            created_at=now,
            changed_at=now,
            is_sample=True,
        )
        session.add(course)
        found.append(course)
    session.flush()
    found[2].prerequisite_id = found[1].id
    return found


def _write_lecturer(session: Session, row: tuple[str, str, str, str], now: datetime) -> Lecturer:
    name_zh, name_en, themes, pay_class = row
    lecturer = Lecturer(
        name_zh=name_zh + MARK,
        name_en=f"{name_en} (sample)",
        themes=themes.split(),
        pay_class=pay_class,
        created_by=OFFICER,
        created_at=now,
        changed_at=now,
        is_sample=True,
    )
    session.add(lecturer)
    return lecturer


def _write_class(
    session: Session,
    term: Term,
    planned: Planned,
    courses: Sequence[Course],
    points: Sequence[TeachingPoint],
    lecturers: Sequence[Lecturer],
    now: datetime,
) -> CourseClass | None:
    """A published class; None where the term has too few days left."""
    two = 4 if planned.capacity >= 24 else 0
    seats = {Bucket.POINT: 8, Bucket.SENIOR: 6, Bucket.HOUSEHOLD: two, Bucket.GENERAL: planned.capacity - 14 - two}
    wish = ClassWish(
        course=courses[planned.course].code,
        point=points[planned.point].code,
        lecturer_id=lecturers[planned.lecturer].id,
        weekday=planned.weekday,
        starts=time(planned.hour, 0),
        minutes=MINUTES,
        lessons=LESSONS,
        minimum=planned.minimum,
        capacity=planned.capacity,
        way=planned.way,
        room_zh="一楼教室",
        room_en="Ground-floor classroom",
        opens_at=now - timedelta(days=3) + timedelta(hours=9) if planned.way is WayIn.FIRST_COME else None,
        counts_to_limit=planned.way is not WayIn.NOMINATION,
        seats=seats if planned.way is WayIn.DRAW else {},
    )
    try:
        one = make_class(session, term, wish, by=OFFICER, now=now)
    except RuleBroken:
        return None
    number = (*CLASSES, *DRAWN_CLASSES).index(planned) + 1
    one.code, one.state, one.is_sample = f"SAMPLECL{number:02d}", ClassState.PUBLISHED, True
    for lesson in one.lessons:
        lesson.uid = f"lesson-{one.code}-{lesson.number}@{get_reference().district.uid_domain}"
    session.flush()
    return get_class(session, one.code)


def _enrol(session: Session, one: CourseClass, people: Sequence[int], planned: Planned, now: datetime) -> None:
    """As many learners as planned, each by the rules; the letters are left out."""
    taken = 0
    for number in people:
        if taken >= planned.learners:
            return
        weighed = weigh(session, one, number, now)
        if refuse_learner(weighed.facts, weighed.learner) is None:
            taken += 1
            _write_enrolment(session, one, number, taken, now)


def _write_enrolment(session: Session, one: CourseClass, person_id: int, place: int, now: datetime) -> None:
    """With a code that is the same at every loading, which `services.become` would not give."""
    is_named = one.way is WayIn.NOMINATION
    enrolment = Enrolment(
        code=f"{one.code}{place:03d}",
        class_id=one.id,
        person_id=person_id,
        state=EnrolmentState.CONFIRMED,
        source=EnrolmentSource.NOMINATION if is_named else EnrolmentSource.SELF,
        unit="示例街道办事处" if is_named else "",
        queued_at=now,
        created_at=now,
        changed_at=now,
        created_by=OFFICER if is_named else person_id,
        language=session.get_one(Person, person_id).language,
        is_sample=True,
    )
    session.add(enrolment)
    session.flush()
    for lesson in one.lessons:
        ledger.take_for(session, person_id, work_of(enrolment, lesson, one), is_firm=True)
    session.flush()
