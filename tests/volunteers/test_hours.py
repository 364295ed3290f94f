"""Signing in, counting, correcting and disputing, on both databases."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from sciencepop.volunteers import hours_invariants
from sciencepop.volunteers.hours_policy import hours_policy
from sciencepop.volunteers.models import Attendance, HoursClaim, HoursEntry
from sciencepop.volunteers.queries.attendance import Odd, list_odd
from sciencepop.volunteers.queries.hours import get_entry, minutes_of, read_totals
from sciencepop.volunteers.rules.assignments import AssignmentState
from sciencepop.volunteers.rules.hours import Answer, HoursKind, HoursRefusal, MarkSource
from sciencepop.volunteers.services import attendance, count, hours
from sciencepop.volunteers.services.attendance import Move
from sciencepop.volunteers.shift_codes import shift_code
from tests.cast import Cast
from tests.conftest import NOW
from tests.volunteers.served import count_entry, serve

S = AssignmentState
LATER = NOW + timedelta(hours=6)


def refused(code: HoursRefusal) -> pytest.RaisesContext[RuleBroken]:
    return pytest.raises(RuleBroken, check=lambda broken: broken.code is code)


def test_the_code_on_the_screen_signs_in_and_out_and_the_shift_is_counted_later(session: Session, cast: Cast) -> None:
    mine = serve(session, cast.resident, cast.base)
    left = NOW + timedelta(minutes=170)
    with refused(HoursRefusal.WRONG_CODE):
        attendance.sign(mine.code, Move.IN, "000000", by=cast.resident, now=NOW)
    attendance.sign(mine.code, Move.IN, shift_code(mine.shift_id, NOW), by=cast.resident, now=NOW)
    with refused(HoursRefusal.IN_ALREADY):
        attendance.sign(mine.code, Move.IN, shift_code(mine.shift_id, NOW), by=cast.resident, now=NOW)
    assert mine.state is S.CHECKED_IN
    attendance.sign(mine.code, Move.OUT, shift_code(mine.shift_id, left), by=cast.resident, now=left)
    assert (mine.state, count.count_shifts(NOW + timedelta(minutes=299))) == (S.COMPLETED, 0)
    assert [count.count_shifts(LATER), count.count_shifts(LATER)] == [1, 0]
    entry = session.query(HoursEntry).one()
    assert (entry.kind, entry.minutes, entry.recorded_by) == (HoursKind.SHIFT, 170, None)
    with refused(HoursRefusal.COUNTED_ALREADY):
        attendance.mark(mine.code, Move.UNDO, by=cast.manager, now=LATER)
    assert hours_invariants.checks() == []


def test_nobody_signs_for_somebody_else_and_no_coordinator_for_themselves(session: Session, cast: Cast) -> None:
    mine = serve(session, cast.resident, cast.base)
    own = serve(session, cast.manager, cast.base)
    with pytest.raises(NotFound):
        attendance.sign(mine.code, Move.IN, shift_code(mine.shift_id, NOW), by=cast.neighbour, now=NOW)
    with refused(HoursRefusal.OWN_HOURS):
        attendance.mark(own.code, Move.IN, by=cast.manager, now=NOW)


def test_marks_of_a_coordinator_can_be_undone_and_done_again(session: Session, cast: Cast) -> None:
    mine = serve(session, cast.resident, cast.base)
    states = []
    for move in (Move.IN, Move.OUT, Move.IN, Move.OUT, Move.UNDO, Move.UNDO):
        attendance.mark(mine.code, move, by=cast.manager, now=NOW)
        states.append(mine.state)
    assert states == [S.CHECKED_IN, S.COMPLETED, S.CHECKED_IN, S.COMPLETED, S.CHECKED_IN, S.CONFIRMED]
    assert session.get(Attendance, mine.id) is None
    with refused(HoursRefusal.NOT_IN):
        attendance.mark(mine.code, Move.OUT, by=cast.manager, now=NOW)


def test_a_kiosk_signs_in_for_its_shift_until_it_is_ended(session: Session, cast: Cast) -> None:
    mine, other = serve(session, cast.resident, cast.base), serve(session, cast.neighbour, cast.base)
    attendance.open_kiosk(mine.shift_id, by=cast.manager, now=NOW)
    kiosk = session.execute(text("SELECT id FROM kiosk")).scalar_one()
    attendance.mark_at_kiosk(kiosk, mine.code, Move.IN, now=NOW)
    row = session.get_one(Attendance, mine.id)
    assert (row.came_source, row.came_by) == (MarkSource.KIOSK, cast.manager.id)
    with pytest.raises(NotFound):
        attendance.mark_at_kiosk(kiosk, other.code, Move.IN, now=NOW)
    attendance.end_kiosks(mine.shift_id, by=cast.manager, now=NOW)
    with refused(HoursRefusal.KIOSK_ENDED):
        attendance.mark_at_kiosk(kiosk, mine.code, Move.OUT, now=NOW)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (0, 1, 0, 1, 2, 3), (2, 0, 3, 1), (1, 3, 0, 2, 1, 3), (0, 2, 1, 3, 3)])
def test_notes_of_a_kiosk_end_the_same_when_repeated_or_overtaken(
    session: Session, cast: Cast, order: tuple[int, ...]
) -> None:
    mine = serve(session, cast.resident, cast.base)
    attendance.open_kiosk(mine.shift_id, by=cast.manager, now=NOW - timedelta(minutes=30))
    kiosk = session.execute(text("SELECT id FROM kiosk")).scalar_one()
    moves = ((Move.IN, -10), (Move.OUT, 60), (Move.IN, 80), (Move.OUT, 170))
    for number in order:
        move, minute = moves[number]
        with suppress(RuleBroken):
            attendance.note_at_kiosk(kiosk, mine.code, move, NOW + timedelta(minutes=minute), now=LATER)
    row = session.get_one(Attendance, mine.id)
    assert (row.came_at, row.left_at) == (NOW - timedelta(minutes=10), NOW + timedelta(minutes=170))
    assert mine.state is S.COMPLETED


def test_a_kiosk_notes_nothing_after_its_end_and_nothing_before_it_was_opened(session: Session, cast: Cast) -> None:
    mine = serve(session, cast.resident, cast.base)
    attendance.open_kiosk(mine.shift_id, by=cast.manager, now=NOW)
    kiosk = session.execute(text("SELECT id FROM kiosk")).scalar_one()
    attendance.end_kiosks(mine.shift_id, by=cast.manager, now=NOW + timedelta(minutes=90))
    attendance.note_at_kiosk(kiosk, mine.code, Move.IN, NOW - timedelta(days=1), now=LATER)
    with refused(HoursRefusal.KIOSK_ENDED):
        attendance.note_at_kiosk(kiosk, mine.code, Move.OUT, NOW + timedelta(minutes=91), now=LATER)
    assert (session.get_one(Attendance, mine.id).came_at, mine.state) == (NOW, S.CHECKED_IN)


def test_who_never_signed_out_or_in_stands_on_the_list_until_somebody_looked(session: Session, cast: Cast) -> None:
    stayed, absent = serve(session, cast.resident, cast.base), serve(session, cast.neighbour, cast.base)
    short = serve(session, cast.desk, cast.base)
    for one in (stayed, short):
        attendance.mark(one.code, Move.IN, by=cast.manager, now=NOW)
    attendance.mark(short.code, Move.OUT, by=cast.manager, now=NOW + timedelta(minutes=60))
    assert count.count_shifts(LATER) == 2
    entry = session.query(HoursEntry).filter_by(assignment_id=stayed.id).one()
    assert (entry.minutes, entry.recorded_by) == (180, cast.manager.id)

    def odd() -> set[tuple[Odd, int]]:
        found = list_odd(session, [cast.base.id], hours_policy(), LATER)
        return {(kind, line.assignment.id) for what, line in found for kind in what}

    assert odd() == {(Odd.NEVER_LEFT, stayed.id), (Odd.NEVER_CAME, absent.id), (Odd.SHORT, short.id)}
    assert list_odd(session, [cast.other_base.id], hours_policy(), LATER) == []
    count.mark_seen(stayed.code, by=cast.manager, now=LATER)
    count.mark_seen(short.code, by=cast.manager, now=LATER)
    count.record_missed(absent.code, 170, "纸质签到表上有", by=cast.manager, now=LATER)
    assert (odd(), absent.state, read_totals(session, cast.neighbour.id).minutes) == (set(), S.COMPLETED, 170)
    with refused(HoursRefusal.COUNTED_ALREADY):
        count.mark_absent(absent.code, is_excused=False, by=cast.manager, now=LATER)


def test_who_did_not_come_gets_no_hours_and_a_mistake_there_is_put_right(session: Session, cast: Cast) -> None:
    mine = serve(session, cast.resident, cast.base)
    with refused(HoursRefusal.NOT_OVER):
        count.mark_absent(mine.code, is_excused=False, by=cast.manager, now=NOW)
    count.mark_absent(mine.code, is_excused=False, by=cast.manager, now=LATER)
    assert (mine.state, count.count_shifts(LATER)) == (S.NO_SHOW, 0)
    with refused(HoursRefusal.NOT_SO_MANY):
        count.record_missed(mine.code, 181, "其实在场", by=cast.manager, now=LATER)
    count.record_missed(mine.code, 180, "其实在场", by=cast.manager, now=LATER)
    assert mine.state is S.COMPLETED


def test_a_correction_is_an_entry_of_its_own_by_a_second_person(session: Session, cast: Cast) -> None:
    entry = count_entry(session, serve(session, cast.resident, cast.base), 120, recorded_by=cast.manager.id)
    with refused(HoursRefusal.SAME_PERSON):
        hours.correct(entry.code, 150, "看错了时间", by=cast.manager, by_district=False, now=NOW)
    hours.correct(entry.code, 150, "看错了时间", by=cast.officer, by_district=True, now=NOW)
    again = get_entry(session, entry.code)
    assert (again.minutes, minutes_of(again), [row.minutes for row in again.corrections]) == (120, 150, [30])
    assert read_totals(session, cast.resident.id).minutes == 150
    told = session.query(OutboxMessage).one()
    assert told.subject == "您的志愿服务时长有更正：科技节开幕" and "看错了时间" in told.body


def test_after_the_lock_only_the_district_corrects(session: Session, cast: Cast) -> None:
    entry = count_entry(session, serve(session, cast.resident, cast.base), 120)
    late = NOW + timedelta(days=32)
    with refused(HoursRefusal.LOCKED):
        hours.correct(entry.code, 60, "早退一小时", by=cast.manager, by_district=False, now=late)
    with refused(HoursRefusal.LOCKED):
        hours.dispute(entry.code, 150, "多了半小时", by=cast.resident, now=late)
    hours.correct(entry.code, 60, "早退一小时", by=cast.officer, by_district=True, now=late)
    assert minutes_of(get_entry(session, entry.code)) == 60


@pytest.mark.parametrize(("minutes", "answer"), [(150, Answer.GRANTED), (120, Answer.REFUSED)])
def test_a_dispute_is_answered_once_by_somebody_else_with_a_reason(
    session: Session, cast: Cast, minutes: int, answer: Answer
) -> None:
    entry = count_entry(session, serve(session, cast.resident, cast.base), 120)
    hours.dispute(entry.code, 150, "签退晚了半小时", by=cast.resident, now=NOW)
    with refused(HoursRefusal.ASKED_ALREADY):
        hours.dispute(entry.code, 160, "再说一次吧", by=cast.resident, now=NOW)
    claim = session.query(HoursClaim).one()
    with refused(HoursRefusal.OWN_HOURS):
        hours.answer(claim.code, 150, "我同意", by=cast.resident, now=NOW)
    with refused(HoursRefusal.WORDS_MISSING):
        hours.answer(claim.code, 150, "好", by=cast.manager, now=NOW)
    assert hours.answer(claim.code, minutes, "查过记录", by=cast.manager, now=NOW) is answer
    with refused(HoursRefusal.ANSWERED_ALREADY):
        hours.answer(claim.code, 150, "查过记录", by=cast.manager, now=NOW)
    assert read_totals(session, cast.resident.id).minutes == minutes
    assert hours_invariants.checks() == []


def test_what_no_shift_stands_for_is_reported_and_granted_in_part(session: Session, cast: Cast) -> None:
    serve(session, cast.resident, cast.base)
    ask = {"minutes": 120, "served_on": NOW.date(), "what": "在家做展板", "words": "两个晚上"}
    with pytest.raises(NotFound):
        hours.report(**ask, base_id=cast.other_base.id, by=cast.resident, now=NOW)
    hours.report(**ask, base_id=cast.base.id, by=cast.resident, now=NOW)
    claim = session.query(HoursClaim).one()
    with refused(HoursRefusal.NOT_SO_MANY):
        hours.answer(claim.code, 130, "比报的多", by=cast.manager, now=NOW)
    assert hours.answer(claim.code, 90, "按展板数折算", by=cast.manager, now=NOW) is Answer.PARTLY
    entry = session.query(HoursEntry).one()
    assert (entry.kind, entry.minutes, entry.reason) == (HoursKind.SELF_REPORT, 90, "按展板数折算")


def test_credit_stands_apart_from_real_minutes(session: Session, cast: Cast) -> None:
    serve(session, cast.resident, cast.base)
    training = {"served_on": NOW.date(), "what": "讲解培训", "reason": "培训签到表", "base_id": None, "now": NOW}
    hours.add_training(cast.resident.id, minutes=60, credit_minutes=30, by=cast.officer, **training)
    totals = read_totals(session, cast.resident.id)
    assert (totals.minutes, totals.credit_minutes) == (60, 30)
    with refused(HoursRefusal.OWN_HOURS):
        hours.add_training(cast.resident.id, minutes=60, credit_minutes=0, by=cast.resident, **training)


@pytest.mark.parametrize("statement", ["UPDATE hours_entry SET minutes = 999", "DELETE FROM hours_entry"])
def test_the_database_itself_changes_no_entry(session: Session, cast: Cast, statement: str) -> None:
    count_entry(session, serve(session, cast.resident, cast.base), 120)
    with pytest.raises(DatabaseError, match="never"), session.begin_nested():
        session.execute(text(statement))
    assert read_totals(session, cast.resident.id).minutes == 120
