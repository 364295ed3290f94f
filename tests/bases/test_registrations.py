"""My venues: the list, the long form, papers, giving up."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bases.models import BaseState, EvidenceFile, ScienceBase
from sciencepop.bases.queries import get_any
from sciencepop.bases.rules.hours import Stretch
from sciencepop.bases.rules.points import Crs, Point, gcj02_to_bd09, wgs84_to_gcj02
from sciencepop.bases.services.record import week_of
from sciencepop.core import clock
from tests.bases.rows import PDF, returned, submitted
from tests.cast import Cast
from tests.page import Page


def full_form(**values: Any) -> dict[str, Any]:
    """What a browser sends for a registration that can be handed in."""
    defaults: dict[str, Any] = {
        "attempt": "attempt-0001",
        "name_zh": "月湖雕塑科普馆",
        "name_en": "Moon Lake",
        "kind": "nature",
        "town_code": "310117103000",
        "address_zh": "林荫新路1158号",
        "crs": "wgs84",
        "day5": "09:00-11:30，13:00－16:00",
        "capacity": "200",
        "access": ["step-free", "lift"],
        "contact_phone": "021-00000000",
        "paper": PDF,
        "do": "submit",
    }
    sent = {name: value for name, value in (defaults | values).items() if value is not None}
    if "paper" in sent:
        sent["paper"] = (BytesIO(sent["paper"]), "执照.pdf")
    return sent


def find(session: Session, name: str = "月湖雕塑科普馆") -> ScienceBase:
    return session.scalars(select(ScienceBase).where(ScienceBase.name_zh == name)).one()


def test_a_resident_hands_in_a_venue_and_sees_where_it_stands(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.resident)
    page.get("/my/bases/new")
    response = page.post("/my/bases/new", full_form())
    assert response.location == "/my/bases"
    base = find(session)
    assert (base.state, base.capacity, base.access) == (BaseState.SUBMITTED, 200, ["step-free", "lift"])
    assert [f"{s.weekday} {s.opens:%H:%M}-{s.closes:%H:%M}" for s in week_of(base, clock.today())] == [
        "5 09:00-11:30",
        "5 13:00-16:00",
    ]
    page.get("/my/bases")
    assert "已提交。审核有结果时，我们会给您发消息。" in page.text()
    assert page.all("li", aria_current="step")[0][0].text == "审核"


def test_a_name_alone_is_kept_as_a_draft_and_filled_in_later(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.resident)
    response = page.post("/my/bases/new", {"name_zh": "小小天文台", "crs": "wgs84", "do": "save"})
    slug = find(session, "小小天文台").slug
    assert response.location == f"/my/bases/{slug}/edit"
    page.get(response.location)
    assert "提交前还要补上：类型、所在街镇、地址" in page.text()
    page.post(response.location, full_form(name_zh="小小天文台"))
    assert get_any(slug).state is BaseState.SUBMITTED


def test_handing_in_too_early_keeps_the_draft_and_lists_what_is_missing(
    page: Page, session: Session, cast: Cast
) -> None:
    page.sign_in(cast.resident)
    response = page.post("/my/bases/new", full_form(paper=None, contact_phone=None))
    base = find(session)
    assert base.state is BaseState.DRAFT
    page.get(response.location)
    errors = [item[0].get("href") for item in page.all("div", id="error-summary")[0].iter("li")]
    assert errors == ["#contact_phone", "#paper"]
    assert page.all("input", name="address_zh")[0].get("value") == "林荫新路1158号"


def test_the_same_attempt_sent_twice_makes_one_draft(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.resident)
    first = page.post("/my/bases/new", full_form(do="save"))
    second = page.post("/my/bases/new", full_form(do="save"))
    assert first.location == second.location == f"/my/bases/{find(session).slug}/edit"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name_zh": ""}, "请填写这一项。"),
        ({"name_zh": "\x00"}, "请填写这一项。"),
        ({"name_zh": "长" * 10_000}, "最多 60 个字。"),
        ({"kind": "castle"}, "请从列表中选择。"),
        ({"town_code": "310000"}, "请从列表中选择。"),
        ({"crs": "mars"}, "请从列表中选择。"),
        ({"lat": "31.08"}, "经度和纬度要一起填，或者都留空。"),
        ({"lat": "121.18", "lon": "31.08"}, "经度和纬度好像写反了"),
        ({"lat": "1e999", "lon": "1"}, "请填十进制度数"),
        ({"lat": "三十一", "lon": "121"}, "请填十进制度数"),
        ({"lat": "48.85", "lon": "2.35"}, "这个位置离本区太远"),
        ({"day0": "09:00"}, "请按 09:00-16:30 这样填写"),
        ({"day0": "9:00-9:00"}, "开门和关门是同一个时间"),
        ({"day0": "17:00-09:00"}, "关门时间要晚于开门时间"),
        ({"day0": "25:00-26:00"}, "请按 09:00-16:30 这样填写"),
        ({"day0": "09:00-12:00 11:00-13:00"}, "两段时间重叠了"),
        ({"capacity": "9" * 40}, "之间的整数"),
        ({"capacity": "-1"}, "之间的整数"),
        ({"capacity": "0"}, "之间的整数"),
        ({"contact_phone": "<script>"}, "请填电话号码"),
        ({"contact_email": "a@b"}, "请填完整的邮箱地址"),
        ({"website": "javascript:alert(1)"}, "请填网站地址"),
        ({"website": "ftp://example.org"}, "请填网站地址"),
        ({"paper": b"<html>", "website": "ftp://example.org"}, "只收 PDF、JPEG 或 PNG 文件"),
        ({"paper": b""}, "这个文件是空的"),
    ],
)
def test_bad_input_gives_a_sentence_and_loses_nothing(
    page: Page, session: Session, cast: Cast, values: dict[str, Any], sentence: str
) -> None:
    page.sign_in(cast.resident)
    page.post("/my/bases/new", full_form(**values), status=422)
    assert sentence in page.text()
    assert page.all("input", name="address_zh")[0].get("value") == "林荫新路1158号"
    assert session.scalars(select(ScienceBase).where(ScienceBase.registrant_id == cast.resident.id)).all() == []


def test_a_paper_that_is_too_large_gives_a_sentence(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.resident)
    response = page.post("/my/bases/new", full_form(paper=PDF + bytes(5 * 1024 * 1024)), status=422)
    assert "文件超过 5 MB" in page.text()
    response.request.environ["wsgi.input"].close()  # the test client keeps large bodies in a file


def test_html_and_direction_marks_are_shown_as_text(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.resident)
    page.post("/my/bases/new", full_form(name_zh="<b>\u202e馆</b>🔭"))
    page.get("/my/bases")
    assert page.all("h2")[0].text == "<b>馆</b>🔭"


@pytest.mark.parametrize("crs", list(Crs))
def test_a_position_is_stored_as_wgs84_wherever_it_was_read(page: Page, session: Session, cast: Cast, crs: Crs) -> None:
    true = Point(31.0963, 121.1885)
    gcj = wgs84_to_gcj02(true)
    typed = {Crs.WGS84: true, Crs.GCJ02: gcj, Crs.BD09: gcj02_to_bd09(gcj)}[crs]
    page.sign_in(cast.resident)
    page.post("/my/bases/new", full_form(crs=crs.value, lat=f"{typed.lat:.8f}", lon=f"{typed.lon:.8f}"))
    base = find(session)
    assert (base.lat, base.lon) == pytest.approx(true, abs=1e-5)


def test_corrections_are_shown_and_the_registration_goes_in_again(page: Page, session: Session, cast: Cast) -> None:
    base = returned(cast)
    page.sign_in(cast.resident).get("/my/bases")
    assert "请补门牌号" in page.text()
    page.get(f"/my/bases/{base.slug}/edit")
    assert [li.text for li in page.all("ol", class_="corrections")[0]] == ["请补门牌号", "请换清楚的照片"]
    page.post(f"/my/bases/{base.slug}/edit", full_form(address_zh="林荫新路1158号2楼", paper=None))
    again = get_any(base.slug)
    assert (again.state, again.address_zh) == (BaseState.SUBMITTED, "林荫新路1158号2楼")


def test_what_is_being_read_cannot_be_edited(page: Page, session: Session, cast: Cast) -> None:
    base = submitted(cast)
    page.sign_in(cast.resident)
    assert page.get(f"/my/bases/{base.slug}/edit", status=303).location == "/my/bases"
    page.post(f"/my/bases/{base.slug}/edit", full_form(name_zh="别的"), status=422)
    assert "这份登记现在是“等待审核”" in page.text()
    assert get_any(base.slug).name_zh == "月湖雕塑科普馆"


def test_a_registration_is_given_up_by_its_registrant(page: Page, session: Session, cast: Cast) -> None:
    base = submitted(cast)
    assert page.sign_in(cast.resident).post(f"/my/bases/{base.slug}/drop").location == "/my/bases"
    assert get_any(base.slug).state is BaseState.DROPPED
    page.get("/my/bases")
    assert "您还没有登记场馆" in page.text()


def test_a_paper_is_read_by_its_registrant_and_the_district_only(page: Page, session: Session, cast: Cast) -> None:
    base = submitted(cast)
    url = f"/my/bases/{base.slug}/papers/{base.evidence[0].id}"
    for person in (cast.resident, cast.officer):
        response = page.sign_in(person).get(url)
        assert (response.data, response.mimetype) == (PDF, "application/pdf")
        assert response.headers["Content-Disposition"].startswith("attachment;")
        assert response.headers["Cache-Control"] == "private, no-store"
    for stranger in (cast.neighbour, cast.manager):
        page.sign_in(stranger).get(url, status=403)
    Page(page.app).get(url, status=303)


@pytest.mark.parametrize("paper_id", ["0", "999999", "9" * 30, "-1", "x"])
def test_a_wrong_paper_is_not_found(page: Page, session: Session, cast: Cast, paper_id: str) -> None:
    base = submitted(cast)
    page.sign_in(cast.resident).get(f"/my/bases/{base.slug}/papers/{paper_id}", status=404)


def test_a_paper_of_another_registration_is_not_found_under_mine(page: Page, session: Session, cast: Cast) -> None:
    mine, other = submitted(cast), submitted(cast, name_zh="另一处")
    page.sign_in(cast.resident).get(f"/my/bases/{mine.slug}/papers/{other.evidence[0].id}", status=404)


def test_a_paper_is_removed_while_the_registration_may_be_changed(page: Page, session: Session, cast: Cast) -> None:
    base = returned(cast)
    paper = base.evidence[0].id
    page.sign_in(cast.resident).post(f"/my/bases/{base.slug}/papers/{paper}/remove")
    assert session.get(EvidenceFile, paper) is None


@pytest.mark.parametrize("who", ["neighbour", "manager", "officer"])
def test_nobody_else_edits_or_drops_a_registration(page: Page, session: Session, cast: Cast, who: str) -> None:
    base = returned(cast)
    page.sign_in(getattr(cast, who))
    page.get(f"/my/bases/{base.slug}/edit", status=403)
    page.post(f"/my/bases/{base.slug}/edit", full_form(), status=403)
    page.post(f"/my/bases/{base.slug}/drop", status=403)
    page.post(f"/my/bases/{base.slug}/papers/{base.evidence[0].id}/remove", status=403)
    assert get_any(base.slug).state is BaseState.RETURNED


def test_a_visitor_is_asked_to_sign_in(page: Page, cast: Cast) -> None:
    for url in ("/my/bases", "/my/bases/new", "/my/bases/chenshan/edit"):
        page.get(url, status=303)
    page.post("/my/bases/new", full_form())


def test_hours_of_the_whole_week_survive_the_form(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.resident)
    page.post("/my/bases/new", full_form(do="save", **{f"day{n}": "9:00-17:00" for n in range(7)}))
    base = find(session)
    assert {type(s) for s in week_of(base, clock.today())} == {Stretch}
    page.get(f"/my/bases/{base.slug}/edit")
    assert [i.get("value") for i in page.all("input", name="day6")] == ["09:00-17:00"]
