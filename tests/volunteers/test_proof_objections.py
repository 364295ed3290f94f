"""Objections while a proof is published: they hold it, an officer decides, the volunteer is told, nobody is named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from sciencepop.core import clock
from sciencepop.core.audit import AuditRow
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from sciencepop.volunteers import hours_invariants
from sciencepop.volunteers.models import ProofObjection, ServiceProof
from sciencepop.volunteers.rules.proofs import Outcome, ProofRefusal, ProofState
from sciencepop.volunteers.services import proof_objections as services
from sciencepop.volunteers.services import proofs
from sciencepop.volunteers.services.hours_privacy import export_hours, leave_hours
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_grant, make_person
from tests.page import Page
from tests.volunteers.served import count_entry, serve

FROM, UNTIL = date(2026, 10, 1), date(2026, 10, 10)
WEEK = timedelta(days=7)
P, S = ProofRefusal, ProofState
REASON = "那天的活动取消了"


def refused(code: ProofRefusal) -> pytest.RaisesContext[RuleBroken]:
    return pytest.raises(RuleBroken, check=lambda broken: broken.code is code)


@pytest.fixture
def proof(session: Session, cast: Cast) -> ServiceProof:
    """The resident's, published; the neighbour is a volunteer too."""
    serve(session, cast.neighbour, cast.base)
    count_entry(session, serve(session, cast.resident, cast.base), 95)
    proofs.publish([proofs.request_proof(FROM, UNTIL, by=cast.resident, now=NOW)], by=cast.officer, now=NOW)
    session.query(OutboxMessage).delete()
    session.commit()
    return session.query(ServiceProof).one()


def outcomes(session: Session) -> list[Outcome | None]:
    return [row.outcome for row in session.query(ProofObjection).order_by(ProofObjection.id)]


def test_an_objection_holds_a_proof_until_another_officer_has_dismissed_it(
    session: Session, cast: Cast, proof: ServiceProof
) -> None:
    with refused(P.OWN_PROOF):
        services.object_to(proof.id, REASON, by=cast.resident, now=NOW)
    code = services.object_to(proof.id, REASON, by=cast.officer, now=NOW)
    with refused(P.OBJECTED_ALREADY):
        services.object_to(proof.id, REASON, by=cast.officer, now=NOW)
    assert (proofs.issue_due(NOW + WEEK), proof.state, hours_invariants.checks()) == (0, S.PUBLISHED, [])
    with refused(P.OWN_OBJECTION):
        services.decide(code, is_upheld=False, words="自己说了算", by=cast.officer, now=NOW)
    with refused(P.OWN_OBJECTION):
        proofs.refuse_proof(proof.code, "换个按钮来", by=cast.officer, now=NOW)
    second = make_person(session, name="区科协小张")
    make_grant(session, second)
    session.commit()
    services.decide(code, is_upheld=False, words="查过，活动改了期", by=second, now=NOW)
    with refused(P.DECIDED_ALREADY):
        services.decide(code, is_upheld=True, words="又改主意了", by=second, now=NOW)
    told = {row.address: row.subject for row in session.query(OutboxMessage)}
    assert told == {
        cast.resident.addresses[0].value: "对您志愿服务证明的异议不成立",
        cast.officer.addresses[0].value: "您对一份志愿服务证明的异议有了结果",
    }
    assert (proofs.issue_due(NOW + WEEK), proof.state) == (1, S.ISSUED)
    made = session.query(AuditRow).where(AuditRow.action.startswith("objection.")).order_by(AuditRow.id)
    actions = [row.action for row in made]
    assert actions == ["objection.made", "objection.dismissed"]


def test_an_objection_that_is_upheld_ends_the_proof_and_all_others_with_it(
    session: Session, cast: Cast, proof: ServiceProof
) -> None:
    first = services.object_to(proof.id, REASON, by=cast.neighbour, now=NOW)
    services.object_to(proof.id, "他那天没来", by=cast.manager, now=NOW)
    services.decide(first, is_upheld=True, words="现场没有他的签到", by=cast.officer, now=NOW)
    assert (proof.state, proof.reason, outcomes(session)) == (S.REFUSED, "现场没有他的签到", [Outcome.UPHELD] * 2)
    assert {row.address for row in session.query(OutboxMessage)} == {
        person.addresses[0].value for person in (cast.resident, cast.neighbour, cast.manager)
    }
    assert not any("邻居老李" in row.body for row in session.query(OutboxMessage))


def test_objections_go_with_the_proof_and_with_the_account(session: Session, cast: Cast, proof: ServiceProof) -> None:
    services.object_to(proof.id, REASON, by=cast.manager, now=NOW)
    code = services.object_to(proof.id, "他那天没来", by=cast.neighbour, now=NOW)
    services.ask(code, "您当时在场吗", by=cast.officer, now=NOW)
    services.answer(code, "在，一直在门口", by=cast.neighbour, now=NOW)
    taken = export_hours(session, cast.neighbour)["objections"]
    assert [(row["words"], row["answers"]) for row in taken] == [("他那天没来", ["在，一直在门口"])]
    leave_hours(session, cast.neighbour, NOW)
    session.commit()
    session.expire_all()
    gone = session.query(ProofObjection).filter_by(code=code).one()
    assert (gone.outcome, gone.words, [row.words for row in gone.relayed]) == (Outcome.LAPSED, "", ["您当时在场吗", ""])
    leave_hours(session, cast.resident, NOW)
    session.commit()
    assert (outcomes(session), hours_invariants.checks()) == ([Outcome.LAPSED] * 2, [])


def test_from_the_publication_to_the_decision_nobody_sees_an_address(
    session: Session, cast: Cast, page: Page, proof: ServiceProof
) -> None:
    address = f"/volunteer/proofs/published/{proof.id}"
    page.sign_in(cast.neighbour).get("/volunteer/proofs/published")
    assert "提出异议" in page.text() and proof.code not in page.text()
    page.get(address)
    page.post(address, {"words": "错"}, status=422)
    mine = page.post(address, {"words": REASON}).location
    page.get(mine)
    assert REASON in page.text() and "正在核实" in page.text()
    page.get(f"/volunteer/proofs/published/{2**70}", status=404)
    page.sign_in(cast.resident).get(mine, status=404)
    page.get(f"/volunteer/proofs/{proof.code}")
    assert "有人提出异议" in page.text()
    page.post(address, {"words": REASON}, status=422)

    objection = session.query(ProofObjection).one()
    act = f"/manage/proofs/{proof.code}/objections/{objection.code}"
    name = f"o{objection.id}-"
    page.post(act, {f"{name}what": "ask", f"{name}words": "您当时在场吗"}, status=403)
    page.sign_in(cast.officer).get("/manage/proofs")
    assert "1 条异议等决定" in page.text()
    page.get(f"/manage/proofs/{proof.code}")
    assert REASON in page.text() and "邻居老李" not in page.text()
    page.post(act, {f"{name}what": "ask", f"{name}words": "您当时在场吗"})
    page.post(act, {f"{name}what": "explode", f"{name}words": "您当时在场吗"}, status=422)
    page.post(act.replace(proof.code, "A" * 20), {f"{name}what": "ask", f"{name}words": "您当时在场吗"}, status=404)
    page.sign_in(cast.neighbour).get(mine)
    assert "您当时在场吗" in page.text()
    page.post(mine, {"words": "在，一直在门口"})
    page.sign_in(cast.officer).get(f"/manage/proofs/{proof.code}")
    assert "一直在门口" in page.text()
    page.post(act, {f"{name}what": "dismissed", f"{name}words": "错"}, status=422)
    page.post(act, {f"{name}what": "dismissed", f"{name}words": "问过几位，他在"})
    page.sign_in(cast.neighbour).get("/volunteer/proofs/published")
    assert "核实后异议不成立" in page.text()
    with clock.frozen_at(NOW + WEEK):
        proofs.issue_due(NOW + WEEK)
        page.get(address, status=404)
    page.sign_in(cast.other_manager).get(mine, status=404)


def test_the_english_pages_of_a_proof_are_english(
    session: Session, cast: Cast, page: Page, proof: ServiceProof
) -> None:
    proofs.issue_due(NOW + WEEK)
    page.get(f"/en/proof/{proof.code}")
    assert "2026-10-01 to 2026-10-10" in page.text() and "至" not in page.text()
    page.sign_in(cast.resident).get(f"/en/volunteer/proofs/{proof.code}")
    assert "2026-10-10 to 2026-10-17" in page.text() and "至" not in page.text()


def test_everybody_in_a_large_publication_can_be_read(session: Session, cast: Cast, page: Page) -> None:
    serve(session, cast.neighbour, cast.base)
    for number in range(60):
        session.add(
            ServiceProof(
                code=f"P{number:07d}", person_id=cast.neighbour.id, from_on=FROM, until_on=UNTIL, requested_at=NOW,
                state=S.PUBLISHED, name="老李", minutes=60, published_at=NOW, publish_until=NOW + WEEK,
            )
        )  # fmt: skip
    session.commit()
    page.sign_in(cast.manager).get("/volunteer/proofs/published")
    assert len(page.all("tr")) == 51
    page.get(page.all("a", rel="next")[0].get("href") or "")
    assert len(page.all("tr")) == 11
