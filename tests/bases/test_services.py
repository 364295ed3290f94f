"""The verbs of registrants, officers and managers on real rows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import AddressKind, Grant, Role
from sciencepop.accounts.services.privacy import close_account, export_data
from sciencepop.bases import hooks
from sciencepop.bases.models import BaseState, EvidenceFile, ScienceBase
from sciencepop.bases.queries import get_any
from sciencepop.bases.rules.refusals import Refusal
from sciencepop.bases.rules.states import Step
from sciencepop.bases.services.change import update_public_record
from sciencepop.bases.services.decide import decide
from sciencepop.bases.services.papers import Paper, remove_paper
from sciencepop.bases.services.record import Record, record_of
from sciencepop.bases.services.register import (
    MOST_OPEN,
    drop_registration,
    save_registration,
    start_registration,
    submit_registration,
)
from sciencepop.core import clock
from sciencepop.core.audit import AuditRow
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import Channel, OutboxMessage
from tests.bases.rows import PAPER, full_record, returned, submitted
from tests.cast import Cast
from tests.factories import make_base


def test_a_draft_may_hold_nothing_but_a_name(session: Session, cast: Cast) -> None:
    slug = start_registration(Record(name_zh="小小天文台"), by=cast.resident.id, now=clock.now())
    base = get_any(slug)
    assert (base.state, base.name_zh, base.registrant_id) == (BaseState.DRAFT, "小小天文台", cast.resident.id)
    assert slug.startswith("base-")


def test_an_incomplete_draft_is_told_everything_that_is_missing(session: Session, cast: Cast) -> None:
    slug = start_registration(Record(name_zh="小小天文台"), by=cast.resident.id, now=clock.now())
    with pytest.raises(RuleBroken) as refused:
        submit_registration(get_any(slug).id, by=cast.resident.id, now=clock.now())
    assert refused.value.code is Refusal.INCOMPLETE
    assert refused.value.facts["missing"] == [
        "kind",
        "town",
        "address",
        "hours",
        "capacity",
        "contact",
        "evidence",
    ]
    assert get_any(slug).state is BaseState.DRAFT


def test_a_complete_registration_is_handed_in_with_its_paper(session: Session, cast: Cast) -> None:
    base = submitted(cast)
    assert base.state is BaseState.SUBMITTED
    assert base.submitted_at == clock.now()
    paper = session.scalars(select(EvidenceFile).where(EvidenceFile.base_id == base.id)).one()
    assert (paper.filename, paper.media_type, paper.size) == (
        "营业执照.pdf",
        "application/pdf",
        len(PAPER.content),
    )
    assert _actions(session, base) == ["base.start", "base.paper_added", "base.submit"]


def test_what_was_handed_in_cannot_be_changed_while_it_is_read(session: Session, cast: Cast) -> None:
    base = submitted(cast)
    with pytest.raises(RuleBroken) as refused:
        save_registration(base.id, full_record(name_zh="别的"), by=cast.resident.id, now=clock.now())
    assert refused.value.code is Refusal.WRONG_STATE
    with pytest.raises(RuleBroken):
        remove_paper(base.id, base.evidence[0].id, by=cast.resident.id, now=clock.now())
    assert get_any(base.slug).name_zh == "月湖雕塑科普馆"


def test_nobody_else_saves_submits_or_drops_a_registration(session: Session, cast: Cast) -> None:
    base = submitted(cast)
    for verb in (submit_registration, drop_registration):
        with pytest.raises(RuleBroken) as refused:
            verb(base.id, by=cast.neighbour.id, now=clock.now())
        assert refused.value.code is Refusal.NOT_YOURS


def test_one_person_keeps_a_bounded_number_of_open_registrations(session: Session, cast: Cast) -> None:
    for _number in range(MOST_OPEN):
        make_base(session, registrant=cast.resident, state=BaseState.DRAFT)
    session.commit()
    with pytest.raises(RuleBroken) as refused:
        start_registration(full_record(), by=cast.resident.id, now=clock.now())
    assert refused.value.code is Refusal.TOO_MANY_OPEN


def test_a_registration_given_up_keeps_its_row_and_loses_its_papers(session: Session, cast: Cast) -> None:
    base = submitted(cast)
    drop_registration(base.id, by=cast.resident.id, now=clock.now())
    assert get_any(base.slug).state is BaseState.DROPPED
    assert session.scalars(select(EvidenceFile).where(EvidenceFile.base_id == base.id)).all() == []


def test_a_paper_of_another_kind_leaves_no_draft_behind(session: Session, cast: Cast) -> None:
    with pytest.raises(RuleBroken) as refused:
        start_registration(full_record(), by=cast.resident.id, now=clock.now(), paper=Paper("x.pdf", b"<html>"))
    assert refused.value.code is Refusal.FILE_KIND
    assert session.scalars(select(ScienceBase).where(ScienceBase.name_zh == "月湖雕塑科普馆")).all() == []


def test_acceptance_makes_it_public_and_its_registrant_the_manager(session: Session, cast: Cast) -> None:
    base = submitted(cast)
    decide(base.id, Step.ACCEPT, by=cast.officer.id, now=clock.now())
    base = get_any(base.slug)
    assert (base.state, base.published_at) == (BaseState.PUBLIC, clock.now())
    grant = session.scalars(select(Grant).where(Grant.base_id == base.id)).one()
    assert (grant.person_id, grant.role, grant.granted_by) == (
        cast.resident.id,
        Role.BASE_MANAGER,
        cast.officer.id,
    )
    assert cast.resident.manages(base.id)
    message = session.scalars(select(OutboxMessage)).one()
    assert message.subject == "“月湖雕塑科普馆”已通过审核并公开"
    assert message.address == cast.resident.addresses[0].value


def test_the_registrant_is_told_in_their_own_language(session: Session, cast: Cast) -> None:
    cast.resident.language = "en"
    session.commit()
    base = submitted(cast)
    decide(base.id, Step.ACCEPT, by=cast.officer.id, now=clock.now())
    message = session.scalars(select(OutboxMessage)).one()
    assert message.subject == "“Moon Lake Science Hall” has been accepted and is now public"


def test_a_return_lists_corrections_and_the_registrant_hands_in_again(session: Session, cast: Cast) -> None:
    base = returned(cast)
    assert base.state is BaseState.RETURNED
    assert base.decisions[0].corrections == ["请补门牌号", "请换清楚的照片"]
    message = session.scalars(select(OutboxMessage)).one()
    assert "1. 请补门牌号\n2. 请换清楚的照片" in message.body
    later = clock.now() + timedelta(days=1)
    save_registration(base.id, full_record(address_zh="林荫新路1158号2楼"), by=cast.resident.id, now=later)
    submit_registration(base.id, by=cast.resident.id, now=later)
    base = get_any(base.slug)
    assert (base.state, base.address_zh, base.submitted_at) == (
        BaseState.SUBMITTED,
        "林荫新路1158号2楼",
        later,
    )


@pytest.mark.parametrize(
    ("step", "given", "refusal"),
    [
        (Step.REFUSE, {}, Refusal.NO_REASON),
        (Step.RETURN, {"reason": "改"}, Refusal.NO_CORRECTIONS),
        (Step.WITHDRAW, {"reason": "因故"}, Refusal.WRONG_STATE),
        (Step.REPUBLISH, {"reason": "因故"}, Refusal.WRONG_STATE),
    ],
)
def test_a_decision_without_what_it_needs_changes_nothing(
    session: Session, cast: Cast, step: Step, given: dict[str, str], refusal: Refusal
) -> None:
    base = submitted(cast)
    with pytest.raises(RuleBroken) as refused:
        decide(base.id, step, by=cast.officer.id, now=clock.now(), **given)  # type: ignore[arg-type]
    assert refused.value.code is refusal
    assert get_any(base.slug).state is BaseState.SUBMITTED
    assert session.scalars(select(OutboxMessage)).all() == []


def test_two_officers_do_not_decide_the_same_submission_twice(session: Session, cast: Cast) -> None:
    base = submitted(cast)
    decide(base.id, Step.ACCEPT, by=cast.officer.id, now=clock.now())
    with pytest.raises(RuleBroken) as refused:
        decide(base.id, Step.REFUSE, by=cast.officer.id, now=clock.now(), reason="晚了")
    assert refused.value.code is Refusal.WRONG_STATE
    assert get_any(base.slug).state is BaseState.PUBLIC


def test_an_officer_who_looked_at_an_older_submission_is_stopped(session: Session, cast: Cast) -> None:
    base = submitted(cast)
    earlier = clock.now() - timedelta(hours=1)
    with pytest.raises(RuleBroken) as refused:
        decide(base.id, Step.ACCEPT, by=cast.officer.id, now=clock.now(), seen_at=earlier)
    assert refused.value.code is Refusal.CHANGED_MEANWHILE


def test_a_refusal_ends_a_registration_with_its_reason(session: Session, cast: Cast) -> None:
    base = submitted(cast)
    decide(base.id, Step.REFUSE, by=cast.officer.id, now=clock.now(), reason="不在本区")
    assert get_any(base.slug).state is BaseState.REFUSED
    assert "说明：不在本区" in session.scalars(select(OutboxMessage)).one().body
    with pytest.raises(RuleBroken):
        submit_registration(base.id, by=cast.resident.id, now=clock.now())


def test_a_base_is_withdrawn_with_a_reason_and_comes_back(session: Session, cast: Cast) -> None:
    base_id, slug = cast.base.id, cast.base.slug
    with pytest.raises(RuleBroken):
        decide(base_id, Step.WITHDRAW, by=cast.officer.id, now=clock.now())
    decide(base_id, Step.WITHDRAW, by=cast.officer.id, now=clock.now(), reason="消防整改")
    assert get_any(slug).state is BaseState.WITHDRAWN
    decide(base_id, Step.REPUBLISH, by=cast.officer.id, now=clock.now(), reason="整改完成")
    assert get_any(slug).state is BaseState.PUBLIC
    subjects = session.scalars(select(OutboxMessage.subject).order_by(OutboxMessage.id)).all()
    assert subjects == ["“辰山植物园”已暂停公开", "“辰山植物园”已恢复公开"]
    row = session.scalars(select(AuditRow).where(AuditRow.action == "base.withdraw")).one()
    assert (row.actor_id, row.facts["reason"], row.facts["was"]) == (cast.officer.id, "消防整改", "public")


def test_a_change_of_the_public_record_is_audited_without_personal_values(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed: list[str] = []
    monkeypatch.setattr(hooks, "_changed", [lambda _session, base, _now: followed.append(base.slug)])
    record = _changed(cast.base, address_zh="辰花公路1号", contact_name="王老师")
    with pytest.raises(RuleBroken) as refused:
        update_public_record(cast.base.id, record, by=cast.manager.id, now=clock.now())
    assert refused.value.code is Refusal.NEEDS_FILING
    assert update_public_record(cast.base.id, record, by=cast.officer.id, now=clock.now(), is_district=True)
    row = session.scalars(select(AuditRow).where(AuditRow.action == "base.change")).one()
    assert row.facts == {"changed": {"address_zh": ["辰花公路3888号", "辰花公路1号"], "contact_name": []}}
    assert followed == ["chenshan"]


def test_saving_the_same_again_changes_and_audits_nothing(session: Session, cast: Cast) -> None:
    assert not update_public_record(
        cast.base.id, record_of(cast.base, clock.today()), by=cast.manager.id, now=clock.now()
    )
    assert session.scalars(select(AuditRow)).all() == []


def test_a_public_record_keeps_the_facts_that_must_be_public(session: Session, cast: Cast) -> None:
    with pytest.raises(RuleBroken) as refused:
        record = _changed(cast.base, address_zh="")
        update_public_record(cast.base.id, record, by=cast.officer.id, now=clock.now(), is_district=True)
    assert (refused.value.code, refused.value.facts) == (Refusal.EMPTIED, {"missing": ["address"]})
    assert get_any("chenshan").address_zh == "辰花公路3888号"


def test_hours_are_replaced_as_a_week(session: Session, cast: Cast) -> None:
    week = full_record().hours
    update_public_record(cast.base.id, _changed(cast.base, hours=week), by=cast.manager.id, now=clock.now())
    assert record_of(get_any("chenshan"), clock.today()).hours == week
    row = session.scalars(select(AuditRow).where(AuditRow.action == "base.change")).one()
    assert row.facts["changed"] == {"hours": [[], ["5 09:00-17:00"]]}


def _changed(base: ScienceBase, **values: object) -> Record:
    return Record(**(vars(record_of(base, clock.today())) | values))


def _actions(session: Session, base: ScienceBase) -> list[str]:
    found = select(AuditRow.action).where(AuditRow.subject_kind == "base", AuditRow.subject_id == base.id)
    return list(session.scalars(found.order_by(AuditRow.id)))


def test_a_registrant_takes_their_registrations_along(session: Session, cast: Cast) -> None:
    base = submitted(cast)
    exported = export_data(cast.resident, clock.now())["registered_bases"]
    assert [(row["name"], row["state"], row["papers"][0]["name"]) for row in exported] == [
        (base.name_zh, "submitted", "营业执照.pdf")
    ]


def test_who_leaves_gives_up_open_registrations_and_public_bases_stay(session: Session, cast: Cast) -> None:
    open_one, public = submitted(cast), submitted(cast, name_zh="已公开馆")
    decide(public.id, Step.ACCEPT, by=cast.officer.id, now=clock.now())
    close_account(cast.resident, clock.now())
    gone, kept = get_any(open_one.slug), get_any(public.slug)
    assert (gone.state, gone.contact_phone, len(gone.evidence)) == (BaseState.DROPPED, "", 0)
    assert (kept.state, kept.contact_phone, len(kept.evidence)) == (BaseState.PUBLIC, "021-00000000", 1)


def test_accepting_for_somebody_who_left_makes_nobody_a_manager(session: Session, cast: Cast) -> None:
    base = submitted(cast)
    cast.resident.closed_at = clock.now()
    session.commit()
    decide(base.id, Step.ACCEPT, by=cast.officer.id, now=clock.now())
    assert get_any(base.slug).state is BaseState.PUBLIC
    assert session.scalars(select(Grant).where(Grant.base_id == base.id)).all() == []
    assert session.scalars(select(OutboxMessage)).all() == []


def test_somebody_with_a_mobile_number_alone_is_told_by_a_short_message(session: Session, cast: Cast) -> None:
    cast.resident.addresses[0].kind = AddressKind.MOBILE
    session.commit()
    base = submitted(cast)
    decide(base.id, Step.REFUSE, by=cast.officer.id, now=clock.now(), reason="不在本区")
    message = session.scalars(select(OutboxMessage)).one()
    assert (message.channel, message.body) == (Channel.SMS, "“月湖雕塑科普馆”的登记没有通过")
