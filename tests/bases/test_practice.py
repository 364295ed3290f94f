"""The list of venues for practice outside school: what it tells, confirming a row, the yearly reminder."""

from __future__ import annotations

import io
from datetime import datetime, time, timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.bases.models import BaseConfirmation, BaseState
from sciencepop.bases.rules.hours import Stretch
from sciencepop.bases.rules.practice import CONFIRMED_FOR, reminder_is_due
from sciencepop.bases.services.practice import confirm_facts, remind_of_confirming
from sciencepop.core.audit import AuditRow
from sciencepop.core.outbox import OutboxMessage
from tests.bases.rows import open_weekly
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_base
from tests.page import Page

DAY = timedelta(days=1)
LONG_AGO = NOW - 900 * DAY


@pytest.mark.parametrize(
    ("confirmed", "since", "reminded", "is_due"),
    [
        (None, NOW - CONFIRMED_FOR + DAY, None, False),
        (None, NOW - CONFIRMED_FOR, None, True),
        (NOW - 10 * DAY, LONG_AGO, None, False),
        (NOW - 400 * DAY, LONG_AGO, None, True),
        (NOW - 400 * DAY, LONG_AGO, NOW - 35 * DAY, False),
        (NOW - 400 * DAY, LONG_AGO, NOW - 500 * DAY, True),
        (None, LONG_AGO, NOW - CONFIRMED_FOR, True),
    ],
)
def test_a_base_is_reminded_once_for_each_year_without_a_word(
    confirmed: datetime | None, since: datetime, reminded: datetime | None, is_due: bool
) -> None:
    assert reminder_is_due(confirmed, since, reminded, NOW) is is_due


def tell_all(session: Session, cast: Cast) -> None:
    cast.base.capacity, cast.base.contact_phone = 200, "021-5555 0123"
    open_weekly(cast.base, *(Stretch(number, time(9), time(17)) for number in range(1, 7)))
    session.commit()


def test_the_list_tells_the_five_facts_and_its_files_say_the_same(page: Page, session: Session, cast: Cast) -> None:
    tell_all(session, cast)
    make_base(session, name_zh="=未公开", state=BaseState.WITHDRAWN)
    page.get("/practice-venues")
    assert "截至 10月10日（周六），共 2 处。" in page.text()
    row = next(row for row in page.all("tr") if "辰山植物园" in "".join(row.itertext()))
    assert [" ".join("".join(cell.itertext()).split()) for cell in row] == [
        "辰山植物园",
        "佘山镇 辰花公路3888号",
        "021-5555 0123",
        "周一不开放；周二至周日 09:00–17:00",
        "200",
        "还没有确认",
    ]
    assert page.text().count("还没有写明") == 3 and "未公开" not in page.text()
    page.get("/en/practice-venues?town=310117109000&after=x")
    told = page.client.get("/practice-venues.json").get_json()
    assert told["as_of"] == "2026-10-10" and {one["name"]: one["capacity"] for one in told["venues"]} == {
        "辰山植物园": 200,
        "松江科技馆": None,
    }
    cast.base.is_sample = True
    session.commit()
    told = page.client.get("/practice-venues.json").get_json()
    assert {one["name"]: one["note"] for one in told["venues"]} == {"辰山植物园": "示例", "松江科技馆": None}
    csv = page.client.get("/practice-venues.csv").data.decode("utf-8-sig").splitlines()
    assert csv[0] == "名称,地址,联系方式,开放时间,可容纳人数,最近确认,备注,名单日期" and len(csv) == 3
    book = load_workbook(io.BytesIO(page.client.get("/practice-venues.xlsx").data))
    assert len(list(book.worksheets[0].iter_rows())) == 3


def test_pages_of_the_list_follow_each_other(page: Page, session: Session, cast: Cast) -> None:
    for number in range(30):
        make_base(session, name_zh=f"场馆{number:02d}", town_code=None if number % 2 else "310117001000")
    session.commit()
    names = []
    path: str | None = "/practice-venues"
    while path:
        page.get(path)
        names += [row[0][0].text for row in page.all("tr")[1:]]
        path = next((link.get("href") for link in page.all("a", rel="next")), None)
    assert len(names) == len(set(names)) == 32


def test_who_manages_a_base_confirms_what_is_complete(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.manager).get("/manage/bases/chenshan")
    assert "还缺：联系电话或邮箱、开放时间（或开放时间说明）、可容纳人数。" in page.text()
    page.post("/manage/bases/chenshan/confirm")
    page.get("/manage/bases/chenshan")
    assert "还不能确认" in page.text() and session.scalars(select(BaseConfirmation)).all() == []
    tell_all(session, cast)
    page.post("/manage/bases/kejiguan/confirm", status=403)
    page.post("/manage/bases/chenshan/confirm")
    page.get("/manage/bases/chenshan")
    assert "最近确认：2026-10-10" in page.text()
    assert session.scalars(select(AuditRow.action)).all() == ["base.confirm"]
    page.get("/practice-venues?town=310117103000")
    assert "2026-10-10" in page.text()
    page.sign_in(cast.officer).get("/district/practice-venues")
    assert "名单上共 2 处，其中 1 处缺资料" in page.text()


def test_the_people_of_a_base_are_asked_after_a_year_and_once(session: Session, cast: Cast) -> None:
    tell_all(session, cast)
    assert remind_of_confirming(NOW + CONFIRMED_FOR - DAY) == 0
    later = NOW + CONFIRMED_FOR + DAY
    assert (remind_of_confirming(later), remind_of_confirming(later), remind_of_confirming(later + 90 * DAY)) == (
        2,
        0,
        0,
    )
    letters = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert [letter.address for letter in letters] == ["cast2@example.org", "cast3@example.org"]
    assert "名单上还缺" not in letters[0].body and "名单上还缺：联系电话或邮箱" in letters[1].body
    confirm_facts(cast.base.id, by=cast.manager.id, now=later)
    assert remind_of_confirming(later + 366 * DAY) == 2
