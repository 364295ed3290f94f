"""A manager's page of the public record."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bases.models import BaseState
from sciencepop.bases.queries import get_any
from sciencepop.core.audit import AuditRow
from sciencepop.programme.models import Occurrence
from tests.cast import Cast
from tests.factories import make_base, make_event, make_grant, make_occurrence
from tests.page import Page


def record_form(**values: Any) -> dict[str, Any]:
    """The record of the cast's base as a browser sends it back."""
    defaults: dict[str, Any] = {
        "attempt": "attempt-0001",
        "name_zh": "辰山植物园",
        "kind": "museum",
        "town_code": "310117103000",
        "address_zh": "辰花公路3888号",
        "crs": "wgs84",
        "lat": "31.080000",
        "lon": "121.184900",
    }
    return defaults | values


def test_a_manager_changes_the_public_page(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.manager)
    page.get("/manage/bases/chenshan")
    assert page.post("/manage/bases/chenshan", record_form(summary_zh="植物与温室")).location == (
        "/manage/bases/chenshan"
    )
    page.get("/bases/chenshan")
    assert "植物与温室" in page.text()
    row = session.scalars(select(AuditRow).where(AuditRow.action == "base.change")).one()
    assert (row.actor_id, list(row.facts["changed"])) == (cast.manager.id, ["summary_zh"])


def test_saving_unchanged_says_so(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.manager).post("/manage/bases/chenshan", record_form())
    page.get("/manage/bases/chenshan")
    assert "没有改动。" in page.text()
    assert session.scalars(select(AuditRow)).all() == []


def test_a_new_address_of_the_district_reaches_the_calendars(page: Page, session: Session, cast: Cast) -> None:
    occurrence = make_occurrence(session, make_event(session, cast.base))
    session.commit()
    before = (occurrence.revision, occurrence.sequence)
    page.sign_in(cast.officer).post("/manage/bases/chenshan", record_form(address_zh="辰花公路1号"))
    after = session.get_one(Occurrence, occurrence.id)
    assert (after.revision, after.sequence) == (before[0] + 1, before[1])


def test_a_public_fact_cannot_be_emptied(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.officer).post("/manage/bases/chenshan", record_form(address_zh=""), status=422)
    assert "已公开的内容不能清空：地址。" in page.text()
    assert get_any("chenshan").address_zh == "辰花公路3888号"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"signature_zh": "长" * 10_000}, "最多 600 个字。"),
        ({"capacity": "99999999999999999999"}, "之间的整数"),
        ({"summary_zh": "长" * 10_000}, "最多 1000 个字。"),
        ({"website": "https://" + "a" * 400 + ".org"}, "最多 300 个字。"),
    ],
)
def test_bad_input_gives_a_sentence(page: Page, cast: Cast, values: dict[str, str], sentence: str) -> None:
    page.sign_in(cast.manager).post("/manage/bases/chenshan", record_form(**values), status=422)
    assert sentence in page.text()


def test_the_profile_is_on_the_public_page(page: Page, session: Session, cast: Cast) -> None:
    told = {
        "signature_zh": "夜探温室",
        "exhibits_zh": "王莲\n跳舞草",
        "topics": ["botany", "x"],
        "audiences": ["everyone"],
        "name_zh": "偷偷改名",
        "contact_phone": "13800000000",
    }
    page.sign_in(cast.manager).post("/manage/bases/chenshan", record_form(**told))
    page.get("/bases/chenshan")
    text = page.text()
    assert "夜探温室" in text
    assert "王莲 跳舞草 主题 植物 适合谁来 全年龄" in text
    base = get_any("chenshan")
    assert (base.name_zh, base.contact_phone, base.topics) == ("辰山植物园", "", ["botany"])


def test_only_public_contacts_are_on_the_public_page(page: Page, session: Session, cast: Cast) -> None:
    where = "/manage/bases/chenshan/contacts"
    page.sign_in(cast.manager)
    page.post(where, {"role": "visits", "name": "预约台", "phone": "021-57792288", "is_public": "y"})
    page.post(where, {"role": "safety", "name": "值班室", "phone": "021-57790000"})
    page.post(where, {"role": "safety", "name": "没有电话"}, status=422)
    assert "电话和邮箱至少填一个。" in page.text()
    page.post(where, {"role": "king", "phone": "1", "email": "x"}, status=422)
    page.get("/bases/chenshan")
    assert "预约参观 预约台 021-57792288" in page.text()
    assert "57790000" not in page.text()
    shown, hidden = get_any("chenshan").contacts
    other = Page(page.app).sign_in(cast.other_manager)
    other.post(f"/manage/bases/kejiguan/contacts/{hidden.id}/remove", {})
    other.post(f"{where}/{hidden.id}/remove", {}, status=403)
    page.post(f"{where}/{shown.id}/remove", {})
    session.expire_all()
    assert [one.name for one in get_any("chenshan").contacts] == ["值班室"]
    facts = session.scalars(select(AuditRow.facts).where(AuditRow.action == "base.contact_added")).all()
    assert facts == [{"role": "visits", "is_public": True}, {"role": "safety", "is_public": False}]


def test_another_bases_manager_and_strangers_are_kept_out(page: Page, session: Session, cast: Cast) -> None:
    for person in (cast.other_manager, cast.resident):
        page.sign_in(person).get("/manage/bases/chenshan", status=403)
        page.post("/manage/bases/chenshan", record_form(summary_zh="别人写的"), status=403)
    Page(page.app).get("/manage/bases/chenshan", status=303)
    assert get_any("chenshan").summary_zh == ""


def test_an_officer_may_mend_any_base(page: Page, cast: Cast) -> None:
    page.sign_in(cast.officer).post("/manage/bases/kejiguan", record_form(name_zh="松江科技馆", capacity="90"))
    assert get_any("kejiguan").capacity == 90


def test_a_registration_on_its_way_is_not_changed_here(page: Page, session: Session, cast: Cast) -> None:
    base = make_base(session, slug="draft-one", state=BaseState.DRAFT)
    make_grant(session, cast.manager, base=base)
    session.commit()
    page.sign_in(cast.manager).post("/manage/bases/draft-one", record_form(), status=422)
    assert "这份登记现在是“草稿”" in page.text()
