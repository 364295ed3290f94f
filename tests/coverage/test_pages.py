"""The pages of coverage: numbers from rows, who may read them, drilling down, files, populations."""

from __future__ import annotations

import io
from datetime import date, timedelta

from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bookings.models import BookingState, SeatPool
from sciencepop.campaigns.models import Campaign
from sciencepop.college.models import Enrolment, EnrolmentSource, EnrolmentState, LessonMark, Mark, MarkSource
from sciencepop.core import clock
from sciencepop.core.audit import AuditRow
from sciencepop.coverage.invariants import checks
from sciencepop.coverage.models import Population
from sciencepop.coverage.queries.held import list_held
from sciencepop.coverage.rules.held import NONE, Dimension, Numbers, Source, table, total
from sciencepop.coverage.rules.periods import quarter_of, year_of
from sciencepop.delivery.rules.orders import OrderState
from sciencepop.festival.models import Call, CallReviewer
from tests.cast import Cast
from tests.college.classes import at, make_course, make_course_class, make_term
from tests.conftest import NOW
from tests.delivery.menu import SHESHAN, make_scene, order
from tests.factories import make_booking, make_event, make_occurrence, make_person
from tests.festival.editions import make_edition
from tests.page import Page

D = Dimension
MAOGANG = "310117109000"


def hold(session: Session, cast: Cast) -> None:
    """A Thursday evening in Sheshan, where one of two parties came with fewer, and a Saturday elsewhere in Maogang."""
    seniors = make_event(session, cast.base, audiences=["seniors"], age_min=50, access=["step-free"])
    teenagers = make_event(session, cast.base, audiences=["teenagers", "farmers"], age_max=17)
    evening = make_occurrence(session, seniors, starts_at=at("2026-09-17 18:30"), size=20)
    people = [make_person(session) for _ in range(3)]
    make_booking(session, evening, people[0], seats=9, state=BookingState.ATTENDED, seats_attended=7, attended_at=NOW)
    make_booking(session, evening, people[1], seats=3, state=BookingState.NO_SHOW)
    make_booking(session, evening, people[2], seats=2, state=BookingState.CANCELLED)
    away = {"place_zh": "泖港文化中心", "town_code": MAOGANG}
    saturday = make_occurrence(session, teenagers, starts_at=at("2026-09-19 09:00"), size=30, **away)
    session.add(SeatPool(occurrence_id=saturday.id, name="phone", kind="telephone", size=5))
    make_booking(session, saturday, people[0], seats=2, state=BookingState.ATTENDED, attended_at=NOW)
    # Nothing of these counts: to come, called off, of another quarter, never public.
    make_occurrence(session, seniors, starts_in=timedelta(days=3))
    make_occurrence(session, seniors, starts_at=at("2026-09-18 09:00"), state="cancelled", cancelled_at=NOW)
    make_occurrence(session, make_event(session, cast.base, state="draft"), starts_at=at("2026-09-18 10:00"))
    make_occurrence(session, seniors, starts_at=at("2026-06-30 23:00"), minutes=30)
    session.commit()


def test_what_was_held_is_counted_once_and_by_every_label(session: Session, cast: Cast) -> None:
    hold(session, cast)
    scene = make_scene(session, cast)
    delivered = order(scene, session)
    wanted = {"state": OrderState.HELD, "given_id": scene.item.id, "heads": {"seniors": 31, "workers": 2}}
    for name, value in (wanted | {"starts_at": at("2026-09-15 14:00"), "ends_at": at("2026-09-15 15:30")}).items():
        setattr(delivered, name, value)
    course = make_course(session, cast.officer, audiences=["seniors"])
    lesson = make_course_class(session, cast.officer, cast.point, make_term(session, cast.officer), course=course)
    first = lesson.lessons[0]
    first.starts_at, first.ends_at = at("2026-09-20 09:00"), at("2026-09-20 10:30")
    enrolment = Enrolment(
        code="E00000001",
        class_id=lesson.id,
        person_id=cast.resident.id,
        state=EnrolmentState.CONFIRMED,
        source=EnrolmentSource.SELF,
        queued_at=NOW,
        created_at=NOW,
        changed_at=NOW,
    )
    session.add(enrolment)
    session.flush()
    mark = {"mark": Mark.LATE, "source": MarkSource.LIST, "marked_at": NOW, "marked_by": cast.head.id}
    session.add(LessonMark(lesson_id=first.id, enrolment_id=enrolment.id, **mark))
    session.commit()

    rows = list_held(session, quarter_of(2026, 3), NOW)
    evening, saturday = Numbers(1, 20, 12, 7), Numbers(1, 35, 2, 2)
    delivery, taught = Numbers(1, 40, 40, 33), Numbers(1, 2, 1, 1)
    assert table(rows, D.TOWN) == {
        SHESHAN: evening + delivery,
        MAOGANG: saturday,
        "310117003000": taught,
    }
    assert table(rows, D.AUDIENCE) == {
        "seniors": evening + delivery + taught,
        "teenagers": saturday,
        "farmers": saturday,
    }
    # 20 September 2026 is a Sunday on which people work for the National Day's holiday.
    assert table(rows, D.PART) == {"evening": evening, "off": saturday, "day": delivery + taught}
    assert table(rows, D.ACCESS) == {"step-free": evening, NONE: saturday + delivery + taught}
    assert table(rows, D.AGE)["60"] == evening + delivery + taught
    assert total(rows) == evening + saturday + delivery + taught
    assert {one.source for one in rows} == set(Source)
    assert total(list_held(session, year_of(2026), NOW)).sessions == 5
    assert list_held(session, year_of(2025), NOW) == []


def test_what_was_taken_down_afterwards_had_the_sessions_to_which_people_came(
    page: Page, session: Session, cast: Cast
) -> None:
    gone = make_event(session, cast.base, state="withdrawn", title_zh="下架的讲座")
    came = make_occurrence(session, gone, starts_at=at("2026-09-17 18:30"), size=20)
    make_booking(session, came, cast.resident, seats=7, state=BookingState.ATTENDED, attended_at=NOW)
    make_occurrence(session, gone, starts_at=at("2026-09-18 18:30"), size=20)
    session.commit()
    assert total(list_held(session, quarter_of(2026, 3), NOW)) == Numbers(1, 20, 7, 7)
    page.sign_in(cast.officer).get("/district/coverage/sessions?period=2026Q3")
    assert len(page.all("tr")) == 2 and "下架的讲座" in page.text()
    assert not page.all("a", href=f"/events/{gone.slug}")


def test_the_page_shows_numbers_gaps_and_what_can_be_done(page: Page, session: Session, cast: Cast) -> None:
    hold(session, cast)
    page.sign_in(cast.officer).get("/district/coverage?period=2026Q3")
    text = page.text()
    assert "17 个街镇里有 0 个知道人口数" in text and "全区人口 1,958,900" in text
    assert "大多数街镇没有为老年人办的：全区只有 1 场（佘山镇）。" in text
    assert "全区没有一场为产业工人办的。" in text and "全区没有一场写明有“手语翻译”。" in text
    cells = [" ".join(row.itertext()).split() for row in page.all("tr") if "泖港镇" in " ".join(row.itertext())]
    assert cells == [["泖港镇", "1", "场：泖港镇，看每一场", "35", "不显示", "不显示"]]
    page.get("/en/district/coverage?period=2026Q3&by=audience")
    page.get("/district/coverage?period=９９&by=x&town=1&part=' OR 1=1&age=%00&access=" + "9" * 400)
    page.get("/district/coverage?period=2025")
    assert "这段时间还没有举行过什么" in page.text()
    page.get(f"/district/campaigns/new?towns={MAOGANG}&audiences=seniors&audiences=nobody")
    assert {tick.get("value") for tick in page.all("input", checked="")} == {MAOGANG, "seniors"}
    assert session.scalars(select(Campaign)).all() == []


def test_a_number_leads_to_its_sessions_and_files_say_the_same(page: Page, session: Session, cast: Cast) -> None:
    hold(session, cast)
    page.sign_in(cast.officer).get(f"/district/coverage/sessions?period=2026Q3&town={SHESHAN}")
    assert "共 1 场，20 个席位。" in page.text()
    assert page.all("td")[-1].text == "7"
    page.get("/district/coverage/sessions?period=2026Q3&after=x")
    assert len(page.all("tr")) == 3 and "共 2 场，55 个席位。" in page.text()
    page.get("/district/coverage/sessions?period=2026Q3&audience=workers")
    assert "一场也没有" in page.text()
    csv = page.client.get("/district/coverage.csv?period=2026Q3").data.decode("utf-8-sig").splitlines()
    assert "2026 年第 3 季度,街镇,泖港镇,1,35,,,,,," in csv and csv[-1].startswith("2026 年第 3 季度,全部,,2,55,14,9")
    book = load_workbook(io.BytesIO(page.client.get("/district/coverage.xlsx?period=2026Q3").data))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(rows) == len(csv) and rows[-1][3:7] == (2, 55, 14, 9)


def test_departments_of_the_joint_conference_read_along_without_people_of_single_sessions(
    page: Page, session: Session, cast: Cast
) -> None:
    hold(session, cast)
    page.sign_in(cast.neighbour).get("/district/coverage", status=403)
    edition = make_edition(session, cast.officer, from_on=date(2026, 5, 1), until_on=date(2026, 5, 9))
    call = Call(
        edition_id=edition.id,
        opens_at=NOW,
        closes_at=NOW + timedelta(days=1),
        created_by=cast.officer.id,
        created_at=NOW,
        changed_at=NOW,
    )
    session.add(call)
    session.flush()
    named = {"department": "health", "named_by": cast.officer.id, "named_at": NOW}
    session.add(CallReviewer(call_id=call.id, person_id=cast.neighbour.id, **named))
    session.commit()
    page.get("/district/coverage?period=2026Q3")
    assert "g60-2026" in [choice.get("value") for choice in page.all("option")]
    assert "给他们写一次专题推送" not in page.text() and "录入人口数" not in page.text()
    page.get("/district/coverage/sessions?period=2026Q3")
    assert len(page.all("tr")) == 3 and "已约" not in page.text()
    page.get("/district/coverage?period=g60-2026")
    assert "松江科技节：按街镇" in page.text() and "这段时间还没有举行过什么" in page.text()
    with clock.frozen_at(NOW + timedelta(days=400)):
        page.sign_in(cast.neighbour).get("/district/coverage", status=403)


BAD: list[tuple[dict[str, str], str]] = [
    ({"people": "1958901"}, "比全区或这个街镇的总人口还多"),
    ({"people": "9" * 30}, "请填 1 到 100000000 之间的整数。"),
    ({"people": "NaN"}, "请填写整数。"),
    ({"source": ""}, "请填写这一项。"),
    ({"town": "310117999000"}, "请在列表里选一个街镇。"),
    ({"group": "everybody"}, "请在列表里选一类人。"),
    ({"valid_from": "2626-01-01"}, "请写成"),
]


def test_a_population_needs_a_source_and_sense(page: Page, session: Session, cast: Cast) -> None:
    form = {
        "town": MAOGANG,
        "group": "",
        "people": "42000",
        "year": "2020",
        "source": "公报",
        "valid_from": "2026-01-01",
    }
    page.sign_in(cast.officer)
    for changed, sentence in BAD:
        page.post("/district/coverage/populations", form | changed, status=422)
        assert sentence in page.text(), changed
    assert session.scalars(select(Population)).all() == []


def test_an_entered_population_counts_until_it_is_taken_back(page: Page, session: Session, cast: Cast) -> None:
    hold(session, cast)
    form = {"town": MAOGANG, "group": "", "people": "500", "year": "2020", "source": "公报", "valid_from": "2026-01-01"}
    page.sign_in(cast.officer).post("/district/coverage/populations", form | {"attempt": "attempt-0001"})
    page.post("/district/coverage/populations", form | {"attempt": "attempt-0001"})
    page.get("/district/coverage/populations")
    page.get("/district/coverage?period=2026Q3")
    cells = [" ".join(row.itertext()).split() for row in page.all("tr") if "泖港镇" in " ".join(row.itertext())]
    assert cells[0][-4:] == ["不显示", "500", "2.0", "70.0"]
    page.post("/district/coverage/populations", form | {"people": "", "attempt": "attempt-0002"})
    page.get("/district/coverage?period=2026Q3")
    assert "17 个街镇里有 0 个知道人口数" in page.text()
    assert [row.people for row in session.scalars(select(Population).order_by(Population.id))] == [500, None]
    assert len(session.scalars(select(AuditRow).where(AuditRow.action == "population.enter")).all()) == 2
    assert checks() == []
    session.add(Population(**vars_of(cast), town_code="310117998000", year=2020, people=1, source="x"))
    session.commit()
    assert len(checks()) == 1
    page.get("/district/coverage/populations")
    assert "310117998000" in page.text()


def vars_of(cast: Cast) -> dict[str, object]:
    return {"valid_from": date(2026, 1, 1), "entered_by": cast.officer.id, "entered_at": NOW}
