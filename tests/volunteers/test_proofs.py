"""Proofs of service: published, issued, checked, revoked, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from sciencepop.core import documents
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from sciencepop.volunteers import hours_invariants
from sciencepop.volunteers.models import NumberState, ServiceProof, Volunteer
from sciencepop.volunteers.proof_paper import KIND, is_intact
from sciencepop.volunteers.rules.proofs import ProofRefusal, ProofState, digest_of
from sciencepop.volunteers.services import hours, proofs
from sciencepop.volunteers.services.hours_privacy import export_hours, leave_hours
from tests.cast import Cast
from tests.conftest import NOW
from tests.volunteers.served import count_entry, serve

FROM, UNTIL = date(2026, 10, 1), date(2026, 10, 10)
WEEK = timedelta(days=7)
S = ProofState


def refused(code: ProofRefusal) -> pytest.RaisesContext[RuleBroken]:
    return pytest.raises(RuleBroken, check=lambda broken: broken.code is code)


@pytest.fixture
def ask(session: Session, cast: Cast) -> Callable[[], str]:
    """The resident, who served 95 minutes, asks for a proof."""
    count_entry(session, serve(session, cast.resident, cast.base), 95)
    return lambda: proofs.request_proof(FROM, UNTIL, by=cast.resident, now=NOW)


def get(session: Session, code: str) -> ServiceProof:
    return session.query(ServiceProof).filter_by(code=code).one()


def issue(session: Session, cast: Cast, code: str) -> ServiceProof:
    proofs.publish([code], by=cast.officer, now=NOW)
    assert proofs.issue_due(NOW + WEEK) == 1
    return get(session, code)


def test_a_proof_is_issued_after_seven_days_with_a_number_and_a_signature(
    session: Session, cast: Cast, ask: Callable[[], str]
) -> None:
    code = ask()
    assert (proofs.publish([code], by=cast.resident, now=NOW), proofs.publish([code], by=cast.officer, now=NOW)) == (
        0,
        1,
    )
    assert proofs.issue_due(NOW + WEEK - timedelta(seconds=1)) == 0
    assert [proofs.issue_due(NOW + WEEK), proofs.issue_due(NOW + WEEK)] == [1, 0]
    proof = get(session, code)
    assert (proof.state, proof.serial) == (S.ISSUED, "SJZY-2026-000001")
    said = proof.payload
    assert (said["volunteer"], said["service"]["hours"]) == ({"name": "陈小雨妈妈", "number": ""}, "1.5")
    assert said["service"]["entries"] == [{"on": "2026-10-10", "what": "科技节开幕", "role": "讲解员", "minutes": 95}]
    assert said["issuer"]["handler"] == "区科协小王"
    assert is_intact(proof) and proof.digest == digest_of(said)
    assert documents.make_wanted(NOW + WEEK) == 1
    assert (documents.find_content(session, KIND, code) or b"").startswith(b"%PDF")
    assert [row.subject for row in session.query(OutboxMessage).order_by(OutboxMessage.id)] == [
        "您的志愿服务证明正在内部公示",
        "您的志愿服务证明已经出具",
    ]
    assert hours_invariants.checks() == []


def test_hours_that_change_meanwhile_are_published_again(session: Session, cast: Cast, ask: Callable[[], str]) -> None:
    code = ask()
    proofs.publish([code], by=cast.officer, now=NOW)
    entry = session.query(ServiceProof.person_id).scalar()
    hours.add_training(
        entry, minutes=60, credit_minutes=0, served_on=UNTIL, what="培训", reason="签到表上有", base_id=None,
        by=cast.officer, now=NOW,
    )  # fmt: skip
    assert (proofs.issue_due(NOW + WEEK), get(session, code).state) == (0, S.REQUESTED)
    proofs.publish([code], by=cast.officer, now=NOW + WEEK)
    assert proofs.issue_due(NOW + WEEK + WEEK) == 1
    assert get(session, code).payload["service"]["hours"] == "2.5"


def test_a_confirmed_number_stands_on_the_proof(session: Session, cast: Cast, ask: Callable[[], str]) -> None:
    volunteer = session.get_one(Volunteer, cast.resident.id)
    volunteer.number, volunteer.number_state = "310117000012", NumberState.VERIFIED
    session.commit()
    assert issue(session, cast, ask()).payload["volunteer"]["number"] == "310117000012"


def test_a_revoked_proof_keeps_its_number_loses_its_file_and_may_be_made_anew(
    session: Session, cast: Cast, ask: Callable[[], str]
) -> None:
    code = ask()
    issue(session, cast, code)
    with refused(ProofRefusal.REASON_MISSING):
        proofs.revoke_proof(code, "错", is_made_anew=True, by=cast.officer, now=NOW + WEEK)
    proofs.revoke_proof(code, "姓名写错了", is_made_anew=True, by=cast.officer, now=NOW + WEEK)
    with refused(ProofRefusal.NOT_NOW):
        proofs.revoke_proof(code, "姓名写错了", is_made_anew=True, by=cast.officer, now=NOW + WEEK)
    old = get(session, code)
    assert (old.state, old.serial, documents.find_content(session, KIND, code)) == (S.REVOKED, "SJZY-2026-000001", None)
    fresh = session.query(ServiceProof).filter_by(supersedes_id=old.id).one()
    proofs.publish([fresh.code], by=cast.officer, now=NOW + WEEK)
    proofs.issue_due(NOW + WEEK + WEEK)
    assert (fresh.serial, fresh.payload["notes"]) == ("SJZY-2026-000002", "代替已撤销的 SJZY-2026-000001")
    assert hours_invariants.checks() == []


def test_a_request_is_refused_with_a_reason_or_taken_back(session: Session, cast: Cast, ask: Callable[[], str]) -> None:
    first, second = ask(), ask()
    proofs.publish([first], by=cast.officer, now=NOW)
    proofs.refuse_proof(first, "有人提出异议，正在核实", by=cast.officer, now=NOW)
    proofs.withdraw_request(second, by=cast.resident, now=NOW)
    assert [get(session, code).state for code in (first, second)] == [S.REFUSED, S.WITHDRAWN]
    assert proofs.issue_due(NOW + WEEK) == 0
    with refused(ProofRefusal.NOT_NOW):
        proofs.withdraw_request(first, by=cast.resident, now=NOW)


def test_a_batch_gives_everybody_who_served_one_and_nobody_two(session: Session, cast: Cast) -> None:
    for person, minutes in ((cast.resident, 60), (cast.neighbour, 20), (cast.desk, 90), (cast.officer, 90)):
        count_entry(session, serve(session, person, cast.base), minutes)
    batch = {"base_id": None, "title": "2026 年科技节", "by": cast.officer, "now": NOW}
    assert proofs.publish_batch(FROM, UNTIL, **batch) == 2
    with refused(ProofRefusal.NOTHING_TO_PROVE):
        proofs.publish_batch(FROM, UNTIL, **batch)
    assert proofs.issue_due(NOW + WEEK) == 2
    numbers = session.query(ServiceProof.person_id, ServiceProof.serial_number).order_by(ServiceProof.id)
    assert [tuple(row) for row in numbers] == [(cast.resident.id, 1), (cast.desk.id, 2)]


def test_the_doctor_sees_a_proof_that_was_tampered_with_or_published_too_shortly(
    session: Session, cast: Cast, ask: Callable[[], str]
) -> None:
    proof = issue(session, cast, ask())
    changed = proof.payload | {"serial": "SJZY-2026-000009"}
    session.execute(update(ServiceProof).values(payload=changed, published_at=NOW + timedelta(days=3), serial_number=3))
    session.commit()
    assert hours_invariants.checks() == [
        "Proof SJZY-2026-000001 is not what was signed.",
        "Proof SJZY-2026-000001 was published for less than 7 days.",
        "The register of 2026 goes to 3, but has 1 proofs.",
    ]


def test_who_leaves_takes_everything_along_and_the_register_stays(
    session: Session, cast: Cast, ask: Callable[[], str]
) -> None:
    code, waiting = ask(), ask()
    issue(session, cast, code)
    taken = export_hours(session, cast.resident)
    assert [(row["state"], row["serial"]) for row in taken["proofs"]] == [
        ("requested", None),
        ("issued", "SJZY-2026-000001"),
    ]
    assert [row["minutes"] for row in taken["entries"]] == [95]
    leave_hours(session, cast.resident, NOW)
    session.commit()
    assert [get(session, one).state for one in (code, waiting)] == [S.ISSUED, S.WITHDRAWN]
    assert documents.find_content(session, KIND, code) is None
