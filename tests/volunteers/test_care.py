"""Briefings, messages, thanks, feedback, notes and sanctions on real rows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts import services as accounts
from sciencepop.accounts.models import Message, Person
from sciencepop.accounts.privacy import exported
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.errors import RuleBroken
from sciencepop.volunteers import care_invariants, invariants
from sciencepop.volunteers import services as volunteers
from sciencepop.volunteers.messages import sentence
from sciencepop.volunteers.models import (
    AssignmentState,
    Audience,
    Decision,
    NoteKind,
    Shift,
    ShiftFeedback,
    ShiftMessage,
    VolunteerNote,
    VolunteerSanction,
)
from sciencepop.volunteers.queries import care as queries
from sciencepop.volunteers.rules.care import CareRefusal, Tick
from sciencepop.volunteers.rules.refusals import Refusal
from sciencepop.volunteers.services import feedback, milestones, sanctions, team
from sciencepop.volunteers.services.reminders import remind_due
from sciencepop.volunteers.services.team import Briefing
from tests.accounts.post import letters_to
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_grant, make_person
from tests.volunteers.people import assignment_of, make_assignment, make_shift, make_volunteer, wish_of
from tests.volunteers.served import count_entry, serve

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TODAY = date(2026, 10, 10)
LATER = NOW + timedelta(hours=6)
R, S = CareRefusal, AssignmentState


def refused(call: Any, *arguments: Any, **options: Any) -> Any:
    with pytest.raises(RuleBroken) as caught:
        call(*arguments, **options)
    db.session.rollback()
    return caught.value.code


def subjects_to(person: Person) -> list[str]:
    return [letter.subject for letter in letters_to(person.addresses[0].value)]


@pytest.fixture
def people(session: Session) -> list[Person]:
    found = [make_volunteer(session) for _ in range(3)]
    session.commit()
    return found


@pytest.fixture
def shift(session: Session, cast: Cast, people: list[Person]) -> Shift:
    """The first is certain, the second waits, the third was called off."""
    found = make_shift(session, cast.base, roles={"helper": 3})
    for person, state in zip(people, (S.CONFIRMED, S.WAITING, S.CALLED_OFF), strict=True):
        make_assignment(session, found, person, state)
    session.commit()
    return found


def code_of(shift: Shift, person: Person) -> str:
    rows = queries.list_expected(db.session(), shift.id)
    return next(row.code for row in rows if row.person_id == person.id)


def test_the_certain_are_told_of_each_change_of_a_published_briefing(
    session: Session, cast: Cast, shift: Shift, people: list[Person]
) -> None:
    by: dict[str, Any] = {"by": cast.manager, "now": NOW}
    assert team.save_briefing(shift.id, Briefing("带水杯", "A cup"), **by) == 1
    assert team.save_briefing(shift.id, Briefing("带水杯", "A cup"), **by) == 0
    assert team.save_briefing(shift.id, Briefing("带水杯", "A cup", "找小王"), **by) == 1
    assert len(subjects_to(people[0])) == 2
    assert subjects_to(people[1]) == subjects_to(people[2]) == []
    body = letters_to(people[0].addresses[0].value)[-1].body
    assert "请带：带水杯" in body and "到了找谁：找小王" in body
    volunteers.cancel_shift(shift.id, "下雨", **by)
    assert refused(team.save_briefing, shift.id, Briefing("雨伞"), **by) is R.SHIFT_OFF


def test_the_certain_are_reminded_once_on_the_evening_before_with_the_briefing(
    session: Session, cast: Cast, shift: Shift, people: list[Person]
) -> None:
    team.save_briefing(shift.id, Briefing("带水杯", "A cup"), by=cast.manager, now=NOW)
    evening = shift.starts_at - DAY + 8 * HOUR
    assert clock.local(evening).hour == 18
    late = make_assignment(session, shift, make_volunteer(session))
    late.changed_at = evening + HOUR
    session.commit()
    for too_early in (evening - HOUR / 60, evening - DAY, evening + 3 * HOUR):
        assert remind_due(too_early) == 0
    assert [remind_due(evening + 2 * HOUR), remind_due(evening + 2 * HOUR)] == [1, 0]
    letter = letters_to(people[0].addresses[0].value)[-1]
    assert letter.subject.startswith("明天见") and "请带：带水杯" in letter.body
    assert letter.not_after == evening + 3 * HOUR
    volunteers.edit_shift(
        shift.id, wish_of(shift, by=DAY), {}, seen=str(shift.sequence), by=cast.manager, now=evening + 2 * HOUR
    )
    assert remind_due(evening + DAY) == 2
    assert len([subject for subject in subjects_to(people[0]) if "明天见" in subject]) == 2
    assert not [subject for subject in subjects_to(people[1]) if "明天见" in subject]


def test_a_message_reaches_whom_it_is_for_and_stays_on_their_page_alone(
    session: Session, cast: Cast, shift: Shift, people: list[Person]
) -> None:
    by: dict[str, Any] = {"by": cast.manager, "now": NOW}
    assert team.write_to_team(shift.id, Audience.CERTAIN, "请走东门进来", **by) == 1
    assert team.write_to_team(shift.id, Audience.EVERYBODY, "天气很热多带水", **by) == 2
    assert [len(subjects_to(person)) for person in people] == [2, 1, 0]
    assert refused(team.write_to_team, shift.id, Audience.CERTAIN, "嗯", **by) is R.WORDS_MISSING
    team.write_to_team(shift.id, Audience.CERTAIN, "明天再说一次", **by)
    assert refused(team.write_to_team, shift.id, Audience.CERTAIN, "第四次写信", **by) is R.TOO_MANY_MESSAGES
    tomorrow = NOW + DAY
    assert team.write_to_team(shift.id, Audience.CERTAIN, "第四次写信", by=cast.manager, now=tomorrow) == 1
    rows = {row.person_id: row for row in queries_of(shift)}
    seen = [[one.words for one in queries.list_messages_for(session, rows[person.id])] for person in people]
    assert [len(words) for words in seen] == [4, 1, 0]


def queries_of(shift: Shift) -> Any:
    from sciencepop.volunteers.models import Assignment

    return db.session.scalars(select(Assignment).where(Assignment.shift_id == shift.id)).all()


def test_a_volunteer_writes_back_by_the_site_and_no_address_is_shown(
    session: Session, cast: Cast, shift: Shift, people: list[Person]
) -> None:
    person, other = people[0], people[1]
    code = code_of(shift, person)
    by: dict[str, Any] = {"by": person, "now": NOW}
    assert refused(team.write_to_one, code, "没有人问过", by=cast.manager, now=NOW) is R.NOBODY_THERE
    for _ in range(3):
        team.write_to_coordinators(code, "可以带弟弟来吗", **by)
    assert refused(team.write_to_coordinators, code, "可以带弟弟来吗", **by) is R.TOO_MANY_MESSAGES
    with pytest.raises(NotFound):
        team.write_to_coordinators(code, "不是我的班次", by=other, now=NOW)
    session.rollback()
    letter = letters_to(cast.manager.addresses[0].value)[-1]
    assert "可以带弟弟来吗" in letter.body and person.addresses[0].value not in letter.body
    assert team.write_to_one(code, "弟弟要满十四岁", by=cast.manager, now=NOW) == shift.id
    answer = letters_to(person.addresses[0].value)[-1]
    assert "弟弟要满十四岁" in answer.body and cast.manager.addresses[0].value not in answer.body
    gone = next(row.code for row in queries_of(shift) if row.person_id == people[2].id)
    assert refused(team.write_to_coordinators, gone, "我还能来吗", by=people[2], now=NOW) is R.SHIFT_OFF
    assert care_invariants.checks() == []


def test_those_who_came_are_thanked_once_and_may_say_how_it_was(session: Session, cast: Cast) -> None:
    mine = serve(session, cast.resident, cast.base)
    by: dict[str, Any] = {"by": cast.manager, "now": LATER}
    assert refused(team.thank_shift, mine.shift_id, "谢谢大家", by=cast.manager, now=NOW) is R.NOT_COUNTED
    assert refused(team.thank_shift, mine.shift_id, "谢谢大家", **by) is R.NOBODY_THERE
    say: dict[str, Any] = {"by": cast.resident, "now": LATER}
    assert refused(feedback.give_feedback, mine.code, [Tick.SAFE], "很好", **say) is R.FEEDBACK_CLOSED
    mine.state = S.COMPLETED
    session.commit()
    assert team.thank_shift(mine.shift_id, "谢谢大家", **by) == 1
    assert refused(team.thank_shift, mine.shift_id, "谢谢大家", **by) is R.THANKED_ALREADY
    assert subjects_to(cast.resident)[-1].startswith("谢谢您来")
    feedback.give_feedback(mine.code, [Tick.SAFE], "很好", **say)
    feedback.give_feedback(mine.code, [Tick.AGAIN, Tick.SAFE], "还行", **say)
    row = session.scalars(select(ShiftFeedback)).one()
    assert (row.ticks, row.words) == (["safe", "again"], "还行")
    assert queries.read_verdict(session, mine.shift_id).lines == ()
    taken = exported(session, cast.resident)["volunteer_care"]
    assert taken["feedback"] == [{"shift": "科技节开幕", "ticks": ["safe", "again"], "words": "还行"}]


def test_hours_are_thanked_for_once_and_the_highest_alone(session: Session, cast: Cast) -> None:
    for _ in range(4):
        count_entry(session, serve(session, cast.resident, cast.base), 900)
    assert [milestones.thank_for_hours(NOW) for _ in range(2)] == [1, 0]
    assert subjects_to(cast.resident) == ["您的志愿服务满 50 小时了，谢谢您！"]
    assert queries.list_milestones(session, cast.resident.id) == {10, 50}


def test_a_note_is_read_and_answered_once_by_whom_it_is_about(session: Session, cast: Cast) -> None:
    mine = serve(session, cast.resident, cast.base)
    by: dict[str, Any] = {"by": cast.manager, "now": NOW}
    early = {"by": cast.manager, "now": NOW - DAY}
    assert refused(feedback.write_note, mine.code, NoteKind.PRAISE, "讲得很好", **early) is R.NOT_BEGUN
    own = {"by": cast.resident, "now": NOW}
    assert refused(feedback.write_note, mine.code, NoteKind.PRAISE, "讲得很好", **own) is R.OWN_NOTE
    feedback.write_note(mine.code, NoteKind.CONCERN, "来得太晚", **by)
    assert refused(feedback.write_note, mine.code, NoteKind.CONCERN, "又来晚了", **by) is R.NOTED_ALREADY
    feedback.write_note(mine.code, NoteKind.PRAISE, "讲得很好", **by)
    note = session.scalars(select(VolunteerNote).where(VolunteerNote.kind == NoteKind.CONCERN)).one()
    with pytest.raises(NotFound):
        feedback.answer_note(note.code, "路上堵车", by=cast.neighbour, now=NOW)
    session.rollback()
    feedback.answer_note(note.code, "路上堵车", by=cast.resident, now=NOW)
    assert refused(feedback.answer_note, note.code, "真的堵车", by=cast.resident, now=NOW) is R.ANSWERED_ALREADY
    assert subjects_to(cast.resident)[0].startswith("负责人给您的意见")
    assert feedback.forget_notes(NOW + timedelta(days=731)) == 2


def set_on(person: Person, by: Person, *, days: int = 10, **changed: Any) -> str:
    values = {"rule": "absent", "facts": "十月五日和六日没有来", "from_on": TODAY, "until_on": TODAY + days * DAY}
    return sanctions.set_sanction(person.id, sanctions.SanctionWish(**(values | changed)), by=by, now=NOW)


def test_a_sanction_refuses_sign_up_by_its_rule_and_others_hear_nothing_of_it(
    session: Session, cast: Cast, people: list[Person]
) -> None:
    person, far = people[0], make_shift(session, cast.base, starts_in=timedelta(days=40))
    session.commit()
    set_on(person, cast.officer)
    with pytest.raises(RuleBroken) as caught:
        volunteers.sign_up(far.needs[0].id, by=person, language="zh", now=NOW)
    session.rollback()
    words = sentence(caught.value)
    assert "10月20日" in words and "半年内两次没有请假也没有到" in words
    assign = (volunteers.assign, far.needs[0].id, person.id)
    assert refused(*assign, by=cast.manager, now=NOW) is Refusal.NOT_NOW
    with clock.frozen_at(NOW + 11 * DAY):
        assert volunteers.sign_up(far.needs[0].id, by=person, language="zh", now=clock.now())
    told = session.scalars(select(Message).where(Message.person_id == person.id)).all()
    assert "关于您的志愿服务，有一个通知" in {row.subject for row in told}
    leaders = set_on(people[1], cast.officer, rule="duty")
    assert volunteers.sign_up(far.needs[0].id, by=people[1], language="zh", now=NOW)
    assert session.scalars(select(VolunteerSanction).where(VolunteerSanction.code == leaders)).one().roles
    make_volunteer(session, cast.officer)
    session.commit()
    assert refused(set_on, cast.officer, cast.officer) is R.OWN_SANCTION


def test_what_somebody_has_stays_or_goes_to_the_next_as_the_officer_ticks(
    session: Session, cast: Cast, people: list[Person]
) -> None:
    person, waiting = people[0], people[1]
    soon = make_shift(session, cast.base, starts_in=timedelta(days=3), roles={"helper": 1})
    far = make_shift(session, cast.base, starts_in=timedelta(days=30), roles={"helper": 1})
    mine, other = make_assignment(session, soon, person), make_assignment(session, far, person)
    next_one = make_assignment(session, soon, waiting, S.WAITING)
    session.commit()
    codes = mine.code, other.code, next_one.code
    kept = set_on(person, cast.officer)
    assert assignment_of(codes[0]).state is S.CONFIRMED
    sanctions.lift_sanction(kept, "记错了人", by=cast.officer, now=NOW)
    set_on(person, cast.officer, gives_back=True)
    states = [assignment_of(code).state for code in codes]
    assert states == [S.CALLED_OFF, S.CONFIRMED, S.OFFERED]
    assert "已让给别人：“植物园导览" in letters_to(person.addresses[0].value)[-1].body
    assert invariants.checks() == []
    assert care_invariants.checks() == []


def test_another_officer_decides_the_one_appeal(session: Session, cast: Cast, people: list[Person]) -> None:
    person, second = people[0], make_person(session, name="区科协小张")
    make_grant(session, second)
    session.commit()
    code = set_on(person, cast.officer)
    ask: dict[str, Any] = {"by": person, "now": NOW}
    decide = (sanctions.decide_sanction, code, Decision.GRANTED, "查过签到表")
    assert refused(*decide, by=second, now=NOW) is R.APPEAL_DECIDED
    with pytest.raises(NotFound):
        sanctions.appeal_sanction(code, "不是我的事", by=people[1], now=NOW)
    session.rollback()
    late = {"by": person, "now": NOW + 16 * DAY}
    assert refused(sanctions.appeal_sanction, code, "我请过假的", **late) is R.APPEAL_OVER
    sanctions.appeal_sanction(code, "我请过假的", **ask)
    assert (len(subjects_to(second)), subjects_to(cast.officer)) == (1, [])
    assert refused(sanctions.appeal_sanction, code, "我请过假的", **ask) is R.APPEAL_OVER
    assert refused(*decide, by=cast.officer, now=NOW) is R.SAME_OFFICER
    sanctions.decide_sanction(code, Decision.GRANTED, "查过签到表", by=second, now=NOW)
    assert "您的申诉成立" in letters_to(person.addresses[0].value)[-1].body
    shift = make_shift(session, cast.base)
    session.commit()
    assert volunteers.sign_up(shift.needs[0].id, by=person, language="zh", now=NOW)
    assert refused(sanctions.lift_sanction, code, "再结束一次", by=second, now=NOW) is R.APPEAL_DECIDED


def test_sanctions_and_words_go_with_the_account_and_with_time(
    session: Session, cast: Cast, shift: Shift, people: list[Person]
) -> None:
    person = people[0]
    team.write_to_coordinators(code_of(shift, person), "可以带弟弟来吗", by=person, now=NOW)
    set_on(person, cast.officer)
    set_on(people[1], cast.officer)
    taken = exported(session, person)["volunteer_care"]
    assert [row["facts"] for row in taken["sanctions"]] == ["十月五日和六日没有来"]
    assert [row["words"] for row in taken["messages"]] == ["可以带弟弟来吗"]
    accounts.close_account(person, NOW)
    assert session.scalars(select(ShiftMessage)).all() == []
    assert [row.person_id for row in session.scalars(select(VolunteerSanction))] == [people[1].id]
    assert sanctions.forget_sanctions(NOW + timedelta(days=375)) == 0
    assert sanctions.forget_sanctions(NOW + timedelta(days=376)) == 1
