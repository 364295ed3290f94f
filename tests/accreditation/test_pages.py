"""The pages of recognition: each side's own, hostile files, and what strangers may not see."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sciencepop.accreditation.models import AccreditationRound, CasePaper, Designation
from sciencepop.accreditation.queries.cases import get_case
from sciencepop.accreditation.rules.steps import Act, CaseState, Side
from sciencepop.core import clock
from tests.accounts.invitations import agree
from tests.accreditation.scene import AFTER_NOTICE, SCORES, Scene, bring_to, make_scene
from tests.cast import Cast
from tests.conftest import NOW
from tests.core.test_file_kinds import BOMB, WORD
from tests.page import Page


@pytest.fixture
def scene(session: Session, cast: Cast) -> Scene:
    return make_scene(session, cast)


class Flood(io.RawIOBase):
    """A body of a gigabyte; `taken` is how much of it was read."""

    taken = at = 0

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.at = offset + (1024**3 if whence == io.SEEK_END else 0)
        return self.at

    def tell(self) -> int:
        return self.at

    def readinto(self, buffer: Any) -> int:
        self.taken += len(buffer)
        return len(buffer)


def test_a_base_applies_with_its_papers_and_hostile_files_leave_nothing(
    page: Page, session: Session, scene: Scene
) -> None:
    cast = scene.cast
    page.sign_in(cast.manager).get("/my/accreditation")
    answer = page.post(f"/my/accreditation/{cast.base.slug}/ROUND00001")
    code = answer.location.split("/")[-2]
    page.get(answer.location)
    assert "标准：不少于" not in page.text(), "no category is chosen yet"
    form = {"category": "basic", "about": "概况", "contact": "小王", "measure_open_days": "120"}
    first = scene.pool[0].id
    page.post(answer.location, form | {f"recuse_{first}": "1"}, status=422)
    assert "最多申请 3 位专家回避" in page.text()
    wrong = form | {"measure_open_days": "两百", f"recuse_{first}": "1", f"why_{first}": "有合作"}
    refused = page.post(answer.location, wrong, status=422).get_data(as_text=True)
    assert "“一年开放天数”请填 0 到 1000000 的整数" in refused
    assert (
        'value="两百"' in refused
        and 'value="有合作"' in refused
        and f'name="recuse_{first}" value="1" checked' in refused
    )
    page.post(
        answer.location, form | {"measure_open_days": "１２０"} | {f"recuse_{first}": "1", f"why_{first}": "有合作"}
    )
    page.get(f"/accreditation/cases/{code}")
    assert "不足" in page.text(), "120 open days are fewer than 200, and no error"

    put = f"/accreditation/cases/{code}/papers/application"
    hostile = {
        "只收 PDF": (b"MZ\x90\x00", "申请书.pdf"),
        "解开后太大": (BOMB, "申请书.docx"),
        "只收": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "a.png"),
        "没有选择文件": (b"", "a.pdf"),
    }
    for words, (content, name) in hostile.items():
        page.post(put, {"file": (io.BytesIO(content), name)}, status=422)
        assert words in page.text()
    flood = Flood()
    answer = page.client.post(put, input_stream=flood, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert "文件或内容太大" in answer.get_data(as_text=True)
    assert flood.taken == 0, "a gigabyte is refused before a byte of it is read"
    assert session.scalar(select(func.count(CasePaper.id))) == 0
    page.post(put, {"file": (io.BytesIO(WORD), "../../etc/申请书.exe")})
    paper = session.scalars(select(CasePaper)).one()
    assert (paper.filename, paper.version, paper.size) == ("申请书.docx", 1, len(WORD))
    got = page.client.get(f"/accreditation/cases/{code}/papers/{paper.id}")
    assert (got.data, got.headers["Content-Disposition"].split(";")[0]) == (WORD, "attachment")
    page.post(f"/accreditation/cases/{code}/step", {"act": "submit"}, status=422)
    assert "还缺材料" in page.text()
    for stranger in (cast.resident, cast.other_manager, cast.officer, scene.town, scene.lead):
        page.sign_in(stranger).get(f"/accreditation/cases/{code}/papers/{paper.id}", status=404)
    page.sign_in(cast.manager).post(f"/accreditation/cases/{code}/papers/{paper.id}/drop")
    assert session.scalar(select(func.count(CasePaper.id))) == 0


def test_a_scanner_keeps_out_what_it_refuses_and_everything_while_it_is_down(
    page: Page, session: Session, scene: Scene
) -> None:
    bring_to(scene, CaseState.TOWN_CHECK)
    page.sign_in(scene.town).get(f"/accreditation/cases/{scene.code}")
    page.post(f"/accreditation/cases/{scene.code}/step", {"act": "return", "reason": "补"})
    before = session.scalar(select(func.count(CasePaper.id)))
    page.sign_in(scene.cast.manager).get(f"/accreditation/cases/{scene.code}")
    put = f"/accreditation/cases/{scene.code}/papers/report"
    for command, status, words in (
        ("false", 422, "病毒检查没有通过"),
        ("no-such-scanner --x", 422, "现在不能检查病毒"),
        ("sh -c 'exit 2'", 422, "现在不能检查病毒"),
        ("grep -q %PDF", 303, ""),
    ):
        page.app.config["SCAN_COMMAND"] = command
        try:
            page.post(put, {"file": (io.BytesIO(b"%PDF-1.7"), "a.pdf")}, status=status)
        finally:
            page.app.config["SCAN_COMMAND"] = ""
        assert status == 303 or words in page.text()
    assert session.scalar(select(func.count(CasePaper.id))) == (before or 0) + 1


def test_every_side_does_its_part_on_the_page_of_the_case(page: Page, session: Session, scene: Scene) -> None:
    cast = scene.cast
    bring_to(scene, CaseState.VISITED)
    case = f"/accreditation/cases/{scene.code}"

    def step(person: Any, act: str, status: int = 303, **sent: Any) -> None:
        page.sign_in(person).get(case)
        page.post(f"{case}/step", {"act": act, **sent}, status=status)

    step(cast.officer, "assign_experts", 422, experts=[str(scene.pool[0].id)])
    assert "评审专家要 3 到 7 位" in page.text()
    step(cast.officer, "assign_experts", experts=[str(one.id) for one in scene.pool[:3]])
    page.sign_in(scene.experts[3]).get(case, status=404)
    scores = {f"score_{slug}": str(score) for slug, score in SCORES.items()}
    step(scene.experts[0], "score", 422, **(scores | {"score_space": "99"}), recommends="yes")
    for expert in scene.experts[:3]:
        step(expert, "score", **scores, recommends="yes", words="展项很好")
    step(scene.town, "propose", 403, number="1")
    step(scene.lead, "propose", number="决 1 号")
    page.sign_in(cast.manager).get(case)
    assert "展项很好" not in page.text()
    assert "甲" not in page.text(), "the base reads nobody's scores"
    step(cast.officer, "publish", contact="科普部 021-5555 0100")
    page.sign_in(cast.officer).get(case)
    assert "平均 85.0 分" in page.text()

    visitor = Page(page.app)
    visitor.get("/accreditation")
    assert "辰山植物园" in visitor.text()
    notice = f"/accreditation/notices/{scene.code}"
    visitor.get(notice)
    visitor.post(notice, {"name": "老张", "contact": "021"}, status=422)
    objector = Page(page.app).sign_in(scene.cast.resident)
    objector.get(notice)
    objector.post(notice, {"name": "老张", "contact": "021-5555 0300", "words": "场地不实"})
    assert scene.case(session).steps[-1].by is None, "name and contact go after a year, so the account is not kept"
    visitor.get(f"/accreditation/progress?code={scene.code.lower()}")
    assert "异议处理" in visitor.text()
    assert "老张" not in visitor.text()
    visitor.get("/accreditation/progress?code=NOSUCHCODE", status=404)
    page.sign_in(cast.manager).get(case)
    assert "老张" not in page.text()
    step(cast.officer, "dismiss", reason="核查属实")
    page.sign_in(scene.lead).get("/accreditation/desk")
    assert "辰山植物园" in page.text()
    step(cast.manager, "take_back", 422, reason="x")
    assert "现在不能这样做" in page.text()
    page.sign_in(cast.resident).get(case, status=404)
    assert get_case(session, scene.code).state is CaseState.NOTICE


def test_the_address_of_a_notice_that_is_over_tells_how_it_ended(page: Page, session: Session, scene: Scene) -> None:
    bring_to(scene, CaseState.ACTIVE)
    notice = f"/accreditation/notices/{scene.code}"
    assert page.get(notice, status=303).location.endswith(f"/accreditation/progress?code={scene.code}")
    page.post(notice, {"name": "老张", "contact": "021", "words": "太晚"}, status=404)
    scene.case(session).state = CaseState.DRAFT
    session.commit()
    page.get(notice, status=404)


def test_officers_name_the_officers_of_a_town(page: Page, session: Session, cast: Cast) -> None:
    form = {"address": cast.neighbour.addresses[0].value, "role": "town_officer", "base": "", "town": ""}
    page.sign_in(cast.officer).get("/district/roles")
    page.post("/district/roles", form, status=422)
    assert "要选一个街镇" in page.text()
    page.post("/district/roles", form | {"town": "310117103000"})
    agree(session, cast.neighbour)
    session.expire_all()
    assert (cast.neighbour.office_towns, cast.neighbour.is_officer) == ({"310117103000"}, False)
    page.get("/district/roles")
    assert "街镇科协经办人" in page.text()


def test_officers_open_rounds_and_ask_experts(page: Page, session: Session, scene: Scene) -> None:
    cast = scene.cast
    form = {
        "scheme": "district-enterprise",
        "name_zh": "2027 年企业基地",
        "opens_at": "2027-03-01T09:00",
        "closes_at": "2027-03-31T16:30",
        "accept_until": "2027-04-09",
    }
    page.sign_in(cast.officer).get("/district/accreditation")
    page.post("/district/accreditation", form | {"accept_until": "2027-03-30"}, status=422)
    assert "受理截止日不早于截止的那一天" in page.text()
    page.post("/district/accreditation", form | {"scheme": "national-base"}, status=422)
    page.post("/district/accreditation", form)
    row = session.scalars(select(AccreditationRound).where(AccreditationRound.scheme == "district-enterprise")).one()
    page.get(f"/district/accreditation/{row.code}")
    page.post(f"/district/accreditation/{row.code}", form | {"name_zh": "2027 年春"})
    experts = f"/district/accreditation/{row.code}/experts"
    page.post(experts, {"address": "nobody@example.org", "name": "某某"}, status=422)
    page.post(experts, {"address": scene.lead.addresses[0].value, "name": "李教授", "employer": "大学"})
    session.expire_all()
    (expert,) = row.experts
    page.get(f"/district/accreditation/{row.code}")
    assert "李教授 · 大学" in page.text()
    page.post(f"{experts}/{expert.id}/end")
    session.expire_all()
    assert (row.name_zh, row.experts[0].ended_at is not None) == ("2027 年春", True)


def test_a_lead_is_offered_what_can_be_decided_after_a_hearing(page: Page, session: Session, scene: Scene) -> None:
    """Where something is to be put right, to acquit would be refused: it is withdrawn, or put right after all."""
    cast, now = scene.cast, AFTER_NOTICE
    bring_to(scene, CaseState.ACTIVE)

    def offered() -> list[str]:
        with clock.frozen_at(now):
            page.sign_in(scene.lead).get(f"/accreditation/cases/{scene.code}")
        return [str(button.get("value")) for button in page.all("button", name="act")]

    scene.take(Act.ACCUSE, Side.DISTRICT, cast.officer, now, reason="虚报")
    assert offered() == ["withdraw", "acquit", "rectify"]
    scene.take(Act.RECTIFY, Side.LEAD, scene.lead, now, reason="整改")
    scene.take(Act.ACCUSE, Side.DISTRICT, cast.officer, now, reason="虚报")
    assert offered() == ["withdraw", "rectify"]


def test_a_base_reads_before_it_presses_from_which_day_it_may_renew(page: Page, session: Session, scene: Scene) -> None:
    base = scene.cast.base
    days = {"from_on": date(2025, 1, 1), "until_on": date(2027, 6, 30)}
    held = Designation(base_id=base.id, authority="songjiang", scheme="district-base", recorded_at=NOW, **days)
    held.category, held.level = "basic", "district"
    session.add(held)
    session.commit()
    page.sign_in(scene.cast.manager).get("/my/accreditation")
    assert "现有的命名从 12月30日（周三） 起可以申请重新认定。" in page.text()
    button = f"/my/accreditation/{base.slug}/ROUND00001"
    assert page.all("form", action=button) == []
    held.until_on = date(2026, 12, 31)
    session.commit()
    page.get("/my/accreditation")
    assert len(page.all("form", action=button)) == 1
    page.get(page.post(button).location)
    assert f"重新认定申请书：{base.name_zh}" in page.text()
