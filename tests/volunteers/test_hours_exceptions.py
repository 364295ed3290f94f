"""The letter of the morning about what waits for coordinators."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from sciencepop.core.outbox import OutboxMessage
from sciencepop.volunteers.models import OddDay
from sciencepop.volunteers.services import attendance, count, hours
from sciencepop.volunteers.services.attendance import Move
from sciencepop.volunteers.services.hours_exceptions import tell_exceptions
from tests.cast import Cast
from tests.conftest import NOW
from tests.volunteers.served import count_entry, serve

MORNING = NOW + timedelta(hours=22)
"""8:00 in Songjiang on the next day."""
MINUTE = timedelta(minutes=1)


def test_coordinators_are_told_once_each_morning_what_waits_and_others_nothing(session: Session, cast: Cast) -> None:
    late = serve(session, cast.resident, cast.base)
    serve(session, cast.neighbour, cast.base)
    attendance.mark(late.code, Move.IN, by=cast.manager, now=NOW + 16 * MINUTE)
    attendance.mark(late.code, Move.OUT, by=cast.manager, now=NOW + 211 * MINUTE)
    entry = count_entry(session, serve(session, cast.desk, cast.base), 120)
    hours.dispute(entry.code, 150, "多了半小时", by=cast.desk, now=NOW)
    session.query(OutboxMessage).delete()
    session.commit()
    assert tell_exceptions(NOW + timedelta(hours=21, minutes=59)) == 0  # people sleep
    assert tell_exceptions(MORNING) == 0  # a shift waits to be counted
    count.count_shifts(MORNING)
    assert [tell_exceptions(MORNING + MINUTE * more) for more in (0, 0, 60)] == [1, 0, 0]
    letter = session.query(OutboxMessage).one()
    assert letter.address == cast.manager.addresses[0].value
    assert letter.subject == "志愿服务时长有 4 条等您看：辰山植物园"
    for words in ("没有签到：1", "来晚了：1", "走得比班次晚很多：1", "时长异议和自报：1", "/manage/hours"):
        assert words in letter.body
    assert letter.not_after == NOW + timedelta(hours=35)  # 21:00
    assert tell_exceptions(MORNING + timedelta(days=1)) == 1


def test_nobody_is_written_to_when_nothing_waits_and_the_district_of_its_own(session: Session, cast: Cast) -> None:
    assert (tell_exceptions(MORNING), session.query(OddDay).one().letters) == (0, 0)
    serve(session, cast.resident, cast.base, starts_at=NOW + timedelta(days=9))
    told = {"minutes": 60, "served_on": NOW.date(), "what": "做展板", "words": "在家做的", "base_id": None}
    hours.report(**told, by=cast.resident, now=NOW)  # type: ignore[arg-type]
    assert tell_exceptions(MORNING + timedelta(days=1)) == 1
    assert session.query(OutboxMessage).one().address == cast.officer.addresses[0].value
