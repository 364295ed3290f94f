"""The pages of delivery: the menu, a supplier's desk, one order seen by every side, loans, the offices."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import OrganisationKind
from sciencepop.core import clock
from sciencepop.core.db import db
from sciencepop.core.paging import encode_cursor
from sciencepop.delivery import invariants
from sciencepop.delivery.check_in_codes import digits_for
from sciencepop.delivery.models import DeliveryOrder, LentUnit, Loan, MenuItem, OrderWindow, Supplier
from sciencepop.delivery.queries.orders import get_order
from sciencepop.delivery.rules.items import ItemKind, ItemState
from sciencepop.delivery.rules.loans import Condition, LoanState
from sciencepop.delivery.rules.orders import OrderState
from tests.cast import Cast, make_cast
from tests.conftest import NOW
from tests.delivery.menu import SHESHAN, Scene, at, make_item, make_scene, make_verified, order
from tests.factories import make_person
from tests.page import Page
from tests.statements import counted

ITEM = {
    "kind": "workshop",
    "title_zh": "自己做望远镜",
    "about_zh": "两片透镜做一架望远镜。",
    "audiences": ["teenagers"],
    "age_from": "8",
    "age_until": "14",
    "minutes": "60",
    "group_min": "10",
    "group_max": "30",
    "safety": "剪刀由大人使用",
    "cost": "free",
    "most_a_quarter": "4",
    "blackouts": "2026-11-11",
}
ORDER = {
    "slot1": "2026-11-10T14:00",
    "slot2": "2026-11-12T14:00",
    "town_code": SHESHAN,
    "place": "活动室",
    "address": "陈坊路1号",
    "contact_name": "小沈",
    "contact_phone": "021-5555 0200",
    "people": "40",
    "audience": "seniors",
}


@pytest.fixture
def scene(session: Session, cast: Cast) -> Scene:
    return make_scene(session, cast)


def test_everybody_reads_the_menu_by_kind_audience_town_and_cost(
    page: Page, session: Session, cast: Cast, scene: Scene
) -> None:
    make_item(session, scene.supplier, title_zh="已经过期", review_until=date(2026, 10, 9))
    make_item(session, scene.supplier, title_zh="还是草稿", state=ItemState.DRAFT)
    session.commit()
    page.get("/delivery")
    assert "佘山看星" in page.text()
    assert "已经过期" not in page.text()
    assert "还是草稿" not in page.text()
    page.get(f"/delivery?kind=lecture&audience=seniors&town={SHESHAN}&cost=free")
    assert "2 个项目" in page.text()
    page.get("/delivery?after=" + encode_cursor("lecture", scene.item.code))
    assert "2 个项目" in page.text() and scene.item.title_zh not in page.text()
    page.get("/delivery?after=" + encode_cursor("\0", "\0"))
    page.get("/delivery?kind=show")
    assert "没有符合的项目" in page.text()
    page.get(f"/delivery/items/{scene.item.code}")
    assert "天文台王研究员" in page.text()
    page.get("/delivery/items/JZ0000", status=404)
    with counted("SELECT") as few:
        page.get("/delivery")
    for _number in range(5):
        make_item(session, scene.other_supplier)
    session.commit()
    with counted("SELECT") as many:
        page.get("/delivery")
    assert len(many) == len(few)
    page.get("/delivery/results")
    assert "这一年还没有送到的" in page.text()


def test_a_supplier_writes_an_item_and_an_officer_reviews_it(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.manager)
    page.post("/delivery/desk", {"who": f"base-{cast.other_base.id}"}, status=403)
    page.post("/delivery/desk", {"who": f"base-{cast.base.id}"})
    supplier = session.scalars(select(Supplier)).one()
    desk = f"/delivery/desk/{supplier.code}"
    page.post(f"{desk}/lecturers", {"name_zh": "林老师", "address": "no address"}, status=422)
    page.post(f"{desk}/lecturers", {"name_zh": "林老师"})
    page.get(f"{desk}/new")
    lecturer = page.all("input", name="lecturers")[0].get("value")
    page.post(f"{desk}/new", ITEM | {"group_max": "5"}, status=422)
    page.post(f"{desk}/new", ITEM | {"lecturers": [lecturer]})
    item = session.scalars(select(MenuItem)).one()
    assert (item.code, item.state, item.blackouts) == (f"DS{item.id:04d}", ItemState.DRAFT, ["2026-11-11"])
    path = f"/delivery/desk/items/{item.code}"
    page.post(f"{path}/step", {"act": "submit"})
    page.post(f"{path}/step", {"act": "return", "reason": "x"}, status=403)
    Page(page.app).sign_in(cast.other_manager).get(path, status=403)
    officer = Page(page.app).sign_in(cast.officer)
    officer.get("/district/delivery")
    assert "自己做望远镜" in officer.text()
    approve = f"/district/delivery/items/{item.code}/approve"
    officer.get(path)
    seen, review = seen_on(officer), {"reviewer": "天文台", "until": "2027-10-09"}
    with clock.frozen_at(NOW + timedelta(minutes=1)):
        page.post(f"{path}/edit", ITEM | {"lecturers": [lecturer], "most_a_quarter": "5"})
        # The officer read something else than what is there now.
        for stale in (seen, {}, {"seen": "x"}):
            officer.post(approve, review | stale, status=422)
            officer.post(f"{path}/step", {"act": "return", "reason": "x"} | stale, status=422)
        assert "配送方又改过" in officer.text()
    officer.post(approve, review | seen_on(officer) | {"until": "2026-10-09"}, status=422)
    officer.post(approve, review | seen_on(officer))
    page.get("/delivery")
    assert "自己做望远镜" in page.text()
    # How often it is given is no matter of science; its safety is.
    page.get(f"{path}/edit")
    page.post(f"{path}/edit", ITEM | {"lecturers": [lecturer], "kind": "kit"}, status=422)
    page.post(f"{path}/edit", ITEM | {"lecturers": [lecturer], "most_a_quarter": "9"})
    assert session.get_one(MenuItem, item.id, populate_existing=True).state is ItemState.APPROVED
    page.post(f"{path}/edit", ITEM | {"lecturers": [lecturer], "safety": ""})
    changed = session.get_one(MenuItem, item.id, populate_existing=True)
    assert (changed.state, changed.review_until) == (ItemState.SUBMITTED, None)
    officer.get(path)
    officer.post(f"{path}/step", {"act": "return"} | seen_on(officer), status=422)
    officer.post(f"{path}/step", {"act": "return", "reason": "请写明剪刀由谁使用"} | seen_on(officer))
    page.get(path)
    assert "请写明剪刀由谁使用" in page.text()


def seen_on(officer: Page) -> dict[str, str]:
    """What an officer's last page says that it showed."""
    return {"seen": officer.all("input", name="seen")[0].get("value", "")}


def test_an_order_is_seen_and_carried_on_by_its_sides_alone(
    page: Page, app: Flask, session: Session, cast: Cast, scene: Scene
) -> None:
    orderer, town, office, supplier = (
        Page(app).sign_in(one) for one in (scene.orderer, cast.desk, cast.officer, cast.manager)
    )
    path = f"/delivery/items/{scene.item.code}/order"
    wrong = {"organisation": str(scene.community.id)}
    orderer.get(path)
    orderer.post(path, ORDER | wrong | {"people": "61"}, status=422)
    assert "一场 10 到 60 人" in orderer.text()
    far = {"lat": "39.9", "lon": "116.4"}
    for point, said in ((far, "离本区太远"), ({"lat": "31.1"}, "一起填"), ({"lat": "x", "lon": "1"}, "十进制")):
        orderer.post(path, ORDER | wrong | point, status=422)
        assert said in orderer.text()
    orderer.post(path, ORDER | wrong | {"step": "draft", "crs": "gcj02", "lat": "31.1", "lon": "121.2"})
    assert [round(part, 3) for part in session.scalars(select(DeliveryOrder)).one().point or ()] == [31.102, 121.196]
    code = session.scalars(select(DeliveryOrder.code)).one()
    order, shown = f"/delivery/orders/{code}", f"{digits_for(code)[:3]} {digits_for(code)[3:]}"
    town.get(order, status=404)
    orderer.get("/delivery/mine")
    assert "草稿" in orderer.text()
    orderer.get(f"{order}/edit")
    assert orderer.all("input", value="2026-11-12 14:00:00")
    orderer.post(f"{order}/edit", ORDER | wrong | {"people": "45"})
    Page(app).sign_in(cast.resident).get(order, status=404)
    supplier.get(order, status=404)
    orderer.post(f"{order}/step", {"act": "approve"}, status=403)
    town.get("/delivery/town")
    assert "名额 3 场，已用 0 场" in town.text()
    town.post(f"{order}/step", {"act": "return"}, status=422)
    assert "请写明原因" in town.text()
    town.post(f"{order}/step", {"act": "nonsense"}, status=404)
    town.post(f"{order}/step", {"act": "approve"})
    office.get(order)
    office.post(f"{order}/match", {"item": "\0"}, status=422)
    office.get("/district/delivery/windows/%00", status=404)
    office.post(f"{order}/match", {"item": scene.item.code})
    supplier.get(f"/delivery/desk/{scene.supplier.code}")
    assert "陈坊居委会" in supplier.text()
    supplier.get(order)
    assert shown not in supplier.text()
    lecturer = {"slot": "1", "lecturer": str(scene.lecturer.id)}
    supplier.post(f"{order}/accept", lecturer, status=422)
    speaker = Page(app).sign_in(scene.lecturer_person)
    speaker.get(order, status=404)
    supplier.post(f"{order}/accept", lecturer | {"risk": "要插座"})
    orderer.get(order)
    assert "路程按街镇中心估算" in orderer.text()
    contact = {"address": "陈坊路1号二楼", "contact_name": "小沈", "contact_phone": "021-5555 0200"}
    orderer.post(f"{order}/confirm", contact, status=422)
    orderer.post(f"{order}/confirm", contact | {"read": "y"})
    orderer.get(order)
    assert shown in orderer.text()
    speaker.get(order)  # letters and their own days lead here; it is not for them to decide
    assert "021-5555 0200" in speaker.text() and shown not in speaker.text()
    speaker.post(f"{order}/step", {"act": "withdraw", "reason": "病了"}, status=403)
    orderer.post(f"{order}/move", {"to": "2026-11-11T09:00", "reason": "场地被占"})
    supplier.get(order)
    supplier.post(f"{order}/move", {"answer": "yes"})
    assert get_order(session, code).starts_at == at("2026-11-11 09:00")
    with clock.frozen_at(at("2026-11-11 09:30")):
        supplier.get(order)
        supplier.post(f"{order}/check-in", {"digits": "1", "heads-seniors": "40"}, status=422)
        supplier.post(f"{order}/check-in", {"digits": digits_for(code), "heads-seniors": "40"})
        for who, score in ((orderer, "5"), (supplier, "4")):
            who.get(order)
            who.post(f"{order}/evaluate", {}, status=422)
            who.post(f"{order}/evaluate", {"score": score, "words": "很好"})
        supplier.post(f"{order}/report", {"report": "讲了一场", "cost": "200"})
        office.get(order)
        office.post(f"{order}/report/answer", {"answer": "accept"})
        assert get_order(session, code).state is OrderState.CLOSED
        orderer.get(order)
        page.get("/delivery/results")
        assert "佘山镇 1 40 讲座 1" in page.text()
    assert invariants.checks() == []


def test_guessing_the_receivers_digits_ends_after_eight_tries(limited: Flask) -> None:
    with limited.app_context():
        cast = make_cast(db.session(), NOW)
        code = order(make_scene(db.session(), cast), db.session()).code
        page = Page(limited).sign_in(cast.officer)
        sent = {"csrf_token": page._csrf_token(), "digits": "000000"}
        url = f"/delivery/orders/{code}/check-in"
        assert [page.client.post(url, data=sent).status_code for _try in range(9)] == [422] * 8 + [429]


def test_an_officer_opens_a_quarter_with_quotas(page: Page, session: Session, cast: Cast) -> None:
    window = {
        "year": "2027",
        "quarter": "1",
        "opens_at": "2026-12-01T09:00",
        "closes_at": "2026-12-20T18:00",
        "first_on": "2027-01-05",
        "last_on": "2027-03-31",
        "quota": "6",
    }
    page.sign_in(cast.officer).get("/district/delivery/windows/new")
    page.post("/district/delivery/windows/new", window | {f"quota-{SHESHAN}": "many"}, status=422)
    page.post("/district/delivery/windows/new", window | {"last_on": "2027-01-01"}, status=422)
    page.post("/district/delivery/windows/new", window | {f"quota-{SHESHAN}": "8"})
    made = session.scalars(select(OrderWindow)).one()
    assert {row.town_code: row.quota for row in made.quotas} == {SHESHAN: 8}
    page.get("/district/delivery/windows/2027Q1/edit")
    page.post("/district/delivery/windows/2027Q1/edit", window | {"quota": "5"})
    for path, changed, said in (
        ("new", {"quota": "9"}, "已经开过了"),  # it would take the place of the one that there is
        ("2027Q1/edit", {"quarter": "2"}, "不能再改"),
        ("new", {"quarter": "2", "first_on": "2027-03-31", "last_on": "2027-06-30"}, "和2027 年第 1 季度的重叠"),
    ):
        page.post(f"/district/delivery/windows/{path}", window | changed, status=422)
        assert said in page.text()
    assert session.scalars(select(OrderWindow)).one().quota == 5
    page.get("/district/delivery/windows/2027Q1")
    assert "没有等派单的点单" in page.text()
    page.get(f"/delivery/town?town={SHESHAN}")
    assert "名额 5 场" in page.text()
    page.get("/district")


def test_a_kit_is_lent_comes_back_and_is_never_at_two_places(
    page: Page, app: Flask, session: Session, cast: Cast, scene: Scene
) -> None:
    kit = make_item(session, scene.supplier, kind=ItemKind.KIT, code="QC9001", title_zh="显微镜箱")
    other = make_person(session, name="校外辅导员")
    make_verified(session, cast, other, OrganisationKind.SCHOOL, name="佘山小学")
    session.commit()
    supplier, school, community = (Page(app).sign_in(one) for one in (cast.manager, other, scene.orderer))
    path = f"/delivery/desk/items/{kit.code}"
    supplier.post(f"{path}/units", {"label": "1 号箱"})
    supplier.post(f"{path}/units", {"label": "1 号箱"}, status=422)
    days = {"from_on": "2026-10-12", "until_on": "2026-10-16", "town_code": SHESHAN, "place": "科学教室"}
    wish = days | {"organisation": str(scene.community.id)}
    school.post(f"/delivery/items/{kit.code}/borrow", wish, status=422)
    community.get(f"/delivery/items/{kit.code}/borrow")
    community.post(f"/delivery/items/{kit.code}/borrow", wish)
    loan = session.scalars(select(Loan)).one()
    mine = str(school_id(session, other.id))
    overlapping = days | {"organisation": mine, "from_on": "2026-10-16", "until_on": "2026-10-20"}
    school.post(f"/delivery/items/{kit.code}/borrow", overlapping, status=422)
    assert "都借出去了" in school.text()
    school.post(f"/delivery/items/{kit.code}/borrow", overlapping | {"from_on": "2026-10-17"})
    school.get(f"/delivery/loans/{loan.code}", status=404)
    supplier.get(f"/delivery/loans/{loan.code}")
    community.post(f"/delivery/loans/{loan.code}/step", {"act": "hand_out"}, status=403)
    supplier.post(f"/delivery/loans/{loan.code}/step", {"act": "hand_out"})
    with clock.frozen_at(NOW + timedelta(days=9)):
        office = Page(app).sign_in(cast.officer)
        office.get("/district/delivery")
        assert "逾期没有归还 借出 " in office.text()
        supplier.post(f"/delivery/loans/{loan.code}/back", {"condition": "broken", "note": "少一个物镜"})
    back = session.get_one(Loan, loan.id, populate_existing=True)
    unit = session.get_one(LentUnit, back.unit_id, populate_existing=True)
    assert (back.state, back.came_back, unit.condition) == (LoanState.RETURNED, Condition.BROKEN, Condition.BROKEN)
    page.get(f"/delivery/items/{kit.code}")
    assert "现在没有能借的" in page.text()
    supplier.get(path)
    supplier.post(f"{path}/units/judge", {"unit": str(unit.id), "condition": "worn"})
    assert session.get_one(LentUnit, unit.id, populate_existing=True).condition is Condition.WORN
    assert invariants.checks() == []


def school_id(session: Session, person_id: int) -> int:
    from sciencepop.accounts.queries.organisations import list_memberships

    return list_memberships(session, person_id)[0].organisation_id
