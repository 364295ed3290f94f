"""Organisations: registered, joined by a link, led, left, verified; each page for its own people only."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts import services
from sciencepop.accounts.models import MemberRole, Membership, Organisation, OrganisationKind
from sciencepop.accounts.queries.organisations import list_members, list_memberships
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.accounts.services.organisations import MOST_ORGANISATIONS, About
from sciencepop.core.db import db
from tests.accounts.refusing import refused
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_organisation
from tests.page import Page

DAY = timedelta(days=1)
SCHOOL = About("方塔小学", OrganisationKind.SCHOOL, contact="021-5782 0000")


@pytest.fixture
def school(session: Session, cast: Cast) -> Organisation:
    found = make_organisation(session, cast.resident)
    session.commit()
    return found


def roles(organisation_id: int) -> dict[int, MemberRole]:
    return {one.person_id: one.role for one in list_members(db.session(), organisation_id)}


def test_whoever_registers_an_organisation_leads_it(cast: Cast) -> None:
    number = services.add_organisation(SCHOOL, by=cast.resident, now=NOW)
    assert roles(number) == {cast.resident.id: MemberRole.LEAD}
    assert refused(lambda: services.add_organisation(SCHOOL, by=cast.resident, now=NOW)) is Refusal.ORGANISATION_TWICE
    for more in range(MOST_ORGANISATIONS - 1):
        services.add_organisation(About(f"单位{more}", OrganisationKind.OTHER), by=cast.resident, now=NOW)
    another = About("第十一个", OrganisationKind.OTHER)
    assert (
        refused(lambda: services.add_organisation(another, by=cast.resident, now=NOW)) is Refusal.TOO_MANY_ORGANISATIONS
    )


def test_a_colleague_joins_by_a_link_that_is_good_once_for_a_week(cast: Cast, school: Organisation) -> None:
    token = services.invite_colleague(school.id, by=cast.resident, now=NOW)
    late = NOW + 7 * DAY
    assert refused(lambda: services.join_organisation(token, by=cast.neighbour, now=late)) is Refusal.LINK_OVER
    services.join_organisation(token, by=cast.neighbour, now=NOW)
    assert roles(school.id) == {cast.resident.id: MemberRole.LEAD, cast.neighbour.id: MemberRole.MEMBER}
    assert refused(lambda: services.join_organisation(token, by=cast.officer, now=NOW)) is Refusal.LINK_OVER
    with pytest.raises(NotFound):
        services.invite_colleague(school.id, by=cast.neighbour, now=NOW)


def test_an_organisation_is_never_left_without_a_lead(session: Session, cast: Cast) -> None:
    school = make_organisation(session, cast.resident, cast.neighbour)
    session.commit()
    assert refused(lambda: services.leave_organisation(school.id, by=cast.resident, now=NOW)) is Refusal.LAST_LEAD
    member = next(one for one in list_members(session, school.id) if one.person_id == cast.neighbour.id)
    services.make_lead(school.id, member.id, by=cast.resident, now=NOW)
    services.leave_organisation(school.id, by=cast.resident, now=NOW)
    assert roles(school.id) == {cast.neighbour.id: MemberRole.LEAD}
    services.leave_organisation(school.id, by=cast.neighbour, now=NOW)
    assert roles(school.id) == {}


def test_a_lead_who_closes_the_account_is_followed_by_the_longest_member(session: Session, cast: Cast) -> None:
    school = make_organisation(session, cast.resident, cast.neighbour, cast.officer)
    session.commit()
    services.close_account(cast.resident, NOW)
    assert roles(school.id) == {cast.neighbour.id: MemberRole.LEAD, cast.officer.id: MemberRole.MEMBER}


def test_another_name_has_not_been_verified(cast: Cast, school: Organisation) -> None:
    services.verify_organisation(school.id, is_verified=True, by=cast.officer, now=NOW)
    same = About(school.name, school.kind, contact="新电话")
    services.change_organisation(school.id, same, by=cast.resident, now=NOW)
    assert (school.verified_at, school.verified_by) == (NOW, cast.officer.id)
    services.change_organisation(school.id, About("名校", school.kind), by=cast.resident, now=NOW)
    assert (school.verified_at, school.verified_by) == (None, None)


def test_pages_register_share_and_leave(page: Page, cast: Cast) -> None:
    page.sign_in(cast.resident).get("/my/organisations")
    page.post("/my/organisations/new", {"name": "", "kind": "castle"}, status=422)
    page.post("/my/organisations/new", {"name": " 方塔小学 ", "kind": "school", "town_code": "nowhere"}, status=422)
    page.post("/my/organisations/new", {"name": " 方塔小学 ", "kind": "school"})
    number = db.session.scalars(select(Organisation.id)).one()
    page.get(f"/my/organisations/{number}")
    assert "尚未核实" in page.text()
    page.post(f"/my/organisations/{number}/invite", status=200)
    found = re.search(r"/organisations/join/[A-Za-z0-9_-]+", page.text())
    assert found
    page.sign_in(cast.neighbour).get(f"/my/organisations/{number}", status=404)
    page.get(found[0])
    assert "方塔小学" in page.text()
    assert page.post(found[0]).location == f"/my/organisations/{number}"
    page.post(found[0], status=422)
    page.get(f"/my/organisations/{number}")
    assert not page.all("input", name="name")
    page.post(f"/my/organisations/{number}", {"name": "别名", "kind": "school"}, status=404)
    page.sign_in(cast.resident).post(f"/my/organisations/{number}/leave", status=422)
    assert "最后一位负责人" in page.text()
    member = db.session.scalars(select(Membership.id).where(Membership.person_id == cast.neighbour.id)).one()
    page.post(f"/my/organisations/{number}/members/{member}/lead")
    page.post(f"/my/organisations/{number}/leave")
    assert list_memberships(db.session(), cast.resident.id) == []


@pytest.mark.parametrize("token", ["x", "a" * 32, "..%2f"])
def test_a_link_that_is_none_says_so(page: Page, cast: Cast, token: str) -> None:
    page.sign_in(cast.resident).get(f"/organisations/join/{token}", status=404 if "%2f" in token else 200)
    if "%2f" not in token:
        assert "已经用过或过期" in page.text()


def test_an_officer_verifies_and_takes_it_back(page: Page, cast: Cast, school: Organisation) -> None:
    page.sign_in(cast.officer).get("/district/organisations")
    assert "方塔小学" in page.text()
    page.post(f"/district/organisations/{school.id}/verify", {"verified": "1"})
    db.session.expire_all()
    assert school.verified_by == cast.officer.id
    page.get("/district/organisations?verified=1")
    assert "方塔小学" in page.text()
    page.post(f"/district/organisations/{school.id}/verify", {"verified": "0"})
    db.session.expire_all()
    assert school.verified_at is None
    page.post("/district/organisations/99999/verify", {"verified": "1"}, status=404)
