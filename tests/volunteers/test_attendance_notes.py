"""What volunteers' own telephones noted without network: a mark where it can be checked, else only what they say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from sciencepop.core import clock
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers.hours_policy import hours_policy
from sciencepop.volunteers.models import Assignment, Attendance, HoursEntry, SignNote
from sciencepop.volunteers.queries.attendance import Odd, list_odd
from sciencepop.volunteers.rules.assignments import AssignmentState
from sciencepop.volunteers.rules.attendance_notes import Doubt, NoteVerdict, PhoneNote, doubt_of
from sciencepop.volunteers.rules.hours import HoursRefusal, MarkSource
from sciencepop.volunteers.services import attendance, count
from sciencepop.volunteers.services.attendance import Move
from sciencepop.volunteers.services.attendance_notes import pass_of, take_note
from sciencepop.volunteers.shift_codes import shift_code
from tests.cast import Cast
from tests.conftest import NOW
from tests.page import Page
from tests.volunteers.served import serve

V, S = NoteVerdict, AssignmentState
MINUTE = timedelta(minutes=1)
LATER = NOW + timedelta(hours=6)
HOME = NOW + timedelta(hours=4)
"""An hour after the shift, and before it is counted."""


@pytest.mark.parametrize(
    ("changed", "doubt"),
    [
        ({}, None),
        ({"sent_at": NOW + 5 * MINUTE}, None),
        ({"sent_at": NOW - 5 * MINUTE - timedelta(seconds=1)}, Doubt.CLOCK),
        ({"digits_are_right": False}, Doubt.DIGITS),
        ({"is_counted": True}, Doubt.COUNTED),
    ],
)
def test_a_note_is_believed_within_bounds(changed: dict[str, Any], doubt: Doubt | None) -> None:
    facts: dict[str, Any] = {"sent_at": NOW, "now": NOW, "digits_are_right": True, "is_counted": False}
    assert doubt_of(**(facts | changed)) is doubt


def note(shift_id: int, move: Move, minute: int, *, nonce: str = "", read_at: int | None = None) -> PhoneNote:
    """Noted `minute` minutes after the beginning, with the digits of that minute or of `read_at`."""
    seen = NOW + MINUTE * (minute if read_at is None else read_at)
    return PhoneNote(nonce or f"nonce-{move}-{minute:08d}", move, shift_code(shift_id, seen), NOW + MINUTE * minute)


@pytest.mark.parametrize("order", [(0, 1), (0, 0, 1, 1), (1, 0, 1)])
def test_notes_of_a_whole_shift_arrive_in_the_evening_once_each(
    session: Session, cast: Cast, order: tuple[int, ...]
) -> None:
    mine = serve(session, cast.resident, cast.base)
    notes = note(mine.shift_id, Move.IN, -5), note(mine.shift_id, Move.OUT, 170)
    verdicts = [take_note(mine.code, notes[which], sent_at=HOME, now=HOME)[0] for which in order]
    if order[0] == 0:
        assert set(verdicts) == {V.MARK}
        row = session.get_one(Attendance, mine.id)
        assert (row.came_at, row.came_source, row.left_at) == (NOW - 5 * MINUTE, MarkSource.LATER, NOW + 170 * MINUTE)
        assert (count.count_shifts(LATER), session.query(HoursEntry).one().minutes) == (1, 175)
    else:  # going before coming fits nothing when it arrives, and keeps the first verdict
        assert verdicts == [V.SAID, V.MARK, V.SAID]
    assert session.query(SignNote).count() == 2


def test_what_cannot_be_checked_is_said_later_and_never_hours(session: Session, cast: Cast) -> None:
    mine, shift = serve(session, cast.resident, cast.base), 0
    shift = mine.shift_id
    told = [
        take_note(mine.code, note(shift, Move.IN, 0, read_at=30), sent_at=HOME, now=HOME),
        take_note(mine.code, note(shift, Move.IN, 1), sent_at=HOME - 10 * MINUTE, now=HOME),
        take_note(mine.code, note(shift, Move.IN, -61), sent_at=HOME, now=HOME),
        take_note(mine.code, note(shift, Move.OUT, 170), sent_at=HOME, now=HOME),
    ]
    assert [verdict for verdict, _refused in told] == [V.SAID] * 4
    doubts = [row.doubt for row in session.query(SignNote).order_by(SignNote.id)]
    assert doubts == [Doubt.DIGITS, Doubt.CLOCK, Doubt.MARKS, Doubt.MARKS]
    assert (session.get(Attendance, mine.id), mine.state, count.count_shifts(LATER)) == (None, S.CONFIRMED, 0)
    assert odd(session, cast) == [((Odd.NEVER_CAME, Odd.SAID), mine.id)]
    count.record_missed(mine.code, 170, "现场的人证实", by=cast.manager, now=LATER)
    assert odd(session, cast) == []
    take_note(mine.code, note(shift, Move.OUT, 175), sent_at=LATER, now=LATER)
    assert odd(session, cast) == [((Odd.SAID,), mine.id)]
    with pytest.raises(RuleBroken, check=lambda broken: broken.code is HoursRefusal.OWN_HOURS):
        count.mark_seen(mine.code, by=cast.resident, now=LATER)
    count.mark_seen(mine.code, by=cast.manager, now=LATER)
    assert (odd(session, cast), session.query(HoursEntry).one().minutes) == ([], 170)


def odd(session: Session, cast: Cast) -> list[tuple[tuple[Odd, ...], int]]:
    found = list_odd(session, [cast.base.id], hours_policy(), LATER)
    return [(what, line.assignment.id) for what, line in found]


def test_wrong_digits_are_refused_at_once_and_guessing_ends(session: Session, cast: Cast) -> None:
    mine = serve(session, cast.resident, cast.base)
    for number in range(30):
        wrong = PhoneNote(f"guess-{number:012d}", Move.IN, "000000", NOW)
        assert take_note(mine.code, wrong, sent_at=NOW, now=NOW) == (V.REFUSED, HoursRefusal.WRONG_CODE)
    with pytest.raises(RuleBroken, check=lambda broken: broken.code is HoursRefusal.TOO_MANY_NOTES):
        take_note(mine.code, note(mine.shift_id, Move.IN, 0), sent_at=NOW, now=NOW)
    assert (session.get(Attendance, mine.id), odd(session, cast)) == (None, [((Odd.NEVER_CAME,), mine.id)])


def test_a_telephone_changes_nothing_that_staff_wrote(session: Session, cast: Cast) -> None:
    mine, absent = serve(session, cast.resident, cast.base), serve(session, cast.neighbour, cast.base)
    attendance.mark(mine.code, Move.IN, by=cast.manager, now=NOW + 20 * MINUTE)
    attendance.mark(mine.code, Move.OUT, by=cast.manager, now=NOW + 100 * MINUTE)
    count.mark_absent(absent.code, is_excused=False, by=cast.manager, now=HOME)
    verdicts = [
        take_note(code, sent, sent_at=HOME, now=HOME)[0]
        for code, sent in (
            (mine.code, note(mine.shift_id, Move.IN, 0)),
            (mine.code, note(mine.shift_id, Move.OUT, 170)),
            (absent.code, note(absent.shift_id, Move.IN, 0)),
        )
    ]
    row = session.get_one(Attendance, mine.id)
    assert verdicts == [V.SAID] * 3
    assert (row.came_at, row.left_at, absent.state) == (NOW + 20 * MINUTE, NOW + 100 * MINUTE, S.NO_SHOW)


def test_no_device_notes_a_coming_before_the_hour_or_changes_what_is_counted(session: Session, cast: Cast) -> None:
    mine = serve(session, cast.resident, cast.base)
    attendance.open_kiosk(mine.shift_id, by=cast.manager, now=NOW - timedelta(days=1))
    kiosk = session.execute(text("SELECT id FROM kiosk")).scalar_one()
    attendance.note_at_kiosk(kiosk, mine.code, Move.IN, NOW, now=NOW)
    attendance.note_at_kiosk(kiosk, mine.code, Move.OUT, NOW + 60 * MINUTE, now=HOME)
    for move, minute in ((Move.IN, -61), (Move.OUT, 241)):
        with pytest.raises(RuleBroken, check=lambda broken: broken.code is HoursRefusal.SIGN_IN_CLOSED):
            attendance.note_at_kiosk(kiosk, mine.code, move, NOW + minute * MINUTE, now=LATER)
    count.count_shifts(LATER)
    with pytest.raises(RuleBroken, check=lambda broken: broken.code is HoursRefusal.COUNTED_ALREADY):
        attendance.note_at_kiosk(kiosk, mine.code, Move.OUT, NOW + 120 * MINUTE, now=LATER)
    assert session.get_one(Attendance, mine.id).left_at == NOW + 60 * MINUTE


def test_whom_somebody_noted_absent_is_not_counted_whatever_marks_there_are(session: Session, cast: Cast) -> None:
    mine = serve(session, cast.resident, cast.base)
    attendance.sign(mine.code, Move.IN, shift_code(mine.shift_id, NOW), by=cast.resident, now=NOW)
    count.mark_absent(mine.code, is_excused=True, by=cast.manager, now=NOW + 181 * MINUTE)
    assert (count.count_shifts(LATER), session.query(HoursEntry).count()) == (0, 0)


def body(mine: Assignment, *notes: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {"pass": pass_of(mine), "sent": int(HOME.timestamp()), "notes": list(notes)} | changed


def test_the_telephone_sends_and_is_told_and_strange_input_is_refused(session: Session, cast: Cast, page: Page) -> None:
    mine, other = serve(session, cast.resident, cast.base), serve(session, cast.neighbour, cast.base)
    page.sign_in(cast.resident).get(f"/en/volunteer/sign/{mine.code}")
    assert "Guide" in page.text() and "讲解员" not in page.text()
    assert len(page.all("div", **{"data-pass": pass_of(mine)})) == 1
    address, device = f"/volunteer/sign/{mine.code}/notes", page.app.test_client()
    digits = shift_code(mine.shift_id, NOW)
    right = {"nonce": "a" * 16, "move": "in", "digits": digits, "at": int(NOW.timestamp())}
    with clock.frozen_at(HOME):
        answer = device.post(address, json=body(mine, right)).get_json()["answers"]["a" * 16]
        assert answer == {"verdict": "mark", "words": "签到成功，谢谢您来！"}
        wrong: list[Any] = [
            [], "x", body(mine, right | {"move": "undo"}), body(mine, right | {"at": True}), body(mine, notes={}),
            body(mine, right | {"at": 1e30}), body(mine, right | {"digits": "１２３４５６"}), body(mine, sent=-1),
            body(mine, right | {"nonce": "\x00" * 16}), body(mine, *[right] * 11),
        ]  # fmt: skip
        assert {device.post(address, json=bad).status_code for bad in wrong} == {400}
        assert device.post(address, data="x" * 20_000, content_type="application/json").status_code == 413
        for strange in (body(mine, right, **{"pass": pass_of(other)}), body(mine, right, **{"pass": "\ud800"})):
            assert device.post(address, json=strange).status_code == 410
        said = right | {"nonce": "b" * 16, "move": "out", "digits": "000000"}
        assert device.post(address, json=body(mine, said)).get_json()["answers"]["b" * 16]["verdict"] == "said"
        page.get(f"/volunteer/sign/{mine.code}")
        assert "数字和当时屏幕上的不一样" in page.text()
    with clock.frozen_at(LATER):
        count.count_shifts(LATER)
        page.sign_in(cast.manager).get("/manage/hours")
        assert "后来送到" in page.text() and "没有签退" in page.text()
        page.post(f"/manage/hours/{mine.code}", {f"a{mine.id}-what": "seen"})
        page.get("/manage/hours")
        assert "后来送到" not in page.text()
    with clock.frozen_at(NOW + timedelta(days=8)):
        assert device.post(address, json=body(mine, right)).status_code == 410
    assert device.get("/volunteer/sign/worker.js").mimetype == "text/javascript"
