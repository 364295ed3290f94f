"""Naming managers and officers, and ending it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Grant, Person, Role
from sciencepop.accounts.queries.invitations import list_open_to
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.accounts.services import answer_invitation
from sciencepop.core.audit import AuditRow
from sciencepop.core.errors import RuleBroken
from sciencepop.core.outbox import OutboxMessage
from sciencepop.district.services.appoint import Post, appoint, dismiss
from tests.accounts.invitations import agree, reply
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_grant, make_person
from tests.page import Page

URL = "/district/roles"
HOUR = timedelta(hours=1)


def address_of(person: Person) -> str:
    return person.addresses[0].value


def grant_of(session: Session, person: Person) -> Grant:
    session.expire_all()
    return session.scalars(select(Grant).where(Grant.person_id == person.id, Grant.ended_at.is_(None))).one()


def errors(page: Page) -> str:
    return " ".join("".join(e.itertext()).strip() for e in page.all("div", id="error-summary"))


def test_a_person_becomes_manager_of_a_base_once_they_agreed(session: Session, cast: Cast, page: Page) -> None:
    typed = {"address": address_of(cast.resident), "role": "base_manager", "base": "kejiguan"}
    page.sign_in(cast.officer).get(URL)
    page.post(URL, typed)
    page.post(URL, typed, status=422)
    page.get(URL)
    assert "等答复的邀请" in page.text() and "请您管理“松江科技馆”" in page.text()
    assert session.scalars(select(Grant).where(Grant.person_id == cast.resident.id)).all() == []
    assert reply(Page(page.app).sign_in(cast.resident)) == "请您管理“松江科技馆”"
    assert grant_of(session, cast.resident).base_id == cast.other_base.id
    row = session.scalars(select(AuditRow).where(AuditRow.action == "accounts.role_granted")).one()
    assert row.actor_id == cast.officer.id
    # Whoever has it already agrees to nothing new, and the officer is told of no account.
    page.post(URL, typed)
    agree(session, cast.resident)
    assert grant_of(session, cast.resident).base_id == cast.other_base.id


def test_a_role_waits_for_an_account_and_not_for_whoever_asked_and_left(
    session: Session, cast: Cast, page: Page
) -> None:
    page.sign_in(cast.officer).post(URL, {"address": "new@example.org", "role": "officer"})
    newcomer = make_person(session, email="new@example.org")
    session.commit()
    agree(session, newcomer)
    session.expire_all()
    assert newcomer.is_officer
    typed = {"address": address_of(cast.resident), "role": "base_manager", "base": "kejiguan"}
    page.sign_in(newcomer).post(URL, typed)
    page.sign_in(cast.officer).post(f"{URL}/{grant_of(session, newcomer).id}/end")
    asked = Page(page.app).sign_in(cast.resident)
    reply(asked, status=422)
    assert "收回了" in asked.text() and not cast.resident.is_manager


def test_an_older_invitation_does_not_bring_back_a_role_that_was_ended(session: Session, cast: Cast) -> None:
    post = Post(Role.BASE_MANAGER, cast.base)
    appoint(address_of(cast.manager), post, by=cast.officer.id, now=NOW)
    dismiss(grant_of(session, cast.manager), by=cast.officer.id, now=NOW + HOUR)
    [asked] = list_open_to(session, cast.manager, NOW)
    with pytest.raises(RuleBroken, match=Refusal.ASKED_NO_MORE.value):
        answer_invitation(asked.id, agrees=True, by=cast.manager, now=NOW + HOUR)
    answer_invitation(asked.id, agrees=False, by=cast.manager, now=NOW + HOUR)
    appoint(address_of(cast.manager), post, by=cast.officer.id, now=NOW + HOUR)
    agree(session, cast.manager)
    assert grant_of(session, cast.manager).base_id == cast.base.id


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"address": "", "role": "officer"}, "请填写这一项"),
        ({"address": "不是地址", "role": "officer"}, "完整的邮箱地址"),
        ({"address": "\x00", "role": "officer"}, "请填写这一项"),
        ({"address": "x" * 9000, "role": "officer"}, "最多 254 个字"),
        ({"address": "a@example.org", "role": "king"}, "请选择一种权限"),
        ({"address": "a@example.org", "role": "base_manager", "base": ""}, "要选一个基地"),
        ({"address": "a@example.org", "role": "base_manager", "base": "atlantis"}, "要选一个基地"),
    ],
)
def test_what_cannot_be_is_told(session: Session, cast: Cast, page: Page, typed: dict[str, Any], words: str) -> None:
    before = len(session.scalars(select(Grant)).all())
    page.sign_in(cast.officer).post(URL, typed, status=422)
    assert words in errors(page)
    assert len(session.scalars(select(Grant)).all()) == before


def test_a_role_is_ended_at_once_and_its_holder_told(session: Session, cast: Cast, page: Page) -> None:
    grant = grant_of(session, cast.manager)
    page.sign_in(cast.officer).post(f"{URL}/{grant.id}/end")
    session.expire_all()
    assert grant.ended_at is not None
    assert session.scalars(select(OutboxMessage.subject)).all() == ["您不再管理“辰山植物园”"]
    page.sign_in(cast.manager).get("/manage", status=403)


def test_the_last_officer_stays(session: Session, cast: Cast, page: Page) -> None:
    grant = grant_of(session, cast.officer)
    page.sign_in(cast.officer).post(f"{URL}/{grant.id}/end", status=422)
    assert "最后一位区科协管理员" in errors(page)
    other = make_grant(session, cast.neighbour)
    session.commit()
    page.post(f"{URL}/{other.id}/end")
    session.expire_all()
    assert other.ended_at is not None


@pytest.mark.parametrize("number", ["0", "999999", "9" * 19, "9" * 40])
def test_no_grant_is_not_found(cast: Cast, page: Page, number: str) -> None:
    page.sign_in(cast.officer).post(f"{URL}/{number}/end", status=404)


def test_nobody_else_names_anybody(session: Session, cast: Cast, page: Page) -> None:
    grant = grant_of(session, cast.officer)
    for person in (cast.manager, cast.resident):
        page.sign_in(person).post(URL, {"address": address_of(person), "role": "officer"}, status=403)
        page.post(f"{URL}/{grant.id}/end", status=403)
    session.expire_all()
    assert grant.ended_at is None
