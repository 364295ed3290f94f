"""Children under their guardians: described, shared, corrected and erased; and nobody else sees them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from sciencepop.accounts import services
from sciencepop.accounts.models import Child, Consent, Guardianship
from sciencepop.accounts.rules.ages import age_on, is_profile_age
from sciencepop.accounts.rules.refusals import Refusal
from sciencepop.accounts.services.children import MOST_CHILDREN, Profile
from sciencepop.core import clock
from sciencepop.core.errors import RuleBroken
from tests.cast import Cast
from tests.factories import make_child
from tests.page import Page

RAIN = Profile("小雨", 2018, 5, "对花生过敏")
TYPED = {"nickname": "小雨", "birth_year": "2018", "birth_month": "5", "needs": "对花生过敏"}


def add(cast: Cast, profile: Profile = RAIN) -> int:
    return services.add_child(profile, language="zh", by=cast.resident, now=clock.now())


@pytest.mark.parametrize(
    ("born", "day", "expected"),
    [
        ((2018, 5), "2026-10-10", 8),
        ((2018, 10), "2026-10-01", 8),
        ((2018, 11), "2026-10-31", 7),
        ((2026, 10), "2026-10-10", 0),
    ],
)
def test_ages_count_the_month_of_birth_as_reached(born: tuple[int, int], day: str, expected: int) -> None:
    assert age_on(*born, type(clock.today()).fromisoformat(day)) == expected


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ((2026, 10), True),
        ((2026, 11), False),
        ((2008, 11), True),
        ((2008, 10), False),
        ((1900, 1), False),
        ((9999, 1), False),
    ],
)
def test_a_profile_is_for_minors_already_born(born: tuple[int, int], expected: bool) -> None:
    assert is_profile_age(*born, clock.today()) is expected


def test_a_profile_comes_with_the_consent_in_the_words_that_were_read(session: Session, cast: Cast) -> None:
    child_id = add(cast)
    child = session.get_one(Child, child_id)
    consent = session.scalars(select(Consent)).one()
    assert (child.nickname, child.needs, child.birth_year, child.birth_month) == ("小雨", "对花生过敏", 2018, 5)
    assert (consent.person_id, consent.child_id, consent.given_at) == (cast.resident.id, child_id, clock.now())
    assert consent.wording.startswith("我是这个孩子的父母或其他监护人")


def test_only_guardians_change_invite_or_erase(session: Session, cast: Cast) -> None:
    child_id, now = add(cast), clock.now()
    for call in (services.erase_child, services.leave_child, services.invite_guardian):
        for stranger in (cast.neighbour, cast.officer):
            with pytest.raises(NotFound):
                call(child_id, by=stranger, now=now)
    with pytest.raises(NotFound):
        services.change_child(child_id, RAIN, by=cast.neighbour, now=now)
    assert session.get_one(Child, child_id).nickname == "小雨"


def test_erasing_keeps_an_empty_row_and_ends_consents(session: Session, cast: Cast) -> None:
    child_id = add(cast)
    services.erase_child(child_id, by=cast.resident, now=clock.now())
    session.expire_all()
    child = session.get_one(Child, child_id)
    assert (child.nickname, child.needs, child.birth_year, child.erased_at) == ("", "", None, clock.now())
    assert session.scalars(select(Consent.ended_at)).all() == [clock.now()]


def test_another_guardian_is_let_in_once_and_with_a_consent_of_their_own(session: Session, cast: Cast) -> None:
    child_id, now = add(cast), clock.now()
    token = services.invite_guardian(child_id, by=cast.resident, now=now)
    assert services.accept_guardianship(token, language="en", by=cast.neighbour, now=now) == child_id
    with pytest.raises(RuleBroken) as again:
        services.accept_guardianship(token, language="zh", by=cast.officer, now=now)
    assert again.value.code is Refusal.INVITATION_OVER
    assert set(session.scalars(select(Consent.person_id))) == {cast.resident.id, cast.neighbour.id}
    services.leave_child(child_id, by=cast.resident, now=now)
    session.expire_all()
    assert session.get_one(Child, child_id).nickname == "小雨"
    services.leave_child(child_id, by=cast.neighbour, now=now)
    session.expire_all()
    assert session.get_one(Child, child_id).erased_at == now


def test_an_invitation_ends_after_a_week_and_with_a_newer_one(session: Session, cast: Cast) -> None:
    child_id, now = add(cast), clock.now()
    old = services.invite_guardian(child_id, by=cast.resident, now=now)
    new = services.invite_guardian(child_id, by=cast.resident, now=now)
    for token, at in ((old, now), (new, now + timedelta(days=7)), ("x" * 32, now), ("", now)):
        with pytest.raises(RuleBroken):
            services.accept_guardianship(token, language="zh", by=cast.neighbour, now=at)
    assert session.scalars(select(Guardianship.person_id)).all() == [cast.resident.id]


def test_there_is_an_end_to_the_number_of_children(session: Session, cast: Cast) -> None:
    for number in range(MOST_CHILDREN):
        make_child(session, cast.resident, nickname=f"小{number}")
    session.commit()
    with pytest.raises(RuleBroken) as broken:
        add(cast)
    assert broken.value.code is Refusal.TOO_MANY_CHILDREN


def test_whoever_leaves_takes_their_children_along_unless_another_guardian_stays(session: Session, cast: Cast) -> None:
    alone = make_child(session, cast.resident)
    shared = make_child(session, cast.resident, cast.neighbour, nickname="小石头")
    session.commit()
    assert [row["nickname"] for row in services.export_data(cast.resident, clock.now())["children"]] == [
        "小雨",
        "小石头",
    ]
    services.close_account(cast.resident, clock.now())
    session.expire_all()
    assert (session.get_one(Child, alone.id).nickname, session.get_one(Child, shared.id).nickname) == ("", "小石头")


# --- the pages


def test_a_guardian_describes_a_child_and_goes_back_to_booking(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.resident)
    page.get("/my/family/new?next=/bookings/new?occurrence=5")
    answer = page.post("/my/family/new?next=/bookings/new?occurrence%3D5", TYPED | {"consent": "y"})
    assert answer.location == "/bookings/new?occurrence=5"
    page.get("/my/family")
    assert "小雨 8 岁" in page.text()
    assert "需要照顾：对花生过敏" in page.text()
    page.get("/en/my/family")
    assert "Needs: 对花生过敏" in page.text()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"nickname": ""}, "请填写这一项"),
        ({"nickname": "长" * 21}, "最多 20 个字"),
        ({"birth_year": ""}, "请在列表里选择"),
        ({"birth_year": "1990"}, "请在列表里选择"),
        ({"birth_month": "13"}, "请在列表里选择"),
        ({"birth_year": "2026", "birth_month": "12"}, "请核对出生年月"),
        ({"consent": ""}, "需要您作为监护人同意"),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_is_kept(
    page: Page, session: Session, cast: Cast, change: dict[str, str], words: str
) -> None:
    page.sign_in(cast.resident).post("/my/family/new", TYPED | {"consent": "y"} | change, status=422)
    assert words in page.text()
    assert session.scalars(select(Child.id)).all() == []


def test_children_of_others_do_not_exist(page: Page, session: Session, cast: Cast) -> None:
    child = make_child(session, cast.resident)
    session.commit()
    page.sign_in(cast.neighbour)
    page.get(f"/my/family/{child.id}", 404)
    page.post(f"/my/family/{child.id}", TYPED, status=404)
    for verb in ("erase", "leave", "invite"):
        page.post(f"/my/family/{child.id}/{verb}", status=404)
    page.get("/my/family/99999999999999999999", 404)
    page.get("/my/family")
    assert "小雨" not in page.text()


def test_the_invitation_is_shown_once_and_opens_for_the_other(
    page: Page, app: object, session: Session, cast: Cast
) -> None:
    child = make_child(session, cast.resident)
    session.commit()
    page.sign_in(cast.resident).post(f"/my/family/{child.id}/invite", status=200)
    link = next(word for word in page.text().split() if "/family/join/" in word)
    other = Page(page.app).sign_in(cast.neighbour)
    path = "/" + link.split("/", 3)[3]
    other.get(path)
    assert "“小雨”" in other.text()
    other.post(path, {}, status=422)
    other.post(path, {"consent": "y"})
    other.get("/my/family")
    assert "小雨" in other.text()
    other.get(path)
    assert "已经用过或过期" in other.text()


def test_a_profile_is_corrected_and_erased_on_its_page(page: Page, session: Session, cast: Cast) -> None:
    child = make_child(session, cast.resident)
    session.commit()
    page.sign_in(cast.resident).post(f"/my/family/{child.id}", TYPED | {"nickname": "小雪"})
    page.get("/my/family")
    assert "小雪" in page.text()
    page.post(f"/my/family/{child.id}/erase")
    page.get("/my/family")
    assert "还没有登记孩子" in page.text()
