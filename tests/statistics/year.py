"""A small made year, 2025, whose numbers were counted by hand: two venues, a nature base, an institute, the college."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from sciencepop.accounts.models import OrganisationKind, Person
from sciencepop.accreditation.models import Designation
from sciencepop.bases.models import ScienceBase
from sciencepop.bookings.models import Booking, BookingState, GroupPart, GroupVisit, SeatPool
from sciencepop.college.models import Enrolment, EnrolmentSource, EnrolmentState, LessonMark, Mark, MarkSource
from sciencepop.contests.models import ContestRound
from sciencepop.core import clock
from sciencepop.delivery.models import DeliveryOrder
from sciencepop.delivery.rules.items import ItemKind
from sciencepop.delivery.rules.orders import OrderState
from sciencepop.programme.models import BookingMode, Event, Occurrence, OccurrenceState
from sciencepop.volunteers.models import HoursEntry
from sciencepop.volunteers.rules.hours import HoursKind
from tests.cast import Cast
from tests.college.classes import make_course_class, make_lecturer, make_term
from tests.contests.contests import hand_in, make_contest, make_team
from tests.delivery import menu
from tests.factories import make_base, make_event, make_occurrence, make_person
from tests.volunteers.people import make_volunteer

YEAR = 2025
_number = itertools.count(1)


def at(text: str) -> datetime:
    """A wall time in the district."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI).astimezone(UTC)


@dataclass(frozen=True)
class Year:
    """The bases of the year that are no venues."""

    nature: ScienceBase
    institute: ScienceBase


def make_year(session: Session, cast: Cast) -> Year:
    """All of it, committed."""
    nature = make_base(session, kind="nature", name_zh="泖港湿地", slug="maogang")
    institute = make_base(session, kind="research", name_zh="天文台", slug="tianwentai")
    _venue(session, cast)
    _others(session, cast, nature, institute)
    _college(session, cast)
    _delivery(session, cast, nature)
    _contest(session, cast)
    _volunteers(session, cast)
    for base, until in ((nature, None), (cast.base, None), (institute, date(2025, 6, 30))):
        session.add(
            Designation(
                base_id=base.id,
                authority="songjiang",
                scheme="district-base",
                level="district",
                from_on=date(2024, 1, 1),
                until_on=until,
                recorded_at=clock.now(),
            )
        )
    session.commit()
    return Year(nature, institute)


def held(session: Session, event: Event, start: str, *parties: tuple[Person, int], **values: Any) -> Occurrence:
    """A session of an hour at which these people signed in with so many."""
    one = make_occurrence(session, event, starts_at=at(start), minutes=60, size=2000, **values)
    for person, seats in parties:
        attend(session, one, person, seats)
    return one


def attend(session: Session, one: Occurrence, person: Person, seats: int) -> Booking:
    pool = session.query(SeatPool).filter_by(occurrence_id=one.id).one()
    booking = Booking(
        code=f"Y{next(_number):08d}",
        pool_id=pool.id,
        person_id=person.id,
        seats=seats,
        seats_attended=seats,
        is_group=seats > 50,
        state=BookingState.ATTENDED,
        created_at=one.starts_at,
        changed_at=one.starts_at,
        seated_at=one.starts_at,
        attended_at=one.starts_at,
    )
    session.add(booking)
    session.flush()
    return booking


def _venue(session: Session, cast: Cast) -> None:
    """Three lectures with 3 + 1, 2 and 1 heads, the last past midnight on New Year's Eve; one that nobody came to, one
    cancelled, one of the next year; a stream; an exhibition with three times of entry; a workshop in the science week.
    """
    me, neighbour = cast.resident, cast.neighbour
    lecture = make_event(session, cast.base, kind="lecture", title_zh="植物讲座")
    held(session, lecture, "2025-03-01 09:00", (me, 3), (neighbour, 1))
    held(session, lecture, "2025-03-01 14:00", (me, 2))
    held(session, lecture, "2025-03-08 09:00")
    off = {"state": OccurrenceState.CANCELLED, "cancelled_at": at("2025-03-09 09:00")}
    held(session, lecture, "2025-03-09 09:00", (me, 1), **off)
    held(session, lecture, "2026-01-01 00:30", (neighbour, 1))
    held(session, lecture, "2025-12-31 23:30", (neighbour, 1))
    held(session, make_event(session, cast.base, kind="livestream", title_zh="云赏花"), "2025-03-02 09:00", (me, 1))
    show = make_event(session, cast.base, kind="exhibition", title_zh="标本展")
    held(session, show, "2025-04-05 09:00", (me, 2))
    held(session, show, "2025-04-05 11:00", (me, 2))
    held(session, show, "2025-04-06 09:00", (neighbour, 5))
    held(session, make_event(session, cast.base, title_zh="压花"), "2025-05-24 09:00", (me, 1))


def _others(session: Session, cast: Cast, nature: ScienceBase, institute: ScienceBase) -> None:
    """An institute's open day for a school in two sub-groups; of the nature base a fair of 1,000, training, a camp and
    an open door where nobody signs in."""
    open_day = make_event(session, institute, kind="open-day", title_zh="开放日")
    visit = GroupVisit(
        code=f"V{next(_number):08d}",
        organisation_id=menu.make_verified(session, cast, cast.resident, OrganisationKind.SCHOOL).id,
        person_id=cast.resident.id,
        leader_name="李老师",
        leader_phone="",
        pupils={"primary": 50},
        adults=5,
        created_at=at("2025-05-01 09:00"),
        names_due_at=at("2025-05-30 09:00"),
    )
    session.add(visit)
    session.flush()
    for group, (start, seats) in enumerate((("2025-06-01 09:00", 30), ("2025-06-01 10:00", 25))):
        booking = attend(session, held(session, open_day, start), cast.resident, seats)
        session.add(
            GroupPart(booking_id=booking.id, visit_id=visit.id, group=group, round=0, pupils={"primary": 25}, adults=0)
        )
    fair = make_event(session, nature, kind="fair", title_zh="科普集市")
    held(session, fair, "2025-09-20 09:00", (cast.resident, 500), (cast.neighbour, 500))
    held(session, make_event(session, nature, kind="training"), "2025-09-21 09:00", (cast.resident, 12))
    camp = make_event(session, nature, kind="camp", title_zh="夏令营")
    for day in (1, 2, 3):
        held(session, camp, f"2025-07-0{day} 09:00", (cast.resident, 2))
    door = make_event(session, nature, kind="open-day", booking_mode=BookingMode.DROP_IN, seats=None)
    make_occurrence(session, door, starts_at=at("2025-08-01 09:00"), size=None)


def _college(session: Session, cast: Cast) -> None:
    """Three lessons: two came, one came late, nobody came."""
    days = {"from_on": date(2025, 3, 1), "until_on": date(2025, 6, 30), "code": "2025-spring"}
    term = make_term(session, cast.officer, YEAR, **days)
    lecturer = make_lecturer(session, cast.officer, name_zh="王讲师")
    one = make_course_class(session, cast.officer, cast.point, term, lecturer=lecturer, opens_at=at("2025-02-01 09:00"))
    learners = []
    for person in (cast.resident, cast.neighbour):
        enrolment = Enrolment(
            code=f"E{next(_number):08d}",
            class_id=one.id,
            person_id=person.id,
            state=EnrolmentState.CONFIRMED,
            source=EnrolmentSource.SELF,
            queued_at=clock.now(),
            created_at=clock.now(),
            changed_at=clock.now(),
        )
        session.add(enrolment)
        learners.append(enrolment)
    session.flush()
    marks = ((0, 0, Mark.PRESENT), (0, 1, Mark.PRESENT), (1, 0, Mark.LATE), (1, 1, Mark.LEAVE), (2, 0, Mark.ABSENT))
    for lesson, learner, mark in marks:
        session.add(
            LessonMark(
                lesson_id=one.lessons[lesson].id,
                enrolment_id=learners[learner].id,
                mark=mark,
                source=MarkSource.LIST,
                marked_at=clock.now(),
                marked_by=cast.head.id,
            )
        )


def _delivery(session: Session, cast: Cast, nature: ScienceBase) -> None:
    """The nature base delivered a workshop to forty, closed at 16,000 yuan; another order was never held."""
    window = menu.make_window(session, cast.officer, code="2025Q4", year=2025)
    supplier = menu.make_supplier(session, cast.officer, base_id=nature.id)
    lecturer = menu.make_lecturer(session, supplier)
    item = menu.make_item(session, supplier, lecturer, kind=ItemKind.WORKSHOP, title_zh="送课：做水钟")
    community = menu.make_verified(session, cast, cast.neighbour, OrganisationKind.COMMUNITY)
    closed = {"heads": {"seniors": 40}, "report": "送到了", "report_cents": 1_600_000}
    closed |= {name: at("2025-11-20 09:00") for name in ("held_at", "reported_at", "report_accepted_at")}
    for state, more in ((OrderState.CLOSED, closed), (OrderState.CONFIRMED, {})):
        session.add(
            DeliveryOrder(
                code=f"D{next(_number):08d}",
                window_id=window.id,
                item_id=item.id,
                given_id=item.id,
                lecturer_id=lecturer.id,
                organisation_id=community.id,
                person_id=cast.neighbour.id,
                town_code=menu.SHESHAN,
                place="居委会",
                address="佘山镇",
                contact_name="小沈",
                contact_phone="",
                people=40,
                audience="seniors",
                state=state,
                starts_at=at("2025-11-10 14:00"),
                ends_at=at("2025-11-10 15:30"),
                created_at=at("2025-10-01 09:00"),
                changed_at=at("2025-11-20 09:00"),
                **more,
            )
        )


def _contest(session: Session, cast: Cast) -> None:
    """The district's contest: two handed in, a third team did not. It closed late on New Year's Eve."""
    people = [make_person(session, name=f"选手{number}") for number in range(3)]
    session.commit()
    contest = make_contest(session, cast.officer)
    for number, person in enumerate(people):
        team = make_team(contest, person, f"队{number}")
        if number < 2:
            hand_in(team, person, f"作品{number}")
    closes = {"opens_at": at("2025-12-01 09:00"), "closes_at": at("2025-12-31 23:00")}
    session.execute(update(ContestRound).where(ContestRound.contest_id == contest.id).values(**closes))


def _volunteers(session: Session, cast: Cast) -> None:
    """One is left at the end of the year; 5,760 minutes at the venue, 4,320 for the district."""
    stays = make_volunteer(session, joined_at=at("2025-02-10 09:00"))
    make_volunteer(session, joined_at=at("2025-02-20 09:00"), left_at=at("2025-11-01 09:00"))
    make_volunteer(session, joined_at=at("2026-03-01 09:00"))
    for base_id, days in ((cast.base.id, 4), (None, 3)):
        for day in range(1, days + 1):
            session.add(
                HoursEntry(
                    code=f"S{next(_number):08d}",
                    person_id=stays.id,
                    base_id=base_id,
                    kind=HoursKind.SELF_REPORT,
                    minutes=1440,
                    served_on=date(2025, 3, day),
                    what="值守",
                    reason="补记",
                    recorded_by=cast.officer.id,
                    recorded_at=clock.now(),
                )
            )
