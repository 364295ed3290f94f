"""Groups on real rows: asking, the answer, expiry, rotation, names, and what must go."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts import services as accounts
from sciencepop.accounts.models import Organisation
from sciencepop.bookings import group_invariants, invariants, services
from sciencepop.bookings.models import Booking, BookingState, Commitment, GroupName, GroupVisit
from sciencepop.bookings.queries.groups import find_terms
from sciencepop.bookings.queries.seats import count_taken
from sciencepop.bookings.rules.groups import GroupRefusal, Terms
from sciencepop.bookings.rules.name_list import ColumnProblem, Named
from sciencepop.bookings.rules.refusals import Refusal
from sciencepop.core.audit import AuditRow
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from sciencepop.core.table_file import BadFile, FileProblem
from sciencepop.programme.models import Occurrence
from sciencepop.programme.services.cancel import cancel_occurrence
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_booking, make_event, make_occurrence, make_organisation, make_terms, pool_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
A_CLASS = {"junior": 30}


@pytest.fixture
def school(session: Session, cast: Cast) -> Organisation:
    return make_organisation(session, cast.resident)


@pytest.fixture
def occurrence(session: Session, cast: Cast, school: Organisation) -> Occurrence:
    """A session of forty seats in a week, of an event that takes groups."""
    event = make_event(session, cast.base, title_zh="叶子", title_en="Leaves")
    make_terms(session, event)
    found = make_occurrence(session, event, size=40)
    session.commit()
    return found


@pytest.fixture
def ask(cast: Cast, school: Organisation, occurrence: Occurrence) -> Any:
    """Ask for seats as the resident, a class of thirty with three adults unless told otherwise."""

    def call(*ids: int, pupils: dict[str, int] | None = None, adults: int = 3, **more: Any) -> str:
        by, now = more.pop("by", cast.resident), more.pop("now", NOW)
        language = more.pop("language", "zh")
        wish = {"organisation_id": school.id, "leader_name": "陈老师", "leader_phone": "138 0000 0000"} | more
        group = services.GroupWish(pupils=A_CLASS if pupils is None else pupils, adults=adults, **wish)
        return services.request_visit(ids or [occurrence.id], group, by=by, now=now, language=language)

    return call


@pytest.fixture(autouse=True)
def all_is_well(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every test with rows, but for those of the doctor, what must always hold holds."""
    needed = "app" in request.fixturenames and "doctor" not in request.node.name
    if needed:
        request.getfixturevalue("app")
    yield
    if needed:
        assert invariants.checks() + group_invariants.checks() == []


def visit_of(code: str) -> GroupVisit:
    return db.session.scalars(select(GroupVisit).where(GroupVisit.code == code)).one()


def bookings_of(code: str) -> list[Booking]:
    db.session.expire_all()
    return [part.booking for part in visit_of(code).parts]


def states_of(code: str) -> set[BookingState]:
    return {booking.state for booking in bookings_of(code)}


def taken(occurrence: Occurrence) -> int:
    return count_taken(db.session(), pool_of(db.session(), occurrence).id)


def letters(code: str) -> list[OutboxMessage]:
    found = select(OutboxMessage).where(OutboxMessage.dedup_key.startswith(f"group-{code}-"))
    return list(db.session.scalars(found.order_by(OutboxMessage.id)))


def news(code: str) -> list[str]:
    return [letter.dedup_key.split("-")[2] for letter in letters(code)]


def refused(call: Any, *arguments: Any, **options: Any) -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        call(*arguments, **options)
    return caught.value


def spaced(session: Session, event: Any, count: int, size: int, first: Any = None) -> list[Occurrence]:
    """Sessions of an event one after the other, on one day."""
    start = first or NOW + 7 * DAY
    found = [
        make_occurrence(session, event, starts_at=start + number * HOUR, minutes=60, size=size)
        for number in range(count)
    ]
    session.commit()
    return found


def test_a_class_keeps_its_seats_while_the_base_thinks(ask: Any, occurrence: Occurrence, cast: Cast) -> None:
    code = ask(buses=1, needs="一位坐轮椅")
    (booking,) = bookings_of(code)
    assert (booking.state, booking.seats, booking.is_group, booking.comes) == (BookingState.PENDING, 33, True, True)
    assert taken(occurrence) == 33
    visit = visit_of(code)
    assert visit.confirm_by == NOW + 48 * HOUR
    assert visit.names_due_at == occurrence.starts_at - DAY
    assert news(code) == ["received"]
    time = db.session.scalars(select(Commitment).where(Commitment.booking_id == booking.id)).one()
    assert (time.person_id, time.is_firm) == (cast.resident.id, True)
    told = db.session.scalars(select(OutboxMessage).where(OutboxMessage.address == cast.manager.addresses[0].value))
    assert [letter.subject for letter in told] == ["团体预约等您答复：叶子"]


def test_an_ordinary_booking_never_gets_more_than_fifty_seats_from_the_database(
    session: Session, cast: Cast, occurrence: Occurrence
) -> None:
    with pytest.raises(IntegrityError):
        make_booking(session, occurrence, cast.neighbour, seats=51)
    session.rollback()


def test_a_group_of_two_hundred_and_its_adults_fit_into_one_booking(
    ask: Any, session: Session, occurrence: Occurrence
) -> None:
    pool_of(session, occurrence).size = 300
    session.commit()
    code = ask(pupils={"junior": 200}, adults=20)
    assert [booking.seats for booking in bookings_of(code)] == [220]


def test_the_base_says_yes_and_the_leader_gets_a_calendar_entry(ask: Any, cast: Cast, occurrence: Occurrence) -> None:
    code = ask()
    services.confirm_visit(code, by=cast.manager, now=NOW + HOUR)
    assert states_of(code) == {BookingState.CONFIRMED}
    assert (visit_of(code).confirm_by, visit_of(code).decided_by) == (None, cast.manager.id)
    letter = letters(code)[-1]
    assert (letter.calendar_method, letter.subject) == ("REQUEST", "场馆已确认团体预约：叶子")
    assert b"STATUS:CONFIRMED" in (letter.calendar or b"")
    assert taken(occurrence) == 33
    assert refused(services.confirm_visit, code, by=cast.manager, now=NOW + HOUR).code is GroupRefusal.NOT_PENDING


def test_letters_are_written_in_the_language_of_the_request(ask: Any, cast: Cast) -> None:
    code = ask(language="en")
    services.confirm_visit(code, by=cast.manager, now=NOW)
    assert [letter.subject for letter in letters(code)] == [
        "Group request sent, waiting for the venue: Leaves",
        "The venue has confirmed your group: Leaves",
    ]


def test_the_base_says_no_in_words_and_the_seats_go_to_those_who_wait(
    ask: Any, cast: Cast, session: Session, occurrence: Occurrence
) -> None:
    code = ask()
    waiting = services.join_waiting(occurrence.id, by=cast.neighbour, seats=3, now=NOW)
    make_booking(session, occurrence, cast.officer, seats=7)
    session.commit()
    second = services.join_waiting(occurrence.id, by=cast.other_manager, seats=5, now=NOW)
    assert (waiting.state, second.state) == (BookingState.CONFIRMED, BookingState.WAITING) or second.code
    assert (
        refused(services.refuse_request, code, "忙", by=cast.manager, now=NOW).code is GroupRefusal.GROUP_REASON_MISSING
    )
    services.refuse_request(code, "那天展厅检修", by=cast.manager, now=NOW)
    assert states_of(code) == {BookingState.CANCELLED}
    assert "那天展厅检修" in letters(code)[-1].body
    offered = db.session.scalars(select(Booking).where(Booking.code == second.code)).one()
    assert offered.state is BookingState.OFFERED
    assert visit_of(code).reason == "那天展厅检修"


def test_without_an_answer_the_seats_are_given_on_at_the_stated_hour(
    ask: Any, cast: Cast, session: Session, occurrence: Occurrence
) -> None:
    code = ask(pupils={"junior": 36}, adults=4)
    waiting = services.join_waiting(occurrence.id, by=cast.neighbour, seats=2, now=NOW)
    assert services.expire_visits(NOW + 47 * HOUR) == 0
    assert services.expire_visits(NOW + 48 * HOUR) == 1
    assert services.expire_visits(NOW + 48 * HOUR) == 0
    assert states_of(code) == {BookingState.EXPIRED}
    assert news(code) == ["received", "expired"]
    offered = db.session.scalars(select(Booking).where(Booking.code == waiting.code)).one()
    assert offered.state is BookingState.OFFERED
    late = refused(services.confirm_visit, code, by=cast.manager, now=NOW + 49 * HOUR)
    assert late.code is GroupRefusal.NOT_PENDING


def test_an_answer_after_the_hour_is_refused_even_before_the_job_has_run(ask: Any, cast: Cast) -> None:
    code = ask()
    late = refused(services.confirm_visit, code, by=cast.manager, now=NOW + 48 * HOUR)
    assert late.code is GroupRefusal.ANSWER_OVER
    assert states_of(code) == {BookingState.PENDING}


def test_the_leader_cancels_and_the_calendar_forgets(ask: Any, cast: Cast, occurrence: Occurrence) -> None:
    code = ask()
    services.confirm_visit(code, by=cast.manager, now=NOW)
    services.put_names(code, [Named("陈小雨")], by=cast.resident, now=NOW)
    with pytest.raises(NotFound):
        services.cancel_visit(code, by=cast.neighbour, now=NOW)
    services.cancel_visit(code, by=cast.resident, now=NOW)
    assert states_of(code) == {BookingState.CANCELLED}
    assert letters(code)[-1].calendar_method == "CANCEL"
    assert taken(occurrence) == 0
    assert db.session.scalar(select(func.count(GroupName.id))) == 0
    assert refused(services.cancel_visit, code, by=cast.resident, now=NOW).code is Refusal.NOT_CANCELLABLE


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"adults": 2}, GroupRefusal.ADULTS_MISSING),
        ({"pupils": {"kindergarten": 30}}, GroupRefusal.ADULTS_MISSING),
        ({"pupils": {"junior": 5}}, GroupRefusal.GROUP_TOO_SMALL),
        ({"pupils": {}}, GroupRefusal.NOBODY_COMES),
        ({"pupils": {"junior": 38}, "adults": 4}, GroupRefusal.NO_ROOM),
        ({"organisation_id": 999_999}, GroupRefusal.NOT_A_MEMBER),
        ({"now": NOW + 5 * DAY}, GroupRefusal.SHORT_NOTICE),
        ({"now": NOW + 8 * DAY}, Refusal.PAST),
    ],
)
def test_what_a_group_may_not_do_is_refused_and_nothing_is_kept(
    ask: Any, more: dict[str, Any], code: GroupRefusal | Refusal
) -> None:
    assert refused(ask, **more).code is code
    assert db.session.scalar(select(func.count(Booking.id))) == 0
    assert db.session.scalar(select(func.count(GroupVisit.id))) == 0


def test_an_event_without_terms_takes_no_groups_and_strangers_book_for_no_school(
    ask: Any, cast: Cast, occurrence: Occurrence
) -> None:
    assert refused(ask, by=cast.neighbour).code is GroupRefusal.NOT_A_MEMBER
    services.set_terms(occurrence.event_id, None, by=cast.manager, now=NOW)
    assert refused(ask).code is GroupRefusal.NOT_FOR_GROUPS


def test_terms_are_set_changed_and_written_down(cast: Cast, occurrence: Occurrence) -> None:
    number = occurrence.event_id
    services.set_terms(number, Terms(20, 8, 5, 24), by=cast.manager, now=NOW)
    assert find_terms(db.session(), [number]) == {number: Terms(20, 8, 5, 24)}
    services.set_terms(number, None, by=cast.manager, now=NOW)
    services.set_terms(number, None, by=cast.manager, now=NOW)
    assert find_terms(db.session(), [number]) == {}
    actions = db.session.scalars(select(AuditRow.action).where(AuditRow.action == "group.terms")).all()
    assert len(actions) == 3


def test_one_leader_has_one_booking_of_a_session_and_one_place_at_a_time(
    ask: Any, session: Session, occurrence: Occurrence, cast: Cast
) -> None:
    ask(pupils={"adult": 10}, adults=0)
    assert refused(ask, pupils={"adult": 10}, adults=0).code is Refusal.ALREADY_BOOKED
    event = make_event(session, cast.other_base)
    make_terms(session, event)
    elsewhere = make_occurrence(session, event, size=40)
    session.commit()
    assert refused(ask, elsewhere.id).code is Refusal.CLASH


def test_a_year_too_large_for_one_session_goes_round_in_sub_groups(
    ask: Any, session: Session, occurrence: Occurrence, cast: Cast
) -> None:
    other = make_event(session, cast.base, title_zh="温室")
    make_terms(session, other)
    first = spaced(session, occurrence.event, 3, 20, NOW + 9 * DAY)
    second = spaced(session, other, 3, 20, NOW + 9 * DAY)
    code = ask(*[one.id for one in (*first, *second)], pupils={"junior": 47}, adults=7)
    parts = visit_of(code).parts
    assert len(parts) == 6
    assert {booking.seats for booking in bookings_of(code)} == {18}
    assert {(part.group, part.booking.pool.occurrence.event_id) for part in parts} == {
        (group, event.id) for group in range(3) for event in (occurrence.event, other)
    }
    assert {part.group for part in parts if part.booking.comes} == {0}
    services.confirm_visit(code, by=cast.manager, now=NOW)
    assert news(code).count("confirmed") == 2
    assert states_of(code) == {BookingState.CONFIRMED}


def test_a_rotation_is_all_or_nothing(ask: Any, session: Session, occurrence: Occurrence, cast: Cast) -> None:
    sessions = spaced(session, occurrence.event, 3, 20, NOW + 9 * DAY)
    make_booking(session, sessions[2], cast.neighbour, seats=5)
    session.commit()
    ids = [one.id for one in sessions]
    broken = refused(ask, *ids, pupils={"junior": 48}, adults=6)
    assert (broken.code, broken.facts["free"], broken.facts["occurrence"].id) == (GroupRefusal.NO_ROOM, 15, ids[2])
    assert [taken(one) for one in sessions] == [0, 0, 5]
    short = refused(ask, *ids, pupils={"junior": 33}, adults=4)
    assert (short.code, short.facts["needed"]) == (GroupRefusal.ADULTS_MISSING, 6)


def test_a_rotation_stays_at_one_base_on_one_day(
    ask: Any, session: Session, occurrence: Occurrence, cast: Cast
) -> None:
    tomorrow = make_occurrence(session, occurrence.event, starts_in=8 * DAY)
    session.commit()
    assert refused(ask, occurrence.id, tomorrow.id).code is GroupRefusal.OTHER_DAY
    assert refused(ask, occurrence.id, 99_999_999).code is Refusal.NOT_PUBLIC


def test_a_cancelled_session_ends_its_part_alone(
    ask: Any, session: Session, occurrence: Occurrence, cast: Cast
) -> None:
    sessions = spaced(session, occurrence.event, 2, 20, NOW + 9 * DAY)
    code = ask(*[one.id for one in sessions], adults=4)
    cancel_occurrence(sessions[0].id, reason="停电", by=cast.manager, now=NOW)
    assert sorted(booking.state for booking in bookings_of(code)) == [BookingState.CANCELLED, BookingState.PENDING]
    services.confirm_visit(code, by=cast.manager, now=NOW)
    assert sorted(booking.state for booking in bookings_of(code)) == [BookingState.CANCELLED, BookingState.CONFIRMED]


def test_when_every_session_is_cancelled_the_request_ends_without_a_second_letter(
    ask: Any, occurrence: Occurrence, cast: Cast
) -> None:
    code = ask()
    cancel_occurrence(occurrence.id, reason="停电", by=cast.manager, now=NOW)
    assert services.expire_visits(NOW + 48 * HOUR) == 1
    assert visit_of(code).confirm_by is None
    assert news(code) == ["received"]


def csv_of(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def xlsx_of(*rows: list[Any]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        csv_of("姓名,备注", "陈小雨,坐轮椅", "", "王明,"),
        b"\xef\xbb\xbf" + csv_of("姓名,备注", "陈小雨,坐轮椅", "王明,"),
        "姓名,备注\r\n陈小雨,坐轮椅\r\n王明\r\n".encode("gb18030"),
        xlsx_of(["姓名", "备注"], ["陈小雨", "坐轮椅"], [None, None], [" 王明 "]),
    ],
)
def test_lists_are_read_as_schools_send_them(content: bytes) -> None:
    assert services.read_name_list(content) == [Named("陈小雨", "坐轮椅"), Named("王明")]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", FileProblem.EMPTY),
        (csv_of("姓名,身份证号", "陈小雨,1"), ColumnProblem.UNKNOWN_COLUMN),
        (csv_of("备注", "x"), ColumnProblem.NO_NAME_COLUMN),
        (b"PK\x03\x04 no workbook", FileProblem.BROKEN),
        (b"\xff\xd8\xff\xe0 a picture \x81", FileProblem.NOT_TEXT),
        (csv_of("姓名", *["王明"] * 100_000), FileProblem.TOO_MANY_ROWS),
        (csv_of("姓名", *["王明" * 20] * 40_000), FileProblem.TOO_BIG),
        (xlsx_of(["姓名"], *[["王明"]] * 600), FileProblem.TOO_MANY_ROWS),
    ],
)
def test_files_that_are_no_list_are_refused_as_a_whole(content: bytes, problem: Any) -> None:
    with pytest.raises(BadFile) as caught:
        services.read_name_list(content)
    assert caught.value.problem is problem


def test_a_workbook_that_unpacks_to_far_too_much_is_refused_unread() -> None:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (21 * 1024 * 1024))
    assert len(out.getvalue()) < 100_000
    with pytest.raises(BadFile) as caught:
        services.read_name_list(out.getvalue())
    assert caught.value.problem is FileProblem.TOO_BIG


def test_wrong_types_become_text_or_are_named_by_row() -> None:
    content = xlsx_of(["姓名"], [12345], [True], ["=1+1"], ["王明"])
    with pytest.raises(services.BadNames) as caught:
        services.read_name_list(content)
    assert [fault.row for fault in caught.value.faults] == [2]


def test_names_come_later_are_replaced_whole_and_never_outnumber_the_seats(ask: Any, cast: Cast) -> None:
    code = ask()
    services.put_names(code, [Named("陈小雨", "坐轮椅"), Named("王明")], by=cast.resident, now=NOW)
    services.put_names(code, [Named("李华")], by=cast.resident, now=NOW)
    assert db.session.scalars(select(GroupName.name)).all() == ["李华"]
    crowd = [Named("学生")] * 34
    broken = refused(services.put_names, code, crowd, by=cast.resident, now=NOW)
    assert (broken.code, broken.facts) == (GroupRefusal.TOO_MANY_NAMES, {"names": 34, "seats": 33})
    due = visit_of(code).names_due_at
    services.confirm_visit(code, by=cast.manager, now=NOW)
    late = refused(services.put_names, code, [Named("王明")], by=cast.resident, now=due)
    assert late.code is GroupRefusal.NAMES_CLOSED
    services.put_names(code, [], by=cast.resident, now=due)
    assert db.session.scalar(select(func.count(GroupName.id))) == 0
    with pytest.raises(NotFound):
        services.put_names(code, [], by=cast.neighbour, now=NOW)


def test_each_look_at_names_is_written_down_and_only_near_the_visit(
    ask: Any, cast: Cast, occurrence: Occurrence
) -> None:
    code, start = ask(), occurrence.starts_at
    services.put_names(code, [Named("陈小雨")], by=cast.resident, now=NOW)
    services.confirm_visit(code, by=cast.manager, now=NOW)
    early = refused(services.look_at_names, code, by=cast.manager, now=start - 4 * DAY)
    assert early.code is GroupRefusal.NAMES_TOO_FAR
    assert services.look_at_names(code, by=cast.manager, now=start - 2 * DAY) == [Named("陈小雨")]
    alone = refused(services.look_at_names, code, by=cast.officer, now=start - 2 * DAY)
    assert alone.code is GroupRefusal.NEEDS_PERMIT
    services.look_at_names(code, by=cast.manager, now=start, is_export=True)
    late = refused(services.look_at_names, code, by=cast.manager, now=start + 3 * DAY)
    assert late.code is GroupRefusal.NAMES_TOO_FAR
    rows = db.session.scalars(select(AuditRow).where(AuditRow.action.startswith("group.names_")).order_by(AuditRow.id))
    assert [(row.action, row.actor_id) for row in rows] == [
        ("group.names_uploaded", cast.resident.id),
        ("group.names_viewed", cast.manager.id),
        ("group.names_exported", cast.manager.id),
    ]


def test_thirty_days_after_the_visit_names_and_telephone_are_gone(ask: Any, cast: Cast, occurrence: Occurrence) -> None:
    code = ask()
    services.put_names(code, [Named("陈小雨")], by=cast.resident, now=NOW)
    services.confirm_visit(code, by=cast.manager, now=NOW)
    assert services.forget_groups(occurrence.ends_at + 30 * DAY) == 0
    assert services.forget_groups(occurrence.ends_at + 30 * DAY + HOUR) == 1
    assert services.forget_groups(occurrence.ends_at + 30 * DAY + HOUR) == 0
    db.session.expire_all()
    assert db.session.scalar(select(func.count(GroupName.id))) == 0
    assert (visit_of(code).leader_phone, visit_of(code).leader_name) == ("", "陈老师")


def test_leaders_are_reminded_of_names_once_by_day(ask: Any, cast: Cast, occurrence: Occurrence) -> None:
    code = ask()
    services.confirm_visit(code, by=cast.manager, now=NOW)
    near = occurrence.starts_at - 2 * DAY
    assert services.remind_of_names(near - 2 * DAY) == 0
    assert services.remind_of_names(near.replace(hour=14)) == 0  # 22:00 in the district
    assert services.remind_of_names(near) == 1
    assert services.remind_of_names(near) == 0
    assert news(code) == ["received", "confirmed", "names_due"]


def test_who_has_sent_names_is_not_reminded(ask: Any, cast: Cast, occurrence: Occurrence) -> None:
    code = ask()
    services.confirm_visit(code, by=cast.manager, now=NOW)
    services.put_names(code, [Named("陈小雨")], by=cast.resident, now=NOW)
    assert services.remind_of_names(occurrence.starts_at - 2 * DAY) == 0


def test_a_leader_who_leaves_ends_the_visit_and_takes_along_what_we_have(
    ask: Any, cast: Cast, occurrence: Occurrence
) -> None:
    code = ask()
    services.put_names(code, [Named("陈小雨")], by=cast.resident, now=NOW)
    exported = accounts.export_data(cast.resident, NOW)
    assert (exported["groups"][0]["names"], exported["groups"][0]["pupils"]) == (1, A_CLASS)
    assert exported["organisations"][0]["name"] == "方塔小学"
    accounts.close_account(cast.resident, NOW)
    assert states_of(code) == {BookingState.CANCELLED}
    assert taken(occurrence) == 0
    assert (visit_of(code).leader_name, visit_of(code).leader_phone) == ("", "")
    assert db.session.scalar(select(func.count(GroupName.id))) == 0


def test_the_doctor_tells_of_parts_that_do_not_fit_and_of_late_answers(
    ask: Any, session: Session, occurrence: Occurrence
) -> None:
    code = ask()
    visit = visit_of(code)
    visit.parts[0].adults = 1
    visit.confirm_by = NOW - HOUR
    session.flush()
    told = "\n".join(group_invariants.checks())
    assert "33 seats for 31 people" in told
    assert "past their hour" in told
    visit.confirm_by = None
    session.flush()
    assert "waits for an answer without an end" in "\n".join(group_invariants.checks())
