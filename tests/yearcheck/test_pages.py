"""The pages of the yearly check: filling in, rows, downloads, every side's part, strangers, hostile input."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from sciencepop.accreditation.rules.designations import Status
from sciencepop.core import documents
from sciencepop.core.paging import encode_cursor
from sciencepop.yearcheck.queries.files import get_file
from sciencepop.yearcheck.rules.steps import Act, FileState, Side
from tests.cast import Cast
from tests.conftest import NOW
from tests.page import Page
from tests.yearcheck.scene import Scene, bring_to, make_year, said_by_base


@pytest.fixture
def scene(session: Session, cast: Cast) -> Scene:
    return make_year(session, cast)


def test_a_base_fills_in_signs_and_takes_its_file_along(page: Page, session: Session, scene: Scene) -> None:
    cast = scene.cast
    page.sign_in(cast.manager).get("/my/yearcheck")
    answer = page.post("/my/yearcheck/chenshan/2025")
    code = answer.location.split("/")[-2]
    edit, file = f"/yearcheck/{code}/edit", f"/yearcheck/{code}"
    page.get(edit)
    sent = {f"figure_{slug}": said for slug, said in said_by_base(exhibits="-", income_own="0").items()}
    wrong = sent | {"figure_exhibits": "9" * 10_000, "figure_women": "\x00-1", "version": "0"}
    page.post(edit, wrong, status=422)
    assert "请核对：展品展项总数、专职人员中女性" in page.text()
    page.post(edit, sent | {"version": "NaN"}, status=422)
    assert "别人已经改过" in page.text()
    recuse = f"recuse_{scene.experts[0].id}"
    page.post(edit, sent | {"version": "0", recuse: "1"}, status=422)
    assert "每一位都要写明原因" in page.text()
    formula = '=HYPERLINK("http://x")'
    sent |= {
        "figure_problems": formula,
        "figure_media_wechat": "02155550100",
        "comment_sessions": "<b>少记一场</b>",
        "version": "0",
    }
    page.post(edit, sent)
    page.get(file)
    assert "不适用" in page.text()
    assert "<b>少记一场</b>" in page.text(), "as it was written, and no markup"
    page.get(f"{file}/figures/participants")
    assert "36 人次" in page.text()
    assert "3 条记录相加" in page.text()
    page.get(f"{file}/figures/problems", status=404)
    page.get(f"{file}/figures/open_days?after={encode_cursor(10**30)}")
    page.post(f"{file}/step", {"act": "file", "name": "馆长老周", "version": "0"}, status=422)
    assert "别人已经改过" in page.text(), "nobody signs what somebody else saved meanwhile"
    now_shown = page.all("input", name="version")[0].get("value")
    page.post(f"{file}/step", {"act": "file", "name": "馆长老周", "version": now_shown})
    page.get(edit, status=403)
    page.get(f"{file}/file.pdf", status=404)
    documents.make_wanted(NOW)
    got = page.client.get(f"{file}/file.pdf")
    assert got.data.startswith(b"%PDF-")
    book = load_workbook(io.BytesIO(page.client.get(f"{file}/file.xlsx").data))
    form, rows = book.worksheets
    values = {row[0].value: row[1] for row in form.iter_rows()}
    assert (values["举办活动场次"].value, values["展品展项总数"].value, values["自筹"].value) == (3, "-", 0)
    assert (values["存在的问题和需求"].value, values["存在的问题和需求"].data_type) == (formula, "s")
    assert values["微信公众号"].value == "02155550100", "a text stays a text"
    counted = [row[3].value for row in rows.iter_rows(min_row=2) if row[0].value == "签到人次"]
    assert sum(counted) == 36
    english = load_workbook(io.BytesIO(page.client.get(f"/en{file}/file.xlsx").data)).worksheets[0]
    assert next(row for row in english.values if row[0] == "Items")[2] == "Unit of measure"


def test_every_side_does_its_part_and_no_other(page: Page, session: Session, scene: Scene) -> None:
    cast = scene.cast
    bring_to(scene, FileState.FILED)
    file = f"/yearcheck/{scene.code}"
    for stranger in (cast.resident, cast.other_manager, cast.desk, scene.experts[0]):
        page.sign_in(stranger).get(file, status=404)
        for path in ("edit", "figures/sessions", "file.pdf", "file.xlsx", "papers/1"):
            page.get(f"{file}/{path}", status=404)

    def step(person: Any, act: str, status: int = 303, **sent: Any) -> None:
        page.sign_in(person).get(file)
        page.post(f"{file}/step", {"act": act, **sent}, status=status)

    def waits(person: Any, words: str) -> bool:
        page.sign_in(person).get("/my/to-do")
        return f"{words} 1 辰山植物园 2025 年" in page.text()

    assert waits(cast.officer, "基地年检等办理")
    step(cast.manager, "decide", 403, words="我说行")
    step(cast.officer, "decide", 403, words="x")
    step(scene.lead, "assign", 403)
    step(cast.officer, "no_such_act", 404)
    step(cast.officer, "clear", 422, words="x")
    assert "现在不能这样做" in page.text()
    step(cast.officer, "assign", 422, experts=["1", "9" * 30])
    step(cast.officer, "assign", experts=[str(one.id) for one in scene.experts])
    assert waits(scene.experts[0], "年度档案等您评分")
    assert not waits(scene.lead, "基地年检等您决定")
    page.sign_in(scene.experts[0]).get("/yearcheck")
    assert "辰山植物园" in page.text()
    scores = {"score_cooperation": "14", "score_brand": "15", "score_science": "9"}
    for bad in ("16", "0" * 10_000, "-1", "NaN"):
        step(scene.experts[0], "score", 422, **(scores | {"score_brand": bad}))
    for expert in scene.experts:
        step(expert, "score", **scores, words="有特色")
    page.get(file)
    assert "您的评分 38 分" in page.text()
    step(cast.officer, "bonus", 422, points="99999999999999999999", words="x")
    step(cast.officer, "bonus", points="10", words="承办科普日")
    page.sign_in(cast.manager).get(file)
    assert "有特色" not in page.text(), "the base reads no scores before it is decided"
    assert waits(scene.lead, "基地年检等您决定")
    page.sign_in(scene.lead).get(file)
    assert "等级将是“需整改”。 核定后" in page.text(), "a lead knows what the press does"
    step(scene.lead, "decide", words="开放太少")
    assert waits(cast.manager, "年度档案等您更正或整改")
    page.sign_in(cast.manager).get(file)
    assert "结果：需整改" in page.text()
    assert "总分 53.17" in page.text()
    evil = {"file": (io.BytesIO(b"MZ\x90\x00"), "方案.pdf")}
    page.post(f"{file}/papers", evil, status=422)
    page.post(f"{file}/papers", {"file": (io.BytesIO(b"%PDF-1.7 plan"), "方案.pdf")})
    paper = get_file(session, scene.code).papers[0]
    assert page.client.get(f"{file}/papers/{paper.id}").data == b"%PDF-1.7 plan"
    page.get(f"{file}/papers/{2**63}", status=404)
    step(cast.manager, "hand_in", words="已改")
    assert waits(cast.officer, "基地年检等办理")
    page.sign_in(cast.officer).get(file)
    assert page.text().count("提交整改结果 已改") == 1, "beside the answer, not only far below in the history"
    looked = "\n".join(one.addresses[0].value for one in scene.visitors)
    step(cast.officer, "clear", 422, words="好", day="2027-01-01", addresses=looked)
    step(cast.officer, "clear", words="现场看过", day="2026-10-10", addresses=looked)
    session.expire_all()
    assert get_file(session, scene.code).state is FileState.MENDED
    assert [change.status for change in scene.designation.changes] == [Status.RECTIFY, Status.NAMED]
    page.sign_in(cast.officer).get("/yearcheck?year=2025&state=mended")
    assert "53.17" in page.text()
    page.get(f"/yearcheck?year=NaN&state=x&after={encode_cursor(10**30)}")
    page.sign_in(cast.manager).get("/yearcheck?year=2025")
    assert "53.17" not in page.text(), "the district's list is for the district"


def test_a_page_that_is_older_than_the_file_changes_nothing(page: Page, session: Session, scene: Scene) -> None:
    """Two officers: the second presses what the first did already; the same press twice is one step."""
    bring_to(scene, FileState.FILED)
    file = f"/yearcheck/{scene.code}"
    page.sign_in(scene.cast.officer).get(file)
    sent = {"act": "return", "words": "请核对展品数", "attempt": "A" * 24}
    page.post(f"{file}/step", sent)
    page.post(f"{file}/step", sent)
    page.post(f"{file}/step", sent | {"attempt": "B" * 24}, status=422)
    found = get_file(session, scene.code)
    assert [step.act for step in found.steps] == [Act.FILE, Act.RETURN]
    assert (found.steps[1].side, found.filed_at) == (Side.DISTRICT, datetime.fromisoformat(NOW.isoformat()))
