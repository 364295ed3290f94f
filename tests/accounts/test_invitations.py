"""Invitations by an address: nothing that whoever asks can see depends on whether somebody has an account with it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from sciencepop.accounts import privacy
from sciencepop.accounts.models import Address, AddressKind, Grant, Invitation, Message, Person, Role
from sciencepop.accounts.queries.invitations import list_open_to
from sciencepop.accounts.rules.invitations import ASKS_A_DAY, KEPT, Reply, refuse_asking, reply_of
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.accounts.services import answer_invitation, close_account, export_data, forget_invitations
from sciencepop.accounts.told import old_invitations
from sciencepop.college.services.courses import LecturerWish, save_lecturer
from sciencepop.contests import services
from sciencepop.contests.models import Contest, ContestState, Juror
from sciencepop.contests.rules.states import Refusal as ContestRefusal
from sciencepop.core import clock
from sciencepop.core.errors import RuleBroken
from sciencepop.delivery import services as delivery
from sciencepop.delivery.queries.lecturers import list_invitations
from sciencepop.delivery.rules.refusals import Refusal as DeliveryRefusal
from sciencepop.festival.models import Call, CallReviewer
from sciencepop.festival.services.calls import ask_reviewer, end_reviewer
from tests.accounts.invitations import agree, reply
from tests.accounts.post import letters_to
from tests.cast import Cast
from tests.conftest import NOW
from tests.contests.contests import make_contest
from tests.delivery.menu import make_scene
from tests.factories import make_person
from tests.festival.editions import make_edition
from tests.page import Page

DAY = timedelta(days=1)
STRANGER = "stranger@example.org"


@pytest.mark.parametrize(
    ("answered", "agreed", "now", "expected"),
    [
        (None, None, NOW, Reply.OPEN),
        (None, None, NOW + DAY, Reply.SILENT),
        (NOW, True, NOW + DAY, Reply.AGREED),
        (NOW, False, NOW, Reply.DECLINED),
        (NOW, None, NOW, Reply.TAKEN_BACK),
    ],
)
def test_an_invitation_is_open_until_it_is_answered_or_over(
    answered: datetime | None, agreed: bool | None, now: datetime, expected: Reply
) -> None:
    assert reply_of(answered, agreed, NOW + DAY, now) is expected


@pytest.mark.parametrize(
    ("is_open", "asked", "expected"),
    [
        (False, ASKS_A_DAY - 1, None),
        (False, ASKS_A_DAY, Refusal.ASKED_TOO_OFTEN),
        (True, ASKS_A_DAY, Refusal.ASKED_ALREADY),
    ],
)
def test_asking_has_a_pace(is_open: bool, asked: int, expected: Refusal | None) -> None:
    assert refuse_asking(is_open=is_open, asked_today=asked) is expected


@pytest.fixture
def contest(session: Session, cast: Cast) -> Contest:
    return make_contest(session, cast.officer, base_id=cast.base.id)


def newest(session: Session) -> Invitation:
    found = select(Invitation).order_by(Invitation.id.desc()).limit(1)
    return session.scalars(found.execution_options(populate_existing=True)).one()


def shape_of(page: Page, html: str) -> tuple[list[str], str]:
    """The last page's tags, and its text without addresses, veiled or not."""
    return re.findall("<[a-z]+", html), re.sub(r"\S+\*+\S+|[\w.]+@[\w.]+", "", page.text())


def test_an_organiser_cannot_tell_whether_an_address_has_an_account(
    app: Flask, session: Session, cast: Cast, contest: Contest
) -> None:
    """One address is nobody's, one is a resident's, one is a juror's already, one must not judge."""
    services.invite_juror(contest.code, cast.neighbour.addresses[0].value, by=cast.officer, now=NOW)
    assert reply(Page(app).sign_in(cast.neighbour)) == "请您担任评委：纸桥承重赛"
    page, desk, seen = Page(app).sign_in(cast.manager), f"/manage/contests/{contest.code}", []
    known = [person.addresses[0].value for person in (cast.resident, cast.neighbour, cast.officer)]
    for address in (STRANGER, *known):
        answer = page.post(f"{desk}/jurors", {"address": address})
        told = [shape_of(page, page.get(desk).text)]
        told.append(shape_of(page, page.post(f"{desk}/jurors", {"address": address}, status=422).text))
        seen.append((answer.status, answer.headers["Location"], told))
        page.post(f"/my/invitations/{newest(session).id}/take-back")
        page.get(desk)  # which says so
    assert seen.count(seen[0]) == len(seen)
    assert "请用这个地址登录" in letters_to(STRANGER)[0].body
    assert STRANGER not in repr(vars(newest(session)))
    page.post(f"{desk}/jurors", {"address": "no address"}, status=422)


def test_whoever_has_the_address_then_or_later_agrees_or_not_and_nobody_else(
    app: Flask, session: Session, cast: Cast, contest: Contest
) -> None:
    services.invite_juror(contest.code, STRANGER, by=cast.manager, now=NOW)
    number = newest(session).id
    other = Page(app).sign_in(cast.resident)
    other.get("/my/invitations")
    assert "现在没有邀请" in other.text()
    for path in (f"/my/invitations/{number}", f"/my/invitations/{2**63}"):
        other.post(f"{path}/answer", {"answer": "yes"}, status=404)
        other.post(f"{path}/take-back", status=404)
    newcomer = make_person(session, name="新来的", email=STRANGER)
    session.commit()
    assert list_open_to(session, newcomer, NOW + 15 * DAY) == []
    page = Page(app).sign_in(newcomer)
    reply(page, "no")
    page.post(f"/my/invitations/{number}/answer", {"answer": "yes"}, status=422)
    assert session.scalar(select(func.count(Juror.id))) == 0
    host = Page(app).sign_in(cast.manager)
    assert "没有同意" in host.get(f"/manage/contests/{contest.code}").text
    services.invite_juror(contest.code, STRANGER, by=cast.manager, now=NOW)
    reply(page)
    page.get(f"/contests/jury/{contest.code}")
    told = list(session.scalars(select(Message.subject).where(Message.person_id == cast.manager.id)))
    assert [subject.split(" ")[1] for subject in told] == ["没有同意", "同意了"]
    assert [one["agreed"] for one in export_data(newcomer, NOW)["invitations"]] == [False, True]
    services.invite_juror(contest.code, STRANGER, by=cast.manager, now=NOW)
    close_account(newcomer, NOW)
    last = newest(session)
    assert (last.contact_hash, last.reply_at(NOW)) == ("", Reply.DECLINED)


def test_what_an_account_may_not_take_on_its_owner_alone_is_told(
    app: Flask, session: Session, cast: Cast, contest: Contest
) -> None:
    services.invite_juror(contest.code, cast.officer.addresses[0].value, by=cast.manager, now=NOW)
    page = Page(app).sign_in(cast.officer)
    reply(page, status=422)
    assert "主办方自己的人" in page.text()
    services.invite_juror(contest.code, cast.resident.addresses[0].value, by=cast.manager, now=NOW)
    services.step_contest(contest.code, ContestState.CANCELLED, by=cast.officer, now=NOW, reason="场地关闭")
    number = newest(session).id
    with pytest.raises(RuleBroken, match=ContestRefusal.JURY_CLOSED.value):
        answer_invitation(number, agrees=True, by=cast.resident, now=NOW)
    with clock.frozen_at(NOW + KEPT + 2 * DAY):
        assert len(old_invitations()) == 2
        assert forget_invitations(clock.now()) == 2 and old_invitations() == []


def test_nothing_is_given_for_whoever_may_not_ask_for_it_any_more_or_ended_it(
    session: Session, cast: Cast, contest: Contest
) -> None:
    """A manager asked and manages no more; a juror was asked at two addresses, and judges no more."""
    services.invite_juror(contest.code, cast.resident.addresses[0].value, by=cast.officer, now=NOW)
    agree(session, cast.resident)
    for person in (cast.resident, cast.neighbour):
        services.invite_juror(contest.code, person.addresses[0].value, by=cast.manager, now=NOW)
    services.end_juror(contest.code, session.scalars(select(Juror.id)).one(), by=cast.officer, now=NOW + DAY)
    refuse_agreeing(session, cast.resident)
    cast.manager.grants[0].ended_at = NOW + DAY
    session.commit()
    refuse_agreeing(session, cast.neighbour)


def test_closing_an_account_takes_invitations_before_what_they_are_about_as_answering_does(
    session: Session, cast: Cast, contest: Contest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other way round, each would wait for what the other holds."""
    services.invite_juror(contest.code, STRANGER, by=cast.manager, now=NOW)
    replies: list[Reply] = []
    monkeypatch.setattr(privacy, "closing", lambda *_: replies.append(newest(session).reply_at(NOW)))
    close_account(cast.manager, NOW)
    assert replies == [Reply.TAKEN_BACK]


def refuse_agreeing(session: Session, person: Person) -> None:
    [asked] = list_open_to(session, person, NOW)
    with pytest.raises(RuleBroken, match=Refusal.ASKED_NO_MORE.value):
        answer_invitation(asked.id, agrees=True, by=person, now=NOW + DAY)


def test_an_address_gets_three_invitations_a_month_whoever_asks(session: Session, cast: Cast, contest: Contest) -> None:
    for _turn in range(4):
        services.invite_juror(contest.code, STRANGER, by=cast.manager, now=NOW)
        newest(session).answered_at = NOW
        session.commit()
    assert len(letters_to(STRANGER)) == 3
    names = [column.name for column in Invitation.__table__.columns if column.name != "id"]
    row = {name: getattr(newest(session), name) for name in names}
    session.execute(insert(Invitation), [row] * (ASKS_A_DAY - 4))
    session.commit()
    with pytest.raises(RuleBroken, match=Refusal.ASKED_TOO_OFTEN.value):
        services.invite_juror(contest.code, "last@example.org", by=cast.manager, now=NOW)


def with_two_addresses(session: Session) -> tuple[Person, list[str]]:
    """Somebody whom others may ask twice without knowing it."""
    person = make_person(session, name="两个邮箱", email="one@example.org")
    session.add(Address(person=person, kind=AddressKind.EMAIL, value="two@example.org", verified_at=NOW))
    session.commit()
    return person, ["one@example.org", "two@example.org"]


def test_whoever_manages_the_base_today_takes_back_what_was_asked_before(
    app: Flask, session: Session, cast: Cast, contest: Contest
) -> None:
    services.invite_juror(contest.code, STRANGER, by=cast.manager, now=NOW)
    number = newest(session).id
    new = make_person(session, name="新馆长", email="new@example.org")
    for grant in cast.manager.grants:
        grant.ended_at = NOW
    session.commit()
    Page(app).sign_in(cast.other_manager).post(f"/my/invitations/{number}/take-back", status=404)
    page = Page(app).sign_in(new)
    page.post(f"/my/invitations/{number}/take-back", status=404)
    session.add(Grant(person=new, role=Role.BASE_MANAGER, base_id=cast.base.id, granted_at=NOW))
    session.commit()
    page.get(f"/manage/contests/{contest.code}")
    assert f"/my/invitations/{number}/take-back" in {form.get("action") for form in page.all("form")}
    page.post(f"/my/invitations/{number}/take-back")
    assert newest(session).reply_at(NOW) is Reply.TAKEN_BACK


def test_a_reviewer_does_not_come_back_by_an_older_invitation(session: Session, cast: Cast) -> None:
    edition = make_edition(session, cast.officer)
    times = {"opens_at": NOW - DAY, "closes_at": NOW + DAY, "created_at": NOW, "changed_at": NOW}
    call = Call(edition_id=edition.id, scores_needed=1, created_by=cast.officer.id, **times)
    session.add(call)
    person, addresses = with_two_addresses(session)

    def ask(address: str, department: str, hours: int) -> int:
        by = {"by": cast.officer, "now": NOW + hours * DAY / 24}
        ask_reviewer(edition.code, address, department, **by)
        return newest(session).id

    def agree_to(number: int, hours: int) -> str:
        answer_invitation(number, agrees=True, by=person, now=NOW + hours * DAY / 24)
        found = select(CallReviewer.department).where(CallReviewer.ended_at.is_(None))
        return session.scalars(found).one()

    older = ask(addresses[0], "kexie", 0)
    assert agree_to(ask(addresses[1], "kewei", 1), 2) == "kewei"
    with pytest.raises(RuleBroken, match="asked_no_more"):
        agree_to(older, 3)
    end_reviewer(edition.code, person.id, by=cast.officer, now=NOW + 4 * DAY / 24)
    end_reviewer(edition.code, person.id, by=cast.officer, now=NOW + 9 * DAY / 24)
    session.expire_all()
    assert call.reviewers == []
    with pytest.raises(RuleBroken, match="asked_no_more"):
        agree_to(older, 5)
    assert agree_to(ask(addresses[1], "kexie", 6), 7) == "kexie"


def test_a_lecturer_is_one_account_and_none_returns_by_an_older_invitation(session: Session, cast: Cast) -> None:
    person, addresses = with_two_addresses(session)
    wish = LecturerWish(name_zh="林老师", address=cast.neighbour.addresses[0].value)
    lecturer = save_lecturer(wish, by=cast.officer, now=NOW)
    save_lecturer(LecturerWish(name_zh="林老师", address=addresses[0]), lecturer, by=cast.officer, now=NOW)
    agree(session, person)
    assert list_open_to(session, cast.neighbour, NOW) == []

    scene = make_scene(session, cast)
    for address in addresses:
        delivery.add_lecturer(scene.supplier.code, delivery.Named("林", address=address), by=cast.manager, now=NOW)
    first, second = list_invitations(session, person, NOW)
    delivery.answer_invitation(first.id, agrees=True, by=person, now=NOW + DAY)
    delivery.end_lecturer(scene.supplier.code, first.lecturer_id, by=cast.manager, now=NOW + 2 * DAY)
    with pytest.raises(RuleBroken) as broken:
        delivery.answer_invitation(second.id, agrees=True, by=person, now=NOW + 3 * DAY)
    assert broken.value.code is DeliveryRefusal.LINK_OVER
