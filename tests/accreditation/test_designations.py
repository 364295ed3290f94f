"""Designations are recorded by officers, listed for any day, and kept whatever becomes of them."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.accounts.models import Grant, Message, Role
from sciencepop.accreditation.models import Designation
from sciencepop.accreditation.queries.designations import ListFilter, page_in_force
from sciencepop.core.audit import AuditRow
from sciencepop.core.paging import encode_cursor
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_base
from tests.page import Page

RECORD = {
    "kind": "municipal-base:basic",
    "document_number": "沪科〔2024〕1号",
    "plaque_number": "S-017",
    "from_on": "2024-01-01",
    "until_on": "2025-12-31",
    "source": "市科委 2024 年名单",
}


def test_a_designation_is_recorded_put_right_marked_and_stays_in_the_lists_of_its_days(
    page: Page, session: Session, cast: Cast
) -> None:
    desk = f"/district/bases/{cast.base.slug}/designations"
    page.sign_in(cast.officer).get(desk)
    page.post(desk, RECORD)
    page.post(desk, RECORD, status=422)
    assert "已经有同一类命名" in page.text()
    page.post(desk, RECORD | {"until_on": "2023-12-31"}, status=422)
    assert "结束日期不能早于开始日期" in page.text()
    page.post(desk, RECORD | {"kind": "national-base", "from_on": "2026-01-01", "until_on": ""})
    row = session.scalars(select(Designation).where(Designation.scheme == "municipal-base")).one()
    assert (row.authority, row.category, row.level) == ("shanghai", "basic", "municipal")

    page.get(f"/district/designations/{row.id}")
    session.add(Grant(person_id=cast.neighbour.id, role=Role.LEAD, granted_at=NOW))
    session.commit()
    right = RECORD | {"document_number": "沪科〔2024〕2号"}
    page.post(f"/district/designations/{row.id}", right | {"source": ""}, status=422)
    assert "请写明原因" in page.text()
    page.post(f"/district/designations/{row.id}", right)
    letters = session.scalars(select(Message).order_by(Message.person_id)).all()
    assert sorted(one.person_id for one in letters) == sorted([cast.manager.id, cast.neighbour.id])
    assert "文号：沪科〔2024〕1号 → 沪科〔2024〕2号" in letters[0].body
    trail = session.scalars(select(AuditRow).where(AuditRow.action == "designation.correct")).one()
    assert trail.facts["changed"] == {"document_number": ["沪科〔2024〕1号", "沪科〔2024〕2号"]}
    status = {"status": "rectify", "status_from_on": "2024-06-01", "reason": "开放天数不足"}
    page.post(f"/district/designations/{row.id}/status", status)
    page.post(f"/district/designations/{row.id}/status", status, status=422)
    withdrawn = {"status": "withdrawn", "status_from_on": "2025-03-01", "reason": "未完成整改"}
    page.post(f"/district/designations/{row.id}/status", withdrawn)
    last = session.scalars(select(Message).order_by(Message.id.desc()).limit(2)).all()
    assert sorted(one.person_id for one in last) == sorted([cast.manager.id, cast.neighbour.id])
    assert "状态：已撤销命名" in last[0].body and "未完成整改" in last[0].body

    seen = {}
    for day in ("2024-05-31", "2024-07-01", "2025-03-01", "2026-02-01"):
        page.get(f"/designations?on={day}")
        seen[day] = ["基础性科普基地" in page.text(), "需整改" in page.text()]
    assert seen == {
        "2024-05-31": [True, False],
        "2024-07-01": [True, True],
        "2025-03-01": [False, False],
        "2026-02-01": [False, False],
    }
    page.get("/designations?on=gestern", status=422)
    table = page.client.get("/designations.csv?on=2024-07-01").get_data(as_text=True).splitlines()
    assert len(table) == 2 and table[0].startswith("\ufeff基地名称,英文名称,街镇,命名单位")
    assert "辰山植物园" in table[1] and "沪科〔2024〕2号" in table[1] and "需整改" in table[1]
    page.get(f"/bases/{cast.base.slug}")
    assert "全国科普教育基地" in page.text()
    assert "已撤销" in page.text()


def test_a_long_list_comes_by_pages_and_is_taken_along_whole(page: Page, session: Session, cast: Cast) -> None:
    day = date(2026, 5, 1)
    kept = {"authority": "songjiang", "scheme": "district-base", "level": "district", "recorded_at": NOW}
    for number in range(41):
        base = make_base(session, name_zh="很长的名字" * 11 + f"{number:02}", registrant=cast.manager)
        category = "basic" if number % 2 else "demonstration"
        session.add(Designation(base_id=base.id, category=category, from_on=day - timedelta(days=1), **kept))
    session.commit()
    names, cursor = [], ""
    for _page in range(3):
        found = page_in_force(session, ListFilter(day), cursor)
        names += [(row.category, row.base.name_zh) for row in found.rows]
        assert found.total == 41
        cursor = found.next_cursor
    assert (names, cursor) == (sorted(set(names)), "")
    assert len(names) == 41

    page.get(f"/designations?on={day}&scheme=district-base")
    assert "共 41 项" in page.text()
    assert len(page.all("tr")) - 1 == 20
    following = next(link for link in page.all("a") if link.get("rel") == "next")
    page.get(str(following.get("href")))
    assert "回到第一页" in page.text()
    for forged in ("x" * 10_000, encode_cursor(2**70), encode_cursor("a"), encode_cursor(-1)):
        page.get(f"/designations?on={day}&after={forged}")
        assert len(page.all("tr")) - 1 == 20
    table = page.client.get(f"/designations.csv?on={day}&after={encode_cursor(1)}").get_data(as_text=True)
    assert len(table.splitlines()) == 42
