"""The pages: five forms of a set, entering, rows, freezing by two, files; and the plan of a department."""

from __future__ import annotations

import io
from datetime import timedelta

from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from sciencepop.core import documents
from sciencepop.programme.models import Occurrence
from sciencepop.statistics.messages import ROWS
from sciencepop.statistics.models import PlanIndicator, SurveyReturn
from sciencepop.statistics.queries.sets import get_set
from sciencepop.statistics.sheets import read_sheet
from sciencepop.statistics.views.rows import read_rows
from tests.cast import Cast
from tests.conftest import NOW
from tests.factories import make_event, make_grant, make_person
from tests.page import Page
from tests.statistics.year import YEAR, held, make_year

SET = "/district/statistics/2025/chenshan"


def test_an_officer_fills_in_a_set_and_a_second_confirms_it(page: Page, session: Session, cast: Cast) -> None:
    cast.base.name_zh = "=辰山植物园"
    lecture = make_event(session, cast.base, kind="lecture", title_zh="=植物讲座")
    for day in range(1, 29):
        for hour in (9, 14):
            held(session, lecture, f"2025-02-{day:02d} {hour:02d}:00", (cast.resident, 2))
    second = make_person(session, name="区科协老赵")
    make_grant(session, second)
    session.commit()
    page.sign_in(cast.officer).get("/district/statistics")
    assert page.all("a", href=SET) and "还没有定稿" in page.text()
    for wrong in ("/1999/chenshan", "/2027/district", "/2025/nowhere", "/99999999999999999999/district"):
        page.get(f"/district/statistics{wrong}", status=404)
    page.get(SET)
    assert "未填" in page.text()
    page.get(f"{SET}?form=KP-005")
    assert page.all("a", href=f"{SET}/figures/lecture_people")
    page.get(f"{SET}/figures/lecture_people")
    assert "56 行，合计 112" in page.text()
    assert "=植物讲座 2025年2月1日（周六） 09:00 · 一个场次 2" in page.text() and "session:" not in page.text()
    assert len(page.all("a", href=f"/manage/events/{lecture.slug}")) == 50
    page.get(page.all("a", rel="next")[0].get("href"))
    assert len(page.all("tr")) == 1 + 6
    for url in (f"{SET}/figures/fulltime", f"{SET}/figures/x", f"{SET}/enter/KP-005x"):
        page.get(url, status=404)
    page.post(f"{SET}/enter/KP-001", {"cell_fulltime": "1.5", "seen": ""}, status=422)
    assert "请填整数" in page.text()
    for form in ("KP-001", "KP-002", "KP-003", "KP-004", "KP-005"):
        page.get(f"{SET}/enter/{form}")
        fields = {box.get("name"): "-" for box in page.all("input") if (box.get("name") or "").startswith("cell_")}
        seen = page.all("input", name="seen")[0].get("value")
        page.post(f"{SET}/enter/{form}", fields | {"cell_fulltime": "0", "seen": seen})
        page.post(f"{SET}/enter/{form}", fields | {"cell_fulltime": "9", "seen": seen}, status=422)
    # The page shows what was typed and not what stands there now: pressing again must not write over it either.
    assert page.all("input", name="seen")[0].get("value") == seen
    page.post(f"{SET}/freeze")
    code = session.scalars(select(SurveyReturn.code)).one()
    decide = f"/district/statistics/returns/{code}"
    page.post(f"{decide}/confirmed", status=422)
    page.post(f"{decide}/nonsense", status=404)
    page.get(f"{decide}/forms-zh.pdf")
    assert "正在制作" in page.text()
    assert documents.make_wanted(NOW) == 2
    assert page.get(f"{decide}/forms-zh.pdf").data.startswith(b"%PDF")
    page.get("/my/to-do")
    assert "统计表等您确认" not in page.text(), "another officer has to"
    page.sign_in(second).get("/my/to-do")
    assert "统计表等您确认 1 =辰山植物园 2025 年" in page.text()
    page.post(f"{decide}/given_back", status=422)
    assert [one for one in page.all("details") if one.get("open") is not None], "the field of the reason stays open"
    page.post(f"{decide}/confirmed")
    page.get(f"{SET}/enter/KP-001")
    assert "这套表已经确认，不能再改。" in page.text()
    page.get(f"/en{SET}/figures/visits")
    assert "Another line of these forms" in page.text() and "Visits signed in here" in page.text()
    page.get(f"/en{SET}")
    assert "Confirmed" in page.text() and "Counted today, every line is as it was frozen." in page.text()
    book = load_workbook(io.BytesIO(page.get(f"{SET}/forms.xlsx").data))
    assert book.sheetnames[1:] == ["KP-001", "KP-002", "KP-003", "KP-004", "KP-005"]
    found = {row[1].value: row[3].value for row in book["KP-005"].iter_rows(min_row=4)}
    assert "全区另有 0 个场次" in book["封面"]["B9"].value
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert (found["科普（技）讲座（线下）"], found["科普国际交流"], found["科普（技）讲座（线上）"]) == (56, "-", 0)
    lecture.title_zh = "改名以后"
    first = session.scalars(select(Occurrence).order_by(Occurrence.starts_at)).first()
    assert first
    first.starts_at, first.ends_at = NOW, NOW + timedelta(hours=1)
    session.commit()
    page.get(f"{SET}/figures/lecture_people")
    assert "=植物讲座 2025年2月1日（周六） · 一个场次 2" in page.text(), "as it was called and counted on that day"


def test_every_kind_of_row_says_what_it_is_and_leads_to_a_page_that_officers_have(
    page: Page, session: Session, cast: Cast
) -> None:
    make_year(session, cast)
    page.sign_in(cast.officer)
    kinds, urls = set(), set()
    for name in ("chenshan", "district"):
        of = get_set(session, YEAR, name, NOW.year)
        sheet = read_sheet(session, of, NOW)
        with page.app.test_request_context():
            for line in sheet.lines:
                for row in read_rows(session, line.figure.rows if line.figure else (), of, sheet):
                    kinds.add(str(row.kind))
                    urls.add(row.url)
    assert kinds == {str(words) for kind, words in ROWS.items() if kind not in ("class", "item", "figure")}
    for url in urls - {""}:
        page.get(url)


def test_a_delegate_sees_and_enters_the_own_department_alone(page: Page, session: Session, cast: Cast) -> None:
    page.sign_in(cast.officer)
    page.get("/plan")
    for department, counted in (("health", ""), ("kewei", "lectures")):
        form = {"department": department, "name_zh": f"指标{department}", "unit_zh": "%", "counted": counted}
        page.post("/plan/new", form)
    page.post("/plan/new", {"department": "nobody", "name_zh": "x", "unit_zh": "%"}, status=422)
    page.post("/plan/delegates", {"department": "health", "address": "nobody@example.org"}, status=422)
    page.post("/plan/delegates", {"department": "health", "address": cast.resident.addresses[0].value})
    codes = dict(session.execute(select(PlanIndicator.department, PlanIndicator.code)).all())
    page.sign_in(cast.neighbour).get("/plan", status=403)
    page.sign_in(cast.resident).get("/my")
    assert page.all("a", href="/plan")
    page.get("/district/coverage")
    assert "录入人口数" not in page.text()
    page.get("/plan")
    assert page.all("a", href="/district/coverage")
    assert "指标health" in page.text() and "指标kewei" not in page.text()
    page.get(f"/plan/{codes['kewei']}", status=403)
    own = f"/plan/{codes['health']}"
    page.get(own)
    assert not page.all("input", name="target_2025")
    seen = page.all("input", name="seen")[0].get("value")
    page.sign_in(cast.officer).post(own, {"target_2025": "40", "target_2026": "42", "seen": seen})
    page.sign_in(cast.resident).get("/my/to-do")
    assert "规划指标等您填写 1 指标health 2025 年" in page.text()
    page.get(own)
    seen = page.all("input", name="seen")[0].get("value")
    page.post(own, {"actual_2025": "many", "seen": seen}, status=422)
    page.post(own, {"actual_2025": "36.5", "target_2025": "1", "seen": seen})
    page.post(own, {"actual_2025": "30", "seen": seen}, status=422)
    assert page.all("input", name="seen")[0].get("value") == seen
    page.get("/plan")
    assert "36.5" in page.text()
    page.get("/my/to-do")
    assert "规划指标" not in page.text()
    table = page.client.get("/plan.csv").get_data(as_text=True).splitlines()
    years = ("2025,40,36.5,91", "2026,42,,")
    assert table[1:] == [f"区卫健委,指标health,%,{numbers},部门填写," for numbers in years]
    page.sign_in(cast.officer).post(f"{own}/end")
    page.get(own, status=404)
