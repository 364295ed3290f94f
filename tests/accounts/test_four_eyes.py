"""What takes two of the staff: becoming a lead or an officer, and looking at what is known of children."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Grant, MinorsPermit, Person, Role, RoleProposal
from sciencepop.accounts.rules.four_eyes import is_open, is_second_pair, needs_second
from sciencepop.accounts.rules.minors import is_in_force, refuse_permit
from sciencepop.accounts.rules.minors_report import Deed, count_deeds
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.accounts.told import wrong_permits
from sciencepop.bookings import services as bookings
from sciencepop.core import clock
from sciencepop.core.audit import AuditRow
from sciencepop.core.documents import Document, make_wanted
from sciencepop.programme.models import Occurrence
from tests.accounts.invitations import agree
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_child, make_event, make_grant, make_occurrence, make_person
from tests.page import Page

DAY, TODAY = timedelta(days=1), NOW.date()
WHY = "家长投诉没有照顾到过敏的孩子"


@pytest.mark.parametrize(
    ("to_lead", "to_officer", "officers", "needed"),
    [
        (True, False, 1, True),
        (True, False, 3, True),
        (False, True, 1, False),
        (False, True, 2, True),
        (False, False, 9, False),
    ],
)
def test_a_lead_takes_two_and_an_officer_once_there_are_two(
    to_lead: bool, to_officer: bool, officers: int, needed: bool
) -> None:
    assert needs_second(to_lead=to_lead, to_officer=to_officer, officers=officers) is needed


def test_who_may_grant_and_until_when() -> None:
    assert [is_second_pair(who, asked_by=1, about=2) for who in (1, 2, 3)] == [False, False, True]
    assert is_open(None, NOW - 13 * DAY, NOW)
    assert not is_open(None, NOW - 14 * DAY, NOW)
    assert not is_open(NOW, NOW, NOW)


@pytest.mark.parametrize(
    ("reason", "days", "refusal"),
    [
        (WHY, 0, None),
        (WHY, 29, None),
        (WHY, 30, Refusal.PERMIT_TOO_LONG),
        (WHY, -1, Refusal.PERMIT_TOO_LONG),
        ("想看", 1, Refusal.PERMIT_UNEXPLAINED),
    ],
)
def test_a_permit_has_a_reason_and_thirty_days(reason: str, days: int, refusal: Refusal | None) -> None:
    assert refuse_permit(reason, TODAY + days * DAY, TODAY) is refusal


def test_a_permit_ends_by_itself() -> None:
    until = date(2026, 10, 12)
    days = [date(2026, 10, 12), date(2026, 10, 13)]
    assert [is_in_force(granted=True, until_on=until, is_ended=False, today=day) for day in days] == [True, False]
    assert not is_in_force(granted=True, until_on=until, is_ended=True, today=days[0])
    assert not is_in_force(granted=False, until_on=until, is_ended=False, today=days[0])


def test_the_year_is_counted_by_month_and_purpose() -> None:
    report = count_deeds(
        2026,
        [
            (1, "minors.asked", {"purpose": "care"}),
            (1, "minors.granted", {"purpose": "care"}),
            (1, "child.viewed", {"purpose": "care", "permit": 1}),
            (3, "group.names_exported", {}),
            (4, "minors.not_shown", {"refusal": "needs_permit"}),
            (12, "minors.forgotten", {"people": 40}),
            (12, "child.erased", {}),
            (12, "event.submit", {}),
        ],
    )
    assert [report.total(deed) for deed in Deed] == [1, 1, 0, 1, 1, 1, 41]
    assert report.by_month[12][Deed.DELETED] == 41
    assert {name: dict(counts) for name, counts in report.by_purpose.items()} == {
        "care": {Deed.ASKED: 1, Deed.GRANTED: 1, Deed.LOOKED: 1},
        "": {Deed.EXPORTED: 1},
    }


# --- roles


def test_a_lead_is_named_by_two_officers(session: Session, cast: Cast, page: Page) -> None:
    second = make_person(session, name="区科协小李")
    make_grant(session, second)
    session.commit()
    typed = {"address": cast.resident.addresses[0].value, "role": "lead"}
    page.sign_in(cast.officer).post("/district/roles", typed)
    page.post("/district/roles", typed)
    row = session.scalars(select(RoleProposal)).one()
    page.post(f"/district/roles/proposals/{row.id}/grant")
    page.get("/district/roles")
    assert "要由申请人和本人以外的另一位管理员同意" in page.text()
    page.sign_in(cast.manager).post(f"/district/roles/proposals/{row.id}/grant", status=403)
    session.expire_all()
    assert not cast.resident.is_lead
    other = Page(page.app).sign_in(second)
    other.get("/my/to-do")
    assert "授权等另一位管理员同意 1 陈小雨妈妈" in other.text()
    for number in (row.id, row.id, 2**70):
        other.post(f"/district/roles/proposals/{number}/grant")
    session.expire_all()
    assert not cast.resident.is_lead
    agree(session, cast.resident)
    session.expire_all()
    assert cast.resident.is_lead
    assert len(session.scalars(select(Grant).where(Grant.role == Role.LEAD)).all()) == 1
    other.get("/district/roles")
    assert "由区科协小李" in other.text()
    trail = session.scalars(select(AuditRow.action).where(AuditRow.subject_id == cast.resident.id)).all()
    assert trail[:1] == ["accounts.role_proposed"]
    assert "accounts.role_granted" in trail


def test_with_two_officers_neither_makes_a_third_alone(session: Session, cast: Cast, page: Page) -> None:
    make_grant(session, cast.neighbour)
    session.commit()
    page.sign_in(cast.officer).post("/district/roles", {"address": cast.resident.addresses[0].value, "role": "officer"})
    for role in ("lead", "base_manager"):
        typed = {"address": cast.officer.addresses[0].value, "role": role, "base": "chenshan"}
        page.post("/district/roles", typed, status=422)
        assert "不能给自己授权" in page.text()
    row = session.scalars(select(RoleProposal)).one()
    page.post(f"/district/roles/proposals/{row.id}/refuse")
    session.expire_all()
    assert (row.granted, row.decided_by, cast.resident.is_officer) == (False, cast.officer.id, False)
    row.granted = True
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_a_role_that_ends_is_gone_at_the_next_request(session: Session, cast: Cast, page: Page) -> None:
    page.sign_in(cast.officer).get("/district")
    make_grant(session, cast.neighbour)
    for grant in session.scalars(select(Grant).where(Grant.person_id == cast.officer.id)):
        grant.ended_at = NOW
    session.commit()
    page.get("/district", status=403)
    page.get("/district/minors", status=403)
    page.get("/my")


# --- what is known of children


@pytest.fixture
def lead(session: Session) -> Person:
    person = make_person(session, name="负责人")
    session.add(Grant(person=person, role=Role.LEAD, granted_at=NOW))
    session.commit()
    return person


@pytest.fixture
def party(session: Session, cast: Cast) -> tuple[Occurrence, str]:
    """A session in two days to which a child with an allergy comes, as the address of what staff read."""
    event = make_event(session, cast.base, title_zh="种子的旅行")
    occurrence = make_occurrence(session, event, starts_at=NOW + 2 * DAY)
    child = make_child(session, cast.resident, nickname="小石头", needs="对花生过敏")
    session.commit()
    code = bookings.book(occurrence.id, by=cast.resident, seats=2, children=[child.id], now=NOW).code
    return occurrence, f"/manage/occurrences/{occurrence.id}/bookings/{code}/children"


def test_an_officer_sees_children_only_with_a_permit(
    session: Session, cast: Cast, page: Page, lead: Person, party: tuple[Occurrence, str]
) -> None:
    occurrence, url = party
    page.sign_in(cast.officer).get(url)
    assert "区级负责人批准后才能看" in page.text()
    page.post(url, {"reason": "准备无花生的点心"}, status=422)
    assert "对花生过敏" not in page.text()
    wish = {"base": "kejiguan", "occurrence": str(occurrence.id), "purpose": "complaint", "reason": WHY}
    for wrong in ({"until": "2026-10-12"}, {"base": "chenshan", "until": "2026-12-31"}, {"base": "x", "until": "x"}):
        page.post("/district/minors", wish | wrong, status=422)
    for wrong in ({"occurrence": "9" * 30}, {"purpose": "curiosity"}, {"reason": "看"}, {"reason": "\x00" * 20}):
        page.post("/district/minors", wish | {"base": "chenshan", "until": "2026-10-12"} | wrong, status=422)
    assert session.scalars(select(MinorsPermit)).all() == []
    page.post("/district/minors", wish | {"base": "chenshan", "until": "2026-10-12"})
    permit = session.scalars(select(MinorsPermit)).one()
    page.post(f"/district/minors/{permit.id}/grant", status=403)
    page.post(url, {"reason": "核对照顾事项"}, status=422)
    decider = Page(page.app).sign_in(lead)
    decider.get("/my/to-do")
    assert "查看未成年人信息的申请，等您批准 1 区科协小王" in decider.text()
    decider.get("/district/minors")
    assert WHY in decider.text()
    decider.post(f"/district/minors/{permit.id}/grant")
    page.post(url, {"reason": "核对照顾事项"}, status=200)
    assert "对花生过敏" in page.text()
    assert wrong_permits() == []
    with clock.frozen_at(NOW + 3 * DAY):
        page.post(url, {"reason": "核对照顾事项"}, status=422)
    permit.until_on = TODAY + 40 * DAY
    session.commit()
    assert len(wrong_permits()) == 1
    looks = session.scalars(select(AuditRow.facts).where(AuditRow.action == "child.viewed")).all()
    assert [(facts["purpose"], facts["permit"]) for facts in looks] == [("complaint", permit.id)]
    refusals = select(AuditRow.facts).where(AuditRow.action == "minors.not_shown")
    assert [facts["refusal"] for facts in session.scalars(refusals)] == ["needs_permit"] * 3
    page.post(f"/district/minors/{permit.id}/end")
    page.post(url, {"reason": "核对照顾事项"}, status=422)
    for person, status in ((cast.resident, 403), (cast.manager, 403)):
        Page(page.app).sign_in(person).get("/district/minors", status)
    page.sign_in(cast.manager).post(url, {"reason": "准备无花生的点心"}, status=200)
    assert "对花生过敏" in page.text()


def test_nobody_grants_their_own_and_a_permit_is_for_its_session(
    session: Session, cast: Cast, page: Page, party: tuple[Occurrence, str]
) -> None:
    occurrence, url = party
    session.add(Grant(person=cast.officer, role=Role.LEAD, granted_at=NOW))
    other = make_occurrence(session, occurrence.event, starts_at=NOW + 3 * DAY)
    values = {"purpose": "care", "reason": WHY, "base_id": cast.base.id, "asked_at": NOW}
    mine = MinorsPermit(asked_by=cast.officer.id, until_on=TODAY, **values)
    elsewhere = MinorsPermit(asked_by=cast.officer.id, until_on=TODAY, occurrence_id=other.id, **values)
    over = MinorsPermit(asked_by=cast.officer.id, until_on=TODAY - DAY, **values)
    for permit in (elsewhere, over):
        permit.decided_by, permit.decided_at, permit.granted = cast.neighbour.id, NOW, True
    session.add_all([mine, elsewhere, over])
    session.commit()
    page.sign_in(cast.officer).post(f"/district/minors/{mine.id}/grant")
    page.get("/district/minors")
    assert "要由申请人和本人以外的另一位管理员同意" in page.text()
    page.post(url, {"reason": "核对照顾事项"}, status=422)
    session.expire_all()
    assert not mine.granted
    mine.decided_by, mine.decided_at, mine.granted = cast.officer.id, NOW, True
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_the_years_numbers_are_a_page_and_a_file(session: Session, cast: Cast, page: Page, lead: Person) -> None:
    before = NOW - 2 * DAY
    session.add(
        AuditRow(
            at=before, action="minors.asked", subject_kind="minors_permit", subject_id=1, facts={"purpose": "care"}
        )
    )
    session.commit()
    page.sign_in(lead).get("/district/minors/2026")
    assert "10月 1 0 0 0 0 0 0 合计 1 0 0 0 0 0 0" in page.text()
    assert "照顾和安全 1 0 0 0 0" in page.text()
    page.get("/district/minors/2026.pdf", status=404)
    page.post("/district/minors/2026")
    assert make_wanted(NOW) == 1
    content = page.client.get("/district/minors/2026.pdf").data
    assert content.startswith(b"%PDF-")
    assert session.scalars(select(Document.error)).all() == [""]
    for year in ("1999", "2027", "99999"):
        page.get(f"/district/minors/{year}", status=404)
        page.get(f"/district/minors/{year}.pdf", status=404)
    Page(page.app).sign_in(cast.manager).get("/district/minors/2026", 403)
