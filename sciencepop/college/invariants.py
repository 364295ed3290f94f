"""What must always hold of the college; `flask doctor` asks."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import String, and_, cast, func, or_, select

from sciencepop.bookings.models import Commitment
from sciencepop.college.models import (
    ClassBucket,
    ClassState,
    CourseClass,
    DrawRound,
    Enrolment,
    FileKind,
    Lecturer,
    Lesson,
    TeachingPoint,
    Wish,
    WishPerson,
    WishSheet,
)
from sciencepop.college.queries.classes import list_taught
from sciencepop.college.queries.rounds import read_file
from sciencepop.college.rules import enrolments as states
from sciencepop.college.rules.timetable import Trouble, list_clashes
from sciencepop.college.vocabulary import vocabulary
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.draws.verify import Known, verify

MOST = 20
_TEACHES = "teach:" + CourseClass.code + ":" + cast(Lesson.number, String)
_SOURCE = "lesson:" + Enrolment.code + ":" + cast(Lesson.number, String)


def checks() -> list[str]:
    """All breaches, at most MOST of each kind."""
    return [sentence for check in CHECKS for sentence in check()]


def over_capacity() -> list[str]:
    """A class gives no more seats than it has."""
    taken = func.count(Enrolment.id)
    rows = db.session.execute(
        select(CourseClass.id, CourseClass.capacity, taken)
        .join(Enrolment, Enrolment.class_id == CourseClass.id)
        .where(Enrolment.state.in_(states.HOLDS))
        .group_by(CourseClass.id, CourseClass.capacity)
        .having(taken > CourseClass.capacity)
        .limit(MOST)
    )
    return [f"Class {number} has {most} seats, but {count} are taken." for number, most, count in rows]


def wrong_lessons() -> list[str]:
    """A class has exactly the lessons that it promises, one after the other."""
    counted = func.count(Lesson.id)
    rows = db.session.execute(
        select(CourseClass.id, CourseClass.lessons_planned, counted)
        .outerjoin(Lesson, Lesson.class_id == CourseClass.id)
        .group_by(CourseClass.id, CourseClass.lessons_planned)
        .having(or_(counted != CourseClass.lessons_planned, func.max(Lesson.number) != CourseClass.lessons_planned))
        .limit(MOST)
    )
    return [f"Class {number} promises {planned} lessons and has {count}." for number, planned, count in rows]


def lessons_out_of_order() -> list[str]:
    """A later lesson begins after an earlier one has ended."""
    later = select(Lesson).subquery()
    rows = db.session.execute(
        select(Lesson.class_id, Lesson.number)
        .join(later, and_(later.c.class_id == Lesson.class_id, later.c.number == Lesson.number + 1))
        .where(later.c.starts_at < Lesson.ends_at)
        .limit(MOST)
    )
    return [f"Lesson {number} of class {class_id} does not end before the next begins." for class_id, number in rows]


def open_on_dissolved() -> list[str]:
    """Nobody is expected at a class that was dissolved."""
    rows = db.session.scalars(
        select(Enrolment.id)
        .join(Enrolment.course_class)
        .where(CourseClass.state == ClassState.DISSOLVED, Enrolment.state.in_(states.OPEN))
        .limit(MOST)
    )
    return [f"Enrolment {number} is open, but its class is dissolved." for number in rows]


def wrong_ledger() -> list[str]:
    """Who has a seat has the time of every lesson to come, certain or not as the enrolment is, and nobody else."""
    coming = Lesson.starts_at > clock.now()
    rows = db.session.execute(
        select(Enrolment.id, Lesson.number)
        .join(Lesson, Lesson.class_id == Enrolment.class_id)
        .outerjoin(Commitment, Commitment.source == _SOURCE)
        .where(
            Enrolment.state.in_(states.HOLDS),
            coming,
            or_(
                Commitment.id.is_(None),
                Commitment.person_id != Enrolment.person_id,
                Commitment.starts_at != Lesson.starts_at,
                Commitment.ends_at != Lesson.ends_at,
                Commitment.is_firm != Enrolment.state.in_(states.FIRM),
            ),
        )
        .limit(MOST)
    )
    return [
        f"Enrolment {number}: the time of lesson {lesson} is not in the ledger as it is." for number, lesson in rows
    ]


def orphaned_time() -> list[str]:
    """No time is taken by a lesson that nobody has."""
    held = (
        select(_SOURCE)
        .join(Lesson, Lesson.class_id == Enrolment.class_id)
        .where(Enrolment.state.in_(states.HOLDS), Commitment.source == _SOURCE)
        .correlate(Commitment)
    )
    rows = db.session.scalars(
        select(Commitment.source).where(Commitment.source.like("lesson:%"), ~held.exists()).limit(MOST)
    )
    return [f"The ledger has {source}, but nobody has that lesson." for source in rows]


def wrong_teaching() -> list[str]:
    """A lecturer with an account has the time of every lesson to come that they give, and of none besides."""
    rows = db.session.execute(
        select(CourseClass.id, Lesson.number)
        .join(Lesson.course_class)
        .join(Lecturer, Lesson.lecturer_id == Lecturer.id)
        .outerjoin(Commitment, Commitment.source == _TEACHES)
        .where(
            CourseClass.state == ClassState.PUBLISHED,
            Lesson.starts_at > clock.now(),
            Lecturer.person_id.is_not(None),
            or_(
                Commitment.id.is_(None),
                Commitment.person_id != Lecturer.person_id,
                Commitment.starts_at != Lesson.starts_at,
            ),
        )
        .limit(MOST)
    )
    wrong = [f"Lesson {lesson} of class {number} is not in its lecturer's time." for number, lesson in rows]
    given = select(Lesson.id).join(Lesson.course_class).join(Lecturer, Lesson.lecturer_id == Lecturer.id)
    given = given.where(
        CourseClass.state == ClassState.PUBLISHED,
        Lecturer.person_id == Commitment.person_id,
        Commitment.source == _TEACHES,
    ).correlate(Commitment)
    extra = select(Commitment.source).where(Commitment.source.like("teach:%"), ~given.exists()).limit(MOST)
    found = db.session.scalars(extra)
    return wrong + [f"The ledger has {source}, but somebody else gives that lesson." for source in found]


def lecturers_in_two_places() -> list[str]:
    """No lecturer of published classes teaches two lessons at once."""
    rows = list_taught(db.session(), CourseClass.state == ClassState.PUBLISHED, Lesson.ends_at > clock.now())
    found = [clash for clash in list_clashes(rows) if clash.trouble is Trouble.LECTURER]
    pairs = [(clash.first.lecturer_id, clash.first.class_id, clash.second.class_id) for clash in found[:MOST]]
    return [f"Lecturer {number} teaches classes {one} and {other} at once." for number, one, other in pairs]


def seats_of_buckets() -> list[str]:
    """Buckets share out exactly the seats of their class."""
    total = func.sum(ClassBucket.seats)
    rows = db.session.execute(
        select(CourseClass.id, CourseClass.capacity, total)
        .join(ClassBucket, ClassBucket.class_id == CourseClass.id)
        .group_by(CourseClass.id, CourseClass.capacity)
        .having(total != CourseClass.capacity)
        .limit(MOST)
    )
    return [f"Class {number} has {seats} seats, its buckets {parts}." for number, seats, parts in rows]


def broken_files() -> list[str]:
    """What was published is byte for byte what its digests say, and there is all of it."""
    wrong = []
    for one in db.session.scalars(select(DrawRound).where(DrawRound.closed_at.is_not(None)).order_by(DrawRound.id)):
        needed = [FileKind.SEALED, FileKind.CODE, *([FileKind.RESULT] if one.drawn_at else [])]
        bodies = {kind: read_file(db.session(), one.id, kind) for kind in needed}
        wrong += [f"Round {one.code} has no {kind.value} file." for kind in needed if bodies[kind] is None]
        code = bodies[FileKind.CODE]
        body = bodies.get(FileKind.RESULT) or bodies[FileKind.SEALED]
        if body is not None and code is not None:
            found = verify(body, Known(one.commitment_digest, one.entropy or None), code=code)
            wrong += [f"The file of round {one.code} is wrong: {fault.code}." for fault in found.faults]
    return wrong[:MOST]


def wrong_sheets() -> list[str]:
    """Every sheet has somebody on it and wishes from the first on, and a drawn one got what its number says."""
    people = select(func.count(WishPerson.id)).where(WishPerson.sheet_id == WishSheet.id).scalar_subquery()
    wishes = select(func.count(Wish.id)).where(Wish.sheet_id == WishSheet.id).scalar_subquery()
    last = select(func.max(Wish.place)).where(Wish.sheet_id == WishSheet.id).scalar_subquery()
    undrawn = and_(DrawRound.drawn_at.is_not(None), WishSheet.is_drawn, WishSheet.number.is_(None))
    rows = db.session.scalars(
        select(WishSheet.code)
        .join(WishSheet.round)
        .where(or_(people == 0, wishes == 0, last != wishes, undrawn))
        .limit(MOST)
    )
    return [f"Sheet {code} is not whole." for code in rows]


def over_buckets() -> list[str]:
    """A bucket gives no more seats by the draw than it has."""
    taken = func.count(Enrolment.id)
    rows = db.session.execute(
        select(ClassBucket.class_id, ClassBucket.bucket, ClassBucket.seats, taken)
        .join(Enrolment, and_(Enrolment.class_id == ClassBucket.class_id, Enrolment.bucket == ClassBucket.bucket))
        .where(Enrolment.state.in_(states.HOLDS))
        .group_by(ClassBucket.class_id, ClassBucket.bucket, ClassBucket.seats)
        .having(taken > ClassBucket.seats)
        .limit(MOST)
    )
    return [f"Class {number} has {seats} {part.value} seats; {count} are taken." for number, part, seats, count in rows]


def unknown_words() -> list[str]:
    """Slugs that the data no longer knows."""
    words = vocabulary()
    branches = db.session.scalars(select(TeachingPoint.branch).distinct())
    pays = db.session.scalars(select(Lecturer.pay_class).distinct())
    found = [f"No branch is called {slug}." for slug in branches if slug not in words.branches]
    return found + [f"No pay class is called {slug}." for slug in pays if slug and slug not in words.pay_classes]


CHECKS: tuple[Callable[[], list[str]], ...] = (
    over_capacity,
    wrong_lessons,
    lessons_out_of_order,
    open_on_dissolved,
    wrong_ledger,
    orphaned_time,
    wrong_teaching,
    lecturers_in_two_places,
    seats_of_buckets,
    broken_files,
    wrong_sheets,
    over_buckets,
    unknown_words,
)
