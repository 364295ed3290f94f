"""What a critic broke: what changes in the middle, other people's buttons, and far too much of everything."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts import services as accounts
from sciencepop.accounts.models import Message, Person
from sciencepop.core import clock, jobs
from sciencepop.core import invariants as doctor
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from sciencepop.volunteers import invariants, services
from sciencepop.volunteers.models import (
    AssignmentState,
    ChangeKind,
    RosterChange,
    RosterRun,
    RunState,
    ServiceProof,
    ShiftState,
    Volunteer,
)
from sciencepop.volunteers.queries.assignments import find_swap
from sciencepop.volunteers.rules.hours import HoursRefusal
from sciencepop.volunteers.rules.proofs import ProofRefusal, ProofState
from sciencepop.volunteers.services import attendance, guardians, hours, proofs
from sciencepop.volunteers.services import proof_objections as objections
from sciencepop.volunteers.services.attendance import Move
from sciencepop.volunteers.shift_codes import shift_code
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_person
from tests.page import Page
from tests.statements import counted
from tests.volunteers.people import assignment_of, make_assignment, make_shift, make_volunteer
from tests.volunteers.served import count_entry, serve

S = AssignmentState
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
DAYS = (date(2026, 10, 1), date(2026, 10, 10))


def make_minor(session: Session) -> Person:
    return make_volunteer(session, make_person(session, name="小周"), birth_year=2010, birth_month=3)


def test_a_guardian_who_takes_the_consent_back_takes_the_minor_out_of_what_is_to_come(
    session: Session, cast: Cast
) -> None:
    minor, waiting = make_minor(session), make_volunteer(session)
    session.commit()
    token = guardians.guardian_token(session.get_one(Volunteer, minor.id))
    words = {"accepts": True, "language": "zh", "now": NOW}
    services.consent_online(minor.id, token, "周爸爸", by=cast.neighbour, **words)
    shift = make_shift(session, cast.base, roles={"helper": 1})
    mine = make_assignment(session, shift, minor)
    session.commit()
    services.sign_up(shift.needs[0].id, by=waiting, language="zh", now=NOW, waiting_allowed=True)
    services.end_consent(minor.id, by=cast.neighbour, now=NOW)
    assert mine.state is S.WITHDRAWN
    told = {row.address: row.subject for row in session.query(OutboxMessage).order_by(OutboxMessage.id)}
    assert told[minor.addresses[0].value] == "监护人撤回了对您志愿服务的同意"
    assert "为您留了一个位置" in told[waiting.addresses[0].value]
    assert invariants.checks() == []


def test_a_minor_consents_for_no_other_minor(session: Session, cast: Cast) -> None:
    minor, friend = make_minor(session), make_minor(session)
    session.commit()
    token = guardians.guardian_token(session.get_one(Volunteer, minor.id))
    with pytest.raises(NotFound):
        services.consent_online(minor.id, token, "冒充的", accepts=True, language="zh", by=friend, now=NOW)


def test_who_signed_in_early_hears_that_the_shift_is_called_off(session: Session, cast: Cast) -> None:
    mine = serve(session, cast.resident, cast.base, starts_at=NOW + timedelta(minutes=30))
    mine.shift.state = ShiftState.OPEN
    session.commit()
    attendance.mark(mine.code, Move.IN, by=cast.manager, now=NOW)
    assert services.cancel_shift(mine.shift_id, "下大雨", by=cast.manager, now=NOW) == 1
    assert (mine.state, session.query(OutboxMessage).one().subject) == (S.CALLED_OFF, "班次取消：“科技节开幕”")


def test_who_runs_the_base_proves_nothing_by_the_code(session: Session, cast: Cast) -> None:
    own = serve(session, cast.manager, cast.base)
    with pytest.raises(RuleBroken, check=lambda broken: broken.code is HoursRefusal.CODE_KNOWN):
        attendance.sign(own.code, Move.IN, shift_code(own.shift_id, NOW), by=cast.manager, now=NOW)


def test_no_proof_is_asked_for_or_made_without_a_name(session: Session, cast: Cast) -> None:
    count_entry(session, serve(session, cast.resident, cast.base), 95)
    code = proofs.request_proof(*DAYS, by=cast.resident, now=NOW)
    cast.resident.name = ""
    session.commit()
    with pytest.raises(RuleBroken, check=lambda broken: broken.code is ProofRefusal.NAME_MISSING):
        proofs.request_proof(*DAYS, by=cast.resident, now=NOW)
    assert proofs.publish([code], by=cast.officer, now=NOW) == 0
    with pytest.raises(RuleBroken, check=lambda broken: broken.code is ProofRefusal.NOTHING_TO_PROVE):
        proofs.publish_batch(DAYS[0], date(2026, 10, 9), base_id=None, title="节", by=cast.officer, now=NOW)


def test_one_proof_that_cannot_be_issued_keeps_no_other_from_it(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person in (cast.resident, cast.neighbour):
        count_entry(session, serve(session, person, cast.base), 95)
    proofs.publish_batch(*DAYS, base_id=None, title="节", by=cast.officer, now=NOW)
    first = session.query(ServiceProof.code).order_by(ServiceProof.id).first()
    assert first
    real = proofs.lock_proof

    def broken(session: Session, code: str) -> ServiceProof:
        if code == first[0]:
            raise RuntimeError("a page of the database is broken")
        return real(session, code)

    monkeypatch.setattr(proofs, "lock_proof", broken)
    assert proofs.issue_due(NOW + timedelta(days=7)) == 1


def test_what_is_nested_too_deeply_is_no_json(session: Session, cast: Cast, page: Page) -> None:
    mine = serve(session, cast.resident, cast.base)
    answer = page.client.post(f"/volunteer/sign/{mine.code}/notes", data="[" * 16_000, content_type="application/json")
    assert answer.status_code == 400


def test_a_base_far_down_the_list_is_found_by_its_filter(session: Session, cast: Cast, page: Page) -> None:
    for _number in range(201):
        make_shift(session, cast.base)
    make_shift(session, cast.other_base, starts_in=timedelta(days=30), title_zh="很久以后的班次")
    session.commit()
    page.get("/volunteer?base=kejiguan")
    assert "很久以后的班次" in page.text() and "松江科技馆" in page.text()
    page.get("/volunteer?base=%00&role=%00")
    assert "很久以后的班次" not in page.text()


def queries_of(page: Page, address: str) -> int:
    """How many statements a page takes."""
    with counted("SELECT") as statements:
        page.get(address)
    return len(statements)


def test_the_lists_of_hours_take_as_many_queries_for_many_as_for_few(session: Session, cast: Cast, page: Page) -> None:
    addresses = {
        cast.manager: ("/manage/hours", "/manage/hours/claims"),
        cast.officer: ("/manage/proofs", "/volunteer/proofs/published"),
        cast.resident: ("/volunteer/hours",),
    }
    taken = []
    for number in range(8):
        starts_at = NOW - timedelta(days=2 + number)
        serve(session, cast.neighbour, cast.base, starts_at=starts_at)
        entry = count_entry(session, serve(session, cast.resident, cast.base, starts_at=starts_at), 120)
        hours.dispute(entry.code, 150, "多了半小时", by=cast.resident, now=NOW)
        proof = ServiceProof(
            code=f"P{number:07d}", person_id=cast.neighbour.id, from_on=DAYS[0], until_on=DAYS[1], requested_at=NOW,
            state=ProofState.PUBLISHED, name="老李", minutes=60, published_at=NOW, publish_until=NOW + WEEK,
        )  # fmt: skip
        session.add(proof)
        session.commit()
        objections.object_to(proof.id, "那天没有来", by=cast.manager, now=NOW)
        session.expire_all()
        if number in (0, 1, 7):
            taken.append([queries_of(page.sign_in(who), one) for who, places in addresses.items() for one in places])
    assert taken[1] == taken[2]  # the first of all also reads what every page keeps


def test_an_account_that_closes_in_the_middle_of_everything_leaves_nothing_hanging(
    session: Session, cast: Cast
) -> None:
    goes, next_one = make_volunteer(session), make_volunteer(session)
    session.commit()
    past = count_entry(session, serve(session, goes, cast.base, starts_at=NOW - WEEK), 120)
    here = serve(session, goes, cast.base, starts_at=NOW - HOUR)
    shift, other = (make_shift(session, cast.base, starts_in=days * DAY, roles={"helper": 1}) for days in (3, 20))
    mine = make_assignment(session, shift, goes)
    waits = make_assignment(session, shift, next_one, S.WAITING)
    theirs = make_assignment(session, other, next_one)
    values = {"from_on": clock.today(), "until_on": clock.today() + WEEK, "created_by": cast.manager.id}
    run = RosterRun(code="ROSTER2345", base_id=cast.base.id, created_at=NOW, **values)
    run.state, run.decided_by, run.decided_at = RunState.PUBLISHING, cast.manager.id, NOW
    run.changes = [RosterChange(kind=ChangeKind.ADD, person_id=goes.id, need_id=other.needs[0].id)]
    session.add(run)
    session.commit()
    attendance.mark(here.code, Move.IN, by=cast.manager, now=NOW - HOUR)
    hours.dispute(past.code, 150, "晚走了半小时", by=goes, now=NOW)
    proof = proofs.request_proof(clock.today() - WEEK, clock.today(), by=goes, now=NOW)
    proofs.publish([proof], by=cast.officer, now=NOW)
    services.offer_swap(mine.code, {theirs.need_id}, by=goes, now=NOW)
    accounts.close_account(session.get_one(Person, goes.id), NOW)
    assert (assignment_of(mine.code).state, assignment_of(waits.code).state) == (S.WITHDRAWN, S.OFFERED)
    assert find_swap(session, mine.id) is None
    later = NOW + WEEK + HOUR
    with clock.frozen_at(later):
        assert [jobs.run_minutely(later), jobs.run_daily(later), jobs.run_minutely(later)] == [0, 0, 0]
        ours = {name: check for name, check in doctor.checks().items() if not name.startswith("district")}
        broken = {name: found for name, check in ours.items() if (found := check())}
    assert assignment_of(here.code).state is S.COMPLETED
    assert session.scalars(select(RosterChange.reason)).all() == ["not_a_volunteer"]
    assert session.scalars(select(ServiceProof.state)).all() == [ProofState.WITHDRAWN]
    assert broken == {}
    assert session.scalars(select(Message.subject).where(Message.person_id == goes.id)).all() == []
